//! Rows of sessions, and of the identities that have to do with them.

use entity::deals::{price_cut, price_cut_mark};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::deals::price_cut::{Campaign, CutState, PriceCut};

/// Where a page ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutPlace(pub Uuid);

const LOST: [CutState; 2] = [CutState::Expired, CutState::Abandoned];

/// The noun of a row.
pub(in crate::deals) fn from_row(row: &price_cut::Model) -> Result<PriceCut, Failure> {
    Ok(PriceCut {
        id: Id::from_uuid(row.id),
        campaign_id: Id::from_uuid(row.campaign_id),
        owner_id: Id::from_uuid(row.owner_id),
        state: CutState::named(&row.state)
            .ok_or_else(|| Failure::broken("a session's state is not known"))?,
        start_minor: row.start_minor,
        floor_minor: row.floor_minor,
        price_minor: row.price_minor,
        parts: row.parts,
        parts_bought: row.parts_bought,
        parts_gone: row.parts_gone,
        helps: row.helps,
        commitment: row.commitment.clone(),
        seed: row.seed.clone(),
        place: row.place.clone(),
        started_at: row.started_at.0,
        deadline: row.deadline.0,
        buy_by: row.buy_by.0,
        ended_at: row.ended_at.map(|at| at.0),
        order_id: row.order_id,
        version: row.version,
    })
}

pub async fn insert(tx: &Tx, new: &PriceCut) -> Result<(), Failure> {
    price_cut::Entity::insert(price_cut::ActiveModel {
        id: Set(new.id.uuid()),
        campaign_id: Set(new.campaign_id.uuid()),
        owner_id: Set(new.owner_id.uuid()),
        state: Set(new.state.name()),
        start_minor: Set(new.start_minor),
        floor_minor: Set(new.floor_minor),
        price_minor: Set(new.price_minor),
        parts: Set(new.parts),
        parts_bought: Set(new.parts_bought),
        parts_gone: Set(0),
        helps: Set(0),
        commitment: Set(new.commitment.clone()),
        seed: Set(None),
        place: Set(new.place.clone()),
        started_at: Set(new.started_at.into()),
        deadline: Set(new.deadline.into()),
        buy_by: Set(new.buy_by.into()),
        ended_at: Set(None),
        order_id: Set(None),
        version: Set(new.version),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<PriceCut>,
) -> Result<Option<PriceCut>, Failure> {
    Ok(many(db, [id.uuid()]).await?.pop())
}

/// Sessions by id, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<PriceCut>, Failure> {
    let rows =
        price_cut::Entity::find().filter(price_cut::Column::Id.is_in(padded(ids))).all(db).await?;
    rows.iter().map(from_row).collect()
}

/// Reads a session and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<PriceCut>) -> Result<Option<PriceCut>, Failure> {
    let found = price_cut::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate);
    found.one(tx.conn()).await?.as_ref().map(from_row).transpose()
}

/// A help takes so many parts and so much of the price, in one statement: only while the session
/// takes helps, never below the floor; `false` if it does not.
pub async fn cut(
    tx: &Tx,
    before: &PriceCut,
    after: &PriceCut,
    amount_minor: i64,
) -> Result<bool, Failure> {
    use price_cut::Column as C;
    let now = to_millis(tx.now());
    let done = price_cut::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::PriceMinor, Expr::col(C::PriceMinor).sub(amount_minor))
        .col_expr(C::PartsGone, Expr::value(after.parts_gone))
        .col_expr(C::Helps, Expr::col(C::Helps).add(1))
        .col_expr(C::BuyBy, Expr::value(to_millis(after.buy_by)))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .filter(C::State.is_in([CutState::Started, CutState::InProgress].map(CutState::name)))
        .filter(C::Deadline.gt(now))
        .filter(Expr::col(C::PriceMinor).sub(amount_minor).gte(Expr::col(C::FloorMinor)))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A session ends, if it still stands as it was read; `false` if it does not.
pub async fn end(tx: &Tx, before: &PriceCut, after: &PriceCut) -> Result<bool, Failure> {
    use price_cut::Column as C;
    let done = price_cut::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::Seed, Expr::value(after.seed.clone()))
        .col_expr(C::EndedAt, Expr::value(after.ended_at.map(to_millis)))
        .col_expr(C::OrderId, Expr::value(after.order_id))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Whether an identity has a session of a campaign that is not lost.
pub async fn has_one(tx: &Tx, campaign: Id<Campaign>, marks: &[String]) -> Result<bool, Failure> {
    let of_campaign = Query::select()
        .column(price_cut::Column::Id)
        .from(price_cut::Entity)
        .and_where(price_cut::Column::CampaignId.eq(campaign.uuid()))
        .and_where(price_cut::Column::State.is_not_in(LOST.map(CutState::name)))
        .to_owned();
    let found = price_cut_mark::Entity::find()
        .filter(price_cut_mark::Column::Mark.is_in(marks.iter().cloned()))
        .filter(price_cut_mark::Column::IsOwner.eq(true))
        .filter(price_cut_mark::Column::CutId.in_subquery(of_campaign))
        .one(tx.conn())
        .await?;
    Ok(found.is_some())
}

/// Whether one of these marks has to do with a session, and then whether as its owner's.
pub async fn marked(tx: &Tx, id: Id<PriceCut>, marks: &[String]) -> Result<Option<bool>, Failure> {
    let found = price_cut_mark::Entity::find()
        .filter(price_cut_mark::Column::CutId.eq(id.uuid()))
        .filter(price_cut_mark::Column::Mark.is_in(marks.iter().cloned()))
        .order_by_desc(price_cut_mark::Column::IsOwner)
        .one(tx.conn())
        .await?;
    Ok(found.map(|row| row.is_owner))
}

/// An identity has to do with a session from now on.
pub async fn mark(
    tx: &Tx,
    id: Id<PriceCut>,
    marks: &[String],
    is_owner: bool,
) -> Result<(), Failure> {
    let rows = marks.iter().map(|mark| price_cut_mark::ActiveModel {
        cut_id: Set(id.uuid()),
        mark: Set(mark.clone()),
        is_owner: Set(is_owner),
    });
    price_cut_mark::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A page of somebody's sessions, the newest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    owner: Uuid,
    page: &Asked<CutPlace>,
) -> Result<Vec<PriceCut>, Failure> {
    let mut rows = price_cut::Entity::find().filter(price_cut::Column::OwnerId.eq(owner));
    if let Some(CutPlace(id)) = page.after {
        rows = rows.filter(price_cut::Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(price_cut::Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}
