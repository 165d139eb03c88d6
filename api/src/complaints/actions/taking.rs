//! The desk takes a complaint up or declines it, within a day (CM-1), and says who works on it.

use platform::kernel::{Id, Prose};
use platform::transitions::Actor;
use platform::{App, Error};

use super::moving::{Said, change, go, say};
use crate::complaints::complaint::{Complaint, ComplaintState, DeclineReason, Side};
use crate::complaints::facts::Change;
use crate::complaints::store::messages::MessageKind;
use crate::complaints::words;
use crate::identity::{Staff, Support};

case_refusals! {
    /// Why a complaint was not taken up, in order of precedence.
    pub enum AcceptRefusal: "ComplaintAcceptErrorCode", ComplaintAcceptUserError {}
}

case_refusals! {
    /// Why a complaint was not declined, in order of precedence.
    pub enum DeclineRefusal: "ComplaintDeclineErrorCode", ComplaintDeclineUserError {
        /// Not 10 to 2,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 2,000 characters why, and where else to turn.",
    }
}

case_refusals! {
    /// Why a complaint was not assigned, in order of precedence.
    pub enum AssignRefusal: "ComplaintAssignErrorCode", ComplaintAssignUserError {}
}

/// Takes a complaint up. Where a shop answers, its day begins; else the evidence is collected at
/// once.
///
/// # Errors
/// [`AcceptRefusal`], or ours.
pub async fn accept(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<AcceptRefusal>> {
    use AcceptRefusal as R;
    let person = staff.person();
    about_case!(R, app, person, "complaintAccept", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Desk);
        if case.state != ComplaintState::Submitted {
            return Err(R::StateForbids.into());
        }
        let (now, account) = (tx.now(), party.account);
        let step = (ComplaintState::Accepted, party.actor(), "taken up");
        let after = go(tx, &case, step, |after| {
            after.answered_at = Some(now);
            after.assigned_to = Some(account);
        })
        .await?;
        if after.operator_id.is_some() {
            after
        } else {
            let step = (ComplaintState::EvidenceCollection, Actor::SYSTEM, "nobody has to answer");
            go(tx, &after, step, |_| ()).await?
        }
    })
}

/// Declines a complaint, with a reason and with where else its complainant may turn (CM-9).
///
/// # Errors
/// [`DeclineRefusal`], or ours.
pub async fn decline(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, why, text): (Id<Complaint>, DeclineReason, &str),
) -> Result<Complaint, Error<DeclineRefusal>> {
    use DeclineRefusal as R;
    let person = staff.person();
    let words = Prose::<10, 2000>::parse(text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintDecline", (key, (why, text)), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Desk);
        if case.state != ComplaintState::Submitted {
            return Err(R::StateForbids.into());
        }
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        let (kind, about) = (MessageKind::Decision, None);
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        let (now, account) = (tx.now(), party.account);
        let step = (ComplaintState::Declined, party.actor(), "CM-9: declined with a reason");
        go(tx, &case, step, |after| {
            after.answered_at = Some(now);
            after.assigned_to = Some(account);
            after.declined_why = Some(why);
        })
        .await?
    })
}

/// Takes an open case for oneself, or gives it back to the desk.
///
/// # Errors
/// [`AssignRefusal`], or ours.
pub async fn assign(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, is_mine): (Id<Complaint>, bool),
) -> Result<Complaint, Error<AssignRefusal>> {
    use AssignRefusal as R;
    let person = staff.person();
    about_case!(R, app, person, "complaintAssign", (key, is_mine), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Desk);
        if !case.state.is_open() {
            return Err(R::StateForbids.into());
        }
        let assigned_to = is_mine.then_some(party.account);
        let after = Complaint { assigned_to, ..case.clone() };
        change(tx, &case, after, Change::Assigned).await?
    })
}
