//! What was agreed or decided is carried out: by the shop within a day, and then by the platform.
//! What takes no money and no parcel is carried out when it is decided.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::Actor;
use platform::{App, Error, Failure};
use time::Duration;

use super::moving::{change, go, move_remedy};
use crate::complaints::complaint::{Complaint, ComplaintState, Side};
use crate::complaints::facts::Change;
use crate::complaints::money::{self, NotMoved};
use crate::complaints::remedy::{Executor, Remedy, RemedyState};
use crate::complaints::store::remedies;
use crate::identity::Person;

/// How long after money that is frozen is looked at again.
const AGAIN: Duration = Duration::hours(1);

case_refusals! {
    /// Why a decision was not carried out, in order of precedence.
    pub enum ExecuteRefusal: "ComplaintExecuteErrorCode", ComplaintExecuteUserError {
        /// It was carried out already.
        AlreadyExecuted at ["complaintId"] says "This was carried out.",
        /// The money of the order is frozen for something else.
        MoneyFrozen at ["complaintId"] says "The money of this order is frozen.",
        /// What your shop is owed and its deposit are less than that. The platform pays when your
        /// day is over, and your shop owes it.
        InsufficientFunds at ["complaintId"] says "Your shop does not have this much.",
    }
}

/// Carries out what was agreed or decided, for the shop: money moves at once, and a replacement is
/// said to be on its way.
///
/// # Errors
/// [`ExecuteRefusal`], or ours.
pub async fn execute(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<ExecuteRefusal>> {
    use ExecuteRefusal as R;
    about_case!(R, app, person, "complaintExecute", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Seller);
        if case.state != ComplaintState::Resolved {
            return Err(R::StateForbids.into());
        }
        let all = remedies::of_case(tx.conn(), case.id).await?;
        let due = due(&all).ok_or(R::AlreadyExecuted)?;
        match carry_out(tx, &case, &all, due, (Executor::Seller, party.actor())).await? {
            Ok(after) => after,
            Err(NotMoved::Frozen) => return Err(R::MoneyFrozen.into()),
            Err(NotMoved::Short) => return Err(R::InsufficientFunds.into()),
        }
    })
}

/// The decision that waits to be carried out.
pub fn due(all: &[Remedy]) -> Option<&Remedy> {
    remedies::in_force(all).filter(|remedy| remedy.state == RemedyState::Due)
}

/// The shop's day is over: the platform carries it out. Money that is frozen is looked at again.
///
/// # Errors
/// Ours.
pub async fn for_the_shop(tx: &Tx, case: &Complaint) -> Result<Complaint, Failure> {
    let all = remedies::of_case(tx.conn(), case.id).await?;
    let Some(due) = due(&all) else { return finish(tx, case.clone()).await };
    match carry_out(tx, case, &all, due, (Executor::Platform, Actor::SYSTEM)).await? {
        Ok(after) => Ok(after),
        Err(NotMoved::Frozen | NotMoved::Short) => {
            let later = tx.now().checked_add(AGAIN).unwrap_or(tx.now());
            let after = Complaint { due_at: Some(later), ..case.clone() };
            change(tx, case, after, Change::Breached).await
        }
    }
}

/// Carries a decision out at once if there is nothing in it to be done.
///
/// # Errors
/// Ours.
pub async fn at_once(tx: &Tx, case: Complaint, remedy: &Remedy) -> Result<Complaint, Failure> {
    let takes_back = case.instance == 2 && case.order_id.is_some();
    if !remedy.amounts.is_nothing() || takes_back {
        return Ok(case);
    }
    for_the_shop(tx, &case).await
}

async fn carry_out(
    tx: &Tx,
    case: &Complaint,
    all: &[Remedy],
    due: &Remedy,
    (by, actor): (Executor, Actor),
) -> Result<Result<Complaint, NotMoved>, Failure> {
    let before = all.iter().find(|one| one.instance < due.instance && one.executed.is_some());
    let moved = match money::carry_out(tx, case, (before, due), by).await? {
        Ok(moved) => moved,
        Err(why) => return Ok(Err(why)),
    };
    let now = tx.now();
    let cause = match by {
        Executor::Seller => "carried out by the shop",
        Executor::Platform => "carried out by the platform",
    };
    move_remedy(tx, due, (RemedyState::Executed, actor, cause), |after| {
        after.executed = Some((now, by));
        after.refunded = moved.refunded;
        after.compensated = moved.compensated;
        after.advanced = moved.advanced;
    })
    .await?;
    let after = Complaint { due_at: case.appeal_by, ..case.clone() };
    let after = change(tx, case, after, Change::Executed).await?;
    finish(tx, after).await.map(Ok)
}

/// A case whose decision was carried out and can no longer be appealed asks for feedback.
async fn finish(tx: &Tx, case: Complaint) -> Result<Complaint, Failure> {
    if case.appeal_by.is_some_and(|by| by > tx.now()) {
        return Ok(case);
    }
    let step = (ComplaintState::Feedback, Actor::SYSTEM, "carried out, and final");
    go(tx, &case, step, |_| ()).await
}
