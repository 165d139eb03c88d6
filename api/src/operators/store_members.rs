//! The SQL of who belongs to an operator, and in which role.

use std::collections::BTreeSet;

use entity::operators::operator_member;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Iterable as _, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::member::includes;
use super::store::many;
use super::{MemberRole, Operator};
use crate::identity::{self, Account};

/// The accounts of an operator's owners.
pub(crate) async fn owners_of(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
) -> Result<Vec<Uuid>, Failure> {
    let rows = operator_member::Entity::find()
        .filter(operator_member::Column::OperatorId.eq(id.uuid()))
        .filter(operator_member::Column::Role.eq(MemberRole::Owner))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

/// The accounts of an operator's members in at least a role, up to so many.
///
/// # Errors
/// The database's own.
pub(crate) async fn members_of(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
    least: MemberRole,
    most: u64,
) -> Result<Vec<Uuid>, Failure> {
    let enough = MemberRole::iter().filter(|role| includes(*role, least));
    let accounts = operator_member::Entity::find()
        .filter(operator_member::Column::OperatorId.eq(id.uuid()))
        .filter(operator_member::Column::Role.is_in(enough))
        .order_by_asc(operator_member::Column::AccountId)
        .limit(most)
        .select_only()
        .column(operator_member::Column::AccountId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(accounts)
}

pub(super) async fn role_of(
    db: &impl ConnectionTrait,
    operator_id: Id<Operator>,
    account_id: Id<Account>,
) -> Result<Option<MemberRole>, Failure> {
    let row = operator_member::Entity::find_by_id((operator_id.uuid(), account_id.uuid()))
        .one(db)
        .await?;
    Ok(row.map(|row| row.role))
}

/// The roles of any of these people in any of these operators: account, operator, role.
pub(super) async fn roles(
    db: &impl ConnectionTrait,
    accounts: impl Iterator<Item = Uuid>,
    operators: impl Iterator<Item = Uuid>,
) -> Result<Vec<(Uuid, Uuid, MemberRole)>, Failure> {
    let accounts: BTreeSet<Uuid> = accounts.collect();
    let operators: BTreeSet<Uuid> = operators.collect();
    let rows = operator_member::Entity::find()
        .filter(operator_member::Column::AccountId.is_in(accounts))
        .filter(operator_member::Column::OperatorId.is_in(operators))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.operator_id, row.role)).collect())
}

/// Admits a member, or changes the role of one.
pub(super) async fn set_role(
    tx: &Tx,
    operator_id: Id<Operator>,
    account_id: Id<Account>,
    role: MemberRole,
) -> Result<(), Failure> {
    let row = operator_member::ActiveModel {
        operator_id: Set(operator_id.uuid()),
        account_id: Set(account_id.uuid()),
        role: Set(role),
        joined_at: Set(tx.now().into()),
    };
    let known = OnConflict::columns([
        operator_member::Column::OperatorId,
        operator_member::Column::AccountId,
    ])
    .update_column(operator_member::Column::Role)
    .to_owned();
    operator_member::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Removes a member; `false` if they were none.
pub(super) async fn remove(
    tx: &Tx,
    operator_id: Id<Operator>,
    account_id: Id<Account>,
) -> Result<bool, Failure> {
    let gone = operator_member::Entity::delete_by_id((operator_id.uuid(), account_id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

pub(super) async fn owners(
    db: &impl ConnectionTrait,
    operator_id: Id<Operator>,
) -> Result<u64, Failure> {
    Ok(operator_member::Entity::find()
        .filter(operator_member::Column::OperatorId.eq(operator_id.uuid()))
        .filter(operator_member::Column::Role.eq(MemberRole::Owner))
        .count(db)
        .await?)
}

/// Shops that an account owned and whose owners have all closed their accounts.
pub(super) async fn left_by_all_owners(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Uuid>, Failure> {
    let owned = operator_member::Entity::find()
        .filter(operator_member::Column::AccountId.eq(account))
        .filter(operator_member::Column::Role.eq(MemberRole::Owner));
    let shops: Vec<Uuid> = owned
        .select_only()
        .column(operator_member::Column::OperatorId)
        .into_tuple()
        .all(db)
        .await?;
    let owners: Vec<(Uuid, Uuid)> = operator_member::Entity::find()
        .filter(operator_member::Column::OperatorId.is_in(padded(shops.iter().copied())))
        .filter(operator_member::Column::Role.eq(MemberRole::Owner))
        .select_only()
        .columns([operator_member::Column::OperatorId, operator_member::Column::AccountId])
        .into_tuple()
        .all(db)
        .await?;
    let closed = identity::closed_among(db, owners.iter().map(|owner| owner.1)).await?;
    let open = |shop: &Uuid| owners.iter().any(|(of, who)| of == shop && !closed.contains(who));
    Ok(shops.into_iter().filter(|shop| !open(shop)).collect())
}

/// The operators a person acts for, with their roles; at most 50.
pub(super) async fn memberships(
    db: &impl ConnectionTrait,
    account_id: Id<Account>,
) -> Result<Vec<(Operator, MemberRole)>, Failure> {
    let rows = operator_member::Entity::find()
        .filter(operator_member::Column::AccountId.eq(account_id.uuid()))
        .limit(50)
        .all(db)
        .await?;
    let operators = many(db, rows.iter().map(|row| row.operator_id)).await?;
    Ok(operators
        .into_iter()
        .filter_map(|operator| {
            let row = rows.iter().find(|row| row.operator_id == operator.id.uuid())?;
            Some((operator, row.role))
        })
        .collect())
}

/// Whether the person is a member of the operator in any role.
///
/// # Errors
/// The database's own.
pub(crate) async fn is_member(
    db: &impl ConnectionTrait,
    operator_id: Uuid,
    account_id: Id<Account>,
) -> Result<bool, Failure> {
    Ok(role_of(db, Id::from_uuid(operator_id), account_id).await?.is_some())
}

/// Which of some operators an account belongs to, in any role: one statement for all of them.
///
/// # Errors
/// The database's own.
pub(crate) async fn shops_among(
    db: &impl ConnectionTrait,
    account_id: Id<Account>,
    operators: impl Iterator<Item = Id<Operator>>,
) -> Result<Vec<Id<Operator>>, Failure> {
    let roles = roles(db, [account_id.uuid()].into_iter(), operators.map(Id::uuid)).await?;
    Ok(roles.into_iter().map(|(_, operator, _)| Id::from_uuid(operator)).collect())
}

/// Whether somebody has a part in what happened between a buyer and an operator: they bought, or
/// belong to it. Who has a part in a matter decides nothing about it.
///
/// # Errors
/// The database's own.
pub(crate) async fn has_part(
    db: &impl ConnectionTrait,
    judge: Id<Account>,
    (buyer, operator): (Id<Account>, Id<Operator>),
) -> Result<bool, Failure> {
    Ok(judge == buyer || is_member(db, operator.uuid(), judge).await?)
}
