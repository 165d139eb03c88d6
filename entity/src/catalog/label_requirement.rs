//! A field that the label of a kind of goods must have, by which law, from when.

use sea_orm::entity::prelude::*;

use super::category::GoodsKind;
use super::product_label::LabelField;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "label_requirement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub goods_kind: GoodsKind,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: LabelField,
    /// From 1; a change of the law is a new version, and the one before gets its end.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    pub effective_from: crate::Instant,
    pub effective_to: Option<crate::Instant>,
    pub imported_only: bool,
    pub basis: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
