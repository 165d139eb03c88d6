//! A consent that was given or taken back; never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    pub purpose: super::notice::Purpose,
    /// Nil for none.
    pub recipient: Uuid,
    pub seq: i32,
    pub kind: ConsentKind,
    pub notice_id: Uuid,
    pub language: Option<String>,
    pub text_sha256: Option<String>,
    pub data_kinds: String,
    pub separate: bool,
    pub method: ConsentMethod,
    pub session_id: Option<Uuid>,
    /// The subject, or the guardian of a child.
    pub given_by: Option<Uuid>,
    pub at: crate::Instant,
    pub expires_at: Option<crate::Instant>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentKind {
    /// Given.
    Granted,
    /// Taken back, or refused.
    Withdrawn,
}

/// How it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentMethod {
    /// By the subject.
    Oneself,
    /// By the guardian of a child.
    Guardian,
    /// Nobody answers for the child any more.
    GuardianshipEnded,
    /// The account was closed.
    AccountClosed,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
