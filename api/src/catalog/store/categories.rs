//! Rows of categories.

use std::collections::HashMap;

use entity::catalog::category;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::catalog::{Category, GoodsKind, Product};

/// The tree is small and hand-made; a longer one would need pages.
const MOST: u64 = 500;

pub async fn categories(db: &impl ConnectionTrait) -> Result<Vec<Category>, Failure> {
    let rows = category::Entity::find()
        .order_by_asc(category::Column::Position)
        .order_by_asc(category::Column::Slug)
        .limit(MOST)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

pub async fn many_categories(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Category>, Failure> {
    let rows =
        category::Entity::find().filter(category::Column::Id.is_in(padded(ids))).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

pub async fn category_exists(db: &impl ConnectionTrait, id: Id<Category>) -> Result<bool, Failure> {
    Ok(category::Entity::find_by_id(id.uuid()).count(db).await? == 1)
}

/// Each category with those above it, itself first.
pub async fn lineages(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
    let above: HashMap<Uuid, Option<Uuid>> = categories(db)
        .await?
        .into_iter()
        .map(|category| (category.id.uuid(), category.parent_id.map(Id::uuid)))
        .collect();
    let line = |own: Uuid| {
        let up = std::iter::successors(Some(own), |id| above.get(id).copied().flatten());
        // A tree that bit its own tail would have no end.
        up.take(above.len()).collect()
    };
    Ok(above.keys().map(|id| (*id, line(*id))).collect())
}

/// Adds a category. The tree is the platform's own; it is laid out at start-up and by migrations.
///
/// # Errors
/// The slug is taken, the parent is not there, or the database's own.
pub async fn add_category(tx: &Tx, category: &Category) -> Result<(), Failure> {
    let row = category::ActiveModel {
        id: Set(category.id.uuid()),
        parent_id: Set(category.parent_id.map(platform::kernel::Id::uuid)),
        slug: Set(category.slug.clone()),
        name_zh: Set(category.name_zh.clone()),
        name_en: Set(category.name_en.clone()),
        cooling_off: Set(category.cooling_off),
        goods_kind: Set(category.goods_kind),
        position: Set(category.position),
    };
    category::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub(super) fn from_row(row: category::Model) -> Category {
    Category {
        id: Id::from_uuid(row.id),
        parent_id: row.parent_id.map(Id::from_uuid),
        slug: row.slug,
        name_zh: row.name_zh,
        name_en: row.name_en,
        cooling_off: row.cooling_off,
        goods_kind: row.goods_kind,
        position: row.position,
    }
}

/// What kind of goods products are of.
///
/// # Errors
/// The database's own.
pub async fn goods_kinds(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, GoodsKind>, Failure> {
    let products = super::many(db, products).await?;
    let kinds = many_categories(db, products.iter().map(|product| product.category_id.uuid()));
    let kinds: HashMap<Uuid, GoodsKind> =
        kinds.await?.into_iter().map(|kind| (kind.id.uuid(), kind.goods_kind)).collect();
    let own = |product: &Product| kinds.get(&product.category_id.uuid()).copied();
    Ok(products.iter().filter_map(|one| own(one).map(|kind| (one.id.uuid(), kind))).collect())
}
