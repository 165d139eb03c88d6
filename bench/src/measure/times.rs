//! Latencies, and what they say.

use std::time::Duration;

/// How long answers took, in microseconds.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<u32>);

impl Times {
    /// Adds one.
    pub fn add(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds those of another round.
    pub fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which this share of a thousand was answered (nearest rank), in
    /// milliseconds; 0 without any.
    pub fn within(&self, per_mille: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * per_mille).div_ceil(1_000).max(1);
        sorted.get(rank - 1).map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let mut times = Times::default();
        assert!(times.within(500).abs() < f64::EPSILON);
        for millis in (1..=100).rev() {
            times.add(Duration::from_millis(millis));
        }
        let within = |per_mille| (times.within(per_mille) * 1_000.0).round() / 1_000.0;
        let found = [1, 10, 500, 501, 990, 999, 1_000].map(within);
        let expected = [1.0, 1.0, 50.0, 51.0, 99.0, 100.0, 100.0];
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        assert_eq!(times.count(), 100);
    }
}
