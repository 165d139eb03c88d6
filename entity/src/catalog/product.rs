//! Something an operator sells, in one or more variants.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub category_id: Uuid,
    pub title: String,
    pub description: String,
    /// Where it was made, by the two letters of the country.
    pub origin_country: String,
    /// A `ProductState` by name; the table's check knows them all.
    pub state: String,
    /// The rule or reason of a block, for the operator and staff.
    pub block_reason: Option<String>,
    /// Lowest price of its variants, kept so that lists can be ordered by price.
    pub price_from_minor: i64,
    pub currency: String,
    pub listed_at: crate::Instant,
    pub created_at: crate::Instant,
    /// Counts the changes; a change names the version it was made on.
    pub version: i64,
}

crate::by_place::by_place! {
    id, operator_id, category_id, title, description, origin_country, state, block_reason,
    price_from_minor, currency, listed_at, created_at, version,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
