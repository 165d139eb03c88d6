//! Rows of claims, and of the losses they are about.

use entity::compensation::{claim, loss};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{currency, objections};
use crate::compensation::claim::{Compensation, CompensationState};
use crate::compensation::statute::{Loss, Reckoned, loss_of};
use crate::operators::Operator;
use crate::orders::Order;

/// How many claims one settlement repays.
const MANY: u64 = 50;

/// Whether a loss of one of these lines has a claim that stands (CP-6); its order is locked.
pub async fn is_claimed(
    tx: &Tx,
    order: Id<Order>,
    (positions, of): (&[i32], Loss),
) -> Result<bool, Failure> {
    let count = loss::Entity::find()
        .filter(loss::Column::OrderId.eq(order.uuid()))
        .filter(loss::Column::Position.is_in(positions.iter().copied()))
        .filter(loss::Column::Loss.eq(of))
        .filter(loss::Column::IsLive.eq(true))
        .count(tx.conn())
        .await?;
    Ok(count > 0)
}

/// Whether something that the law adds was approved for an order.
pub async fn has_approved_extra(tx: &Tx, order: Id<Order>) -> Result<bool, Failure> {
    let undecided = [CompensationState::Claimed.name(), CompensationState::Rejected.name()];
    let count = claim::Entity::find()
        .filter(claim::Column::OrderId.eq(order.uuid()))
        .filter(claim::Column::Loss.eq(Loss::Extra))
        .filter(claim::Column::State.is_not_in(undecided))
        .count(tx.conn())
        .await?;
    Ok(count > 0)
}

/// Writes a claim with the lines it is about. A loss that is claimed already is refused by
/// `uq_compensation_loss__order_id__position__loss`.
pub async fn insert(tx: &Tx, new: &Compensation, positions: &[i32]) -> Result<(), Failure> {
    let minor = |money: Option<Money>| money.map(Money::minor);
    let row = claim::ActiveModel {
        id: Set(new.id.uuid()),
        order_id: Set(new.order.uuid()),
        operator_id: Set(new.operator.uuid()),
        buyer_id: Set(new.buyer.uuid()),
        matter_id: Set(new.matter),
        ground: Set(new.reckoned.ground),
        loss: Set(loss_of(new.reckoned.ground)),
        basis: Set(new.basis),
        reference: Set(new.reference.clone()),
        rule_version: Set(new.rule_version.clone()),
        currency: Set(new.reckoned.amount.currency().code().to_owned()),
        base_minor: Set(new.reckoned.base.minor()),
        multiple: Set(new.reckoned.multiple),
        floor_minor: Set(minor(new.reckoned.floor)),
        cap_minor: Set(minor(new.reckoned.cap)),
        amount_minor: Set(new.reckoned.amount.minor()),
        state: Set(new.state.name()),
        claimed_by: Set(new.claimed_by.map(Id::uuid)),
        claimed_at: Set(new.claimed_at.into()),
        due_at: Set(new.due_at.map(Into::into)),
        version: Set(new.version),
        decided_by: NotSet,
        decided_at: NotSet,
        reject_reason: NotSet,
        pay_by: NotSet,
        paid_at: NotSet,
        advance: NotSet,
        contest_by: NotSet,
        fund_minor: NotSet,
        owed_minor: NotSet,
        recovered_minor: NotSet,
        ended_at: NotSet,
    };
    claim::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let losses = positions.iter().map(|position| loss::ActiveModel {
        compensation_id: Set(new.id.uuid()),
        position: Set(*position),
        order_id: Set(new.order.uuid()),
        loss: Set(loss_of(new.reckoned.ground)),
        is_live: Set(true),
    });
    loss::Entity::insert_many(losses).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The losses of a rejected claim may be claimed anew.
pub async fn let_go(tx: &Tx, id: Id<Compensation>) -> Result<(), Failure> {
    loss::Entity::update_many()
        .col_expr(loss::Column::IsLive, Expr::value(false))
        .filter(loss::Column::CompensationId.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a claim, if it still stands as it was read; `false` if it does not.
pub async fn put(tx: &Tx, before: &Compensation, after: &Compensation) -> Result<bool, Failure> {
    use claim::Column as C;
    let at = |instant: Option<OffsetDateTime>| Expr::value(instant.map(to_millis));
    let (decided_at, decided_by) = after.decided.unzip();
    let done = claim::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::DecidedAt, at(decided_at))
        .col_expr(C::DecidedBy, Expr::value(decided_by.map(Id::uuid)))
        .col_expr(C::RejectReason, Expr::value(after.reject_reason))
        .col_expr(C::PayBy, at(after.pay_by))
        .col_expr(C::PaidAt, at(after.paid_at))
        .col_expr(C::Advance, Expr::value(after.advance))
        .col_expr(C::ContestBy, at(after.contest_by))
        .col_expr(C::FundMinor, Expr::value(after.fund_minor))
        .col_expr(C::OwedMinor, Expr::value(after.owed_minor))
        .col_expr(C::RecoveredMinor, Expr::value(after.recovered_minor))
        .col_expr(C::DueAt, at(after.due_at))
        .col_expr(C::EndedAt, at(after.ended_at))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::State.eq(before.state.name()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A claim, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Compensation>) -> Result<Option<Compensation>, Failure> {
    let found = claim::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate);
    let row = found.one(tx.conn()).await?;
    Ok(whole(tx.conn(), row.into_iter().collect()).await?.pop())
}

/// What the platform paid in an operator's place and has not got back, the oldest first; locked.
pub async fn lock_recourse(
    tx: &Tx,
    operator: Id<Operator>,
    code: &str,
) -> Result<Vec<Compensation>, Failure> {
    use claim::Column as C;
    let owed = Expr::col(C::FundMinor).add(Expr::col(C::OwedMinor));
    let rows = claim::Entity::find()
        .filter(C::OperatorId.eq(operator.uuid()))
        .filter(C::Currency.eq(code))
        .filter(C::State.eq(CompensationState::PaidAdvance.name()))
        .filter(Expr::col(C::RecoveredMinor).lt(owed))
        .order_by_asc(C::Id)
        .limit(MANY)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    whole(tx.conn(), rows).await
}

/// A claim by its id.
///
/// # Errors
/// The database's own.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Compensation>,
) -> Result<Option<Compensation>, Failure> {
    Ok(many(db, [id.uuid()]).await?.pop())
}

/// Claims by their ids, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Compensation>, Failure> {
    let rows = claim::Entity::find().filter(claim::Column::Id.is_in(padded(ids))).all(db).await?;
    whole(db, rows).await
}

/// The claims of an order, the oldest first: no more than four kinds of loss for each line stand,
/// and as many were rejected as staff cared to; the newest 200.
///
/// # Errors
/// The database's own.
pub async fn of_order(
    db: &impl ConnectionTrait,
    order: Id<Order>,
) -> Result<Vec<Compensation>, Failure> {
    let rows = claim::Entity::find()
        .filter(claim::Column::OrderId.eq(order.uuid()))
        .order_by_desc(claim::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    whole(db, rows.into_iter().rev().collect()).await
}

/// The claims that a matter led to, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn of_matter(
    db: &impl ConnectionTrait,
    matter: Uuid,
) -> Result<Vec<Compensation>, Failure> {
    let rows = claim::Entity::find()
        .filter(claim::Column::MatterId.eq(matter))
        .order_by_asc(claim::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    whole(db, rows).await
}

/// Claims with what is said against them: one statement more, however many they are.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    rows: Vec<claim::Model>,
) -> Result<Vec<Compensation>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let contests = objections::of_claims(db, rows.iter().map(|row| row.id)).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut one = from_row(row)?;
        one.contest = contests.get(&row.id).cloned();
        found.push(one);
    }
    Ok(found)
}

fn from_row(row: &claim::Model) -> Result<Compensation, Failure> {
    let currency = currency(&row.currency)?;
    let money = |minor| Money::new(minor, currency);
    let state = CompensationState::named(&row.state);
    let decided = row.decided_at.zip(row.decided_by);
    Ok(Compensation {
        id: Id::from_uuid(row.id),
        order: Id::from_uuid(row.order_id),
        operator: Id::from_uuid(row.operator_id),
        buyer: Id::from_uuid(row.buyer_id),
        matter: row.matter_id,
        reckoned: Reckoned {
            ground: row.ground,
            base: money(row.base_minor),
            multiple: row.multiple,
            floor: row.floor_minor.map(money),
            cap: row.cap_minor.map(money),
            amount: money(row.amount_minor),
        },
        basis: row.basis,
        reference: row.reference.clone(),
        rule_version: row.rule_version.clone(),
        state: state.ok_or_else(|| Failure::broken("a claim's state is not known"))?,
        claimed_at: row.claimed_at.0,
        claimed_by: row.claimed_by.map(Id::from_uuid),
        decided: decided.map(|(at, by)| (at.0, Id::from_uuid(by))),
        reject_reason: row.reject_reason,
        pay_by: row.pay_by.map(|at| at.0),
        paid_at: row.paid_at.map(|at| at.0),
        advance: row.advance,
        contest_by: row.contest_by.map(|at| at.0),
        fund_minor: row.fund_minor,
        owed_minor: row.owed_minor,
        recovered_minor: row.recovered_minor,
        due_at: row.due_at.map(|at| at.0),
        ended_at: row.ended_at.map(|at| at.0),
        version: row.version,
        contest: None,
    })
}
