//! Numbers with a check in them: unified social credit codes (GB 32100) and resident identity
//! numbers (GB 11643), read by the vault. A number that cannot be right is refused before anything
//! is stored.

use platform::kernel::calendar::day_of;
use time::{Date, OffsetDateTime};
use vault::normal::{self, CreditCode, NoCreditCode, NoIdentityNumber, Normal};
use zeroize::Zeroizing;

/// Why a text is no such number, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// Not of its length or its characters, or without a birth date where one stands.
    Form,
    /// The last character does not fit the others: something was mistyped.
    Check,
}

/// Reads a unified social credit code; small and full-width letters count as the usual ones.
///
/// # Errors
/// In the order of [`NoNumber`].
pub fn credit_code(text: &str) -> Result<String, NoNumber> {
    match CreditCode::parse(text) {
        Ok(code) => Ok(code.as_str().to_owned()),
        Err(NoCreditCode::CheckCharacter) => Err(NoNumber::Check),
        Err(NoCreditCode::Length | NoCreditCode::Characters) => Err(NoNumber::Form),
    }
}

/// A resident identity number, and who it says was born when.
pub struct IdentityNumber {
    pub number: Zeroizing<String>,
    pub born: Date,
}

impl IdentityNumber {
    /// Whether its person has come of age at an instant.
    pub fn is_adult(&self, now: OffsetDateTime) -> bool {
        let today = day_of(now);
        let years = today.year() - self.born.year();
        let birthday = (u8::from(self.born.month()), self.born.day());
        let had_it = (u8::from(today.month()), today.day()) >= birthday;
        years > 18 || (years == 18 && had_it)
    }
}

/// Nobody who was born before this year opens a shop: it is a slip of the pen.
const EARLIEST: i32 = 1_850;

/// Reads a resident identity number of 18 characters; a small `x` counts as the large one.
///
/// # Errors
/// In the order of [`NoNumber`].
pub fn identity_number(text: &str) -> Result<IdentityNumber, NoNumber> {
    let number = match normal::IdentityNumber::parse(text) {
        Ok(number) => number,
        Err(NoIdentityNumber::CheckDigit) => return Err(NoNumber::Check),
        Err(_) => return Err(NoNumber::Form),
    };
    let born = number.birth_date();
    if born.year() < EARLIEST {
        return Err(NoNumber::Form);
    }
    Ok(IdentityNumber { number: Zeroizing::new(number.as_str().to_owned()), born })
}

#[cfg(test)]
mod tests {
    use time::Month;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn credit_codes_as_a_table() {
        for text in ["91350100M000100Y43", " 91350100m000100y43 ", "９１350100M000100Y43"] {
            assert_eq!(credit_code(text).as_deref(), Ok("91350100M000100Y43"), "{text}");
        }
        for (text, fault) in [
            ("", NoNumber::Form),
            ("91350100M000100Y4", NoNumber::Form),
            ("91350100M000100Y433", NoNumber::Form),
            ("91350100I000100Y43", NoNumber::Form),
            ("9135A100M000100Y43", NoNumber::Form),
            ("中1350100M000100Y4", NoNumber::Form),
            ("91350100M000100Y44", NoNumber::Check),
            ("93150100M000100Y43", NoNumber::Check),
        ] {
            assert_eq!(credit_code(text), Err(fault), "{text}");
        }
        assert_eq!(credit_code(&"9".repeat(1 << 20)), Err(NoNumber::Form));
    }

    #[test]
    fn every_slip_of_a_credit_code_is_found() {
        let good = *b"91350100M000100Y43";
        for place in 0..18 {
            for letter in b"0123456789ABCDEFGHJKLMNPQRTUWXY" {
                let mut slip = good;
                slip[place] = *letter;
                let read = credit_code(std::str::from_utf8(&slip).unwrap());
                assert_eq!(read.is_ok(), slip == good, "{place}");
            }
        }
    }

    #[test]
    fn identity_numbers_as_a_table() {
        let read = |text: &str| identity_number(text).map(|id| id.number.as_str().to_owned());
        // The example of the standard.
        for text in ["11010519491231002X", "11010519491231002x", "１1010519491231002X"] {
            assert_eq!(read(text).as_deref(), Ok("11010519491231002X"), "{text}");
        }
        assert!(read("440524188001010014").is_ok());
        for (text, fault) in [
            ("", NoNumber::Form),
            ("130503670401001", NoNumber::Form),
            ("1101051949123100X2", NoNumber::Form),
            ("11010519491331002X", NoNumber::Form),
            ("11010519490229002X", NoNumber::Form),
            ("1101051949123100２9X", NoNumber::Form),
            ("110105194912310021", NoNumber::Check),
            ("110105194912310020", NoNumber::Check),
            ("11010519491213002X", NoNumber::Check),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn who_comes_of_age_does_so_on_the_birthday() {
        let born = Date::from_calendar_date(2008, Month::November, 22).unwrap();
        let id = IdentityNumber { number: Zeroizing::new(String::new()), born };
        assert!(!id.is_adult(datetime!(2026-11-21 23:59:59 +8)));
        assert!(id.is_adult(datetime!(2026-11-22 00:00:00 +8)));
    }
}
