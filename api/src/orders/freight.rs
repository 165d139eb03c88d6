//! What carriage costs: by the operator's rate of the region, else of the country, else of
//! everywhere.

use platform::kernel::{Money, MoneyError};

/// What an operator charges for carriage to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// A region such as `CN-33`, a country such as `CN`, or `*` for everywhere.
    pub region: String,
    /// For the first piece.
    pub first: Money,
    /// For each further one.
    pub next: Money,
    /// Goods of this much or more travel free.
    pub free_from: Option<Money>,
}

/// What carriage of so many pieces costs; nothing where the operator does not send to.
///
/// An operator that has said nothing of carriage sends within the mainland, free.
///
/// # Errors
/// It does not fit, or a rate is of another currency.
pub fn freight(
    rates: &[Rate],
    region: &str,
    goods: Money,
    pieces: i64,
) -> Result<Option<Money>, MoneyError> {
    let country = region.get(..2).unwrap_or_default();
    if rates.is_empty() {
        return Ok((country == "CN").then_some(Money::zero(goods.currency())));
    }
    let of = |place: &str| rates.iter().find(|rate| rate.region == place);
    let Some(rate) = of(region).or_else(|| of(country)).or_else(|| of("*")) else {
        return Ok(None);
    };
    if let Some(free_from) = rate.free_from
        && goods.compare(free_from)?.is_ge()
    {
        return Ok(Some(Money::zero(goods.currency())));
    }
    let further = rate.next.times(pieces.saturating_sub(1).max(0))?;
    rate.first.plus(further).map(Some)
}

/// Whether this is a place that rates are given for, or that an address lies in.
pub fn is_region(text: &str) -> bool {
    let (country, rest) = text.split_at_checked(2).unwrap_or((text, ""));
    let named = country.parse::<platform::kernel::Country>().is_ok();
    let part = match rest.strip_prefix('-') {
        Some(part) => {
            (1..=3).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }
        None => rest.is_empty(),
    };
    named && part
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;

    use super::*;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn rate(region: &str, first: i64, next: i64, free_from: Option<i64>) -> Rate {
        Rate {
            region: region.to_owned(),
            first: yuan(first),
            next: yuan(next),
            free_from: free_from.map(yuan),
        }
    }

    #[test]
    fn the_nearest_rate_counts() {
        let rates = [
            rate("*", 9_000, 0, None),
            rate("CN", 800, 200, Some(9_900)),
            rate("CN-65", 2_000, 0, None),
        ];
        for (region, goods, pieces, cost) in [
            ("CN-33", 5_000, 1, 800),
            ("CN-33", 5_000, 3, 1_200),
            ("CN-33", 9_899, 1, 800),
            ("CN-33", 9_900, 9, 0),
            ("CN-65", 9_900, 9, 2_000),
            ("DE-BY", 100, 1, 9_000),
        ] {
            let found = freight(&rates, region, yuan(goods), pieces);
            assert_eq!(found, Ok(Some(yuan(cost))), "{region} {goods} {pieces}");
        }
        assert_eq!(freight(&rates[1..], "DE", yuan(1), 1), Ok(None));
    }

    #[test]
    fn who_says_nothing_sends_within_the_mainland() {
        assert_eq!(freight(&[], "CN-11", yuan(1), 1), Ok(Some(yuan(0))));
        assert_eq!(freight(&[], "FR", yuan(1), 1), Ok(None));
    }

    #[test]
    fn a_rate_in_another_currency_and_a_huge_one_are_errors() {
        let euro = Rate { first: Money::new(1, Currency::Eur), ..rate("CN", 1, 1, Some(5)) };
        assert!(freight(&[euro], "CN", yuan(1), 2).is_err());
        let huge = rate("CN", 1, i64::MAX, None);
        assert!(freight(&[huge], "CN", yuan(1), 999).is_err());
    }

    #[test]
    fn regions_as_a_table() {
        for good in ["CN", "CN-33", "DE-BY", "US-CA", "FR-75C"] {
            assert!(is_region(good), "{good}");
        }
        for bad in ["", "C", "cn", "CN-", "CN33", "XX", "CN-3345", "CN-a", "*", "中国"] {
            assert!(!is_region(bad), "{bad}");
        }
    }
}
