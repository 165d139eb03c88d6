//! What staff found out about an order.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fraud_finding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub kind: FraudKind,
    pub found_by: Uuid,
    pub found_at: crate::Instant,
}

/// What kind of fraud it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FraudKind {
    /// Nothing was sold: buyer and shop are in it together.
    FakeTrade,
    /// Ordered so that it counts as a sale [NTM 14].
    Brushed,
    /// What was sent was empty, worthless or something else.
    EmptyParcel,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
