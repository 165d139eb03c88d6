//! The numbers that we give things at a provider, and the numbers used once.

use uuid::Uuid;

use crate::Failure;

/// Our permanent number of a payment or a refund at a provider: 6 to 64 letters, digits and
/// underscores; of a payment at most 32, because `WeChat` Pay takes no more. Asking twice with one
/// is asking once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference(String);

impl Reference {
    /// Takes a number.
    ///
    /// # Errors
    /// [`Failure::Setting`]: too short, too long or of other signs.
    pub fn new(text: &str) -> Result<Self, Failure> {
        let fit = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if (6..=64).contains(&text.len()) && text.bytes().all(fit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Failure::Setting("a reference of 6 to 64 letters, digits, underscores"))
        }
    }

    /// Our number of the `nth` try at what `id` names, from 1: a try whose failure is certain may
    /// be followed by one under a number of its own. The first has the number of `id` itself.
    pub fn of_try(id: Uuid, nth: i64) -> Self {
        if nth <= 1 { id.into() } else { Self(format!("{}_{nth}", id.simple())) }
    }

    /// The id that a number of [`Reference::of_try`] was made of.
    pub fn id_of(text: &str) -> Option<Uuid> {
        let (digits, nth) = text.split_once('_').unwrap_or((text, "1"));
        let plain =
            digits.len() == 32 && !nth.is_empty() && nth.bytes().all(|b| b.is_ascii_digit());
        if plain { Uuid::try_parse(digits).ok() } else { None }
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
        for good in ["abc123", "A_1234", &"a".repeat(64)] {
            assert!(Reference::new(good).is_ok(), "{good}");
        }
        for bad in ["", "short", "with-dash", "a/../b", "付款付款", "a&b=c1", &"a".repeat(65)] {
            assert!(Reference::new(bad).is_err(), "{bad}");
        }
        let id = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(Reference::from(id).as_str(), "0123456789abcdef0123456789abcdef");
        assert_eq!(Reference::of_try(id, 1), Reference::from(id));
        let second = Reference::of_try(id, 2);
        assert_eq!(second.as_str(), "0123456789abcdef0123456789abcdef_2");
        for reference in [Reference::from(id), second, Reference::of_try(id, i64::MAX)] {
            assert!(Reference::new(reference.as_str()).is_ok());
            assert_eq!(Reference::id_of(reference.as_str()), Some(id));
        }
        for foreign in ["", "attempt_1", "0123456789abcdef0123456789abcdef_", "x_1"] {
            assert_eq!(Reference::id_of(foreign), None, "{foreign}");
        }
        assert_eq!(Nonce([0xab; 16]).text(), "ab".repeat(16));
    }
}
