//! Numbers with a check in them: unified social credit codes (GB 32100) and resident identity
//! numbers (GB 11643). A number that cannot be right is refused before anything is stored.

use platform::kernel::calendar::day_of;
use time::{Date, Month, OffsetDateTime};
use zeroize::Zeroizing;

/// Why a text is no such number, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoNumber {
    /// Not of its length or its characters, or without a birth date where one stands.
    Form,
    /// The last character does not fit the others: something was mistyped.
    Check,
}

const CODE_LETTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Reads a unified social credit code; small and full-width letters count as the usual ones.
///
/// # Errors
/// In the order of [`NoNumber`].
pub fn credit_code(text: &str) -> Result<String, NoNumber> {
    let code = plain(text)?;
    let mut ranks = [0; 18];
    for (rank, byte) in ranks.iter_mut().zip(code.bytes()) {
        let found = CODE_LETTERS.iter().position(|letter| *letter == byte);
        *rank = found.ok_or(NoNumber::Form)?;
    }
    if !code.bytes().skip(2).take(6).all(|byte| byte.is_ascii_digit()) {
        return Err(NoNumber::Form);
    }
    let (check, said) = ranks.split_last().ok_or(NoNumber::Form)?;
    let mut weight = 1;
    let mut sum = 0;
    for rank in said {
        sum += rank * weight;
        weight = weight * 3 % 31;
    }
    let right = (31 - sum % 31) % 31 == *check;
    if right { Ok(code.as_str().to_owned()) } else { Err(NoNumber::Check) }
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

const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS: &[u8; 11] = b"10X98765432";

/// Reads a resident identity number of 18 characters; a small `x` counts as the large one.
///
/// # Errors
/// In the order of [`NoNumber`].
pub fn identity_number(text: &str) -> Result<IdentityNumber, NoNumber> {
    let number = plain(text)?;
    let digits: Vec<u32> = number.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0'))).collect();
    let (last, said) = digits.split_last().ok_or(NoNumber::Form)?;
    if said.iter().any(|digit| *digit > 9) || (*last > 9 && !number.ends_with('X')) {
        return Err(NoNumber::Form);
    }
    let part = |from: usize, to: usize| number.get(from..to).ok_or(NoNumber::Form);
    let year: i32 = part(6, 10)?.parse().map_err(|_| NoNumber::Form)?;
    let month: u8 = part(10, 12)?.parse().map_err(|_| NoNumber::Form)?;
    let day: u8 = part(12, 14)?.parse().map_err(|_| NoNumber::Form)?;
    let month = Month::try_from(month).map_err(|_| NoNumber::Form)?;
    let born = Date::from_calendar_date(year, month, day).map_err(|_| NoNumber::Form)?;
    if year < 1_850 || number.starts_with('0') {
        return Err(NoNumber::Form);
    }
    let sum: u32 = said.iter().zip(ID_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = usize::try_from(sum % 11).ok().and_then(|at| ID_CHECKS.get(at));
    if check != number.as_bytes().last() {
        return Err(NoNumber::Check);
    }
    Ok(IdentityNumber { number, born })
}

/// Eighteen characters in capital letters and plain digits, without the spaces around them.
fn plain(text: &str) -> Result<Zeroizing<String>, NoNumber> {
    if text.len() > 128 {
        return Err(NoNumber::Form);
    }
    let narrow = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(letter),
        _ => letter,
    };
    let mut plain: Zeroizing<String> = Zeroizing::new(text.trim().chars().map(narrow).collect());
    plain.make_ascii_uppercase();
    if plain.len() == 18 && plain.is_ascii() { Ok(plain) } else { Err(NoNumber::Form) }
}

#[cfg(test)]
mod tests {
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
            for letter in CODE_LETTERS {
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
