//! Suspending, reinstating and closing accounts.

use platform::database::Tx;
use platform::kernel::Id;
use platform::kernel::Line;
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use crate::identity::account::{Account, AccountState, closed_handle};
use crate::identity::facts::{AccountClosed, AccountReinstated, AccountSuspended};
use crate::identity::session::EndCause;
use crate::identity::store::{accounts, contacts, factors, guardians, passkeys, roles, sessions};
use crate::identity::viewer::{Person, Risk, Staff};
use crate::privacy::{self, retention};

refusals! {
    /// Why the account was not closed, in order of precedence.
    pub enum AccountCloseRefusal: "AccountCloseErrorCode", AccountCloseUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// You answer for a child: end that first.
        GuardianOfChild at [] says "You answer for a child. End that first.",
        /// What there is of you is needed for a proceeding (RT-5).
        LegalHold at [] says "Your data is needed for a proceeding; it cannot be deleted now.",
    }
}

refusals! {
    /// Why the account was not suspended or reinstated, in order of precedence.
    pub enum AccountModerateRefusal: "AccountModerateErrorCode", AccountModerateUserError {
        /// Not 1–200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such account.
        UserNotFound at ["userId"] says "There is no such account.",
        /// Nobody decides about themselves.
        OwnAccount at ["userId"] says "This is your own account.",
        /// The account is not in a state from which this leads on.
        StateForbids at ["userId"] says "The account is not in a state for this.",
    }
}

/// Closes a person's own account for good: contacts, password, factors and sessions go, and the
/// profile is emptied (PD-4). Needs a fresh proof.
pub async fn close(app: &App, person: &Person) -> Result<Id<Account>, Error<AccountCloseRefusal>> {
    transaction!(app, |tx| { close_within(tx, person).await })
}

/// The same, as a part of another story.
///
/// # Errors
/// [`AccountCloseRefusal`], or ours.
pub async fn close_within(
    tx: &Tx,
    person: &Person,
) -> Result<Id<Account>, Error<AccountCloseRefusal>> {
    use AccountCloseRefusal as R;
    let id = person.account_id().uuid();
    if !person.stepped_up(tx).await? {
        return Err(R::StepUpNeeded.into());
    }
    let account = accounts::lock(tx, id).await?.ok_or(R::StepUpNeeded)?;
    if !guardians::children(tx.conn(), id).await?.is_empty() {
        return Err(R::GuardianOfChild.into());
    }
    if account.state == AccountState::Closed {
        return Ok(account.id);
    }
    let known = contacts::of_account(tx.conn(), id).await?;
    let theirs = known.iter().map(|known| known.id);
    if retention::is_held(tx.conn(), theirs.chain([id])).await? {
        return Err(R::LegalHold.into());
    }
    if !accounts::close(tx, id, account.state, &closed_handle(id), tx.now()).await? {
        return Err(Failure::broken("a locked account moved").into());
    }
    contacts::delete_all(tx, id).await?;
    factors::delete_totp(tx, id).await?;
    passkeys::delete_all(tx, id).await?;
    roles::revoke_all(tx, id).await?;
    sessions::end_others(tx, id, None, EndCause::AccountStopped).await?;
    let actor = Actor::person(ActorKind::User, id);
    record(tx, &account, AccountState::Closed, actor, "closed by its owner (PD-4)").await?;
    privacy::erase(tx, id, "ACCOUNT_CLOSED").await?;
    events::record(tx, &AccountClosed { account_id: id }).await?;
    Ok(account.id)
}

/// Stops an account: its person may still sign in to read and to appeal, and do nothing else.
pub async fn suspend(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Account>,
    reason: &str,
) -> Result<Account, Error<AccountModerateRefusal>> {
    moderate(app, staff, id, reason, AccountState::Suspended).await
}

/// Lets a suspended account go on.
pub async fn reinstate(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Account>,
    reason: &str,
) -> Result<Account, Error<AccountModerateRefusal>> {
    moderate(app, staff, id, reason, AccountState::Active).await
}

async fn moderate(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Account>,
    reason: &str,
    to: AccountState,
) -> Result<Account, Error<AccountModerateRefusal>> {
    use AccountModerateRefusal as R;
    let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let account = accounts::lock(tx, id.uuid()).await?.ok_or(R::UserNotFound)?;
        if id == person.account_id() {
            return Err(R::OwnAccount.into());
        }
        let allowed = account.state.may_become(to, ActorKind::Staff);
        if !allowed || !accounts::move_state(tx, id.uuid(), account.state, to).await? {
            return Err(R::StateForbids.into());
        }
        let actor = Actor::person(ActorKind::Staff, person.account_id().uuid());
        record(tx, &account, to, actor, reason.as_str()).await?;
        tell(tx, id.uuid(), to).await?;
        Ok(Account { state: to, ..account })
    })
}

async fn record(
    tx: &Tx,
    account: &Account,
    to: AccountState,
    actor: Actor,
    cause: &str,
) -> Result<(), Failure> {
    let step = Step {
        aggregate: account.id.uuid(),
        from: account.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await
}

async fn tell(tx: &Tx, account_id: Uuid, to: AccountState) -> Result<(), Failure> {
    match to {
        AccountState::Active => events::record(tx, &AccountReinstated { account_id }).await,
        AccountState::Suspended => events::record(tx, &AccountSuspended { account_id }).await,
        AccountState::Closed => events::record(tx, &AccountClosed { account_id }).await,
    }
}
