//! Unified social credit codes of organisations (GB 32100-2015): 18 of 31 characters, the last a
//! check by MOD 31. They are public.

use zeroize::Zeroizing;

use super::{normal, plain_width};

/// A unified social credit code.
pub struct CreditCode(Zeroizing<String>);

normal!(CreditCode, "credit-code");

/// The text is no unified social credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCreditCode {
    /// It has not 18 characters.
    #[error("a credit code has 18 characters")]
    Length,
    /// A character is not of the 31 (I, O, S, V and Z are not), or the third to eighth are not
    /// the digits of a region.
    #[error("a credit code is of digits and capital letters without I, O, S, V and Z")]
    Characters,
    /// The last character does not fit the others.
    #[error("the credit code's check character is wrong")]
    CheckCharacter,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LONGEST: usize = 128;

impl CreditCode {
    /// Reads a credit code. Small and full-width letters count as the usual ones.
    ///
    /// # Errors
    /// In the order of [`NoCreditCode`].
    pub fn parse(text: &str) -> Result<Self, NoCreditCode> {
        if text.len() > LONGEST {
            return Err(NoCreditCode::Length);
        }
        let mut value = plain_width(text);
        value.make_ascii_uppercase();
        if value.chars().count() != 18 {
            return Err(NoCreditCode::Length);
        }
        let mut weight = 1;
        let mut sum = 0;
        let mut last = 0;
        for (place, byte) in value.bytes().enumerate() {
            let rank = ALPHABET.iter().position(|letter| *letter == byte);
            let rank = rank.ok_or(NoCreditCode::Characters)?;
            if (2..8).contains(&place) && !byte.is_ascii_digit() {
                return Err(NoCreditCode::Characters);
            }
            if place < 17 {
                // The weights are the powers of 3.
                sum += rank * weight;
                weight = weight * 3 % ALPHABET.len();
            }
            last = rank;
        }
        // As the standard says: 31 less the rest, and 31 counts as 0.
        if (ALPHABET.len() - sum % ALPHABET.len()) % ALPHABET.len() == last {
            return Ok(Self(value));
        }
        Err(NoCreditCode::CheckCharacter)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;

    #[test]
    fn credit_codes_as_a_table() {
        for text in ["91350100M000100Y43", " 91350100m000100y43 ", "９１350100M000100Y43"] {
            assert_eq!(CreditCode::parse(text).ok().unwrap().as_str(), "91350100M000100Y43");
        }
        for (text, error) in [
            ("", NoCreditCode::Length),
            ("91350100M000100Y4", NoCreditCode::Length),
            ("91350100M000100Y433", NoCreditCode::Length),
            ("91350100I000100Y43", NoCreditCode::Characters),
            ("9135010OM000100Y43", NoCreditCode::Characters),
            ("9135A100M000100Y43", NoCreditCode::Characters),
            ("中1350100M000100Y43", NoCreditCode::Characters),
            ("91350100M000100Y44", NoCreditCode::CheckCharacter),
            ("93150100M000100Y43", NoCreditCode::CheckCharacter),
        ] {
            assert_eq!(CreditCode::parse(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn every_single_slip_is_found() {
        let good = *b"91350100M000100Y43";
        for place in 0..18 {
            for letter in ALPHABET {
                let mut slip = good;
                slip[place] = *letter;
                let read = CreditCode::parse(std::str::from_utf8(&slip).unwrap());
                assert_eq!(read.is_ok(), slip == good, "{place}");
            }
        }
    }
}
