//! A difference that the reconciler found.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_incident")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub check_name: String,
    /// What differs: an account, an order, an operator.
    pub subject_id: Uuid,
    /// Nothing where no money is counted.
    pub currency: Option<String>,
    pub expected: i64,
    pub found: i64,
    pub frozen: Option<Frozen>,
    pub frozen_id: Option<Uuid>,
    pub state: String,
    pub noticed_at: crate::Instant,
    /// When it was last found still to be there.
    pub seen_at: crate::Instant,
    pub resolved_by: Option<Uuid>,
    pub resolved_at: Option<crate::Instant>,
    pub reason: Option<String>,
}

/// What was frozen because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Frozen {
    /// The escrow of an order.
    Order,
    /// Payouts to an operator.
    Operator,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
