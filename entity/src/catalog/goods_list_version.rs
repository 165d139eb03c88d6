//! A list of goods at one of its versions; never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_list_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The list's own short name.
    pub list: String,
    /// From 1, without gaps within the list.
    pub version: i32,
    /// Nobody for what the shop opened with.
    pub published_by: Option<Uuid>,
    pub published_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
