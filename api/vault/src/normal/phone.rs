//! Phone numbers as E.164. A mainland mobile number may come without its country.

use zeroize::Zeroizing;

use super::{normal, plain_width};

/// A phone number: `+`, then 8 to 15 digits that begin with a country.
pub struct Phone(Zeroizing<String>);

normal!(Phone, "phone");

/// The text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPhone {
    /// It has other letters than digits, blanks, dashes, brackets and one leading `+`.
    #[error("a phone number is of digits")]
    Letters,
    /// It has no country and is no mainland mobile number.
    #[error("a phone number outside the mainland begins with + and its country")]
    Country,
    /// It is too short, too long, or no mobile number although its country is China.
    #[error("no phone number has this form")]
    Form,
}

/// Longer texts are not looked at.
const LONGEST: usize = 64;

impl Phone {
    /// Reads a phone number. Full-width digits, blanks, dashes and brackets do not count.
    ///
    /// # Errors
    /// In the order of [`NoPhone`].
    pub fn parse(text: &str) -> Result<Self, NoPhone> {
        if text.len() > LONGEST {
            return Err(NoPhone::Form);
        }
        let text = plain_width(text);
        let mut digits = Zeroizing::new(String::with_capacity(LONGEST));
        for (place, letter) in text.chars().enumerate() {
            match letter {
                '0'..='9' => digits.push(letter),
                '+' if place == 0 => digits.push(letter),
                ' ' | '-' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
                _ => return Err(NoPhone::Letters),
            }
        }
        let abroad = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00"));
        let mut number = Zeroizing::new(String::with_capacity(LONGEST + 3));
        number.push('+');
        match abroad {
            Some(international) => number.push_str(international),
            None if is_mainland_mobile(&digits) => {
                number.push_str("86");
                number.push_str(&digits);
            }
            None => return Err(NoPhone::Country),
        }
        let digits = &number[1..];
        let mainland_ok = digits.strip_prefix("86").is_none_or(is_mainland_mobile);
        if (8..=15).contains(&digits.len()) && !digits.starts_with('0') && mainland_ok {
            Ok(Self(number))
        } else {
            Err(NoPhone::Form)
        }
    }
}

fn is_mainland_mobile(national: &str) -> bool {
    let mut digits = national.bytes();
    national.len() == 11
        && digits.next() == Some(b'1')
        && digits.next().is_some_and(|second| (b'3'..=b'9').contains(&second))
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;

    /// The first two blocks are the table of `identity::contact`, which must be read alike here.
    #[test]
    fn phones_as_a_table() {
        for text in [
            "13812345678",
            "+86 138 1234 5678",
            "0086-138-1234-5678",
            " +8613812345678 ",
            "１３８１２３４５６７８",
            "＋８６　138－1234－5678",
        ] {
            assert_eq!(Phone::parse(text).ok().unwrap().as_str(), "+8613812345678", "{text}");
        }
        assert_eq!(Phone::parse("+1 (415) 555-0100").ok().unwrap().as_str(), "+14155550100");
        for (text, error) in [
            ("", NoPhone::Country),
            ("12345", NoPhone::Country),
            ("+86 12812345678", NoPhone::Form),
            ("02112345678", NoPhone::Country),
            ("1381234567a", NoPhone::Letters),
            ("+1234567", NoPhone::Form),
            ("138+12345678", NoPhone::Letters),
            ("+0123456789", NoPhone::Form),
            ("+1234567890123456", NoPhone::Form),
            ("+", NoPhone::Form),
            ("１３８１２３４５６７", NoPhone::Country),
        ] {
            assert_eq!(Phone::parse(text).err(), Some(error), "{text}");
        }
        assert_eq!(Phone::parse(&"1".repeat(1_000_000)).err(), Some(NoPhone::Form));
    }
}
