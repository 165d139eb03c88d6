//! What the law gives, to the fen: multiples, least amounts and bounds. No clock, no database.
//!
//! | ground | amount | source |
//! |---|---|---|
//! | fraud | 3 × price, at least 500.00 | [CPL 55] |
//! | unsafe food | the buyer's choice of 10 × price or 3 × loss, at least 1,000.00 | [FSL 148] |
//! | fake or inferior drugs | alike | [DAL 144] |
//! | a known defect, with death or grave injury | at most 2 × loss | [CPL 55] |
//! | injury | its costs | [CPL 49] |

use std::collections::HashSet;

pub use entity::compensation::claim::{Ground, Loss};
use platform::kernel::{Currency, Money, MoneyError};
use serde::Serialize;

/// The version of these rules, kept with each claim.
pub const VERSION: &str = "compensation/2026-11";

/// The least that a fraud costs, in fen.
const FRAUD_LEAST: i64 = 50_000;
/// The least that unsafe food or a fake drug costs, in fen.
const FOOD_LEAST: i64 = 100_000;

/// What a buyer of unsafe food or of a fake drug chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// Ten times the price.
    Price,
    /// Three times what was lost.
    Loss(Money),
}

/// One of the costs of an injury [CPL 49].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum InjuryCost {
    Medical,
    Nursing,
    Travel,
    LostIncome,
    /// Aids and what a person who stays disabled is given.
    Disability,
    Funeral,
    /// What is given for a death.
    Death,
}

/// What is owed, and how it was worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    pub ground: Ground,
    /// The price or the loss that is multiplied.
    pub base: Money,
    pub multiple: i32,
    /// The least that the law gives.
    pub floor: Option<Money>,
    /// The most that it gives.
    pub cap: Option<Money>,
    pub amount: Money,
}

/// Which loss a ground is about.
pub fn loss_of(ground: Ground) -> Loss {
    match ground {
        Ground::Refund => Loss::Price,
        Ground::Loss => Loss::Loss,
        Ground::Injury => Loss::Injury,
        Ground::Fraud | Ground::UnsafeFood | Ground::UnsafeDrug | Ground::KnownDefect => {
            Loss::Extra
        }
    }
}

/// Where the law says so.
pub fn source(ground: Ground) -> &'static str {
    match ground {
        Ground::Refund => "Consumer Rights Law, Art. 52",
        Ground::Loss => "Consumer Rights Law, Art. 44 and 48",
        Ground::Injury => "Consumer Rights Law, Art. 49",
        Ground::Fraud => "Consumer Rights Law, Art. 55(1)",
        Ground::UnsafeFood => "Food Safety Law, Art. 148",
        Ground::UnsafeDrug => "Drug Administration Law, Art. 144",
        Ground::KnownDefect => "Consumer Rights Law, Art. 55(2)",
    }
}

/// A ground that gives what was lost, and nothing beyond it.
pub fn plain(ground: Ground, amount: Money) -> Reckoned {
    Reckoned { ground, base: amount, multiple: 1, floor: None, cap: None, amount }
}

/// Three times the price, and at least 500.00 (CP-1).
pub fn fraud(price: Money) -> Result<Reckoned, MoneyError> {
    multiplied(Ground::Fraud, price, 3, Some(FRAUD_LEAST))
}

/// Ten times the price or three times the loss, as the buyer chooses, and at least 1,000.00 (CP-2).
pub fn unsafe_food(price: Money, chosen: Chosen) -> Result<Reckoned, MoneyError> {
    chosen_of(Ground::UnsafeFood, price, chosen)
}

/// The same for fake and inferior drugs.
pub fn unsafe_drug(price: Money, chosen: Chosen) -> Result<Reckoned, MoneyError> {
    chosen_of(Ground::UnsafeDrug, price, chosen)
}

fn chosen_of(ground: Ground, price: Money, chosen: Chosen) -> Result<Reckoned, MoneyError> {
    match chosen {
        Chosen::Price => multiplied(ground, price, 10, Some(FOOD_LEAST)),
        Chosen::Loss(loss) => multiplied(ground, loss, 3, Some(FOOD_LEAST)),
    }
}

/// What is asked for, and at most twice the loss.
pub fn known_defect(loss: Money, asked: Money) -> Result<Reckoned, MoneyError> {
    let cap = loss.times(2)?;
    let amount = if asked.compare(cap)?.is_gt() { cap } else { asked };
    let ground = Ground::KnownDefect;
    Ok(Reckoned { ground, base: loss, multiple: 2, floor: None, cap: Some(cap), amount })
}

/// The costs of an injury together; nothing where one is named twice or is below one fen.
pub fn injury(
    currency: Currency,
    costs: &[(InjuryCost, Money)],
) -> Result<Option<Reckoned>, MoneyError> {
    let kinds: HashSet<InjuryCost> = costs.iter().map(|(kind, _)| *kind).collect();
    let is_sound = kinds.len() == costs.len() && costs.iter().all(|(_, cost)| cost.minor() > 0);
    if costs.is_empty() || !is_sound {
        return Ok(None);
    }
    let sum = Money::sum(currency, costs.iter().map(|(_, cost)| *cost))?;
    Ok(Some(plain(Ground::Injury, sum)))
}

/// The part of a price that a household needs, rounded up: who buys unsafe food knowingly is
/// given the multiple of that alone [SPC24 12].
pub fn household(price: Money, bought: i32, needed: i32) -> Result<Money, MoneyError> {
    if needed >= bought {
        return Ok(price);
    }
    let (needed, bought) = (i128::from(needed.max(0)), i128::from(bought.max(1)));
    let exact = i128::from(price.minor()).checked_mul(needed).ok_or(MoneyError::Overflow)?;
    let whole = exact.checked_div(bought).ok_or(MoneyError::Overflow)?;
    let rest = exact.checked_rem(bought).ok_or(MoneyError::Overflow)?;
    let up = if rest > 0 { whole.checked_add(1).ok_or(MoneyError::Overflow)? } else { whole };
    let minor = i64::try_from(up).map_err(|_| MoneyError::Overflow)?;
    Ok(Money::new(minor, price.currency()))
}

fn multiplied(
    ground: Ground,
    base: Money,
    multiple: i32,
    least: Option<i64>,
) -> Result<Reckoned, MoneyError> {
    let floor = least.map(|minor| Money::new(minor, base.currency()));
    let times = base.times(i64::from(multiple))?;
    let amount = match floor {
        Some(floor) if times.compare(floor)?.is_lt() => floor,
        Some(_) | None => times,
    };
    Ok(Reckoned { ground, base, multiple, floor, cap: None, amount })
}

/// Whether the law knows the exemption of a flaw of the label that harms nobody for it [FSL 148,
/// CPR 49].
pub fn exempts_label_flaws(ground: Ground) -> bool {
    matches!(ground, Ground::Fraud | Ground::UnsafeFood)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn amount(reckoned: Result<Reckoned, MoneyError>) -> i64 {
        reckoned.unwrap().amount.minor()
    }

    #[test]
    fn cp_1_a_fraud_costs_three_times_the_price_and_at_least_500() {
        for (price, owed) in [
            (1, 50_000),
            (16_666, 50_000),
            (16_667, 50_001),
            (16_668, 50_004),
            (1_000_000, 3_000_000),
        ] {
            assert_eq!(amount(fraud(yuan(price))), owed, "{price}");
        }
        assert!(fraud(yuan(i64::MAX)).is_err());
    }

    #[test]
    fn cp_2_unsafe_food_costs_ten_times_the_price_and_at_least_1_000() {
        for (price, owed) in [
            (1, 100_000),
            (9_999, 100_000),
            (10_000, 100_000),
            (10_001, 100_010),
            (10_010, 100_100),
        ] {
            assert_eq!(amount(unsafe_food(yuan(price), Chosen::Price)), owed, "{price}");
            assert_eq!(amount(unsafe_drug(yuan(price), Chosen::Price)), owed, "{price}");
        }
    }

    #[test]
    fn cp_2_or_three_times_the_loss_as_the_buyer_chooses() {
        for (loss, owed) in [(33_333, 100_000), (33_334, 100_002), (1_000_000, 3_000_000)] {
            let chosen = Chosen::Loss(yuan(loss));
            let food = unsafe_food(yuan(10_001), chosen).unwrap();
            assert_eq!((food.amount.minor(), food.base.minor(), food.multiple), (owed, loss, 3));
            assert_eq!(amount(unsafe_drug(yuan(10_001), chosen)), owed);
        }
    }

    #[test]
    fn a_known_defect_gives_at_most_twice_the_loss() {
        for (loss, asked, owed) in
            [(10_000, 5_000, 5_000), (10_000, 20_000, 20_000), (10_000, 20_001, 20_000)]
        {
            let reckoned = known_defect(yuan(loss), yuan(asked)).unwrap();
            assert_eq!(reckoned.amount.minor(), owed);
            assert_eq!(reckoned.cap, Some(yuan(loss * 2)));
        }
    }

    #[test]
    fn an_injury_costs_what_it_costs() {
        use InjuryCost as C;
        let costs = [(C::Medical, yuan(10_000)), (C::LostIncome, yuan(2_501))];
        let reckoned = injury(Currency::Cny, &costs).unwrap().unwrap();
        assert_eq!((reckoned.amount.minor(), reckoned.multiple), (12_501, 1));
        for wrong in [
            &[][..],
            &[(C::Medical, yuan(0))],
            &[(C::Medical, yuan(-1))],
            &[(C::Medical, yuan(1)), (C::Medical, yuan(2))],
        ] {
            assert_eq!(injury(Currency::Cny, wrong), Ok(None));
        }
        assert!(injury(Currency::Cny, &[(C::Travel, Money::new(1, Currency::Usd))]).is_err());
    }

    #[test]
    fn who_buys_knowingly_is_given_what_a_household_needs() {
        for (price, bought, needed, base) in [
            (100_000, 100, 2, 2_000),
            (100_000, 3, 1, 33_334),
            (100_000, 3, 3, 100_000),
            (100_000, 3, 9, 100_000),
            (100_000, 3, 0, 0),
        ] {
            assert_eq!(household(yuan(price), bought, needed), Ok(yuan(base)), "{bought} {needed}");
        }
    }

    #[test]
    fn every_ground_says_where_it_stands_in_the_law() {
        use Ground as G;
        let all =
            [G::Refund, G::Loss, G::Injury, G::Fraud, G::UnsafeFood, G::UnsafeDrug, G::KnownDefect];
        for ground in all {
            assert!(source(ground).contains("Law, Art. "));
            assert_eq!(exempts_label_flaws(ground), [G::Fraud, G::UnsafeFood].contains(&ground));
        }
    }
}
