//! Rows of people whom promises beyond the law do not reach (CO-11).

pub use entity::returns::return_limit::Model as Limit;
use entity::returns::return_limit::{ActiveModel, Column as C, Entity};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;

pub async fn insert(tx: &Tx, new: &Limit) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account_id),
        reason: Set(new.reason.clone()),
        from_at: Set(new.from_at),
        until_at: Set(new.until_at),
        set_by: Set(new.set_by),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The limit that held for somebody at an instant, the one that lasts longest.
pub async fn at(
    db: &impl ConnectionTrait,
    account: Id<Account>,
    instant: OffsetDateTime,
) -> Result<Option<Limit>, Failure> {
    let millis = to_millis(instant);
    let row = Entity::find()
        .filter(C::AccountId.eq(account.uuid()))
        .filter(C::FromAt.lte(millis))
        .filter(C::UntilAt.gt(millis))
        .filter(C::LiftedAt.is_null())
        .order_by_desc(C::UntilAt)
        .limit(1)
        .one(db)
        .await?;
    Ok(row)
}

pub async fn by_id(tx: &Tx, id: Uuid) -> Result<Option<Limit>, Failure> {
    Ok(Entity::find_by_id(id).one(tx.conn()).await?)
}

/// Lifts a limit that holds; `false` if it was lifted before.
pub async fn lift(tx: &Tx, id: Uuid, by: Id<Account>) -> Result<bool, Failure> {
    let done = Entity::update_many()
        .col_expr(C::LiftedAt, Expr::value(to_millis(tx.now())))
        .col_expr(C::LiftedBy, Expr::value(by.uuid()))
        .filter(C::Id.eq(id))
        .filter(C::LiftedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}
