//! Requests of people as staff see them: two queues, and the decisions.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::clock::to_millis;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;
use platform::transitions::States as _;

use super::requests::{
    RefusalGround, SubjectRequest, SubjectRequestConnection, SubjectRequestState,
};
use crate::data_rights::actions::staff::{
    self, SubjectAppealDecideRefusal, SubjectRequestFulfilRefusal, SubjectRequestRefuseRefusal,
};
use crate::data_rights::request::RequestState;
use crate::data_rights::store::{Place, requests as store};
use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::{Compliance, Support};

/// What was put right.
#[derive(InputObject)]
pub struct SubjectRequestFulfilInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
    /// What was done, 1 to 1,000 characters; whoever asked reads it.
    pub answer: String,
}

/// What to refuse, and why.
#[derive(InputObject)]
pub struct SubjectRequestRefuseInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
    /// The ground.
    pub ground: RefusalGround,
    /// The reason in words, 1 to 1,000 characters; whoever asked reads it.
    pub answer: String,
}

/// What to decide on an appeal.
#[derive(InputObject)]
pub struct SubjectAppealDecideInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
    /// Whether the appeal is right: then the request is worked on again.
    pub is_upheld: bool,
    /// The reason in words, 1 to 1,000 characters; whoever asked reads it.
    pub answer: String,
}

payload! {
    /// The answer of `subjectRequestFulfil`.
    pub struct SubjectRequestFulfilPayload refused by SubjectRequestFulfilRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

payload! {
    /// The answer of `subjectRequestRefuse`.
    pub struct SubjectRequestRefusePayload refused by SubjectRequestRefuseRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

payload! {
    /// The answer of `subjectAppealDecide`.
    pub struct SubjectAppealDecidePayload refused by SubjectAppealDecideRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

async fn queue(
    ctx: &Context<'_>,
    state: RequestState,
    first: Option<i32>,
    after: Option<String>,
) -> Result<SubjectRequestConnection> {
    let (app, list) = (ctx.app(), format!("subject_queue.{}", state.name()));
    let page = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
    let rows = store::queue(app.reader(), state, &page).await?;
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| {
        Place(to_millis(row.due_at), row.id.uuid())
    });
    Ok(slice.map(SubjectRequest).into())
}

/// Root fields that read the queues.
#[derive(Default)]
pub struct SubjectQueueQuery;

/// Root fields that read the queues.
#[Object]
impl SubjectQueueQuery {
    /// Requests in a state, the most urgent first. Support staff, with a second factor.
    async fn subject_request_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which state.", default_with = "SubjectRequestState::InProgress")]
        state: SubjectRequestState,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<SubjectRequestConnection> {
        ctx.staff::<Support>()?;
        queue(ctx, state.into(), first, after).await
    }

    /// Appeals that wait, the most urgent first. Compliance staff, with a second factor.
    async fn subject_appeal_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<SubjectRequestConnection> {
        ctx.staff::<Compliance>()?;
        queue(ctx, RequestState::Appealed, first, after).await
    }
}

/// Root fields that decide on requests.
#[derive(Default)]
pub struct SubjectQueueMutation;

/// Root fields that decide on requests.
#[Object]
impl SubjectQueueMutation {
    /// Say that what was to be put right has been. Support staff.
    async fn subject_request_fulfil(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was put right.")] input: SubjectRequestFulfilInput,
    ) -> Result<SubjectRequestFulfilPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.request_id)?);
        let done = staff::fulfil(ctx.app(), &staff, id, &input.answer).await;
        reply(done.map(SubjectRequest))
    }

    /// Refuse a request with a reason; whoever asked may appeal (PD-7). Support staff.
    async fn subject_request_refuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to refuse, and why.")] input: SubjectRequestRefuseInput,
    ) -> Result<SubjectRequestRefusePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.request_id)?);
        let ground = input.ground.into();
        let refused = staff::refuse(ctx.app(), &staff, id, ground, &input.answer).await;
        reply(refused.map(SubjectRequest))
    }

    /// Decide on an appeal; never whoever refused. Compliance staff.
    async fn subject_appeal_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decide, and why.")] input: SubjectAppealDecideInput,
    ) -> Result<SubjectAppealDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.request_id)?);
        let upheld = input.is_upheld;
        let decided = staff::decide_appeal(ctx.app(), &staff, id, upheld, &input.answer).await;
        reply(decided.map(SubjectRequest))
    }
}
