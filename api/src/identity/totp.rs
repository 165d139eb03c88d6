//! Authenticator apps (RFC 6238): six digits, thirty seconds, one step either way, each step once;
//! and the recovery codes for who lost theirs.

use platform::Failure;
use time::OffsetDateTime;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a new secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;
/// How many recovery codes are given at a time.
pub const RECOVERY_CODES: usize = 10;

/// A person's authenticator secret.
pub struct Authenticator(Totp);

impl Authenticator {
    /// A new secret, to be shown once as text and as a link.
    pub fn new(secret: [u8; SECRET_BYTES], handle: &str) -> Result<Self, Failure> {
        Self::build(Secret::from(secret), handle)
    }

    /// The secret out of its base32 text.
    pub fn from_base32(text: &str, handle: &str) -> Result<Self, Failure> {
        let secret = Secret::try_from_base32(text)
            .map_err(|error| Failure::because("authenticator secret", error))?;
        Self::build(secret, handle)
    }

    fn build(secret: Secret, handle: &str) -> Result<Self, Failure> {
        Builder::new()
            .with_secret(secret)
            .with_account_name(handle)
            .with_issuer(Some("Fairstall"))
            .build()
            .map(Self)
            .map_err(|error| Failure::because("authenticator", error))
    }

    /// The secret as base32, for typing.
    pub fn base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The `otpauth:` link, for a QR code.
    pub fn uri(&self) -> Result<String, Failure> {
        self.0.to_url().map_err(|error| Failure::because("authenticator link", error))
    }

    /// The time step a code belongs to, if it is right and its step is later than any accepted
    /// before: a code seen over somebody's shoulder is no use.
    pub fn accept(&self, code: &str, last_step: i64, now: OffsetDateTime) -> Option<i64> {
        let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds = u64::try_from(now.unix_timestamp()).ok()?;
        let step = i64::try_from(self.0.check(&digits, seconds)?).ok()?;
        (step > last_step).then_some(step)
    }
}

/// A recovery code of 50 random bits: `abcde-fghij`, without letters that look alike.
pub fn recovery_code(random: [u8; 10]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut code = String::with_capacity(11);
    for (place, byte) in random.iter().enumerate() {
        if place == 5 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    code
}

/// A recovery code as typed, brought to the form it was given in; none if it cannot be one.
pub fn recovery_code_typed(text: &str) -> Option<String> {
    let letters: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let (head, tail) = letters.split_at_checked(5)?;
    (tail.len() == 5).then(|| format!("{head}-{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(seconds).unwrap()
    }

    /// RFC 6238, appendix B, SHA-1, the last six of its eight digits.
    #[test]
    fn the_vectors_of_the_rfc() {
        let authenticator = Authenticator::new(*b"12345678901234567890", "ana").unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")]
        {
            assert_eq!(authenticator.accept(code, 0, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_step_is_accepted_once_and_one_step_either_way() {
        let authenticator = Authenticator::new(*b"12345678901234567890", "ana").unwrap();
        let code = "081804";
        let step = 1_111_111_109 / 30;
        assert_eq!(authenticator.accept(code, step, at(1_111_111_109)), None);
        assert_eq!(authenticator.accept(code, step - 1, at(1_111_111_109 + 30)), Some(step));
        assert_eq!(authenticator.accept(code, step - 1, at(1_111_111_109 + 61)), None);
        for wrong in ["", "08180", "0818044", "08180a", "081805"] {
            assert_eq!(authenticator.accept(wrong, 0, at(1_111_111_109)), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_survives_its_text() {
        let authenticator = Authenticator::new(*b"12345678901234567890", "ana").unwrap();
        let again = Authenticator::from_base32(&authenticator.base32(), "ana").unwrap();
        assert_eq!(again.accept("287082", 0, at(59)), Some(1));
        assert!(again.uri().unwrap().starts_with("otpauth://totp/Fairstall:ana?"));
    }

    #[test]
    fn recovery_codes_are_read_as_people_type_them() {
        let code = recovery_code([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]);
        assert_eq!(code, "abcde-fghj9");
        assert_eq!(recovery_code_typed(" ABCDE fghj9 ").as_deref(), Some(code.as_str()));
        assert_eq!(recovery_code_typed("abc"), None);
        assert_eq!(recovery_code_typed("abcde-fghj9x"), None);
    }
}
