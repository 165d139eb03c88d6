//! Money: whole minor units (fen, cents) of one currency, and arithmetic that cannot go wrong
//! quietly (MON). There are no floats and no operators: what may overflow answers a `Result`.

mod currency;

use std::cmp::Ordering;
use std::fmt;

pub use currency::Currency;
use serde::{Deserialize, Serialize};

/// Why a sum could not be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The two amounts are of different currencies.
    #[error("{0} and {1} cannot be reckoned together")]
    CurrencyMismatch(Currency, Currency),
    /// The result does not fit 64 bits of minor units.
    #[error("the amount is too large")]
    Overflow,
    /// The rule is about amounts owed, and this one is below zero.
    #[error("the amount is below zero")]
    Negative,
    /// There is nothing to split by: no weights, or all of them zero.
    #[error("there is nothing to split the amount by")]
    NoWeights,
    /// The text is not a plain decimal with at most the currency's decimals.
    #[error("an amount is written like 12.30")]
    Malformed,
    /// The code is not one of `Currency::ALL`.
    #[error("the currency is CNY, USD or EUR")]
    UnknownCurrency,
}

/// A share of an amount in hundredths of a percent: 500 is 5 %, 10,000 is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rate(u32);

impl Rate {
    /// Hundredths of a percent.
    pub const fn basis_points(points: u32) -> Self {
        Self(points)
    }

    /// Whole percent: `percent(30)` is 30 %.
    pub const fn percent(percent: u16) -> Self {
        // 65,535 % is 6,553,500 points: no overflow.
        Self(percent as u32 * 100)
    }
}

/// An amount of one currency in minor units; below zero it is owed the other way.
///
/// Equality compares currency too. There is no `Ord`: amounts of different currencies have no
/// order, so ask [`Money::compare`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` fen or cents.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is zero.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below zero.
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// Both together. Refuses different currencies and what does not fit.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.checked(self.minor.checked_add(other.minor))
    }

    /// This without `other`; may go below zero. Refuses different currencies and what does not
    /// fit.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.checked(self.minor.checked_sub(other.minor))
    }

    /// `quantity` times this. Refuses what does not fit.
    pub fn times(self, quantity: i64) -> Result<Self, MoneyError> {
        self.checked(self.minor.checked_mul(quantity))
    }

    /// The same amount the other way round. Refuses only the smallest amount there is.
    pub fn negated(self) -> Result<Self, MoneyError> {
        self.checked(self.minor.checked_neg())
    }

    /// All of `amounts` together, zero when there are none. Refuses an amount of another currency
    /// and what does not fit on the way.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Which of two is more. Refuses different currencies.
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// `rate` of this, rounded **up** to the minor unit, as compensation is (MON). Refuses an
    /// amount below zero, for which "up" would be to the debtor's advantage, and what does not fit.
    pub fn percent_up(self, rate: Rate) -> Result<Self, MoneyError> {
        if self.is_negative() {
            return Err(MoneyError::Negative);
        }
        let exact = i128::from(self.minor) * i128::from(rate.0);
        // Neither factor is negative, so this cannot overflow and rounds towards more.
        let rounded_up = (exact + 9_999) / 10_000;
        self.checked(i64::try_from(rounded_up).ok())
    }

    /// Splits by weights, each part the nearest that makes the parts add up to exactly this
    /// (MON-1).
    ///
    /// Largest remainder: each part gets its share rounded towards zero, then the units left over
    /// go one each to the parts that lost most by rounding; of equals, to the earlier. A part of
    /// weight zero gets nothing. Refuses an empty list and one of zeros.
    pub fn split(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let all: u128 = weights.iter().copied().map(u128::from).sum();
        if all == 0 {
            return Err(MoneyError::NoWeights);
        }
        // At most 2^63 times 2^64: fits.
        let whole = u128::from(self.minor.unsigned_abs());
        let shares: Vec<(u128, u128)> = weights
            .iter()
            .map(|weight| whole * u128::from(*weight))
            .map(|exact| (exact / all, exact % all))
            .collect();
        let given: u128 = shares.iter().map(|(share, _)| share).sum();
        let mut by_loss: Vec<usize> = (0..shares.len()).collect();
        by_loss.sort_by_key(|index| std::cmp::Reverse(shares[*index].1));
        let mut parts: Vec<u128> = shares.iter().map(|(share, _)| *share).collect();
        let left_over = usize::try_from(whole - given).map_err(|_| MoneyError::Overflow)?;
        for index in by_loss.into_iter().take(left_over) {
            parts[index] += 1;
        }
        parts.into_iter().map(|part| self.signed_like(part)).collect()
    }

    /// Splits into `parts` parts that differ by one minor unit at most, the larger first. Refuses
    /// zero parts.
    pub fn split_evenly(self, parts: u16) -> Result<Vec<Self>, MoneyError> {
        self.split(&vec![1; usize::from(parts)])
    }

    /// Reads a plain decimal: an optional minus, digits without needless leading zeros, and at
    /// most as many decimals as the currency has. `12`, `12.3` and `12.30` are the same; `1e3`,
    /// `+1`, `.5`, `1.`, `007` and `1.234` are refused rather than rounded.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (major, minor) = match digits.split_once('.') {
            Some((_, "")) => return Err(MoneyError::Malformed),
            Some((major, minor)) => (major, minor),
            None => (digits, ""),
        };
        let decimals = usize::from(currency.minor_digits());
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let needless_zero = major.len() > 1 && major.starts_with('0');
        if major.is_empty() || needless_zero || minor.len() > decimals {
            return Err(MoneyError::Malformed);
        }
        if !plain(major) || !plain(minor) {
            return Err(MoneyError::Malformed);
        }
        let sign = if negative { "-" } else { "" };
        // Parsing sign and digits at once also takes the smallest amount, whose magnitude alone
        // does not fit.
        let minor = format!("{sign}{major}{minor:0<decimals$}");
        minor.parse().map(|minor| Self::new(minor, currency)).map_err(|_| MoneyError::Overflow)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch(self.currency, other.currency))
        }
    }

    fn checked(self, minor: Option<i64>) -> Result<Self, MoneyError> {
        minor.map(|minor| Self::new(minor, self.currency)).ok_or(MoneyError::Overflow)
    }

    fn signed_like(self, magnitude: u128) -> Result<Self, MoneyError> {
        let magnitude = i128::try_from(magnitude).map_err(|_| MoneyError::Overflow)?;
        let signed = if self.is_negative() { -magnitude } else { magnitude };
        self.checked(i64::try_from(signed).ok())
    }
}

/// The decimal alone, always with the currency's decimals: `12.30`, `-0.05`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let unit = self.currency.minor_per_major();
        let (major, minor) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let decimals = usize::from(self.currency.minor_digits());
        write!(f, "{sign}{major}.{minor:0>decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn yuan(text: &str) -> Money {
        Money::parse(text, Currency::Cny).unwrap()
    }

    #[test]
    fn currencies_do_not_mix() {
        let (fen, cent) = (Money::new(1, Currency::Cny), Money::new(1, Currency::Usd));
        let mismatch = MoneyError::CurrencyMismatch(Currency::Cny, Currency::Usd);
        assert_eq!(fen.plus(cent), Err(mismatch));
        assert_eq!(fen.minus(cent), Err(mismatch));
        assert_eq!(fen.compare(cent), Err(mismatch));
        assert_eq!(Money::sum(Currency::Cny, [fen, cent]), Err(mismatch));
        assert_ne!(fen, cent);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let most = Money::new(i64::MAX, Currency::Cny);
        let least = Money::new(i64::MIN, Currency::Cny);
        let one = Money::new(1, Currency::Cny);
        assert_eq!(most.plus(one), Err(MoneyError::Overflow));
        assert_eq!(least.minus(one), Err(MoneyError::Overflow));
        assert_eq!(most.times(2), Err(MoneyError::Overflow));
        assert_eq!(least.negated(), Err(MoneyError::Overflow));
        assert_eq!(most.percent_up(Rate::percent(101)), Err(MoneyError::Overflow));
        assert_eq!(yuan("92233720368547758.07"), most);
        assert_eq!(yuan("-92233720368547758.08"), least);
        let over = Money::parse("92233720368547758.08", Currency::Cny);
        assert_eq!(over, Err(MoneyError::Overflow));
    }

    #[test]
    fn decimals_are_exact_or_refused() {
        for (text, minor) in [("0", 0), ("12", 1200), ("12.3", 1230), ("0.05", 5), ("-0.05", -5)] {
            assert_eq!(yuan(text).minor(), minor, "{text}");
        }
        for (minor, text) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (1230, "12.30")] {
            assert_eq!(Money::new(minor, Currency::Cny).to_string(), text);
        }
        for text in ["", "-", ".5", "1.", "+1", "1e3", "1,000", " 1", "007", "1.234", "１", "--1"]
        {
            let parsed = Money::parse(text, Currency::Cny);
            assert_eq!(parsed, Err(MoneyError::Malformed), "{text:?}");
        }
    }

    #[test]
    fn compensation_rounds_up_to_the_fen() {
        for (whole, rate, part) in [
            ("100.00", Rate::percent(5), "5.00"),
            ("0.01", Rate::percent(5), "0.01"),
            ("99.99", Rate::percent(30), "30.00"),
            ("33.33", Rate::basis_points(50), "0.17"),
            ("12.34", Rate::percent(0), "0.00"),
            ("12.34", Rate::percent(300), "37.02"),
        ] {
            assert_eq!(yuan(whole).percent_up(rate).unwrap(), yuan(part), "{whole} at {rate:?}");
        }
        assert_eq!(yuan("-1").percent_up(Rate::percent(5)), Err(MoneyError::Negative));
    }

    #[test]
    fn a_split_favours_the_largest_remainder_then_the_earlier() {
        let parts = |whole: &str, weights: &[u64]| -> Vec<i64> {
            yuan(whole).split(weights).unwrap().into_iter().map(Money::minor).collect()
        };
        assert_eq!(parts("1.00", &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts("0.05", &[1, 2, 2]), [1, 2, 2]);
        assert_eq!(parts("0.10", &[5, 3, 1]), [6, 3, 1]);
        assert_eq!(parts("-1.00", &[1, 1, 1]), [-34, -33, -33]);
        assert_eq!(parts("0.01", &[0, 1]), [0, 1]);
        assert_eq!(yuan("1").split(&[]), Err(MoneyError::NoWeights));
        assert_eq!(yuan("1").split(&[0, 0]), Err(MoneyError::NoWeights));
        assert_eq!(yuan("1").split_evenly(0), Err(MoneyError::NoWeights));
    }

    proptest! {
        #[test]
        fn mon_1_the_parts_add_up_to_the_whole(
            whole in any::<i64>(),
            weights in prop::collection::vec(any::<u64>(), 1..40),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let whole = Money::new(whole, Currency::Cny);
            let parts = whole.split(&weights).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(Money::sum(Currency::Cny, parts.clone()).unwrap(), whole);
            // Each part is within one unit of its exact share, and never of the other sign.
            let all: u128 = weights.iter().copied().map(u128::from).sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let floor = u128::from(whole.minor().unsigned_abs()) * u128::from(*weight) / all;
                let size = u128::from(part.minor().unsigned_abs());
                prop_assert!(size == floor || size == floor + 1);
                prop_assert!(part.is_zero() || part.is_negative() == whole.is_negative());
                prop_assert!(*weight > 0 || part.is_zero());
            }
        }

        #[test]
        fn text_goes_in_and_out_unchanged(minor in any::<i64>()) {
            let money = Money::new(minor, Currency::Eur);
            prop_assert_eq!(Money::parse(&money.to_string(), Currency::Eur).unwrap(), money);
        }

        #[test]
        fn adding_and_taking_away_meet(a in any::<i64>(), b in any::<i64>()) {
            let (a, b) = (Money::new(a, Currency::Cny), Money::new(b, Currency::Cny));
            if let Ok(sum) = a.plus(b) {
                prop_assert_eq!(sum.minus(b), Ok(a));
                prop_assert_eq!(b.plus(a), Ok(sum));
            }
        }

        #[test]
        fn a_percentage_is_never_short(minor in 0..=i64::MAX / 100, points in 0..=10_000_u32) {
            let whole = Money::new(minor, Currency::Cny);
            let part = i128::from(whole.percent_up(Rate::basis_points(points)).unwrap().minor());
            let exact = i128::from(minor) * i128::from(points);
            prop_assert!(part * 10_000 >= exact);
            prop_assert!((part - 1) * 10_000 < exact);
        }
    }
}
