//! Root fields that read complaints.

use async_graphql::{Context, Enum, ID, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, parse_id};
use platform::kernel::Id;
use uuid::Uuid;

use super::complaint::{Complaint, ComplaintConnection};
use super::loaders::load_complaint;
use super::parts::{DisputeOfficer, DisputeOfficerConnection};
use super::types::{ComplaintState, DisputeDuty};
use crate::complaints;
use crate::complaints::store::lists::{
    CasePlace, Queue, QueuePlace, Whose, newest, of_arbitrator, queue,
};
use crate::complaints::store::panels;
use crate::identity::graphql::ViewerExt;
use crate::identity::{Arbitrator, Mediator, Support};
use crate::operators::{MemberRole, Operator, entitled_to_read};

/// Which cases of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ComplaintQueue {
    /// Every case in the state that `state` names; those that wait to be taken up, if it names
    /// none.
    Desk,
    /// The cases that the viewer works on.
    Mine,
}

/// Root fields that read complaints.
#[derive(Default)]
pub struct ComplaintQuery;

/// Root fields that read complaints.
#[Object]
impl ComplaintQuery {
    /// A complaint by its id; null if the viewer has nothing to do with it.
    async fn complaint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `complaint_`.")] id: ID,
    ) -> Result<Option<Complaint>> {
        let id: Id<complaints::Complaint> = parse_id(&id)?;
        load_complaint(ctx, id.uuid()).await
    }

    /// The viewer's own complaints, the newest first.
    async fn my_complaints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ComplaintConnection> {
        let own = ctx.person()?.account_id().uuid();
        list(ctx, Whose::Complainant(own), first, after).await
    }

    /// The open complaints that a shop has to do with, the next deadline first; null unless you
    /// answer for it, with a second factor.
    async fn operator_complaints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ComplaintConnection>> {
        let id: Id<Operator> = parse_id(&operator_id)?;
        let seen = entitled_to_read(ctx.app(), ctx.person()?, id, MemberRole::Support).await?;
        if seen.is_err() {
            return Ok(None);
        }
        work(ctx, Queue::Shop(id.uuid()), first, after).await.map(Some)
    }

    /// All complaints that a shop ever had, the newest first; null unless you answer for it, with a
    /// second factor.
    async fn operator_complaint_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ComplaintConnection>> {
        let id: Id<Operator> = parse_id(&operator_id)?;
        let seen = entitled_to_read(ctx.app(), ctx.person()?, id, MemberRole::Support).await?;
        if seen.is_err() {
            return Ok(None);
        }
        list(ctx, Whose::Operator(id.uuid()), first, after).await.map(Some)
    }

    /// The desk's cases: the most urgent first, and among those the next deadline. Support staff,
    /// with a second factor.
    async fn complaint_desk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] queue: ComplaintQueue,
        #[graphql(desc = "In which state, for `DESK`; `SUBMITTED` if left out.")] state: Option<
            ComplaintState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ComplaintConnection> {
        let staff = ctx.staff::<Support>()?;
        let state = state.unwrap_or(ComplaintState::Submitted);
        let queue = match queue {
            ComplaintQueue::Desk => Queue::In(state.into()),
            ComplaintQueue::Mine => Queue::Assigned(staff.person().account_id().uuid()),
        };
        work(ctx, queue, first, after).await
    }

    /// The cases that the viewer mediates, the next deadline first. Mediators, with a second
    /// factor.
    async fn mediation_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ComplaintConnection> {
        let own = ctx.staff::<Mediator>()?.person().account_id().uuid();
        work(ctx, Queue::Mediated(own), first, after).await
    }

    /// The open cases in which the viewer has a seat on the panel, the next deadline first; at most
    /// 200. Arbitrators, with a second factor.
    async fn panel_cases(&self, ctx: &Context<'_>) -> Result<Vec<Complaint>> {
        let own = ctx.staff::<Arbitrator>()?.person().account_id();
        let cases = panels::cases_of(ctx.app().reader(), own).await?;
        let found = of_arbitrator(ctx.app().reader(), cases).await?;
        Ok(found.into_iter().map(Complaint::from).collect())
    }

    /// Who mediates, or sits on panels, in no particular order.
    async fn dispute_officers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What they are called to.")] duty: DisputeDuty,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<DisputeOfficerConnection> {
        let (app, list) = (ctx.app(), format!("dispute_officers.{duty:?}"));
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = panels::roster(app.reader(), duty.into(), &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.account.uuid());
        Ok(slice.map(DisputeOfficer).into())
    }
}

async fn list(
    ctx: &Context<'_>,
    whose: Whose,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ComplaintConnection> {
    let (app, list) = (ctx.app(), format!("complaints.{whose:?}"));
    let page = asked::<CasePlace>(app.cursors(), &list, first, after.as_deref())?;
    let rows = newest(app.reader(), whose, &page).await?;
    let place = |row: &complaints::Complaint| CasePlace(row.id.uuid());
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
    Ok(slice.map(Complaint::from).into())
}

async fn work(
    ctx: &Context<'_>,
    which: Queue,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ComplaintConnection> {
    let (app, list) = (ctx.app(), format!("complaint_queue.{which:?}"));
    let page = asked::<QueuePlace>(app.cursors(), &list, first, after.as_deref())?;
    let rows = queue(app.reader(), which, &page).await?;
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, QueuePlace::of);
    Ok(slice.map(Complaint::from).into())
}

/// The complaints about an order, the newest first; an order's buyer alone complains of it.
pub async fn complaints_of_order(
    ctx: &Context<'_>,
    order: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ComplaintConnection> {
    list(ctx, Whose::Order(order), first, after).await
}
