//! A payment as its payer sees it.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader, NoCache};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::App;
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States as _};
use uuid::Uuid;

use crate::identity::graphql::ViewerExt;
use crate::operators::graphql::{Operator, load_operator};
use crate::payments::attempt::{self, Attempt};
use crate::payments::intent::{self, Intent, PartOf};
use crate::payments::provider::NextStep;
use crate::payments::refund::{self, Refund};
use crate::payments::risk::demanded;
use crate::payments::store::{attempts, intents, refunds};

/// What somebody is to pay, and where that stands. Only the payer sees it, and staff of risk who
/// decide on a case of it.
#[derive(Clone)]
pub struct Payment(pub Intent);

/// What somebody is to pay, and where that stands. Only the payer sees it, and staff of risk who
/// decide on a case of it.
#[Object]
impl Payment {
    /// The id, beginning with `payment_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is for.
    async fn purpose(&self) -> PaymentPurpose {
        self.0.purpose.into()
    }

    /// Where it stands.
    async fn state(&self) -> PaymentState {
        self.0.state.into()
    }

    /// The states into which you may move it.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<PaymentState> {
        let Some(person) = ctx.viewer().as_person() else { return Vec::new() };
        let own = person.account_id() == self.0.payer;
        let kind = if own { ActorKind::User } else { ActorKind::Staff };
        self.0.state.next_for(kind).into_iter().map(Into::into).collect()
    }

    /// What is to be paid in all; show it with `payees` before the payer confirms.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Who is paid how much, at most 50; show them before the payer confirms.
    async fn payees(&self, ctx: &Context<'_>) -> Result<Vec<PaymentPayee>> {
        let parts = intents::parts_of(ctx.app().reader(), &self.0).await?;
        Ok(parts.into_iter().filter(|part| part.counts).map(PaymentPayee).collect())
    }

    /// What to send back with `paymentConfirm`: it stands for this amount and these payees, and is
    /// another one as soon as any of it changes.
    async fn confirmation_digest(&self, ctx: &Context<'_>) -> Result<String> {
        let parts = intents::parts_of(ctx.app().reader(), &self.0).await?;
        Ok(self.0.digest(&parts))
    }

    /// How many factors a confirmation needs, 0 to 2: the payment password, an authenticator app,
    /// a passkey. One more than 0 where a balance pays. There is none by face.
    async fn factors_needed(&self, ctx: &Context<'_>) -> Result<i32> {
        let needed = demanded(ctx.app(), &self.0).await?;
        Ok(i32::try_from(needed).unwrap_or(2))
    }

    /// What it is or was tried to be paid with, the newest last; at most 50.
    async fn tenders(&self, ctx: &Context<'_>) -> Result<Vec<PaymentTender>> {
        let own = ctx.person()?.account_id() == self.0.payer;
        let tries = attempts::of_intents(ctx.app().reader(), [self.0.id.uuid()]).await?;
        let skipped = tries.len().saturating_sub(50);
        Ok(tries.into_iter().skip(skipped).map(|attempt| PaymentTender { attempt, own }).collect())
    }

    /// What of it goes back, the oldest first; at most 200.
    async fn refunds(&self, ctx: &Context<'_>) -> Result<Vec<PaymentRefund>> {
        let currency = self.0.amount.currency();
        let found = refunds::of_intent(ctx.app().reader(), self.0.id.uuid(), currency).await?;
        Ok(found.into_iter().map(PaymentRefund).collect())
    }

    /// Why it was challenged, held, denied or not paid at the last try, in one word: `RISK_…`, or
    /// what the provider said. Null where nothing is in the way. Against `HELD` and `DENIED` there
    /// is `paymentAppeal`.
    async fn stopped_reason(&self) -> Option<&str> {
        self.0.stopped_reason.as_deref()
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The first instant at which it can no longer be confirmed.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When the payer confirmed it last; null before.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// When all of it was there; null before.
    async fn captured_at(&self) -> Option<DateTime> {
        self.0.captured_at.map(DateTime)
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(PaymentConnection, PaymentEdge, Payment, "payments");

/// Who is paid a part of a payment.
pub struct PaymentPayee(PartOf);

/// Who is paid a part of a payment.
#[Object]
impl PaymentPayee {
    /// Who is paid, with name and badge; null where you top up your own balance.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Operator>> {
        match self.0.operator {
            Some(operator) => load_operator(ctx, operator.uuid()).await,
            None => Ok(None),
        }
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Whether it is still wanted; what is not goes back by itself.
    async fn is_wanted(&self) -> bool {
        self.0.dropped_at.is_none()
    }

    /// How much of it goes back, or has gone.
    async fn refunded(&self) -> Money {
        self.0.refunded.into()
    }
}

/// One try to pay with one tender.
pub struct PaymentTender {
    attempt: Attempt,
    own: bool,
}

/// One try to pay with one tender.
#[Object]
impl PaymentTender {
    /// What is paid with.
    async fn kind(&self) -> TenderKind {
        self.attempt.tender.into()
    }

    /// Where it stands.
    async fn state(&self) -> TenderState {
        self.attempt.state.into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.attempt.amount.into()
    }

    /// How much of it goes back, or has gone.
    async fn refunded(&self) -> Money {
        self.attempt.refunded.into()
    }

    /// What the payer's program has to do now; null if nothing, and for everybody but the payer.
    async fn next_step(&self) -> Option<PaymentNextStep> {
        self.attempt.next_step.as_ref().filter(|_| self.own).map(Into::into)
    }

    /// Why it failed, in one word; null if it did not.
    async fn failure(&self) -> Option<&str> {
        self.attempt.failure.as_deref()
    }
}

/// What the payer's program has to do.
#[derive(Clone, SimpleObject)]
pub struct PaymentNextStep {
    /// What to do with the value.
    pub kind: NextStepKind,
    /// An address, a secret of the provider's library, or the text of a code.
    pub value: String,
}

impl From<&NextStep> for PaymentNextStep {
    fn from(next: &NextStep) -> Self {
        let (kind, value) = match next {
            NextStep::Redirect(value) => (NextStepKind::Redirect, value),
            NextStep::Secret(value) => (NextStepKind::Secret, value),
            NextStep::Code(value) => (NextStepKind::Code, value),
        };
        Self { kind, value: value.clone() }
    }
}

/// What to do with the value of a next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum NextStepKind {
    /// Open the address.
    Redirect,
    /// Hand it to the provider's library.
    Secret,
    /// Show it as a code that a telephone can read.
    Code,
}

/// Money that goes back.
pub struct PaymentRefund(Refund);

/// Money that goes back.
#[Object]
impl PaymentRefund {
    /// The id, beginning with `refund_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Where it stands.
    async fn state(&self) -> PaymentRefundState {
        self.0.state.into()
    }

    /// When it began.
    async fn asked_at(&self) -> DateTime {
        DateTime(self.0.asked_at)
    }

    /// When all of it had reached the payer; null before.
    async fn paid_at(&self) -> Option<DateTime> {
        self.0.paid_at.map(DateTime)
    }
}

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "intent::Purpose")]
pub enum PaymentPurpose {
    /// Orders of a checkout.
    Checkout,
    /// The payer's own balance.
    TopUp,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "intent::PaymentState")]
pub enum PaymentState {
    /// Waits for `paymentConfirm`.
    Created,
    /// Amount and payees are confirmed; for a moment only.
    Confirmed,
    /// Show more factors, and confirm again.
    Challenged,
    /// Staff look at it first.
    Held,
    /// Stopped; you may appeal.
    Denied,
    /// Let through; the money is being got. A tender may have a next step for you.
    Authorised,
    /// The whole amount is there.
    Captured,
    /// Over; money that comes nevertheless goes back by itself.
    Closed,
}

/// What is paid with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "attempt::Tender")]
pub enum TenderKind {
    /// Your balance with the platform.
    Wallet,
    /// The sandbox: no money moves.
    Sandbox,
    /// A card, through Stripe. Card numbers never reach this platform.
    Stripe,
    /// Alipay.
    Alipay,
    /// `WeChat` Pay.
    Wechat,
}

/// Where a try to pay with a tender stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "attempt::AttemptState")]
pub enum TenderState {
    /// About to begin.
    Created,
    /// The provider waits for you, or the balance is held.
    Processing,
    /// The money is there.
    Succeeded,
    /// It did not come, or was given back.
    Failed,
    /// The provider has not answered; it is asked until it does.
    Unknown,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "refund::RefundState")]
pub enum PaymentRefundState {
    /// On its way.
    Requested,
    /// It has reached the payer.
    Paid,
}

/// Payments by what they are for: a checkout.
pub struct PaymentLoader(pub App);

impl Loader<Uuid> for PaymentLoader {
    type Value = Payment;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Payment>> {
        let found = intents::of_subjects(self.0.reader(), keys.iter().copied()).await?;
        Ok(found.into_iter().map(|intent| (intent.subject, Payment(intent))).collect())
    }
}

/// The payment of a subject, for its payer; nothing for anybody else.
///
/// # Errors
/// The database's own.
pub async fn load_payment_of(ctx: &Context<'_>, subject: Uuid) -> Result<Option<Payment>> {
    let loader = ctx.data_unchecked::<DataLoader<PaymentLoader, NoCache>>();
    let found = loader.load_one(subject).await?;
    let person = ctx.viewer().as_person();
    let own = |payment: &Payment| person.is_some_and(|own| own.account_id() == payment.0.payer);
    Ok(found.filter(own))
}
