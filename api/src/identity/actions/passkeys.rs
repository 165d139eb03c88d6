//! Passkeys: made by a signed-in person, used to sign in without naming anybody, removed.

use platform::database::Tx;
use platform::kernel::Line;
use platform::kernel::{Id, Noun};
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::gate::Gate;
use super::sign_in::{Begun, FactorCheck, SignedIn, open_session};
use super::{committed, device_name};
use crate::identity::passkey::{Answer, CeremonyKind, Challenge, MOST, Passkey, Passkeys};
use crate::identity::session::SignInMethod;
use crate::identity::session::StepUpFactor;
use crate::identity::store::passkeys::CEREMONY_LIFE;
use crate::identity::store::{accounts, passkeys, sessions};
use crate::identity::viewer::Person;

/// A passkey ceremony that the client is to finish within five minutes.
pub struct Ceremony {
    pub id: Id<Ceremony>,
    /// JSON for `navigator.credentials`.
    pub options: String,
    pub expires_at: OffsetDateTime,
}

impl Noun for Ceremony {
    const PREFIX: &'static str = "ceremony";
}

impl Ceremony {
    pub(super) async fn begin(
        tx: &Tx,
        kind: CeremonyKind,
        account: Option<Uuid>,
        challenge: &Challenge,
    ) -> Result<Self, Failure> {
        let state = challenge.state.clone();
        let id = passkeys::begin_ceremony(tx, kind, account, state).await?;
        let options = challenge.options.clone();
        Ok(Self { id: Id::from_uuid(id), options, expires_at: tx.now() + CEREMONY_LIFE })
    }
}

/// What the client's device answered.
#[derive(Clone)]
pub struct CeremonyAnswer {
    pub ceremony: Id<Ceremony>,
    /// The JSON of the `PublicKeyCredential`.
    pub credential: String,
}

refusals! {
    /// Why no passkey was begun, in order of precedence.
    pub enum PasskeyStartRefusal: "PasskeyRegisterStartErrorCode", PasskeyRegisterStartUserError {
        /// Step up first: a passkey opens the whole account.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There are ten already.
        TooManyPasskeys at [] says "You have ten passkeys. Remove one first.",
    }
}

refusals! {
    /// Why no passkey was added, in order of precedence.
    pub enum PasskeyConfirmRefusal: "PasskeyRegisterConfirmErrorCode",
        PasskeyRegisterConfirmUserError {
        /// Not 1–50 characters on one line.
        NameInvalid at ["name"] says "A name has 1 to 50 characters.",
        /// The ceremony is over: too old, finished, or not yours.
        CeremonyOver at ["ceremonyId"] says "This took too long. Start again.",
        /// The device's answer does not fit the challenge.
        CredentialInvalid at ["credential"] says "Your device's answer could not be checked.",
        /// This key belongs to an account already.
        PasskeyTaken at ["credential"] says "This passkey is in use already.",
    }
}

refusals! {
    /// Why a passkey was not removed, in order of precedence.
    pub enum PasskeyRemoveRefusal: "PasskeyRemoveErrorCode", PasskeyRemoveUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such passkey of yours.
        PasskeyNotFound at ["passkeyId"] says "There is no such passkey of yours.",
    }
}

refusals! {
    /// Why nobody was signed in with a passkey, in order of precedence.
    pub enum PasskeySignInRefusal: "SessionCreateWithPasskeyErrorCode",
        SessionCreateWithPasskeyUserError {
        /// Too many failures from here; `retryAt` says when to go on.
        TooManyAttempts at [] says "Too many attempts. Wait a little.",
        /// The ceremony is over: too old, or finished.
        CeremonyOver at ["ceremonyId"] says "This took too long. Start again.",
        /// The answer does not fit the challenge, or the passkey is not known here, or its counter
        /// shows that it was copied.
        CredentialInvalid at ["credential"] says "This passkey could not be checked.",
    }
}

/// Begins to make a passkey. Needs a fresh proof.
pub async fn register_start(
    app: &App,
    keys: &Passkeys,
    person: &Person,
) -> Result<Ceremony, Error<PasskeyStartRefusal>> {
    use PasskeyStartRefusal as R;
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let existing = passkeys::of_account(tx.conn(), id).await?;
        if existing.len() >= MOST {
            return Err(R::TooManyPasskeys.into());
        }
        let account = accounts::by_id(tx.conn(), id).await?.ok_or(R::StepUpNeeded)?;
        let challenge = keys.begin_registration(&account, &existing)?;
        Ok(Ceremony::begin(tx, CeremonyKind::Register, Some(id), &challenge).await?)
    })
}

/// Adds the passkey that the person's device has made; the session has then shown a second factor.
pub async fn register_confirm(
    app: &App,
    keys: &Passkeys,
    person: &Person,
    answer: CeremonyAnswer,
    name: &str,
) -> Result<Passkey, Error<PasskeyConfirmRefusal>> {
    use PasskeyConfirmRefusal as R;
    let name = Line::<1, 50>::parse(name).map_err(|_| R::NameInvalid)?;
    let account = person.account_id().uuid();
    committed(transaction!(app, |tx| {
        let (id, kind) = (answer.ceremony.uuid(), CeremonyKind::Register);
        let state = passkeys::take_ceremony(tx, id, kind, Some(account)).await?;
        let Some(state) = state else { return Ok(Err(R::CeremonyOver)) };
        let Some(made) = keys.finish_registration(&answer.credential, state)? else {
            return Ok(Err(R::CredentialInvalid));
        };
        let passkey = Passkey {
            id: app.new_id(),
            account_id: person.account_id(),
            name: name.as_str().to_owned(),
            credential: made.credential,
            counter: made.counter,
            created_at: tx.now(),
            used_at: None,
        };
        passkeys::insert(tx, &passkey, &made.credential_id)
            .await
            .map_err(|failure| failure.or_refuse("uq_passkey__credential_id", R::PasskeyTaken))?;
        if let Some(session) = person.session_id() {
            sessions::step_up(tx, session.uuid(), StepUpFactor::Passkey).await?;
        }
        Ok(Ok(passkey))
    }))
}

/// Removes one of a person's passkeys. Needs a fresh proof.
pub async fn remove(
    app: &App,
    person: &Person,
    id: Id<Passkey>,
) -> Result<Id<Passkey>, Error<PasskeyRemoveRefusal>> {
    use PasskeyRemoveRefusal as R;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        if !passkeys::delete(tx, person.account_id().uuid(), id.uuid()).await? {
            return Err(R::PasskeyNotFound.into());
        }
        Ok(id)
    })
}

/// Begins a sign-in that names nobody: the device finds the key.
pub async fn sign_in_start(app: &App, keys: &Passkeys) -> Result<Ceremony, Failure> {
    let challenge = keys.begin_sign_in()?;
    transaction!(app, |tx| { Ceremony::begin(tx, CeremonyKind::SignIn, None, &challenge).await })
}

/// Signs in whoever the passkey belongs to. A passkey is two factors in one.
pub async fn sign_in(
    app: &App,
    keys: &Passkeys,
    address: &str,
    answer: CeremonyAnswer,
    device: Option<String>,
) -> Result<SignedIn, Error<PasskeySignInRefusal>> {
    use PasskeySignInRefusal as R;
    let gate = Gate::address(app, address);
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let device_name = device_name(device);
    committed(transaction!(app, |tx| {
        let (id, kind) = (answer.ceremony.uuid(), CeremonyKind::SignIn);
        let state = passkeys::take_ceremony(tx, id, kind, None).await?;
        let Some(state) = state else { return Ok(Err(R::CeremonyOver)) };
        let Some(shown) = Answer::parse(&answer.credential) else {
            return Ok(Err(R::CredentialInvalid));
        };
        let passkey = passkeys::lock_by_credential(tx, &shown.credential_id()).await?;
        let Some(passkey) = passkey else { return Ok(Err(R::CredentialInvalid)) };
        let Some(used) = keys.finish_sign_in(&shown, state, &passkey)? else {
            return Ok(Err(R::CredentialInvalid));
        };
        passkeys::save_use(tx, &used).await?;
        let account = accounts::by_id(tx.conn(), passkey.account_id.uuid()).await?;
        let account = account.ok_or(R::CredentialInvalid)?;
        gate.pass(tx).await?;
        let begun = Begun {
            method: SignInMethod::Passkey,
            device_name: device_name.clone(),
            factor: FactorCheck::Shown,
        };
        Ok(Ok(open_session(tx, account, begun).await?))
    }))
}
