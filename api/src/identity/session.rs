//! Sessions and their refresh tokens: one live branch, each token once, thirty days in all.
//!
//! A replay whose successor was never used is a lost response and gets another successor; any other
//! replay means that two parties hold the family, and ends it.

use platform::kernel::{Id, Noun};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::account::Account;
pub use super::store::{EndCause, SignInMethod, StepUpFactor};

/// How long a fresh proof of identity opens the risky acts.
pub const STEP_UP_LIFE: Duration = Duration::minutes(5);

/// One sign-in on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: Id<Session>,
    pub account_id: Id<Account>,
    pub method: SignInMethod,
    pub device_name: String,
    pub created_at: OffsetDateTime,
    pub refreshed_at: OffsetDateTime,
    /// When a second factor was last shown in it.
    pub second_factor_at: Option<OffsetDateTime>,
    /// What the last proof of identity was.
    pub step_up_factor: Option<StepUpFactor>,
    pub life: SessionLife,
}

impl Noun for Session {
    const PREFIX: &'static str = "session";
}

/// A session as rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// Ended early: signed out, revoked, or a replay was seen.
    pub ended: bool,
    /// When the person last proved who they are.
    pub stepped_up_at: Option<OffsetDateTime>,
}

impl SessionLife {
    /// Whether it still carries its person.
    pub fn is_live(self, now: OffsetDateTime) -> bool {
        !self.ended && now < self.expires_at
    }

    /// Whether the proof is fresh enough for a risky act.
    pub fn is_stepped_up(self, now: OffsetDateTime) -> bool {
        self.is_live(now) && self.stepped_up_at.is_some_and(|at| now < at + STEP_UP_LIFE)
    }
}

/// One refresh token of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its row.
    pub id: Uuid,
    /// The token it was given for; none for the first.
    pub parent: Option<Uuid>,
    /// It has been exchanged.
    pub used: bool,
    /// It was given out, but its sibling went on in its place.
    pub superseded: bool,
}

/// What to do with a refresh token that was shown to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Its turn: exchange it.
    Rotate,
    /// The answer to its first showing was lost: set the unused successor aside, give another.
    Reissue {
        /// The successor that nobody used.
        superseded: Uuid,
    },
    /// Two parties hold this family: end it.
    Revoke,
    /// The session is over; nothing to do.
    Over,
}

/// Decides on a token, given the newest token of its family.
pub fn refresh(
    session: SessionLife,
    shown: RefreshToken,
    newest: RefreshToken,
    now: OffsetDateTime,
) -> Refresh {
    if !session.is_live(now) {
        Refresh::Over
    } else if shown.superseded {
        Refresh::Revoke
    } else if !shown.used {
        Refresh::Rotate
    } else if newest.parent == Some(shown.id) && !newest.used && !newest.superseded {
        Refresh::Reissue { superseded: newest.id }
    } else {
        Refresh::Revoke
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAMILY_LIFE: Duration = Duration::days(30);
    const T0: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const LIVE: SessionLife = SessionLife {
        expires_at: OffsetDateTime::UNIX_EPOCH.saturating_add(FAMILY_LIFE),
        ended: false,
        stepped_up_at: None,
    };

    fn token(id: u128, parent: u128, used: bool, superseded: bool) -> RefreshToken {
        let parent = (parent > 0).then(|| Uuid::from_u128(parent));
        RefreshToken { id: Uuid::from_u128(id), parent, used, superseded }
    }

    #[test]
    fn d20_a_refresh_token_is_exchanged_once() {
        let first = token(1, 0, false, false);
        assert_eq!(refresh(LIVE, first, first, T0), Refresh::Rotate);
    }

    #[test]
    fn d20_a_lost_response_gets_another_successor() {
        let (first, second) = (token(1, 0, true, false), token(2, 1, false, false));
        let aside = Refresh::Reissue { superseded: Uuid::from_u128(2) };
        assert_eq!(refresh(LIVE, first, second, T0), aside);
    }

    #[test]
    fn d20_a_replay_after_the_successor_was_used_ends_the_family() {
        let (first, third) = (token(1, 0, true, false), token(3, 2, false, false));
        assert_eq!(refresh(LIVE, first, third, T0), Refresh::Revoke);
    }

    #[test]
    fn d20_two_tabs_leave_one_live_branch() {
        // Tab A got 2, tab B replayed 1 and got 3; 2 is set aside and ends the family when shown.
        let (second, third) = (token(2, 1, false, true), token(3, 1, false, false));
        assert_eq!(refresh(LIVE, third, third, T0), Refresh::Rotate);
        assert_eq!(refresh(LIVE, second, third, T0), Refresh::Revoke);
    }

    #[test]
    fn a_family_ends_after_thirty_days_or_when_revoked() {
        let first = token(1, 0, false, false);
        let end = T0 + FAMILY_LIFE;
        assert_eq!(refresh(LIVE, first, first, end - Duration::milliseconds(1)), Refresh::Rotate);
        assert_eq!(refresh(LIVE, first, first, end), Refresh::Over);
        assert_eq!(refresh(SessionLife { ended: true, ..LIVE }, first, first, T0), Refresh::Over);
    }

    #[test]
    fn step_up_lasts_five_minutes() {
        let session = SessionLife { stepped_up_at: Some(T0), ..LIVE };
        assert!(session.is_stepped_up(T0 + STEP_UP_LIFE - Duration::milliseconds(1)));
        assert!(!session.is_stepped_up(T0 + STEP_UP_LIFE));
        assert!(!SessionLife { ended: true, ..session }.is_stepped_up(T0));
    }
}
