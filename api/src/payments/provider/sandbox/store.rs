//! The sandbox's own memory.

pub use entity::payments::sandbox_payment::SandboxOutcome as Outcome;
use entity::payments::{sandbox_callback, sandbox_payment, sandbox_refund};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::calendar::start_of;
use platform::kernel::{Currency, Money};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::Script;
use crate::payments::provider::{BeginAsk, LineKind, RefundCall, StatementLine};

/// A payment as the sandbox knows it.
pub struct Kept {
    pub key: Uuid,
    pub amount: Money,
    pub script: Script,
    pub outcome: Outcome,
    pub reason: Option<String>,
    pub settles_at: i64,
    /// How often it was begun.
    pub calls: u8,
}

/// A message that is still to be sent.
pub struct Outgoing {
    pub payment: Uuid,
    pub event: String,
    pub status: String,
}

/// Before the first call that arrives.
const NEVER: &str = "lost";

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("a currency of the sandbox", error))
}

fn from_row(row: sandbox_payment::Model) -> Result<Kept, Failure> {
    Ok(Kept {
        key: row.payment_key,
        amount: Money::new(row.amount_minor, currency(&row.currency)?),
        script: Script::parse(&row.script).unwrap_or_default(),
        outcome: row.outcome,
        reason: row.reason,
        settles_at: to_millis(row.settles_at.0),
        calls: 2,
    })
}

/// A payment it knows; one whose call was lost it does not.
pub async fn payment(db: &impl ConnectionTrait, key: Uuid) -> Result<Option<Kept>, Failure> {
    let row = sandbox_payment::Entity::find_by_id(key)
        .filter(
            sandbox_payment::Column::Reason.is_null().or(sandbox_payment::Column::Reason.ne(NEVER)),
        )
        .one(db)
        .await?;
    row.map(from_row).transpose()
}

/// The first call is lost; the second of the same key finds this note and gets through.
pub async fn note_lost(tx: &Tx, ask: &BeginAsk) -> Result<Kept, Failure> {
    let noted = sandbox_payment::Entity::find_by_id(ask.attempt).one(tx.conn()).await?;
    if let Some(row) = noted {
        let now = tx.now();
        sandbox_payment::Entity::update_many()
            .set(sandbox_payment::ActiveModel {
                reason: Set(None),
                settles_at: Set(now.into()),
                ..Default::default()
            })
            .filter(sandbox_payment::Column::PaymentKey.eq(ask.attempt))
            .exec(tx.conn())
            .await?;
        return Ok(Kept { settles_at: to_millis(now), reason: None, ..from_row(row)? });
    }
    let script = Script { text: NEVER.to_owned(), ..Script::default() };
    let lost = insert_row(tx, ask, &script, tx.now(), Some(NEVER.to_owned())).await?;
    Ok(Kept { calls: 1, ..lost })
}

/// Takes a payment on.
pub async fn insert(
    tx: &Tx,
    ask: &BeginAsk,
    script: &Script,
    settles_at: OffsetDateTime,
) -> Result<Kept, Failure> {
    insert_row(tx, ask, script, settles_at, script.fails.clone()).await
}

async fn insert_row(
    tx: &Tx,
    ask: &BeginAsk,
    script: &Script,
    settles_at: OffsetDateTime,
    reason: Option<String>,
) -> Result<Kept, Failure> {
    let outcome = if script.fails.is_some() { Outcome::Failed } else { Outcome::Succeeded };
    let amount = script.captures_minor.unwrap_or(ask.amount.minor());
    let row = sandbox_payment::ActiveModel {
        payment_key: Set(ask.attempt),
        currency: Set(ask.amount.currency().code().to_owned()),
        asked_minor: Set(ask.amount.minor()),
        amount_minor: Set(amount),
        script: Set(if script.text.is_empty() {
            "succeed".to_owned()
        } else {
            script.text.clone()
        }),
        outcome: Set(outcome),
        reason: Set(reason),
        settles_at: Set(settles_at.into()),
        began_at: Set(tx.now().into()),
    };
    from_row(sandbox_payment::Entity::insert(row).exec_with_returning(tx.conn()).await?)
}

/// Plans a message; answers its id.
pub async fn plan(tx: &Tx, out: &Outgoing) -> Result<Uuid, Failure> {
    let id = tx.app().new_uuid();
    let row = sandbox_callback::ActiveModel {
        id: Set(id),
        payment_key: Set(out.payment),
        event: Set(out.event.clone()),
        status: Set(out.status.clone()),
    };
    sandbox_callback::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(id)
}

/// A message that is still to be sent.
pub async fn planned(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Outgoing>, Failure> {
    let row = sandbox_callback::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(|row| Outgoing { payment: row.payment_key, event: row.event, status: row.status }))
}

/// A message was taken.
pub async fn sent(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    sandbox_callback::Entity::delete_by_id(id).exec(tx.conn()).await?;
    Ok(())
}

/// Whether a refund was paid.
pub async fn refund(db: &impl ConnectionTrait, key: Uuid) -> Result<Option<()>, Failure> {
    Ok(sandbox_refund::Entity::find_by_id(key).one(db).await?.map(|_| ()))
}

/// Pays a refund, once; `false` if it would be more than was paid.
pub async fn pay_back(tx: &Tx, payment: &Kept, call: &RefundCall) -> Result<bool, Failure> {
    // The payment's row is the lock.
    sandbox_payment::Entity::update_many()
        .set(sandbox_payment::ActiveModel {
            amount_minor: Set(payment.amount.minor()),
            ..Default::default()
        })
        .filter(sandbox_payment::Column::PaymentKey.eq(payment.key))
        .exec(tx.conn())
        .await?;
    let rows = sandbox_refund::Entity::find()
        .filter(sandbox_refund::Column::PaymentKey.eq(payment.key))
        .all(tx.conn())
        .await?;
    if rows.iter().any(|row| row.refund_key == call.leg) {
        return Ok(true);
    }
    let before = rows.iter().try_fold(0_i64, |sum, row| sum.checked_add(row.amount_minor));
    let after = before.and_then(|before| before.checked_add(call.amount.minor()));
    if after.is_none_or(|after| after > payment.amount.minor()) {
        return Ok(false);
    }
    let row = sandbox_refund::ActiveModel {
        refund_key: Set(call.leg),
        payment_key: Set(payment.key),
        currency: Set(call.amount.currency().code().to_owned()),
        amount_minor: Set(call.amount.minor()),
        paid_at: Set(tx.now().into()),
    };
    sandbox_refund::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(true)
}

/// All that it captured and paid back on a day.
pub async fn statement(
    db: &impl ConnectionTrait,
    day: Date,
) -> Result<Vec<StatementLine>, Failure> {
    let next = day.next_day().ok_or_else(|| Failure::broken("the last day of the calendar"))?;
    let (from, until) = (to_millis(start_of(day)), to_millis(start_of(next)));
    let payments = sandbox_payment::Entity::find()
        .filter(sandbox_payment::Column::Outcome.eq(Outcome::Succeeded))
        .filter(sandbox_payment::Column::Reason.is_null())
        .filter(sandbox_payment::Column::SettlesAt.gte(from))
        .filter(sandbox_payment::Column::SettlesAt.lt(until))
        .all(db)
        .await?;
    let refunds = sandbox_refund::Entity::find()
        .filter(sandbox_refund::Column::PaidAt.gte(from))
        .filter(sandbox_refund::Column::PaidAt.lt(until))
        .all(db)
        .await?;
    let line = |key, kind, minor, code: &str| -> Result<StatementLine, Failure> {
        let amount = Money::new(minor, currency(code)?);
        Ok(StatementLine { key, kind, amount, reference: super::reference(key) })
    };
    let paid = payments
        .iter()
        .map(|row| line(row.payment_key, LineKind::Payment, row.amount_minor, &row.currency));
    let back = refunds
        .iter()
        .map(|row| line(row.refund_key, LineKind::Refund, row.amount_minor, &row.currency));
    paid.chain(back).collect()
}
