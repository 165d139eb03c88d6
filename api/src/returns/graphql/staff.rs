//! What staff do about returns.

use async_graphql::{Context, ID, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::goods_return::Return;
use super::inputs::{ReturnDecideInput, ReturnLimitLiftInput, ReturnLimitSetInput};
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::identity::{Account, Support};
use crate::returns::actions::deciding::{
    self, DecideRefusal, LiftRefusal, LimitInput, LimitRefusal,
};
use crate::returns::store::limits::Limit;

payload! {
    /// The answer of `returnDecide`.
    pub struct ReturnDecidePayload refused by DecideRefusal {
        /// The return as it stands now; null when refused.
        r#return: Return,
    }
}

/// Somebody whom promises beyond the law do not reach, by a decision of a person.
#[derive(Clone)]
pub struct ReturnLimit(Limit);

impl From<Limit> for ReturnLimit {
    fn from(limit: Limit) -> Self {
        Self(limit)
    }
}

/// Somebody whom promises beyond the law do not reach, by a decision of a person.
#[Object]
impl ReturnLimit {
    /// The id, beginning with `return_limit_`.
    async fn id(&self) -> ID {
        Id::<deciding::ReturnLimit>::from_uuid(self.0.id).to_string().into()
    }

    /// Who it is; null if their account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account_id).await
    }

    /// What was abused.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The first instant at which it holds no more.
    async fn until(&self) -> DateTime {
        DateTime(self.0.until_at.0)
    }

    /// When it was lifted; null if it was not.
    async fn lifted_at(&self) -> Option<DateTime> {
        self.0.lifted_at.map(|at| DateTime(at.0))
    }
}

payload! {
    /// The answer of `returnLimitSet`.
    pub struct ReturnLimitSetPayload refused by LimitRefusal {
        /// The limit; null when refused.
        limit: ReturnLimit,
    }
}

payload! {
    /// The answer of `returnLimitLift`.
    pub struct ReturnLimitLiftPayload refused by LiftRefusal {
        /// The limit as it stands now; null when refused.
        limit: ReturnLimit,
    }
}

/// Root fields of staff who decide about returns.
#[derive(Default)]
pub struct ReturnStaffMutation;

/// Root fields of staff who decide about returns.
#[Object]
impl ReturnStaffMutation {
    /// Decide a return that is in dispute: how much of the price goes back, and why. Who disagrees
    /// complains about the order. Support staff who have no part in it, with a second factor.
    async fn return_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you decide.")] input: ReturnDecideInput,
    ) -> Result<ReturnDecidePayload> {
        let (app, staff) = (ctx.app(), ctx.staff::<Support>()?);
        let refund = input.refund_minor.parse().unwrap_or(-1);
        let decided = (parse_id(&input.return_id)?, refund, input.text.as_str());
        let key = &input.idempotency_key;
        reply(deciding::decide(app, &staff, key, decided).await.map(Return::from))
    }

    /// Take what shops promise beyond the law from somebody who abuses it, for a time. What the law
    /// gives stays theirs, and they may complain of it (CO-11). Support staff, with a second
    /// factor.
    async fn return_limit_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: ReturnLimitSetInput,
    ) -> Result<ReturnLimitSetPayload> {
        let (app, staff) = (ctx.app(), ctx.staff::<Support>()?);
        let account: Id<Account> = parse_id(&input.user_id)?;
        let (days, reason) = (input.days, input.reason);
        let limit = LimitInput { account: account.uuid(), days, reason };
        let key = &input.idempotency_key;
        reply(deciding::limit(app, &staff, key, &limit).await.map(ReturnLimit::from))
    }

    /// Give somebody back what shops promise; by somebody else than who took it. Support staff,
    /// with a second factor.
    async fn return_limit_lift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which limit.")] input: ReturnLimitLiftInput,
    ) -> Result<ReturnLimitLiftPayload> {
        let (app, staff) = (ctx.app(), ctx.staff::<Support>()?);
        let id = parse_id(&input.limit_id)?;
        reply(deciding::lift(app, &staff, id).await.map(ReturnLimit::from))
    }
}
