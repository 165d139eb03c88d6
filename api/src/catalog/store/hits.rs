//! Rows of hits: which rules speak of which products, and which of them staff have cleared.

use std::collections::HashMap;

use entity::catalog::goods_rule::RuleAction;
use entity::catalog::{goods_rule, product, product_rule_hit};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::products::from_row;
use super::rules::{many_rules, not_ended};
use crate::catalog::Product;
use crate::catalog::rule::{GoodsRule, Hit};
use crate::identity::Account;

/// A rule that was found to speak of a product.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    pub product: Uuid,
    pub rule: &'a GoodsRule,
    pub nearness: Option<i32>,
}

/// Keeps what was found; what is known already stays as it is.
pub async fn add_hits(tx: &Tx, found: &[Found<'_>]) -> Result<(), Failure> {
    // A statement takes only so many values.
    for some in found.chunks(1_000) {
        let rows = some.iter().map(|found| product_rule_hit::ActiveModel {
            product_id: Set(found.product),
            rule_id: Set(found.rule.id.uuid()),
            action: Set(found.rule.action),
            nearness: Set(found.nearness),
            found_at: Set(tx.now().into()),
            cleared_at: Set(None),
            cleared_by: Set(None),
        });
        product_rule_hit::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx.conn())
            .await?;
    }
    Ok(())
}

/// The rules that speak of products, by product, the latest first.
///
/// # Errors
/// The database's own.
pub async fn hits_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Hit>>, Failure> {
    let rows = product_rule_hit::Entity::find()
        .filter(product_rule_hit::Column::ProductId.is_in(padded(products)))
        .order_by_desc(product_rule_hit::Column::FoundAt)
        .order_by_desc(product_rule_hit::Column::RuleId)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let rules = rules_of(db, &rows).await?;
    let mut hits: HashMap<Uuid, Vec<Hit>> = HashMap::new();
    for row in rows {
        let product = row.product_id;
        hits.entry(product).or_default().push(hit(&row, &rules)?);
    }
    Ok(hits)
}

async fn rules_of(
    db: &impl ConnectionTrait,
    rows: &[product_rule_hit::Model],
) -> Result<HashMap<Uuid, GoodsRule>, Failure> {
    let mut ids: Vec<Uuid> = rows.iter().map(|row| row.rule_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let rules = many_rules(db, ids).await?;
    Ok(rules.into_iter().map(|rule| (rule.id.uuid(), rule)).collect())
}

fn hit(row: &product_rule_hit::Model, rules: &HashMap<Uuid, GoodsRule>) -> Result<Hit, Failure> {
    let rule = rules.get(&row.rule_id).cloned();
    Ok(Hit {
        rule: rule.ok_or_else(|| Failure::broken("a hit without a rule"))?,
        nearness: row.nearness,
        found_at: row.found_at.0,
        cleared_at: row.cleared_at.map(|at| at.0),
    })
}

/// Clears every restriction that speaks of a product.
pub async fn clear(tx: &Tx, product: Id<Product>, by: Id<Account>) -> Result<(), Failure> {
    use product_rule_hit::Column;
    product_rule_hit::Entity::update_many()
        .col_expr(Column::ClearedAt, Expr::value(to_millis(tx.now())))
        .col_expr(Column::ClearedBy, Expr::value(by.uuid()))
        .filter(Column::ProductId.eq(product.uuid()))
        .filter(Column::Action.eq(RuleAction::Restrict))
        .filter(Column::ClearedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Up to `limit` products of which a rule speaks, after one of them, in order.
pub async fn products_of_rule(
    tx: &Tx,
    rule: Uuid,
    after: Uuid,
    limit: u64,
) -> Result<Vec<Uuid>, Failure> {
    Ok(product_rule_hit::Entity::find()
        .select_only()
        .column(product_rule_hit::Column::ProductId)
        .filter(product_rule_hit::Column::RuleId.eq(rule))
        .filter(product_rule_hit::Column::ProductId.gt(after))
        .order_by_asc(product_rule_hit::Column::ProductId)
        .limit(limit)
        .into_tuple()
        .all(tx.conn())
        .await?)
}

/// Where a page of the queue ended: when the hit was found, its product and its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitPlace(pub i64, pub Uuid, pub Uuid);

/// A restriction that waits for staff, with its product.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub place: HitPlace,
    pub product: Product,
    pub hit: Hit,
}

/// A page of restrictions that staff have not looked at and that count now or later, of products
/// that are on the shelves or before the screen, the oldest first, and one more.
pub async fn waiting(
    db: &impl ConnectionTrait,
    page: &Asked<HitPlace>,
    now: OffsetDateTime,
) -> Result<Vec<Waiting>, Failure> {
    use product_rule_hit::Column;
    // In the words of the partial index.
    let open = Expr::cust("cleared_at IS NULL AND action = 'RESTRICT'");
    let on_sale = Query::select()
        .column(product::Column::Id)
        .from(product::Entity)
        .and_where(Expr::cust("product.state IN ('SCREENING', 'LIVE')"))
        .to_owned();
    let counting = Query::select()
        .column(goods_rule::Column::Id)
        .from(goods_rule::Entity)
        .cond_where(not_ended(now))
        .to_owned();
    let mut rows = product_rule_hit::Entity::find()
        .filter(open)
        .filter(Column::ProductId.in_subquery(on_sale))
        .filter(Column::RuleId.in_subquery(counting));
    if let Some(HitPlace(at, product, rule)) = page.after {
        let key = Expr::tuple([
            Expr::col(Column::FoundAt),
            Expr::col(Column::ProductId),
            Expr::col(Column::RuleId),
        ]);
        let place = Expr::tuple([Expr::val(at), Expr::val(product), Expr::val(rule)]);
        rows = rows.filter(key.gt(place));
    }
    let rows = rows
        .order_by_asc(Column::FoundAt)
        .order_by_asc(Column::ProductId)
        .order_by_asc(Column::RuleId)
        .limit(page.rows())
        .all(db)
        .await?;
    let rules = rules_of(db, &rows).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.product_id).collect();
    let products = product::Entity::find().filter(product::Column::Id.is_in(ids)).all(db).await?;
    let products: HashMap<Uuid, product::Model> =
        products.into_iter().map(|row| (row.id, row)).collect();
    rows.iter()
        .map(|row| {
            let product = products.get(&row.product_id).cloned();
            let product = product.ok_or_else(|| Failure::broken("a hit without a product"))?;
            Ok(Waiting {
                place: HitPlace(to_millis(row.found_at.0), row.product_id, row.rule_id),
                product: from_row(product)?,
                hit: hit(row, &rules)?,
            })
        })
        .collect()
}
