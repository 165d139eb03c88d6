//! Amounts: integers of the smallest unit, and the decimal strings of yuan that Alipay and the
//! statements write. No floating point anywhere between the two.

use crate::Failure;

/// An amount above zero, in the smallest unit of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Takes an amount above zero.
    ///
    /// # Errors
    /// [`Failure::Setting`]: zero or less; no provider moves that.
    pub fn of_minor(minor: i64) -> Result<Self, Failure> {
        if minor > 0 { Ok(Self(minor)) } else { Err(Failure::Setting("an amount above zero")) }
    }

    /// In the smallest unit.
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// In yuan, with two decimals: `0.01`.
    pub fn yuan(self) -> String {
        yuan_of_minor(self.0)
    }
}

/// Fen as yuan with two decimals: 1 is `0.01`, -150 is `-1.50`.
pub fn yuan_of_minor(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let fen = minor.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// Yuan as the providers write them, to fen: `88`, `88.8`, `88.88`, `-0.01`. Nothing for anything
/// else: signs of plus, exponents, separators, three decimals, blanks, more than an `i64` holds.
pub fn minor_of_yuan(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (yuan, fen) = match digits.split_once('.') {
        Some((yuan, fen)) if (1..=2).contains(&fen.len()) => (yuan, fen),
        Some(_) => return None,
        None => (digits, "0"),
    };
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(yuan) || !plain(fen) {
        return None;
    }
    let scale = if fen.len() == 1 { 10 } else { 1 };
    let fen = fen.parse::<i64>().ok()?.checked_mul(scale)?;
    let minor = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(fen)?;
    if negative { minor.checked_neg() } else { Some(minor) }
}

/// Yuan above zero.
pub(crate) fn amount_of_yuan(text: &str) -> Option<Amount> {
    minor_of_yuan(text).and_then(|minor| Amount::of_minor(minor).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yuan_are_read_to_the_fen() {
        for (text, minor) in [
            ("0.01", 1),
            ("88", 8800),
            ("88.8", 8880),
            ("88.88", 8888),
            ("-0.01", -1),
            ("0", 0),
            ("92233720368547758.07", i64::MAX),
        ] {
            assert_eq!(minor_of_yuan(text), Some(minor), "{text}");
        }
        for bad in [
            "",
            ".",
            "-",
            "1.",
            ".5",
            "1.234",
            "+1",
            "1e3",
            "1,000",
            " 1",
            "1 ",
            "１",
            "--1",
            "1.-1",
            "92233720368547758.08",
            "99999999999999999999",
            "0x1",
            "NaN",
        ] {
            assert_eq!(minor_of_yuan(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_amount_is_above_zero() {
        assert!(Amount::of_minor(1).is_ok());
        for bad in [0, -1, i64::MIN] {
            assert!(Amount::of_minor(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn yuan_come_back_as_they_went(minor in any::<i64>()) {
            prop_assume!(minor != i64::MIN);
            prop_assert_eq!(minor_of_yuan(&yuan_of_minor(minor)), Some(minor));
        }

        #[test]
        fn any_text_is_survived(text in ".{0,40}") {
            let _ = minor_of_yuan(&text);
        }
    }
}
