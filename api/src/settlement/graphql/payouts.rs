//! Payouts and the accounts they go to, for those who see the money of a shop.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{CurrencyCode, DateTime, Int64, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel;
use platform::{connection, payload};
use uuid::Uuid;

use super::sees_money;
use crate::identity::graphql::ViewerExt;
use crate::settlement::payout::{self, PayoutAccountRefusal, PayoutRefusal};
use crate::settlement::store::payouts as store;

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "payout::PayoutState")]
pub enum PayoutState {
    /// Asked for; the money is held.
    Requested,
    /// On its way to the bank.
    Sent,
    /// The bank has it.
    Paid,
    /// It came back, and is on the payable again.
    Failed,
}

/// Why a payout came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "payout::PayoutFailure")]
pub enum PayoutFailure {
    /// Payouts of the shop were stopped before it was sent.
    Frozen,
    /// The bank did not take it: check the account.
    AccountRefused,
}

/// A payout of a shop to its bank.
#[derive(Clone)]
pub struct Payout(payout::Payout);

/// A payout of a shop to its bank. Owners and finance of the shop see it.
#[Object]
impl Payout {
    /// The id, beginning with `payout_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Where it stands.
    async fn state(&self) -> PayoutState {
        self.0.state.into()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// When it was sent to the bank; null before that.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// When it was paid or came back; null before that.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// The reference under which the bank knows it; null before it is paid.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// Why it came back; null unless it did.
    async fn failure(&self) -> Option<PayoutFailure> {
        self.0.failure.map(Into::into)
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

connection!(PayoutConnection, PayoutEdge, Payout, "payouts of a shop, newest first");

/// The bank account that a shop is paid out to.
#[derive(SimpleObject)]
pub struct PayoutAccount {
    /// What is shown of its number: the last four places, such as `**** 4821`.
    pub masked: String,
    /// Since when it is used.
    pub set_at: DateTime,
}

impl From<payout::PayoutAccount> for PayoutAccount {
    fn from(account: payout::PayoutAccount) -> Self {
        Self { masked: account.masked, set_at: DateTime(account.set_at) }
    }
}

/// Where to pay a shop out to.
#[derive(InputObject)]
pub struct PayoutAccountSetInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The number of its bank account, 8 to 34 letters and digits; spaces and hyphens do not count.
    #[graphql(secret)]
    pub number: String,
}

/// What to pay out.
#[derive(InputObject)]
pub struct PayoutRequestInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input answers the
    /// same payout again, for 72 hours.
    pub idempotency_key: String,
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// How much, in minor units, above zero.
    pub amount_minor: Int64,
    /// In which currency.
    #[graphql(default_with = "CurrencyCode::Cny")]
    pub currency: CurrencyCode,
}

payload! {
    /// The answer of `payoutAccountSet`.
    pub struct PayoutAccountSetPayload refused by PayoutAccountRefusal {
        /// The account, masked; null when refused.
        account: PayoutAccount,
    }
}

payload! {
    /// The answer of `payoutRequest`.
    pub struct PayoutRequestPayload refused by PayoutRefusal {
        /// The payout; null when refused.
        payout: Payout,
    }
}

/// Root fields that read payouts.
#[derive(Default)]
pub struct PayoutQuery;

/// Root fields that read payouts.
#[Object]
impl PayoutQuery {
    /// The payouts of a shop, newest first; null unless you act for it as owner or finance and have
    /// shown a second factor in this session.
    async fn payouts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<PayoutConnection>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        let (app, list) = (ctx.app(), format!("payouts.{id}"));
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::list(app.reader(), id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(Some(slice.map(Payout).into()))
    }

    /// The bank account that a shop is paid out to; null if none is set, or unless you act for it
    /// as owner or finance and have shown a second factor in this session.
    async fn payout_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
    ) -> Result<Option<PayoutAccount>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        let account = store::account_of(ctx.app().reader(), id).await?;
        Ok(account.map(Into::into))
    }
}

/// Root fields that pay out.
#[derive(Default)]
pub struct PayoutMutation;

/// Root fields that pay out.
#[Object]
impl PayoutMutation {
    /// Set the bank account that a shop is paid out to; its number is sealed and shown to nobody
    /// again. Owners only, with a second factor; step up first.
    async fn payout_account_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to pay the shop out to.")] input: PayoutAccountSetInput,
    ) -> Result<PayoutAccountSetPayload> {
        let id = parse_id(&input.operator_id)?;
        reply(payout::set_account(ctx.app(), ctx.person()?, id, &input.number).await)
    }

    /// Pay out part of what a shop is owed, to its bank account and in the name it is registered in
    /// (OP-7). Owners and finance, with a second factor; step up first.
    async fn payout_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to pay out.")] input: PayoutRequestInput,
    ) -> Result<PayoutRequestPayload> {
        let id = parse_id(&input.operator_id)?;
        let amount = kernel::Money::new(input.amount_minor.0, input.currency.into());
        let key = &input.idempotency_key;
        let asked = payout::request(ctx.app(), ctx.person()?, key, (id, amount)).await;
        reply(asked.map(Payout))
    }
}
