//! Rows of groups. A seat is taken by one conditional statement.

use entity::deals::group_buy::{self, Column};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::currency;
use crate::deals::group_buy::benefit::LeaderBenefit;
use crate::deals::group_buy::group::{GroupBuy, GroupState};

/// Where a page of forming groups ended: how many are missing, the deadline, the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearPlace(pub i32, pub i64, pub Uuid);

pub async fn insert(tx: &Tx, new: &GroupBuy) -> Result<(), Failure> {
    group_buy::Entity::insert(to_row(new)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Groups by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<GroupBuy>, Failure> {
    let rows = group_buy::Entity::find().filter(Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads a group and keeps its row locked until the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<GroupBuy>, Failure> {
    let found = group_buy::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    found.one(tx.conn()).await?.map(from_row).transpose()
}

/// Takes a seat; nothing if the group does not form, is full, or its time is up. One statement.
pub async fn take_seat(
    tx: &Tx,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<GroupBuy>, Failure> {
    let taken = group_buy::Entity::update_many()
        .col_expr(Column::SeatsTaken, Expr::col(Column::SeatsTaken).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(GroupState::Forming.name()))
        .filter(Expr::col(Column::SeatsTaken).lt(Expr::col(Column::Size)))
        .filter(Column::Deadline.gt(to_millis(now)))
        .exec_with_returning(tx.conn())
        .await?;
    taken.into_iter().next().map(from_row).transpose()
}

/// Keeps what became of a locked group that was in a state; `false` if it is no longer there.
pub async fn put(tx: &Tx, before: GroupState, after: &GroupBuy) -> Result<bool, Failure> {
    let at = |at: Option<OffsetDateTime>| Expr::value(at.map(to_millis));
    let (waived_by, waived_at) = after.waiver.unzip();
    let state = after.benefit.map_or_else(|| "NONE".to_owned(), |own| own.state.to_string());
    let put = group_buy::Entity::update_many()
        .col_expr(Column::State, Expr::value(after.state.name()))
        .col_expr(Column::SeatsTaken, Expr::value(after.seats_taken))
        .col_expr(Column::Paid, Expr::value(after.paid))
        .col_expr(Column::Missing, Expr::value(after.missing()))
        .col_expr(Column::BenefitState, Expr::value(state))
        .col_expr(Column::Deadline, at(after.deadline))
        .col_expr(Column::SucceededAt, at(after.succeeded_at))
        .col_expr(Column::SucceededWith, Expr::value(after.succeeded_with))
        .col_expr(Column::WaivedBy, Expr::value(waived_by.map(Id::uuid)))
        .col_expr(Column::WaivedAt, at(waived_at))
        .col_expr(Column::EndedAt, at(after.ended_at))
        .filter(Column::Id.eq(after.id.uuid()))
        .filter(Column::State.eq(before.name()))
        .exec(tx.conn())
        .await?;
    Ok(put.rows_affected == 1)
}

/// Takes back the benefit that a group was just inserted with: the cap is reached.
pub async fn drop_benefit(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    group_buy::Entity::update_many()
        .col_expr(Column::BenefitMinor, Expr::value(0_i64))
        .col_expr(Column::BenefitFunder, Expr::value(None::<String>))
        .col_expr(Column::BenefitState, Expr::value("NONE"))
        .filter(Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Groups of a product that can be joined at an instant, those that miss the fewest first, then
/// those that end soonest. One whose clock is late, or whose every seat is held, is not among them.
///
/// # Errors
/// The database's own.
pub async fn near_completion(
    db: &impl ConnectionTrait,
    (product, now): (Uuid, OffsetDateTime),
    page: &Asked<NearPlace>,
) -> Result<Vec<GroupBuy>, Failure> {
    let mut rows = group_buy::Entity::find()
        .filter(Column::ProductId.eq(product))
        .filter(Column::State.eq(GroupState::Forming.name()))
        .filter(Column::Deadline.gt(to_millis(now)))
        .filter(Expr::col(Column::SeatsTaken).lt(Expr::col(Column::Size)));
    if let Some(NearPlace(missing, deadline, id)) = page.after {
        let key = [Column::Missing, Column::Deadline, Column::Id].map(Expr::col);
        let after = [Expr::val(missing), Expr::val(deadline), Expr::val(id)];
        rows = rows.filter(Expr::tuple(key).gt(Expr::tuple(after)));
    }
    let rows = rows
        .order_by_asc(Column::Missing)
        .order_by_asc(Column::Deadline)
        .order_by_asc(Column::Id)
        .limit(page.rows())
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Some groups of a campaign that are still to be filled.
pub async fn open_of(
    db: &impl ConnectionTrait,
    campaign: Uuid,
    most: u64,
) -> Result<Vec<Uuid>, Failure> {
    let rows = group_buy::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::State.is_in([GroupState::Opened.name(), GroupState::Forming.name()]))
        .limit(most)
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    Ok(rows)
}

fn to_row(new: &GroupBuy) -> group_buy::ActiveModel {
    let benefit = new.benefit;
    let (waived_by, waived_at) = new.waiver.unzip();
    group_buy::ActiveModel {
        id: Set(new.id.uuid()),
        campaign_id: Set(new.campaign_id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        product_id: Set(new.product_id.uuid()),
        sku_id: Set(new.sku_id.uuid()),
        leader_id: Set(new.leader_id.uuid()),
        state: Set(new.state.name()),
        size: Set(new.size),
        hours: Set(new.hours),
        currency: Set(new.unit.currency().code().to_owned()),
        unit_minor: Set(new.unit.minor()),
        solo_minor: Set(new.solo.minor()),
        most_per_person: Set(new.most_per_person),
        seats_taken: Set(new.seats_taken),
        paid: Set(new.paid),
        missing: Set(new.missing()),
        benefit_minor: Set(benefit.map_or(0, |own| own.amount.minor())),
        benefit_funder: Set(benefit.map(|own| own.funder.to_string())),
        benefit_state: Set(benefit.map_or_else(|| "NONE".to_owned(), |own| own.state.to_string())),
        terms_version: Set(new.terms_version.clone()),
        opened_at: Set(new.opened_at.into()),
        deadline: Set(new.deadline.map(Into::into)),
        succeeded_at: Set(new.succeeded_at.map(Into::into)),
        succeeded_with: Set(new.succeeded_with),
        waived_by: Set(waived_by.map(Id::uuid)),
        waived_at: Set(waived_at.map(Into::into)),
        ended_at: Set(new.ended_at.map(Into::into)),
    }
}

/// The noun of a row.
pub(in crate::deals) fn from_row(row: group_buy::Model) -> Result<GroupBuy, Failure> {
    let currency = currency(&row.currency)?;
    let unknown = |()| Failure::broken("a leader's benefit is not known");
    let benefit = match row.benefit_funder {
        None => None,
        Some(funder) => Some(LeaderBenefit {
            amount: Money::new(row.benefit_minor, currency),
            funder: funder.parse().map_err(unknown)?,
            state: row.benefit_state.parse().map_err(unknown)?,
        }),
    };
    Ok(GroupBuy {
        id: Id::from_uuid(row.id),
        campaign_id: Id::from_uuid(row.campaign_id),
        operator_id: Id::from_uuid(row.operator_id),
        product_id: Id::from_uuid(row.product_id),
        sku_id: Id::from_uuid(row.sku_id),
        leader_id: Id::from_uuid(row.leader_id),
        state: GroupState::named(&row.state)
            .ok_or_else(|| Failure::broken("a group's state is not known"))?,
        size: row.size,
        hours: row.hours,
        unit: Money::new(row.unit_minor, currency),
        solo: Money::new(row.solo_minor, currency),
        most_per_person: row.most_per_person,
        seats_taken: row.seats_taken,
        paid: row.paid,
        benefit,
        terms_version: row.terms_version,
        opened_at: row.opened_at.0,
        deadline: row.deadline.map(|at| at.0),
        succeeded_at: row.succeeded_at.map(|at| at.0),
        succeeded_with: row.succeeded_with,
        waiver: row.waived_by.map(Id::from_uuid).zip(row.waived_at.map(|at| at.0)),
        ended_at: row.ended_at.map(|at| at.0),
    })
}
