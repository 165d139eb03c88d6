//! Deposits, for those who see the money of a shop.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::{DateTime, Int64, Money};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::{self, Currency};
use platform::payload;

use super::sees_money;
use crate::identity::graphql::ViewerExt;
use crate::settlement::deposit::{self, TopUpRefusal};
use crate::settlement::shortfall;

/// The deposit of a shop, in yuan.
#[derive(SimpleObject)]
pub struct OperatorDeposit {
    /// What is asked of it now, by the categories in which it has something live.
    pub required: Money,
    /// What is there; never below zero.
    pub balance: Money,
    /// Whether there is as much as is asked for.
    pub is_sufficient: bool,
    /// Where it stands. A deposit that falls short is noticed within the hour.
    pub state: OperatorDepositState,
    /// The first instant at which the shop lists nothing new for want of it; null unless it is
    /// short.
    pub restrict_at: Option<DateTime>,
}

/// Where a deposit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "shortfall::DepositState")]
pub enum OperatorDepositState {
    /// Something is asked for that was not put there yet.
    Required,
    /// As much is there as is asked for.
    Sufficient,
    /// Less is there than is asked for: fifteen days to make it good.
    Short,
    /// It was not made good in time: nothing new is listed until it is.
    Restricted,
    /// Its shop has left, and nobody can claim anything of it any more: it went back.
    Returned,
}

impl From<deposit::Deposit> for OperatorDeposit {
    fn from(deposit: deposit::Deposit) -> Self {
        let is_sufficient = deposit.is_sufficient();
        let (required, balance) = (deposit.required.into(), deposit.balance.into());
        let (state, restrict_at) = (deposit.state.into(), deposit.restrict_at.map(DateTime));
        Self { required, balance, is_sufficient, state, restrict_at }
    }
}

/// What to put on a deposit.
#[derive(InputObject)]
pub struct OperatorDepositTopUpInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input moves the
    /// money once, for 72 hours.
    pub idempotency_key: String,
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// How much of what the shop is owed, in fen, above zero.
    pub amount_minor: Int64,
}

payload! {
    /// The answer of `operatorDepositTopUp`.
    pub struct OperatorDepositTopUpPayload refused by TopUpRefusal {
        /// The deposit as it is then; null when refused.
        deposit: OperatorDeposit,
    }
}

/// Root fields that read deposits.
#[derive(Default)]
pub struct DepositQuery;

/// Root fields that read deposits.
#[Object]
impl DepositQuery {
    /// The deposit of a shop; null unless you act for it as owner or finance and have shown a
    /// second factor in this session.
    async fn operator_deposit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
    ) -> Result<Option<OperatorDeposit>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        Ok(Some(deposit::of(ctx.app(), id).await?.into()))
    }
}

/// Root fields that move deposits.
#[derive(Default)]
pub struct DepositMutation;

/// Root fields that move deposits.
#[Object]
impl DepositMutation {
    /// Put part of what a shop is owed on its deposit. Owners and finance, with a second factor;
    /// step up first.
    async fn operator_deposit_top_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much, of which shop.")] input: OperatorDepositTopUpInput,
    ) -> Result<OperatorDepositTopUpPayload> {
        let id = parse_id(&input.operator_id)?;
        let amount = kernel::Money::new(input.amount_minor.0, Currency::Cny);
        let key = &input.idempotency_key;
        reply(deposit::top_up(ctx.app(), ctx.person()?, key, (id, amount)).await)
    }
}
