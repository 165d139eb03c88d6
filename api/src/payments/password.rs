//! The payment password: six digits or more, of its own, hashed like every password.

use platform::kernel::Id;
use platform::{App, Failure};

use super::store::accounts;
use crate::identity::Account;
use crate::identity::password::Password;

/// What became of a payment password that was shown.
pub enum Checked {
    /// None was shown.
    NotShown,
    /// There is none to compare with.
    NotSet,
    /// It is the one behind this hash.
    Right(String),
    Wrong,
}

/// What everybody tries first.
const COMMON: [&str; 8] =
    ["123456", "654321", "112233", "123123", "121212", "123321", "520520", "147258"];

/// Whether a text may be a payment password: 6 to 64 characters, not all the same, not a run, not
/// what everybody tries first.
pub fn is_sound(text: &str) -> bool {
    let length = text.chars().count();
    let bytes = text.as_bytes();
    let steps: Vec<i16> = bytes
        .windows(2)
        .map(|pair| i16::from(pair[1]).saturating_sub(i16::from(pair[0])))
        .collect();
    let run = |step: i16| steps.iter().all(|own| *own == step);
    (6..=64).contains(&length)
        && !text.chars().any(char::is_control)
        && !run(0)
        && !run(1)
        && !run(-1)
        && !COMMON.contains(&text)
}

/// Compares a password that was shown with the one that was set; outside of any transaction,
/// because it takes its time.
///
/// # Errors
/// The database's own.
pub async fn check(
    app: &App,
    account: Id<Account>,
    shown: Option<&str>,
) -> Result<Checked, Failure> {
    let Some(shown) = shown else { return Ok(Checked::NotShown) };
    let Some(hash) = accounts::of(app.reader(), account.uuid()).await?.password_hash else {
        return Ok(Checked::NotSet);
    };
    let right = Password::shown(shown.to_owned()).verify(Some(hash.clone())).await?;
    Ok(if right { Checked::Right(hash) } else { Checked::Wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_no_payment_password() {
        for sound in ["135790", "082617", "correct horse", "七月的雨下得很"] {
            assert!(is_sound(sound), "{sound}");
        }
        let long = "ab1".repeat(22);
        for weak in ["", "13579", "000000", "123456", "987654", "345678", "520520", &long] {
            assert!(!is_sound(weak), "{weak}");
        }
    }
}
