//! Cases open and are decided: what is held, what somebody appeals against, and what a payer says
//! was not them.

use platform::database::Tx;
use platform::kernel::{Id, Money, Prose};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, events, refusals, transaction};

use super::case::{CaseKind, CaseReason, CaseState, RiskCase, due};
use super::{store, words};
use crate::identity::viewer::Risk;
use crate::identity::{Person, Staff};
use crate::ledger::{self, Account, Transfer, TransferKind, escrow};
use crate::payments::actions::refunding::refund;
use crate::payments::actions::{step, walk};
use crate::payments::balance::PaymentAccount;
use crate::payments::facts::PaymentReversed;
use crate::payments::intent::{Intent, PartOf, PaymentState};
use crate::payments::refund::{RefundAsk, RefundSource};
use crate::payments::store::{accounts, intents};
use crate::privacy::keys_of;

refusals! {
    /// Why a report of unauthorised use was not taken, in order of precedence.
    pub enum PaymentUnauthorisedReportRefusal: "PaymentUnauthorisedReportErrorCode",
        PaymentUnauthorisedReportUserError {
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters what happened.",
        /// There is no such payment of yours.
        PaymentNotFound at ["paymentId"] says "There is no such payment.",
        /// You have reported it, and staff are looking at it.
        AlreadyReported at ["paymentId"] says "You have reported this payment.",
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum PaymentAppealRefusal: "PaymentAppealErrorCode", PaymentAppealUserError {
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// There is no such payment of yours.
        PaymentNotFound at ["paymentId"] says "There is no such payment.",
        /// It is neither held nor denied.
        NotStopped at ["paymentId"] says "This payment is not stopped.",
        /// You have appealed, and staff are looking at it.
        AlreadyAppealed at ["paymentId"] says "You have appealed already.",
    }
}

refusals! {
    /// Why a case was not decided, in order of precedence.
    pub enum RiskCaseDecideRefusal: "RiskCaseDecideErrorCode", RiskCaseDecideUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such case.
        CaseNotFound at ["caseId"] says "There is no such case.",
        /// It is decided.
        AlreadyDecided at ["caseId"] says "This case is decided.",
        /// It is about a payment of your own.
        OwnPayment at ["caseId"] says "Somebody else has to decide this.",
        /// You decided what is appealed against.
        DecidedBySame at ["caseId"] says "Somebody else has to decide an appeal.",
    }
}

fn blank(tx: &Tx, kind: CaseKind, intent: &Intent) -> RiskCase {
    RiskCase {
        id: tx.app().new_id(),
        kind,
        payment: intent.id,
        payer: intent.payer,
        state: CaseState::Open,
        words: None,
        opened_at: tx.now(),
        due_at: due(kind, tx.now()),
        decided_by: None,
        decided_at: None,
        reason: None,
        loss_minor: 0,
    }
}

/// Staff have to look at a payment that is held.
pub async fn open_held_case(tx: &Tx, intent: &Intent) -> Result<(), Failure> {
    store::insert_case(tx, &blank(tx, CaseKind::Held, intent)).await
}

/// It was not the payer (PY-4): from this commit on nothing more is paid from the account, and
/// nothing leaves the escrow of what was paid.
///
/// # Errors
/// [`PaymentUnauthorisedReportRefusal`], or ours.
pub async fn report_unauthorised(
    app: &App,
    person: &Person,
    payment: Id<Intent>,
    text: &str,
) -> Result<RiskCase, Error<PaymentUnauthorisedReportRefusal>> {
    use PaymentUnauthorisedReportRefusal as R;
    let text = Prose::<1, 1000>::parse(text).map_err(|_| R::TextInvalid)?;
    let payer = person.account_id();
    let keys = keys_of(app, payer.uuid()).await?;
    transaction!(app, |tx| {
        let found = intents::lock(tx, payment).await?.filter(|intent| intent.payer == payer);
        let intent = found.ok_or(R::PaymentNotFound)?;
        let case = blank(tx, CaseKind::Unauthorised, &intent);
        let sealed = words::seal(&keys, payer.uuid(), case.id.uuid(), text.as_str())?;
        let case = RiskCase { words: Some(sealed), ..case };
        store::insert_case(tx, &case).await.map_err(|failure| {
            failure.or_refuse("uq_risk_case__payment_id__kind", R::AlreadyReported)
        })?;
        let account = accounts::lock(tx, payer).await?;
        let frozen_at = account.frozen_at.or(Some(tx.now()));
        accounts::save(tx, &PaymentAccount { frozen_at, ..account }).await?;
        // At most 50.
        for part in intents::parts_of(tx.conn(), &intent).await? {
            if part.counts && part.operator.is_some() {
                escrow::freeze(tx, part.subject, case.id.uuid()).await?;
            }
        }
        metrics::counter!("risk_unauthorised_reports_total").increment(1);
        Ok(case)
    })
}

/// The payer disagrees with a hold or a denial (PY-7).
///
/// # Errors
/// [`PaymentAppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    payment: Id<Intent>,
    text: &str,
) -> Result<RiskCase, Error<PaymentAppealRefusal>> {
    use PaymentAppealRefusal as R;
    let text = Prose::<1, 1000>::parse(text).map_err(|_| R::TextInvalid)?;
    let payer = person.account_id();
    let keys = keys_of(app, payer.uuid()).await?;
    transaction!(app, |tx| {
        let found = intents::lock(tx, payment).await?.filter(|intent| intent.payer == payer);
        let intent = found.ok_or(R::PaymentNotFound)?;
        if !matches!(intent.state, PaymentState::Held | PaymentState::Denied) {
            return Err(R::NotStopped.into());
        }
        let case = blank(tx, CaseKind::Appeal, &intent);
        let sealed = words::seal(&keys, payer.uuid(), case.id.uuid(), text.as_str())?;
        let case = RiskCase { words: Some(sealed), ..case };
        store::insert_case(tx, &case).await.map_err(|failure| {
            failure.or_refuse("uq_risk_case__payment_id__kind", R::AlreadyAppealed)
        })?;
        Ok(case)
    })
}

/// Decides a case, for the payer or against, with a reason.
///
/// # Errors
/// [`RiskCaseDecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<RiskCase>,
    (upheld, reason): (bool, CaseReason),
) -> Result<RiskCase, Error<RiskCaseDecideRefusal>> {
    use RiskCaseDecideRefusal as R;
    let by = staff.person().account_id();
    transaction!(app, |tx| {
        if !staff.person().stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        // The payment first, then its case: everybody locks in this order.
        let payment = store::case(tx.conn(), id).await?.ok_or(R::CaseNotFound)?.payment;
        let intent = crate::payments::actions::locked(tx, payment).await?;
        let case = store::lock_case(tx, id).await?.ok_or(R::CaseNotFound)?;
        if case.state != CaseState::Open {
            return Err(R::AlreadyDecided.into());
        }
        if case.payer == by {
            return Err(R::OwnPayment.into());
        }
        let before = store::cases_of(tx.conn(), payment.uuid()).await?;
        if case.kind == CaseKind::Appeal
            && before.iter().any(|other| other.decided_by == Some(by.uuid()))
        {
            return Err(R::DecidedBySame.into());
        }
        let actor = Actor::person(ActorKind::Staff, by.uuid());
        let loss = match case.kind {
            CaseKind::Unauthorised => settle_report(tx, &intent, &case, upheld).await?,
            CaseKind::Held | CaseKind::Appeal => {
                let_go(tx, &intent, (case.kind, upheld), actor).await?;
                0
            }
        };
        let to = if upheld { CaseState::Upheld } else { CaseState::Dismissed };
        let decided = RiskCase {
            state: to,
            decided_by: Some(by.uuid()),
            decided_at: Some(tx.now()),
            reason: Some(reason),
            loss_minor: loss,
            ..case
        };
        if !store::decide(tx, &decided).await? {
            return Err(R::AlreadyDecided.into());
        }
        step(tx, id.uuid(), (CaseState::Open, to), (actor, "decided")).await?;
        Ok(decided)
    })
}

/// What is held or denied goes on, or not.
async fn let_go(
    tx: &Tx,
    intent: &Intent,
    (kind, upheld): (CaseKind, bool),
    actor: Actor,
) -> Result<(), Failure> {
    let stopped = matches!(intent.state, PaymentState::Held | PaymentState::Denied);
    let after = match (stopped, upheld) {
        (true, true) => Intent {
            state: PaymentState::Created,
            cleared_at: Some(tx.now()),
            stopped_reason: None,
            challenge_factors: 0,
            ..intent.clone()
        },
        (true, false) if intent.state == PaymentState::Held && kind == CaseKind::Held => Intent {
            state: PaymentState::Denied,
            stopped_reason: Some("RISK_DENIED".to_owned()),
            ..intent.clone()
        },
        // Closed meanwhile, or a denial that stands.
        (true | false, _) => return Ok(()),
    };
    walk(tx, intent, after, (actor, "PY-7")).await.map(|_| ())
}

/// A report of unauthorised use is settled: what is there goes back, what is not is the platform's
/// loss [ECL 57], and whatever was frozen for it is free again. Answers the loss.
async fn settle_report(
    tx: &Tx,
    intent: &Intent,
    case: &RiskCase,
    upheld: bool,
) -> Result<i64, Failure> {
    let parts = intents::parts_of(tx.conn(), intent).await?;
    let mut loss = 0_i64;
    for part in parts.iter().filter(|part| part.counts && part.operator.is_some()) {
        escrow::thaw(tx, part.subject, case.id.uuid()).await?;
        if upheld && !part.left().is_zero() {
            let lost = make_good(tx, intent, part, case).await?;
            loss = loss.saturating_add(lost.minor());
        }
    }
    if !store::other_reports(tx, case.payer.uuid(), case.id).await? {
        let account = accounts::lock(tx, case.payer).await?;
        accounts::save(tx, &PaymentAccount { frozen_at: None, ..account }).await?;
    }
    metrics::counter!("risk_fraud_loss_minor_total").increment(u64::try_from(loss).unwrap_or(0));
    Ok(loss)
}

/// Gives back what is left of a part: out of its escrow, and what is no longer there out of the
/// platform's fund, as far as that goes. Answers what the platform lost.
async fn make_good(
    tx: &Tx,
    intent: &Intent,
    part: &PartOf,
    case: &RiskCase,
) -> Result<Money, Failure> {
    let broken = |error| Failure::because("what is left of a part", error);
    let left = part.left();
    let zero = Money::zero(left.currency());
    let held = escrow::many(tx.conn(), [part.subject]).await?.into_iter().next();
    let (source, there) = match held.filter(|held| !held.funded.is_zero()) {
        None => (RefundSource::Transit, left),
        Some(held) => {
            let gone = held.released.plus(held.refunded).map_err(broken)?;
            (RefundSource::Escrow, held.funded.minus(gone).map_err(broken)?)
        }
    };
    let there = Money::new(there.minor().min(left.minor()), left.currency());
    let key = format!("fraud:{}:{}", case.id.uuid().simple(), part.subject.simple());
    if !there.is_zero() {
        let ask = RefundAsk { part: part.subject, amount: there, source, key: key.clone() };
        if refund(tx, &ask).await?.is_err() {
            return Err(Failure::broken("what fraud took cannot be given back"));
        }
    }
    let fact = PaymentReversed { intent: intent.id.uuid(), part: part.subject };
    events::record(tx, &fact).await?;
    let lost = left.minus(there).map_err(broken)?;
    if lost.is_zero() {
        return Ok(zero);
    }
    let fund = ledger::balance(tx.conn(), Account::Compensation, lost.currency()).await?;
    let free = fund.balance.minus(fund.held).map_err(broken)?;
    if free.minor() >= lost.minor() {
        let key = format!("{key}:fund");
        let covered = Transfer {
            from: Account::Compensation,
            to: Account::Refunds,
            amount: lost,
            kind: TransferKind::Compensation,
            subject: intent.id.uuid(),
            key: key.clone(),
        };
        crate::payments::actions::posted(ledger::post(tx, &[covered]).await?)?;
        let source = RefundSource::Ready;
        let ask = RefundAsk { part: part.subject, amount: lost, source, key };
        if refund(tx, &ask).await?.is_err() {
            return Err(Failure::broken("what fraud took cannot be given back"));
        }
    }
    Ok(lost)
}
