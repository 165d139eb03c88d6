//! Settlement as clients see it: translation only.

mod finance;
mod fraud;
mod money;
mod payouts;

use async_graphql::{Context, ID, MergedObject, Result};
use platform::graphql::{ContextExt, parse_id};
use platform::kernel::Id;

use crate::identity::graphql::ViewerExt;
use crate::operators::{self, MemberRole, entitled_to_read};

/// Root fields that read what shops are owed and owe.
#[derive(MergedObject, Default)]
pub struct SettlementQuery(
    payouts::PayoutQuery,
    finance::FinanceQuery,
    money::DepositQuery,
    fraud::FraudQuery,
);

/// Root fields that move it.
#[derive(MergedObject, Default)]
pub struct SettlementMutation(
    payouts::PayoutMutation,
    finance::FinanceMutation,
    money::DepositMutation,
    fraud::FraudMutation,
);

/// The shop, if the viewer may see its money: as owner or finance, with a second factor.
async fn sees_money(ctx: &Context<'_>, id: &ID) -> Result<Option<Id<operators::Operator>>> {
    let (person, id) = (ctx.person()?, parse_id(id)?);
    let seen = entitled_to_read(ctx.app(), person, id, MemberRole::Finance).await?;
    Ok(seen.ok().map(|()| id))
}
