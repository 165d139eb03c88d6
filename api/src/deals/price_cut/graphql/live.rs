//! What happens to a price cut while somebody looks at it, as it is committed on whichever server.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};
use platform::App;
use platform::events::Event;
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};
use platform::kernel::Id;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::cut::PriceCut;
use crate::deals::price_cut;
use crate::deals::price_cut::store::cuts;

/// How long a stream gathers what happens before it tells it once.
const GATHER: Duration = Duration::from_millis(200);

/// What happens to price cuts, as it happens.
#[derive(Default)]
pub struct PriceCutSubscription;

#[Subscription]
impl PriceCutSubscription {
    /// A price cut each time somebody has helped or it has ended, within a second, and at most five
    /// times a second. Everybody who has its id; who helped is told only to its owner.
    async fn price_cut_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `price_cut_`.")] id: ID,
    ) -> Result<impl Stream<Item = PriceCut>> {
        let app = ctx.app().clone();
        // Subscribes first and looks then, so that nothing between the two is missed.
        let events = app.live().subscribe();
        let watch = Watch { app, id: parse_id(&id)?, events };
        if watch.cut().await.is_none() {
            let message = "There is no such price cut.";
            return Err(RequestError::new(ErrorCode::NotFound, message).into());
        }
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let cut = watch.cut().await?;
            Some((PriceCut::from(cut), watch))
        }))
    }
}

/// Somebody looking at a price cut.
struct Watch {
    app: App,
    id: Id<price_cut::PriceCut>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    async fn cut(&self) -> Option<price_cut::PriceCut> {
        cuts::by_id(self.app.reader(), self.id).await.unwrap_or_else(|failure| {
            failure.log("subscription");
            None
        })
    }

    /// Waits until something happened, and then a moment for what comes with it.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if event.aggregate != self.id.uuid() => {}
                // After a gap only the row itself tells what was missed.
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return None,
            }
        }
        tokio::time::sleep(GATHER).await;
        loop {
            match self.events.try_recv() {
                Ok(_) | Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(()),
            }
        }
    }
}
