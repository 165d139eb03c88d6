//! What happens in a case while somebody looks at it, as it is committed on whichever server.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::future::ready;
use futures_util::stream::{Stream, StreamExt as _};
use platform::App;
use platform::graphql::live::changes;
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};
use platform::kernel::Id;

use super::complaint::Complaint;
use crate::complaints::store::cases;
use crate::complaints::{self, party};
use crate::identity::Person;
use crate::identity::graphql::ViewerExt;

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
        let (app, person) = (ctx.app().clone(), ctx.person()?.clone());
        let id: Id<complaints::Complaint> = parse_id(&id)?;
        let changes = changes(&app, id.uuid());
        if seen(app.clone(), person.clone(), id).await.is_none() {
            return Err(
                RequestError::new(ErrorCode::NotFound, "There is no such complaint.").into()
            );
        }
        let looks = changes.then(move |()| seen(app.clone(), person.clone(), id));
        Ok(looks.take_while(|case| ready(case.is_some())).filter_map(ready))
    }
}

/// The case as these eyes see it now; nothing ends the stream.
async fn seen(app: App, person: Person, id: Id<complaints::Complaint>) -> Option<Complaint> {
    let looked = async {
        let Some(case) = cases::by_id(app.reader(), id).await? else { return Ok(None) };
        let party = party::reading(&app, &person, &case).await?;
        Ok::<_, platform::Failure>(party.map(|_| Complaint::from(case)))
    };
    looked.await.unwrap_or_else(|failure| {
        failure.log("subscription");
        None
    })
}
