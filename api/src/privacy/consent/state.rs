//! Where a consent stands: decided anew at each look, from its last event, the clock, and the
//! notice that is in force.

pub use entity::privacy::consent_event::{ConsentKind as Kind, ConsentMethod as Method};
use platform::kernel::{Id, Noun};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::notice::{DataKind, Notice};
use super::purpose::{Purpose, demands};

/// For how long nobody is asked again who said no [NTM 13].
pub const REST_AFTER_NO: Duration = Duration::days(30);

/// A consent that was given, taken back or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    pub id: Id<Consent>,
    pub subject: Uuid,
    pub purpose: Purpose,
    pub recipient: Option<Uuid>,
    pub kind: Kind,
    pub notice_id: Id<Notice>,
    pub notice_version: i32,
    pub language: Option<String>,
    pub text_sha256: Option<String>,
    pub data_kinds: Vec<DataKind>,
    pub separate: bool,
    pub method: Method,
    pub session_id: Option<Uuid>,
    pub given_by: Option<Uuid>,
    pub at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
}

impl Noun for Consent {
    const PREFIX: &'static str = "consent";
}

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentState {
    /// Never given.
    Absent,
    /// Good now.
    Granted,
    /// Taken back, or refused.
    Withdrawn,
    /// Given on an older notice than the one in force (PD-3).
    Stale,
    /// Past its term.
    Expired,
}

impl ConsentState {
    /// What becomes of a last event at an instant, when a notice of this version is in force.
    /// What was taken back stays so; a term that is over comes before a notice that is older.
    pub fn of(
        kind: Kind,
        expires_at: Option<OffsetDateTime>,
        given_on: i32,
        in_force: i32,
        now: OffsetDateTime,
    ) -> Self {
        match kind {
            Kind::Withdrawn => Self::Withdrawn,
            Kind::Granted if expires_at.is_some_and(|end| end <= now) => Self::Expired,
            Kind::Granted if in_force > given_on => Self::Stale,
            Kind::Granted => Self::Granted,
        }
    }
}

/// The last event of a subject, purpose and recipient, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub consent: Consent,
    pub state: ConsentState,
}

impl Standing {
    /// Whether it opens anything now; while somebody's data rests, only what is necessary goes on.
    pub fn is_live(&self, restricted: bool) -> bool {
        self.state == ConsentState::Granted
            && (!restricted || demands(self.consent.purpose).necessary)
    }
}

/// Whether somebody may be asked about a purpose: never about what is necessary, nor while they
/// rest from having said no, nor while a consent is good.
pub fn is_due(purpose: Purpose, last: Option<&Standing>, now: OffsetDateTime) -> bool {
    if demands(purpose).necessary {
        return false;
    }
    match last.map(|standing| (standing.state, standing.consent.at)) {
        None => demands(purpose).recipient.is_none(),
        Some((ConsentState::Granted, _)) => false,
        Some((ConsentState::Withdrawn, at)) => {
            demands(purpose).recipient.is_none() && now >= at + REST_AFTER_NO
        }
        Some((ConsentState::Absent | ConsentState::Stale | ConsentState::Expired, _)) => true,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 02:00 UTC);

    #[test]
    fn pd_3_states_as_a_table() {
        use ConsentState::{Expired, Granted, Stale, Withdrawn};
        let (before, after) = (NOW - Duration::MILLISECOND, NOW + Duration::MILLISECOND);
        for (kind, expires, given_on, in_force, expected) in [
            (Kind::Granted, None, 1, 1, Granted),
            (Kind::Granted, Some(after), 1, 1, Granted),
            (Kind::Granted, Some(NOW), 1, 1, Expired),
            (Kind::Granted, Some(before), 1, 1, Expired),
            (Kind::Granted, None, 1, 2, Stale),
            (Kind::Granted, Some(after), 1, 2, Stale),
            (Kind::Granted, Some(NOW), 1, 2, Expired),
            (Kind::Withdrawn, None, 1, 1, Withdrawn),
            (Kind::Withdrawn, Some(before), 1, 2, Withdrawn),
        ] {
            let state = ConsentState::of(kind, expires, given_on, in_force, NOW);
            assert_eq!(state, expected, "{kind:?} {expires:?} {given_on} {in_force}");
        }
    }
}
