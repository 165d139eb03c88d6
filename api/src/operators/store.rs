//! The SQL of operators and their members.

use std::collections::BTreeSet;

use entity::operators::{operator, operator_member};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::{MemberRole, Operator};
use crate::identity::Account;

/// Operators by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Operator>, Failure> {
    let rows =
        operator::Entity::find().filter(operator::Column::Id.is_in(padded(ids))).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// The operator of a handle.
///
/// # Errors
/// The database's own.
pub async fn by_handle(
    db: &impl ConnectionTrait,
    handle: &str,
) -> Result<Option<Operator>, Failure> {
    let row = operator::Entity::find().filter(operator::Column::Handle.eq(handle)).one(db).await?;
    Ok(row.map(from_row))
}

pub(super) async fn insert(tx: &Tx, operator: &Operator) -> Result<(), Failure> {
    let row = operator::ActiveModel {
        id: Set(operator.id.uuid()),
        handle: Set(operator.handle.clone()),
        name: Set(operator.name.clone()),
        about: Set(operator.about.clone()),
        logo_id: Set(operator.logo_id),
        opened_at: Set(operator.opened_at.into()),
    };
    operator::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Holds an operator's row until the transaction ends, so that its owners are counted by one at a
/// time.
pub(super) async fn lock(tx: &Tx, id: Id<Operator>) -> Result<(), Failure> {
    operator::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(())
}

pub(super) async fn set_logo(tx: &Tx, id: Id<Operator>, logo: Uuid) -> Result<(), Failure> {
    operator::Entity::update_many()
        .set(operator::ActiveModel { logo_id: Set(Some(logo)), ..Default::default() })
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
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

/// The operators a person acts for, with their roles; at most 50.
pub(super) async fn memberships(
    db: &impl ConnectionTrait,
    account_id: Id<Account>,
) -> Result<Vec<(Operator, MemberRole)>, Failure> {
    use sea_orm::QuerySelect;
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

fn from_row(row: operator::Model) -> Operator {
    Operator {
        id: Id::from_uuid(row.id),
        handle: row.handle,
        name: row.name,
        about: row.about,
        logo_id: row.logo_id,
        opened_at: row.opened_at.0,
    }
}
