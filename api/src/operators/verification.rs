//! The six months of a verification: due thirty days before they end, reminded of again seven days
//! before, and ended to the second. What the clock says here, every listing asks for itself.

use platform::database::Tx;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, events, transaction};
use time::OffsetDateTime;

use super::facts::{Notice, OperatorNotified};
use super::standing::{DUE_BEFORE, OperatorState, SOON_BEFORE};
use super::{Operator, jobs, store};

/// Sets the three clocks of a verification that ends at an instant.
pub(super) async fn set_timers(
    tx: &Tx,
    id: Id<Operator>,
    until: OffsetDateTime,
) -> Result<(), Failure> {
    timers::set(tx, jobs::REVERIFY_DUE, id.uuid(), until - DUE_BEFORE).await?;
    timers::set(tx, jobs::REVERIFY_SOON, id.uuid(), until - SOON_BEFORE).await?;
    timers::set(tx, jobs::REVERIFY_LAPSE, id.uuid(), until).await
}

/// Stops them: an operator that leaves is verified no more.
pub(super) async fn cancel_timers(tx: &Tx, id: Id<Operator>) -> Result<(), Failure> {
    for kind in [jobs::REVERIFY_DUE, jobs::REVERIFY_SOON, jobs::REVERIFY_LAPSE] {
        timers::cancel(tx, kind, id.uuid()).await?;
    }
    Ok(())
}

/// Thirty days before the end: the next verification is due, and its owners hear of it.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let Some(operator) = store::lock(tx, Id::from_uuid(firing.aggregate)).await? else {
            return Ok(());
        };
        if operator.state == OperatorState::Active {
            let cause = (Actor::SYSTEM, "OP-5: due again");
            store::go(tx, &operator, OperatorState::ReverifyDue, cause).await?;
            tell(tx, &operator, Notice::ReverifyDue).await?;
        }
        Ok(())
    })
}

/// Seven days before the end: once more.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn remind(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let Some(operator) = store::lock(tx, Id::from_uuid(firing.aggregate)).await? else {
            return Ok(());
        };
        if matches!(operator.state, OperatorState::Active | OperatorState::ReverifyDue) {
            tell(tx, &operator, Notice::ReverifySoon).await?;
        }
        Ok(())
    })
}

/// The end: nothing new is listed, and what is open goes on.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn lapse(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let Some(mut operator) = store::lock(tx, Id::from_uuid(firing.aggregate)).await? else {
            return Ok(());
        };
        // A term that ends at once falls due and ends in one go.
        if operator.state == OperatorState::Active {
            let cause = (Actor::SYSTEM, "OP-5: due again");
            store::go(tx, &operator, OperatorState::ReverifyDue, cause).await?;
            operator.state = OperatorState::ReverifyDue;
        }
        if operator.state == OperatorState::ReverifyDue {
            let cause = (Actor::SYSTEM, "OP-5: verification ended");
            store::go(tx, &operator, OperatorState::Restricted, cause).await?;
            tell(tx, &operator, Notice::VerificationEnded).await?;
        }
        Ok(())
    })
}

async fn tell(tx: &Tx, operator: &Operator, notice: Notice) -> Result<(), Failure> {
    events::record(tx, &OperatorNotified::owners(operator.id, notice)).await
}
