//! What a person says of themselves: handle, name, bio, picture, language.

use platform::database::Tx;
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use super::register::{Bio, DisplayName};
use crate::identity::account::{self, Account};
use crate::identity::facts::ProfileChanged;
use crate::identity::handle::{Handle, HandleProblem};
use crate::identity::store::accounts;
use crate::identity::viewer::Person;

refusals! {
    /// Why the profile was not changed, in order of precedence.
    pub enum ProfileUpdateRefusal: "ProfileUpdateErrorCode", ProfileUpdateUserError {
        /// Not 3–30 letters, digits, `_` or `.`, beginning with a letter.
        HandleMalformed at ["handle"]
            says "A handle has 3 to 30 letters, digits, dots or underscores.",
        /// The handle is kept back for the platform.
        HandleReserved at ["handle"] says "This handle is kept back. Choose another.",
        /// Not 1–50 characters on one line.
        DisplayNameInvalid at ["displayName"] says "A name has 1 to 50 characters.",
        /// More than 500 characters, or control characters among them.
        BioInvalid at ["bio"] says "A bio has up to 500 characters.",
        /// Not a language tag such as `zh-CN`.
        LocaleInvalid at ["locale"] says "This is not a language we can read.",
        /// The account is suspended or closed.
        AccountNotActive at [] says "Your account is suspended.",
        /// A handle changes at most every 30 days; `retryAt` says when.
        HandleTooSoon at ["handle"] says "A handle can change once in 30 days.",
        /// Somebody has this handle.
        HandleTaken at ["handle"] says "This handle is taken. Choose another.",
    }
}

/// What to change; what is `None` stays.
#[derive(Default)]
pub struct ProfileChange {
    pub handle: Option<String>,
    pub display_name: Option<String>,
    pub bio: Option<String>,
    pub locale: Option<String>,
}

/// Changes a person's profile.
pub async fn update(
    app: &App,
    person: &Person,
    change: ProfileChange,
) -> Result<Account, Error<ProfileUpdateRefusal>> {
    use ProfileUpdateRefusal as R;
    let change = Checked::of(&change)?;
    transaction!(app, |tx| {
        let before = accounts::lock(tx, person.account_id().uuid()).await?;
        let before = before
            .filter(|account| account.may_act() != Err(account::Restraint::NotActive))
            .ok_or(R::AccountNotActive)?;
        let mut after = before.clone();
        change.apply_to(&mut after);
        let handle = match &change.handle {
            Some(handle) if handle.shown() != before.handle => {
                if let Some(at) = before.handle_free_at(tx.now()) {
                    return Err(Error::until(R::HandleTooSoon, at));
                }
                after.handle_changed_at = Some(tx.now());
                handle.shown().to_owned()
            }
            _ => before.handle.clone(),
        };
        after.handle.clone_from(&handle);
        if after == before {
            return Ok(before);
        }
        accounts::save_profile(tx, &after)
            .await
            .map_err(|failure| failure.or_refuse("uq_account__handle_folded", R::HandleTaken))?;
        events::record(tx, &ProfileChanged { account_id: after.id.uuid() }).await?;
        Ok(after)
    })
}

/// Shows another picture of a person, or none; for the slice that keeps pictures, which has checked
/// that it is theirs. Nothing if the account is not active.
pub async fn set_picture(
    tx: &Tx,
    person: &Person,
    picture: Option<Uuid>,
) -> Result<Option<Account>, Failure> {
    let account = accounts::lock(tx, person.account_id().uuid()).await?;
    let active = |account: &Account| account.state == account::AccountState::Active;
    let Some(account) = account.filter(active) else { return Ok(None) };
    let account = Account { picture_id: picture, ..account };
    accounts::save_profile(tx, &account).await?;
    events::record(tx, &ProfileChanged { account_id: account.id.uuid() }).await?;
    Ok(Some(account))
}

/// A change, well-formed.
struct Checked {
    handle: Option<Handle>,
    display_name: Option<DisplayName>,
    bio: Option<Bio>,
    locale: Option<String>,
}

impl Checked {
    fn of(change: &ProfileChange) -> Result<Self, ProfileUpdateRefusal> {
        use ProfileUpdateRefusal as R;
        let handle = change.handle.as_deref().map(Handle::parse).transpose();
        let name = change.display_name.as_deref().map(DisplayName::parse).transpose();
        let bio = change.bio.as_deref().map(Bio::parse).transpose();
        let locale =
            change.locale.as_deref().map(|text| account::locale(text).ok_or(R::LocaleInvalid));
        Ok(Self {
            handle: handle.map_err(|problem| match problem {
                HandleProblem::Malformed => R::HandleMalformed,
                HandleProblem::Reserved => R::HandleReserved,
            })?,
            display_name: name.map_err(|_| R::DisplayNameInvalid)?,
            bio: bio.map_err(|_| R::BioInvalid)?,
            locale: locale.transpose()?,
        })
    }

    fn apply_to(&self, account: &mut Account) {
        if let Some(name) = &self.display_name {
            name.as_str().clone_into(&mut account.display_name);
        }
        if let Some(bio) = &self.bio {
            bio.as_str().clone_into(&mut account.bio);
        }
        if let Some(locale) = &self.locale {
            account.locale.clone_from(locale);
        }
    }
}
