//! A licence or filing that an operator has shown; past its end it counts no more.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "operator_permit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub kind: PermitKind,
    pub number: String,
    pub valid_from: crate::Instant,
    /// The first instant at which it is no longer good.
    pub valid_until: crate::Instant,
    /// A picture of it.
    pub document_id: Uuid,
    pub filed_by: Uuid,
    pub filed_at: crate::Instant,
}

/// What a permit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PermitKind {
    /// To sell food.
    FoodTrade,
    /// To sell cosmetics that are registered or filed.
    CosmeticsFiling,
    /// To sell medicines.
    DrugTrade,
    /// To sell medical devices.
    MedicalDeviceTrade,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
