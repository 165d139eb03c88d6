//! A person of the trade: what everybody may see of them, and how old they say they are.

use sea_orm::entity::prelude::*;

/// How old a person says they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AgeBand {
    /// Below 14: acts only with a guardian.
    #[sea_orm(string_value = "UNDER_14")]
    Under14,
    /// 14 to 17.
    #[sea_orm(string_value = "FROM_14_TO_17")]
    From14To17,
    /// 18 or older.
    #[sea_orm(string_value = "ADULT")]
    Adult,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AccountState {
    /// In use.
    #[sea_orm(string_value = "ACTIVE")]
    Active,
    /// Stopped by the platform; may sign in to read and to appeal, and do nothing else.
    #[sea_orm(string_value = "SUSPENDED")]
    Suspended,
    /// Given up by its owner; for good.
    #[sea_orm(string_value = "CLOSED")]
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As the owner wrote it.
    pub handle: String,
    /// Lower case; unique.
    pub handle_folded: String,
    pub handle_changed_at: Option<crate::Instant>,
    pub display_name: String,
    pub bio: String,
    /// An upload of the media slice.
    pub picture_id: Option<Uuid>,
    /// A language tag such as `zh-CN`.
    pub locale: String,
    pub age_band: AgeBand,
    /// The adult who answers for a child; set when confirmed.
    pub guardian_id: Option<Uuid>,
    pub state: AccountState,
    pub joined_at: crate::Instant,
    pub closed_at: Option<crate::Instant>,
}

crate::by_place::by_place! {
    id, handle, handle_folded, handle_changed_at, display_name, bio, picture_id, locale, age_band,
    guardian_id, state, joined_at, closed_at,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
