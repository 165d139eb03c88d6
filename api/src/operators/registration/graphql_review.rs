//! What staff do with registrations: the queue, the two decisions; and what is opened under a
//! purpose, by staff or by the owners themselves.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::graphql_types::{Registration, RegistrationConnection, RegistrationField};
use super::store::{self, QueuePlace};
use super::{Decision, OpenRefusal, Reason, RevealFor, RevealRefusal, Revealed, ReviewRefusal};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Staff};
use crate::media::graphql::DocumentTicket;
use crate::operators::store_members;

#[derive(Default)]
pub struct RegistrationQuery;

#[Object]
impl RegistrationQuery {
    /// Registrations that wait to be checked, the oldest first; `isOverdue` says that the seven
    /// days are over. Compliance staff only.
    async fn registration_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<RegistrationConnection> {
        const LIST: &str = "registration.queue";
        ctx.staff::<Compliance>()?;
        let app = ctx.app();
        let page = asked::<QueuePlace>(app.cursors(), LIST, first, after.as_deref())?;
        let first = page.first;
        let rows = store::queue(app.reader(), &page).await?;
        let slice = Slice::cut(app.cursors(), LIST, first, rows, store::queue_place);
        Ok(slice.map(Registration).into())
    }

    /// A registration of a shop you act for, or any that was submitted, for compliance staff; null
    /// if there is none for you.
    async fn registration(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `registration_`.")] id: ID,
    ) -> Result<Option<Registration>> {
        let (person, id) = (ctx.person()?, parse_id::<super::Registration>(&id)?);
        let db = ctx.app().reader();
        let Some(found) = super::many(db, [id.uuid()]).await?.pop() else { return Ok(None) };
        let own =
            store_members::is_member(db, found.operator_id.uuid(), person.account_id()).await?;
        let staff = found.submitted_at.is_some() && Staff::<Compliance>::of(person).is_ok();
        Ok((own || staff).then_some(Registration(found)))
    }
}

/// What to decide.
#[derive(InputObject)]
pub struct RegistrationReviewInput {
    /// The registration, beginning with `registration_`.
    pub registration_id: ID,
    /// What you decide.
    pub decision: RegistrationVerdict,
    /// Why not, for each field that is not good enough; 1 to 20 with a rejection.
    #[graphql(default)]
    pub reasons: Vec<RegistrationReasonInput>,
}

/// What a member of staff decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RegistrationVerdict {
    /// Recommends it; as the second of two, approves it.
    Approve,
    /// Says no, with reasons; one is enough.
    Reject,
}

/// Why a field is not good enough.
#[derive(InputObject)]
pub struct RegistrationReasonInput {
    /// Which field of the form.
    pub field: RegistrationField,
    /// Why, for the shop's owner; 1 to 300 characters, without personal data.
    pub text: String,
}

payload! {
    /// The answer of `registrationReview`.
    pub struct RegistrationReviewPayload refused by ReviewRefusal {
        /// The registration after it; null when refused.
        registration: Registration,
    }
}

/// What to open, and what for.
#[derive(InputObject)]
pub struct RegistrationRevealInput {
    /// The registration, beginning with `registration_`.
    pub registration_id: ID,
    /// What for; written down in the access ledger.
    pub purpose: RevealPurpose,
}

/// Which document to open, and what for.
#[derive(InputObject)]
pub struct OperatorDocumentOpenInput {
    /// The document, beginning with `document_`; part of a registration.
    pub document_id: ID,
    /// What for; written down in the access ledger.
    pub purpose: RevealPurpose,
}

/// What personal data is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "RevealFor")]
pub enum RevealPurpose {
    /// It is of your own shop, which you own.
    OwnData,
    /// To check a registration; compliance staff only.
    Review,
    /// To decide a dispute; compliance staff only.
    Dispute,
}

/// Personal texts in the clear. Show them and forget them: the reading is in the access ledger.
#[derive(SimpleObject)]
pub struct RegistrationRevelation {
    /// The registration.
    pub registration: Registration,
    /// What was on file under seal, one for each field.
    pub texts: Vec<RegistrationText>,
    /// When it was opened.
    pub opened_at: DateTime,
}

/// A personal text in the clear.
#[derive(SimpleObject)]
pub struct RegistrationText {
    /// Which field of the form.
    pub field: RegistrationField,
    /// What was filled in.
    pub text: String,
}

payload! {
    /// The answer of `registrationReveal`.
    pub struct RegistrationRevealPayload refused by RevealRefusal {
        /// What was opened; null when refused.
        revelation: RegistrationRevelation,
    }
}

payload! {
    /// The answer of `operatorDocumentOpen`.
    pub struct OperatorDocumentOpenPayload refused by OpenRefusal {
        /// Leave to read it once; null when refused.
        ticket: DocumentTicket,
    }
}

#[derive(Default)]
pub struct ReviewMutation;

#[Object]
impl ReviewMutation {
    /// Decide about a registration: the first recommends, a second, other member of staff
    /// approves; one is enough to reject. Nobody decides about a shop of theirs. Compliance staff
    /// only, with a second factor.
    async fn registration_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decide.")] input: RegistrationReviewInput,
    ) -> Result<RegistrationReviewPayload> {
        let staff = ctx.staff::<Compliance>()?;
        let id = parse_id(&input.registration_id)?;
        let reason =
            |given: RegistrationReasonInput| Reason { field: given.field.into(), text: given.text };
        let decision = match input.decision {
            RegistrationVerdict::Approve => Decision::Approve,
            RegistrationVerdict::Reject => {
                Decision::Reject(input.reasons.into_iter().map(reason).collect())
            }
        };
        reply(super::review(ctx.app(), &staff, id, decision).await.map(Registration))
    }

    /// Open the personal texts of a registration for a purpose. Needs `sessionStepUp` within the
    /// last five minutes; every opening is written down before anything is read. Owners for their
    /// own data, compliance staff for the other purposes.
    async fn registration_reveal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to open, and what for.")] input: RegistrationRevealInput,
    ) -> Result<RegistrationRevealPayload> {
        let (app, id) = (ctx.app(), parse_id(&input.registration_id)?);
        let opened = super::reveal(app, ctx.person()?, id, input.purpose.into()).await;
        let shown = |revealed: Revealed| RegistrationRevelation {
            registration: Registration(revealed.registration),
            texts: revealed
                .texts
                .iter()
                .map(|(field, text)| RegistrationText {
                    field: (*field).into(),
                    text: text.as_str().to_owned(),
                })
                .collect(),
            opened_at: DateTime(app.now()),
        };
        reply(opened.map(shown))
    }

    /// Get leave to read a document of a registration: an address that works once, within 60
    /// seconds. Needs `sessionStepUp` within the last five minutes; every leave is written down.
    /// Owners for their own data, compliance staff for the other purposes.
    async fn operator_document_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and what for.")] input: OperatorDocumentOpenInput,
    ) -> Result<OperatorDocumentOpenPayload> {
        let (app, id) = (ctx.app(), parse_id(&input.document_id)?);
        let leave = super::open_document(app, ctx.person()?, id, input.purpose.into()).await;
        reply(leave.map(|leave| DocumentTicket::of(ctx, &leave.ticket, leave.until)))
    }
}
