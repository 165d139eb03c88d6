//! The key of one subject, wrapped by that of an epoch. With its row gone, all that was sealed
//! about the subject stays sealed for ever.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "subject_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject_id: Uuid,
    /// The epoch whose key opens it.
    pub epoch: i32,
    pub wrapped: Vec<u8>,
    pub made_at: crate::Instant,
    /// The table in which the subject is to be, where it is not known yet whether they are.
    pub awaits: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
