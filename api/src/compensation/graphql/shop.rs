//! What a shop does about claims.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::object::Compensation;
use crate::compensation::actions::shop::{self, ContestRefusal, PayRefusal};
use crate::identity::graphql::ViewerExt;

/// What to pay.
#[derive(InputObject)]
pub struct CompensationPayInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
}

/// What your shop contests, and why.
#[derive(InputObject)]
pub struct CompensationContestInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
    /// Why you disagree, 1 to 1,000 characters. You and staff of the desk read it.
    pub text: String,
}

payload! {
    /// The answer of `compensationPay`.
    pub struct CompensationPayPayload refused by PayRefusal {
        /// The claim as it stands now; null when refused.
        compensation: Compensation,
    }
}

payload! {
    /// The answer of `compensationContest`.
    pub struct CompensationContestPayload refused by ContestRefusal {
        /// The claim as it stands now; null when refused.
        compensation: Compensation,
    }
}

/// Root fields of shops on which something was claimed.
#[derive(Default)]
pub struct ShopMutation;

/// Root fields of shops on which something was claimed.
#[Object]
impl ShopMutation {
    /// Pay an approved claim from what your shop has coming, until `payBy`. Owners and finance,
    /// with a second factor; step up first.
    async fn compensation_pay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: CompensationPayInput,
    ) -> Result<CompensationPayPayload> {
        let (person, id) = (ctx.person()?, parse_id(&input.id)?);
        let key = &input.idempotency_key;
        reply(shop::pay(ctx.app(), person, key, id).await.map(Compensation))
    }

    /// Say why your shop disagrees with what the platform paid in its place, once and until
    /// `contestBy`. Nothing is taken back meanwhile. Managers and owners, with a second factor.
    async fn compensation_contest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim, and why.")] input: CompensationContestInput,
    ) -> Result<CompensationContestPayload> {
        let (person, id) = (ctx.person()?, parse_id(&input.id)?);
        let key = &input.idempotency_key;
        reply(shop::contest(ctx.app(), person, key, (id, &input.text)).await.map(Compensation))
    }
}
