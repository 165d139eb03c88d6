//! A case rests: because both sides want it, or for a paper that staff wait for. The time for which
//! it rests counts for no deadline, to the millisecond (CM-5).

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::Actor;
use platform::{App, Error, Failure};
use time::Duration;

use super::moving::{change, go};
use crate::complaints::clock;
use crate::complaints::complaint::{Complaint, ComplaintState, Pause, PauseReason, Side};
use crate::complaints::facts::Change;
use crate::complaints::party::Party;
use crate::complaints::store::cases;
use crate::identity::Person;

case_refusals! {
    /// Why a case does not rest, in order of precedence.
    pub enum SuspendRefusal: "ComplaintSuspendErrorCode", ComplaintSuspendUserError {
        /// Parties agree on a pause; a paper or a test is for the desk to wait for.
        ReasonForbidden at ["reason"] says "You cannot pause a case for this reason.",
        /// Your side has asked for it; it rests as soon as the other side asks too.
        AlreadyAsked at ["complaintId"] says "Your side has asked for a pause.",
        /// Its deadline has passed.
        TooLate at ["complaintId"] says "The deadline of this step has passed.",
        /// A case rests ten times at most.
        TooOften at ["complaintId"] says "This case has rested ten times.",
    }
}

case_refusals! {
    /// Why a case does not go on, in order of precedence.
    pub enum ResumeRefusal: "ComplaintResumeErrorCode", ComplaintResumeUserError {
        /// It rests for a paper or a test: the desk goes on.
        DeskOnly at ["complaintId"] says "The desk goes on with this case.",
    }
}

/// How often a case rests at most (P).
const MOST_PAUSES: usize = 10;

/// Lets a case rest, for the desk; or asks for that, as one of the parties: it rests when the other
/// has asked too.
///
/// # Errors
/// [`SuspendRefusal`], or ours.
pub async fn suspend(
    app: &App,
    person: &Person,
    key: &str,
    (id, why): (Id<Complaint>, PauseReason),
) -> Result<Complaint, Error<SuspendRefusal>> {
    use SuspendRefusal as R;
    about_case!(R, app, person, "complaintSuspend", (key, why), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant | Side::Seller | Side::Desk);
        let rests = may_rest(case.state);
        if !rests {
            return Err(R::StateForbids.into());
        }
        if (party.side == Side::Desk) == (why == PauseReason::Agreed) {
            return Err(R::ReasonForbidden.into());
        }
        if case.due_at.is_some_and(|due| due <= tx.now()) && case.breached_at.is_none() {
            return Err(R::TooLate.into());
        }
        if cases::pauses(tx.conn(), id).await?.len() >= MOST_PAUSES {
            return Err(R::TooOften.into());
        }
        match case.pause_asked {
            _ if party.side == Side::Desk => rest(tx, &case, party, why).await?,
            Some(asked) if asked == party.side => return Err(R::AlreadyAsked.into()),
            Some(_) => rest(tx, &case, party, why).await?,
            None => {
                let after = Complaint { pause_asked: Some(party.side), ..case.clone() };
                change(tx, &case, after, Change::PauseAsked).await?
            }
        }
    })
}

/// The states in which a case may rest.
pub fn may_rest(state: ComplaintState) -> bool {
    use platform::transitions::{ActorKind, States as _};
    state.may_become(ComplaintState::Suspended, ActorKind::Staff)
}

async fn rest(
    tx: &Tx,
    case: &Complaint,
    party: Party,
    why: PauseReason,
) -> Result<Complaint, Failure> {
    let now = tx.now();
    let left = case.due_at.map_or(Duration::ZERO, |due| due - now).max(Duration::ZERO);
    let pause = Pause { from: case.state, why, since: now, left };
    let until = clock::pause_ends(why, now)?;
    let step = (ComplaintState::Suspended, party.actor(), "it rests");
    go(tx, case, step, |after| {
        after.pause = Some(pause);
        after.due_at = Some(until);
    })
    .await
}

/// Goes on with a case that rests: what both wanted either may end, the rest the desk.
///
/// # Errors
/// [`ResumeRefusal`], or ours.
pub async fn resume(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<ResumeRefusal>> {
    use ResumeRefusal as R;
    about_case!(R, app, person, "complaintResume", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant | Side::Seller | Side::Desk);
        let Some(pause) = case.pause else { return Err(R::StateForbids.into()) };
        if pause.why != PauseReason::Agreed && party.side != Side::Desk {
            return Err(R::DeskOnly.into());
        }
        go_on(tx, &case, pause, (party.actor(), "it goes on")).await?
    })
}

/// A case goes on where it rested, with as much time as it had left. One that rested because a
/// timer came late goes on from when its pause was over.
///
/// # Errors
/// As [`go`].
pub async fn go_on(
    tx: &Tx,
    case: &Complaint,
    pause: Pause,
    (actor, cause): (Actor, &str),
) -> Result<Complaint, Failure> {
    let now = tx.now();
    let over = case.due_at.map_or(now, |due| due.min(now));
    cases::keep_pause(tx, case.id, pause, over).await?;
    let due = over.checked_add(pause.left).unwrap_or(over);
    let step = (pause.from, actor, cause);
    go(tx, case, step, |after| {
        after.pause = None;
        // What would be past already is due now: its timer has to be set.
        after.due_at = Some(due.max(now.checked_add(Duration::MILLISECOND).unwrap_or(now)));
    })
    .await
}
