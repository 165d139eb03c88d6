//! Rows of intents and of their parts.

use entity::payments::payment::{self, Column};
use entity::payments::payment_part;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id, Money};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{Place, currency, money};
use crate::payments::attempt::ProviderKind;
use crate::payments::intent::{Intent, PartOf, PaymentState, Tenders};

fn from_row(row: payment::Model) -> Result<Intent, Failure> {
    let own = currency(&row.currency)?;
    let of = |minor| Money::new(minor, own);
    let provider = row.provider.and_then(ProviderKind::of);
    let tenders = row.confirmed_minor.map(|_| Tenders {
        wallet: of(row.wallet_minor),
        provider: provider.map(|kind| (kind, of(row.provider_minor))),
    });
    Ok(Intent {
        id: Id::from_uuid(row.id),
        payer: Id::from_uuid(row.payer),
        purpose: row.purpose,
        subject: row.subject,
        state: row.state.into(),
        amount: of(row.amount_minor),
        tenders,
        challenge_factors: row.challenge_factors,
        cleared_at: row.cleared_at.map(|at| at.0),
        stopped_reason: row.stopped_reason,
        created_at: row.created_at.0,
        expires_at: row.expires_at.0,
        confirmed_at: row.confirmed_at.map(|at| at.0),
        captured_at: row.captured_at.map(|at| at.0),
    })
}

fn to_row(intent: &Intent) -> payment::ActiveModel {
    let tenders = intent.tenders;
    let provider = tenders.and_then(|tenders| tenders.provider);
    let captured = intent.state == PaymentState::Captured;
    payment::ActiveModel {
        id: Set(intent.id.uuid()),
        payer: Set(intent.payer.uuid()),
        purpose: Set(intent.purpose),
        subject: Set(intent.subject),
        state: Set(intent.state.into()),
        currency: Set(intent.amount.currency().code().to_owned()),
        amount_minor: Set(intent.amount.minor()),
        confirmed_minor: Set(tenders.map(|_| intent.amount.minor())),
        wallet_minor: Set(tenders.map_or(0, |tenders| tenders.wallet.minor())),
        provider: Set(provider.map(|(kind, _)| kind.tender())),
        provider_minor: Set(provider.map_or(0, |(_, amount)| amount.minor())),
        captured_minor: Set(if captured { intent.amount.minor() } else { 0 }),
        challenge_factors: Set(intent.challenge_factors),
        cleared_at: Set(intent.cleared_at.map(Into::into)),
        stopped_reason: Set(intent.stopped_reason.clone()),
        created_at: Set(intent.created_at.into()),
        expires_at: Set(intent.expires_at.into()),
        confirmed_at: Set(intent.confirmed_at.map(Into::into)),
        captured_at: Set(intent.captured_at.map(Into::into)),
        ..Default::default()
    }
}

/// Writes a new intent. One for each subject: `uq_payment__subject`.
pub async fn insert(tx: &Tx, intent: &Intent) -> Result<(), Failure> {
    payment::Entity::insert(to_row(intent)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes a locked intent; `false` if it was no longer in `from`.
pub async fn save(tx: &Tx, intent: &Intent, from: PaymentState) -> Result<bool, Failure> {
    let saved = payment::Entity::update_many()
        .set(to_row(intent))
        .filter(Column::Id.eq(intent.id.uuid()))
        .filter(Column::State.eq(payment::PaymentState::from(from)))
        .exec(tx.conn())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Notes which factors were shown for the confirmation.
pub async fn note_factors(tx: &Tx, id: Id<Intent>, factors: &str) -> Result<(), Failure> {
    payment::Entity::update_many()
        .col_expr(Column::Factors, Expr::value(factors))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// An intent by its id, whoever pays it.
pub async fn by_id(db: &impl ConnectionTrait, id: Id<Intent>) -> Result<Option<Intent>, Failure> {
    payment::Entity::find_by_id(id.uuid()).one(db).await?.map(from_row).transpose()
}

/// Reads an intent and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Intent>) -> Result<Option<Intent>, Failure> {
    let row = payment::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// The intents of parts, with the part, their rows locked in one order for everybody.
pub async fn lock_of_parts(
    tx: &Tx,
    parts: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Intent)>, Failure> {
    let parts = payment_part::Entity::find()
        .filter(payment_part::Column::Subject.is_in(padded(parts)))
        .all(tx.conn())
        .await?;
    let rows = payment::Entity::find()
        .filter(Column::Id.is_in(padded(parts.iter().map(|part| part.payment_id))))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    let intents = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    let of = |part: payment_part::Model| {
        let own = intents.iter().find(|intent| intent.id.uuid() == part.payment_id)?;
        Some((part.subject, own.clone()))
    };
    Ok(parts.into_iter().filter_map(of).collect())
}

/// Intents by what they are for; the missing are left out.
pub async fn of_subjects(
    db: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Intent>, Failure> {
    let rows =
        payment::Entity::find().filter(Column::Subject.is_in(padded(subjects))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// A page of somebody's payments, the newest first, and one row more.
pub async fn page_of(
    db: &impl ConnectionTrait,
    payer: Uuid,
    asked: &Asked<Place>,
) -> Result<Vec<Intent>, Failure> {
    let mut rows = payment::Entity::find().filter(Column::Payer.eq(payer));
    if let Some(Place(at, id)) = asked.after {
        let key = Expr::tuple([Expr::col(Column::CreatedAt), Expr::col(Column::Id)]);
        rows = rows.filter(key.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(asked.rows())
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn part_from((row, code): (payment_part::Model, &str)) -> Result<PartOf, Failure> {
    Ok(PartOf {
        subject: row.subject,
        payment: Id::from_uuid(row.payment_id),
        operator: row.operator_id.map(Id::from_uuid),
        amount: money(row.amount_minor, code)?,
        captured: money(row.captured_minor, code)?,
        refunded: money(row.refunded_minor, code)?,
        counts: row.counts,
        dropped_at: row.dropped_at.map(|at| at.0),
    })
}

/// Writes the parts of a new intent, in order. A subject is a part once: `payment_part_pkey`.
pub async fn insert_parts(tx: &Tx, parts: &[PartOf]) -> Result<(), Failure> {
    let rows = (0_i64..).zip(parts).map(|(position, part)| payment_part::ActiveModel {
        subject: Set(part.subject),
        payment_id: Set(part.payment.uuid()),
        position: Set(position),
        operator_id: Set(part.operator.map(Id::uuid)),
        amount_minor: Set(part.amount.minor()),
        captured_minor: Set(0),
        refunded_minor: Set(0),
        counts: Set(true),
        dropped_at: Set(None),
    });
    payment_part::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The parts of intents, each in its order.
pub async fn parts(
    db: &impl ConnectionTrait,
    intents: &[(Id<Intent>, &str)],
) -> Result<Vec<PartOf>, Failure> {
    let ids = padded(intents.iter().map(|(id, _)| id.uuid()));
    let rows = payment_part::Entity::find()
        .filter(payment_part::Column::PaymentId.is_in(ids))
        .order_by_asc(payment_part::Column::PaymentId)
        .order_by_asc(payment_part::Column::Position)
        .all(db)
        .await?;
    let code = |id: Uuid| intents.iter().find(|(own, _)| own.uuid() == id).map(|(_, code)| *code);
    rows.into_iter()
        .filter_map(|row| code(row.payment_id).map(|code| part_from((row, code))))
        .collect()
}

/// The parts of one intent.
pub async fn parts_of(db: &impl ConnectionTrait, intent: &Intent) -> Result<Vec<PartOf>, Failure> {
    parts(db, &[(intent.id, intent.amount.currency().code())]).await
}

/// Which intent a part is of.
pub async fn intent_of_part(
    db: &impl ConnectionTrait,
    part: Uuid,
) -> Result<Option<Id<Intent>>, Failure> {
    let row = payment_part::Entity::find_by_id(part).one(db).await?;
    Ok(row.map(|row| Id::from_uuid(row.payment_id)))
}

/// Marks a part as no longer wanted, and whether it counts in the amount nevertheless.
pub async fn drop_part(tx: &Tx, part: Uuid, counts: bool) -> Result<(), Failure> {
    payment_part::Entity::update_many()
        .col_expr(payment_part::Column::DroppedAt, Expr::value(to_millis(tx.now())))
        .col_expr(payment_part::Column::Counts, Expr::value(counts))
        .filter(payment_part::Column::Subject.eq(part))
        .filter(payment_part::Column::DroppedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Every part that counts is captured, whole.
pub async fn capture_parts(tx: &Tx, intent: Id<Intent>) -> Result<(), Failure> {
    payment_part::Entity::update_many()
        .col_expr(payment_part::Column::CapturedMinor, Expr::col(payment_part::Column::AmountMinor))
        .filter(payment_part::Column::PaymentId.eq(intent.uuid()))
        .filter(payment_part::Column::Counts.eq(true))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Counts what goes back of a part; `false` if that were more than was captured.
pub async fn refund_part(tx: &Tx, part: Uuid, amount: Money) -> Result<bool, Failure> {
    let column = payment_part::Column::RefundedMinor;
    let after = Expr::col(column).add(amount.minor());
    let counted = payment_part::Entity::update_many()
        .col_expr(column, after.clone())
        .filter(payment_part::Column::Subject.eq(part))
        .filter(after.lte(Expr::col(payment_part::Column::CapturedMinor)))
        .exec(tx.conn())
        .await?;
    Ok(counted.rows_affected == 1)
}

/// What was dropped is no longer part of the amount.
pub async fn uncount_dropped(tx: &Tx, intent: Id<Intent>) -> Result<(), Failure> {
    payment_part::Entity::update_many()
        .col_expr(payment_part::Column::Counts, Expr::value(false))
        .filter(payment_part::Column::PaymentId.eq(intent.uuid()))
        .filter(payment_part::Column::DroppedAt.is_not_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}
