//! Signing in with a password or a one-time code, and a second factor where there is one.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::codes::{self, Errand, OneTimeCode, SentChallenge, TooSoon};
use super::gate::Gate;
use super::{ContactText, committed, device_name};
use crate::identity::account::Account;
use crate::identity::code::{CodeProblem, CodePurpose};
use crate::identity::password::Password;
use crate::identity::session::{Session, SignInMethod};
use crate::identity::store::sessions::{self, NewSession};
use crate::identity::store::{self, accounts, contacts, factors, passkeys};
use crate::identity::token::{AccessTokens, Bearer};
use crate::identity::totp::{Authenticator, recovery_code_typed};

/// Somebody who has just proved who they are.
pub struct SignedIn {
    pub account: Account,
    pub session: Session,
    pub tokens: Tokens,
}

/// What a client keeps of a sign-in. No `Debug`: they must not reach a log.
pub struct Tokens {
    pub access_token: String,
    pub access_expires_at: OffsetDateTime,
    pub refresh_token: String,
    pub refresh_expires_at: OffsetDateTime,
}

/// What a person shows besides a password or a code.
pub enum SecondFactor {
    /// Six digits of an authenticator app.
    Totp(String),
    /// One of the codes kept for when the app is lost.
    Recovery(String),
}

refusals! {
    /// Why nobody was signed in with a password, in order of precedence.
    pub enum PasswordSignInRefusal: "SessionCreateWithPasswordErrorCode",
        SessionCreateWithPasswordUserError {
        /// Neither a possible e-mail address nor a possible phone number.
        ContactInvalid at ["contact"] says "Check the e-mail address or phone number.",
        /// Too many failures for this account or from this address; `retryAt` says when to go on.
        /// A one-time code or a passkey still leads in.
        TooManyAttempts at [] says "Too many attempts. Wait a little, or sign in with a code.",
        /// No such account, no password, or another one; which of them is not said.
        CredentialsWrong at ["password"] says "The address or the password is wrong.",
        /// The account has an authenticator app: send its code in `secondFactor`.
        SecondFactorNeeded at ["secondFactor"] says "Enter the code of your authenticator app.",
        /// The code of the app is wrong or was used, or the recovery code is.
        SecondFactorWrong at ["secondFactor"] says "This code is wrong or was used already.",
    }
}

refusals! {
    /// Why no code was sent, in order of precedence.
    pub enum CodeRequestRefusal: "SessionCodeRequestErrorCode", SessionCodeRequestUserError {
        /// Neither a possible e-mail address nor a possible phone number.
        ContactInvalid at ["contact"] says "Check the e-mail address or phone number.",
        /// Too many requests from here, or codes to this address; `retryAt` says when to go on.
        TooManyRequests at [] says "Wait a little before you ask for another code.",
    }
}

refusals! {
    /// Why nobody was signed in with a one-time code, in order of precedence.
    pub enum CodeSignInRefusal: "SessionCreateWithCodeErrorCode", SessionCreateWithCodeUserError {
        /// Too many failures from here; `retryAt` says when to go on.
        TooManyAttempts at [] says "Too many attempts. Wait a little.",
        /// Too old, used, replaced by a newer one, or out of tries: ask for another.
        CodeDead at ["code"] says "This code is no longer good. Ask for a new one.",
        /// Not this code; one of five tries is gone.
        CodeWrong at ["code"] says "This is not the code we sent.",
        /// The account has an authenticator app: send its code in `secondFactor`. The one-time code
        /// is not used up.
        SecondFactorNeeded at ["secondFactor"] says "Enter the code of your authenticator app.",
        /// The code of the app is wrong or was used, or the recovery code is.
        SecondFactorWrong at ["secondFactor"] says "This code is wrong or was used already.",
    }
}

/// What somebody shows to sign in with a password.
pub struct PasswordProof {
    pub contact: ContactText,
    pub password: String,
    pub second_factor: Option<SecondFactor>,
    pub device_name: Option<String>,
}

/// Signs a person in with a password. Refused alike, and after the same work, for an unknown
/// address and for a wrong password.
pub async fn with_password(
    app: &App,
    address: &str,
    proof: PasswordProof,
) -> Result<SignedIn, Error<PasswordSignInRefusal>> {
    use PasswordSignInRefusal as R;
    let contact = proof.contact.parse().map_err(|_| R::ContactInvalid)?;
    let lookup = codes::lookup(app, &contact)?;
    // Counted by address, known or not: a count by account would tell which two belong together.
    let gate = Gate::account(app, address, format!("password:{lookup}"));
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let owner = contacts::owner(app.reader(), &lookup).await?;
    // The same question is asked for an unknown address, and answered with nothing.
    let hash = accounts::password_hash(app.reader(), owner.unwrap_or_default()).await?;
    let right = Password::shown(proof.password).verify(hash).await?;
    let Some(owner) = owner.filter(|_| right) else { return Err(R::CredentialsWrong.into()) };
    let device_name = device_name(proof.device_name);
    committed(transaction!(app, |tx| {
        let account = accounts::lock(tx, owner).await?.ok_or(R::CredentialsWrong)?;
        let factor = check_second_factor(tx, &account, proof.second_factor.as_ref()).await?;
        match factor {
            FactorCheck::Missing => {
                gate.take_back(tx).await?;
                return Ok(Err(R::SecondFactorNeeded));
            }
            FactorCheck::Wrong => return Ok(Err(R::SecondFactorWrong)),
            FactorCheck::NotNeeded | FactorCheck::Shown => {}
        }
        gate.pass(tx).await?;
        let begun =
            Begun { method: SignInMethod::Password, device_name: device_name.clone(), factor };
        Ok(Ok(open_session(tx, account, begun).await?))
    }))
}

/// Sends a code to an address, if it is somebody's; answers the same if it is nobody's.
pub async fn request_code(
    app: &App,
    address: &str,
    contact: ContactText,
) -> Result<SentChallenge, Error<CodeRequestRefusal>> {
    use CodeRequestRefusal as R;
    let contact = contact.parse().map_err(|_| R::ContactInvalid)?;
    if let Some(at) = Gate::address(app, address).enter(app).await? {
        return Err(Error::until(R::TooManyRequests, at));
    }
    let lookup = codes::lookup(app, &contact)?;
    transaction!(app, |tx| {
        let owner = contacts::owner(tx.conn(), &lookup).await?;
        let account = accounts::by_id(tx.conn(), owner.unwrap_or_default()).await?;
        let errand = Errand {
            purpose: CodePurpose::SignIn,
            contact: &contact,
            lookup: &lookup,
            account_id: owner,
            decoy: owner.is_none(),
            locale: account.as_ref().map_or("zh-CN", |account| &account.locale),
        };
        let sent = codes::send(tx, errand).await?;
        sent.map_err(|TooSoon(at)| Error::until(R::TooManyRequests, at))
    })
}

/// What somebody shows to sign in with a one-time code.
pub struct CodeProof {
    pub challenge: Id<OneTimeCode>,
    pub code: String,
    pub second_factor: Option<SecondFactor>,
    pub device_name: Option<String>,
}

/// Signs a person in with a code that was sent to them (PY-5).
pub async fn with_code(
    app: &App,
    address: &str,
    proof: CodeProof,
) -> Result<SignedIn, Error<CodeSignInRefusal>> {
    use CodeSignInRefusal as R;
    let id = proof.challenge.uuid();
    let sent_to = store::codes::by_id(app.reader(), id).await?.map(|code| code.lookup);
    // Not the password's count: who guesses passwords cannot shut this door.
    let sent_to = sent_to.unwrap_or_else(|| id.to_string());
    let gate = Gate::account(app, address, format!("code:{sent_to}"));
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let device_name = device_name(proof.device_name);
    committed(transaction!(app, |tx| {
        let stored = store::codes::lock(tx, id).await?;
        let stored = stored.filter(|code| code.purpose == CodePurpose::SignIn);
        let Some(stored) = stored else { return Ok(Err(R::CodeDead)) };
        let right = stored.is_right(app, &proof.code);
        let (state, answer) = stored.state.answer(tx.now(), right);
        match answer {
            Err(CodeProblem::Dead) => return Ok(Err(R::CodeDead)),
            Err(CodeProblem::Wrong) => {
                store::codes::save(tx, id, state).await?;
                return Ok(Err(R::CodeWrong));
            }
            Ok(()) => {}
        }
        let owner = stored.account_id.unwrap_or_default();
        let account = accounts::lock(tx, owner).await?.ok_or(R::CodeDead)?;
        let factor = check_second_factor(tx, &account, proof.second_factor.as_ref()).await?;
        match factor {
            FactorCheck::Missing => {
                gate.take_back(tx).await?;
                return Ok(Err(R::SecondFactorNeeded));
            }
            FactorCheck::Wrong => return Ok(Err(R::SecondFactorWrong)),
            FactorCheck::NotNeeded | FactorCheck::Shown => {}
        }
        store::codes::save(tx, id, state).await?;
        gate.pass(tx).await?;
        let begun = Begun { method: SignInMethod::Code, device_name: device_name.clone(), factor };
        Ok(Ok(open_session(tx, account, begun).await?))
    }))
}

/// What came of the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FactorCheck {
    /// The account has no authenticator app.
    NotNeeded,
    /// It was shown, and is used up.
    Shown,
    /// It is needed and was not shown.
    Missing,
    /// It was shown and is wrong.
    Wrong,
}

/// Checks a second factor against the authenticator app of an account, and uses it up.
pub(super) async fn check_second_factor(
    tx: &Tx,
    account: &Account,
    shown: Option<&SecondFactor>,
) -> Result<FactorCheck, Failure> {
    let id = account.id.uuid();
    let Some(totp) = factors::lock_totp(tx, id).await?.filter(|totp| totp.confirmed) else {
        return Ok(FactorCheck::NotNeeded);
    };
    let accepted = match shown {
        None => return Ok(FactorCheck::Missing),
        Some(SecondFactor::Totp(code)) => {
            let secret = totp.secret(tx.app())?;
            let authenticator = Authenticator::from_base32(&secret, &account.handle)?;
            match authenticator.accept(code, totp.last_step, tx.now()) {
                Some(step) => {
                    factors::accept_step(tx, id, step, false).await?;
                    true
                }
                None => false,
            }
        }
        Some(SecondFactor::Recovery(code)) => match recovery_code_typed(code) {
            Some(code) => factors::use_recovery_code(tx, id, &code).await?,
            None => false,
        },
    };
    Ok(if accepted { FactorCheck::Shown } else { FactorCheck::Wrong })
}

/// How a session begins.
pub(super) struct Begun {
    pub method: SignInMethod,
    pub device_name: String,
    pub factor: FactorCheck,
}

/// Opens a session with its first tokens. Signing in counts as a fresh proof, unless the account
/// has a second factor that was not part of it.
pub(super) async fn open_session(
    tx: &Tx,
    account: Account,
    begun: Begun,
) -> Result<SignedIn, Failure> {
    let second_factor = begun.factor == FactorCheck::Shown;
    let id = account.id.uuid();
    let sufficient = second_factor || passkeys::of_account(tx.conn(), id).await?.is_empty();
    let new = NewSession {
        account_id: id,
        method: begun.method,
        device_name: begun.device_name,
        stepped_up: sufficient,
        second_factor,
    };
    let session = sessions::insert(tx, new).await?;
    let tokens = issue_tokens(tx, &session, None).await?;
    Ok(SignedIn { account, session, tokens })
}

/// The next tokens of a session.
pub(super) async fn issue_tokens(
    tx: &Tx,
    session: &Session,
    parent: Option<Uuid>,
) -> Result<Tokens, Failure> {
    use base64::Engine as _;
    let app = tx.app();
    let random =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>());
    // The prefix lets scanners of leaked secrets know what they have found.
    let refresh_token = format!("fsr_{random}");
    sessions::add_token(tx, session.id.uuid(), parent, &refresh_token).await?;
    let bearer = Bearer::Person { account: session.account_id, session: session.id };
    let (access_token, access_expires_at) = AccessTokens::new(app).issue(&bearer, tx.now())?;
    let refresh_expires_at = session.life.expires_at;
    Ok(Tokens { access_token, access_expires_at, refresh_token, refresh_expires_at })
}
