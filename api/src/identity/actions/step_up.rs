//! Step-up: a fresh proof of identity that opens the risky acts of a session for five minutes. The
//! strongest proof an account has is the one that counts.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};

use super::codes::{self, Errand, OneTimeCode, SentChallenge, TooSoon};
use super::committed;
use super::gate::Gate;
use super::passkeys::{Ceremony, CeremonyAnswer};
use super::sign_in::{FactorCheck, SecondFactor, check_second_factor};
use crate::identity::code::CodePurpose;
use crate::identity::passkey::{Answer, CeremonyKind, Passkeys};
use crate::identity::password::Password;
use crate::identity::reaching;
use crate::identity::session::{Session, StepUpFactor};
use crate::identity::store::{self, accounts, factors, passkeys, sessions};
use crate::identity::viewer::Person;
use crate::privacy::{Purpose, Reader};

/// What a person shows to step up.
pub enum Proof {
    /// The password; counts only where there is no second factor.
    Password(String),
    /// A code sent for this by `sessionStepUpCodeRequest`; counts only where there is neither a
    /// second factor nor a password.
    Code { challenge: Id<OneTimeCode>, code: String },
    /// The authenticator app, or a recovery code.
    SecondFactor(SecondFactor),
    /// A passkey.
    Passkey(CeremonyAnswer),
}

refusals! {
    /// Why a session was not stepped up, in order of precedence.
    pub enum StepUpRefusal: "SessionStepUpErrorCode", SessionStepUpUserError {
        /// The caller is signed in elsewhere (a token of an outside issuer), not in a session here.
        SessionNeeded at [] says "Sign in here first.",
        /// Too many failures; `retryAt` says when to go on.
        TooManyAttempts at [] says "Too many attempts. Wait a little.",
        /// The account has a stronger proof: an authenticator app, a passkey, or (in place of a
        /// one-time code) a password.
        StrongerProofNeeded at [] says "Use your authenticator app, passkey or password.",
        /// The proof is wrong, too old, or was used.
        ProofWrong at [] says "This is wrong, too old, or was used already.",
    }
}

refusals! {
    /// Why no code for a step-up was sent, in order of precedence.
    pub enum StepUpCodeRefusal: "SessionStepUpCodeRequestErrorCode",
        SessionStepUpCodeRequestUserError {
        /// The caller is signed in elsewhere (a token of an outside issuer), not in a session here.
        SessionNeeded at [] says "Sign in here first.",
        /// The account has no address to send a code to.
        ContactNeeded at [] says "Add an e-mail address or a phone number first.",
        /// Too many codes to this address; `retryAt` says when to go on.
        TooManyRequests at [] says "Wait a little before you ask for another code.",
    }
}

refusals! {
    /// Why no step-up with a passkey was begun, in order of precedence.
    pub enum PasskeyStepUpRefusal: "SessionStepUpPasskeyStartErrorCode",
        SessionStepUpPasskeyStartUserError {
        /// The account has no passkey.
        PasskeyNeeded at [] says "You have no passkey yet.",
    }
}

/// Opens the risky acts of the session a person asks in, for five minutes.
pub async fn step_up(
    app: &App,
    keys: &Passkeys,
    person: &Person,
    proof: Proof,
) -> Result<Session, Error<StepUpRefusal>> {
    use StepUpRefusal as R;
    let session = person.session_id().ok_or(R::SessionNeeded)?.uuid();
    let account = person.account_id().uuid();
    let gate = Gate::account(app, person.address(), format!("step-up:{account}"));
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let password_right = match &proof {
        Proof::Password(text) => {
            let hash = accounts::password_hash(app.reader(), account).await?;
            Password::shown(text.clone()).verify(hash).await?
        }
        _ => false,
    };
    committed(transaction!(app, |tx| {
        let checked = match &proof {
            Proof::Password(_) => {
                weaker_than_any_factor(tx, account, (StepUpFactor::Password, password_right))
                    .await?
            }
            Proof::Code { challenge, code } => check_code(tx, account, *challenge, code).await?,
            Proof::SecondFactor(factor) => check_factor(tx, account, factor).await?,
            Proof::Passkey(answer) => check_passkey(tx, keys, account, answer).await?,
        };
        let factor = match checked {
            Checked::Right(factor) => factor,
            Checked::TooWeak => {
                gate.take_back(tx).await?;
                return Ok(Err(R::StrongerProofNeeded));
            }
            Checked::Wrong => return Ok(Err(R::ProofWrong)),
        };
        gate.pass(tx).await?;
        sessions::step_up(tx, session, factor).await?;
        let session = sessions::by_id(tx.conn(), session).await?.ok_or(R::SessionNeeded)?;
        Ok(Ok(session))
    }))
}

enum Checked {
    Right(StepUpFactor),
    TooWeak,
    Wrong,
}

async fn weaker_than_any_factor(
    tx: &Tx,
    account: uuid::Uuid,
    (factor, right): (StepUpFactor, bool),
) -> Result<Checked, Failure> {
    let totp = factors::totp(tx.conn(), account).await?.is_some_and(|totp| totp.confirmed);
    if totp || !passkeys::of_account(tx.conn(), account).await?.is_empty() {
        return Ok(Checked::TooWeak);
    }
    Ok(if right { Checked::Right(factor) } else { Checked::Wrong })
}

async fn check_code(
    tx: &Tx,
    account: uuid::Uuid,
    challenge: Id<OneTimeCode>,
    answer: &str,
) -> Result<Checked, Failure> {
    let stored = store::codes::lock(tx, challenge.uuid()).await?;
    let own = stored
        .filter(|code| code.purpose == CodePurpose::StepUp && code.account_id == Some(account));
    let Some(stored) = own else { return Ok(Checked::Wrong) };
    if accounts::password_hash(tx.conn(), account).await?.is_some() {
        return Ok(Checked::TooWeak);
    }
    let (state, outcome) = stored.state.answer(tx.now(), stored.is_right(tx.app(), answer));
    let checked =
        weaker_than_any_factor(tx, account, (StepUpFactor::Code, outcome.is_ok())).await?;
    if !matches!(checked, Checked::TooWeak) {
        store::codes::save(tx, stored.id, state).await?;
    }
    Ok(checked)
}

async fn check_factor(
    tx: &Tx,
    account: uuid::Uuid,
    factor: &SecondFactor,
) -> Result<Checked, Failure> {
    let Some(account) = accounts::by_id(tx.conn(), account).await? else {
        return Ok(Checked::Wrong);
    };
    Ok(match check_second_factor(tx, &account, Some(factor)).await? {
        FactorCheck::Shown => Checked::Right(StepUpFactor::Totp),
        FactorCheck::NotNeeded | FactorCheck::Missing | FactorCheck::Wrong => Checked::Wrong,
    })
}

async fn check_passkey(
    tx: &Tx,
    keys: &Passkeys,
    account: uuid::Uuid,
    answer: &CeremonyAnswer,
) -> Result<Checked, Failure> {
    let kind = CeremonyKind::StepUp;
    let state = passkeys::take_ceremony(tx, answer.ceremony.uuid(), kind, Some(account)).await?;
    let (Some(state), Some(shown)) = (state, Answer::parse(&answer.credential)) else {
        return Ok(Checked::Wrong);
    };
    let passkey = passkeys::lock_by_credential(tx, &shown.credential_id()).await?;
    let Some(passkey) = passkey.filter(|passkey| passkey.account_id.uuid() == account) else {
        return Ok(Checked::Wrong);
    };
    let Some(used) = keys.finish_step_up(&shown, state, &passkey)? else {
        return Ok(Checked::Wrong);
    };
    passkeys::save_use(tx, &used).await?;
    Ok(Checked::Right(StepUpFactor::Passkey))
}

/// Sends a code for a step-up to a person's oldest address.
pub async fn request_code(
    app: &App,
    person: &Person,
) -> Result<SentChallenge, Error<StepUpCodeRefusal>> {
    use StepUpCodeRefusal as R;
    person.session_id().ok_or(R::SessionNeeded)?;
    let account = person.account_id().uuid();
    let reader = Reader::Platform("delivery");
    let known = reaching::addresses(app, account, reader, Purpose::Delivery).await?;
    let contact = known.first().ok_or(R::ContactNeeded)?;
    let lookup = codes::lookup(app, contact)?;
    transaction!(app, |tx| {
        let locale = accounts::by_id(tx.conn(), account).await?.map(|account| account.locale);
        let errand = Errand {
            purpose: CodePurpose::StepUp,
            contact,
            lookup: &lookup,
            account_id: Some(account),
            decoy: false,
            locale: locale.as_deref().unwrap_or("zh-CN"),
        };
        let sent = codes::send(tx, errand).await?;
        sent.map_err(|TooSoon(at)| Error::until(R::TooManyRequests, at))
    })
}

/// Begins a step-up with one of a person's passkeys.
pub async fn passkey_start(
    app: &App,
    keys: &Passkeys,
    person: &Person,
) -> Result<Ceremony, Error<PasskeyStepUpRefusal>> {
    let account = person.account_id().uuid();
    let existing = passkeys::of_account(app.reader(), account).await?;
    if existing.is_empty() {
        return Err(PasskeyStepUpRefusal::PasskeyNeeded.into());
    }
    let challenge = keys.begin_step_up(&existing)?;
    transaction!(app, |tx| {
        Ok(Ceremony::begin(tx, CeremonyKind::StepUp, Some(account), &challenge).await?)
    })
}
