//! A request of a person about their data: states, kinds, and when it has to be answered.

pub use entity::data_rights::subject_request::{Law, RefusalGround, RequestKind};
use platform::kernel::calendar::{CalendarError, Deadline, Period, Roll, WorkingDays};
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::words::Sealed;
use crate::identity::Account;

/// How long an archive can be fetched.
pub const ARCHIVE_LIFE: Duration = Duration::days(7);
/// How long a link to it is good, once.
pub const LINK_LIFE: Duration = Duration::minutes(10);

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Filed; whoever asks has still to show who they are.
    Received,
    /// Being worked on.
    InProgress,
    /// Done.
    Fulfilled,
    /// Refused, with a reason.
    Refused,
    /// Whoever asked disagrees; somebody else looks.
    Appealed,
    /// Refused again.
    RefusedFinally,
}

impl States for RequestState {
    const MACHINE: &'static str = "subject_request";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Received, Self::InProgress, &[ActorKind::User]),
        (Self::InProgress, Self::Fulfilled, &[ActorKind::Staff, ActorKind::System]),
        (Self::InProgress, Self::Refused, &[ActorKind::Staff, ActorKind::System]),
        (Self::Refused, Self::Appealed, &[ActorKind::User]),
        (Self::Appealed, Self::InProgress, &[ActorKind::Staff]),
        (Self::Appealed, Self::RefusedFinally, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Received => "RECEIVED",
            Self::InProgress => "IN_PROGRESS",
            Self::Fulfilled => "FULFILLED",
            Self::Refused => "REFUSED",
            Self::Appealed => "APPEALED",
            Self::RefusedFinally => "REFUSED_FINALLY",
        }
        .to_owned()
    }
}

/// What a person asks of us about their data.
#[derive(Debug, Clone, PartialEq)]
pub struct SubjectRequest {
    pub id: Id<SubjectRequest>,
    pub subject: Id<Account>,
    pub kind: RequestKind,
    pub law: Law,
    pub state: RequestState,
    /// Of its row: the sealed texts are all of this one.
    pub version: i32,
    /// What to correct.
    pub fields: Option<Sealed>,
    pub filed_at: OffsetDateTime,
    pub due_at: OffsetDateTime,
    pub overdue_at: Option<OffsetDateTime>,
    pub decided_at: Option<OffsetDateTime>,
    pub decided_by: Option<Uuid>,
    pub refusal: Option<RefusalGround>,
    pub answer: Option<Sealed>,
    pub appeal: Option<Sealed>,
    pub archive: Option<Archive>,
    pub link: Option<Link>,
}

impl Noun for SubjectRequest {
    const PREFIX: &'static str = "subject_request";
}

impl SubjectRequest {
    /// Whether it waits for us.
    pub fn is_open(&self) -> bool {
        match self.state {
            RequestState::Received | RequestState::InProgress | RequestState::Appealed => true,
            RequestState::Fulfilled | RequestState::Refused | RequestState::RefusedFinally => false,
        }
    }
}

/// When an archive was made, and when it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive {
    pub ready_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// The one link to an archive that is good now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub hash: String,
    pub expires_at: OffsetDateTime,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What is wrong, in a few words.
    pub field: String,
    /// What it should say.
    pub value: String,
}

/// Who does what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// A worker makes an archive.
    Archivist,
    /// It is done in the transaction in which it begins.
    AtOnce,
    /// The account is closed, once it is confirmed again.
    Closing,
    /// Staff.
    Staff,
}

/// Who does what is asked.
pub const fn doer(kind: RequestKind) -> Doer {
    match kind {
        RequestKind::Access | RequestKind::Copy | RequestKind::Port | RequestKind::Explain => {
            Doer::Archivist
        }
        RequestKind::Restrict => Doer::AtOnce,
        RequestKind::Delete | RequestKind::Close => Doer::Closing,
        RequestKind::Correct => Doer::Staff,
    }
}

/// When a request that was filed at an instant has to be answered: 15 working days in China, one
/// calendar month in the Union. Where the working days of a year are not published yet, 15 days of
/// the calendar, which is never later.
///
/// # Errors
/// Beyond the end of the calendar.
pub fn due(
    law: Law,
    filed_at: OffsetDateTime,
    table: &WorkingDays,
) -> Result<Deadline, CalendarError> {
    match law {
        Law::Eu => Period::Months(1, Roll::Stay).deadline(filed_at, table),
        Law::Cn => Period::WorkingDays(15)
            .deadline(filed_at, table)
            .or_else(|_| Period::Days(15, Roll::Stay).deadline(filed_at, table)),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn pd_7_deadlines_follow_the_law() {
        let table = WorkingDays::built_in();
        for (law, filed, expected) in [
            (Law::Cn, datetime!(2026-11-22 10:00 +8), datetime!(2026-12-12 00:00 +8)),
            (Law::Cn, datetime!(2026-09-28 10:00 +8), datetime!(2026-10-24 00:00 +8)),
            // The working days of 2027 are not published: 15 days of the calendar.
            (Law::Cn, datetime!(2026-12-28 10:00 +8), datetime!(2027-01-13 00:00 +8)),
            (Law::Eu, datetime!(2026-11-22 10:00 +8), datetime!(2026-12-23 00:00 +8)),
            (Law::Eu, datetime!(2027-01-31 10:00 +8), datetime!(2027-03-01 00:00 +8)),
        ] {
            assert_eq!(due(law, filed, &table).unwrap().instant(), expected, "{law:?} {filed}");
        }
    }

    #[test]
    fn pd_7_only_who_asked_appeals_and_only_staff_decide_on_it() {
        use RequestState::{Appealed, Fulfilled, InProgress, Refused, RefusedFinally};
        assert!(Refused.may_become(Appealed, ActorKind::User));
        assert!(!Refused.may_become(Appealed, ActorKind::Staff));
        assert!(!Appealed.may_become(RefusedFinally, ActorKind::System));
        assert!(Appealed.may_become(InProgress, ActorKind::Staff));
        for end in [Fulfilled, RefusedFinally] {
            for actor in [ActorKind::User, ActorKind::Staff, ActorKind::System] {
                assert!(end.next_for(actor).is_empty());
            }
        }
    }
}
