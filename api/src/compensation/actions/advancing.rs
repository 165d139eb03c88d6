//! The platform pays in the operator's place: from its deposit, from what it is owed, from the
//! platform's fund, and what is still missing the operator owes.

use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};

use super::moving::{Change, Movement, Short, go, post};
use crate::compensation::claim::{
    AdvanceGround, Compensation, CompensationState, EntryKind, Funder, OBJECT_WITHIN, end_of,
};
use crate::compensation::facts::News;
use crate::compensation::jobs;
use crate::compensation::statute::Ground;
use crate::compensation::store::claims;
use crate::ledger::{self, Account};
use crate::operators::{self, Operator};
use crate::settlement;

/// Why the platform pays, and who has it pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advance {
    pub ground: AdvanceGround,
    pub actor: Actor,
}

/// Why nothing was paid, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAdvanced {
    NotFound,
    /// It is not approved, or it is paid.
    NotDue,
    /// The ground does not hold: the day is not over, the seller is known, it is no food.
    GroundUnfounded,
}

/// Pays all of an approved claim in the operator's place, once.
///
/// # Errors
/// The inner one says why not, and nothing was written; the outer one is ours.
pub async fn pay_in_advance(
    tx: &Tx,
    id: Id<Compensation>,
    asked: Advance,
) -> Result<Result<Compensation, NotAdvanced>, Failure> {
    let Some(claim) = claims::lock(tx, id).await? else { return Ok(Err(NotAdvanced::NotFound)) };
    let (CompensationState::Approved, Some(pay_by)) = (claim.state, claim.pay_by) else {
        return Ok(Err(NotAdvanced::NotDue));
    };
    let holds = match asked.ground {
        AdvanceGround::Promised => true,
        AdvanceGround::NotPaidInTime => tx.now() >= pay_by,
        AdvanceGround::FirstContact => claim.reckoned.ground == Ground::UnsafeFood,
        AdvanceGround::SellerUnknown => is_seller_unknown(tx, claim.operator).await?,
    };
    if !holds {
        return Ok(Err(NotAdvanced::GroundUnfounded));
    }
    advance(tx, &claim, asked).await.map(Ok)
}

/// Whether the platform cannot say who the seller is: no registration of it is in force [CPL 44].
///
/// # Errors
/// The database's own.
pub async fn is_seller_unknown(tx: &Tx, operator: Id<Operator>) -> Result<bool, Failure> {
    let shop = operators::many(tx.conn(), [operator.uuid()]).await?.pop();
    Ok(shop.is_none_or(|shop| shop.registration_id.is_none()))
}

/// Pays a locked, approved claim.
pub(super) async fn advance(
    tx: &Tx,
    claim: &Compensation,
    asked: Advance,
) -> Result<Compensation, Failure> {
    let shares = shares(tx, claim).await?;
    let movements = shares.iter().map(|(funder, from, amount)| Movement {
        kind: EntryKind::Payment,
        funder: *funder,
        from: *from,
        to: Account::Wallet(claim.buyer),
        amount: *amount,
        what: format!("payment:{}", word(*funder)),
    });
    if let Err(Short) = post(tx, claim, movements.collect()).await? {
        return Err(Failure::contention("an account moved while it was drawn on"));
    }
    let of = |funder: Funder| {
        let share = shares.iter().find(|(of, ..)| *of == funder);
        share.map_or(0, |(_, _, amount)| amount.minor())
    };
    if of(Funder::Deposit) > 0 {
        settlement::deposit_moved(tx, claim.operator).await?;
    }
    timers::cancel(tx, jobs::PAY_BY, claim.id.uuid()).await?;
    let contest_by = end_of(OBJECT_WITHIN, tx.now())?;
    timers::set(tx, jobs::CONTEST_BY, claim.id.uuid(), contest_by).await?;
    let change = Change {
        to: CompensationState::PaidAdvance,
        actor: asked.actor,
        cause: cause(asked.ground),
        news: News::PaidInAdvance,
    };
    go(tx, claim, change, |after| {
        after.paid_at = Some(tx.now());
        after.advance = Some(asked.ground);
        after.contest_by = Some(contest_by);
        after.due_at = Some(contest_by);
        after.fund_minor = of(Funder::Fund);
        after.owed_minor = of(Funder::Receivable);
    })
    .await
}

type Share = (Funder, Account, Money);

/// Who pays how much, in their order: each gives what it has, and the last the rest.
async fn shares(tx: &Tx, claim: &Compensation) -> Result<Vec<Share>, Failure> {
    let (operator, amount) = (claim.operator, claim.reckoned.amount);
    let currency = amount.currency();
    let deposit = settlement::lock_deposit(tx, operator).await?.free;
    let deposit = if currency == Currency::Cny { deposit.minor() } else { 0 };
    let coming = settlement::free_payable(tx, operator, currency).await?.minor();
    let fund = ledger::balance(tx.conn(), Account::Compensation, currency).await?;
    let fund = fund.balance.minor().saturating_sub(fund.held.minor());
    let have = [
        (Funder::Deposit, Account::Deposit(operator), deposit),
        (Funder::Unsettled, Account::Payable(operator), coming),
        (Funder::Fund, Account::Compensation, fund),
        (Funder::Receivable, Account::Receivable(operator), i64::MAX),
    ];
    Ok(poured(amount.minor(), &have.map(|(_, _, minor)| minor))
        .into_iter()
        .zip(have)
        .map(|(part, (funder, from, _))| (funder, from, claim.money(part)))
        .collect())
}

/// How much each gives of an amount, in their order, of what they have.
fn poured(amount: i64, have: &[i64]) -> Vec<i64> {
    let mut left = amount;
    let give = |has: &i64| {
        let part = left.min((*has).max(0));
        left = left.saturating_sub(part);
        part
    };
    have.iter().map(give).collect()
}

/// The word of a funder in keys of the ledger: it may never change.
pub(super) fn word(funder: Funder) -> &'static str {
    match funder {
        Funder::Seller => "SELLER",
        Funder::Deposit => "DEPOSIT",
        Funder::Unsettled => "UNSETTLED",
        Funder::Fund => "FUND",
        Funder::Receivable => "RECEIVABLE",
        Funder::Platform => "PLATFORM",
    }
}

fn cause(ground: AdvanceGround) -> &'static str {
    match ground {
        AdvanceGround::SellerUnknown => "CP-5: the seller cannot be named [CPL 44]",
        AdvanceGround::Promised => "CP: the platform promised to pay",
        AdvanceGround::NotPaidInTime => "CP: not paid within 24 hours",
        AdvanceGround::FirstContact => "CP: asked first about unsafe food [FSL 148]",
    }
}

/// The operator's day is over.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn day_is_over(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let asked = Advance { ground: AdvanceGround::NotPaidInTime, actor: Actor::SYSTEM };
        let id = Id::from_uuid(firing.aggregate);
        if let Err(why) = pay_in_advance(tx, id, asked).await? {
            tracing::info!(?why, "a day of an operator is over, and nothing is to be paid");
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gives_what_it_has_and_the_last_the_rest() {
        for (amount, have, given) in [
            (10, [3, 4, 2, i64::MAX], [3, 4, 2, 1]),
            (10, [10, 4, 2, i64::MAX], [10, 0, 0, 0]),
            (10, [0, 0, 0, i64::MAX], [0, 0, 0, 10]),
            (10, [-1, 11, 2, i64::MAX], [0, 10, 0, 0]),
        ] {
            assert_eq!(poured(amount, &have), given);
        }
    }
}
