//! The one clock of the system. Tests move it; production follows the database's, so that several
//! servers whose own clocks disagree still agree on a deadline.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

/// Tells the time in whole milliseconds of UTC. Clones share one hand.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Hand>);

#[derive(Debug)]
enum Hand {
    /// The machine's clock, corrected by the database's.
    System { ahead_ms: AtomicI64 },
    /// Stands still until moved.
    Manual { at_ms: AtomicI64 },
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Hand::System { ahead_ms: AtomicI64::new(0) }))
    }

    /// A clock that stands at an instant until [`Clock::advance`] moves it.
    pub fn manual(at: OffsetDateTime) -> Self {
        Self(Arc::new(Hand::Manual { at_ms: AtomicI64::new(to_millis(at)) }))
    }

    /// Now, in UTC, whole milliseconds: what is stored is what was seen.
    pub fn now(&self) -> OffsetDateTime {
        from_millis(self.now_millis())
    }

    /// Now, in milliseconds since 1970.
    pub fn now_millis(&self) -> i64 {
        match &*self.0 {
            Hand::System { ahead_ms } => machine_millis() + ahead_ms.load(Ordering::Relaxed),
            Hand::Manual { at_ms } => at_ms.load(Ordering::Relaxed),
        }
    }

    /// Moves a manual clock on; the machine's clock is nobody's to move.
    pub fn advance(&self, by: Duration) {
        if let Hand::Manual { at_ms } = &*self.0 {
            at_ms.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::Relaxed);
        }
    }

    /// Follows another clock, as read just now; the database's, so that all servers agree.
    pub fn follow(&self, other_millis: i64) {
        if let Hand::System { ahead_ms } = &*self.0 {
            ahead_ms.store(other_millis - machine_millis(), Ordering::Relaxed);
        }
    }
}

/// Milliseconds since 1970 of an instant.
pub fn to_millis(at: OffsetDateTime) -> i64 {
    at.unix_timestamp() * 1_000 + i64::from(at.millisecond())
}

/// The instant of milliseconds since 1970; the years beyond 9999 are taken as the epoch.
pub fn from_millis(millis: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
fn machine_millis() -> i64 {
    to_millis(OffsetDateTime::now_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual(from_millis(1_800_000_000_123));
        assert_eq!(clock.now_millis(), 1_800_000_000_123);
        clock.advance(Duration::from_millis(7));
        assert_eq!(to_millis(clock.now()), 1_800_000_000_130);
        clock.follow(5);
        assert_eq!(clock.now_millis(), 1_800_000_000_130);
    }

    #[test]
    fn the_systems_clock_follows_another() {
        let clock = Clock::system();
        clock.follow(machine_millis() + 60_000);
        assert!((clock.now_millis() - machine_millis() - 60_000).abs() < 1_000);
    }
}
