//! Rows of tags, and what the catalogue offers behind them.

use std::sync::LazyLock;

use entity::by_place::{ByPlace, Columns, columns};
use entity::catalog::product;
use entity::operators::operator_member;
use entity::social::post_tag;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QueryResult, QuerySelect,
};
use uuid::Uuid;

use super::Sql;
use crate::catalog::{self, Product};
use crate::social::tag::{NewTag, Seen, Tag, TagState};

fn from_row(row: post_tag::Model) -> Result<Tag, Failure> {
    let seen = match (row.seen_title, row.seen_price_minor, row.seen_currency) {
        (Some(title), Some(minor), Some(currency)) => Some(Seen {
            title,
            price: Money::new(minor, currency_of(&currency)?),
            operator_id: row.seen_operator_id.unwrap_or_default(),
            operator_name: row.seen_operator_name.unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Tag {
        id: Id::from_uuid(row.id),
        post_id: row.post_id,
        picture: row.picture,
        x: row.x,
        y: row.y,
        product_id: row.product_id,
        sku_id: row.sku_id,
        state: row.state.into(),
        seen,
        asks_bought: row.asks_bought,
        bought_at: row.bought_at.map(|at| at.0),
    })
}

fn currency_of(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("currency of a tag", error))
}

/// Sets the tags of a draft, in this order, instead of those it had.
pub async fn set(tx: &Tx, post: Uuid, tags: &[NewTag]) -> Result<(), Failure> {
    post_tag::Entity::delete_many()
        .filter(post_tag::Column::PostId.eq(post))
        .exec(tx.conn())
        .await?;
    if tags.is_empty() {
        return Ok(());
    }
    let rows = (1..).zip(tags).map(|(position, tag)| post_tag::ActiveModel {
        id: Set(tx.app().new_uuid()),
        post_id: Set(post),
        position: Set(position),
        picture: Set(tag.picture),
        x: Set(tag.x),
        y: Set(tag.y),
        product_id: Set(tag.product_id),
        sku_id: Set(tag.sku_id),
        state: Set(post_tag::TagState::Active),
        broken_at: Set(None),
        seen_title: Set(None),
        seen_price_minor: Set(None),
        seen_currency: Set(None),
        seen_operator_id: Set(None),
        seen_operator_name: Set(None),
        asks_bought: Set(tag.asks_bought),
        bought_at: Set(None),
    });
    post_tag::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The tags of posts, in the order of each post.
pub async fn of_posts(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<Tag>, Failure> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = post_tag::Entity::find()
        .filter(post_tag::Column::PostId.is_in(padded(posts.iter().copied())))
        .order_by_asc(post_tag::Column::PostId)
        .order_by_asc(post_tag::Column::Position)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A tag, and the product it leads to if there still is one.
pub type TagAndProduct = (Tag, Option<Product>);

/// The tags of posts, in the order of each post, with the products they lead to, whatever their
/// state.
pub async fn with_products(
    db: &impl ConnectionTrait,
    posts: &[Uuid],
) -> Result<Vec<TagAndProduct>, Failure> {
    static COLUMNS: LazyLock<String> = LazyLock::new(|| {
        format!("{}, {}", columns::<post_tag::Model>("t"), columns::<product::Model>("q"))
    });
    let mut sql = Sql::new("SELECT ");
    sql.push(&COLUMNS).push(" FROM post_tag t LEFT JOIN product q ON q.id = t.product_id");
    sql.push(" WHERE t.post_id IN ")
        .list(posts.iter().copied())
        .push(" ORDER BY t.post_id, t.position");
    let rows = db.query_all_raw(sql.statement(db.get_database_backend())).await?;
    let both = |row: &QueryResult| {
        let mut columns = Columns::of(row);
        let tag = from_row(post_tag::Model::take(&mut columns)?)?;
        Ok((tag, catalog::product_of(&mut columns)?))
    };
    rows.iter().map(both).collect()
}

/// Keeps what a tag offers at this moment.
pub async fn freeze(tx: &Tx, tag: Id<Tag>, seen: &Seen) -> Result<(), Failure> {
    post_tag::Entity::update_many()
        .set(post_tag::ActiveModel {
            seen_title: Set(Some(seen.title.clone())),
            seen_price_minor: Set(Some(seen.price.minor())),
            seen_currency: Set(Some(seen.price.currency().code().to_owned())),
            seen_operator_id: Set(Some(seen.operator_id)),
            seen_operator_name: Set(Some(seen.operator_name.clone())),
            ..Default::default()
        })
        .filter(post_tag::Column::Id.eq(tag.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Which of these products are live. They stay so until the transaction ends: whoever withdraws
/// one waits, and then finds the tags that were published meanwhile.
pub async fn hold_live(tx: &Tx, products: &[Uuid]) -> Result<Vec<Uuid>, Failure> {
    if products.is_empty() {
        return Ok(Vec::new());
    }
    let live = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::Id.is_in(padded(products.iter().copied())))
        .filter(product::Column::State.eq("LIVE"))
        .order_by_asc(product::Column::Id)
        .lock_shared()
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(live)
}

/// Whether a person acts for one of these operators.
pub async fn sells_for(
    db: &impl ConnectionTrait,
    account: Uuid,
    operators: &[Uuid],
) -> Result<bool, Failure> {
    if operators.is_empty() {
        return Ok(false);
    }
    let memberships = operator_member::Entity::find()
        .filter(operator_member::Column::AccountId.eq(account))
        .filter(operator_member::Column::OperatorId.is_in(padded(operators.iter().copied())))
        .count(db)
        .await?;
    Ok(memberships > 0)
}

/// Active tags of a product on posts that have left their drafts, at most `limit`, locked.
pub async fn lock_active(tx: &Tx, product: Uuid, limit: u64) -> Result<Vec<Tag>, Failure> {
    let rows = post_tag::Entity::find()
        .filter(post_tag::Column::ProductId.eq(product))
        .filter(post_tag::Column::State.eq(post_tag::TagState::Active))
        .filter(post_tag::Column::SeenTitle.is_not_null())
        .order_by_asc(post_tag::Column::Id)
        .limit(limit)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Breaks tags for good.
pub async fn break_all(tx: &Tx, tags: &[Tag]) -> Result<(), Failure> {
    post_tag::Entity::update_many()
        .col_expr(post_tag::Column::State, Expr::value(post_tag::TagState::from(TagState::Broken)))
        .col_expr(post_tag::Column::BrokenAt, Expr::value(platform::clock::to_millis(tx.now())))
        .filter(post_tag::Column::Id.is_in(tags.iter().map(|tag| tag.id.uuid())))
        .filter(Expr::col(post_tag::Column::State).eq(post_tag::TagState::Active))
        .exec(tx.conn())
        .await?;
    Ok(())
}
