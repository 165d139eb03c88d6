//! What the platform itself did to somebody's posts: for whoever asks what programs decided.

use entity::platform::transition::{self, ActorKind};
use entity::social::post;
use platform::Failure;
use platform::clock::to_millis;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

/// The moves of an author's posts that no person made, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn by_the_platform(
    db: &impl ConnectionTrait,
    author: Uuid,
) -> Result<Vec<Value>, Failure> {
    let theirs = Query::select()
        .column(post::Column::Id)
        .from(post::Entity)
        .and_where(post::Column::AuthorId.eq(author))
        .to_owned();
    let rows = transition::Entity::find()
        .filter(transition::Column::Aggregate.in_subquery(theirs))
        .filter(transition::Column::ActorKind.eq(ActorKind::System))
        .order_by_asc(transition::Column::At)
        .all(db)
        .await?;
    let told = |row: transition::Model| {
        json!({
            "post": format!("post_{}", row.aggregate.simple()),
            "from": row.from_state,
            "to": row.to_state,
            "why": row.cause,
            "rule_version": row.rule_version,
            "at": to_millis(row.at.0),
        })
    };
    Ok(rows.into_iter().map(told).collect())
}
