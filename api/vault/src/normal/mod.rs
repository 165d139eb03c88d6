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
