//! Something a person shows: text, pictures with tags, and what others made of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub author_id: Uuid,
    pub text: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub topics: Topics,
    pub state: PostState,
    pub visibility: Visibility,
    pub relation: SellerRelation,
    /// Whether it is marked as advertising; a check forces it where the relation is not none.
    pub ad_label: bool,
    /// The delivered order that proves the author bought what is shown (PO-4).
    pub proof_order_id: Option<Uuid>,
    pub like_count: i64,
    pub save_count: i64,
    /// Comments and replies that are not removed.
    pub comment_count: i64,
    /// Rank in discover: time of publication in milliseconds, moved on by engagement.
    pub score: i64,
    pub created_at: crate::Instant,
    /// When the author, a screen or staff last changed it; counts do not count.
    pub updated_at: crate::Instant,
    pub published_at: Option<crate::Instant>,
    pub hidden_reason: Option<String>,
    pub appeal_text: Option<String>,
    pub appealed_at: Option<crate::Instant>,
    /// Why staff left it hidden after the appeal.
    pub appeal_answer: Option<String>,
    /// Counts the changes of author and staff.
    pub version: i64,
}

crate::by_place::by_place! {
    id, author_id, text, topics, state, visibility, relation, ad_label, proof_order_id, like_count,
    save_count, comment_count, score, created_at, updated_at, published_at, hidden_reason,
    appeal_text, appealed_at, appeal_answer, version,
}

/// Hashtags without the sign, normalised, in the author's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Topics(pub Vec<String>);

/// Where a post stands (domain-rules §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostState {
    Draft,
    Review,
    Published,
    Hidden,
    Removed,
}

/// For whose eyes a published post is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Visibility {
    Public,
    Followers,
    Private,
}

/// What ties the author to the seller of what is shown.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SellerRelation {
    None,
    Gift,
    Commission,
    Paid,
    OwnShop,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
