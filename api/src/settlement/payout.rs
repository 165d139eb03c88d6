//! Payouts: what a shop is owed goes to its bank, in the name that it is registered in (OP-7). The
//! money is held when it is asked for, on its way when it is sent, and back on the payable when the
//! bank does not take it.

pub use entity::settlement::payout::PayoutFailure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Money, Noun};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, refusals, transaction};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::jobs;
use super::provider::{PayoutOrder, PayoutOutcome, PayoutProvider, Sandbox};
use super::store::payouts as store;
use crate::identity::{Account as Holder, Person};
use crate::ledger::{self, Account, MOST, Transfer, TransferKind};
use crate::operators::{self, MemberRole, Operator, entitled};
use crate::privacy::{self, fields, keys_of};

fields! {
    /// The number of the bank account that a shop is paid out to.
    PayoutNumber = "payout_account"."number_sealed": Vec<u8>, Payment, Short;
}

/// How long after a bank is asked again.
const ASK_AGAIN: Duration = Duration::minutes(1);

/// Where a shop is paid out to, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutAccount {
    pub id: Uuid,
    pub operator: Id<Operator>,
    /// Such as `**** 4821`.
    pub masked: String,
    pub set_at: OffsetDateTime,
}

/// A payout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    pub id: Id<Payout>,
    pub operator: Id<Operator>,
    pub account: Uuid,
    pub amount: Money,
    pub state: PayoutState,
    pub requested_by: Id<Holder>,
    pub requested_at: OffsetDateTime,
    pub sent_at: Option<OffsetDateTime>,
    pub ended_at: Option<OffsetDateTime>,
    pub reference: Option<String>,
    pub failure: Option<PayoutFailure>,
}

impl Noun for Payout {
    const PREFIX: &'static str = "payout";
}

/// Where a payout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoutState {
    Requested,
    Sent,
    Paid,
    Failed,
}

impl States for PayoutState {
    const MACHINE: &'static str = "payout";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Requested, Self::Sent, &[ActorKind::System]),
        (Self::Requested, Self::Failed, &[ActorKind::System]),
        (Self::Sent, Self::Paid, &[ActorKind::System]),
        (Self::Sent, Self::Failed, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::Sent => "SENT",
            Self::Paid => "PAID",
            Self::Failed => "FAILED",
        }
        .to_owned()
    }
}

refusals! {
    /// Why no bank account was set, in order of precedence.
    pub enum PayoutAccountRefusal: "PayoutAccountSetErrorCode", PayoutAccountSetUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners say where money goes.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 8 to 34 letters and digits.
        NumberInvalid at ["number"] says "A bank account has 8 to 34 letters and digits.",
    }
}

/// Sets the bank account that a shop is paid out to from now on. The number is sealed, and shown to
/// nobody again.
///
/// # Errors
/// [`PayoutAccountRefusal`], or ours.
pub async fn set_account(
    app: &App,
    person: &Person,
    id: Id<Operator>,
    number: &str,
) -> Result<PayoutAccount, Error<PayoutAccountRefusal>> {
    use PayoutAccountRefusal as R;
    if !operators::is_member(app.reader(), id.uuid(), person.account_id()).await? {
        return Err(R::OperatorNotFound.into());
    }
    let number: Zeroizing<String> = Zeroizing::new(number.replace([' ', '-'], ""));
    let keys = keys_of(app, id.uuid()).await?;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        entitled(tx, person, id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        let sound = (8..=34).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let shown = number.len().checked_sub(4).and_then(|from| number.get(from..));
        let masked = shown.filter(|_| sound).ok_or(R::NumberInvalid)?;
        let account = PayoutAccount {
            id: app.new_uuid(),
            operator: id,
            masked: format!("**** {masked}"),
            set_at: tx.now(),
        };
        let bytes = Zeroizing::new(number.as_bytes().to_vec());
        let place = privacy::row(id.uuid(), account.id, 1);
        let sealed = keys.seal::<PayoutNumber>(&bytes, &place)?;
        store::insert_account(tx, &account, &sealed, person.account_id()).await?;
        Ok(account)
    })
}

refusals! {
    /// Why nothing is paid out, in order of precedence.
    pub enum PayoutRefusal: "PayoutRequestErrorCode", PayoutRequestUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners and finance move money.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not above zero, or more than is ever paid out at once.
        AmountInvalid at ["amountMinor"] says "Give an amount above zero.",
        /// It is not known in whose name, or not in the name of a person's own identity (OP-7).
        HolderMissing at ["operatorId"] says "Say first in whose name this shop is paid out.",
        /// No bank account is set.
        AccountMissing at ["operatorId"] says "Set the bank account of this shop first.",
        /// Something about the shop's money is being looked at.
        Frozen at ["operatorId"] says "Payouts of this shop rest while its money is looked at.",
        /// There is not so much, or part of it is held.
        Short at ["amountMinor"] says "There is not so much on this account.",
    }
}

/// Asks for part of what a shop is owed. It is held from now on, and sent within seconds.
///
/// # Errors
/// [`PayoutRefusal`], or ours.
pub async fn request(
    app: &App,
    person: &Person,
    key: &str,
    (id, amount): (Id<Operator>, Money),
) -> Result<Payout, Error<PayoutRefusal>> {
    use PayoutRefusal as R;
    let principal = person.account_id().to_string();
    let input = (id.uuid(), amount);
    let asked = Request::new(&principal, "payoutRequest", key, &input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(payout) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::by_id(tx.conn(), Id::from_uuid(payout)).await?);
        }
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        entitled(tx, person, id, MemberRole::Finance).await?.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        if amount.minor() < 1 || amount.minor() > MOST {
            return Err(R::AmountInvalid.into());
        }
        if !operators::may_be_paid_out(tx, id).await? {
            return Err(R::HolderMissing.into());
        }
        let account = store::account_of(tx.conn(), id).await?.ok_or(R::AccountMissing)?;
        // The hold locks what is owed; whoever freezes the shop came before, or waits.
        let held = ledger::hold(tx, Account::Payable(id), amount).await?;
        if ledger::is_frozen(tx.conn(), id).await? {
            return Err(R::Frozen.into());
        }
        held.map_err(|_| R::Short)?;
        let payout = Payout {
            id: app.new_id(),
            operator: id,
            account: account.id,
            amount,
            state: PayoutState::Requested,
            requested_by: person.account_id(),
            requested_at: tx.now(),
            sent_at: None,
            ended_at: None,
            reference: None,
            failure: None,
        };
        store::insert(tx, &payout).await?;
        timers::set(tx, jobs::PAYOUT, payout.id.uuid(), tx.now()).await?;
        asked.keep(tx, &payout.id.uuid()).await?;
        Ok(payout)
    })
}

/// Carries a payout on: sends what was asked for, and asks the bank about what was sent.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn carry_on(app: App, firing: Firing) -> Result<(), Failure> {
    let id: Id<Payout> = Id::from_uuid(firing.aggregate);
    let Some(payout) = store::by_id(app.reader(), id).await? else {
        return transaction!(&app, |tx| { firing.settle(tx).await });
    };
    match payout.state {
        PayoutState::Requested => transaction!(&app, |tx| {
            firing.settle(tx).await?;
            match store::lock(tx, id).await? {
                Some(payout) if payout.state == PayoutState::Requested => send(tx, payout).await,
                _ => Ok(()),
            }
        }),
        PayoutState::Sent => {
            let account = store::account(app.reader(), payout.account).await?;
            let since = payout.sent_at.unwrap_or(payout.requested_at);
            let waited = to_millis(app.now()).saturating_sub(to_millis(since));
            let order = PayoutOrder {
                id: id.uuid(),
                amount: payout.amount,
                masked: account.as_ref().map_or("", |account| account.masked.as_str()),
                asked: u32::try_from(waited.checked_div(60_000).unwrap_or_default()).unwrap_or(0),
            };
            // Outside of any transaction: asking takes its time.
            let outcome = Sandbox.ask(&order);
            transaction!(&app, |tx| {
                firing.settle(tx).await?;
                match store::lock(tx, id).await? {
                    Some(payout) if payout.state == PayoutState::Sent => {
                        end(tx, payout, outcome.clone()).await
                    }
                    _ => Ok(()),
                }
            })
        }
        PayoutState::Paid | PayoutState::Failed => {
            transaction!(&app, |tx| { firing.settle(tx).await })
        }
    }
}

async fn send(tx: &Tx, payout: Payout) -> Result<(), Failure> {
    let payable = Account::Payable(payout.operator);
    ledger::unhold(tx, payable, payout.amount).await?;
    if ledger::is_frozen(tx.conn(), payout.operator).await? {
        let failed = Payout {
            ended_at: Some(tx.now()),
            failure: Some(PayoutFailure::Frozen),
            ..payout.clone()
        };
        return go(tx, &payout, failed, (PayoutState::Failed, "its shop is frozen")).await;
    }
    let sent = movement(&payout, (payable, Account::Payouts), TransferKind::Payout, "payout");
    if ledger::post(tx, &[sent]).await?.is_err() {
        return Err(Failure::broken("what was held could not be sent"));
    }
    let after = Payout { sent_at: Some(tx.now()), ..payout.clone() };
    go(tx, &payout, after, (PayoutState::Sent, "sent to its bank")).await?;
    timers::set(tx, jobs::PAYOUT, payout.id.uuid(), tx.now()).await
}

async fn end(tx: &Tx, payout: Payout, outcome: PayoutOutcome) -> Result<(), Failure> {
    let (transfer, after, to) = match outcome {
        PayoutOutcome::Unknown => {
            let later = tx.now().checked_add(ASK_AGAIN).unwrap_or(tx.now());
            return timers::set(tx, jobs::PAYOUT, payout.id.uuid(), later).await;
        }
        PayoutOutcome::Paid(reference) => {
            let sides = (Account::Payouts, Account::Provider(Sandbox.name()));
            let transfer = movement(&payout, sides, TransferKind::Payout, "payout_paid");
            let after = Payout { reference: Some(reference), ..payout.clone() };
            (transfer, after, (PayoutState::Paid, "the bank has it"))
        }
        PayoutOutcome::Refused => {
            let sides = (Account::Payouts, Account::Payable(payout.operator));
            let transfer = movement(&payout, sides, TransferKind::Reversal, "payout_back");
            let failure = Some(PayoutFailure::AccountRefused);
            let after = Payout { failure, ..payout.clone() };
            (transfer, after, (PayoutState::Failed, "the bank did not take it"))
        }
    };
    if ledger::post(tx, &[transfer]).await?.is_err() {
        return Err(Failure::broken("what was under way could not be moved"));
    }
    go(tx, &payout, Payout { ended_at: Some(tx.now()), ..after }, to).await
}

fn movement(
    payout: &Payout,
    (from, to): (Account, Account),
    kind: TransferKind,
    key: &str,
) -> Transfer {
    let subject = payout.id.uuid();
    let key = format!("{key}:{}", subject.simple());
    Transfer { from, to, amount: payout.amount, kind, subject, key }
}

async fn go(
    tx: &Tx,
    before: &Payout,
    after: Payout,
    (to, cause): (PayoutState, &str),
) -> Result<(), Failure> {
    if !store::put(tx, before.state, &Payout { state: to, ..after }).await? {
        return Err(Failure::broken("a locked payout moved"));
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor: Actor::SYSTEM,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await
}
