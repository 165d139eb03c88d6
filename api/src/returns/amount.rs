//! How much goes back: what was actually paid, less what is kept at the prices of the purchase.

use platform::{Failure, kernel::MoneyError};

/// One line of a purchase, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    pub unit: i64,
    pub quantity: i64,
    /// Given back before, and now refunded.
    pub back: i64,
}

/// What made a purchase cheaper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discount {
    pub minor: i64,
    /// The goods it takes to earn it; nothing where every piece has it, as in a deal.
    pub earned_from: Option<i64>,
}

/// What is refunded of the price of goods in all, in minor units: what was paid for goods, less the
/// goods that are kept, at the prices of the purchase, with the discount only if they still earn it
/// (CO-6). Never below zero.
///
/// # Errors
/// Amounts that do not fit.
pub fn goods_due(lines: &[Bought], discount: Discount) -> Result<i64, Failure> {
    let too_large = || Failure::because("the amount of a return", MoneyError::Overflow);
    let sum = |pieces: fn(&Bought) -> i64| {
        lines.iter().try_fold(0_i64, |sum, line| {
            let part = line.unit.checked_mul(pieces(line))?;
            sum.checked_add(part)
        })
    };
    let all = sum(|line| line.quantity).ok_or_else(too_large)?;
    let kept = sum(|line| line.quantity.saturating_sub(line.back)).ok_or_else(too_large)?;
    let kept_discount = match discount.earned_from {
        Some(from) if kept < from => 0,
        Some(_) => discount.minor,
        // Each fen of the price has its part of it, rounded for the buyer.
        None => share(discount.minor, kept, all).ok_or_else(too_large)?,
    };
    let paid = all.saturating_sub(discount.minor);
    Ok(paid.saturating_sub(kept.saturating_sub(kept_discount)).clamp(0, paid.max(0)))
}

/// `whole × part ÷ all`, rounded up.
fn share(whole: i64, part: i64, all: i64) -> Option<i64> {
    if all < 1 {
        return Some(0);
    }
    let product = i128::from(whole).checked_mul(i128::from(part))?;
    let rounded = product.checked_add(i128::from(all).checked_sub(1)?)?.checked_div(all.into())?;
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn line(unit: i64, quantity: i64, back: i64) -> Bought {
        Bought { unit, quantity, back }
    }

    const NONE: Discount = Discount { minor: 0, earned_from: None };

    #[test]
    fn co_6_a_broken_threshold_is_paid_for_by_who_breaks_it() {
        let off = Discount { minor: 5_000, earned_from: Some(20_000) };
        let lines = [line(12_000, 1, 0), line(10_000, 1, 1)];
        assert_eq!(goods_due(&lines, off).unwrap(), 5_000);
        let all = [line(12_000, 1, 1), line(10_000, 1, 1)];
        assert_eq!(goods_due(&all, off).unwrap(), 17_000);
        let kept = [line(12_000, 2, 1), line(10_000, 1, 0)];
        assert_eq!(goods_due(&kept, off).unwrap(), 12_000, "what is kept still earns it");
        let dear = [line(12_000, 1, 0), line(100, 1, 1)];
        assert_eq!(goods_due(&dear, off).unwrap(), 0, "never below zero");
    }

    #[test]
    fn a_piece_of_a_deal_costs_what_it_cost_in_the_deal() {
        let deal = Discount { minor: 2 * 2_900, earned_from: None };
        assert_eq!(goods_due(&[line(12_800, 2, 1)], deal).unwrap(), 9_900);
        assert_eq!(goods_due(&[line(12_800, 2, 2)], deal).unwrap(), 19_800);
        assert_eq!(goods_due(&[line(12_800, 2, 0)], deal).unwrap(), 0);
        assert_eq!(goods_due(&[line(12_800, 3, 2)], NONE).unwrap(), 25_600);
    }

    proptest! {
        /// Whatever comes back in whichever order, all of it is what was paid.
        #[test]
        fn mon_2_no_more_goes_back_than_was_paid(
            lines in prop::collection::vec((1..=1_000_000_i64, 1..=999_i64, 0..=999_i64), 1..8),
            off in 0..=1_000_i64,
            from in prop::option::of(0..=2_000_000_i64),
        ) {
            let lines: Vec<Bought> = lines.into_iter()
                .map(|(unit, quantity, back)| line(unit, quantity, back.min(quantity)))
                .collect();
            let all: i64 = lines.iter().map(|line| line.unit * line.quantity).sum();
            let discount = Discount { minor: off.min(all), earned_from: from };
            let due = goods_due(&lines, discount).unwrap();
            prop_assert!((0..=all - discount.minor).contains(&due));
            let whole: Vec<Bought> =
                lines.iter().map(|line| Bought { back: line.quantity, ..*line }).collect();
            prop_assert_eq!(goods_due(&whole, discount).unwrap(), all - discount.minor);
        }
    }
}
