//! A leader is paid what they were promised: once, when their group was a success and they have
//! kept what they bought (GB-5).

use platform::timers::{self, Firing};
use platform::{App, Failure, transaction};

use super::steps;
use crate::deals::group_buy::benefit::{BenefitState, Funder, LeaderBenefit};
use crate::deals::group_buy::group::GroupBuy;
use crate::deals::group_buy::{jobs, store, terms};
use crate::ledger::{self, Account, Transfer, TransferKind};

/// Pays it; where the one who pays has too little now, later.
///
/// # Errors
/// The database's own.
pub async fn pay(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let group = store::groups::lock(tx, firing.aggregate).await?;
        firing.settle(tx).await?;
        let Some(group) = group.filter(GroupBuy::is_success) else { return Ok(()) };
        let owed = group.benefit.filter(|own| own.state == BenefitState::Promised);
        let Some(owed) = owed else { return Ok(()) };
        let transfer = Transfer {
            from: match owed.funder {
                Funder::Operator => Account::Payable(group.operator_id),
                Funder::Platform => Account::Compensation,
            },
            to: Account::Wallet(group.leader_id),
            amount: owed.amount,
            kind: TransferKind::Compensation,
            subject: group.id.uuid(),
            key: format!("group_benefit:{}", group.id.uuid().simple()),
        };
        // The group first, the money last: others wait for it.
        let paid = LeaderBenefit { state: BenefitState::Paid, ..owed };
        let after = GroupBuy { benefit: Some(paid), ..group.clone() };
        if ledger::post(tx, &[transfer]).await?.is_err() {
            let then = tx.now() + terms::BENEFIT_AGAIN;
            return timers::set(tx, jobs::BENEFIT, firing.aggregate, then).await;
        }
        steps::keep(tx, &group, &after).await
    })
}
