//! A six-digit code that was sent, or that looks from outside as if it had been (PY-5).

use sea_orm::entity::prelude::*;

/// What a code opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CodePurpose {
    /// A new account.
    #[sea_orm(string_value = "REGISTER")]
    Register,
    /// A session.
    #[sea_orm(string_value = "SIGN_IN")]
    SignIn,
    /// Risky acts of a session.
    #[sea_orm(string_value = "STEP_UP")]
    StepUp,
    /// Another address for an account.
    #[sea_orm(string_value = "CONTACT")]
    Contact,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub purpose: CodePurpose,
    /// Keyed hash of where it went.
    pub lookup: String,
    /// The address itself, sealed, for sending and for the account it may become.
    pub sealed: String,
    /// Whose it is; nobody's yet when registering.
    pub account_id: Option<Uuid>,
    /// No code was sent: the address is taken, or unknown. Every answer is wrong.
    pub decoy: bool,
    /// Keyed hash of the code.
    pub hash: String,
    /// The code, sealed until it has been sent.
    pub sealed_code: Option<String>,
    pub locale: String,
    pub tries_left: i32,
    pub sent_at: crate::Instant,
    pub expires_at: crate::Instant,
    pub spent_at: Option<crate::Instant>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
