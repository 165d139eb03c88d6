//! Data got out, or may have: the file of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "breach")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub state: BreachState,
    pub title: String,
    pub grade: BreachGrade,
    pub concerns_eu: bool,
    pub data_kinds: String,
    pub people_count: i64,
    pub cause: String,
    pub harm: String,
    pub measures: String,
    pub advice: String,
    pub contact: String,
    pub opened_by: Uuid,
    pub suspected_at: crate::Instant,
    pub confirmed_at: Option<crate::Instant>,
    pub reported_at: Option<crate::Instant>,
    pub report_reference: Option<String>,
    pub telling_at: Option<crate::Instant>,
    pub told_at: Option<crate::Instant>,
    pub closed_at: Option<crate::Instant>,
    pub regulator_due_at: Option<crate::Instant>,
    pub regulator_overdue_at: Option<crate::Instant>,
    pub subjects_due_at: Option<crate::Instant>,
    pub subjects_overdue_at: Option<crate::Instant>,
    pub eu_due_at: Option<crate::Instant>,
    pub eu_overdue_at: Option<crate::Instant>,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BreachState {
    /// It may have happened.
    Suspected,
    /// It has happened; the clocks run.
    Confirmed,
    /// No more gets out.
    Contained,
    /// The authority knows.
    Reported,
    /// Those concerned know.
    SubjectsTold,
    /// Done.
    Closed,
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BreachGrade {
    /// General.
    General,
    /// Relatively large: the authority within four hours.
    RelativelyLarge,
    /// Large.
    Large,
    /// Particularly large.
    ParticularlyLarge,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
