//! Likes and saves: one row for each person and post, whoever asks how often.

use std::collections::HashMap;

use entity::social::{post_like, post_save};
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::Sql;

/// What a person has done with a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reactions {
    pub liked: bool,
    pub saved: bool,
}

/// Likes a post; `false` if the person already does.
pub async fn like(tx: &Tx, account: Uuid, post: Uuid) -> Result<bool, Failure> {
    let row = post_like::ActiveModel {
        account_id: Set(account),
        post_id: Set(post),
        liked_at: Set(tx.now().into()),
    };
    let added = post_like::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// Takes a like back; `false` if there was none.
pub async fn unlike(tx: &Tx, account: Uuid, post: Uuid) -> Result<bool, Failure> {
    let gone = post_like::Entity::delete_by_id((account, post)).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// Saves a post; `false` if the person already did.
pub async fn save(tx: &Tx, account: Uuid, post: Uuid) -> Result<bool, Failure> {
    let row = post_save::ActiveModel {
        account_id: Set(account),
        post_id: Set(post),
        saved_at: Set(tx.now().into()),
    };
    let added = post_save::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// Takes a save back; `false` if there was none.
pub async fn unsave(tx: &Tx, account: Uuid, post: Uuid) -> Result<bool, Failure> {
    let gone = post_save::Entity::delete_by_id((account, post)).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// Takes back some likes and some saves of a person, at most `limit` of each: the posts they were
/// of.
pub async fn take_some(
    tx: &Tx,
    account: Uuid,
    limit: u64,
) -> Result<(Vec<Uuid>, Vec<Uuid>), Failure> {
    let likes: Vec<Uuid> = post_like::Entity::find()
        .filter(post_like::Column::AccountId.eq(account))
        .order_by_asc(post_like::Column::PostId)
        .limit(limit)
        .select_only()
        .column(post_like::Column::PostId)
        .into_tuple()
        .all(tx.conn())
        .await?;
    let saves: Vec<Uuid> = post_save::Entity::find()
        .filter(post_save::Column::AccountId.eq(account))
        .order_by_asc(post_save::Column::PostId)
        .limit(limit)
        .select_only()
        .column(post_save::Column::PostId)
        .into_tuple()
        .all(tx.conn())
        .await?;
    // What somebody else took back meanwhile is not counted twice.
    let mut taken = (Vec::new(), Vec::new());
    for post in likes {
        if unlike(tx, account, post).await? {
            taken.0.push(post);
        }
    }
    for post in saves {
        if unsave(tx, account, post).await? {
            taken.1.push(post);
        }
    }
    Ok(taken)
}

/// What a person has done with each of these posts, in one statement.
pub async fn of(
    db: &impl ConnectionTrait,
    account: Uuid,
    posts: &[Uuid],
) -> Result<HashMap<Uuid, Reactions>, Failure> {
    let mut reactions: HashMap<Uuid, Reactions> = HashMap::new();
    if posts.is_empty() {
        return Ok(reactions);
    }
    let mut sql = Sql::new("");
    for (index, (table, kind)) in [("post_like", 1), ("post_save", 2)].into_iter().enumerate() {
        sql.push(if index == 0 { "" } else { " UNION ALL " });
        sql.push(&format!("SELECT post_id, {kind} AS kind FROM {table} WHERE account_id = "));
        sql.bind(account).push(" AND post_id IN ").list(posts.iter().copied());
    }
    for row in db.query_all_raw(sql.statement(db.get_database_backend())).await? {
        let post: Uuid = row.try_get("", "post_id")?;
        let kind: i32 = row.try_get("", "kind")?;
        let reaction = reactions.entry(post).or_default();
        reaction.liked |= kind == 1;
        reaction.saved |= kind == 2;
    }
    Ok(reactions)
}
