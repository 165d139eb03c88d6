//! A rule of a list that speaks of a product.

use sea_orm::entity::prelude::*;

use super::goods_rule::RuleAction;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_rule_hit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule_id: Uuid,
    /// The rule's own; the foreign key holds them together.
    pub action: RuleAction,
    /// How many steps above the product's category the rule's stands; nothing without a category.
    pub nearness: Option<i32>,
    pub found_at: crate::Instant,
    /// When staff let the product pass a restriction.
    pub cleared_at: Option<crate::Instant>,
    pub cleared_by: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
