//! A list in which a published post stands: of a topic, a product or an operator.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post_listing")]
pub struct Model {
    // The key is all four; for the row type two of them are enough to tell rows apart.
    pub list: ListKind,
    /// The topic's name, or the id in 32 hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    pub published_at: crate::Instant,
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: Uuid,
}

/// Which kind of list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ListKind {
    Topic,
    Product,
    Operator,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
