//! Rows of what shops promise beyond the law; they are added and never changed.

use entity::returns::return_promise::{self, Column as C, Entity, Model};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, next_seq, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;
use crate::operators::Operator;
use crate::returns::terms::Promise;

/// What a shop had promised at an instant.
pub async fn at(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    instant: OffsetDateTime,
) -> Result<Promise, Failure> {
    let row = Entity::find()
        .filter(C::OperatorId.eq(operator.uuid()))
        .filter(Expr::col(C::FromAt).lte(to_millis(instant)))
        .order_by_desc(C::Seq)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.as_ref().map(from_row).transpose()?.unwrap_or_default())
}

fn from_row(row: &Model) -> Result<Promise, Failure> {
    let days = u32::try_from(row.days).map_err(|_| Failure::broken("a promise below zero"))?;
    let (bears_carriage, takes_excluded) = (row.bears_carriage, row.takes_excluded);
    Ok(Promise { days, bears_carriage, takes_excluded })
}

/// A new promise takes the place of the one before, for orders from now on.
pub async fn insert(
    tx: &Tx,
    operator: Id<Operator>,
    by: Id<Account>,
    promise: Promise,
) -> Result<(), Failure> {
    let row: [(C, Expr); 7] = [
        (C::OperatorId, operator.uuid().into()),
        (C::Seq, next_seq::<return_promise::Entity>(C::Seq, C::OperatorId.eq(operator.uuid()))),
        (C::Days, promise.days.into()),
        (C::BearsCarriage, promise.bears_carriage.into()),
        (C::TakesExcluded, promise.takes_excluded.into()),
        (C::FromAt, to_millis(tx.now()).into()),
        (C::SetBy, by.uuid().into()),
    ];
    let (columns, values): (Vec<C>, Vec<Expr>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(return_promise::Entity).columns(columns);
    insert.values(values).map_err(|error| Failure::because("columns of a promise", error))?;
    tx.conn().execute(&insert).await?;
    Ok(())
}

/// What shops promise now.
pub async fn now(
    db: &impl ConnectionTrait,
    operators: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Promise)>, Failure> {
    let newer = Alias::new("newer");
    let later = Query::select()
        .expr(Expr::value(1))
        .from_as(return_promise::Entity, newer.clone())
        .and_where(Expr::col((newer.clone(), C::OperatorId)).equals((Entity, C::OperatorId)))
        .and_where(Expr::col((newer, C::Seq)).gt(Expr::col((Entity, C::Seq))))
        .to_owned();
    let rows = Entity::find()
        .filter(C::OperatorId.is_in(padded(operators)))
        .filter(Expr::exists(later).not())
        .all(db)
        .await?;
    rows.iter().map(|row| Ok((row.operator_id, from_row(row)?))).collect()
}
