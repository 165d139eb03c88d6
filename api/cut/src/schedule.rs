//! How a difference is cut into parts, and what a help takes of them.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The most parts of a schedule: no more helps than that.
const MOST_PARTS: u32 = 100;
/// The most parts that one help takes.
const MOST_TAKEN: u32 = 10;
/// Up to ten million in the major unit.
const MOST_MINOR: i64 = 1_000_000_000;

/// How somebody helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// By opening the invitation, signed in.
    Opened,
    /// By buying the same item.
    Bought,
}

/// What a schedule is made of, beside its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub start_minor: i64,
    pub floor_minor: i64,
    /// Parts of the difference: the most helps there can be.
    pub parts: u32,
    /// Parts that a help by buying takes at once.
    pub parts_bought: u32,
}

/// There is no schedule of such a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSchedule {
    /// The floor is not from 1 to below the start, or the start is too high.
    Prices,
    /// Not 2 to 100 parts, or a part would be less than one minor unit.
    Parts,
    /// A help by buying does not take 1 to 10 parts, or more than there are.
    PartsBought,
}

/// The least and the most that one part can be, whatever the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub least_minor: i64,
    pub most_minor: i64,
}

impl Plan {
    /// The difference that is cut.
    ///
    /// # Errors
    /// [`NoSchedule`], in order of precedence.
    pub fn difference(&self) -> Result<i64, NoSchedule> {
        let sound = 1 <= self.floor_minor
            && self.floor_minor < self.start_minor
            && self.start_minor <= MOST_MINOR;
        if !sound {
            return Err(NoSchedule::Prices);
        }
        let difference = self.start_minor.saturating_sub(self.floor_minor);
        if !(2..=MOST_PARTS).contains(&self.parts) || i64::from(self.parts) > difference {
            return Err(NoSchedule::Parts);
        }
        if !(1..=MOST_TAKEN.min(self.parts)).contains(&self.parts_bought) {
            return Err(NoSchedule::PartsBought);
        }
        Ok(difference)
    }

    /// What a part can be. Weights are from one to below two, so a part of `n` has at least a
    /// `2n - 1`th and at most two `n + 1`ths of what is beyond one minor unit each.
    ///
    /// # Errors
    /// As [`Plan::difference`].
    pub fn bounds(&self) -> Result<Bounds, NoSchedule> {
        let parts = i64::from(self.parts);
        let beyond = self.difference()?.saturating_sub(parts);
        let least = beyond.checked_div(parts.saturating_mul(2).saturating_sub(1));
        let twice = beyond.saturating_mul(2);
        let most = twice.saturating_add(parts).checked_div(parts.saturating_add(1));
        let one_more = |minor: Option<i64>| minor.unwrap_or(0).saturating_add(1);
        Ok(Bounds { least_minor: one_more(least), most_minor: one_more(most) })
    }

    /// Parts that a help of a kind takes, while there are as many.
    pub fn taken_by(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Opened => 1,
            Kind::Bought => self.parts_bought,
        }
    }
}

/// A difference, cut into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    plan: Plan,
    parts: Vec<i64>,
}

/// What one help takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    pub kind: Kind,
    /// How many parts were taken before it.
    pub first_part: u32,
    /// How many it takes, one or more.
    pub parts: u32,
    /// One minor unit or more.
    pub amount_minor: i64,
}

impl Schedule {
    /// The one schedule of a plan and a seed.
    ///
    /// # Errors
    /// [`NoSchedule`], in order of precedence.
    pub fn new(plan: Plan, seed: &[u8; 32]) -> Result<Self, NoSchedule> {
        let beyond = i128::from(plan.difference()?.saturating_sub(i64::from(plan.parts)));
        let weights: Vec<i128> = (1..=plan.parts).map(|part| weight(seed, part)).collect();
        let all = weights.iter().fold(0_i128, |sum, weight| sum.saturating_add(*weight));
        let (mut so_far, mut given) = (0_i128, 0_i128);
        let mut parts = Vec::with_capacity(weights.len());
        for weight in weights {
            so_far = so_far.saturating_add(weight);
            // Rounded down along the way and exact at the end: nothing is lost, nothing is left.
            let due = beyond.saturating_mul(so_far).checked_div(all).unwrap_or(0);
            let share = due.saturating_sub(given).saturating_add(1);
            given = due;
            parts.push(i64::try_from(share).map_err(|_| NoSchedule::Prices)?);
        }
        Ok(Self { plan, parts })
    }

    /// Each part, in the order in which they are taken.
    pub fn parts(&self) -> &[i64] {
        &self.parts
    }

    /// What the next help takes when so many parts are gone; nothing when none is left.
    pub fn next(&self, kind: Kind, gone: u32) -> Option<Help> {
        let from = usize::try_from(gone).ok()?;
        let wanted = usize::try_from(self.plan.taken_by(kind)).ok()?;
        let left = self.parts.get(from..)?;
        let taken = left.get(..wanted.min(left.len()))?;
        let parts = u32::try_from(taken.len()).ok().filter(|parts| *parts > 0)?;
        let amount_minor = taken.iter().fold(0_i64, |sum, part| sum.saturating_add(*part));
        Some(Help { kind, first_part: gone, parts, amount_minor })
    }
}

/// From 2^31 to below 2^32.
fn weight(seed: &[u8; 32], part: u32) -> i128 {
    // HMAC pads every key to the block of its hash: 64 bytes.
    let mut block = [0; 64];
    block[..32].copy_from_slice(seed);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(b"fairstall.price-cut.1/part/");
    mac.update(&part.to_be_bytes());
    let drawn: [u8; 32] = mac.finalize().into_bytes().into();
    let [first, second, third, fourth, ..] = drawn;
    let drawn = u32::from_be_bytes([first, second, third, fourth]);
    i128::from(drawn >> 1).saturating_add(1 << 31)
}

/// How much of a difference is cut, in whole percent, rounded down: 100 only when all of it is.
pub fn percent(start_minor: i64, floor_minor: i64, price_minor: i64) -> i32 {
    let difference = i128::from(start_minor).saturating_sub(i128::from(floor_minor));
    let cut = i128::from(start_minor).saturating_sub(i128::from(price_minor));
    let percent = cut.saturating_mul(100).checked_div(difference).unwrap_or(0);
    i32::try_from(percent).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan(start_minor: i64, floor_minor: i64, parts: u32, parts_bought: u32) -> Plan {
        Plan { start_minor, floor_minor, parts, parts_bought }
    }

    #[test]
    fn plans_as_a_table() {
        let ok = |plan: Plan| plan.difference();
        assert_eq!(ok(plan(12_800, 9_900, 20, 3)), Ok(2_900));
        assert_eq!(ok(plan(101, 1, 100, 10)), Ok(100));
        for (start, floor) in [(100, 100), (100, 101), (100, 0), (100, -1), (i64::MAX, 1), (0, 0)] {
            assert_eq!(ok(plan(start, floor, 2, 1)), Err(NoSchedule::Prices), "{start} {floor}");
        }
        for parts in [0, 1, 101, u32::MAX] {
            assert_eq!(ok(plan(10_000, 1, parts, 1)), Err(NoSchedule::Parts), "{parts}");
        }
        assert_eq!(ok(plan(100, 98, 3, 1)), Err(NoSchedule::Parts), "less than one each");
        for bought in [0, 11, 3] {
            let told = ok(plan(10_000, 1, 2, bought));
            assert_eq!(told, Err(NoSchedule::PartsBought), "{bought}");
        }
    }

    #[test]
    fn pc_1_percent_is_rounded_down_and_a_hundred_only_at_the_floor() {
        for (price, told) in
            [(12_800, 0), (12_799, 0), (12_771, 1), (11_350, 50), (9_901, 99), (9_900, 100)]
        {
            assert_eq!(percent(12_800, 9_900, price), told, "{price}");
        }
        // What the court has ruled on: 0.000001 of it left is not all of it.
        assert_eq!(percent(1_000_000_000, 1, 2), 99);
        assert_eq!(percent(1_000_000_000, 1, 1), 100);
    }

    #[test]
    fn a_seed_has_one_schedule() {
        let schedule = Schedule::new(plan(12_800, 9_900, 10, 3), &[7; 32]).unwrap();
        assert_eq!(schedule, Schedule::new(plan(12_800, 9_900, 10, 3), &[7; 32]).unwrap());
        assert_ne!(schedule, Schedule::new(plan(12_800, 9_900, 10, 3), &[8; 32]).unwrap());
    }

    fn plans() -> impl Strategy<Value = Plan> {
        (1..10_000_000_i64, 2..=100_u32, 1..=10_u32, 0..100_000_000_i64).prop_map(
            |(floor, parts, bought, more)| {
                plan(floor + i64::from(parts) + more, floor, parts, bought.min(parts))
            },
        )
    }

    proptest! {
        /// PC-2, PC-3: whatever the kinds and their order, cuts and what remains are the
        /// difference; each is a minor unit or more; no more helps than parts are left.
        #[test]
        fn pc_2_any_mix_of_helps_adds_up_to_the_difference(
            plan in plans(), seed: [u8; 32], kinds in prop::collection::vec(any::<bool>(), 100),
        ) {
            let schedule = Schedule::new(plan, &seed).unwrap();
            let bounds = plan.bounds().unwrap();
            prop_assert_eq!(schedule.parts().iter().sum::<i64>(), plan.difference().unwrap());
            for part in schedule.parts() {
                prop_assert!((bounds.least_minor..=bounds.most_minor).contains(part));
            }
            prop_assert!(bounds.least_minor >= 1);
            let (mut price, mut gone, mut helps) = (plan.start_minor, 0, 0);
            for is_buying in kinds {
                let kind = if is_buying { Kind::Bought } else { Kind::Opened };
                let Some(help) = schedule.next(kind, gone) else { break };
                prop_assert!(help.amount_minor >= 1);
                let bound = plan.parts - gone;
                (price, gone, helps) = (price - help.amount_minor, gone + help.parts, helps + 1);
                prop_assert!(price >= plan.floor_minor);
                prop_assert_eq!(price == plan.floor_minor, gone == plan.parts);
                prop_assert!(bound > plan.parts - gone, "at most k more is a true bound");
            }
            prop_assert_eq!(gone, plan.parts);
            prop_assert_eq!(price, plan.floor_minor);
            prop_assert!(helps <= plan.parts);
        }
    }

    /// 2,000 who want to help at one cut: as many as there are parts, and the floor exactly.
    #[test]
    fn pc_2_two_thousand_helpers_never_pass_the_floor() {
        for seed in 0..50_u8 {
            let plan = plan(128_000, 1, 100, 4);
            let schedule = Schedule::new(plan, &[seed; 32]).unwrap();
            let (mut price, mut gone, mut counted) = (plan.start_minor, 0, 0);
            for helper in 0..2_000_u32 {
                let kind = if helper % 7 == 3 { Kind::Bought } else { Kind::Opened };
                let Some(help) = schedule.next(kind, gone) else { continue };
                (price, gone, counted) =
                    (price - help.amount_minor, gone + help.parts, counted + 1);
                assert!(price >= plan.floor_minor);
            }
            assert_eq!((price, gone), (1, 100));
            assert!(counted <= 100);
        }
    }
}
