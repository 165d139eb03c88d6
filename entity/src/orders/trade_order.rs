//! An order at one operator.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trade_order")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub checkout_id: Uuid,
    pub buyer_id: Uuid,
    pub operator_id: Uuid,
    pub address_id: Uuid,
    pub channel: crate::catalog::goods_rule::Channel,
    pub country: String,
    /// The law that was pinned: `CN` or `EU`.
    pub profile: String,
    /// An `OrderState` by name.
    pub state: String,
    pub currency: String,
    pub goods_minor: i64,
    pub freight_minor: i64,
    pub discount_minor: i64,
    /// The sum of its parts; the table checks it (MON-1).
    pub total_minor: i64,
    /// Whether it is carried out only once its group is full.
    pub waits_for_group: bool,
    pub submitted_at: crate::Instant,
    pub pay_by: crate::Instant,
    pub paid_at: Option<crate::Instant>,
    pub ship_by: Option<crate::Instant>,
    pub shipped_at: Option<crate::Instant>,
    pub signed_at: Option<crate::Instant>,
    pub complete_by: Option<crate::Instant>,
    /// Since when its completion waits for an open matter.
    pub paused_at: Option<crate::Instant>,
    pub completed_at: Option<crate::Instant>,
    pub cancelled_at: Option<crate::Instant>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
