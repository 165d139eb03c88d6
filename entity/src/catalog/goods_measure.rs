//! What was done about a product, by which rule, and who answers for it; never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_measure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    /// The product's, so that one act is recorded once.
    pub product_version: i64,
    pub kind: MeasureKind,
    /// The rule by its name in the catalogue of rules, or list and version.
    pub rule: String,
    pub rule_id: Option<Uuid>,
    pub liable: Liable,
    pub taken_at: crate::Instant,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MeasureKind {
    /// It was not let before the screen.
    Refused,
    /// It was taken off the shelves, or not let on them.
    Blocked,
}

/// Who answers for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Liable {
    /// Whoever sells it.
    Seller,
    /// Nobody has said.
    Undecided,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
