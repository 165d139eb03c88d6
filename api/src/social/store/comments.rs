//! Rows of comments and replies.

use entity::social::post_comment;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{Place, Placed, Sql, sight};
use crate::social::comment::{Comment, CommentRemover};
use crate::social::sight::Sight;

fn from_row(row: post_comment::Model) -> Comment {
    Comment {
        id: Id::from_uuid(row.id),
        post_id: Id::from_uuid(row.post_id),
        author_id: Id::from_uuid(row.author_id),
        parent_id: row.parent_id,
        text: row.text,
        reply_count: row.reply_count,
        created_at: row.created_at.0,
        removed_by: row.removed_by,
    }
}

/// Writes a new comment or reply.
pub async fn insert(tx: &Tx, comment: &Comment) -> Result<(), Failure> {
    let row = post_comment::ActiveModel {
        id: Set(comment.id.uuid()),
        post_id: Set(comment.post_id.uuid()),
        author_id: Set(comment.author_id.uuid()),
        parent_id: Set(comment.parent_id),
        text: Set(comment.text.clone()),
        reply_count: Set(0),
        created_at: Set(comment.created_at.into()),
        removed_at: Set(None),
        removed_by: Set(None),
    };
    post_comment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads a comment and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Comment>) -> Result<Option<Comment>, Failure> {
    let row = post_comment::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Takes a comment away; `false` if somebody has already.
pub async fn remove(tx: &Tx, id: Id<Comment>, by: CommentRemover) -> Result<bool, Failure> {
    let removed = post_comment::Entity::update_many()
        .col_expr(post_comment::Column::RemovedAt, Expr::value(to_millis(tx.now())))
        .col_expr(post_comment::Column::RemovedBy, Expr::value(by))
        .filter(post_comment::Column::Id.eq(id.uuid()))
        .filter(post_comment::Column::RemovedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(removed.rows_affected == 1)
}

/// Counts the replies of a comment, more or fewer.
pub async fn count_replies(tx: &Tx, parent: Uuid, by: i64) -> Result<(), Failure> {
    post_comment::Entity::update_many()
        .col_expr(
            post_comment::Column::ReplyCount,
            Expr::col(post_comment::Column::ReplyCount).add(by),
        )
        .filter(post_comment::Column::Id.eq(parent))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Comments by id as these eyes see them: on a post they may read, and of nobody there is a block
/// with. In no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    sight: Sight,
) -> Result<Vec<Comment>, Failure> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT c.* FROM post_comment c JOIN post p ON p.id = c.post_id");
    sql.push(" WHERE c.id IN ").list(ids.iter().copied()).push(" AND ");
    sight::readable(&mut sql, sight);
    unblocked(&mut sql, sight);
    let statement = sql.statement(db.get_database_backend());
    let rows = post_comment::Entity::find().from_raw_sql(statement).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// One comment as these eyes see it.
pub async fn one(
    db: &impl ConnectionTrait,
    id: Id<Comment>,
    sight: Sight,
) -> Result<Option<Comment>, Failure> {
    Ok(many(db, &[id.uuid()], sight).await?.into_iter().next())
}

/// Which comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// Those to a post, newest first.
    Post(Uuid),
    /// The replies to a comment, oldest first.
    Replies(Uuid),
}

impl Thread {
    /// The name of the list in its cursors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post(_) => "comment.newest",
            Self::Replies(_) => "comment.replies",
        }
    }
}

/// A page of comments to a post that the reader was seen to see, and one row more. A comment that
/// was taken away keeps its place while it has replies.
pub async fn page(
    db: &impl ConnectionTrait,
    thread: Thread,
    sight: Sight,
    asked: &Asked<Place>,
) -> Result<Vec<Placed<Comment>>, Failure> {
    let mut sql = Sql::new("SELECT c.* FROM post_comment c WHERE ");
    let (than, order) = match thread {
        Thread::Post(post) => {
            sql.push("c.parent_id IS NULL AND c.post_id = ").bind(post);
            ("<", "DESC")
        }
        Thread::Replies(parent) => {
            sql.push("c.parent_id IS NOT NULL AND c.parent_id = ").bind(parent);
            (">", "ASC")
        }
    };
    sql.push(" AND (c.removed_at IS NULL OR c.reply_count > 0)");
    unblocked(&mut sql, sight);
    if let Some(Place(at, id)) = asked.after {
        sql.push(&format!(" AND (c.created_at, c.id) {than} (")).bind(at).push(", ");
        sql.bind(id).push(")");
    }
    sql.push(&format!(" ORDER BY c.created_at {order}, c.id {order} LIMIT "));
    sql.bind(i64::try_from(asked.rows()).unwrap_or(i64::MAX));
    let statement = sql.statement(db.get_database_backend());
    let rows = post_comment::Entity::find().from_raw_sql(statement).all(db).await?;
    Ok(rows.into_iter().map(from_row).map(placed).collect())
}

fn placed(comment: Comment) -> Placed<Comment> {
    (Place(to_millis(comment.created_at), comment.id.uuid()), comment)
}

fn unblocked(sql: &mut Sql, sight: Sight) {
    if let Sight::Person(account) = sight {
        sql.push(" AND ");
        sight::no_block(sql, account, "c.author_id");
    }
}
