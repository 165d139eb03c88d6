//! Rows of invitations and of what orders are due to.

use std::collections::HashMap;

use entity::deals::invitation::DealKind;
use entity::deals::{invitation, invitation_use, order_attribution};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::deals::invitation::{Attribution, Deal, Invitation};

/// Where a page ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationPlace(pub Uuid);

/// The kind and the id of a deal, as rows keep them.
fn parts(deal: Deal) -> (DealKind, Uuid) {
    match deal {
        Deal::GroupBuy(id) => (DealKind::GroupBuy, id),
        Deal::PriceCut(id) => (DealKind::PriceCut, id),
    }
}

fn deal_of(kind: DealKind, id: Uuid) -> Deal {
    match kind {
        DealKind::GroupBuy => Deal::GroupBuy(id),
        DealKind::PriceCut => Deal::PriceCut(id),
    }
}

fn from_row(row: &invitation::Model) -> Invitation {
    Invitation {
        id: Id::from_uuid(row.id),
        inviter_id: Id::from_uuid(row.inviter_id),
        deal: deal_of(row.deal_kind, row.deal_id),
        most_uses: row.most_uses,
        uses: row.uses,
        created_at: row.created_at.0,
        expires_at: row.expires_at.0,
        revoked_at: row.revoked_at.map(|at| at.0),
    }
}

pub async fn insert(tx: &Tx, new: &Invitation) -> Result<(), Failure> {
    let (deal_kind, deal_id) = parts(new.deal);
    invitation::Entity::insert(invitation::ActiveModel {
        id: Set(new.id.uuid()),
        inviter_id: Set(new.inviter_id.uuid()),
        deal_kind: Set(deal_kind),
        deal_id: Set(deal_id),
        most_uses: Set(new.most_uses),
        uses: Set(0),
        created_at: Set(new.created_at.into()),
        expires_at: Set(new.expires_at.into()),
        revoked_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Invitation>,
) -> Result<Option<Invitation>, Failure> {
    Ok(invitation::Entity::find_by_id(id.uuid()).one(db).await?.as_ref().map(from_row))
}

/// Takes an invitation back; `false` if it was before.
pub async fn revoke(tx: &Tx, id: Id<Invitation>, now: OffsetDateTime) -> Result<bool, Failure> {
    let done = invitation::Entity::update_many()
        .col_expr(invitation::Column::RevokedAt, Expr::value(to_millis(now)))
        .filter(invitation::Column::Id.eq(id.uuid()))
        .filter(invitation::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Somebody comes by it; `false` if they did before.
pub async fn come(tx: &Tx, id: Id<Invitation>, account: Uuid) -> Result<bool, Failure> {
    let row = invitation_use::ActiveModel {
        invitation_id: Set(id.uuid()),
        account_id: Set(account),
        used_at: Set(tx.now().into()),
    };
    let added = invitation_use::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(added == 1)
}

/// Counts one more, in one statement, if it still opens anything; `false` if it does not.
pub async fn count(tx: &Tx, id: Id<Invitation>, now: OffsetDateTime) -> Result<bool, Failure> {
    use invitation::Column as C;
    let done = invitation::Entity::update_many()
        .col_expr(C::Uses, Expr::col(C::Uses).add(1))
        .filter(C::Id.eq(id.uuid()))
        .filter(C::RevokedAt.is_null())
        .filter(C::ExpiresAt.gt(to_millis(now)))
        .filter(Expr::col(C::Uses).lt(Expr::col(C::MostUses)))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A page of what somebody sent out, the newest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    inviter: Uuid,
    page: &Asked<InvitationPlace>,
) -> Result<Vec<Invitation>, Failure> {
    let mut rows = invitation::Entity::find().filter(invitation::Column::InviterId.eq(inviter));
    if let Some(InvitationPlace(id)) = page.after {
        rows = rows.filter(invitation::Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(invitation::Column::Id).limit(page.rows()).all(db).await?;
    Ok(rows.iter().map(from_row).collect())
}

pub async fn attribute(tx: &Tx, due: &Attribution) -> Result<(), Failure> {
    let (deal_kind, deal_id) = parts(due.deal);
    order_attribution::Entity::insert(order_attribution::ActiveModel {
        order_id: Set(due.order),
        invitation_id: Set(due.invitation),
        inviter_id: Set(due.inviter),
        deal_kind: Set(deal_kind),
        deal_id: Set(deal_id),
        post_id: Set(due.post),
        place: Set(due.place.clone()),
        network: Set(due.network.clone()),
        at: Set(due.at.into()),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// What orders are due to, by order.
pub async fn attributions(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Attribution>, Failure> {
    let rows = order_attribution::Entity::find()
        .filter(order_attribution::Column::OrderId.is_in(padded(orders)))
        .all(db)
        .await?;
    let due = |row: order_attribution::Model| Attribution {
        order: row.order_id,
        invitation: row.invitation_id,
        inviter: row.inviter_id,
        deal: deal_of(row.deal_kind, row.deal_id),
        post: row.post_id,
        place: row.place,
        network: row.network,
        at: row.at.0,
    };
    Ok(rows.into_iter().map(|row| (row.order_id, due(row))).collect())
}
