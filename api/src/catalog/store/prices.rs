//! Rows of prices as they were offered; written once, never changed.

use entity::catalog::{sku, sku_price};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::catalog::compared::Offered;
use crate::catalog::{Product, Sku};

/// From now on the variants of a product are offered at their prices, or no longer at all.
pub async fn offer_all(tx: &Tx, product: Id<Product>, offered: bool) -> Result<(), Failure> {
    let price = if offered { Expr::col(sku::Column::PriceMinor) } else { Expr::cust("NULL") };
    let mut rows = Query::select();
    rows.column(sku::Column::Id)
        .expr(Expr::value(to_millis(tx.now())))
        .expr(price)
        .from(sku::Entity)
        .and_where(sku::Column::ProductId.eq(product.uuid()));
    let mut insert = Query::insert();
    insert.into_table(sku_price::Entity).columns([
        sku_price::Column::SkuId,
        sku_price::Column::At,
        sku_price::Column::PriceMinor,
    ]);
    let insert =
        insert.select_from(rows).map_err(|error| Failure::because("prices of a product", error))?;
    tx.conn().execute(insert).await?;
    Ok(())
}

/// From now on a variant is offered at this price.
pub async fn offer(tx: &Tx, sku: Id<Sku>, price_minor: i64) -> Result<(), Failure> {
    let row = sku_price::ActiveModel {
        position: NotSet,
        sku_id: Set(sku.uuid()),
        at: Set(tx.now().into()),
        price_minor: Set(Some(price_minor)),
    };
    sku_price::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// How a variant was offered since the row that ran at an instant, in order; and before that, the
/// last price there was.
pub async fn offered_since(tx: &Tx, sku: Id<Sku>, since_ms: i64) -> Result<Vec<Offered>, Failure> {
    use sku_price::Column;
    let of_sku = || sku_price::Entity::find().filter(Column::SkuId.eq(sku.uuid()));
    let inside = of_sku()
        .filter(Column::At.gt(since_ms))
        .order_by_asc(Column::Position)
        .all(tx.conn())
        .await?;
    let before = of_sku().filter(Column::At.lte(since_ms)).order_by_desc(Column::Position);
    let running = before.clone().limit(1).all(tx.conn()).await?;
    let last = before.filter(Column::PriceMinor.is_not_null()).limit(1).all(tx.conn()).await?;
    let mut rows = last;
    rows.extend(running.into_iter().filter(|row| row.price_minor.is_none()));
    rows.extend(inside);
    Ok(rows.iter().map(from_row).collect())
}

fn from_row(row: &sku_price::Model) -> Offered {
    Offered { at: row.at.0, price_minor: row.price_minor }
}
