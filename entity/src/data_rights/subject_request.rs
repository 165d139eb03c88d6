//! What a person asks of us about their data.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: Uuid,
    pub kind: RequestKind,
    pub law: Law,
    pub state: RequestState,
    /// Counts up with every text that is written; the sealed texts are of this version.
    pub version: i32,
    /// What to correct; sealed.
    pub fields: Option<Vec<u8>>,
    pub filed_at: crate::Instant,
    pub due_at: crate::Instant,
    pub overdue_at: Option<crate::Instant>,
    pub decided_at: Option<crate::Instant>,
    pub decided_by: Option<Uuid>,
    pub refusal: Option<RefusalGround>,
    /// What staff add to their decision; sealed.
    pub answer: Option<Vec<u8>>,
    /// Sealed.
    pub appeal: Option<Vec<u8>>,
    pub appealed_at: Option<crate::Instant>,
    pub archive_ready_at: Option<crate::Instant>,
    pub archive_expires_at: Option<crate::Instant>,
    pub link_hash: Option<String>,
    pub link_expires_at: Option<crate::Instant>,
}

/// What is asked for.
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
pub enum RequestKind {
    /// To know what we have.
    Access,
    /// A copy of it.
    Copy,
    /// To have something put right.
    Correct,
    /// To have it destroyed.
    Delete,
    /// To take it elsewhere.
    Port,
    /// To have it rest.
    Restrict,
    /// To know what programs decided, and how.
    Explain,
    /// To have the account closed.
    Close,
}

/// Under whose deadlines.
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
pub enum Law {
    /// China: 15 working days.
    Cn,
    /// The Union: one month.
    Eu,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RequestState {
    /// Filed; whoever asks has still to show who they are.
    Received,
    /// Being worked on.
    InProgress,
    /// Done.
    Fulfilled,
    /// Refused, with a reason.
    Refused,
    /// Whoever asked disagrees.
    Appealed,
    /// Refused again by somebody else.
    RefusedFinally,
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefusalGround {
    /// The data is needed for a proceeding.
    LegalHold,
    /// Whoever asks is not whose data it is.
    NotIdentified,
    /// There is nothing of the kind.
    Unfounded,
    /// It would show data of others.
    RightsOfOthers,
    /// A law forbids it.
    LawForbids,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
