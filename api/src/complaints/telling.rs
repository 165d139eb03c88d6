//! Who is told of what happens in a case: its complainant, and those who answer for the shop. They
//! are told in the transaction in which it happens, with the deadline that concerns them; the
//! letter names nobody, and says nothing of what was said.

use platform::Failure;
use platform::database::Tx;

use super::complaint::{Complaint, ComplaintState};
use super::facts::Change;
use crate::notices::{NewNotice, NoticeKind, tell, tell_shop};
use crate::operators::MemberRole;

/// Tells that a case has entered the state that it is in.
///
/// # Errors
/// The database's own.
pub async fn of_state(tx: &Tx, case: &Complaint, from: ComplaintState) -> Result<(), Failure> {
    use ComplaintState as S;
    use NoticeKind as K;
    let kind = match case.state {
        _ if from == S::Suspended && case.state.is_open() => K::ComplaintResumed,
        S::Submitted => K::ComplaintFiled,
        S::Accepted => {
            shop(tx, case, K::ComplaintReplyDue).await?;
            return complainant(tx, case, K::ComplaintAccepted).await;
        }
        S::Declined => K::ComplaintDeclined,
        S::Negotiating => K::ComplaintReplied,
        S::EvidenceCollection => K::ComplaintEvidenceDue,
        S::Investigating => K::ComplaintInvestigating,
        S::Mediation => K::ComplaintMediation,
        S::Adjudication => K::ComplaintAdjudication,
        S::Resolved => K::ComplaintRuled,
        S::Appealed => K::ComplaintAppealed,
        S::Feedback => return complainant(tx, case, K::ComplaintFeedback).await,
        S::Closed => K::ComplaintClosed,
        S::Suspended => K::ComplaintSuspended,
        S::Withdrawn => K::ComplaintWithdrawn,
        S::Referred => K::ComplaintReferred,
    };
    both(tx, case, kind).await
}

/// Tells of what has changed in a case that stays where it stands.
///
/// # Errors
/// The database's own.
pub async fn of_change(tx: &Tx, case: &Complaint, what: Change) -> Result<(), Failure> {
    let kind = match what {
        Change::Said => NoticeKind::ComplaintMessage,
        Change::Offered => NoticeKind::ComplaintOfferMade,
        Change::OfferDeclined => NoticeKind::ComplaintOfferAnswered,
        Change::PauseAsked => NoticeKind::ComplaintPauseAsked,
        Change::Breached => NoticeKind::ComplaintBreached,
        Change::Executed => NoticeKind::ComplaintExecuted,
        Change::Shown | Change::Drafted | Change::Assigned | Change::Seated => return Ok(()),
    };
    both(tx, case, kind).await
}

async fn both(tx: &Tx, case: &Complaint, kind: NoticeKind) -> Result<(), Failure> {
    shop(tx, case, kind).await?;
    complainant(tx, case, kind).await
}

async fn complainant(tx: &Tx, case: &Complaint, kind: NoticeKind) -> Result<(), Failure> {
    let (account, subject, due_at) = (case.complainant.uuid(), case.id.uuid(), case.due_at);
    tell(tx, &[NewNotice { account, kind, subject, due_at }]).await
}

async fn shop(tx: &Tx, case: &Complaint, kind: NoticeKind) -> Result<(), Failure> {
    match case.operator_id {
        Some(operator) => {
            let answering = (operator, MemberRole::Support);
            tell_shop(tx, answering, kind, case.id.uuid(), case.due_at).await
        }
        None => Ok(()),
    }
}
