//! One buyer's session of a price cut.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_cut")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub campaign_id: Uuid,
    pub owner_id: Uuid,
    pub state: String,
    pub start_minor: i64,
    pub floor_minor: i64,
    pub price_minor: i64,
    pub parts: i32,
    pub parts_bought: i32,
    pub parts_gone: i32,
    pub helps: i32,
    pub commitment: String,
    pub seed: Option<String>,
    pub place: String,
    pub started_at: crate::Instant,
    pub deadline: crate::Instant,
    pub buy_by: crate::Instant,
    pub ended_at: Option<crate::Instant>,
    pub order_id: Option<Uuid>,
    pub version: i64,
}

crate::by_place::by_place! {
    id, campaign_id, owner_id, state, start_minor, floor_minor, price_minor, parts, parts_bought,
    parts_gone, helps, commitment, seed, place, started_at, deadline, buy_by, ended_at, order_id,
    version,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
