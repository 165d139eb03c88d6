//! What somebody is to pay, and where that stands.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub payer: Uuid,
    pub purpose: Purpose,
    pub subject: Uuid,
    pub state: PaymentState,
    pub currency: String,
    pub amount_minor: i64,
    pub confirmed_minor: Option<i64>,
    pub wallet_minor: i64,
    pub provider: Option<super::payment_attempt::Tender>,
    pub provider_minor: i64,
    pub captured_minor: i64,
    pub challenge_factors: i64,
    pub factors: String,
    pub cleared_at: Option<crate::Instant>,
    pub stopped_reason: Option<String>,
    pub created_at: crate::Instant,
    pub expires_at: crate::Instant,
    pub confirmed_at: Option<crate::Instant>,
    pub captured_at: Option<crate::Instant>,
}

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// Orders.
    Checkout,
    /// A balance.
    TopUp,
}

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentState {
    Created,
    Confirmed,
    Challenged,
    Held,
    Denied,
    Authorised,
    Captured,
    Closed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
