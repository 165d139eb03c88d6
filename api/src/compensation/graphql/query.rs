//! What is read of claims.

use async_graphql::{Context, ID, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, parse_id};
use platform::transitions::States as _;
use uuid::Uuid;

use super::object::{Compensation, CompensationConnection};
use super::words::CompensationState;
use crate::compensation::claim;
use crate::compensation::store::claims;
use crate::compensation::store::lists::{self, QueuePlace};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Risk, Staff, Support};
use crate::operators::{self, MemberRole, entitled_to_read};

/// Root fields that read claims.
#[derive(Default)]
pub struct ClaimsQuery;

/// Root fields that read claims.
#[Object]
impl ClaimsQuery {
    /// A claim; null if there is none, or you may not see it.
    async fn compensation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The claim, beginning with `compensation_`.")] id: ID,
    ) -> Result<Option<Compensation>> {
        let (app, person) = (ctx.app(), ctx.person()?);
        let Some(found) = claims::by_id(app.reader(), parse_id(&id)?).await? else {
            return Ok(None);
        };
        let on_duty = Staff::<Support>::of(person).is_ok() || Staff::<Risk>::of(person).is_ok();
        let parties = (found.buyer, found.operator);
        let sees =
            on_duty || operators::has_part(app.reader(), person.account_id(), parties).await?;
        Ok(sees.then_some(Compensation(found)))
    }

    /// What was claimed for you, newest first.
    async fn my_compensations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<CompensationConnection> {
        let (app, account) = (ctx.app(), ctx.person()?.account_id());
        let list = format!("my_compensations.{account}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = lists::of_buyer(app.reader(), account, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(slice.map(Compensation).into())
    }

    /// What was claimed on a shop, newest first; null unless you belong to it and have shown a
    /// second factor in this session, or are staff of the desk.
    async fn operator_compensations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<CompensationConnection>> {
        let (app, id) = (ctx.app(), parse_id(&operator_id)?);
        if ctx.staff::<Support>().is_err() {
            // Who answers buyers sees them, and who sees money.
            let person = ctx.person()?;
            let answers = entitled_to_read(app, person, id, MemberRole::Support).await?;
            let pays = entitled_to_read(app, person, id, MemberRole::Finance).await?;
            if answers.is_err() && pays.is_err() {
                return Ok(None);
            }
        }
        let list = format!("operator_compensations.{id}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = lists::of_operator(app.reader(), id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(Some(slice.map(Compensation).into()))
    }

    /// Every claim that has not ended, the next deadline first: those to be decided, to be paid, to
    /// be recovered, and contests. Staff of the desk, with a second factor.
    async fn compensation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there; all of them if left out.")] state: Option<
            CompensationState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<CompensationConnection> {
        ctx.staff::<Support>()?;
        let app = ctx.app();
        let state: Option<claim::CompensationState> = state.map(Into::into);
        let word = state.map(claim::CompensationState::name).unwrap_or_default();
        let list = format!("compensation_queue.{word}");
        let page = asked::<QueuePlace>(app.cursors(), &list, first, after.as_deref())?;
        let rows = lists::queue(app.reader(), state, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, QueuePlace::of);
        Ok(slice.map(Compensation).into())
    }
}
