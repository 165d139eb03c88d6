//! Rows of products and of their pictures.

use std::collections::HashMap;

use entity::by_place::Columns;
use entity::catalog::{product, product_image};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use platform::transitions::States;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::catalog::{Product, ProductState};

/// Products by id, whatever their state, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Product>, Failure> {
    let rows =
        product::Entity::find().filter(product::Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// The next product in a row of a statement that reads several tables; none where a left join found
/// none.
///
/// # Errors
/// The row has something else there.
pub fn product_of(columns: &mut Columns<'_>) -> Result<Option<Product>, Failure> {
    columns.found()?.map(from_row).transpose()
}

/// Pictures by product, each list in order.
///
/// # Errors
/// The database's own.
pub async fn images_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
    let rows = product_image::Entity::find()
        .filter(product_image::Column::ProductId.is_in(padded(products)))
        .order_by_asc(product_image::Column::Position)
        .all(db)
        .await?;
    let mut images: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        images.entry(row.product_id).or_default().push(row.image_id);
    }
    Ok(images)
}

/// Reads a product and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Product>) -> Result<Option<Product>, Failure> {
    let row = product::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// Reads products and keeps their rows locked, in one order for everybody.
pub async fn lock_many(tx: &Tx, ids: &[Uuid]) -> Result<Vec<Product>, Failure> {
    let rows = product::Entity::find()
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(product::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Up to `limit` products that are on the shelves or before the screen, after one of them, in
/// order.
pub async fn on_sale_after(tx: &Tx, after: Uuid, limit: u64) -> Result<Vec<Product>, Failure> {
    let rows = product::Entity::find()
        // In the words of the partial index.
        .filter(Expr::cust("state IN ('SCREENING', 'LIVE')"))
        .filter(product::Column::Id.gt(after))
        .order_by_asc(product::Column::Id)
        .limit(limit)
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

pub async fn insert(tx: &Tx, product: &Product) -> Result<(), Failure> {
    let row = product::ActiveModel {
        id: Set(product.id.uuid()),
        operator_id: Set(product.operator_id.uuid()),
        category_id: Set(product.category_id.uuid()),
        title: Set(product.title.clone()),
        description: Set(product.description.clone()),
        origin_country: Set(product.origin.code().to_owned()),
        state: Set(product.state.name()),
        block_reason: Set(product.block_reason.clone()),
        price_from_minor: Set(product.price_from.minor()),
        currency: Set(product.price_from.currency().code().to_owned()),
        listed_at: Set(product.listed_at.into()),
        created_at: Set(product.created_at.into()),
        version: Set(product.version),
    };
    product::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn set_images(tx: &Tx, product: Id<Product>, images: &[Uuid]) -> Result<(), Failure> {
    if images.is_empty() {
        return Ok(());
    }
    let rows = (1..).zip(images).map(|(position, image)| product_image::ActiveModel {
        product_id: Set(product.uuid()),
        position: Set(position),
        image_id: Set(*image),
    });
    product_image::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Moves a product on, if it still stands where it was read; `false` if it does not.
pub async fn move_state(
    tx: &Tx,
    product: &Product,
    to: ProductState,
    block_reason: Option<&str>,
) -> Result<bool, Failure> {
    let mut update = product::Entity::update_many()
        .col_expr(product::Column::State, Expr::value(to.name()))
        .col_expr(product::Column::BlockReason, Expr::value(block_reason.map(ToOwned::to_owned)))
        .col_expr(product::Column::Version, Expr::col(product::Column::Version).add(1));
    if to == ProductState::Live {
        let now = to_millis(tx.now());
        update = update.col_expr(product::Column::ListedAt, Expr::value(now));
    }
    let moved = update
        .filter(product::Column::Id.eq(product.id.uuid()))
        .filter(product::Column::State.eq(product.state.name()))
        .filter(product::Column::Version.eq(product.version))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

pub(super) fn from_row(row: product::Model) -> Result<Product, Failure> {
    let currency: Currency =
        row.currency.parse().map_err(|_| Failure::broken("a product's currency is not known"))?;
    Ok(Product {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        category_id: Id::from_uuid(row.category_id),
        title: row.title,
        description: row.description,
        origin: row
            .origin_country
            .parse()
            .map_err(|_| Failure::broken("a product's origin is not known"))?,
        state: ProductState::named(&row.state)
            .ok_or_else(|| Failure::broken("a product's state is not known"))?,
        block_reason: row.block_reason,
        price_from: Money::new(row.price_from_minor, currency),
        listed_at: row.listed_at.0,
        created_at: row.created_at.0,
        version: row.version,
    })
}
