//! One wish to read one personal field, and what came of it. Ids and names of fields, no value.
//! Append only.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: crate::Instant,
    /// Who read: an account; nil for a part of the platform.
    pub actor_id: Uuid,
    /// As what: `SUBJECT`, a role of staff, or the part of the platform, such as `delivery`.
    pub role: String,
    pub subject_id: Uuid,
    pub table_name: String,
    pub column_name: String,
    pub purpose: String,
    /// The consent or the law it rests on.
    pub basis: String,
    /// The id of the request it came with; empty for what no request asked for.
    pub request: String,
    pub decision: Decision,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decision {
    /// It was opened.
    Granted,
    /// It was not.
    Denied,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
