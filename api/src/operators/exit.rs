//! An operator leaves: it says so thirty days before, and is gone when they are over and nothing is
//! open any more (OP-9).

use platform::database::Tx;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::{Actor, ActorKind, States};
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use super::facts::{Notice, OperatorNotified};
use super::member::{MemberRole, entitled};
use super::standing::{OperatorState, exit_after, kept_until};
use super::{Operator, jobs, store, store_matters, transfer, verification};
use crate::identity::Person;

refusals! {
    /// Why an exit was not announced, in order of precedence.
    pub enum ExitRefusal: "OperatorExitAnnounceErrorCode", OperatorExitAnnounceUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners close a shop.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It was never active, is stopped, or leaves already.
        StateForbids at ["operatorId"] says "This shop cannot announce that it leaves.",
        /// It is being handed over.
        TransferOpen at ["operatorId"] says "This shop is being handed over.",
    }
}

/// Announces that an operator leaves: nothing new is listed, and in thirty days it is gone, or as
/// soon after as nothing is open.
///
/// # Errors
/// [`ExitRefusal`], or ours.
pub async fn announce(
    app: &App,
    person: &Person,
    id: Id<Operator>,
) -> Result<Operator, Error<ExitRefusal>> {
    use ExitRefusal as R;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        let member = entitled(tx, person, id, MemberRole::Owner).await?;
        let member = member
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        if !operator.state.may_become(OperatorState::Exiting, ActorKind::Operator) {
            return Err(R::StateForbids.into());
        }
        if transfer::open(tx, id).await?.is_some() {
            return Err(R::TransferOpen.into());
        }
        let at = exit_after(tx.now()).map_err(|e| Failure::because("an exit's notice", e))?;
        store::put_exit(tx, id, Some(at), None).await?;
        store::go(tx, &operator, OperatorState::Exiting, (member.actor(), "announced")).await?;
        verification::cancel_timers(tx, id).await?;
        timers::set(tx, jobs::EXIT, id.uuid(), at).await?;
        Ok(Operator { state: OperatorState::Exiting, exit_at: Some(at), ..operator })
    })
}

/// The thirty days are over: the operator is gone, unless something is open; then it is gone with
/// the last of it.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn finish(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let id = Id::from_uuid(firing.aggregate);
        let Some(operator) = store::lock(tx, id).await? else { return Ok(()) };
        let over = operator.exit_at.is_some_and(|at| at <= tx.now());
        if operator.state != OperatorState::Exiting || !over {
            return Ok(());
        }
        if store_matters::are_open(tx, id).await? {
            return Ok(());
        }
        store::put_exit(tx, id, None, Some(tx.now())).await?;
        store::go(tx, &operator, OperatorState::Exited, (Actor::SYSTEM, "OP-9: notice over"))
            .await?;
        let until = kept_until(tx.now()).map_err(|e| Failure::because("a term of keeping", e))?;
        timers::set(tx, jobs::FORGET, id.uuid(), until).await?;
        events::record(tx, &OperatorNotified::owners(id, Notice::Exited)).await
    })
}

/// Something that has to end before the operator may be gone: an order, a case. Kept once for each.
///
/// # Errors
/// The database's own.
pub async fn open_matter(
    tx: &Tx,
    id: Id<Operator>,
    (kind, matter): (&'static str, Uuid),
) -> Result<(), Failure> {
    store::lock(tx, id).await?;
    store_matters::open(tx, id, kind, matter).await
}

/// It has ended. With the last of it an operator whose notice is over is gone.
///
/// # Errors
/// The database's own.
pub async fn close_matter(tx: &Tx, id: Id<Operator>, matter: Uuid) -> Result<(), Failure> {
    let operator = store::lock(tx, id).await?;
    store_matters::close(tx, id, matter).await?;
    let over = operator.filter(|operator| operator.state == OperatorState::Exiting);
    match over.and_then(|operator| operator.exit_at) {
        Some(at) => timers::set(tx, jobs::EXIT, id.uuid(), at.max(tx.now())).await,
        None => Ok(()),
    }
}
