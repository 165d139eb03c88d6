//! A shop goes to another holder (OP-8): offered by the one, accepted by the other, and done when a
//! new verification is approved and so published. Until then both answer for it, and the shop says
//! so.

use platform::database::Tx;
use platform::kernel::{Id, Noun};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use time::OffsetDateTime;

use super::facts::{Notice, OperatorNotified};
use super::member::{MemberRole, entitled};
use super::standing::{OperatorState, transfer_until};
use super::{Operator, store, store_members, store_team, verification};
use crate::identity::handle::Handle;
use crate::identity::{self, Account, Person};

/// A shop on its way to another holder.
#[derive(Debug, Clone)]
pub struct Transfer {
    pub id: Id<Transfer>,
    pub operator_id: Id<Operator>,
    pub giver_id: Id<Account>,
    pub receiver_id: Id<Account>,
    pub state: TransferState,
    pub offered_at: OffsetDateTime,
    /// Since when both answer for the shop.
    pub accepted_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
}

impl Noun for Transfer {
    const PREFIX: &'static str = "transfer";
}

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferState {
    /// The receiver has not answered.
    Offered,
    /// Both answer for the shop, until the receiver is verified.
    Accepted,
    /// Nothing came of it.
    Cancelled,
    /// The receiver is verified, and alone answers from now on.
    Completed,
}

impl States for TransferState {
    const MACHINE: &'static str = "operator_transfer";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Offered, Self::Accepted, &[ActorKind::User]),
        (Self::Offered, Self::Cancelled, &[ActorKind::User]),
        (Self::Accepted, Self::Completed, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Offered => "OFFERED",
            Self::Accepted => "ACCEPTED",
            Self::Cancelled => "CANCELLED",
            Self::Completed => "COMPLETED",
        }
        .to_owned()
    }
}

refusals! {
    /// Why a shop was not offered, in order of precedence.
    pub enum TransferStartRefusal: "OperatorTransferStartErrorCode",
        OperatorTransferStartUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners hand a shop over.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Only a verified shop is handed over, and none that is stopped or leaves.
        StateForbids at ["operatorId"] says "This shop cannot be handed over now.",
        /// There is no such person, or it is you.
        UserNotFound at ["handle"] says "There is no such other person.",
        /// It is being handed over.
        TransferOpen at ["operatorId"] says "This shop is being handed over already.",
        /// A registration is being checked, or drafted: finish that first.
        ReviewOpen at ["operatorId"] says "A registration of this shop is on its way.",
    }
}

refusals! {
    /// Why a shop was not accepted, in order of precedence.
    pub enum TransferAcceptRefusal: "OperatorTransferAcceptErrorCode",
        OperatorTransferAcceptUserError {
        /// The account is suspended, or its person is too young to sell.
        AccountRestrained at [] says "This account may not sell.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// No such transfer to you.
        TransferNotFound at ["transferId"] says "There is no such transfer to you.",
        /// It was accepted or cancelled, or the shop was stopped or leaves.
        StateForbids at ["transferId"] says "This transfer is no longer open.",
    }
}

refusals! {
    /// Why a transfer was not cancelled, in order of precedence.
    pub enum TransferCancelRefusal: "OperatorTransferCancelErrorCode",
        OperatorTransferCancelUserError {
        /// No such transfer that you have a part in.
        TransferNotFound at ["transferId"] says "There is no such transfer of yours.",
        /// It was accepted: both answer for the shop now, and it ends with a new verification.
        StateForbids at ["transferId"] says "This transfer can no longer be cancelled.",
    }
}

/// Offers a shop to another person.
///
/// # Errors
/// [`TransferStartRefusal`], or ours.
pub async fn start(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    handle: &str,
) -> Result<Transfer, Error<TransferStartRefusal>> {
    use TransferStartRefusal as R;
    let own = person.account_id();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let operator = store::lock(tx, operator_id).await?.ok_or(R::OperatorNotFound)?;
        entitled(tx, person, operator_id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        if !may_change_hands(operator.state) {
            return Err(R::StateForbids.into());
        }
        let handle = Handle::parse(handle).map_err(|_| R::UserNotFound)?;
        let receiver = identity::by_handle(tx.conn(), &handle).await?;
        let receiver = receiver.filter(|account| account.id != own).ok_or(R::UserNotFound)?;
        if super::registration::is_on_its_way(tx, operator_id).await? {
            return Err(R::ReviewOpen.into());
        }
        let transfer = Transfer {
            id: app.new_id(),
            operator_id,
            giver_id: own,
            receiver_id: receiver.id,
            state: TransferState::Offered,
            offered_at: tx.now(),
            accepted_at: None,
            ended_at: None,
        };
        store_team::insert_transfer(tx, &transfer).await.map_err(|failure| {
            failure.or_refuse("uq_operator_transfer__operator_id", R::TransferOpen)
        })?;
        let to = receiver.id.uuid();
        events::record(tx, &OperatorNotified::person(operator_id, to, Notice::TransferOffered))
            .await?;
        Ok(transfer)
    })
}

/// Accepts a shop: the receiver is an owner from now on, and has thirty days to be verified. Both
/// holders answer for it until then.
///
/// # Errors
/// [`TransferAcceptRefusal`], or ours.
pub async fn accept(
    app: &App,
    person: &Person,
    id: Id<Transfer>,
) -> Result<Transfer, Error<TransferAcceptRefusal>> {
    use TransferAcceptRefusal as R;
    person.may_act().map_err(|_| R::AccountRestrained)?;
    if !person.has_shown_second_factor() {
        return Err(R::SecondFactorNeeded.into());
    }
    let own = person.account_id();
    transaction!(app, |tx| {
        let found = store_team::transfer(tx.conn(), id).await?;
        let found = found.filter(|found| found.receiver_id == own).ok_or(R::TransferNotFound)?;
        let operator = store::lock(tx, found.operator_id).await?.ok_or(R::TransferNotFound)?;
        let before = store_team::lock_transfer(tx, id).await?.ok_or(R::TransferNotFound)?;
        if before.state != TransferState::Offered || !may_change_hands(operator.state) {
            return Err(R::StateForbids.into());
        }
        let actor = Actor::person(ActorKind::User, own.uuid());
        let moved = walk(tx, before, TransferState::Accepted, actor).await?;
        store_members::set_role(tx, operator.id, own, MemberRole::Owner).await?;
        let until = transfer_until(tx.now());
        let until = until.map_err(|error| Failure::because("a transfer's term", error))?;
        let until = operator.reverify_by.map_or(until, |known| known.min(until));
        store::put_reverify_by(tx, operator.id, until).await?;
        if operator.state == OperatorState::Active {
            let cause = (actor, "OP-8: another holder");
            store::go(tx, &operator, OperatorState::ReverifyDue, cause).await?;
        }
        verification::set_timers(tx, operator.id, until).await?;
        let notice = OperatorNotified::owners(operator.id, Notice::TransferAccepted);
        events::record(tx, &notice).await?;
        Ok(moved)
    })
}

/// Takes an offer back, or says no to it.
///
/// # Errors
/// [`TransferCancelRefusal`], or ours.
pub async fn cancel(
    app: &App,
    person: &Person,
    id: Id<Transfer>,
) -> Result<Transfer, Error<TransferCancelRefusal>> {
    use TransferCancelRefusal as R;
    let own = person.account_id();
    transaction!(app, |tx| {
        let before = store_team::lock_transfer(tx, id).await?;
        let before = before.filter(|it| it.giver_id == own || it.receiver_id == own);
        let before = before.ok_or(R::TransferNotFound)?;
        if before.state != TransferState::Offered {
            return Err(R::StateForbids.into());
        }
        let actor = Actor::person(ActorKind::User, own.uuid());
        Ok(walk(tx, before, TransferState::Cancelled, actor).await?)
    })
}

/// The transfer of an operator that is offered or accepted.
pub(super) async fn open(tx: &Tx, id: Id<Operator>) -> Result<Option<Transfer>, Failure> {
    Ok(store_team::open_transfers(tx.conn(), [id.uuid()]).await?.remove(&id.uuid()))
}

/// The one that is accepted, and waits for a verification.
pub(super) async fn accepted(tx: &Tx, id: Id<Operator>) -> Result<Option<Transfer>, Failure> {
    Ok(open(tx, id).await?.filter(|transfer| transfer.state == TransferState::Accepted))
}

/// The receiver is verified: they alone answer, and whoever gave the shop is out of it.
pub(super) async fn complete(tx: &Tx, id: Id<Operator>, actor: Actor) -> Result<(), Failure> {
    let Some(transfer) = accepted(tx, id).await? else { return Ok(()) };
    let giver = transfer.giver_id;
    walk(tx, transfer, TransferState::Completed, actor).await?;
    store_members::remove(tx, id, giver).await?;
    Ok(())
}

fn may_change_hands(state: OperatorState) -> bool {
    use OperatorState::{Active, Restricted, ReverifyDue};
    matches!(state, Active | ReverifyDue | Restricted)
}

async fn walk(
    tx: &Tx,
    before: Transfer,
    to: TransferState,
    actor: Actor,
) -> Result<Transfer, Failure> {
    store_team::move_transfer(tx, &before, to).await?;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: "OP-8".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    let accepted_at =
        if to == TransferState::Accepted { Some(tx.now()) } else { before.accepted_at };
    Ok(Transfer { state: to, accepted_at, ..before })
}
