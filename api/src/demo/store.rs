//! What of the demo is in the database already. The demo writes through the slices alone.

use entity::catalog::{category, sku};
use entity::identity::account;
use entity::orders::postal_address;
use entity::social::post;
use platform::Failure;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// How many accounts there are, and how many of them have one of these handles.
pub async fn accounts(
    db: &impl ConnectionTrait,
    handles: &[String],
) -> Result<(u64, u64), Failure> {
    let all = account::Entity::find().count(db).await?;
    let ours = account::Entity::find()
        .filter(account::Column::HandleFolded.is_in(handles.iter().cloned()))
        .count(db)
        .await?;
    Ok((all, ours))
}

/// How many of these posts are published.
pub async fn published(db: &impl ConnectionTrait, handles: &[String]) -> Result<u64, Failure> {
    let authors: Vec<Uuid> = account::Entity::find()
        .filter(account::Column::HandleFolded.is_in(handles.iter().cloned()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    Ok(post::Entity::find()
        .filter(post::Column::AuthorId.is_in(authors))
        .filter(post::Column::PublishedAt.is_not_null())
        .count(db)
        .await?)
}

/// The id of the category of a slug.
pub async fn category(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Uuid>, Failure> {
    let row = category::Entity::find().filter(category::Column::Slug.eq(slug)).one(db).await?;
    Ok(row.map(|row| row.id))
}

/// The product that has a variant of this code; the demo's codes are its own.
pub async fn product(db: &impl ConnectionTrait, code: &str) -> Result<Option<Uuid>, Failure> {
    let row = sku::Entity::find().filter(sku::Column::Code.eq(code)).one(db).await?;
    Ok(row.map(|row| row.product_id))
}

/// Whether an author has posted this.
pub async fn has_posted(
    db: &impl ConnectionTrait,
    author: Uuid,
    text: &str,
) -> Result<bool, Failure> {
    let posts = post::Entity::find()
        .filter(post::Column::AuthorId.eq(author))
        .filter(post::Column::Text.eq(text))
        .filter(post::Column::PublishedAt.is_not_null())
        .count(db)
        .await?;
    Ok(posts > 0)
}

/// Whether a person has a picture.
pub async fn has_picture(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Failure> {
    let row = account::Entity::find_by_id(id).one(db).await?;
    Ok(row.is_some_and(|row| row.picture_id.is_some()))
}

/// Where a person has things delivered, first of all.
pub async fn home(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Uuid>, Failure> {
    let row = postal_address::Entity::find()
        .filter(postal_address::Column::AccountId.eq(id))
        .order_by_asc(postal_address::Column::Id)
        .one(db)
        .await?;
    Ok(row.map(|row| row.id))
}
