//! A verified e-mail address or phone number of an account, sealed.

use sea_orm::entity::prelude::*;

/// What kind of address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ContactKind {
    /// An e-mail address.
    #[sea_orm(string_value = "EMAIL")]
    Email,
    /// A phone number in E.164 form.
    #[sea_orm(string_value = "PHONE")]
    Phone,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub kind: ContactKind,
    /// Keyed hash of the normalised value; unique.
    pub lookup: String,
    /// The value, sealed for this row under its person's key.
    pub sealed: Vec<u8>,
    /// What its owner is shown.
    pub masked: String,
    pub verified_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
