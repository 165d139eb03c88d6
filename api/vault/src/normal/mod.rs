//! Values in one form each, however they were typed: compared, indexed and sealed only so.
//!
//! Each is a type whose only constructor reads and checks. None has `Debug` or `Display`, all are
//! wiped when dropped, and no error repeats what was typed.

mod address;
mod credit_code;
mod email;
mod identity_number;
mod name;
mod phone;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::{Zeroize as _, Zeroizing};

pub use address::{Address, NoAddress};
pub use credit_code::{CreditCode, NoCreditCode};
pub use email::{Email, NoEmail};
pub use identity_number::{IdentityNumber, NoIdentityNumber};
pub use name::{NoName, PersonName};
pub use phone::{NoPhone, Phone};

/// A value in its one form.
pub trait Normal {
    /// Which kind it is; a phone number is never found as a credit code.
    const KIND: &'static str;

    /// In the clear.
    fn as_str(&self) -> &str;
}

/// Writes what every normalised text has: its form in the clear, wiping, and sealing.
macro_rules! normal {
    ($name:ident, $kind:literal) => {
        impl $crate::normal::Normal for $name {
            const KIND: &'static str = $kind;

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl zeroize::Zeroize for $name {
            fn zeroize(&mut self) {
                zeroize::Zeroize::zeroize(&mut *self.0);
            }
        }

        impl $crate::pii::Stored for $name {
            fn stored(&self) -> &[u8] {
                self.0.as_bytes()
            }

            /// Checked again: what was sealed by an older rule is not taken for this one's.
            fn from_stored(bytes: zeroize::Zeroizing<Vec<u8>>) -> Option<Self> {
                let value = Self::parse(std::str::from_utf8(&bytes).ok()?).ok()?;
                (value.0.as_bytes() == bytes.as_slice()).then_some(value)
            }
        }
    };
}
use normal;

/// Full-width letters and digits as their plain ones, without blanks around.
fn plain_width(text: &str) -> Zeroizing<String> {
    // Four times the bytes hold whatever this form makes of what passes the parsers; a buffer that
    // grows would leave copies behind.
    let mut plain = Zeroizing::new(String::with_capacity(text.len().saturating_mul(4)));
    plain.extend(text.nfkc());
    trimmed(plain)
}

/// Composed letters, without blanks around.
fn composed(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len().saturating_mul(4)));
    plain.extend(text.nfc());
    trimmed(plain)
}

fn trimmed(mut text: Zeroizing<String>) -> Zeroizing<String> {
    let end = text.trim_end().len();
    text.truncate(end);
    let start = text.len() - text.trim_start().len();
    if start > 0 {
        let rest = Zeroizing::new(text[start..].to_owned());
        text.zeroize();
        return rest;
    }
    text
}

/// Letters that a line of text must not have: controls, line breaks, and marks that turn the
/// direction of reading, with which one text passes for another.
fn breaks_a_line(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pii::Stored;
    use proptest::prelude::*;

    /// What was read once is read alike again, and what is sealed of it comes back as it was.
    fn settled<V: Normal + Stored, E>(parse: fn(&str) -> Result<V, E>, text: &str) {
        if let Ok(value) = parse(text) {
            let again = parse(value.as_str()).ok().unwrap();
            assert_eq!(again.as_str(), value.as_str(), "{}", V::KIND);
            let stored = V::from_stored(Zeroizing::new(value.stored().to_vec())).unwrap();
            assert_eq!(stored.as_str(), value.as_str(), "{}", V::KIND);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(
            text in prop_oneof![
                any::<String>(),
                "[+０-９0-9 ()-]{5,20}",
                "[a-zＡ-Ｚ.+]{1,9}[@＠][a-z]{1,5}[.][a-z]{2}",
                "[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-2][0-9]{4}[0-9Xx]",
                "91[0-9]{6}[0-9A-Y]{10}",
                "\\PC{1,20}",
            ]
        ) {
            settled(Phone::parse, &text);
            settled(Email::parse, &text);
            settled(IdentityNumber::parse, &text);
            settled(CreditCode::parse, &text);
            settled(PersonName::parse, &text);
            settled(Address::parse, &text);
        }
    }
}
