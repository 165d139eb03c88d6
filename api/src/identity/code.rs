//! One-time codes (PY-5): six digits, five tries, five minutes, once. Rules only; the code itself
//! is never stored, only its keyed hash.

use time::{Duration, OffsetDateTime};

pub use super::store::CodePurpose;

/// Digits of a code.
pub const DIGITS: u32 = 6;
/// Wrong answers before a code is dead.
pub const TRIES: i32 = 5;
/// How long a code is good for.
pub const LIFE: Duration = Duration::minutes(5);
/// The shortest time between two codes to one address.
pub const RESEND_AFTER: Duration = Duration::seconds(60);
/// The most codes to one address within an hour: 25 guesses of a million in that hour.
pub const PER_HOUR: usize = 5;

/// What a rule needs to know of a code that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentCode {
    /// Wrong answers that are still allowed.
    pub tries_left: i32,
    /// When it stops being good.
    pub expires_at: OffsetDateTime,
    /// Already used, or replaced by a newer one.
    pub spent: bool,
}

/// Why a code was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeProblem {
    /// Too old, used, replaced, or out of tries: ask for another.
    Dead,
    /// Not this one; a try is gone.
    Wrong,
}

impl SentCode {
    /// A code sent now.
    pub fn new(now: OffsetDateTime) -> Self {
        Self { tries_left: TRIES, expires_at: now + LIFE, spent: false }
    }

    /// Tries an answer. A right one spends the code; a wrong one costs a try, and the last wrong
    /// one kills it. The state to save comes back either way.
    pub fn answer(self, now: OffsetDateTime, right: bool) -> (Self, Result<(), CodeProblem>) {
        if self.spent || self.tries_left <= 0 || now >= self.expires_at {
            return (self, Err(CodeProblem::Dead));
        }
        if right {
            return (Self { spent: true, ..self }, Ok(()));
        }
        (Self { tries_left: self.tries_left - 1, ..self }, Err(CodeProblem::Wrong))
    }
}

/// When the next code may be sent to an address, given when codes were sent there within the last
/// hour; `None` means now.
pub fn next_send_at(sent: &[OffsetDateTime], now: OffsetDateTime) -> Option<OffsetDateTime> {
    let mut recent: Vec<OffsetDateTime> =
        sent.iter().copied().filter(|at| now - *at < Duration::HOUR).collect();
    recent.sort_unstable();
    let pause = recent.last().map(|last| *last + RESEND_AFTER);
    let full = (recent.len() >= PER_HOUR)
        .then(|| recent.get(recent.len() - PER_HOUR).map(|oldest| *oldest + Duration::HOUR))
        .flatten();
    pause.max(full).filter(|at| *at > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn py_5_a_code_works_once() {
        let (code, answer) = SentCode::new(T0).answer(T0, true);
        assert_eq!(answer, Ok(()));
        assert_eq!(code.answer(T0, true).1, Err(CodeProblem::Dead));
    }

    #[test]
    fn py_5_a_code_lives_five_minutes() {
        let code = SentCode::new(T0);
        let late = T0 + Duration::minutes(5);
        assert_eq!(code.answer(late - Duration::milliseconds(1), true).1, Ok(()));
        assert_eq!(code.answer(late, true).1, Err(CodeProblem::Dead));
    }

    #[test]
    fn py_5_five_wrong_answers_kill_a_code() {
        let mut code = SentCode::new(T0);
        for _ in 0..TRIES {
            let (next, answer) = code.answer(T0, false);
            assert_eq!(answer, Err(CodeProblem::Wrong));
            code = next;
        }
        assert_eq!(code.answer(T0, true).1, Err(CodeProblem::Dead));
    }

    #[test]
    fn codes_are_paced_by_the_minute_and_by_the_hour() {
        let minute = Duration::MINUTE;
        assert_eq!(next_send_at(&[], T0), None);
        assert_eq!(next_send_at(&[T0], T0 + minute / 2), Some(T0 + minute));
        assert_eq!(next_send_at(&[T0], T0 + minute), None);
        let five: Vec<_> = (0..5).map(|number| T0 + minute * number).collect();
        assert_eq!(next_send_at(&five, T0 + minute * 10), Some(T0 + Duration::HOUR));
        assert_eq!(next_send_at(&five, T0 + Duration::HOUR), None);
    }
}
