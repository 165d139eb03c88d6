//! A group that forms, with terms of its own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_buy")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub operator_id: Uuid,
    pub product_id: Uuid,
    pub sku_id: Uuid,
    pub leader_id: Uuid,
    pub state: String,
    pub size: i32,
    pub hours: i32,
    pub currency: String,
    pub unit_minor: i64,
    pub solo_minor: i64,
    pub most_per_person: i32,
    pub seats_taken: i32,
    pub paid: i32,
    pub missing: i32,
    pub benefit_minor: i64,
    pub benefit_funder: Option<String>,
    pub benefit_state: String,
    pub terms_version: String,
    pub opened_at: crate::Instant,
    pub deadline: Option<crate::Instant>,
    pub succeeded_at: Option<crate::Instant>,
    pub succeeded_with: Option<i32>,
    pub waived_by: Option<Uuid>,
    pub waived_at: Option<crate::Instant>,
    pub ended_at: Option<crate::Instant>,
}

crate::by_place::by_place! {
    id, campaign_id, operator_id, product_id, sku_id, leader_id, state, size, hours, currency,
    unit_minor, solo_minor, most_per_person, seats_taken, paid, missing, benefit_minor,
    benefit_funder, benefit_state, terms_version, opened_at, deadline, succeeded_at, succeeded_with,
    waived_by, waived_at, ended_at,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
