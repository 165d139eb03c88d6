//! Rows of the lists of goods: versions, rules, and how far the jobs about them have come.

use std::collections::{HashMap, HashSet};

use entity::catalog::{goods_list_version, goods_rule, goods_sweep};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalog::rule::{Channel, GoodsRule};
use crate::identity::Account;

/// The version of a list that is the newest; 0 where there is no such list.
pub async fn newest_version(db: &impl ConnectionTrait, list: &str) -> Result<i32, Failure> {
    let newest: Option<Option<i32>> = goods_list_version::Entity::find()
        .select_only()
        .column_as(goods_list_version::Column::Version.max(), "newest")
        .filter(goods_list_version::Column::List.eq(list))
        .into_tuple()
        .one(db)
        .await?;
    Ok(newest.flatten().unwrap_or(0))
}

/// Writes a version with its rules; two at once meet in `uq_goods_list_version__list__version`.
pub async fn publish(
    tx: &Tx,
    id: Uuid,
    by: Id<Account>,
    rules: &[GoodsRule],
) -> Result<(), Failure> {
    let Some(first) = rules.first() else { return Ok(()) };
    let version = goods_list_version::ActiveModel {
        id: Set(id),
        list: Set(first.list.clone()),
        version: Set(first.version),
        published_by: Set(Some(by.uuid())),
        published_at: Set(tx.now().into()),
    };
    goods_list_version::Entity::insert(version).exec_without_returning(tx.conn()).await?;
    let rows = rules.iter().map(|rule| goods_rule::ActiveModel {
        id: Set(rule.id.uuid()),
        version_id: Set(id),
        channel: Set(rule.channel),
        country: Set(rule.country.map(|country| country.code().to_owned())),
        category_id: Set(rule.category_id),
        term: Set(rule.term.clone()),
        action: Set(rule.action),
        evidence: Set(rule.evidence.clone()),
        illegal: Set(rule.illegal),
        effective_from: Set(rule.effective_from.into()),
        effective_to: Set(rule.effective_to.map(Into::into)),
    });
    goods_rule::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Of rules that count now or later.
pub(super) fn not_ended(now: OffsetDateTime) -> Condition {
    Condition::any()
        .add(goods_rule::Column::EffectiveTo.is_null())
        .add(goods_rule::Column::EffectiveTo.gt(to_millis(now)))
}

async fn read(
    db: &impl ConnectionTrait,
    rules: sea_orm::Select<goods_rule::Entity>,
) -> Result<Vec<GoodsRule>, Failure> {
    let rows = rules.all(db).await?;
    let wanted: HashSet<Uuid> = rows.iter().map(|row| row.version_id).collect();
    let versions = goods_list_version::Entity::find()
        .filter(goods_list_version::Column::Id.is_in(wanted))
        .all(db)
        .await?;
    let versions: HashMap<Uuid, goods_list_version::Model> =
        versions.into_iter().map(|version| (version.id, version)).collect();
    rows.into_iter().map(|row| from_row(row, &versions)).collect()
}

/// How many rules count now or later.
pub async fn count_standing(
    db: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<u64, Failure> {
    Ok(goods_rule::Entity::find().filter(not_ended(now)).count(db).await?)
}

/// Every rule that counts now or later; publishing keeps their number in bounds.
pub async fn standing(
    db: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<Vec<GoodsRule>, Failure> {
    let rules = goods_rule::Entity::find()
        .filter(not_ended(now))
        .order_by_asc(goods_rule::Column::EffectiveFrom)
        .order_by_asc(goods_rule::Column::Id);
    read(db, rules).await
}

/// The rules of one version.
pub async fn of_version(
    db: &impl ConnectionTrait,
    version: Uuid,
) -> Result<Vec<GoodsRule>, Failure> {
    read(db, goods_rule::Entity::find().filter(goods_rule::Column::VersionId.eq(version))).await
}

/// Rules by id, in no order; the missing are left out.
pub async fn many_rules(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<GoodsRule>, Failure> {
    read(db, goods_rule::Entity::find().filter(goods_rule::Column::Id.is_in(ids))).await
}

/// Which rules are listed.
#[derive(Debug, Clone, Default)]
pub struct RuleFilter {
    pub list: Option<String>,
    pub channel: Option<Channel>,
    pub country: Option<String>,
    pub category: Option<Uuid>,
    /// Also those that count no more.
    pub ended: bool,
}

/// Where a page of rules ended: when the rule took effect, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePlace(pub i64, pub Uuid);

/// Where a rule stands in the list.
pub fn rule_place(rule: &GoodsRule) -> RulePlace {
    RulePlace(to_millis(rule.effective_from), rule.id.uuid())
}

/// A page of rules, the latest first, and one more. A filter of channel, country or category also
/// finds the rules that leave it out: they concern it as well.
pub async fn list_rules(
    db: &impl ConnectionTrait,
    filter: &RuleFilter,
    page: &Asked<RulePlace>,
    now: OffsetDateTime,
) -> Result<Vec<GoodsRule>, Failure> {
    use goods_rule::Column;
    let mut rules = goods_rule::Entity::find();
    if !filter.ended {
        rules = rules.filter(not_ended(now));
    }
    let or_every = |column: Column, own: sea_orm::sea_query::SimpleExpr| {
        Condition::any().add(column.is_null()).add(own)
    };
    if let Some(channel) = filter.channel {
        rules = rules.filter(or_every(Column::Channel, Column::Channel.eq(channel)));
    }
    if let Some(country) = &filter.country {
        rules = rules.filter(or_every(Column::Country, Column::Country.eq(country.as_str())));
    }
    if let Some(category) = filter.category {
        rules = rules.filter(or_every(Column::CategoryId, Column::CategoryId.eq(category)));
    }
    if let Some(list) = &filter.list {
        let of_list = goods_list_version::Entity::find()
            .select_only()
            .column(goods_list_version::Column::Id)
            .filter(goods_list_version::Column::List.eq(list.as_str()));
        rules =
            rules.filter(Column::VersionId.in_subquery(sea_orm::QueryTrait::into_query(of_list)));
    }
    if let Some(RulePlace(at, id)) = page.after {
        let key = Expr::tuple([
            Expr::col((goods_rule::Entity, Column::EffectiveFrom)),
            Expr::col((goods_rule::Entity, Column::Id)),
        ]);
        rules = rules.filter(key.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rules =
        rules.order_by_desc(Column::EffectiveFrom).order_by_desc(Column::Id).limit(page.rows());
    read(db, rules).await
}

/// The product after which a job goes on; the lowest id for one that begins.
pub async fn sweep_place(tx: &Tx, sweep: Uuid) -> Result<Uuid, Failure> {
    let row = goods_sweep::Entity::find_by_id(sweep).one(tx.conn()).await?;
    Ok(row.map_or(Uuid::nil(), |row| row.after_id))
}

/// Remembers where a job goes on; nothing when it is done.
pub async fn put_sweep_place(tx: &Tx, sweep: Uuid, after: Option<Uuid>) -> Result<(), Failure> {
    let Some(after) = after else {
        goods_sweep::Entity::delete_by_id(sweep).exec(tx.conn()).await?;
        return Ok(());
    };
    let row = goods_sweep::ActiveModel { id: Set(sweep), after_id: Set(after) };
    let moved = OnConflict::column(goods_sweep::Column::Id)
        .update_column(goods_sweep::Column::AfterId)
        .to_owned();
    goods_sweep::Entity::insert(row).on_conflict(moved).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn from_row(
    row: goods_rule::Model,
    versions: &HashMap<Uuid, goods_list_version::Model>,
) -> Result<GoodsRule, Failure> {
    let version = versions.get(&row.version_id);
    let version = version.ok_or_else(|| Failure::broken("a rule without a list"))?;
    let country = row.country.map(|code| code.parse()).transpose();
    Ok(GoodsRule {
        id: Id::from_uuid(row.id),
        list: version.list.clone(),
        version: version.version,
        channel: row.channel,
        country: country.map_err(|_| Failure::broken("a rule's country is not known"))?,
        category_id: row.category_id,
        term: row.term,
        action: row.action,
        evidence: row.evidence,
        illegal: row.illegal,
        effective_from: row.effective_from.0,
        effective_to: row.effective_to.map(|at| at.0),
    })
}
