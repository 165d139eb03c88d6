//! Resident identity numbers (GB 11643): six digits of a region, eight of a birth date, three of
//! an order, and a check digit by ISO 7064 MOD 11-2, which may be `X`.

use time::{Date, Month};
use zeroize::Zeroizing;

use super::{normal, plain_width};

/// A resident identity number of 18 characters.
pub struct IdentityNumber(Zeroizing<String>);

normal!(IdentityNumber, "identity-number");

/// The text is no resident identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoIdentityNumber {
    /// It is of the form that was given out until 1999 and is not valid any more.
    #[error("numbers of 15 digits are not valid any more")]
    OldForm,
    /// It has not 18 characters.
    #[error("an identity number has 18 characters")]
    Length,
    /// A character is neither a digit nor an `X` at the end.
    #[error("an identity number is of digits and may end in X")]
    Characters,
    /// The eight digits are no day of the calendar from 1800 on.
    #[error("the identity number has no birth date in it")]
    BirthDate,
    /// The last character does not fit the others: a digit was mistyped.
    #[error("the identity number's check digit is wrong")]
    CheckDigit,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";
const LONGEST: usize = 128;

impl IdentityNumber {
    /// Reads an identity number. A small `x` and full-width digits count as the usual ones.
    ///
    /// # Errors
    /// In the order of [`NoIdentityNumber`].
    pub fn parse(text: &str) -> Result<Self, NoIdentityNumber> {
        if text.len() > LONGEST {
            return Err(NoIdentityNumber::Length);
        }
        let mut value = plain_width(text);
        value.make_ascii_uppercase();
        let digits = value.as_bytes();
        if digits.len() == 15 && digits.iter().all(u8::is_ascii_digit) {
            return Err(NoIdentityNumber::OldForm);
        }
        if value.chars().count() != 18 {
            return Err(NoIdentityNumber::Length);
        }
        let body_ok = digits.iter().take(17).all(u8::is_ascii_digit) && digits[0] != b'0';
        let last_ok = digits.get(17).is_some_and(|last| last.is_ascii_digit() || *last == b'X');
        if digits.len() != 18 || !body_ok || !last_ok {
            return Err(NoIdentityNumber::Characters);
        }
        if birth_date(&value).is_none_or(|date| date.year() < 1800) {
            return Err(NoIdentityNumber::BirthDate);
        }
        if check(digits) != digits[17] {
            return Err(NoIdentityNumber::CheckDigit);
        }
        Ok(Self(value))
    }

    /// The day of birth that the number says.
    pub fn birth_date(&self) -> Date {
        birth_date(&self.0).unwrap_or(Date::MIN)
    }
}

fn birth_date(number: &str) -> Option<Date> {
    let part = |range| number.get(range).and_then(|part: &str| part.parse::<u16>().ok());
    let month = Month::try_from(u8::try_from(part(10..12)?).ok()?).ok()?;
    let day = u8::try_from(part(12..14)?).ok()?;
    Date::from_calendar_date(i32::from(part(6..10)?), month, day).ok()
}

fn check(digits: &[u8]) -> u8 {
    let sum: u32 =
        digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[sum as usize % CHECKS.len()]
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;
    use time::macros::date;

    /// 11010519491231002X and 440524188001010014 are the standard's own examples.
    #[test]
    fn identity_numbers_as_a_table() {
        for (text, value, born) in [
            ("11010519491231002X", "11010519491231002X", date!(1949 - 12 - 31)),
            (" 11010519491231002x ", "11010519491231002X", date!(1949 - 12 - 31)),
            ("440524188001010014", "440524188001010014", date!(1880 - 01 - 01)),
            ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", date!(1949 - 12 - 31)),
        ] {
            let number = IdentityNumber::parse(text).ok().unwrap();
            assert_eq!((number.as_str(), number.birth_date()), (value, born));
        }
        for (text, error) in [
            ("", NoIdentityNumber::Length),
            ("110105491231002", NoIdentityNumber::OldForm),
            ("11010549123100X", NoIdentityNumber::Length),
            ("11010519491231002", NoIdentityNumber::Length),
            ("1101051949123100X2", NoIdentityNumber::Characters),
            ("11010519491231002Y", NoIdentityNumber::Characters),
            ("01010519491231002X", NoIdentityNumber::Characters),
            ("中中中中中中中中中中中中中中中中中中", NoIdentityNumber::Characters),
            ("110105194913310020", NoIdentityNumber::BirthDate),
            ("110105190002290020", NoIdentityNumber::BirthDate),
            ("110105000012310020", NoIdentityNumber::BirthDate),
            ("110105194912310021", NoIdentityNumber::CheckDigit),
            ("440524188001010041", NoIdentityNumber::CheckDigit),
        ] {
            assert_eq!(IdentityNumber::parse(text).err(), Some(error), "{text}");
        }
    }

    /// The check finds every single wrong digit and every two neighbours in the wrong order.
    #[test]
    fn slips_of_a_hand_are_found() {
        let good = *b"11010519491231002X";
        let refused = |digits: [u8; 18]| {
            IdentityNumber::parse(std::str::from_utf8(&digits).unwrap()).is_err()
        };
        for place in 0..17 {
            for digit in b'0'..=b'9' {
                let mut slip = good;
                slip[place] = digit;
                assert!(slip == good || refused(slip), "{place} {digit}");
            }
            let mut turned = good;
            turned.swap(place, place + 1);
            assert!(turned == good || refused(turned), "{place}");
        }
    }
}
