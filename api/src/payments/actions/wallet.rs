//! A balance is topped up, and its password set.

use platform::idempotency::{Request, kept};
use platform::kernel::{Currency, Id, Money};
use platform::{App, Error, refusals, transaction};
use time::Duration;

use super::opening::open_top_up;
use crate::identity::password::Password;
use crate::identity::viewer::Risk;
use crate::identity::{self, Person, Staff};
use crate::payments::balance::{AccountClass, PaymentAccount};
use crate::payments::intent::{Ask, Intent};
use crate::payments::password::is_sound;
use crate::payments::store::{accounts, intents};

/// The most that one top-up may be: 200,000.00.
pub const MOST: i64 = 20_000_000;
/// How long a top-up waits to be paid.
const WAITS: Duration = Duration::minutes(30);

refusals! {
    /// Why no top-up was begun, in order of precedence.
    pub enum WalletTopUpRefusal: "WalletTopUpErrorCode", WalletTopUpUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// Not 0.01 to 200,000.00.
        AmountInvalid at ["amountMinor"] says "A top-up is 0.01 to 200,000.00.",
    }
}

refusals! {
    /// Why no payment password was set, in order of precedence.
    pub enum PaymentPasswordSetRefusal: "PaymentPasswordSetErrorCode",
        PaymentPasswordSetUserError {
        /// Not 6 to 64 characters, all the same, a run such as 345678, or what everybody tries
        /// first.
        PasswordWeak at ["password"] says "Choose at least six characters that are hard to guess.",
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
    }
}

refusals! {
    /// Why the class of a payment account was not set, in order of precedence.
    pub enum PaymentClassSetRefusal: "PaymentAccountClassSetErrorCode",
        PaymentAccountClassSetUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such person.
        UserNotFound at ["userId"] says "There is no such person.",
        /// Nobody says this of themselves.
        OwnAccount at ["userId"] says "Somebody else has to do that.",
    }
}

/// Begins a top-up: a payment that is then confirmed like any other.
///
/// # Errors
/// [`WalletTopUpRefusal`], or ours.
pub async fn top_up(
    app: &App,
    person: &Person,
    key: &str,
    amount_minor: i64,
) -> Result<Intent, Error<WalletTopUpRefusal>> {
    use WalletTopUpRefusal as R;
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "walletTopUp", key, &amount_minor)
        .ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, R::IdempotencyConflict).await? {
            return kept(intents::by_id(tx.conn(), Id::from_uuid(id)).await?);
        }
        if !(1..=MOST).contains(&amount_minor) {
            return Err(R::AmountInvalid.into());
        }
        let ask = Ask {
            payer: person.account_id(),
            subject: app.new_uuid(),
            parts: Vec::new(),
            expires_at: tx.now() + WAITS,
        };
        let intent = open_top_up(tx, &ask, Money::new(amount_minor, Currency::Cny)).await?;
        request.keep(tx, &intent.id.uuid()).await?;
        Ok(intent)
    })
}

/// Sets the payment password, in place of the one before.
///
/// # Errors
/// [`PaymentPasswordSetRefusal`], or ours.
pub async fn set_password(
    app: &App,
    person: &Person,
    password: String,
) -> Result<PaymentAccount, Error<PaymentPasswordSetRefusal>> {
    use PaymentPasswordSetRefusal as R;
    if !is_sound(&password) {
        return Err(R::PasswordWeak.into());
    }
    let hash = Password::shown(password).hash(app.chance().bytes()).await?;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        accounts::lock(tx, person.account_id()).await?;
        accounts::set_password(tx, person.account_id(), &hash).await?;
        Ok(accounts::lock(tx, person.account_id()).await?)
    })
}

/// Says how well the holder of a balance is known.
///
/// # Errors
/// [`PaymentClassSetRefusal`], or ours.
pub async fn set_class(
    app: &App,
    staff: &Staff<Risk>,
    user: Id<identity::Account>,
    class: AccountClass,
) -> Result<PaymentAccount, Error<PaymentClassSetRefusal>> {
    use PaymentClassSetRefusal as R;
    transaction!(app, |tx| {
        if !staff.person().stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        if !identity::exists(tx.conn(), user).await? {
            return Err(R::UserNotFound.into());
        }
        if user == staff.person().account_id() {
            return Err(R::OwnAccount.into());
        }
        let account = PaymentAccount { class, ..accounts::lock(tx, user).await? };
        accounts::save(tx, &account).await?;
        Ok(account)
    })
}
