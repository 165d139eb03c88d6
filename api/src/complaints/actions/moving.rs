//! A case moves: the guarded change, its row of the timeline, its clock, its fact, and what hangs
//! on it.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{self, Actor, States as _, Step};
use platform::{Failure, events, timers};
use time::OffsetDateTime;

use crate::complaints::complaint::{Basis, Complaint, ComplaintState, RULES};
use crate::complaints::facts::{Change, ComplaintChanged, ComplaintMoved};
use crate::complaints::offer::{Offer, OfferState};
use crate::complaints::party::Party;
use crate::complaints::remedy::{Amounts, Finding, Remedy, RemedyState};
use crate::complaints::store::messages::{Message, MessageKind};
use crate::complaints::store::{cases, messages, offers, remedies};
use crate::complaints::{clock, jobs, telling, words};
use crate::privacy::SubjectKeys;
use crate::{operators, orders};

/// Moves a case to another state; `also` changes what goes with it.
///
/// # Errors
/// The edge is not one, or the case moved meanwhile: it starts again; the database's own.
pub async fn go(
    tx: &Tx,
    before: &Complaint,
    (to, actor, cause): (ComplaintState, Actor, &str),
    also: impl FnOnce(&mut Complaint),
) -> Result<Complaint, Failure> {
    if !before.state.may_become(to, actor.kind) {
        return Err(Failure::broken("a complaint cannot go there from where it stands"));
    }
    let now = tx.now();
    let mut after = Complaint {
        state: to,
        due_at: clock::due(to, now)?,
        ended_at: (!to.is_open()).then_some(now),
        pause_asked: None,
        ..before.clone()
    };
    also(&mut after);
    let after = put(tx, before, after).await?;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(RULES.to_owned()),
    };
    transitions::record(tx, step).await?;
    set_clock(tx, &after).await?;
    if closes_matters(before.state, to) {
        close_matters(tx, before).await?;
    }
    if !to.is_open() {
        let until = clock::kept_until(now)?;
        timers::set(tx, jobs::FORGET, before.id.uuid(), until).await?;
    }
    let moved = ComplaintMoved {
        complaint: before.id.uuid(),
        operator: before.operator_id.map(Id::uuid),
        complainant: before.complainant.uuid(),
        from: before.state.name(),
        to: to.name(),
    };
    events::record(tx, &moved).await?;
    telling::of_state(tx, &after, before.state).await?;
    Ok(after)
}

/// Changes a case where it stands, and tells what.
///
/// # Errors
/// It moved meanwhile: it starts again; the database's own.
pub async fn change(
    tx: &Tx,
    before: &Complaint,
    after: Complaint,
    what: Change,
) -> Result<Complaint, Failure> {
    let after = put(tx, before, after).await?;
    set_clock(tx, &after).await?;
    events::record(tx, &ComplaintChanged::of(&after, what)).await?;
    telling::of_change(tx, &after, what).await?;
    Ok(after)
}

async fn put(tx: &Tx, before: &Complaint, after: Complaint) -> Result<Complaint, Failure> {
    if !cases::put(tx, before, &after).await? {
        return Err(Failure::contention("a complaint moved meanwhile"));
    }
    Ok(Complaint { version: before.version.saturating_add(1), ..after })
}

/// One timer for a case: its next deadline. One that has passed and only marks is not set again.
async fn set_clock(tx: &Tx, case: &Complaint) -> Result<(), Failure> {
    match case.due_at {
        Some(due) if due > tx.now() => timers::set(tx, jobs::DUE, case.id.uuid(), due).await,
        _ => timers::cancel(tx, jobs::DUE, case.id.uuid()).await,
    }
}

/// The order and the shop wait for a case until its money has gone where it goes.
fn closes_matters(from: ComplaintState, to: ComplaintState) -> bool {
    to == ComplaintState::Feedback || (!to.is_open() && from != ComplaintState::Feedback)
}

async fn close_matters(tx: &Tx, case: &Complaint) -> Result<(), Failure> {
    if let Some(order) = case.order_id {
        orders::close_matter(tx, order, case.id.uuid()).await?;
    }
    if let Some(operator) = case.operator_id {
        operators::close_matter(tx, operator, case.id.uuid()).await?;
    }
    Ok(())
}

/// What is said with a step.
pub struct Said<'a> {
    pub keys: &'a SubjectKeys,
    pub kind: MessageKind,
    pub text: &'a str,
    pub about: Option<uuid::Uuid>,
}

/// Keeps what somebody says.
///
/// # Errors
/// Two said something at once: it starts again; the database's own.
pub async fn say(
    tx: &Tx,
    case: Id<Complaint>,
    party: Party,
    said: &Said<'_>,
) -> Result<(), Failure> {
    let seq = messages::next(tx, case).await?;
    let message = Message {
        complaint: case,
        seq,
        kind: said.kind,
        side: party.side,
        author: party.account,
        about: said.about,
        words: words::seal(said.keys, case, seq, said.text)?,
        at: tx.now(),
    };
    messages::insert(tx, &message).await
}

/// What the parties or a panel came to.
pub struct Outcome {
    pub basis: Basis,
    pub finding: Finding,
    pub amounts: Amounts,
    pub by: Party,
    pub cause: &'static str,
}

/// Resolves a case by an agreement or by the desk: the decision is written down and has a day to be
/// carried out; whatever else was under way falls.
///
/// # Errors
/// As [`go`].
pub async fn resolve(
    tx: &Tx,
    case: &Complaint,
    outcome: &Outcome,
) -> Result<(Complaint, Remedy), Failure> {
    drop_open(tx, case, outcome.by.actor()).await?;
    let remedy = Remedy {
        id: tx.app().new_id(),
        complaint: case.id,
        instance: case.instance,
        basis: outcome.basis,
        finding: outcome.finding,
        amounts: outcome.amounts,
        contract_hash: contract_of(tx, case).await?,
        rule_version: RULES.to_owned(),
        state: RemedyState::Due,
        made_by: outcome.by.account,
        made_at: tx.now(),
        execute_by: Some(clock::end(clock::EXECUTION, tx.now())?),
        executed: None,
        refunded: 0,
        compensated: 0,
        advanced: 0,
    };
    remedies::insert(tx, &remedy).await?;
    let appeal_by = appeal_by(case, outcome.basis, tx.now())?;
    let step = (ComplaintState::Resolved, outcome.by.actor(), outcome.cause);
    let after = go(tx, case, step, |after| {
        after.resolved_how = Some(outcome.basis);
        after.resolved_at = Some(tx.now());
        after.appeal_by = appeal_by;
        after.due_at = remedy.execute_by;
    })
    .await?;
    Ok((after, remedy))
}

/// Until when a decision can be appealed: a panel's first, and the desk's. What was agreed stands.
pub fn appeal_by(
    case: &Complaint,
    basis: Basis,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Failure> {
    match basis {
        Basis::Ruling | Basis::Desk if case.instance == 1 => {
            clock::end(clock::APPEAL, now).map(Some)
        }
        Basis::Ruling | Basis::Desk | Basis::Settlement | Basis::Mediation => Ok(None),
    }
}

/// The hash of the contract that a case goes by.
pub async fn contract_of(tx: &Tx, case: &Complaint) -> Result<Option<String>, Failure> {
    match case.order_id {
        Some(order) => orders::contract_hash(tx.conn(), order).await,
        None => Ok(None),
    }
}

/// Offers and drafts that are open fall when a case goes on without them.
///
/// # Errors
/// The database's own.
pub async fn drop_open(tx: &Tx, case: &Complaint, actor: Actor) -> Result<(), Failure> {
    if let Some(offer) = offers::open_of(tx.conn(), case.id).await? {
        end_offer(tx, offer, (OfferState::Lapsed, actor, "the case went on")).await?;
    }
    let all = remedies::of_case(tx.conn(), case.id).await?;
    if let Some(draft) = remedies::draft(&all) {
        move_remedy(tx, draft, (RemedyState::Dropped, actor, "the case went on"), |_| ()).await?;
    }
    Ok(())
}

/// Ends an offer, with its row of the timeline.
///
/// # Errors
/// It is open no more: it starts again; the database's own.
pub async fn end_offer(
    tx: &Tx,
    offer: Offer,
    (to, actor, cause): (OfferState, Actor, &str),
) -> Result<Offer, Failure> {
    let after = Offer { state: to, ended_at: Some(tx.now()), ..offer };
    if !offers::put(tx, &after).await? {
        return Err(Failure::contention("an offer moved meanwhile"));
    }
    let step = Step {
        aggregate: after.id.uuid(),
        from: OfferState::Open,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(RULES.to_owned()),
    };
    transitions::record(tx, step).await?;
    Ok(after)
}

/// Moves a decision, with its row of the timeline.
///
/// # Errors
/// It moved meanwhile: it starts again; the database's own.
pub async fn move_remedy(
    tx: &Tx,
    before: &Remedy,
    (to, actor, cause): (RemedyState, Actor, &str),
    also: impl FnOnce(&mut Remedy),
) -> Result<Remedy, Failure> {
    let mut after = Remedy { state: to, ..before.clone() };
    also(&mut after);
    if !remedies::put(tx, before, &after).await? {
        return Err(Failure::contention("a decision moved meanwhile"));
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(RULES.to_owned()),
    };
    transitions::record(tx, step).await?;
    Ok(after)
}
