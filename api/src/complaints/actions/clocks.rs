//! The clock acts: what a deadline of a case does is what the case said it would.

use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};

use super::executing::for_the_shop;
use super::mediating::to_panel;
use super::moving::{change, drop_open, go};
use super::resting::go_on;
use crate::complaints::clock::{Then, then};
use crate::complaints::complaint::{Complaint, ComplaintState};
use crate::complaints::facts::Change;
use crate::complaints::store::{cases, remedies};
use crate::complaints::{clock, jobs};
use crate::privacy::{self, retention};

/// A case's deadline has come.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let Some(case) = cases::lock(tx, Id::from_uuid(firing.aggregate)).await? else {
            return Ok(());
        };
        if case.due_at.is_none_or(|due| due > tx.now()) {
            return Ok(());
        }
        act(tx, &case).await
    })
}

async fn act(tx: &platform::database::Tx, case: &Complaint) -> Result<(), Failure> {
    let all = remedies::of_case(tx.conn(), case.id).await?;
    let executed = remedies::in_force(&all).is_some_and(|remedy| remedy.executed.is_some());
    let Some(next) = then(case.state, executed) else { return Ok(()) };
    let system = Actor::SYSTEM;
    match next {
        Then::Escalated => {
            let breached_at = case.breached_at.or(case.due_at);
            let after = Complaint { breached_at, ..case.clone() };
            change(tx, case, after, Change::Breached).await?;
        }
        Then::GoesOnWithoutReply => {
            drop_open(tx, case, system).await?;
            let step = (ComplaintState::EvidenceCollection, system, "CM-3: the shop is silent");
            go(tx, case, step, |after| after.is_silent = true).await?;
        }
        Then::GoesTo(ComplaintState::Adjudication) => {
            to_panel(tx, case, (system, "the time of mediation is over")).await?;
        }
        Then::GoesTo(to) => {
            if matches!(to, ComplaintState::EvidenceCollection | ComplaintState::Investigating) {
                drop_open(tx, case, system).await?;
            }
            go(tx, case, (to, system, "its time is over"), |_| ()).await?;
        }
        Then::Resumes => {
            if let Some(pause) = case.pause {
                go_on(tx, case, pause, (system, "the pause is over")).await?;
            }
        }
        Then::PlatformExecutes => {
            for_the_shop(tx, case).await?;
        }
    }
    Ok(())
}

/// Three years after its end what was said and shown in a case goes, unless somebody needs it
/// (RT-5).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn forget(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        let Some(case) = cases::by_id(tx.conn(), id).await? else { return Ok(()) };
        let Some(ended) = case.ended_at else { return Ok(()) };
        let free = clock::kept_until(ended)?;
        if free > tx.now() {
            return timers::set(tx, jobs::FORGET, id.uuid(), free).await;
        }
        if retention::is_held(tx.conn(), [id.uuid(), case.complainant.uuid()]).await? {
            let again = tx.now().checked_add(time::Duration::DAY).unwrap_or(tx.now());
            return timers::set(tx, jobs::FORGET, id.uuid(), again).await;
        }
        privacy::erase(tx, id.uuid(), "TERM_OVER").await
    })
}
