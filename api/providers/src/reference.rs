//! The numbers that we give things at a provider, and the numbers used once.

use uuid::Uuid;

use crate::Failure;

/// Our permanent number of a payment or a refund at a provider: 6 to 32 letters, digits and
/// underscores, which is what all of them take. Asking twice with one is asking once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// Takes a number.
    ///
    /// # Errors
    /// [`Failure::Setting`]: too short, too long or of other signs.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let fit = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if (6..=32).contains(&text.len()) && text.bytes().all(fit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Failure::Setting("a reference of 6 to 32 letters, digits, underscores"))
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for Reference {
    /// The 32 hexadecimal digits of an id.
    fn from(id: Uuid) -> Self {
        Self(id.simple().to_string())
    }
}

/// Sixteen random bytes for one request, drawn by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce(pub [u8; 16]);

impl Nonce {
    /// As 32 hexadecimal digits.
    pub fn text(self) -> String {
        Uuid::from_bytes(self.0).simple().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_what_all_providers_take() {
        for good in ["abc123", "A_1234", &"a".repeat(32)] {
            assert!(Reference::new(good).is_ok(), "{good}");
        }
        for bad in ["", "short", "with-dash", "a/../b", "付款付款", "a&b=c1", &"a".repeat(33)] {
            assert!(Reference::new(bad).is_err(), "{bad}");
        }
        let id = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(Reference::from(id).as_str(), "0123456789abcdef0123456789abcdef");
        assert_eq!(Nonce([0xab; 16]).text(), "ab".repeat(16));
    }
}
