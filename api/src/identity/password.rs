//! Passwords: Argon2id with 19 MiB, two passes, one lane; off the async threads, few at a time.

use std::sync::LazyLock;

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use platform::Failure;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Each hash takes 19 MiB and tens of milliseconds of a core; more at once would only slow all.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
});

/// A password as typed, acceptable by the rules. Wiped when dropped.
pub struct Password(Zeroizing<String>);

/// Why a text is not accepted as a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Not 8–128 characters.
    Length,
    /// Among the first that anybody tries.
    Guessable,
}

/// What everybody tries first; longer lists belong to the settings of a deployment.
const COMMON: [&str; 30] = [
    "00000000",
    "11111111",
    "12341234",
    "123456789",
    "1234567890",
    "12345678",
    "147258369",
    "1q2w3e4r",
    "1qaz2wsx",
    "5201314520",
    "66666666",
    "87654321",
    "88888888",
    "987654321",
    "a1234567",
    "a12345678",
    "aa123456",
    "abc12345",
    "abcd1234",
    "admin123",
    "fairstall",
    "iloveyou",
    "letmein1",
    "password",
    "password1",
    "qwerty12",
    "qwertyuiop",
    "trustno1",
    "woaini1314",
    "woaini520",
];

impl Password {
    /// Takes a new password. Refuses what is too short, too long, or guessed first; `told` are
    /// texts that are known of the person (handle, address), which a guesser tries too.
    pub fn new(text: String, told: &[&str]) -> Result<Self, PasswordProblem> {
        let text = Zeroizing::new(text);
        if !(8..=128).contains(&text.chars().count()) {
            return Err(PasswordProblem::Length);
        }
        let lower = Zeroizing::new(text.to_lowercase());
        let first = lower.chars().next();
        let monotonous = lower.chars().all(|letter| Some(letter) == first);
        let known = told.iter().any(|told| !told.is_empty() && told.to_lowercase() == *lower);
        if monotonous || known || COMMON.contains(&lower.as_str()) {
            return Err(PasswordProblem::Guessable);
        }
        Ok(Self(text))
    }

    /// Takes a password that is only to be compared.
    pub fn shown(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The hash to store, with a fresh salt.
    pub async fn hash(self, salt: [u8; 16]) -> Result<String, Failure> {
        work(move || {
            let hash = argon()?
                .hash_password_with_salt(self.0.as_bytes(), &salt)
                .map_err(|error| Failure::because("hash a password", error))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether it is the password behind a hash. Without one the same work is done in vain, so
    /// that an unknown account takes as long as a known one.
    pub async fn verify(self, stored: Option<String>) -> Result<bool, Failure> {
        work(move || {
            if let Some(stored) = stored {
                let hash = PasswordHash::new(&stored)
                    .map_err(|error| Failure::because("read a password hash", error))?;
                return Ok(argon()?.verify_password(self.0.as_bytes(), &hash).is_ok());
            }
            let mut nothing = [0; 32];
            argon()?
                .hash_password_into(self.0.as_bytes(), b"nobody's salt...", &mut nothing)
                .map_err(|error| Failure::because("hash in vain", error))?;
            Ok(std::hint::black_box(nothing).is_empty())
        })
        .await
    }
}

fn argon() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))
        .map_err(|error| Failure::because("argon2 parameters", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn work<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let _turn =
        TURNS.acquire().await.map_err(|error| Failure::because("wait for a turn", error))?;
    tokio::task::spawn_blocking(job)
        .await
        .map_err(|error| Failure::because("hashing thread", error))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str, told: &[&str]) -> Result<(), PasswordProblem> {
        Password::new(text.to_owned(), told).map(|_| ())
    }

    #[test]
    fn passwords_as_a_table() {
        assert_eq!(new("seven77", &[]), Err(PasswordProblem::Length));
        assert_eq!(new(&"x".repeat(129), &[]), Err(PasswordProblem::Length));
        assert_eq!(new("Password", &[]), Err(PasswordProblem::Guessable));
        assert_eq!(new("zzzzzzzz", &[]), Err(PasswordProblem::Guessable));
        assert_eq!(new("Ana@Example.com", &["ana@example.com"]), Err(PasswordProblem::Guessable));
        assert_eq!(new("correct horse", &["ana@example.com"]), Ok(()));
        assert_eq!(new("一二三四五六七八", &[]), Ok(()));
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let hash = Password::shown("correct horse".into()).hash([7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let verify =
            |text: &str, hash: Option<&String>| Password::shown(text.into()).verify(hash.cloned());
        assert!(verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!verify("Correct horse", Some(&hash)).await.unwrap());
        assert!(!verify("correct horse", None).await.unwrap());
    }
}
