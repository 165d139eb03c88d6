//! The platform's fee of an order: a rate for each line by its category, or one for the shop.

use platform::kernel::{Money, MoneyError};
use uuid::Uuid;

/// A rate in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRate {
    pub version: String,
    /// Of this category alone; of everything else where there is none.
    pub category: Option<Uuid>,
    /// Of this shop alone.
    pub is_own: bool,
    /// Hundredths of a percent.
    pub points: u32,
}

/// The rate for goods of a category: the shop's own, or the category's, or everybody's.
pub fn rate_for(rates: &[FeeRate], category: Uuid) -> Option<&FeeRate> {
    let own = rates.iter().find(|rate| rate.is_own);
    let special = rates.iter().find(|rate| !rate.is_own && rate.category == Some(category));
    let general = rates.iter().find(|rate| !rate.is_own && rate.category.is_none());
    own.or(special).or(general)
}

/// The fee of what is left in an escrow. It is shared out over the parts by their prices, exactly,
/// and of each share the fee is rounded down: never more than the rate. Carriage bears none.
///
/// # Errors
/// The parts come to nothing, or a sum does not fit.
pub fn fee(left: Money, parts: &[(u64, u32)]) -> Result<Money, MoneyError> {
    let weights: Vec<u64> = parts.iter().map(|(weight, _)| *weight).collect();
    let shares = left.split(&weights)?;
    let fees = shares.into_iter().zip(parts).map(|(share, (_, points))| down(share, *points));
    let fees: Vec<Money> = fees.collect::<Result<_, _>>()?;
    Money::sum(left.currency(), fees)
}

fn down(share: Money, points: u32) -> Result<Money, MoneyError> {
    if share.is_negative() {
        return Err(MoneyError::Negative);
    }
    let exact = i128::from(share.minor()).checked_mul(i128::from(points));
    let minor = exact.and_then(|exact| exact.checked_div(10_000));
    let minor = minor.and_then(|minor| i64::try_from(minor).ok()).ok_or(MoneyError::Overflow)?;
    Ok(Money::new(minor, share.currency()))
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;

    use super::*;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    #[test]
    fn a_fee_is_rounded_down_to_the_fen() {
        for (left, points, expected) in [
            (10_000, 500, 500),
            (10_019, 500, 500),
            (10_020, 500, 501),
            (19, 500, 0),
            (20, 500, 1),
            (10_000, 0, 0),
        ] {
            assert_eq!(fee(yuan(left), &[(1, points)]), Ok(yuan(expected)), "{left} at {points}");
        }
        // A line at five percent, one at ten, and carriage.
        let parts = [(6_000, 500), (3_000, 1_000), (1_000, 0)];
        assert_eq!(fee(yuan(10_000), &parts), Ok(yuan(600)));
        // Half of it was refunded: half of everything is left.
        assert_eq!(fee(yuan(5_000), &parts), Ok(yuan(300)));
        assert_eq!(fee(yuan(1), &[(0, 500)]), Err(MoneyError::NoWeights));
        assert_eq!(fee(yuan(-1), &[(1, 500)]), Err(MoneyError::Negative));
    }

    #[test]
    fn the_nearest_rate_counts() {
        let (tea, cups) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let rate = |category, is_own, points| FeeRate {
            version: "1".to_owned(),
            category,
            is_own,
            points,
        };
        let rates = [rate(None, false, 500), rate(Some(tea), false, 300)];
        assert_eq!(rate_for(&rates, tea).map(|rate| rate.points), Some(300));
        assert_eq!(rate_for(&rates, cups).map(|rate| rate.points), Some(500));
        let with_own = [rates.as_slice(), &[rate(None, true, 200)]].concat();
        assert_eq!(rate_for(&with_own, tea).map(|rate| rate.points), Some(200));
        assert_eq!(rate_for(&[], tea), None);
    }

    #[test]
    fn a_fee_is_never_more_than_its_rate() {
        for left in (1..400).chain([999_999_999, 123_456_789]) {
            let parts = [(3, 500), (7, 333), (11, 0), (1, 5_000)];
            let fee = i128::from(fee(yuan(left), &parts).unwrap().minor());
            let exact: i128 = (3 * 500 + 7 * 333 + 5_000) * i128::from(left) / 22;
            assert!(fee >= 0 && fee * 10_000 <= exact + 4 * 5_000, "{left}");
        }
    }
}
