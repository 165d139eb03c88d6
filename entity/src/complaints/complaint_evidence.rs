//! Evidence in a case.

use sea_orm::entity::prelude::*;

use super::complaint::Side;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub complaint_id: Uuid,
    pub document_id: Uuid,
    pub side: Side,
    pub owner: Uuid,
    pub shows: Shows,
    pub sha256: String,
    pub bytes: i64,
    pub content_type: String,
    pub redacts: Option<Uuid>,
    pub at: crate::Instant,
}

/// What evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Shows {
    /// The goods.
    Product,
    /// The parcel.
    Package,
    /// What was said.
    Conversation,
    /// A payment.
    Payment,
    /// Where it was sent, and when.
    Logistics,
    /// What was agreed.
    Contract,
    /// A report of a test.
    TestReport,
    /// What a doctor wrote.
    Medical,
    /// Where the goods come from.
    Source,
    /// Who somebody is.
    Identity,
    /// Something else.
    Other,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
