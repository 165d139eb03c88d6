//! Under whose key what orders know of a buyer is sealed, and how long it is needed.

use entity::orders::trade_subject;
use platform::Failure;
use platform::clock::from_millis;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// The subject of an account, if it ever had an address or an invoice.
///
/// # Errors
/// The database's own.
pub async fn of(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<Uuid>, Failure> {
    let known = trade_subject::Entity::find()
        .filter(trade_subject::Column::AccountId.eq(account))
        .select_only()
        .column(trade_subject::Column::Id)
        .into_tuple();
    Ok(known.one(db).await?)
}

/// Notes the subject of an account, unless another server has done so meanwhile.
pub async fn insert(tx: &Tx, id: Uuid, account: Uuid) -> Result<(), Failure> {
    trade_subject::Entity::insert(trade_subject::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        created_at: Set(tx.now().into()),
    })
    .on_conflict(OnConflict::column(trade_subject::Column::AccountId).do_nothing().to_owned())
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// How it stands with the orders of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trade {
    /// There never was one.
    None,
    /// One is not at its end.
    Running,
    /// The last came to its end at this instant.
    Ended(OffsetDateTime),
}

/// How it stands with the orders of an account.
pub async fn trade_of(tx: &Tx, account: Uuid) -> Result<Trade, Failure> {
    let question = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "SELECT count(*) AS orders, \
         sum(CASE WHEN state IN ('COMPLETED', 'ARCHIVED', 'CANCELLED') THEN 0 ELSE 1 END) AS runs, \
         max(coalesce(completed_at, cancelled_at, submitted_at)) AS ended \
         FROM trade_order WHERE buyer_id = $1",
        [account.into()],
    );
    let Some(row) = tx.conn().query_one_raw(question).await? else { return Ok(Trade::None) };
    if row.try_get::<i64>("", "orders")? == 0 {
        return Ok(Trade::None);
    }
    if row.try_get::<i64>("", "runs")? > 0 {
        return Ok(Trade::Running);
    }
    Ok(Trade::Ended(from_millis(row.try_get("", "ended")?)))
}
