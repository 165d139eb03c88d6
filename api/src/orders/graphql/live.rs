//! What happens to an order while somebody looks at it, as it is committed on whichever server.

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

use super::order::Order;
use crate::identity::Viewer;
use crate::identity::graphql::ViewerExt;
use crate::orders::actions::reading;
use crate::orders::{self, store};

/// How long a stream gathers what happens to an order before it tells it once.
const GATHER: Duration = Duration::from_millis(200);

/// What happens to orders, as it happens.
#[derive(Default)]
pub struct OrderSubscription;

#[Subscription]
impl OrderSubscription {
    /// An order each time something about it changes, within a second, and at most five times a
    /// second. Whoever may see the order; ends when that is over.
    async fn order_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `order_`.")] id: ID,
    ) -> Result<impl Stream<Item = Order>> {
        let app = ctx.app().clone();
        // Subscribes first and looks then, so that nothing between the two is missed.
        let events = app.live().subscribe();
        let watch = Watch { app, viewer: ctx.viewer().clone(), id: parse_id(&id)?, events };
        if watch.order().await.is_none() {
            return Err(RequestError::new(ErrorCode::NotFound, "There is no such order.").into());
        }
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let order = watch.order().await?;
            Some((Order::from(order), watch))
        }))
    }
}

/// Somebody looking at an order.
struct Watch {
    app: App,
    viewer: Viewer,
    id: Id<orders::Order>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    /// The order as these eyes see it now; nothing ends the stream.
    async fn order(&self) -> Option<orders::Order> {
        let found = store::orders::many(self.app.reader(), [self.id.uuid()]).await;
        let looked = async {
            let Some(order) = found?.pop() else { return Ok(None) };
            let seen = reading::seen(&self.app, &self.viewer, &order).await?;
            Ok::<_, platform::Failure>(seen.then_some(order))
        };
        looked.await.unwrap_or_else(|failure| {
            failure.log("subscription");
            None
        })
    }

    /// Waits until something happened to the order, and then a moment for what comes with it.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if event.aggregate != self.id.uuid() => {}
                // After a gap only the order itself tells what was missed.
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
