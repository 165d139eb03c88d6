//! What was found out leads on: to a mediator, to a panel where a shop is silent, or to the desk's
//! own decision where no shop has to answer. A mediator leads the parties to an agreement, or says
//! that there is none to be had.

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::transitions::Actor;
use platform::{App, Error, Failure};

use super::executing::at_once;
use super::moving::{Outcome, Said, change, drop_open, go, resolve, say};
use crate::complaints::complaint::{Basis, Complaint, ComplaintState, Side};
use crate::complaints::facts::Change;
use crate::complaints::panel::{self, OfficerDuty, SEATS, Seat};
use crate::complaints::party::Party;
use crate::complaints::remedy::{Amounts, Finding};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::store::panels;
use crate::complaints::words;
use crate::identity::{Account, Person, Staff, Support};

case_refusals! {
    /// Why a finding was not recorded, in order of precedence.
    pub enum FindingRefusal: "ComplaintFindingRecordErrorCode", ComplaintFindingRecordUserError {
        /// Not 10 to 5,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 5,000 characters what was found out.",
        /// A case with a shop that has answered goes to mediation; only the desk's own matters are
        /// decided by it.
        DecisionForbidden at ["finding"] says "The desk decides nothing between two parties.",
        /// Where no shop has to answer, say what the desk decides.
        DecisionNeeded at ["finding"] says "Say what the desk decides.",
        /// Nobody on the roster is without a part in this case.
        NobodyFree at [] says "Nobody on the roster is free of a part in this case.",
    }
}

/// Writes down what was found out, and leads on.
///
/// # Errors
/// [`FindingRefusal`], or ours.
pub async fn found(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, text, finding): (Id<Complaint>, &str, Option<Finding>),
) -> Result<Complaint, Error<FindingRefusal>> {
    use FindingRefusal as R;
    let person = staff.person();
    let words = Prose::<10, 5000>::parse(text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    let input = (text, finding);
    about_case!(R, app, person, "complaintFindingRecord", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Desk);
        if case.state != ComplaintState::Investigating {
            return Err(R::StateForbids.into());
        }
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        match (case.operator_id.is_some(), finding) {
            (true, Some(_)) => return Err(R::DecisionForbidden.into()),
            (false, None | Some(Finding::Agreed)) => return Err(R::DecisionNeeded.into()),
            _ => {}
        }
        let (kind, about) = (MessageKind::Finding, None);
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        match finding {
            Some(finding) => decided_by_desk(tx, &case, party, finding).await?,
            None if case.is_silent => {
                to_panel(tx, &case, (party.actor(), "CM-3: judged by what is there")).await?
            }
            None => {
                let mediator = draw(tx, OfficerDuty::Mediator, &case, 1).await?.pop();
                let mediator = mediator.ok_or(R::NobodyFree)?;
                let step = (ComplaintState::Mediation, party.actor(), "a mediator was drawn");
                go(tx, &case, step, |after| after.mediator = Some(mediator)).await?
            }
        }
    })
}

async fn decided_by_desk(
    tx: &Tx,
    case: &Complaint,
    by: Party,
    finding: Finding,
) -> Result<Complaint, Failure> {
    let (amounts, cause) = (Amounts::default(), "decided by the desk");
    let outcome = Outcome { basis: Basis::Desk, finding, amounts, by, cause };
    let (after, remedy) = resolve(tx, case, &outcome).await?;
    at_once(tx, after, &remedy).await
}

/// Draws of the roster who has no part in a case.
///
/// # Errors
/// The database's own.
pub async fn draw(
    tx: &Tx,
    duty: OfficerDuty,
    case: &Complaint,
    wanted: usize,
) -> Result<Vec<Id<Account>>, Failure> {
    let free = panels::without_part(tx, duty, case).await?;
    Ok(panel::draw(free, wanted, |most| tx.app().chance().below(most)))
}

/// A case goes before a panel; its seats are drawn at once, as far as the roster goes.
///
/// # Errors
/// As [`go`].
pub async fn to_panel(
    tx: &Tx,
    case: &Complaint,
    (actor, cause): (Actor, &str),
) -> Result<Complaint, Failure> {
    drop_open(tx, case, actor).await?;
    let after = go(tx, case, (ComplaintState::Adjudication, actor, cause), |_| ()).await?;
    fill_seats(tx, &after).await?;
    Ok(after)
}

/// Draws for the seats that nobody has; answers how many are left empty.
///
/// # Errors
/// The database's own.
pub async fn fill_seats(tx: &Tx, case: &Complaint) -> Result<usize, Failure> {
    let seats = panels::of_case(tx.conn(), case.id).await?;
    let empty = panel::empty(&seats, case.instance);
    let drawn = draw(tx, OfficerDuty::Arbitrator, case, empty.len()).await?;
    let left = empty.len().saturating_sub(drawn.len());
    // Three at most.
    for (number, arbitrator) in empty.into_iter().zip(drawn) {
        let id = tx.app().new_uuid();
        let (complaint, instance) = (case.id, case.instance);
        let drawn_at = tx.now();
        let recused_at = None;
        let seat = Seat { id, complaint, instance, number, arbitrator, drawn_at, recused_at };
        panels::sit(tx, &seat).await?;
    }
    debug_assert!(left <= SEATS);
    Ok(left)
}

case_refusals! {
    /// Why mediation did not end, in order of precedence.
    pub enum MediationEndRefusal: "ComplaintMediationEndErrorCode",
        ComplaintMediationEndUserError {}
}

/// Ends a mediation that leads nowhere, for its mediator: a panel decides.
///
/// # Errors
/// [`MediationEndRefusal`], or ours.
pub async fn end(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<MediationEndRefusal>> {
    use MediationEndRefusal as R;
    about_case!(R, app, person, "complaintMediationEnd", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Mediator);
        if case.state != ComplaintState::Mediation {
            return Err(R::StateForbids.into());
        }
        to_panel(tx, &case, (party.actor(), "mediation led nowhere")).await?
    })
}

case_refusals! {
    /// Why somebody did not step down, in order of precedence.
    pub enum RecuseRefusal: "ComplaintRecuseErrorCode", ComplaintRecuseUserError {
        /// Nobody else on the roster is free of a part in the case: staff list somebody first.
        NobodyFree at [] says "Nobody else on the roster is free for this case.",
    }
}

/// Steps down from a case, as its mediator or from a panel; somebody else is drawn. What a panel
/// has drafted falls.
///
/// # Errors
/// [`RecuseRefusal`], or ours.
pub async fn recuse(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<RecuseRefusal>> {
    use RecuseRefusal as R;
    about_case!(R, app, person, "complaintRecuse", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Mediator | Side::Panel);
        let decides = matches!(case.state, ComplaintState::Adjudication | ComplaintState::Appealed);
        match party.side {
            Side::Mediator if case.state == ComplaintState::Mediation => {
                let next = draw(tx, OfficerDuty::Mediator, &case, 1).await?.pop();
                let mediator = Some(next.ok_or(R::NobodyFree)?);
                let after = Complaint { mediator, ..case.clone() };
                change(tx, &case, after, Change::Seated).await?
            }
            Side::Panel if decides => {
                step_down(tx, &case, party).await?;
                if fill_seats(tx, &case).await? > 0 {
                    return Err(R::NobodyFree.into());
                }
                change(tx, &case, case.clone(), Change::Seated).await?
            }
            _ => return Err(R::StateForbids.into()),
        }
    })
}

async fn step_down(tx: &Tx, case: &Complaint, party: Party) -> Result<(), Failure> {
    drop_open(tx, case, party.actor()).await?;
    let seats = panels::of_case(tx.conn(), case.id).await?;
    let own = |seat: &&Seat| seat.arbitrator == party.account && seat.is_taken(case.instance);
    if let Some(seat) = seats.iter().find(own)
        && !panels::recuse(tx, seat.id).await?
    {
        return Err(Failure::contention("a seat moved meanwhile"));
    }
    Ok(())
}

case_refusals! {
    /// Why no panel was drawn, in order of precedence.
    pub enum PanelDrawRefusal: "ComplaintPanelDrawErrorCode", ComplaintPanelDrawUserError {
        /// Every seat is taken.
        PanelComplete at ["complaintId"] says "Every seat of the panel is taken.",
        /// Fewer people on the roster are free of a part in the case than seats are empty.
        NobodyFree at [] says "Too few people on the roster are free for this case.",
    }
}

/// Draws again for the seats that stayed empty, once there are more people on the roster.
///
/// # Errors
/// [`PanelDrawRefusal`], or ours.
pub async fn draw_panel(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<PanelDrawRefusal>> {
    use PanelDrawRefusal as R;
    let person = staff.person();
    about_case!(R, app, person, "complaintPanelDraw", (key, ()), id, |tx, case| {
        as_side!(R, tx, person, &case, Side::Desk);
        if !matches!(case.state, ComplaintState::Adjudication | ComplaintState::Appealed) {
            return Err(R::StateForbids.into());
        }
        let seats = panels::of_case(tx.conn(), case.id).await?;
        if panel::empty(&seats, case.instance).is_empty() {
            return Err(R::PanelComplete.into());
        }
        if fill_seats(tx, &case).await? > 0 {
            return Err(R::NobodyFree.into());
        }
        change(tx, &case, case.clone(), Change::Seated).await?
    })
}
