//! Rows of refunds and of their legs.

use entity::payments::{payment_refund, payment_refund_leg};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::payments::refund::{Leg, LegState, Refund, RefundState};

fn from_row(row: payment_refund::Model, currency: Currency) -> Refund {
    Refund {
        id: Id::from_uuid(row.id),
        payment: Id::from_uuid(row.payment_id),
        part: row.part,
        state: row.state.into(),
        amount: Money::new(row.amount_minor, currency),
        key: row.refund_key,
        asked_at: row.asked_at.0,
        paid_at: row.paid_at.map(|at| at.0),
    }
}

fn leg_from(row: payment_refund_leg::Model, currency: Currency) -> Leg {
    Leg {
        id: row.id,
        refund: Id::from_uuid(row.refund_id),
        attempt: Id::from_uuid(row.attempt_id),
        state: row.state.into(),
        amount: Money::new(row.amount_minor, currency),
        reference: row.reference,
        failure: row.failure,
        tries: row.tries,
        paid_at: row.paid_at.map(|at| at.0),
    }
}

fn leg_row(leg: &Leg) -> payment_refund_leg::ActiveModel {
    payment_refund_leg::ActiveModel {
        id: Set(leg.id),
        refund_id: Set(leg.refund.uuid()),
        attempt_id: Set(leg.attempt.uuid()),
        state: Set(leg.state.into()),
        amount_minor: Set(leg.amount.minor()),
        reference: Set(leg.reference.clone()),
        failure: Set(leg.failure.clone()),
        tries: Set(leg.tries),
        paid_at: Set(leg.paid_at.map(Into::into)),
    }
}

/// Writes a new refund with its legs. One of each key: `uq_payment_refund__refund_key`.
pub async fn insert(tx: &Tx, refund: &Refund, legs: &[Leg]) -> Result<(), Failure> {
    let row = payment_refund::ActiveModel {
        id: Set(refund.id.uuid()),
        payment_id: Set(refund.payment.uuid()),
        part: Set(refund.part),
        state: Set(refund.state.into()),
        amount_minor: Set(refund.amount.minor()),
        refund_key: Set(refund.key.clone()),
        asked_at: Set(refund.asked_at.into()),
        paid_at: Set(None),
    };
    payment_refund::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    payment_refund_leg::Entity::insert_many(legs.iter().map(leg_row))
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// A refund by its permanent key; the currency is that of its payment.
pub async fn by_key(
    db: &impl ConnectionTrait,
    key: &str,
    currency: Currency,
) -> Result<Option<Refund>, Failure> {
    let row = payment_refund::Entity::find()
        .filter(payment_refund::Column::RefundKey.eq(key))
        .one(db)
        .await?;
    Ok(row.map(|row| from_row(row, currency)))
}

/// Reads a refund and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Refund>, currency: Currency) -> Result<Option<Refund>, Failure> {
    let row = payment_refund::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(|row| from_row(row, currency)))
}

/// Marks a locked refund as paid; `false` if it was so.
pub async fn mark_paid(tx: &Tx, id: Id<Refund>) -> Result<bool, Failure> {
    let paid = payment_refund::Entity::update_many()
        .set(payment_refund::ActiveModel {
            state: Set(RefundState::Paid.into()),
            paid_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(payment_refund::Column::Id.eq(id.uuid()))
        .filter(payment_refund::Column::State.eq(payment_refund::RefundState::Requested))
        .exec(tx.conn())
        .await?;
    Ok(paid.rows_affected == 1)
}

/// The refunds of an intent, the oldest first; at most 200.
pub async fn of_intent(
    db: &impl ConnectionTrait,
    intent: Uuid,
    currency: Currency,
) -> Result<Vec<Refund>, Failure> {
    let rows = payment_refund::Entity::find()
        .filter(payment_refund::Column::PaymentId.eq(intent))
        .order_by_asc(payment_refund::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| from_row(row, currency)).collect())
}

/// The id of the payment that a leg's refund is of, and of its attempt.
pub async fn leg_of(db: &impl ConnectionTrait, leg: Uuid) -> Result<Option<(Uuid, Uuid)>, Failure> {
    let row = payment_refund_leg::Entity::find_by_id(leg).one(db).await?;
    Ok(row.map(|row| (row.refund_id, row.attempt_id)))
}

/// Reads a leg and keeps its row locked until the transaction ends.
pub async fn lock_leg(tx: &Tx, id: Uuid, currency: Currency) -> Result<Option<Leg>, Failure> {
    let row = payment_refund_leg::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(|row| leg_from(row, currency)))
}

/// The legs of refunds.
pub async fn legs(
    db: &impl ConnectionTrait,
    refunds: impl IntoIterator<Item = Uuid>,
    currency: Currency,
) -> Result<Vec<Leg>, Failure> {
    let rows = payment_refund_leg::Entity::find()
        .filter(payment_refund_leg::Column::RefundId.is_in(padded(refunds)))
        .order_by_asc(payment_refund_leg::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| leg_from(row, currency)).collect())
}

/// Writes a locked leg; `false` if it was no longer in `from`.
pub async fn save_leg(tx: &Tx, leg: &Leg, from: LegState) -> Result<bool, Failure> {
    let saved = payment_refund_leg::Entity::update_many()
        .set(leg_row(leg))
        .filter(payment_refund_leg::Column::Id.eq(leg.id))
        .filter(payment_refund_leg::Column::State.eq(payment_refund_leg::LegState::from(from)))
        .exec(tx.conn())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Legs by their ids; the missing are left out.
pub async fn legs_by_id(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
    currency: Currency,
) -> Result<Vec<Leg>, Failure> {
    let rows = payment_refund_leg::Entity::find()
        .filter(payment_refund_leg::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| leg_from(row, currency)).collect())
}
