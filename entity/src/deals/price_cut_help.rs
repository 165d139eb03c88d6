//! One help at a session.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "price_cut_help")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub cut_id: Uuid,
    pub helper_id: Uuid,
    pub owner_id: Uuid,
    pub kind: HelpKind,
    pub state: String,
    pub ordinal: Option<i32>,
    pub first_part: Option<i32>,
    pub amount_minor: Option<i64>,
    pub counted_at: Option<crate::Instant>,
    pub score: i32,
    pub rules: i32,
    pub reason: Option<HeldFor>,
    pub decided: Option<Decided>,
    pub place: String,
    pub network: String,
    pub order_id: Option<Uuid>,
    pub at: crate::Instant,
    pub version: i64,
}

/// How somebody helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HelpKind {
    /// By opening the invitation.
    Opened,
    /// By buying the same item.
    Bought,
}

/// What weighed most when a help was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HeldFor {
    /// From where the owner or another helper is.
    SamePlace,
    /// From a network of which many help.
    Crowd,
    /// Too many helps in a few minutes.
    Velocity,
    /// The account is hours old.
    NewAccount,
    /// They help each other in turns.
    Ring,
}

/// Why staff let a held help count, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Decided {
    /// It is somebody else, and of their own accord.
    Genuine,
    /// It is somebody who has helped already, or the owner.
    SamePerson,
    /// Helps were traded.
    BoughtHelp,
    /// The session was over.
    TooLate,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
