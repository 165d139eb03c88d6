//! Whom people follow and block, and how far their words reach.

use std::collections::HashMap;

use entity::identity::account;
use entity::social::{account_reach, block, follow};
use platform::Failure;
use platform::database::Tx;
use platform::database::padded;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Sql;

/// How far a person's words reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    pub followers: i64,
    pub following: i64,
    pub posts: i64,
}

/// Whether there is such a person, and their account is not closed.
pub async fn is_there(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, Failure> {
    let found = account::Entity::find_by_id(account)
        .filter(account::Column::State.ne(account::AccountState::Closed))
        .count(db)
        .await?;
    Ok(found == 1)
}

/// Locks the counts of people until the transaction ends, in one order for everybody: who follows
/// and who blocks between the same two wait for each other here, and never in a circle.
pub async fn lock_reach(tx: &Tx, people: &[Uuid]) -> Result<HashMap<Uuid, Reach>, Failure> {
    let mut people = people.to_vec();
    people.sort();
    let rows = people.iter().map(|account| account_reach::ActiveModel {
        account_id: Set(*account),
        follower_count: Set(0),
        following_count: Set(0),
        post_count: Set(0),
    });
    account_reach::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    let rows = account_reach::Entity::find()
        .filter(account_reach::Column::AccountId.is_in(padded(people)))
        .order_by_asc(account_reach::Column::AccountId)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.iter().map(reach).collect())
}

fn reach(row: &account_reach::Model) -> (Uuid, Reach) {
    let reach = Reach {
        followers: row.follower_count,
        following: row.following_count,
        posts: row.post_count,
    };
    (row.account_id, reach)
}

/// Adds to the counts of a person; the row is there once it was locked.
pub async fn count(tx: &Tx, account: Uuid, change: Reach) -> Result<(), Failure> {
    let add = |column: account_reach::Column, by: i64| Expr::col(column).add(by);
    account_reach::Entity::update_many()
        .col_expr(
            account_reach::Column::FollowerCount,
            add(account_reach::Column::FollowerCount, change.followers),
        )
        .col_expr(
            account_reach::Column::FollowingCount,
            add(account_reach::Column::FollowingCount, change.following),
        )
        .col_expr(
            account_reach::Column::PostCount,
            add(account_reach::Column::PostCount, change.posts),
        )
        .filter(account_reach::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The counts of people; who has none is left out.
pub async fn reach_of(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Reach>, Failure> {
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account_reach::Entity::find()
        .filter(account_reach::Column::AccountId.is_in(padded(people.iter().copied())))
        .all(db)
        .await?;
    Ok(rows.iter().map(reach).collect())
}

/// Follows a person; `false` if they are followed already.
pub async fn follow(tx: &Tx, follower: Uuid, followee: Uuid) -> Result<bool, Failure> {
    let row = follow::ActiveModel {
        follower_id: Set(follower),
        followee_id: Set(followee),
        followed_at: Set(tx.now().into()),
    };
    let added = follow::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// No longer follows a person; `false` if they were not followed.
pub async fn unfollow(tx: &Tx, follower: Uuid, followee: Uuid) -> Result<bool, Failure> {
    let gone = follow::Entity::delete_by_id((follower, followee)).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// Blocks a person; `false` if they are blocked already.
pub async fn block(tx: &Tx, blocker: Uuid, blocked: Uuid) -> Result<bool, Failure> {
    let row = block::ActiveModel {
        blocker_id: Set(blocker),
        blocked_id: Set(blocked),
        blocked_at: Set(tx.now().into()),
    };
    let added = block::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// No longer blocks a person; `false` if they were not blocked.
pub async fn unblock(tx: &Tx, blocker: Uuid, blocked: Uuid) -> Result<bool, Failure> {
    let gone = block::Entity::delete_by_id((blocker, blocked)).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// Whether one of the two has blocked the other.
pub async fn is_blocked(
    db: &impl ConnectionTrait,
    one: Uuid,
    other: Uuid,
) -> Result<bool, Failure> {
    let either = Condition::any()
        .add(block::Column::BlockerId.eq(one).and(block::Column::BlockedId.eq(other)))
        .add(block::Column::BlockerId.eq(other).and(block::Column::BlockedId.eq(one)));
    Ok(block::Entity::find().filter(either).count(db).await? > 0)
}

/// Follows of and by a person, at most `limit`: who follows, and whom.
pub async fn follows_around(
    db: &impl ConnectionTrait,
    account: Uuid,
    limit: u64,
) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let either = Condition::any()
        .add(follow::Column::FollowerId.eq(account))
        .add(follow::Column::FolloweeId.eq(account));
    let rows = follow::Entity::find().filter(either).limit(limit).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.follower_id, row.followee_id)).collect())
}

/// What ties one person to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    Follows,
    Blocks,
}

/// Which of these people somebody follows or blocks, in one statement.
pub async fn ties(
    db: &impl ConnectionTrait,
    account: Uuid,
    people: &[Uuid],
) -> Result<Vec<(Uuid, Tie)>, Failure> {
    let people = padded(people.iter().copied());
    let mut sql =
        Sql::new("SELECT followee_id AS other, 1 AS kind FROM follow WHERE follower_id = ");
    sql.bind(account).push(" AND followee_id IN ").list(people.iter().copied());
    sql.push(" UNION ALL SELECT blocked_id AS other, 2 AS kind FROM block WHERE blocker_id = ");
    sql.bind(account).push(" AND blocked_id IN ").list(people.iter().copied());
    let rows = db.query_all_raw(sql.statement(db.get_database_backend())).await?;
    let tie = |row: &sea_orm::QueryResult| {
        let kind: i32 = row.try_get("", "kind")?;
        Ok((row.try_get("", "other")?, if kind == 1 { Tie::Follows } else { Tie::Blocks }))
    };
    rows.iter().map(tie).collect()
}
