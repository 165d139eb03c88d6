//! The password, the authenticator app and its recovery codes: set, confirmed, replaced, removed.

use platform::{App, Error, Failure, refusals, transaction};

use super::committed;
use crate::identity::password::{Password, PasswordProblem};
use crate::identity::reaching;
use crate::identity::session::EndCause;
use crate::identity::session::StepUpFactor;
use crate::identity::store::{accounts, factors, sessions};
use crate::identity::totp::{Authenticator, RECOVERY_CODES, recovery_code};
use crate::identity::viewer::Person;
use crate::privacy::{Purpose, Reader};

refusals! {
    /// Why the password was not set, in order of precedence.
    pub enum PasswordSetRefusal: "PasswordSetErrorCode", PasswordSetUserError {
        /// Not 8–128 characters.
        PasswordLength at ["password"] says "A password has 8 to 128 characters.",
        /// Among the first that anybody would try.
        PasswordGuessable at ["password"] says "This password is too easy to guess.",
        /// Step up first; signing in with a one-time code counts, so this is also how a forgotten
        /// password is replaced.
        StepUpNeeded at [] says "Confirm that it is you first.",
    }
}

refusals! {
    /// Why no authenticator app was begun, in order of precedence.
    pub enum TotpStartRefusal: "TotpStartErrorCode", TotpStartUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is one already; remove it first.
        TotpOn at [] says "You have an authenticator app already.",
    }
}

refusals! {
    /// Why the authenticator app was not confirmed, in order of precedence.
    pub enum TotpConfirmRefusal: "TotpConfirmErrorCode", TotpConfirmUserError {
        /// `totpStart` comes first.
        TotpNotStarted at [] says "Start again.",
        /// Not the code that the app shows now.
        CodeWrong at ["code"] says "This is not the code your app should show.",
    }
}

refusals! {
    /// Why the authenticator app was not removed or its recovery codes were not replaced, in order
    /// of precedence.
    pub enum TotpChangeRefusal: "TotpChangeErrorCode", TotpChangeUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no authenticator app.
        TotpOff at [] says "You have no authenticator app.",
    }
}

/// A new secret, shown once.
pub struct NewTotp {
    pub secret: String,
    pub uri: String,
}

/// Sets or replaces a person's password, and ends all their other sessions. Needs a fresh proof.
pub async fn set_password(
    app: &App,
    person: &Person,
    password: String,
) -> Result<u64, Error<PasswordSetRefusal>> {
    use PasswordSetRefusal as R;
    let id = person.account_id().uuid();
    let told = told(app, id).await?;
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let password = Password::new(password, &told).map_err(|problem| match problem {
        PasswordProblem::Length => R::PasswordLength,
        PasswordProblem::Guessable => R::PasswordGuessable,
    })?;
    let hash = password.hash(app.chance().bytes()).await?;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        accounts::save_password(tx, id, hash.clone()).await?;
        let keep = person.session_id().map(platform::kernel::Id::uuid);
        Ok(sessions::end_others(tx, id, keep, EndCause::PasswordChanged).await?)
    })
}

/// What a guesser would know of a person.
async fn told(app: &App, account: uuid::Uuid) -> Result<Vec<String>, Failure> {
    let mut told = Vec::new();
    if let Some(account) = accounts::by_id(app.reader(), account).await? {
        told.extend([account.handle, account.display_name]);
    }
    let reader = Reader::Subject(account);
    for contact in reaching::addresses(app, account, reader, Purpose::Security).await? {
        told.push(contact.value().to_owned());
    }
    Ok(told)
}

/// Makes a secret for an authenticator app; it counts once a code of it was shown. Needs a fresh
/// proof.
pub async fn totp_start(app: &App, person: &Person) -> Result<NewTotp, Error<TotpStartRefusal>> {
    use TotpStartRefusal as R;
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let account = accounts::lock(tx, id).await?.ok_or(R::StepUpNeeded)?;
        if factors::totp(tx.conn(), id).await?.is_some_and(|totp| totp.confirmed) {
            return Err(R::TotpOn.into());
        }
        let authenticator = Authenticator::new(app.chance().bytes(), &account.handle)?;
        factors::save_totp(tx, id, &authenticator.base32()).await?;
        Ok(NewTotp { secret: authenticator.base32(), uri: authenticator.uri()? })
    })
}

/// Turns the authenticator app on with its first code; answers the recovery codes, shown once. The
/// session has then shown a second factor.
pub async fn totp_confirm(
    app: &App,
    person: &Person,
    code: &str,
) -> Result<Vec<String>, Error<TotpConfirmRefusal>> {
    use TotpConfirmRefusal as R;
    let id = person.account_id().uuid();
    committed(transaction!(app, |tx| {
        let totp = factors::lock_totp(tx, id).await?.filter(|totp| !totp.confirmed);
        let Some(totp) = totp else { return Ok(Err(R::TotpNotStarted)) };
        let authenticator = Authenticator::from_base32(&totp.secret(app)?, "account")?;
        let Some(step) = authenticator.accept(code, totp.last_step, tx.now()) else {
            return Ok(Err(R::CodeWrong));
        };
        factors::accept_step(tx, id, step, true).await?;
        if let Some(session) = person.session_id() {
            sessions::step_up(tx, session.uuid(), StepUpFactor::Totp).await?;
        }
        let codes = new_codes(app);
        factors::replace_recovery_codes(tx, id, &codes).await?;
        Ok(Ok(codes))
    }))
}

/// Turns the authenticator app off. Needs a fresh proof.
pub async fn totp_remove(app: &App, person: &Person) -> Result<bool, Error<TotpChangeRefusal>> {
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        change_allowed(tx, person).await?;
        factors::delete_totp(tx, id).await?;
        Ok(true)
    })
}

/// Gives new recovery codes; the older ones are void. Needs a fresh proof.
pub async fn replace_recovery_codes(
    app: &App,
    person: &Person,
) -> Result<Vec<String>, Error<TotpChangeRefusal>> {
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        change_allowed(tx, person).await?;
        let codes = new_codes(app);
        factors::replace_recovery_codes(tx, id, &codes).await?;
        Ok(codes)
    })
}

async fn change_allowed(
    tx: &platform::database::Tx,
    person: &Person,
) -> Result<(), Error<TotpChangeRefusal>> {
    use TotpChangeRefusal as R;
    if !person.stepped_up(tx).await? {
        return Err(R::StepUpNeeded.into());
    }
    let totp = factors::lock_totp(tx, person.account_id().uuid()).await?;
    if !totp.is_some_and(|totp| totp.confirmed) {
        return Err(R::TotpOff.into());
    }
    Ok(())
}

fn new_codes(app: &App) -> Vec<String> {
    (0..RECOVERY_CODES).map(|_| recovery_code(app.chance().bytes())).collect()
}
