//! In which lists a published post stands, and how many posts a topic has.

use entity::social::{post_listing, topic};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Asked;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Sql;
use crate::social::post::Post;
use crate::social::tag::{Tag, TagState};

/// A hashtag that published posts carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub name: String,
    pub post_count: i64,
}

/// Where a page of topics ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicPlace(pub i64, pub String);

/// Puts a published post into the lists of its topics, and of the products and operators that its
/// tags still lead to.
pub async fn enter(tx: &Tx, post: &Post, tags: &[Tag]) -> Result<(), Failure> {
    let Some(published_at) = post.published_at else {
        return Err(Failure::broken("a post without a time of publication was to be listed"));
    };
    let id = |id: Uuid| id.simple().to_string();
    let mut lists: Vec<(post_listing::ListKind, String)> =
        post.topics.iter().map(|topic| (post_listing::ListKind::Topic, topic.clone())).collect();
    for tag in tags.iter().filter(|tag| tag.state == TagState::Active) {
        lists.push((post_listing::ListKind::Product, id(tag.product_id)));
        if let Some(seen) = &tag.seen {
            lists.push((post_listing::ListKind::Operator, id(seen.operator_id)));
        }
    }
    if !lists.is_empty() {
        let rows = lists.into_iter().map(|(list, subject)| post_listing::ActiveModel {
            list: Set(list),
            subject: Set(subject),
            published_at: Set(published_at.into()),
            post_id: Set(post.id.uuid()),
        });
        post_listing::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx.conn())
            .await?;
    }
    count_topics(tx, &post.topics, 1).await
}

/// Takes a post out of all lists.
pub async fn leave(tx: &Tx, post: &Post) -> Result<(), Failure> {
    post_listing::Entity::delete_many()
        .filter(post_listing::Column::PostId.eq(post.id.uuid()))
        .exec(tx.conn())
        .await?;
    count_topics(tx, &post.topics, -1).await
}

/// Topics are counted in the order of their names: two posts that share topics never wait for
/// each other in a circle.
async fn count_topics(tx: &Tx, names: &[String], by: i64) -> Result<(), Failure> {
    let mut names = names.to_vec();
    names.sort();
    for name in names {
        let row = topic::ActiveModel { name: Set(name), post_count: Set(i64::from(by > 0)) };
        let counted = OnConflict::column(topic::Column::Name)
            .value(
                topic::Column::PostCount,
                Expr::col((topic::Entity, topic::Column::PostCount)).add(by),
            )
            .to_owned();
        topic::Entity::insert(row).on_conflict(counted).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Takes posts out of the lists of a product that was withdrawn, and out of its operator's where
/// no other tag leads there.
pub async fn leave_product(tx: &Tx, product: Uuid, tags: &[Tag]) -> Result<(), Failure> {
    post_listing::Entity::delete_many()
        .filter(post_listing::Column::List.eq(post_listing::ListKind::Product))
        .filter(post_listing::Column::Subject.eq(product.simple().to_string()))
        .filter(post_listing::Column::PostId.is_in(tags.iter().map(|tag| tag.post_id)))
        .exec(tx.conn())
        .await?;
    for tag in tags {
        let Some(seen) = &tag.seen else { continue };
        let mut sql = Sql::new("DELETE FROM post_listing WHERE list = 'OPERATOR' AND subject = ");
        sql.bind(seen.operator_id.simple().to_string()).push(" AND post_id = ").bind(tag.post_id);
        sql.push(" AND NOT EXISTS (SELECT 1 FROM post_tag t WHERE t.post_id = ").bind(tag.post_id);
        sql.push(" AND t.state = 'ACTIVE' AND t.seen_operator_id = ").bind(seen.operator_id);
        sql.push(")");
        let statement = sql.statement(tx.conn().get_database_backend());
        tx.conn().execute_raw(statement).await?;
    }
    Ok(())
}

/// A page of topics that published posts carry, the most used first.
pub async fn topics(
    db: &impl ConnectionTrait,
    asked: &Asked<TopicPlace>,
) -> Result<Vec<Topic>, Failure> {
    let key = Expr::tuple([Expr::col(topic::Column::PostCount), Expr::col(topic::Column::Name)]);
    let mut rows = topic::Entity::find().filter(topic::Column::PostCount.gt(0));
    if let Some(TopicPlace(count, name)) = &asked.after {
        rows = rows.filter(key.lt(Expr::tuple([Expr::val(*count), Expr::val(name.clone())])));
    }
    let rows = rows
        .order_by_desc(topic::Column::PostCount)
        .order_by_desc(topic::Column::Name)
        .limit(asked.rows())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Topic { name: row.name, post_count: row.post_count }).collect())
}
