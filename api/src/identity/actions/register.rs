//! Registering. Whoever starts learns nothing about the address: a code is sent if it is free, and
//! a letter to its owner if it is taken, and both look and last the same from outside.

use platform::kernel::Id;
use platform::kernel::{Line, Prose};
use platform::{App, Error, Failure, events, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::codes::{self, Errand, OneTimeCode, SentChallenge, TooSoon};
use super::gate::Gate;
use super::sign_in::{Begun, FactorCheck, SignedIn, open_session};
use super::{ContactText, committed, device_name};
use crate::identity::account::{self, Account, AccountState, AgeBand};
use crate::identity::code::{CodeProblem, CodePurpose};
use crate::identity::facts::AccountRegistered;
use crate::identity::handle::{Handle, HandleProblem};
use crate::identity::password::{Password, PasswordProblem};
use crate::identity::session::SignInMethod;
use crate::identity::store::{self, accounts, contacts};
use crate::privacy::{self, SubjectKeys};

/// A display name: 1 to 50 characters on one line.
pub type DisplayName = Line<1, 50>;
/// A bio: up to 500 characters.
pub type Bio = Prose<0, 500>;

refusals! {
    /// Why no registration was begun, in order of precedence.
    pub enum RegisterStartRefusal: "AccountRegisterStartErrorCode", AccountRegisterStartUserError {
        /// Neither a possible e-mail address nor a possible phone number.
        ContactInvalid at ["contact"] says "Check the e-mail address or phone number.",
        /// Not a language tag such as `zh-CN`.
        LocaleInvalid at ["locale"] says "This is not a language we can read.",
        /// Too many requests from here, or codes to this address; `retryAt` says when to go on.
        TooManyRequests at [] says "Wait a little before you ask for another code.",
    }
}

refusals! {
    /// Why no account was made, in order of precedence.
    pub enum RegisterConfirmRefusal: "AccountRegisterConfirmErrorCode",
        AccountRegisterConfirmUserError {
        /// Not 3–30 letters, digits, `_` or `.`, beginning with a letter.
        HandleMalformed at ["handle"]
            says "A handle has 3 to 30 letters, digits, dots or underscores.",
        /// The handle is kept back for the platform.
        HandleReserved at ["handle"] says "This handle is kept back. Choose another.",
        /// Not 1–50 characters on one line.
        DisplayNameInvalid at ["displayName"] says "A name has 1 to 50 characters.",
        /// Not a language tag such as `zh-CN`.
        LocaleInvalid at ["locale"] says "This is not a language we can read.",
        /// Not 8–128 characters.
        PasswordLength at ["password"] says "A password has 8 to 128 characters.",
        /// Among the first that anybody would try.
        PasswordGuessable at ["password"] says "This password is too easy to guess.",
        /// Too many failures from here; `retryAt` says when to go on.
        TooManyAttempts at [] says "Too many attempts. Wait a little.",
        /// Too old, used, replaced by a newer one, or out of tries: start again.
        CodeDead at ["code"] says "This code is no longer good. Ask for a new one.",
        /// Not this code; one of five tries is gone.
        CodeWrong at ["code"] says "This is not the code we sent.",
        /// Somebody has this handle. The code is not used up.
        HandleTaken at ["handle"] says "This handle is taken. Choose another.",
    }
}

/// Begins a registration. The answer is the same whether or not the address has an account.
pub async fn start(
    app: &App,
    address: &str,
    contact: ContactText,
    locale: Option<String>,
) -> Result<SentChallenge, Error<RegisterStartRefusal>> {
    use RegisterStartRefusal as R;
    let contact = contact.parse().map_err(|_| R::ContactInvalid)?;
    let locale = locale.unwrap_or_else(|| "zh-CN".to_owned());
    let locale = account::locale(&locale).ok_or(R::LocaleInvalid)?;
    if let Some(at) = Gate::address(app, address).enter(app).await? {
        return Err(Error::until(R::TooManyRequests, at));
    }
    let lookup = codes::lookup(app, &contact)?;
    transaction!(app, |tx| {
        let owner = contacts::owner(tx.conn(), &lookup).await?;
        let errand = Errand {
            purpose: CodePurpose::Register,
            contact: &contact,
            lookup: &lookup,
            account_id: owner,
            decoy: owner.is_some(),
            locale: &locale,
        };
        let sent = codes::send(tx, errand).await?;
        sent.map_err(|TooSoon(at)| Error::until(R::TooManyRequests, at))
    })
}

/// What a new person says of themselves, with the code they were sent.
pub struct Registration {
    pub challenge: Id<OneTimeCode>,
    pub code: String,
    pub handle: String,
    pub display_name: String,
    pub age_band: AgeBand,
    pub locale: Option<String>,
    pub password: Option<String>,
    pub device_name: Option<String>,
}

/// Makes the account and signs its person in, if the code is right.
pub async fn confirm(
    app: &App,
    address: &str,
    new: Registration,
) -> Result<SignedIn, Error<RegisterConfirmRefusal>> {
    use RegisterConfirmRefusal as R;
    let described = Described::check(&new)?;
    let password = match new.password {
        Some(text) => Some(checked_password(text, described.handle.shown())?),
        None => None,
    };
    let gate = Gate::address(app, address);
    if let Some(at) = gate.enter(app).await? {
        return Err(Error::until(R::TooManyAttempts, at));
    }
    let hash = match password {
        Some(password) => Some(password.hash(app.chance().bytes()).await?),
        None => None,
    };
    let id = new.challenge.uuid();
    let device_name = device_name(new.device_name);
    let account_id: Id<Account> = app.new_id();
    let keys = keys_for(app, account_id, id, &new.code).await?;
    committed(transaction!(app, |tx| {
        let stored = store::codes::lock(tx, id).await?;
        let stored = stored.filter(|code| code.purpose == CodePurpose::Register);
        let Some(stored) = stored else { return Ok(Err(R::CodeDead)) };
        let right = stored.is_right(app, &new.code);
        let (state, answer) = stored.state.answer(tx.now(), right);
        store::codes::save(tx, id, state).await?;
        match answer {
            Err(CodeProblem::Dead) => return Ok(Err(R::CodeDead)),
            Err(CodeProblem::Wrong) => return Ok(Err(R::CodeWrong)),
            Ok(()) => {}
        }
        let keys = keys.as_ref().ok_or(R::CodeDead)?;
        let account = described.account(account_id, &stored.locale, tx.now());
        accounts::insert(tx, &account, &described.handle)
            .await
            .map_err(|failure| failure.or_refuse("uq_account__handle_folded", R::HandleTaken))?;
        contacts::insert(tx, keys, account.id.uuid(), &stored.contact(app)?, stored.lookup.clone())
            .await
            .map_err(|failure| failure.or_refuse("uq_contact__lookup", R::CodeDead))?;
        if let Some(hash) = &hash {
            accounts::save_password(tx, account.id.uuid(), hash.clone()).await?;
        }
        events::record(tx, &AccountRegistered { account_id: account.id.uuid() }).await?;
        gate.pass(tx).await?;
        let begun = Begun {
            method: SignInMethod::Code,
            device_name: device_name.clone(),
            factor: FactorCheck::NotNeeded,
        };
        Ok(Ok(open_session(tx, account, begun).await?))
    }))
}

/// The keys that a new person's address is sealed with; none while the code is not right, so that
/// guessing fills no key store.
async fn keys_for(
    app: &App,
    account: Id<Account>,
    challenge: Uuid,
    answer: &str,
) -> Result<Option<SubjectKeys>, Failure> {
    let Some(stored) = store::codes::by_id(app.reader(), challenge).await? else { return Ok(None) };
    let right = stored.purpose == CodePurpose::Register && stored.is_right(app, answer);
    if stored.state.answer(app.now(), right).1.is_err() {
        return Ok(None);
    }
    privacy::keys_of_newcomer(app, account.uuid(), "account").await.map(Some)
}

fn checked_password(text: String, handle: &str) -> Result<Password, RegisterConfirmRefusal> {
    Password::new(text, &[handle]).map_err(|problem| match problem {
        PasswordProblem::Length => RegisterConfirmRefusal::PasswordLength,
        PasswordProblem::Guessable => RegisterConfirmRefusal::PasswordGuessable,
    })
}

/// What was said of a new person, well-formed.
struct Described {
    handle: Handle,
    display_name: DisplayName,
    age_band: AgeBand,
    locale: Option<String>,
}

impl Described {
    fn check(new: &Registration) -> Result<Self, RegisterConfirmRefusal> {
        use RegisterConfirmRefusal as R;
        let handle = Handle::parse(&new.handle).map_err(|problem| match problem {
            HandleProblem::Malformed => R::HandleMalformed,
            HandleProblem::Reserved => R::HandleReserved,
        })?;
        let display_name =
            DisplayName::parse(&new.display_name).map_err(|_| R::DisplayNameInvalid)?;
        let locale = match &new.locale {
            Some(text) => Some(account::locale(text).ok_or(R::LocaleInvalid)?),
            None => None,
        };
        Ok(Self { handle, display_name, age_band: new.age_band, locale })
    }

    fn account(&self, id: Id<Account>, locale: &str, now: OffsetDateTime) -> Account {
        Account {
            id,
            handle: self.handle.shown().to_owned(),
            handle_changed_at: None,
            display_name: self.display_name.as_str().to_owned(),
            bio: String::new(),
            picture_id: None,
            locale: self.locale.clone().unwrap_or_else(|| locale.to_owned()),
            age_band: self.age_band,
            guardian_id: None,
            state: AccountState::Active,
            joined_at: now,
        }
    }
}
