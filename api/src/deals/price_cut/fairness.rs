//! Rules against abuse, as data: what is found weighs, and from a sum on a help is held, with the
//! heaviest as its reason. Nothing is refused by itself: staff decide an appeal.

use time::{Duration, OffsetDateTime};

use super::help::HeldFor;

/// A version of the rules. A help keeps the version that it was weighed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub version: i32,
    /// From this sum on a help is held.
    pub hold_from: i32,
    /// From the place of the owner, and from that of another helper.
    pub owners_place: i32,
    pub helpers_place: i32,
    /// From a network from which so many have helped this session.
    pub crowd: (i64, i32),
    /// So many helps within so long before.
    pub velocity: (i64, Duration, i32),
    /// An account not older than this.
    pub new_account: (Duration, i32),
    /// For each time that the owner has helped this helper.
    pub ring: i32,
}

/// The rules in force.
pub const RULES: Rules = Rules {
    version: 1,
    hold_from: 60,
    owners_place: 40,
    helpers_place: 40,
    crowd: (1_000, 20),
    velocity: (3, Duration::minutes(10), 25),
    new_account: (Duration::hours(24), 20),
    ring: 40,
};

/// What is known of a help when it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub is_owners_place: bool,
    /// Helps at this session from the same place, and from the same network.
    pub from_place: i64,
    pub from_network: i64,
    /// Helps of this account within the time of [`Rules::velocity`].
    pub lately: i64,
    pub joined_at: OffsetDateTime,
    /// How often the owner has helped this helper.
    pub in_turn: i64,
}

/// The sum, and what weighed most where it is enough to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    pub score: i32,
    pub held_for: Option<HeldFor>,
}

impl Rules {
    /// Weighs what is known of a help.
    pub fn weigh(&self, found: &Evidence, now: OffsetDateTime) -> Weighed {
        let owners = if found.is_owners_place { self.owners_place } else { 0 };
        let helpers = if found.from_place > 0 { self.helpers_place } else { 0 };
        let turns = i32::try_from(found.in_turn).unwrap_or(i32::MAX);
        let over = |is_over: bool, weight: i32| if is_over { weight } else { 0 };
        let weights = [
            (HeldFor::Ring, turns.saturating_mul(self.ring)),
            (HeldFor::SamePlace, owners.saturating_add(helpers)),
            (HeldFor::Velocity, over(found.lately >= self.velocity.0, self.velocity.2)),
            (HeldFor::Crowd, over(found.from_network >= self.crowd.0, self.crowd.1)),
            (
                HeldFor::NewAccount,
                over(now < found.joined_at + self.new_account.0, self.new_account.1),
            ),
        ];
        let score = weights.iter().fold(0_i32, |sum, (_, weight)| sum.saturating_add(*weight));
        let heaviest = weights.iter().rev().max_by_key(|(_, weight)| *weight);
        let held = heaviest.filter(|_| score >= self.hold_from).map(|(why, _)| *why);
        Weighed { score, held_for: held }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn nothing() -> Evidence {
        Evidence {
            is_owners_place: false,
            from_place: 0,
            from_network: 0,
            lately: 0,
            joined_at: datetime!(2026-01-01 0:00 UTC),
            in_turn: 0,
        }
    }

    #[test]
    fn what_is_held_as_a_table() {
        let fresh = Evidence { joined_at: NOW, ..nothing() };
        let table = [
            (nothing(), 0, None),
            (fresh, 20, None),
            // A family behind one door, whose accounts are old, counts.
            (Evidence { is_owners_place: true, ..nothing() }, 40, None),
            (Evidence { is_owners_place: true, ..fresh }, 60, Some(HeldFor::SamePlace)),
            (
                Evidence { is_owners_place: true, from_place: 1, ..nothing() },
                80,
                Some(HeldFor::SamePlace),
            ),
            (Evidence { in_turn: 1, ..nothing() }, 40, None),
            (Evidence { in_turn: 2, ..nothing() }, 80, Some(HeldFor::Ring)),
            (Evidence { in_turn: 1, lately: 3, ..nothing() }, 65, Some(HeldFor::Ring)),
            (Evidence { lately: 3, from_network: 1_000, ..fresh }, 65, Some(HeldFor::Velocity)),
        ];
        for (found, score, held_for) in table {
            assert_eq!(RULES.weigh(&found, NOW), Weighed { score, held_for }, "{found:?}");
        }
        let day_old = Evidence { joined_at: NOW - Duration::hours(24), ..nothing() };
        assert_eq!(RULES.weigh(&day_old, NOW).score, 0);
    }
}
