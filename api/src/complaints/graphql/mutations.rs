//! What the parties of a case do.

use async_graphql::{Context, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::split_id;
use platform::payload;

use super::complaint::Complaint;
use super::inputs::{
    ComplaintAppealInput, ComplaintEscalateInput, ComplaintExecuteInput,
    ComplaintFeedbackGiveInput, ComplaintFileInput, ComplaintMessageSendInput,
    ComplaintOfferAnswerInput, ComplaintOfferMakeInput, ComplaintReferInput, ComplaintReplyInput,
    ComplaintResumeInput, ComplaintSuspendInput, ComplaintWithdrawInput,
};
use super::types::ComplaintAbout;
use crate::complaints::actions::appealing::{self, AppealRefusal};
use crate::complaints::actions::ending::{self, FeedbackRefusal, ReferRefusal, WithdrawRefusal};
use crate::complaints::actions::executing::{self, ExecuteRefusal};
use crate::complaints::actions::filing::{self, FileInput, FileRefusal};
use crate::complaints::actions::offering::{self, AnswerRefusal, OfferInput, OfferRefusal};
use crate::complaints::actions::replying::{self, EscalateRefusal, MessageRefusal, ReplyRefusal};
use crate::complaints::actions::resting::{self, ResumeRefusal, SuspendRefusal};
use crate::complaints::remedy::Amounts;
use crate::identity::graphql::ViewerExt;

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ty;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The complaint as it stands now; null when refused.
                complaint: Complaint,
            }
        }
    )+};
}

payloads! {
    "complaintFile" ComplaintFilePayload by FileRefusal;
    "complaintReply" ComplaintReplyPayload by ReplyRefusal;
    "complaintEscalate" ComplaintEscalatePayload by EscalateRefusal;
    "complaintMessageSend" ComplaintMessageSendPayload by MessageRefusal;
    "complaintOfferMake" ComplaintOfferMakePayload by OfferRefusal;
    "complaintOfferAnswer" ComplaintOfferAnswerPayload by AnswerRefusal;
    "complaintExecute" ComplaintExecutePayload by ExecuteRefusal;
    "complaintAppeal" ComplaintAppealPayload by AppealRefusal;
    "complaintWithdraw" ComplaintWithdrawPayload by WithdrawRefusal;
    "complaintRefer" ComplaintReferPayload by ReferRefusal;
    "complaintFeedbackGive" ComplaintFeedbackGivePayload by FeedbackRefusal;
    "complaintSuspend" ComplaintSuspendPayload by SuspendRefusal;
    "complaintResume" ComplaintResumePayload by ResumeRefusal;
}

/// Root fields of the parties of a case.
#[derive(Default)]
pub struct ComplaintMutation;

/// Root fields of the parties of a case.
#[Object]
impl ComplaintMutation {
    /// File a complaint. The desk says within 24 hours whether it takes it up. One is open about
    /// one fact at a time, and what was decided is taken up again only with something new (CM-4).
    async fn complaint_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is wrong, and what you ask for.")] input: ComplaintFileInput,
    ) -> Result<ComplaintFilePayload> {
        let about_id = input.about_id.as_ref().map(|id| named(input.about, id)).transpose()?;
        let filed = FileInput {
            about: input.about.into(),
            about_id,
            issue: input.issue.into(),
            wish: input.wish.into(),
            claim_minor: input.claim_minor.as_deref().map(minor),
            text: input.text,
            new_fact: input.new_fact,
        };
        let filed = filing::file(ctx.app(), ctx.person()?, &input.idempotency_key, &filed).await;
        reply(filed.map(Complaint::from))
    }

    /// Answer a complaint for your shop, within 24 hours; negotiation begins. A shop that is silent
    /// is judged by what is there (CM-3). Members who answer buyers, with a second factor.
    async fn complaint_reply(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you answer.")] input: ComplaintReplyInput,
    ) -> Result<ComplaintReplyPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(replying::reply(app, person, key, (id, &input.text)).await.map(Complaint::from))
    }

    /// End a negotiation that leads nowhere: the evidence is collected, and the platform looks into
    /// it. Its complainant.
    async fn complaint_escalate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which complaint.")] input: ComplaintEscalateInput,
    ) -> Result<ComplaintEscalatePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(replying::escalate(app, person, key, id).await.map(Complaint::from))
    }

    /// Say something in the conversation of an open case. Its parties and the staff who work on it.
    async fn complaint_message_send(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you want to say.")] input: ComplaintMessageSendInput,
    ) -> Result<ComplaintMessageSendPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(replying::send(app, person, key, (id, &input.text)).await.map(Complaint::from))
    }

    /// Offer something, or propose it as mediator; it takes the place of what was offered before.
    /// You agree to what you offer.
    async fn complaint_offer_make(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you offer.")] input: ComplaintOfferMakeInput,
    ) -> Result<ComplaintOfferMakePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        let offered = OfferInput {
            amounts: Amounts {
                refund: input.refund_minor.as_deref().map_or(0, minor),
                compensation: input.compensation_minor.as_deref().map_or(0, minor),
                penalty: 0,
                replacement: input.replacement.unwrap_or(false),
            },
            text: input.text,
        };
        reply(offering::make(app, person, key, (id, &offered)).await.map(Complaint::from))
    }

    /// Agree to the offer that is open, or say no. When both sides have agreed, the case is
    /// resolved by it.
    async fn complaint_offer_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which offer, and what you say.")] input: ComplaintOfferAnswerInput,
    ) -> Result<ComplaintOfferAnswerPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let (id, offer) = (parse_id(&input.complaint_id)?, parse_id(&input.offer_id)?);
        let answered = offering::answer(app, person, key, (id, offer, input.agrees)).await;
        reply(answered.map(Complaint::from))
    }

    /// Carry out what was agreed or decided, for your shop: money moves at once, and a replacement
    /// is said to be on its way. After 24 hours the platform does, and your shop owes it. Members
    /// who answer buyers, with a second factor.
    async fn complaint_execute(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which complaint.")] input: ComplaintExecuteInput,
    ) -> Result<ComplaintExecutePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(executing::execute(app, person, key, id).await.map(Complaint::from))
    }

    /// Appeal against a decision, once and within seven days: another panel decides, and nothing
    /// more is carried out before it does. Either side.
    async fn complaint_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Why you disagree.")] input: ComplaintAppealInput,
    ) -> Result<ComplaintAppealPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(appealing::appeal(app, person, key, (id, &input.text)).await.map(Complaint::from))
    }

    /// Take a complaint back, before it is decided. Its complainant.
    async fn complaint_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which complaint.")] input: ComplaintWithdrawInput,
    ) -> Result<ComplaintWithdrawPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(ending::withdraw(app, person, key, id).await.map(Complaint::from))
    }

    /// Take a complaint elsewhere, before it is decided; it ends here. Its complainant.
    async fn complaint_refer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to.")] input: ComplaintReferInput,
    ) -> Result<ComplaintReferPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(ending::refer(app, person, key, (id, input.to.into())).await.map(Complaint::from))
    }

    /// Say how content you are with what was carried out; the case is closed. Its complainant.
    async fn complaint_feedback_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How content you are.")] input: ComplaintFeedbackGiveInput,
    ) -> Result<ComplaintFeedbackGivePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let said = (parse_id(&input.complaint_id)?, input.satisfaction, input.text.as_deref());
        reply(ending::feedback(app, person, key, said).await.map(Complaint::from))
    }

    /// Let a case rest, for the desk; or ask for it as one of the parties: it rests when the other
    /// side has asked too. No deadline runs meanwhile (CM-5).
    async fn complaint_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case, and why.")] input: ComplaintSuspendInput,
    ) -> Result<ComplaintSuspendPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(
            resting::suspend(app, person, key, (id, input.reason.into()))
                .await
                .map(Complaint::from),
        )
    }

    /// Go on with a case that rests, with as much time as it had left.
    async fn complaint_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintResumeInput,
    ) -> Result<ComplaintResumePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(resting::resume(app, person, key, id).await.map(Complaint::from))
    }
}

/// An amount as it was written; what is none is below zero, and so refused.
pub fn minor(text: &str) -> i64 {
    let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().unwrap_or(-1) } else { -1 }
}

/// The id of what a complaint is about; one of something else is the nil id, which nothing has.
fn named(about: ComplaintAbout, id: &str) -> Result<uuid::Uuid> {
    let (prefix, uuid) = split_id(id).map_err(|_| {
        platform::graphql::RequestError::new(
            platform::graphql::ErrorCode::InvalidId,
            "This is not an id of anything here.",
        )
    })?;
    let wanted = match about {
        ComplaintAbout::Order => "order",
        ComplaintAbout::Product => "product",
        ComplaintAbout::Post => "post",
        ComplaintAbout::Operator => "operator",
        ComplaintAbout::Person => "user",
        ComplaintAbout::Platform | ComplaintAbout::PersonalData => prefix,
    };
    Ok(if prefix == wanted { uuid } else { uuid::Uuid::nil() })
}
