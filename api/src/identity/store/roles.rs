//! Standings of the platform's own people.

use std::collections::BTreeSet;

use entity::identity::staff_role;
use platform::Failure;
use platform::database::Tx;
use platform::graphql::Role;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

fn role_of(row: staff_role::StaffRole) -> Role {
    match row {
        staff_role::StaffRole::Support => Role::Support,
        staff_role::StaffRole::Mediator => Role::Mediator,
        staff_role::StaffRole::Arbitrator => Role::Arbitrator,
        staff_role::StaffRole::Compliance => Role::Compliance,
        staff_role::StaffRole::Risk => Role::Risk,
        staff_role::StaffRole::Admin => Role::Admin,
    }
}

fn role_row(role: Role) -> staff_role::StaffRole {
    match role {
        Role::Support => staff_role::StaffRole::Support,
        Role::Mediator => staff_role::StaffRole::Mediator,
        Role::Arbitrator => staff_role::StaffRole::Arbitrator,
        Role::Compliance => staff_role::StaffRole::Compliance,
        Role::Risk => staff_role::StaffRole::Risk,
        Role::Admin => staff_role::StaffRole::Admin,
    }
}

/// The roles of an account.
pub async fn of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<BTreeSet<Role>, Failure> {
    let rows = staff_role::Entity::find()
        .filter(staff_role::Column::AccountId.eq(account))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| role_of(row.role)).collect())
}

/// Gives a role; giving it again changes nothing.
pub async fn grant(
    tx: &Tx,
    account: Uuid,
    role: Role,
    granted_by: Option<Uuid>,
) -> Result<(), Failure> {
    let row = staff_role::ActiveModel {
        account_id: Set(account),
        role: Set(role_row(role)),
        granted_by: Set(granted_by),
        granted_at: Set(tx.now().into()),
    };
    let key = [staff_role::Column::AccountId, staff_role::Column::Role];
    staff_role::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Takes a role away; `false` if it was not held.
pub async fn revoke(tx: &Tx, account: Uuid, role: Role) -> Result<bool, Failure> {
    let gone = staff_role::Entity::delete_by_id((account, role_row(role))).exec(tx.conn()).await?;
    Ok(gone.rows_affected == 1)
}

/// Takes all roles of an account away.
pub async fn revoke_all(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    staff_role::Entity::delete_many()
        .filter(staff_role::Column::AccountId.eq(account))
        .exec(tx.conn())
        .await?;
    Ok(())
}
