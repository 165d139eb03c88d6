//! What happens to a group while somebody looks at it, as it is committed on whichever server.

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

use super::group::GroupBuy;
use crate::deals::group_buy::actions::reading;
use crate::deals::group_buy::{self, store};
use crate::identity::Viewer;
use crate::identity::graphql::ViewerExt;

/// How long a stream gathers what happens to a group before it tells it once.
const GATHER: Duration = Duration::from_millis(200);

/// What happens to groups, as it happens.
#[derive(Default)]
pub struct GroupBuySubscription;

#[Subscription]
impl GroupBuySubscription {
    /// A group each time something about it changes, within a second, and at most five times a
    /// second. Everybody sees how full it is; its members see
    /// each other. Ends when you may not see it any more.
    async fn group_buy_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `group_buy_`.")] id: ID,
    ) -> Result<impl Stream<Item = GroupBuy>> {
        let app = ctx.app().clone();
        // Subscribes first and looks then, so that nothing between the two is missed.
        let events = app.live().subscribe();
        let watch = Watch { app, viewer: ctx.viewer().clone(), id: parse_id(&id)?, events };
        if watch.group().await.is_none() {
            return Err(RequestError::new(ErrorCode::NotFound, "There is no such group.").into());
        }
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let group = watch.group().await?;
            Some((GroupBuy(group), watch))
        }))
    }
}

/// Somebody looking at a group.
struct Watch {
    app: App,
    viewer: Viewer,
    id: Id<group_buy::GroupBuy>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    /// The group as these eyes see it now; nothing ends the stream.
    async fn group(&self) -> Option<group_buy::GroupBuy> {
        let found = store::groups::many(self.app.reader(), [self.id.uuid()]).await;
        let seen = found
            .map(|mut found| found.pop().filter(|group| reading::sees_group(&self.viewer, group)));
        seen.unwrap_or_else(|failure| {
            failure.log("subscription");
            None
        })
    }

    /// Waits until something happened to the group, and then a moment for what comes with it.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if event.aggregate != self.id.uuid() => {}
                // After a gap only the group itself tells what was missed.
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
