//! What people are told before they consent, version by version; never changed.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub purpose: Purpose,
    /// From 1, without gaps within the purpose.
    pub version: i32,
    /// How it is done.
    pub method: String,
    /// Words of a closed set, separated by spaces.
    pub data_kinds: String,
    /// How long a consent lasts; for ever if none.
    pub term_days: Option<i32>,
    pub effective_from: crate::Instant,
    pub published_by: Option<Uuid>,
    pub published_at: crate::Instant,
}

/// What the platform does with personal data.
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
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// An account and what it needs.
    Account,
    /// What an order needs.
    OrderFulfilment,
    /// Name and contact to one shop.
    ShareWithOperator,
    /// Name, contact and address to one carrier.
    ShareWithCarrier,
    /// A feed shaped by what one does here.
    PersonalisedFeed,
    /// Offers sent to one.
    Marketing,
    /// Name and identity number, to verify who sells.
    IdentityVerification,
    /// Name and words shown to everybody.
    Publication,
    /// Data sent to one recipient abroad.
    ExportAbroad,
    /// Data read by one partner.
    PartnerApi,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
