//! A campaign of group buys, by a shop.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub product_id: Uuid,
    pub sku_id: Uuid,
    pub state: String,
    pub currency: String,
    pub solo_minor: i64,
    pub group_minor: i64,
    pub size: i32,
    pub hours: i32,
    pub starts_at: crate::Instant,
    pub ends_at: crate::Instant,
    pub stock: i32,
    pub taken: i32,
    pub most_per_person: i32,
    pub benefit_minor: i64,
    pub benefit_funder: Option<String>,
    pub benefit_cap_minor: i64,
    pub benefit_promised_minor: i64,
    pub terms_version: String,
    pub created_by: Uuid,
    pub created_at: crate::Instant,
    pub submitted_at: Option<crate::Instant>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<crate::Instant>,
    pub rejection: Option<String>,
    pub stopped_at: Option<crate::Instant>,
    pub cancels_groups: bool,
    /// Who let the platform's fund pay its leaders; somebody else than who let it through.
    pub funded_by: Option<Uuid>,
}

crate::by_place::by_place! {
    id, operator_id, product_id, sku_id, state, currency, solo_minor, group_minor, size, hours,
    starts_at, ends_at, stock, taken, most_per_person, benefit_minor, benefit_funder,
    benefit_cap_minor, benefit_promised_minor, terms_version, created_by, created_at, submitted_at,
    decided_by, decided_at, rejection, stopped_at, cancels_groups, funded_by,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
