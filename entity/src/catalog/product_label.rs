//! One line of the label of a product, in one language.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_label")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: LabelLanguage,
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: LabelField,
    pub value: String,
}

/// The language of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LabelLanguage {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// What a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LabelField {
    /// The certificate that the product passed its inspection.
    ConformityCertificate,
    /// The name of the product.
    ProductName,
    /// Who made it.
    MakerName,
    /// Where its maker is found.
    MakerAddress,
    /// Size, grade or composition.
    Specification,
    /// The day it was made, `2026-11-22`.
    ProductionDate,
    /// The last day on which it is safe to use, `2026-11-22`.
    SafeUseUntil,
    /// What to beware of.
    Warnings,
    /// How much is in it.
    NetContent,
    /// What is in it.
    Ingredients,
    /// How long it keeps.
    ShelfLife,
    /// The standard it was made to.
    StandardCode,
    /// How to keep it.
    Storage,
    /// The additives, by their names in the national standard.
    Additives,
    /// The number of its maker's licence to produce.
    LicenceNumber,
    /// The number of its own registration or filing.
    FilingNumber,
    /// Name, address and contact of who answers for it in mainland China.
    Importer,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
