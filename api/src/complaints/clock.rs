//! The clock of a complaint: how long each stage lasts, and what happens when it is over.

use platform::Failure;
use platform::kernel::calendar::{Deadline, Period, Roll, WorkingDays};
use time::OffsetDateTime;

use super::complaint::{ComplaintState, PauseReason};

/// The desk says whether it takes a complaint up [S3].
const FIRST_RESPONSE: Period = Period::Hours(24);
/// The shop answers, or it is decided by what is there [JD25 9].
const REPLY: Period = Period::Hours(24);
/// The complainant hands in evidence (P).
const EVIDENCE: Period = Period::Hours(72);
/// The shop adds to its evidence [JD25 9].
pub const SELLER_EVIDENCE: Period = Period::ServiceHours(4);
/// Negotiation, mediation, and what the platform gives itself for finding out and deciding [ISO].
const STAGE: Period = Period::Days(10, Roll::Stay);
/// What was decided is carried out by the shop, then by the platform [JD25 9].
pub const EXECUTION: Period = Period::Hours(24);
/// An appeal: natural days, a consumer's window [JD25 9].
pub const APPEAL: Period = Period::Days(7, Roll::Forward);
/// The complainant says whether they are content (P).
const FEEDBACK: Period = Period::Days(7, Roll::Stay);
/// A pause that both sides agreed to [TB25 83].
const AGREED_PAUSE: Period = Period::Days(30, Roll::Stay);
/// A paper of a court or of the police [TB25 83]; a test lasts as long (P).
const PAPER: Period = Period::WorkingDays(7);

/// When a period ends that begins now.
///
/// # Errors
/// Beyond the calendar.
pub fn end(period: Period, from: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    let deadline = period.deadline(from, &WorkingDays::built_in());
    deadline.map(Deadline::instant).map_err(|e| Failure::because("a complaint's deadline", e))
}

/// When the clock acts on a case that enters a state; never for one that has ended or is resolved,
/// whose deadlines are its decision's.
///
/// # Errors
/// Beyond the calendar.
pub fn due(state: ComplaintState, from: OffsetDateTime) -> Result<Option<OffsetDateTime>, Failure> {
    use ComplaintState as S;
    let period = match state {
        S::Submitted => FIRST_RESPONSE,
        S::Accepted => REPLY,
        S::Negotiating | S::Investigating | S::Mediation | S::Adjudication | S::Appealed => STAGE,
        S::EvidenceCollection => EVIDENCE,
        S::Feedback => FEEDBACK,
        S::Resolved | S::Suspended | S::Declined | S::Closed | S::Withdrawn | S::Referred => {
            return Ok(None);
        }
    };
    end(period, from).map(Some)
}

/// When a pause is over at the latest.
///
/// # Errors
/// Beyond the calendar.
pub fn pause_ends(why: PauseReason, from: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    let period = match why {
        PauseReason::Agreed => AGREED_PAUSE,
        PauseReason::CourtPaper | PauseReason::Test => PAPER,
    };
    end(period, from)
}

/// Until when a case that has ended is kept: three years [ECL 31].
///
/// # Errors
/// Beyond the calendar.
pub fn kept_until(ended: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    end(Period::Months(36, Roll::Stay), ended)
}

/// What happens at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The platform is late: the case is marked and goes up (CM-1).
    Escalated,
    /// It goes on without the shop's answer, which counts against it (CM-3).
    GoesOnWithoutReply,
    /// It goes on to this state.
    GoesTo(ComplaintState),
    /// It goes on where it rested.
    Resumes,
    /// The platform carries out what the shop has not.
    PlatformExecutes,
}

/// What happens to a case in a state when its deadline comes; `is_executed` tells of its decision.
pub fn then(state: ComplaintState, is_executed: bool) -> Option<Then> {
    use ComplaintState as S;
    Some(match state {
        S::Submitted | S::Investigating | S::Adjudication | S::Appealed => Then::Escalated,
        S::Accepted => Then::GoesOnWithoutReply,
        S::Negotiating => Then::GoesTo(S::EvidenceCollection),
        S::EvidenceCollection => Then::GoesTo(S::Investigating),
        S::Mediation => Then::GoesTo(S::Adjudication),
        S::Resolved if is_executed => Then::GoesTo(S::Feedback),
        S::Resolved => Then::PlatformExecutes,
        S::Feedback => Then::GoesTo(S::Closed),
        S::Suspended => Then::Resumes,
        S::Declined | S::Closed | S::Withdrawn | S::Referred => return None,
    })
}

#[cfg(test)]
mod tests {
    use platform::transitions::{ActorKind, States};
    use time::macros::datetime;

    use super::*;

    /// Each term of the table of §13, from a Sunday morning.
    #[test]
    fn terms_as_a_table() {
        use ComplaintState as S;
        let from = datetime!(2026-11-22 10:00 +8);
        for (state, ends) in [
            (S::Submitted, datetime!(2026-11-23 10:00 +8)),
            (S::Accepted, datetime!(2026-11-23 10:00 +8)),
            (S::Negotiating, datetime!(2026-12-03 00:00 +8)),
            (S::EvidenceCollection, datetime!(2026-11-25 10:00 +8)),
            (S::Mediation, datetime!(2026-12-03 00:00 +8)),
            (S::Feedback, datetime!(2026-11-30 00:00 +8)),
        ] {
            assert_eq!(due(state, from).unwrap(), Some(ends), "{state:?}");
        }
        let paper = pause_ends(PauseReason::CourtPaper, from).unwrap();
        assert_eq!(paper, datetime!(2026-12-02 00:00 +8), "seven working days");
        let agreed = pause_ends(PauseReason::Agreed, from).unwrap();
        assert_eq!(agreed, datetime!(2026-12-23 00:00 +8));
        assert_eq!(
            end(SELLER_EVIDENCE, datetime!(2026-11-22 14:01 +8)).unwrap(),
            datetime!(2026-11-23 09:01 +8)
        );
        // The last day is a Sunday: open through the Monday.
        assert_eq!(end(APPEAL, from).unwrap(), datetime!(2026-12-01 00:00 +8));
    }

    /// What a deadline does is an edge that the system may walk.
    #[test]
    fn a_deadline_walks_allowed_edges_only() {
        for (state, ..) in ComplaintState::EDGES {
            for executed in [false, true] {
                if let Some(Then::GoesTo(to)) = then(*state, executed) {
                    assert!(state.may_become(to, ActorKind::System), "{state:?} to {to:?}");
                }
            }
        }
    }
}
