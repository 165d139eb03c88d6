//! Rows of campaigns.

use std::collections::HashMap;

use entity::deals::price_cut_campaign;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::deals::price_cut::{Campaign, CampaignState};

/// Where a page ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignPlace(pub Uuid);

/// The noun of a row.
pub(in crate::deals) fn from_row(row: &price_cut_campaign::Model) -> Result<Campaign, Failure> {
    Ok(Campaign {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        product_id: Id::from_uuid(row.product_id),
        sku_id: Id::from_uuid(row.sku_id),
        state: CampaignState::named(&row.state)
            .ok_or_else(|| Failure::broken("a campaign's state is not known"))?,
        currency: row
            .currency
            .parse()
            .map_err(|_| Failure::broken("a campaign's currency is not known"))?,
        start_minor: row.start_minor,
        floor_minor: row.floor_minor,
        parts: row.parts,
        parts_bought: row.parts_bought,
        hours: row.hours,
        stock: row.stock,
        taken: row.taken,
        terms: row.terms.clone(),
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        rejected: row.rejected,
        created_at: row.created_at.0,
        version: row.version,
    })
}

pub async fn insert(tx: &Tx, new: &Campaign) -> Result<(), Failure> {
    price_cut_campaign::Entity::insert(price_cut_campaign::ActiveModel {
        id: Set(new.id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        product_id: Set(new.product_id.uuid()),
        sku_id: Set(new.sku_id.uuid()),
        state: Set(new.state.name()),
        currency: Set(new.currency.code().to_owned()),
        start_minor: Set(new.start_minor),
        floor_minor: Set(new.floor_minor),
        parts: Set(new.parts),
        parts_bought: Set(new.parts_bought),
        hours: Set(new.hours),
        stock: Set(new.stock),
        taken: Set(new.taken),
        terms: Set(new.terms.clone()),
        starts_at: Set(new.starts_at.into()),
        ends_at: Set(new.ends_at.into()),
        rejected: Set(None),
        created_at: Set(new.created_at.into()),
        version: Set(new.version),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Campaign>,
) -> Result<Option<Campaign>, Failure> {
    Ok(many(db, [id.uuid()]).await?.pop())
}

/// Campaigns by id, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Campaign>, Failure> {
    let rows = price_cut_campaign::Entity::find()
        .filter(price_cut_campaign::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// Reads a campaign and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Campaign>) -> Result<Option<Campaign>, Failure> {
    let found = price_cut_campaign::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate);
    found.one(tx.conn()).await?.as_ref().map(from_row).transpose()
}

/// The running campaigns of products, the oldest of each.
pub async fn of_products(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Campaign>>, Failure> {
    let open = [CampaignState::Scheduled, CampaignState::Running].map(CampaignState::name);
    let rows = price_cut_campaign::Entity::find()
        .filter(price_cut_campaign::Column::ProductId.is_in(padded(products)))
        .filter(price_cut_campaign::Column::State.is_in(open))
        .order_by_asc(price_cut_campaign::Column::Id)
        .limit(500)
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<Campaign>> = HashMap::new();
    for row in &rows {
        found.entry(row.product_id).or_default().push(from_row(row)?);
    }
    Ok(found)
}

/// Keeps state and reason of a campaign, if it still stands as it was read; `false` if not.
pub async fn put(tx: &Tx, before: &Campaign, after: &Campaign) -> Result<bool, Failure> {
    use price_cut_campaign::Column as C;
    let done = price_cut_campaign::Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::Rejected, Expr::value(after.rejected))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Takes a piece of a campaign for a session, in one statement; `false` if none is left.
pub async fn take(tx: &Tx, id: Id<Campaign>) -> Result<bool, Failure> {
    use price_cut_campaign::Column as C;
    let open = [CampaignState::Scheduled, CampaignState::Running].map(CampaignState::name);
    let done = price_cut_campaign::Entity::update_many()
        .col_expr(C::Taken, Expr::col(C::Taken).add(1))
        .filter(C::Id.eq(id.uuid()))
        .filter(C::State.is_in(open))
        .filter(Expr::col(C::Taken).lt(Expr::col(C::Stock)))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Gives a session's piece back to its campaign.
pub async fn give_back(tx: &Tx, id: Id<Campaign>) -> Result<(), Failure> {
    use price_cut_campaign::Column as C;
    price_cut_campaign::Entity::update_many()
        .col_expr(C::Taken, Expr::col(C::Taken).sub(1))
        .filter(C::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Which campaigns a list has.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those of a shop.
    Operator(Uuid),
    /// Those that wait for staff.
    Waiting,
}

/// A page of campaigns, the newest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    which: Which,
    page: &Asked<CampaignPlace>,
) -> Result<Vec<Campaign>, Failure> {
    use price_cut_campaign::Column as C;
    let rows = price_cut_campaign::Entity::find();
    let mut rows = match which {
        Which::Operator(id) => rows.filter(C::OperatorId.eq(id)),
        Which::Waiting => rows.filter(C::State.eq(CampaignState::Review.name())),
    };
    if let Some(CampaignPlace(id)) = page.after {
        rows = rows.filter(C::Id.lt(id));
    }
    let rows = rows.order_by_desc(C::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}
