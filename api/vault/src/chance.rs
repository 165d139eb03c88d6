//! Where random bytes come from. The caller passes the source in, so that tests can repeat a run;
//! what is passed in production asks the operating system for every draw.

use rand::TryRng as _;
use rand::rngs::SysRng;

/// A source of random bytes that nobody can guess. A closure `Fn(&mut [u8])` is one.
pub trait Chance: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, bytes: &mut [u8]);
}

impl<F: Fn(&mut [u8]) + Send + Sync> Chance for F {
    fn fill(&self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// The operating system's source. It is asked for every draw and keeps no state, so a machine
/// that was cloned does not repeat what its twin drew.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Chance for System {
    /// # Panics
    /// The system has no randomness to give: nothing secret can be made then.
    fn fill(&self, bytes: &mut [u8]) {
        // Going on with zeroes would hand out keys that anybody can guess.
        assert!(SysRng.try_fill_bytes(bytes).is_ok(), "no randomness from the system");
    }
}

/// `N` random bytes.
pub(crate) fn draw<const N: usize>(chance: &dyn Chance) -> [u8; N] {
    let mut bytes = [0; N];
    chance.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_does_not_repeat_and_a_closure_may() {
        assert_ne!(draw::<16>(&System), draw::<16>(&System));
        let same = |bytes: &mut [u8]| bytes.fill(7);
        assert_eq!(draw::<4>(&same), [7; 4]);
    }
}
