//! What somebody may pay with a balance, and has paid.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "payment_account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub class: AccountClass,
    pub password_hash: Option<String>,
    pub password_set_at: Option<crate::Instant>,
    pub wrong_tries: i64,
    pub locked_until: Option<crate::Instant>,
    pub frozen_at: Option<crate::Instant>,
    pub spent_minor: i64,
    pub year: i64,
    pub year_minor: i64,
    pub day: i64,
    pub day_minor: i64,
}

/// How well the holder of a balance is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountClass {
    /// In one way: 1,000.00 in all.
    One,
    /// In three ways: 100,000.00 a year.
    Two,
    /// In five ways: 200,000.00 a year.
    Three,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
