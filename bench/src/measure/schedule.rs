//! When requests are due in an open model: people do not wait for each other's answers before
//! they come, so arrivals keep to the clock whatever the server does, and a request that had to
//! wait for its turn has waited.

use std::time::Duration;

/// A constant rate for a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Schedule {
    per_second: f64,
    arrivals: u64,
}

impl Schedule {
    /// `per_second` arrivals for `time`; at least one.
    pub fn new(per_second: f64, time: Duration) -> Self {
        let per_second = per_second.max(0.1);
        let arrivals = (per_second * time.as_secs_f64()).round().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive whole number, far below what fits"
        )]
        let arrivals = arrivals as u64;
        Self { per_second, arrivals }
    }

    /// How many requests there are.
    pub fn arrivals(self) -> u64 {
        self.arrivals
    }

    /// When a request is due, counted from the start.
    pub fn due(self, arrival: u64) -> Duration {
        let nth = u32::try_from(arrival).map_or(f64::from(u32::MAX), f64::from);
        Duration::from_secs_f64(nth / self.per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_keep_to_the_clock() {
        let schedule = Schedule::new(250.0, Duration::from_secs(4));
        assert_eq!(schedule.arrivals(), 1_000);
        assert_eq!(schedule.due(0), Duration::ZERO);
        assert_eq!(schedule.due(1), Duration::from_millis(4));
        assert_eq!(schedule.due(999), Duration::from_millis(3_996));
    }

    #[test]
    fn a_schedule_is_never_empty() {
        assert_eq!(Schedule::new(0.0, Duration::from_secs(1)).arrivals(), 1);
    }
}
