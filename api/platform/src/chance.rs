//! The one source of randomness: the operating system's in production, seeded in tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::Uuid;

/// Draws random bytes, digits and ids. Clones share one source.
#[derive(Clone)]
pub struct Chance(Arc<Source>);

enum Source {
    /// Every draw asks the operating system: a cloned machine never repeats one.
    System,
    Seeded(Box<Mutex<StdRng>>),
}

impl Chance {
    /// The operating system's randomness.
    pub fn system() -> Self {
        Self(Arc::new(Source::System))
    }

    /// The same draws for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Source::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// Fills a buffer.
    ///
    /// # Panics
    /// The system has no randomness to give: nothing secret can be made then.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &*self.0 {
            Source::System => {
                // The kernel's source does not fail once it is seeded; going on with zeroes would
                // hand out guessable secrets, so a failure must stop the request.
                assert!(SysRng.try_fill_bytes(bytes).is_ok(), "no randomness from the system");
            }
            Source::Seeded(source) => {
                source.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
            }
        }
    }

    /// `count` decimal digits (at most 18), each equally likely.
    pub fn digits(&self, count: u32) -> String {
        let count = count.min(18);
        let range = 10_u64.pow(count);
        // Draws above the largest multiple of the range would favour small numbers.
        let limit = u64::MAX - u64::MAX % range;
        loop {
            let draw = u64::from_be_bytes(self.bytes());
            if draw < limit {
                return format!("{:0width$}", draw % range, width = count as usize);
            }
        }
    }

    /// A number below `limit`, near enough to equally likely for jitter and sampling.
    pub fn below(&self, limit: u64) -> u64 {
        u64::from_be_bytes(self.bytes()) % limit.max(1)
    }

    /// A positive number that no other lease carries.
    pub fn fence(&self) -> i64 {
        i64::from_be_bytes(self.bytes()) & i64::MAX
    }

    /// A version 7 UUID of this instant.
    pub fn uuid_at(&self, millis: i64) -> Uuid {
        let millis = u64::try_from(millis).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        assert_eq!(Chance::seeded(7).bytes::<16>(), Chance::seeded(7).bytes::<16>());
        assert_ne!(Chance::system().bytes::<16>(), Chance::system().bytes::<16>());
    }

    #[test]
    fn digits_keep_their_leading_zeroes() {
        let chance = Chance::seeded(1);
        for _ in 0..200 {
            let code = chance.digits(6);
            assert_eq!(code.len(), 6);
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn ids_of_later_instants_sort_later() {
        let chance = Chance::system();
        assert!(chance.uuid_at(1_000) < chance.uuid_at(1_001));
        assert_eq!(chance.uuid_at(5).get_version_num(), 7);
    }
}
