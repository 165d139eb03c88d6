//! A picture as it is served: made of one upload, under the same id, and never changed.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The sizes that are stored, narrowest first, as pairs of width and height.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Variants(pub Vec<(u32, u32)>);

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "image")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub owner_id: Uuid,
    /// Of the picture as it was sent, the right way up.
    pub width: i32,
    pub height: i32,
    /// The average colour, as 0xRRGGBB.
    pub dominant_colour: i32,
    /// A `BlurHash`.
    pub placeholder: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub variants: Variants,
    /// Of all variants together.
    pub bytes: i64,
    /// Of the file as it was sent, in lower-case hexadecimal.
    pub sha256: String,
    /// What a person who cannot see it is told; may be empty.
    pub alt: String,
    pub made_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
