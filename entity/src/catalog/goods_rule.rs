//! One entry of a list of goods; never changed. What it leaves out means every one.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "goods_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version_id: Uuid,
    pub channel: Option<Channel>,
    /// Where to, by its two letters.
    pub country: Option<String>,
    /// With everything below it.
    pub category_id: Option<Uuid>,
    /// A word or words of title or description.
    pub term: Option<String>,
    pub action: RuleAction,
    /// The text of law it stands on, or where that is found.
    pub evidence: String,
    /// Unlawful as such, so that not even paid orders are carried out.
    pub illegal: bool,
    pub effective_from: crate::Instant,
    /// The first instant at which it counts no more.
    pub effective_to: Option<crate::Instant>,
}

/// The way by which goods come to their buyer.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    serde::Serialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// Sold and delivered within mainland China.
    Domestic,
    /// Sold from mainland China to another country or region.
    Export,
    /// Sold from another country or region into mainland China.
    Import,
}

/// What a rule says of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RuleAction {
    /// They are not sold.
    Ban,
    /// They are sold once staff have looked at them.
    Restrict,
    /// They are sold, although a wider rule says otherwise.
    Permit,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
