//! A panel decides: one of the three writes a decision down, and it is in force when two stand by
//! it.

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::{App, Error, Failure};

use super::executing::at_once;
use super::moving::{Said, appeal_by, change, contract_of, go, move_remedy, say};
use super::offering::may_be_moved;
use crate::complaints::complaint::{Basis, Complaint, ComplaintState, RULES, Side};
use crate::complaints::facts::Change;
use crate::complaints::panel::{self, MAJORITY};
use crate::complaints::party::Party;
use crate::complaints::remedy::{Amounts, Finding, Remedy, RemedyState};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::store::{panels, remedies};
use crate::complaints::{clock, words};
use crate::identity::{Arbitrator, Staff};

case_refusals! {
    /// Why a decision was not drafted, in order of precedence.
    pub enum DraftRefusal: "ComplaintRulingDraftErrorCode", ComplaintRulingDraftUserError {
        /// Seats of the panel are empty.
        PanelIncomplete at ["complaintId"] says "Seats of the panel are empty.",
        /// The panel votes on another draft.
        DraftOpen at ["complaintId"] says "The panel votes on a draft.",
        /// Money without an order, a refund above what the order cost, other amounts above ten
        /// times that; or a complaint that is not upheld gets something, or one that is upheld
        /// nothing.
        AmountInvalid at [] says "This cannot be decided.",
        /// Not 20 to 5,000 characters.
        ReasonsInvalid at ["reasons"] says "Give the reasons in 20 to 5,000 characters.",
    }
}

case_refusals! {
    /// Why a vote did not count, in order of precedence.
    pub enum VoteRefusal: "ComplaintRulingVoteErrorCode", ComplaintRulingVoteUserError {
        /// It is not the draft that the panel votes on.
        DraftNotOpen at ["rulingId"] says "The panel does not vote on this.",
        /// You have voted on it, or written it.
        AlreadyVoted at ["rulingId"] says "You have voted on this.",
    }
}

/// What one of a panel writes down.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DraftInput {
    pub finding: Finding,
    pub amounts: Amounts,
    pub reasons: String,
}

/// Writes a decision down, for one of a whole panel; whoever writes it stands by it.
///
/// # Errors
/// [`DraftRefusal`], or ours.
pub async fn draft(
    app: &App,
    staff: &Staff<Arbitrator>,
    key: &str,
    (id, input): (Id<Complaint>, &DraftInput),
) -> Result<Complaint, Error<DraftRefusal>> {
    use DraftRefusal as R;
    let person = staff.person();
    let words = Prose::<20, 5000>::parse(&input.reasons);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintRulingDraft", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Panel);
        if !matches!(case.state, ComplaintState::Adjudication | ComplaintState::Appealed) {
            return Err(R::StateForbids.into());
        }
        let seats = panels::of_case(tx.conn(), id).await?;
        if !panel::empty(&seats, case.instance).is_empty() {
            return Err(R::PanelIncomplete.into());
        }
        let all = remedies::of_case(tx.conn(), id).await?;
        if remedies::draft(&all).is_some() {
            return Err(R::DraftOpen.into());
        }
        if !is_of_a_piece(input) {
            return Err(R::AmountInvalid.into());
        }
        may_be_moved(tx, &case, input.amounts).await?.map_err(|()| R::AmountInvalid)?;
        let text = words.as_ref().map_err(|_| R::ReasonsInvalid)?.as_str();
        let remedy = drafted(tx, &case, party, input).await?;
        remedies::insert(tx, &remedy).await?;
        remedies::vote(tx, remedy.id, party.account, true).await?;
        let (kind, about) = (MessageKind::Decision, Some(remedy.id.uuid()));
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        change(tx, &case, case.clone(), Change::Drafted).await?
    })
}

/// Whether amounts go with what was found.
fn is_of_a_piece(input: &DraftInput) -> bool {
    match input.finding {
        Finding::Rejected => input.amounts.is_nothing(),
        Finding::Upheld | Finding::PartlyUpheld => true,
        Finding::Agreed => false,
    }
}

async fn drafted(
    tx: &Tx,
    case: &Complaint,
    party: Party,
    input: &DraftInput,
) -> Result<Remedy, Failure> {
    Ok(Remedy {
        id: tx.app().new_id(),
        complaint: case.id,
        instance: case.instance,
        basis: Basis::Ruling,
        finding: input.finding,
        amounts: input.amounts,
        contract_hash: contract_of(tx, case).await?,
        rule_version: RULES.to_owned(),
        state: RemedyState::Draft,
        made_by: party.account,
        made_at: tx.now(),
        execute_by: None,
        executed: None,
        refunded: 0,
        compensated: 0,
        advanced: 0,
    })
}

/// Stands by a draft, or does not. With the second of either the draft is in force, or falls.
///
/// # Errors
/// [`VoteRefusal`], or ours.
pub async fn vote(
    app: &App,
    staff: &Staff<Arbitrator>,
    key: &str,
    (id, ruling, agrees): (Id<Complaint>, Id<Remedy>, bool),
) -> Result<Complaint, Error<VoteRefusal>> {
    use VoteRefusal as R;
    let person = staff.person();
    let input = (ruling.uuid(), agrees);
    about_case!(R, app, person, "complaintRulingVote", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Panel);
        if !matches!(case.state, ComplaintState::Adjudication | ComplaintState::Appealed) {
            return Err(R::StateForbids.into());
        }
        let all = remedies::of_case(tx.conn(), id).await?;
        let draft = remedies::draft(&all).filter(|draft| draft.id == ruling);
        let draft = draft.ok_or(R::DraftNotOpen)?;
        let mut votes: Vec<bool> = Vec::new();
        for vote in remedies::votes(tx.conn(), ruling).await? {
            if vote.arbitrator == party.account.uuid() {
                return Err(R::AlreadyVoted.into());
            }
            votes.push(vote.agrees);
        }
        remedies::vote(tx, ruling, party.account, agrees).await?;
        votes.push(agrees);
        let count = |wanted: bool| votes.iter().filter(|vote| **vote == wanted).count();
        if count(true) >= MAJORITY {
            in_force(tx, &case, (&all, draft), party).await?
        } else {
            if count(false) >= MAJORITY {
                let dropped =
                    (RemedyState::Dropped, party.actor(), "the panel does not stand by it");
                move_remedy(tx, draft, dropped, |_| ()).await?;
            }
            change(tx, &case, case.clone(), Change::Drafted).await?
        }
    })
}

/// Two of three stand by it: it takes the place of what was decided before, and has a day to be
/// carried out.
async fn in_force(
    tx: &Tx,
    case: &Complaint,
    (all, draft): (&[Remedy], &Remedy),
    party: Party,
) -> Result<Complaint, Failure> {
    if let Some(before) = remedies::in_force(all).filter(|one| one.state == RemedyState::Due) {
        let superseded = (RemedyState::Superseded, party.actor(), "decided anew on appeal");
        move_remedy(tx, before, superseded, |_| ()).await?;
    }
    let execute_by = clock::end(clock::EXECUTION, tx.now())?;
    let due = (RemedyState::Due, party.actor(), "two of three stand by it");
    let remedy = move_remedy(tx, draft, due, |after| after.execute_by = Some(execute_by)).await?;
    let appeal_by = appeal_by(case, Basis::Ruling, tx.now())?;
    let step = (ComplaintState::Resolved, party.actor(), "decided by a panel");
    let after = go(tx, case, step, |after| {
        after.resolved_how = Some(Basis::Ruling);
        after.resolved_at = Some(tx.now());
        after.appeal_by = appeal_by;
        after.due_at = Some(execute_by);
    })
    .await?;
    at_once(tx, after, &remedy).await
}
