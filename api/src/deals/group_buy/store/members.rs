//! Rows of members.

use std::collections::HashMap;

use entity::deals::group_member::{self, Column};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::deals::group_buy::member::{Member, MemberState};

/// Where a page of members ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPlace(pub Uuid);

/// Those whose seat is theirs.
const SEATED: [MemberState; 3] = [MemberState::Seated, MemberState::Paid, MemberState::Confirmed];

/// Writes a new member. An account has one seat: `uq_group_member__group_id__account_id`.
pub async fn insert(tx: &Tx, new: &Member) -> Result<(), Failure> {
    let row = group_member::ActiveModel {
        id: Set(new.id.uuid()),
        group_id: Set(new.group_id.uuid()),
        account_id: Set(new.account_id.uuid()),
        order_id: Set(new.order_id.uuid()),
        is_leader: Set(new.is_leader),
        state: Set(new.state.name()),
        quantity: Set(new.quantity),
        seated_at: Set(new.seated_at.into()),
        pay_by: Set(new.pay_by.into()),
        paid_at: Set(None),
        confirmed_at: Set(None),
        ended_at: Set(None),
        refunded_at: Set(None),
    };
    group_member::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps what became of a member that was in a state; `false` if they are no longer there. Their
/// group is locked.
pub async fn put(tx: &Tx, before: MemberState, after: &Member) -> Result<bool, Failure> {
    let at = |at: Option<time::OffsetDateTime>| Expr::value(at.map(to_millis));
    let put = group_member::Entity::update_many()
        .col_expr(Column::State, Expr::value(after.state.name()))
        .col_expr(Column::PaidAt, at(after.paid_at))
        .col_expr(Column::ConfirmedAt, at(after.confirmed_at))
        .col_expr(Column::EndedAt, at(after.ended_at))
        .col_expr(Column::RefundedAt, at(after.refunded_at))
        .filter(Column::Id.eq(after.id.uuid()))
        .filter(Column::State.eq(before.name()))
        .exec(tx.conn())
        .await?;
    Ok(put.rows_affected == 1)
}

/// Whose order it is in which group; nothing for an order of no group.
///
/// # Errors
/// The database's own.
pub async fn of_order(db: &impl ConnectionTrait, order: Uuid) -> Result<Option<Member>, Failure> {
    let row = group_member::Entity::find().filter(Column::OrderId.eq(order)).one(db).await?;
    row.as_ref().map(from_row).transpose()
}

/// Members by their orders; orders of no group are left out.
///
/// # Errors
/// The database's own.
pub async fn of_orders(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Member>, Failure> {
    let rows =
        group_member::Entity::find().filter(Column::OrderId.is_in(padded(orders))).all(db).await?;
    rows.into_iter().map(|row| Ok((row.order_id, from_row(&row)?))).collect()
}

/// A member by id.
///
/// # Errors
/// The database's own.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Member>, Failure> {
    group_member::Entity::find_by_id(id).one(db).await?.as_ref().map(from_row).transpose()
}

/// Everybody who has a seat in a group, in the order in which they came; at most 50.
///
/// # Errors
/// The database's own.
pub async fn seated(db: &impl ConnectionTrait, group: Uuid) -> Result<Vec<Member>, Failure> {
    let rows = group_member::Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Column::State.is_in(SEATED.map(MemberState::name)))
        .order_by_asc(Column::Id)
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// How many of a group are owed what has not reached them yet.
pub async fn refunds_open(tx: &Tx, group: Uuid) -> Result<usize, Failure> {
    let rows = group_member::Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Expr::cust("(state = 'PAID' OR (state = 'REFUNDED' AND refunded_at IS NULL))"))
        .all(tx.conn())
        .await?;
    Ok(rows.len())
}

/// How many of a group have an order that is not over.
pub async fn orders_open(tx: &Tx, group: Uuid) -> Result<usize, Failure> {
    let rows = group_member::Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Column::State.eq(MemberState::Confirmed.name()))
        .filter(Expr::cust("ended_at IS NULL"))
        .all(tx.conn())
        .await?;
    Ok(rows.len())
}

/// The seat of an account in groups, by group: the one they hold, or else the one they held last.
///
/// # Errors
/// The database's own.
pub async fn of_account_in(
    db: &impl ConnectionTrait,
    account: Uuid,
    groups: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Member>, Failure> {
    let rows = group_member::Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::GroupId.is_in(padded(groups)))
        .all(db)
        .await?;
    let mut own: Vec<Member> = rows.iter().map(from_row).collect::<Result<_, _>>()?;
    // By more than ids: those of one millisecond, or of two servers, are in no order.
    own.sort_by_key(|member| (member.has_seat(), member.seated_at, member.id.uuid()));
    Ok(own.into_iter().map(|member| (member.group_id.uuid(), member)).collect())
}

/// A page of those who have a seat in a group, in the order in which they came.
///
/// # Errors
/// The database's own.
pub async fn page(
    db: &impl ConnectionTrait,
    group: Uuid,
    page: &Asked<MemberPlace>,
) -> Result<Vec<Member>, Failure> {
    let mut rows = group_member::Entity::find()
        .filter(Column::GroupId.eq(group))
        .filter(Column::State.is_in(SEATED.map(MemberState::name)));
    if let Some(MemberPlace(id)) = page.after {
        rows = rows.filter(Column::Id.gt(id));
    }
    let rows = rows.order_by_asc(Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}

/// A page of the seats that an account has or had, the newest first.
///
/// # Errors
/// The database's own.
pub async fn page_of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    page: &Asked<MemberPlace>,
) -> Result<Vec<Member>, Failure> {
    let mut rows = group_member::Entity::find().filter(Column::AccountId.eq(account));
    if let Some(MemberPlace(id)) = page.after {
        rows = rows.filter(Column::Id.lt(id));
    }
    let rows = rows.order_by_desc(Column::Id).limit(page.rows()).all(db).await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &group_member::Model) -> Result<Member, Failure> {
    Ok(Member {
        id: Id::from_uuid(row.id),
        group_id: Id::from_uuid(row.group_id),
        account_id: Id::from_uuid(row.account_id),
        order_id: Id::from_uuid(row.order_id),
        is_leader: row.is_leader,
        state: MemberState::named(&row.state)
            .ok_or_else(|| Failure::broken("a member's state is not known"))?,
        quantity: row.quantity,
        seated_at: row.seated_at.0,
        pay_by: row.pay_by.0,
        paid_at: row.paid_at.map(|at| at.0),
        confirmed_at: row.confirmed_at.map(|at| at.0),
        ended_at: row.ended_at.map(|at| at.0),
        refunded_at: row.refunded_at.map(|at| at.0),
    })
}
