//! Rows of campaigns.

use entity::deals::group_campaign::{self, Column};
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
use uuid::Uuid;

use super::currency;
use crate::deals::group_buy::campaign::{Benefit, Campaign, CampaignState};

/// Where a page of campaigns ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPlace(pub Uuid);

pub async fn insert(tx: &Tx, new: &Campaign) -> Result<(), Failure> {
    group_campaign::Entity::insert(to_row(new)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Campaigns by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Campaign>, Failure> {
    let rows = group_campaign::Entity::find().filter(Column::Id.is_in(padded(ids))).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads a campaign and keeps its row locked until the transaction ends.
///
/// # Errors
/// The database's own.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Campaign>, Failure> {
    let found = group_campaign::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    found.one(tx.conn()).await?.map(from_row).transpose()
}

/// Keeps what became of a locked campaign that was in a state: what its counters count is not
/// touched. `false` if it is no longer there.
pub async fn put(tx: &Tx, before: CampaignState, after: &Campaign) -> Result<bool, Failure> {
    let at = |at: Option<time::OffsetDateTime>| Expr::value(at.map(to_millis));
    let put = group_campaign::Entity::update_many()
        .col_expr(Column::State, Expr::value(after.state.name()))
        .col_expr(Column::SubmittedAt, at(after.submitted_at))
        .col_expr(Column::DecidedBy, Expr::value(after.decided_by.map(Id::uuid)))
        .col_expr(Column::DecidedAt, at(after.decided_at))
        .col_expr(Column::Rejection, Expr::value(after.rejection.clone()))
        .col_expr(Column::StoppedAt, at(after.stopped_at))
        .col_expr(Column::CancelsGroups, Expr::value(after.cancels_groups))
        .col_expr(Column::FundedBy, Expr::value(after.funded_by.map(Id::uuid)))
        .filter(Column::Id.eq(after.id.uuid()))
        .filter(Column::State.eq(before.name()))
        .exec(tx.conn())
        .await?;
    Ok(put.rows_affected == 1)
}

/// Takes pieces of a campaign for a seat; `false` if there are too few, or it was stopped
/// meanwhile. Comes last: others wait.
pub async fn take(tx: &Tx, id: Uuid, pieces: i32, opens: bool) -> Result<bool, Failure> {
    let mut take = group_campaign::Entity::update_many()
        .col_expr(Column::Taken, Expr::col(Column::Taken).add(pieces))
        .filter(Column::Id.eq(id))
        .filter(Column::CancelsGroups.eq(false))
        .filter(Expr::col(Column::Taken).add(pieces).lte(Expr::col(Column::Stock)));
    if opens {
        let states = [CampaignState::Scheduled, CampaignState::Running];
        take = take.filter(Column::State.is_in(states.map(CampaignState::name)));
    }
    Ok(take.exec(tx.conn()).await?.rows_affected == 1)
}

/// Gives back pieces and a promise that came to nothing.
pub async fn give_back(tx: &Tx, id: Uuid, pieces: i32, promised: i64) -> Result<(), Failure> {
    group_campaign::Entity::update_many()
        .col_expr(Column::Taken, Expr::col(Column::Taken).sub(pieces))
        .col_expr(
            Column::BenefitPromisedMinor,
            Expr::col(Column::BenefitPromisedMinor).sub(promised),
        )
        .filter(Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Promises a benefit to one more leader; `false` if the cap is reached.
pub async fn promise(tx: &Tx, id: Uuid, minor: i64) -> Result<bool, Failure> {
    let promised = || Expr::col(Column::BenefitPromisedMinor).add(minor);
    let done = group_campaign::Entity::update_many()
        .col_expr(Column::BenefitPromisedMinor, promised())
        .filter(Column::Id.eq(id))
        .filter(promised().lte(Expr::col(Column::BenefitCapMinor)))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The campaigns of a shop, the newest first.
///
/// # Errors
/// The database's own.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    operator: Uuid,
    page: &Asked<CampaignPlace>,
) -> Result<Vec<Campaign>, Failure> {
    let mut rows = group_campaign::Entity::find().filter(Column::OperatorId.eq(operator));
    if let Some(CampaignPlace(id)) = page.after {
        rows = rows.filter(Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(Column::Id).limit(page.rows()).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// Those that wait to be looked at, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn queue(
    db: &impl ConnectionTrait,
    page: &Asked<CampaignPlace>,
) -> Result<Vec<Campaign>, Failure> {
    let mut rows =
        group_campaign::Entity::find().filter(Column::State.eq(CampaignState::Review.name()));
    if let Some(CampaignPlace(id)) = page.after {
        rows = rows.filter(Column::Id.gt(id));
    }
    let rows = rows.order_by_asc(Column::Id).limit(page.rows()).all(db).await?;
    rows.into_iter().map(from_row).collect()
}

/// Those that run for products, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn running_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Campaign>, Failure> {
    let rows = group_campaign::Entity::find()
        .filter(Column::ProductId.is_in(padded(products)))
        .filter(Column::State.eq(CampaignState::Running.name()))
        .order_by_asc(Column::Id)
        .limit(1_000)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// One campaign of a product whose groups are not yet to end, whatever it stands at.
pub async fn one_to_withdraw(tx: &Tx, product: Uuid) -> Result<Option<Uuid>, Failure> {
    let states = ["REVIEW", "SCHEDULED", "RUNNING", "ENDED", "STOPPED"];
    let row = group_campaign::Entity::find()
        .filter(Column::ProductId.eq(product))
        .filter(Column::State.is_in(states))
        .filter(Column::CancelsGroups.eq(false))
        .order_by_asc(Column::Id)
        .one(tx.conn())
        .await?;
    Ok(row.map(|row| row.id))
}

fn to_row(new: &Campaign) -> group_campaign::ActiveModel {
    let benefit = new.benefit;
    group_campaign::ActiveModel {
        id: Set(new.id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        product_id: Set(new.product_id.uuid()),
        sku_id: Set(new.sku_id.uuid()),
        state: Set(new.state.name()),
        currency: Set(new.unit.currency().code().to_owned()),
        solo_minor: Set(new.solo.minor()),
        group_minor: Set(new.unit.minor()),
        size: Set(new.size),
        hours: Set(new.hours),
        starts_at: Set(new.starts_at.into()),
        ends_at: Set(new.ends_at.into()),
        stock: Set(new.stock),
        taken: Set(new.taken),
        most_per_person: Set(new.most_per_person),
        benefit_minor: Set(benefit.map_or(0, |benefit| benefit.amount.minor())),
        benefit_funder: Set(benefit.map(|benefit| benefit.funder.to_string())),
        benefit_cap_minor: Set(benefit.map_or(0, |benefit| benefit.cap.minor())),
        benefit_promised_minor: Set(benefit.map_or(0, |benefit| benefit.promised.minor())),
        terms_version: Set(new.terms_version.clone()),
        created_by: Set(new.created_by.uuid()),
        created_at: Set(new.created_at.into()),
        submitted_at: Set(new.submitted_at.map(Into::into)),
        decided_by: Set(new.decided_by.map(Id::uuid)),
        funded_by: Set(new.funded_by.map(Id::uuid)),
        decided_at: Set(new.decided_at.map(Into::into)),
        rejection: Set(new.rejection.clone()),
        stopped_at: Set(new.stopped_at.map(Into::into)),
        cancels_groups: Set(new.cancels_groups),
    }
}

/// The noun of a row.
pub(in crate::deals) fn from_row(row: group_campaign::Model) -> Result<Campaign, Failure> {
    let currency = currency(&row.currency)?;
    let money = |minor| Money::new(minor, currency);
    let unknown = || Failure::broken("who pays a leader's benefit is not known");
    let funder = row.benefit_funder.map(|funder| funder.parse().map_err(|()| unknown()));
    let benefit = funder.transpose()?.map(|funder| Benefit {
        amount: money(row.benefit_minor),
        funder,
        cap: money(row.benefit_cap_minor),
        promised: money(row.benefit_promised_minor),
    });
    Ok(Campaign {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        product_id: Id::from_uuid(row.product_id),
        sku_id: Id::from_uuid(row.sku_id),
        state: CampaignState::named(&row.state)
            .ok_or_else(|| Failure::broken("a campaign's state is not known"))?,
        solo: money(row.solo_minor),
        unit: money(row.group_minor),
        size: row.size,
        hours: row.hours,
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        stock: row.stock,
        taken: row.taken,
        most_per_person: row.most_per_person,
        benefit,
        terms_version: row.terms_version,
        created_by: Id::from_uuid(row.created_by),
        created_at: row.created_at.0,
        submitted_at: row.submitted_at.map(|at| at.0),
        decided_by: row.decided_by.map(Id::from_uuid),
        funded_by: row.funded_by.map(Id::from_uuid),
        decided_at: row.decided_at.map(|at| at.0),
        rejection: row.rejection,
        stopped_at: row.stopped_at.map(|at| at.0),
        cancels_groups: row.cancels_groups,
    })
}
