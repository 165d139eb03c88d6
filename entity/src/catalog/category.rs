//! What kind of goods, and which cooling-off class follows from it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub parent_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub slug: String,
    pub name_zh: String,
    pub name_en: String,
    pub cooling_off: CoolingOffClass,
    pub goods_kind: GoodsKind,
    /// Order among its siblings, from 1.
    pub position: i32,
}

crate::by_place::by_place! {
    id, parent_id, slug, name_zh, name_en, cooling_off, goods_kind, position,
}

/// How the right to change one's mind applies (domain-rules §12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CoolingOffClass {
    /// Returnable within the window.
    Standard,
    /// Excluded by law: made to the buyer's order.
    Custom,
    /// Excluded by law: fresh and perishable.
    Perishable,
    /// Excluded by law: digital goods, downloaded or unsealed.
    Digital,
    /// Excluded by law: delivered newspapers and periodicals.
    Press,
    /// Excluded only if confirmed at the purchase: unsealing affects safety, health or quality.
    Sealed,
    /// Excluded only if confirmed at the purchase: the value falls once activated or tried.
    Activated,
    /// Excluded only if confirmed at the purchase: sold as flawed or near its expiry.
    Marked,
}

/// What the law asks to be told of goods, and of whoever sells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GoodsKind {
    /// No label: farm produce without a package, plants, flowers, services.
    Unlabelled,
    /// What is made or processed.
    General,
    /// Packed food.
    Food,
    /// What is put on skin, hair, nails or lips.
    Cosmetics,
    /// Medicines.
    Drug,
    /// What is used to examine or to treat.
    MedicalDevice,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
