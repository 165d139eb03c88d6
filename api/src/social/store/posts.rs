//! Rows of posts and of their pictures.

use std::collections::HashMap;

use entity::social::{post, post_image};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::beside::POST;
use super::{Beside, Read, Sql, sight};
use crate::social::post::{Appeal, Engagement, Post, PostState, rank};
use crate::social::sight::Sight;
use platform::database::padded;

pub(super) fn from_row(row: post::Model) -> Post {
    let appeal = row.appeal_text.zip(row.appealed_at);
    Post {
        id: Id::from_uuid(row.id),
        author_id: Id::from_uuid(row.author_id),
        text: row.text,
        topics: row.topics.0,
        state: row.state.into(),
        visibility: row.visibility,
        relation: row.relation,
        ad_label: row.ad_label,
        proof_order_id: row.proof_order_id,
        engagement: Engagement {
            likes: row.like_count,
            saves: row.save_count,
            comments: row.comment_count,
        },
        score: row.score,
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
        published_at: row.published_at.map(|at| at.0),
        hidden_reason: row.hidden_reason,
        appeal: appeal.map(|(text, at)| Appeal { text, at: at.0, answer: row.appeal_answer }),
        version: row.version,
    }
}

/// Writes a new draft.
pub async fn insert(tx: &Tx, post: &Post) -> Result<(), Failure> {
    let row = post::ActiveModel {
        id: Set(post.id.uuid()),
        author_id: Set(post.author_id.uuid()),
        text: Set(post.text.clone()),
        topics: Set(post::Topics(post.topics.clone())),
        state: Set(post.state.into()),
        visibility: Set(post.visibility),
        relation: Set(post.relation),
        ad_label: Set(post.ad_label),
        proof_order_id: Set(post.proof_order_id),
        like_count: Set(0),
        save_count: Set(0),
        comment_count: Set(0),
        score: Set(post.score),
        created_at: Set(post.created_at.into()),
        updated_at: Set(post.updated_at.into()),
        published_at: Set(None),
        hidden_reason: Set(None),
        appeal_text: Set(None),
        appealed_at: Set(None),
        appeal_answer: Set(None),
        version: Set(post.version),
    };
    post::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Writes what an author may change of a draft; `false` if it is no longer the draft that was read.
pub async fn save_draft(tx: &Tx, post: &Post) -> Result<bool, Failure> {
    let saved = post::Entity::update_many()
        .set(post::ActiveModel {
            text: Set(post.text.clone()),
            topics: Set(post::Topics(post.topics.clone())),
            visibility: Set(post.visibility),
            relation: Set(post.relation),
            ad_label: Set(post.ad_label),
            updated_at: Set(tx.now().into()),
            version: Set(post.version + 1),
            ..Default::default()
        })
        .filter(post::Column::Id.eq(post.id.uuid()))
        .filter(post::Column::State.eq(post::PostState::Draft))
        .filter(post::Column::Version.eq(post.version))
        .exec(tx.conn())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Sets the pictures of a post, in this order, instead of those it had.
pub async fn set_images(tx: &Tx, post: Uuid, images: &[Uuid]) -> Result<(), Failure> {
    post_image::Entity::delete_many()
        .filter(post_image::Column::PostId.eq(post))
        .exec(tx.conn())
        .await?;
    let rows = (1..).zip(images).map(|(position, image)| post_image::ActiveModel {
        post_id: Set(post),
        position: Set(position),
        image_id: Set(*image),
    });
    post_image::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The pictures of posts, each list in order.
pub async fn images_of(
    db: &impl ConnectionTrait,
    posts: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
    let rows = post_image::Entity::find()
        .filter(post_image::Column::PostId.is_in(padded(posts.iter().copied())))
        .order_by_asc(post_image::Column::Position)
        .all(db)
        .await?;
    let mut images: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        images.entry(row.post_id).or_default().push(row.image_id);
    }
    Ok(images)
}

/// Reads a post and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Post>) -> Result<Option<Post>, Failure> {
    let row = post::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Posts by id as these eyes see them, in no order, each with what is wanted beside it; what they
/// may not see is left out.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    sight: Sight,
    beside: Beside,
) -> Result<Vec<Read>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(&format!("SELECT {}, p.score AS place FROM post p", *POST));
    sql.push(" WHERE p.id IN ").list(ids.iter().copied()).push(" AND ");
    sight::readable(&mut sql, sight);
    let statement = beside.around(sql, "").statement(db.get_database_backend());
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| beside.read(row).map(|(_, read)| read)).collect()
}

/// One post as these eyes see it.
pub async fn one(
    db: &impl ConnectionTrait,
    id: Id<Post>,
    sight: Sight,
) -> Result<Option<Post>, Failure> {
    let found = many(db, &[id.uuid()], sight, Beside::default()).await?;
    Ok(found.into_iter().next().map(|read| read.post))
}

/// Whether these eyes see a post.
///
/// # Errors
/// The database's own.
pub async fn is_seen(db: &impl ConnectionTrait, id: Uuid, sight: Sight) -> Result<bool, Failure> {
    Ok(one(db, Id::from_uuid(id), sight).await?.is_some())
}

/// What else changes when a post moves.
#[derive(Debug, Default)]
pub struct Along {
    /// Set once, when it is first shown.
    pub published_at: Option<OffsetDateTime>,
    /// Why it is hidden; taken back whenever it is not.
    pub hidden_reason: Option<String>,
}

/// Moves a post on, if it still stands where it was read; `false` if it does not.
pub async fn move_state(
    tx: &Tx,
    post: &Post,
    to: PostState,
    along: Along,
) -> Result<bool, Failure> {
    let mut row = post::ActiveModel {
        state: Set(to.into()),
        updated_at: Set(tx.now().into()),
        version: Set(post.version + 1),
        hidden_reason: Set(along.hidden_reason),
        appeal_text: Set(None),
        appealed_at: Set(None),
        appeal_answer: Set(None),
        ..Default::default()
    };
    if let Some(at) = along.published_at {
        row.published_at = Set(Some(at.into()));
        row.score = Set(rank(to_millis(at), post.engagement));
    }
    let moved = post::Entity::update_many()
        .set(row)
        .filter(post::Column::Id.eq(post.id.uuid()))
        .filter(post::Column::State.eq(entity::social::post::PostState::from(post.state)))
        .filter(post::Column::Version.eq(post.version))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Keeps an appeal, or the answer to it.
pub async fn save_appeal(tx: &Tx, post: Uuid, appeal: &Appeal) -> Result<(), Failure> {
    post::Entity::update_many()
        .set(post::ActiveModel {
            appeal_text: Set(Some(appeal.text.clone())),
            appealed_at: Set(Some(appeal.at.into())),
            appeal_answer: Set(appeal.answer.clone()),
            updated_at: Set(tx.now().into()),
            ..Default::default()
        })
        .col_expr(post::Column::Version, Expr::col(post::Column::Version).add(1))
        .filter(post::Column::Id.eq(post))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Counts people's acts on a post, more or fewer. More only while it is published: `false` then
/// says that it no longer is. Its rank follows upwards: a reader who pages through discover never
/// meets a post twice because somebody took a like back.
pub async fn count(tx: &Tx, post: Uuid, change: Engagement) -> Result<bool, Failure> {
    let columns = [
        (post::Column::LikeCount, change.likes),
        (post::Column::SaveCount, change.saves),
        (post::Column::CommentCount, change.comments),
    ];
    let mut update = post::Entity::update_many().filter(post::Column::Id.eq(post));
    for (column, by) in columns.into_iter().filter(|(_, by)| *by != 0) {
        update = update.col_expr(column, Expr::col(column).add(by));
        if by > 0 {
            update = update.filter(post::Column::State.eq(post::PostState::Published));
        }
    }
    let Some(row) = update.exec_with_returning(tx.conn()).await?.into_iter().next() else {
        return Ok(false);
    };
    let post = from_row(row);
    let Some(at) = post.published_at else { return Ok(true) };
    let score = rank(to_millis(at), post.engagement);
    if score > post.score {
        post::Entity::update_many()
            .col_expr(post::Column::Score, Expr::value(score))
            .filter(post::Column::Id.eq(post.id.uuid()))
            .exec(tx.conn())
            .await?;
    }
    Ok(true)
}

/// Counts acts that were no one's: fewer, and the rank falls with them (PO-5).
pub async fn discount(tx: &Tx, post: Uuid, change: Engagement) -> Result<(), Failure> {
    let row = post::Entity::update_many()
        .col_expr(post::Column::LikeCount, Expr::col(post::Column::LikeCount).add(change.likes))
        .col_expr(post::Column::SaveCount, Expr::col(post::Column::SaveCount).add(change.saves))
        .filter(post::Column::Id.eq(post))
        .exec_with_returning(tx.conn())
        .await?
        .into_iter()
        .next();
    let Some(post) = row.map(from_row) else { return Ok(()) };
    let Some(at) = post.published_at else { return Ok(()) };
    post::Entity::update_many()
        .col_expr(post::Column::Score, Expr::value(rank(to_millis(at), post.engagement)))
        .filter(post::Column::Id.eq(post.id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drafts and published posts of a person, at most `limit`, locked.
pub async fn lock_removable(tx: &Tx, author: Uuid, limit: u64) -> Result<Vec<Post>, Failure> {
    let rows = post::Entity::find()
        .filter(post::Column::AuthorId.eq(author))
        .filter(post::Column::State.is_in([post::PostState::Draft, post::PostState::Published]))
        .order_by_asc(post::Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}
