//! A claim that staff found to be faked.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fabrication_finding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub order_id: Uuid,
    pub operator_id: Uuid,
    pub buyer_id: Uuid,
    pub kind: FabricationKind,
    pub reason: String,
    pub found_by: Uuid,
    pub found_at: crate::Instant,
    pub appeal_by: crate::Instant,
}

/// How a claim was faked [CPR 49].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FabricationKind {
    /// Something was put in.
    Insertion,
    /// The goods were exchanged for others.
    Swap,
    /// Evidence was forged.
    Forgery,
    /// The date of production was altered.
    DateAltered,
    /// What is said never happened.
    Invention,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
