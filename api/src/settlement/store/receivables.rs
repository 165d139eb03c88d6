//! Rows of money that was paid early.

use entity::settlement::receivable;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::currency;
use crate::operators::Operator;
use crate::settlement::receivable::{Receivable, ReceivableState};

/// How many of one shop are repaid by one order.
const MANY: u64 = 50;

/// Whether an order was paid early.
pub async fn of_order(tx: &Tx, order: Uuid) -> Result<bool, Failure> {
    let count = receivable::Entity::find()
        .filter(receivable::Column::OrderId.eq(order))
        .count(tx.conn())
        .await?;
    Ok(count > 0)
}

/// One for each order: `uq_receivable__order_id`.
pub async fn insert(tx: &Tx, new: &Receivable) -> Result<(), Failure> {
    let row = receivable::ActiveModel {
        id: Set(new.id.uuid()),
        order_id: Set(new.order),
        operator_id: Set(new.operator.uuid()),
        agreement_version: Set(new.agreement_version),
        currency: Set(new.advanced.currency().code().to_owned()),
        advanced_minor: Set(new.advanced.minor()),
        repaid_minor: NotSet,
        state: Set(new.state.name()),
        offered_at: Set(new.offered_at.into()),
        due_at: Set(new.due_at.into()),
        ended_at: NotSet,
    };
    receivable::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads one, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Receivable>) -> Result<Option<Receivable>, Failure> {
    let row = receivable::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.as_ref().map(from_row).transpose()
}

/// What an order repays, locked: what was paid early of it, then what its shop owes since longest.
pub async fn lock_open(
    tx: &Tx,
    operator: Id<Operator>,
    order: Uuid,
) -> Result<Vec<Receivable>, Failure> {
    let owed = [ReceivableState::Overdue.name(), ReceivableState::Recourse.name()];
    let own = Condition::all()
        .add(receivable::Column::OrderId.eq(order))
        .add(receivable::Column::State.eq(ReceivableState::Funded.name()));
    let rows = receivable::Entity::find()
        .filter(receivable::Column::OperatorId.eq(operator.uuid()))
        .filter(Condition::any().add(own).add(receivable::Column::State.is_in(owed)))
        .order_by_asc(receivable::Column::Id)
        .limit(MANY)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    let mut open: Vec<Receivable> = rows.iter().map(from_row).collect::<Result<_, _>>()?;
    open.sort_by_key(|one| one.order != order);
    Ok(open)
}

/// What is repaid of it now.
pub async fn put_repaid(tx: &Tx, receivable: &Receivable) -> Result<(), Failure> {
    receivable::Entity::update_many()
        .col_expr(receivable::Column::RepaidMinor, Expr::value(receivable.repaid.minor()))
        .filter(receivable::Column::Id.eq(receivable.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Moves one from a state to another; false if it is not there.
pub async fn go(
    tx: &Tx,
    id: Id<Receivable>,
    (from, to): (ReceivableState, ReceivableState),
) -> Result<bool, Failure> {
    let ended = (to == ReceivableState::Repaid).then(|| to_millis(tx.now()));
    let moved = receivable::Entity::update_many()
        .col_expr(receivable::Column::State, Expr::value(to.name()))
        .col_expr(receivable::Column::EndedAt, Expr::value(ended))
        .filter(receivable::Column::Id.eq(id.uuid()))
        .filter(receivable::Column::State.eq(from.name()))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// What was paid early to a shop, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    asked: &Asked<Uuid>,
) -> Result<Vec<Receivable>, Failure> {
    let mut select = receivable::Entity::find()
        .filter(receivable::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(receivable::Column::Id)
        .limit(asked.rows());
    if let Some(after) = asked.after {
        select = select.filter(receivable::Column::Id.lt(after));
    }
    select.all(db).await?.iter().map(from_row).collect()
}

fn from_row(row: &receivable::Model) -> Result<Receivable, Failure> {
    let currency = currency(&row.currency)?;
    Ok(Receivable {
        id: Id::from_uuid(row.id),
        order: row.order_id,
        operator: Id::from_uuid(row.operator_id),
        agreement_version: row.agreement_version,
        state: ReceivableState::named(&row.state)
            .ok_or_else(|| Failure::broken("a receivable's state is not known"))?,
        advanced: Money::new(row.advanced_minor, currency),
        repaid: Money::new(row.repaid_minor, currency),
        offered_at: row.offered_at.0,
        due_at: row.due_at.0,
    })
}
