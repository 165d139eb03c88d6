//! Images: written once, read often, removed only with an upload that nothing used.

use entity::media::image::{self, Variants};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::media::Image;

/// What is written beside the image itself.
pub struct Made<'a> {
    pub image: &'a Image,
    /// Of all variants together.
    pub bytes: u64,
    /// Of the file as it was sent.
    pub sha256: &'a str,
}

/// Images by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Image>, Failure> {
    let rows = image::Entity::find().filter(image::Column::Id.is_in(padded(ids))).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

pub async fn insert(tx: &Tx, made: &Made<'_>) -> Result<(), Failure> {
    let image = made.image;
    let row = image::ActiveModel {
        id: Set(image.id.uuid()),
        owner_id: Set(image.owner_id.uuid()),
        width: Set(number(image.width)?),
        height: Set(number(image.height)?),
        dominant_colour: Set(number(image.dominant_colour)?),
        placeholder: Set(image.placeholder.clone()),
        variants: Set(Variants(image.variants.clone())),
        bytes: Set(i64::try_from(made.bytes).unwrap_or(i64::MAX)),
        sha256: Set(made.sha256.to_owned()),
        alt: Set(image.alt.clone()),
        made_at: Set(image.made_at.into()),
    };
    image::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn remove(tx: &Tx, id: Id<Image>) -> Result<(), Failure> {
    image::Entity::delete_by_id(id.uuid()).exec(tx.conn()).await?;
    Ok(())
}

fn number(value: u32) -> Result<i32, Failure> {
    i32::try_from(value).map_err(|error| Failure::because("a size of an image", error))
}

fn from_row(row: image::Model) -> Image {
    Image {
        id: Id::from_uuid(row.id),
        owner_id: Id::from_uuid(row.owner_id),
        width: row.width.unsigned_abs(),
        height: row.height.unsigned_abs(),
        dominant_colour: row.dominant_colour.unsigned_abs(),
        placeholder: row.placeholder,
        variants: row.variants.0,
        alt: row.alt,
        made_at: row.made_at.0,
    }
}
