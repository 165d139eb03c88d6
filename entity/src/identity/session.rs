//! One sign-in on one device; the family of its refresh tokens.

use sea_orm::entity::prelude::*;

/// How a session began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum SignInMethod {
    /// With a password.
    #[sea_orm(string_value = "PASSWORD")]
    Password,
    /// With a one-time code.
    #[sea_orm(string_value = "CODE")]
    Code,
    /// With a passkey.
    #[sea_orm(string_value = "PASSKEY")]
    Passkey,
}

/// Why a session ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum EndCause {
    /// Its person signed out.
    #[sea_orm(string_value = "SIGNED_OUT")]
    SignedOut,
    /// Its person ended it from another session.
    #[sea_orm(string_value = "REVOKED")]
    Revoked,
    /// A refresh token was shown twice.
    #[sea_orm(string_value = "REPLAY")]
    Replay,
    /// The password was changed elsewhere.
    #[sea_orm(string_value = "PASSWORD_CHANGED")]
    PasswordChanged,
    /// The account was suspended or closed.
    #[sea_orm(string_value = "ACCOUNT_STOPPED")]
    AccountStopped,
}

/// What somebody proved with who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum StepUpFactor {
    /// The password of the account.
    #[sea_orm(string_value = "PASSWORD")]
    Password,
    /// A one-time code by letter.
    #[sea_orm(string_value = "CODE")]
    Code,
    /// An authenticator app, or a recovery code in its place.
    #[sea_orm(string_value = "TOTP")]
    Totp,
    /// A passkey.
    #[sea_orm(string_value = "PASSKEY")]
    Passkey,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub method: SignInMethod,
    /// What the client called its device.
    pub device_name: String,
    pub created_at: crate::Instant,
    pub refreshed_at: crate::Instant,
    pub expires_at: crate::Instant,
    /// When the person last proved who they are.
    pub stepped_up_at: Option<crate::Instant>,
    /// And with what; not known of sessions that began before this was written down.
    pub step_up_factor: Option<StepUpFactor>,
    /// When a second factor was last shown in this session.
    pub second_factor_at: Option<crate::Instant>,
    pub ended_at: Option<crate::Instant>,
    pub end_cause: Option<EndCause>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
