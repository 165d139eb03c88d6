//! A public key of a person's device.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// The authenticator's id of it, in base64url; unique.
    pub credential_id: String,
    /// What its owner calls it.
    pub name: String,
    /// The public key with its counter and flags.
    #[sea_orm(column_type = "JsonBinary")]
    pub credential: Json,
    pub counter: i64,
    pub created_at: crate::Instant,
    pub used_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
