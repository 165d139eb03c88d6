//! What somebody is told, as it is committed on whichever server.

use std::collections::VecDeque;
use std::sync::Arc;

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::{self, Stream};
use platform::events::Event;
use platform::graphql::ContextExt;
use platform::{App, Failure};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::types::Notification;
use crate::identity;
use crate::identity::graphql::ViewerExt;
use crate::notices::facts::NoticesTold;
use crate::notices::store;

/// What people are told, as they are told.
#[derive(Default)]
pub struct NotificationSubscription;

#[Subscription]
impl NotificationSubscription {
    /// Each notification of yours, within a second of its telling. A reader too slow for what is
    /// said misses some: `notifications` has them all.
    async fn notification_added(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Notification>> {
        let app = ctx.app().clone();
        let events = app.live().subscribe();
        let account = ctx.person()?.account_id().uuid();
        let watch = Watch { app, account, events, untold: VecDeque::new() };
        Ok(stream::unfold(watch, |mut watch| async move {
            let told = watch.next().await?;
            Some((told, watch))
        }))
    }
}

/// Somebody waiting for what they are told.
struct Watch {
    app: App,
    account: Uuid,
    events: Receiver<Arc<Event>>,
    untold: VecDeque<Notification>,
}

impl Watch {
    async fn next(&mut self) -> Option<Notification> {
        loop {
            if let Some(told) = self.untold.pop_front() {
                return Some(told);
            }
            match self.events.recv().await {
                Ok(event) => {
                    let fact = event.fact::<NoticesTold>().ok().flatten();
                    if let Some(fact) = fact.filter(|fact| fact.accounts.contains(&self.account))
                        && let Err(failure) = self.gather(fact.batch).await
                    {
                        failure.log("subscription");
                        return None;
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Reads what was told in one go, in the language that they read now.
    async fn gather(&mut self, batch: Uuid) -> Result<(), Failure> {
        let notices = store::of_batch(self.app.reader(), batch, Some(self.account)).await?;
        let reader = identity::account(self.app.reader(), self.account).await?;
        let locale = reader.map(|reader| reader.locale).unwrap_or_default();
        self.untold.extend(notices.into_iter().map(|notice| Notification::to(notice, &locale)));
        Ok(())
    }
}
