//! Rows of helps.

use entity::deals::{price_cut_day, price_cut_help};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::deals::price_cut::{HELPS_A_DAY, Help, HelpState, PriceCut};

/// Where a page of a session's helps ended: at an ordinal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpPlace(pub i32);

/// Where a page of staff's ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPlace(pub Uuid);

fn from_row(row: &price_cut_help::Model) -> Result<Help, Failure> {
    Ok(Help {
        id: Id::from_uuid(row.id),
        cut_id: Id::from_uuid(row.cut_id),
        helper_id: Id::from_uuid(row.helper_id),
        owner_id: Id::from_uuid(row.owner_id),
        help_kind: row.kind,
        state: HelpState::named(&row.state)
            .ok_or_else(|| Failure::broken("a help's state is not known"))?,
        ordinal: row.ordinal,
        first_part: row.first_part,
        amount_minor: row.amount_minor,
        counted_at: row.counted_at.map(|at| at.0),
        score: row.score,
        rules: row.rules,
        reason: row.reason,
        decided: row.decided,
        place: row.place.clone(),
        network: row.network.clone(),
        order_id: row.order_id,
        at: row.at.0,
        version: row.version,
    })
}

pub async fn insert(tx: &Tx, new: &Help) -> Result<(), Failure> {
    price_cut_help::Entity::insert(price_cut_help::ActiveModel {
        id: Set(new.id.uuid()),
        cut_id: Set(new.cut_id.uuid()),
        helper_id: Set(new.helper_id.uuid()),
        owner_id: Set(new.owner_id.uuid()),
        kind: Set(new.help_kind),
        state: Set(new.state.name()),
        ordinal: Set(new.ordinal),
        first_part: Set(new.first_part),
        amount_minor: Set(new.amount_minor),
        counted_at: Set(new.counted_at.map(Into::into)),
        score: Set(new.score),
        rules: Set(new.rules),
        reason: Set(new.reason),
        decided: Set(new.decided),
        place: Set(new.place.clone()),
        network: Set(new.network.clone()),
        order_id: Set(new.order_id),
        at: Set(new.at.into()),
        version: Set(new.version),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub async fn by_id(db: &impl ConnectionTrait, id: Id<Help>) -> Result<Option<Help>, Failure> {
    let row = price_cut_help::Entity::find_by_id(id.uuid()).one(db).await?;
    row.as_ref().map(from_row).transpose()
}

/// Keeps what became of a held help, if it still stands as it was read; `false` if not.
pub async fn put(tx: &Tx, before: &Help, after: &Help) -> Result<bool, Failure> {
    use price_cut_help::Column as C;
    let done = price_cut_help::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::Ordinal, Expr::value(after.ordinal))
        .col_expr(C::FirstPart, Expr::value(after.first_part))
        .col_expr(C::AmountMinor, Expr::value(after.amount_minor))
        .col_expr(C::CountedAt, Expr::value(after.counted_at.map(to_millis)))
        .col_expr(C::Decided, Expr::value(after.decided))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The helps of a session that counted, in their order; at most a hundred.
pub async fn counted(db: &impl ConnectionTrait, cut: Id<PriceCut>) -> Result<Vec<Help>, Failure> {
    let rows = price_cut_help::Entity::find()
        .filter(price_cut_help::Column::CutId.eq(cut.uuid()))
        .filter(price_cut_help::Column::Ordinal.is_not_null())
        .order_by_asc(price_cut_help::Column::Ordinal)
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// A page of the helps of a session that counted, in their order, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    cut: Uuid,
    page: &Asked<HelpPlace>,
) -> Result<Vec<Help>, Failure> {
    let after = page.after.map_or(0, |HelpPlace(ordinal)| ordinal);
    let rows = price_cut_help::Entity::find()
        .filter(price_cut_help::Column::CutId.eq(cut))
        .filter(price_cut_help::Column::Ordinal.gt(after))
        .order_by_asc(price_cut_help::Column::Ordinal)
        .limit(page.rows())
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// A page of helps that stand somewhere, the newest first, and one row more.
pub async fn in_state(
    db: &impl ConnectionTrait,
    state: HelpState,
    page: &Asked<HeldPlace>,
) -> Result<Vec<Help>, Failure> {
    let mut rows =
        price_cut_help::Entity::find().filter(price_cut_help::Column::State.eq(state.name()));
    if let Some(HeldPlace(id)) = page.after {
        rows = rows.filter(price_cut_help::Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(price_cut_help::Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}

/// Counts a help of an account on a day, in one statement; `false` if it was its last before.
pub async fn count_day(tx: &Tx, account: Uuid, day: &str) -> Result<bool, Failure> {
    use price_cut_day::Column as C;
    let own = || Expr::col((price_cut_day::Entity, C::Helps));
    let row = price_cut_day::ActiveModel {
        account_id: Set(account),
        day: Set(day.to_owned()),
        helps: Set(1),
    };
    let one_more = OnConflict::columns([C::AccountId, C::Day])
        .value(C::Helps, own().add(1))
        .action_and_where(own().lt(HELPS_A_DAY))
        .to_owned();
    let counted = price_cut_day::Entity::insert(row)
        .on_conflict(one_more)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(counted == 1)
}

/// Helps at a session from a place, and from a network.
pub async fn from_where(
    tx: &Tx,
    cut: Id<PriceCut>,
    place: &str,
    network: &str,
) -> Result<(i64, i64), Failure> {
    use price_cut_help::Column as C;
    let at = || price_cut_help::Entity::find().filter(C::CutId.eq(cut.uuid()));
    let same_place = at().filter(C::Place.eq(place)).count(tx.conn()).await?;
    let same_network = at().filter(C::Network.eq(network)).count(tx.conn()).await?;
    Ok((number(same_place), number(same_network)))
}

/// Helps of an account since an instant.
pub async fn since(tx: &Tx, helper: Uuid, since: OffsetDateTime) -> Result<i64, Failure> {
    use price_cut_help::Column as C;
    let found = price_cut_help::Entity::find()
        .filter(C::HelperId.eq(helper))
        .filter(C::At.gt(to_millis(since)));
    Ok(number(found.count(tx.conn()).await?))
}

/// How often one account has helped another one.
pub async fn given(tx: &Tx, helper: Uuid, owner: Uuid) -> Result<i64, Failure> {
    use price_cut_help::Column as C;
    let found =
        price_cut_help::Entity::find().filter(C::HelperId.eq(helper)).filter(C::OwnerId.eq(owner));
    Ok(number(found.count(tx.conn()).await?))
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
