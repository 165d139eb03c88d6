//! Rows of attempts, and of what providers told us.

use entity::payments::payment_attempt::{self, Column};
use entity::payments::{payment_incident, provider_event};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Id, Money};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::money;
use crate::payments::attempt::{Attempt, AttemptState, ProviderKind};
use crate::payments::intent::Intent;
pub use entity::payments::payment_incident::IncidentKind;

fn from_row(row: payment_attempt::Model) -> Result<Attempt, Failure> {
    let next_step = row.next_step.as_deref().map(serde_json::from_str).transpose();
    Ok(Attempt {
        id: Id::from_uuid(row.id),
        payment: Id::from_uuid(row.payment_id),
        tender: row.tender,
        state: row.state.into(),
        amount: money(row.amount_minor, &row.currency)?,
        captured: money(row.captured_minor, &row.currency)?,
        refunded: money(row.refunded_minor, &row.currency)?,
        counts: row.counts,
        reference: row.reference,
        next_step: next_step.map_err(|error| Failure::because("a next step", error))?,
        failure: row.failure,
        script: row.script,
        queries: row.queries,
        created_at: row.created_at.0,
        settled_at: row.settled_at.map(|at| at.0),
    })
}

fn to_row(attempt: &Attempt) -> Result<payment_attempt::ActiveModel, Failure> {
    let next = attempt.next_step.as_ref().map(serde_json::to_string).transpose();
    Ok(payment_attempt::ActiveModel {
        id: Set(attempt.id.uuid()),
        payment_id: Set(attempt.payment.uuid()),
        tender: Set(attempt.tender),
        state: Set(attempt.state.into()),
        currency: Set(attempt.amount.currency().code().to_owned()),
        amount_minor: Set(attempt.amount.minor()),
        captured_minor: Set(attempt.captured.minor()),
        refunded_minor: Set(attempt.refunded.minor()),
        counts: Set(attempt.counts),
        reference: Set(attempt.reference.clone()),
        next_step: Set(next.map_err(|error| Failure::because("a next step", error))?),
        failure: Set(attempt.failure.clone()),
        script: Set(attempt.script.clone()),
        queries: Set(attempt.queries),
        created_at: Set(attempt.created_at.into()),
        settled_at: Set(attempt.settled_at.map(Into::into)),
    })
}

/// Writes a new attempt.
pub async fn insert(tx: &Tx, attempt: &Attempt) -> Result<(), Failure> {
    payment_attempt::Entity::insert(to_row(attempt)?).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes a locked attempt; `false` if it was no longer in `from`.
pub async fn save(tx: &Tx, attempt: &Attempt, from: AttemptState) -> Result<bool, Failure> {
    let saved = payment_attempt::Entity::update_many()
        .set(to_row(attempt)?)
        .filter(Column::Id.eq(attempt.id.uuid()))
        .filter(Column::State.eq(payment_attempt::AttemptState::from(from)))
        .exec(tx.conn())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// An attempt by its id.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Attempt>, Failure> {
    payment_attempt::Entity::find_by_id(id).one(db).await?.map(from_row).transpose()
}

/// Reads an attempt and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Attempt>) -> Result<Option<Attempt>, Failure> {
    let row =
        payment_attempt::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// The attempts of intents, the oldest first.
pub async fn of_intents(
    db: &impl ConnectionTrait,
    intents: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Attempt>, Failure> {
    let rows = payment_attempt::Entity::find()
        .filter(Column::PaymentId.is_in(padded(intents)))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The attempts of one intent, locked, the oldest first.
pub async fn lock_of(tx: &Tx, intent: Id<Intent>) -> Result<Vec<Attempt>, Failure> {
    let rows = payment_attempt::Entity::find()
        .filter(Column::PaymentId.eq(intent.uuid()))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Attempts by their ids; the missing are left out.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Attempt>, Failure> {
    let rows =
        payment_attempt::Entity::find().filter(Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// What a provider captured for us in a span of time, by the instant we learnt of it, after an id.
pub async fn captured_between(
    db: &impl ConnectionTrait,
    kind: ProviderKind,
    (from, until): (i64, i64),
    after: Uuid,
) -> Result<Vec<Attempt>, Failure> {
    let rows = payment_attempt::Entity::find()
        .filter(Column::Tender.eq(kind.tender()))
        .filter(Column::SettledAt.gte(from))
        .filter(Column::SettledAt.lt(until))
        .filter(Column::CapturedMinor.gt(0))
        .filter(Column::Id.gt(after))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Counts what goes back of an attempt; `false` if that were more than came.
pub async fn refund(tx: &Tx, id: Id<Attempt>, amount: Money) -> Result<bool, Failure> {
    let after = Expr::col(Column::RefundedMinor).add(amount.minor());
    let counted = payment_attempt::Entity::update_many()
        .col_expr(Column::RefundedMinor, after.clone())
        .filter(Column::Id.eq(id.uuid()))
        .filter(after.lte(Expr::col(Column::CapturedMinor)))
        .exec(tx.conn())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Writes down an event of a provider; `false` if it was heard before.
pub async fn hear(tx: &Tx, kind: ProviderKind, event: &str) -> Result<bool, Failure> {
    let row = provider_event::ActiveModel {
        provider: Set(kind.name().to_owned()),
        event: Set(event.to_owned()),
        received_at: Set(tx.now().into()),
    };
    let written = provider_event::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(written == 1)
}

/// Writes down that something does not agree, once; `false` if that was known.
pub async fn report(
    tx: &Tx,
    (kind, provider): (IncidentKind, ProviderKind),
    subject: Uuid,
    (expected, found): (i64, i64),
) -> Result<bool, Failure> {
    let row = payment_incident::ActiveModel {
        id: Set(tx.app().new_uuid()),
        kind: Set(kind),
        provider: Set(provider.name().to_owned()),
        subject: Set(subject),
        expected_minor: Set(expected),
        found_minor: Set(found),
        at: Set(tx.now().into()),
    };
    let written = payment_incident::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(written == 1)
}
