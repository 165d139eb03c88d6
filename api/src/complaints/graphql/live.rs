//! What happens in a case while somebody looks at it, as it is committed on whichever server.

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

use super::complaint::Complaint;
use crate::complaints::store::cases;
use crate::complaints::{self, party};
use crate::identity::Person;
use crate::identity::graphql::ViewerExt;

/// How long a stream gathers what happens before it tells it once.
const GATHER: Duration = Duration::from_millis(200);

/// What happens in cases, as it happens.
#[derive(Default)]
pub struct ComplaintSubscription;

#[Subscription]
impl ComplaintSubscription {
    /// A complaint each time something about it changes, within a second, and at most five times a
    /// second. Whoever may see it; ends when that is over.
    async fn complaint_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `complaint_`.")] id: ID,
    ) -> Result<impl Stream<Item = Complaint>> {
        let app = ctx.app().clone();
        // Subscribes first and looks then, so that nothing between the two is missed.
        let events = app.live().subscribe();
        let person = ctx.person()?.clone();
        let watch = Watch { app, person, id: parse_id(&id)?, events };
        if watch.case().await.is_none() {
            return Err(
                RequestError::new(ErrorCode::NotFound, "There is no such complaint.").into()
            );
        }
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let case = watch.case().await?;
            Some((Complaint::from(case), watch))
        }))
    }
}

/// Somebody looking at a case.
struct Watch {
    app: App,
    person: Person,
    id: Id<complaints::Complaint>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    /// The case as these eyes see it now; nothing ends the stream.
    async fn case(&self) -> Option<complaints::Complaint> {
        let looked = async {
            let Some(case) = cases::by_id(self.app.reader(), self.id).await? else {
                return Ok(None);
            };
            let party = party::reading(&self.app, &self.person, &case).await?;
            Ok::<_, platform::Failure>(party.map(|_| case))
        };
        looked.await.unwrap_or_else(|failure| {
            failure.log("subscription");
            None
        })
    }

    /// Waits until something happened, and then a moment for what comes with it.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if event.aggregate != self.id.uuid() => {}
                // After a gap only the case itself tells what was missed.
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
