//! What happened, appended in the transaction in which it happened; never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Order of insertion; transactions may become visible in another order.
    #[sea_orm(primary_key)]
    pub position: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub aggregate: Uuid,
    /// Counts from 1 within the aggregate, without gaps.
    pub seq: i64,
    pub kind: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub body: Json,
    pub at: crate::Instant,
    /// PostgreSQL: the transaction that appended it; 0 on SQLite, where there is one writer.
    pub tx: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
