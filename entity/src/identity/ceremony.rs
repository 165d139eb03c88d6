//! The server's half of a passkey ceremony; five minutes, once.

use sea_orm::entity::prelude::*;

/// What a ceremony is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CeremonyKind {
    /// A new passkey.
    #[sea_orm(string_value = "REGISTER")]
    Register,
    /// A session.
    #[sea_orm(string_value = "SIGN_IN")]
    SignIn,
    /// Risky acts of a session.
    #[sea_orm(string_value = "STEP_UP")]
    StepUp,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ceremony")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: CeremonyKind,
    pub account_id: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub state: Json,
    pub expires_at: crate::Instant,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
