//! Brute force: how many failures an account or an address may have, and how long to wait then.
//! Nobody is locked out for good: waiting, a one-time code or a passkey always leads in.

use time::{Duration, OffsetDateTime};

/// What failures are counted against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A person's address, known or not: ten in an hour, pauses growing from the fourth.
    Account,
    /// Where requests come from, often shared by many people: twenty in a minute.
    Address,
}

/// Failures within the current window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: i32,
    /// When the first of them happened.
    pub since: OffsetDateTime,
    /// When the last of them happened.
    pub last: OffsetDateTime,
}

/// Failures of one account that cost no pause: people mistype.
const FREE: i32 = 3;
const FIRST_PAUSE: Duration = Duration::seconds(5);
const ACCOUNT_LIMIT: i32 = 10;
const ADDRESS_LIMIT: i32 = 20;

impl Counted {
    /// How long failures are remembered.
    pub fn window(self) -> Duration {
        match self {
            Self::Account => Duration::HOUR,
            Self::Address => Duration::MINUTE,
        }
    }

    /// When the next attempt is let through; `None` means now.
    pub fn retry_at(self, attempts: Attempts, now: OffsetDateTime) -> Option<OffsetDateTime> {
        let ends = attempts.since + self.window();
        let at = match self {
            Self::Account if attempts.failures >= ACCOUNT_LIMIT => ends,
            Self::Account if attempts.failures > FREE => {
                let doublings = u32::try_from(attempts.failures - FREE - 1).unwrap_or_default();
                (attempts.last + FIRST_PAUSE * 2_i32.pow(doublings.min(20))).min(ends)
            }
            Self::Address if attempts.failures >= ADDRESS_LIMIT => ends,
            Self::Account | Self::Address => return None,
        };
        (at > now).then_some(at)
    }

    /// Counts one more. It is counted before the work is done and taken back when it succeeds, so
    /// that guesses sent at the same moment cannot pass together.
    pub fn count(self, before: Option<Attempts>, now: OffsetDateTime) -> Attempts {
        match before {
            Some(attempts) if now < attempts.since + self.window() => {
                Attempts { failures: attempts.failures.saturating_add(1), last: now, ..attempts }
            }
            _ => Attempts { failures: 1, since: now, last: now },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn failed(counted: Counted, times: usize) -> Attempts {
        (0..times).fold(None, |before, _| Some(counted.count(before, T0))).unwrap()
    }

    #[test]
    fn pauses_of_an_account_double_and_end_with_the_hour() {
        let pause = |times| {
            Counted::Account
                .retry_at(failed(Counted::Account, times), T0)
                .map(|at| (at - T0).whole_seconds())
        };
        let pauses: Vec<_> = (1..=11).map(pause).collect();
        assert_eq!(
            pauses,
            [
                None,
                None,
                None,
                Some(5),
                Some(10),
                Some(20),
                Some(40),
                Some(80),
                Some(160),
                Some(3600),
                Some(3600)
            ]
        );
    }

    #[test]
    fn nobody_is_locked_out_for_good() {
        let later = T0 + Duration::HOUR;
        let attempts = failed(Counted::Account, 50);
        assert_eq!(Counted::Account.retry_at(attempts, later), None);
        assert_eq!(Counted::Account.count(Some(attempts), later).failures, 1);
    }

    #[test]
    fn an_address_has_twenty_a_minute() {
        assert_eq!(Counted::Address.retry_at(failed(Counted::Address, 19), T0), None);
        let full = failed(Counted::Address, 20);
        assert_eq!(Counted::Address.retry_at(full, T0), Some(T0 + Duration::MINUTE));
        assert_eq!(Counted::Address.retry_at(full, T0 + Duration::MINUTE), None);
    }
}
