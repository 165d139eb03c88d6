//! What happens to a return while somebody looks at it, as it is committed on whichever server.

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::future::ready;
use futures_util::stream::{Stream, StreamExt as _};
use platform::App;
use platform::graphql::live::changes;
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};
use platform::kernel::Id;

use super::goods_return::Return;
use crate::identity::Person;
use crate::identity::graphql::ViewerExt;
use crate::operators::{MemberRole, entitled_to_read};
use crate::returns;
use crate::returns::party;
use crate::returns::store::returns as rows;

/// What happens to returns, as it happens.
#[derive(Default)]
pub struct ReturnSubscription;

#[Subscription]
impl ReturnSubscription {
    /// A return each time something about it changes, within a second, and at most five times a
    /// second. Whoever may see it; ends when that is over.
    async fn return_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `return_`.")] id: ID,
    ) -> Result<impl Stream<Item = Return>> {
        let (app, person) = (ctx.app().clone(), ctx.person()?.clone());
        let id: Id<returns::Return> = parse_id(&id)?;
        let changes = changes(&app, id.uuid());
        if seen(app.clone(), person.clone(), id).await.is_none() {
            return Err(RequestError::new(ErrorCode::NotFound, "There is no such return.").into());
        }
        let looks = changes.then(move |()| seen(app.clone(), person.clone(), id));
        Ok(looks.take_while(|back| ready(back.is_some())).filter_map(ready))
    }
}

/// The return as these eyes see it now; nothing ends the stream.
async fn seen(app: App, person: Person, id: Id<returns::Return>) -> Option<Return> {
    let looked = async {
        let Some(back) = rows::by_id(app.reader(), id).await? else { return Ok(None) };
        let least = MemberRole::Support;
        let member = entitled_to_read(&app, &person, back.operator_id, least).await?.is_ok();
        let party = party::judge(&person, &back, member);
        Ok::<_, platform::Failure>(party.map(|_| Return::from(back)))
    };
    looked.await.unwrap_or_else(|failure| {
        failure.log("subscription");
        None
    })
}
