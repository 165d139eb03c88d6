//! Rows of invitations and of transfers.

use std::collections::HashMap;

use entity::operators::{operator_invitation, operator_transfer};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::Operator;
use super::invitation::{Invitation, InvitationState};
use super::transfer::{Transfer, TransferState};
use crate::identity::Account;

/// One open invitation per person and shop: `uq_operator_invitation__operator_id__account_id`.
pub async fn insert_invitation(tx: &Tx, new: &Invitation) -> Result<(), Failure> {
    let row = operator_invitation::ActiveModel {
        id: Set(new.id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        account_id: Set(new.account_id.uuid()),
        role: Set(new.role),
        state: Set(new.state.name()),
        token_hash: Set(new.token_hash.clone()),
        invited_by: Set(new.invited_by.uuid()),
        invited_at: Set(new.invited_at.into()),
        expires_at: Set(new.expires_at.into()),
        decided_at: Set(None),
    };
    operator_invitation::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads an invitation, its row locked until the transaction ends.
pub async fn lock_invitation(tx: &Tx, id: Id<Invitation>) -> Result<Option<Invitation>, Failure> {
    let row =
        operator_invitation::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(invitation).transpose()
}

pub async fn open_invitations(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<u64, Failure> {
    Ok(operator_invitation::Entity::find()
        .filter(operator_invitation::Column::OperatorId.eq(operator.uuid()))
        .filter(operator_invitation::Column::State.eq(InvitationState::Open.name()))
        .count(db)
        .await?)
}

/// The open invitations of an operator, the newest first; at most 50.
pub async fn invitations_of(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<Vec<Invitation>, Failure> {
    let rows = operator_invitation::Entity::find()
        .filter(operator_invitation::Column::OperatorId.eq(operator.uuid()))
        .filter(operator_invitation::Column::State.eq(InvitationState::Open.name()))
        .order_by_desc(operator_invitation::Column::Id)
        .limit(50)
        .all(db)
        .await?;
    rows.into_iter().map(invitation).collect()
}

/// The open invitations to a person, the newest first; at most 50.
pub async fn invitations_to(
    db: &impl ConnectionTrait,
    account: Id<Account>,
) -> Result<Vec<Invitation>, Failure> {
    let rows = operator_invitation::Entity::find()
        .filter(operator_invitation::Column::AccountId.eq(account.uuid()))
        .filter(operator_invitation::Column::State.eq(InvitationState::Open.name()))
        .order_by_desc(operator_invitation::Column::Id)
        .limit(50)
        .all(db)
        .await?;
    rows.into_iter().map(invitation).collect()
}

/// Answers an invitation whose row is locked.
pub async fn move_invitation(
    tx: &Tx,
    before: &Invitation,
    to: InvitationState,
) -> Result<(), Failure> {
    operator_invitation::Entity::update_many()
        .set(operator_invitation::ActiveModel {
            state: Set(to.name()),
            decided_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(operator_invitation::Column::Id.eq(before.id.uuid()))
        .filter(operator_invitation::Column::State.eq(before.state.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// One open transfer per shop: `uq_operator_transfer__operator_id`.
pub async fn insert_transfer(tx: &Tx, new: &Transfer) -> Result<(), Failure> {
    let row = operator_transfer::ActiveModel {
        id: Set(new.id.uuid()),
        operator_id: Set(new.operator_id.uuid()),
        giver_id: Set(new.giver_id.uuid()),
        receiver_id: Set(new.receiver_id.uuid()),
        state: Set(new.state.name()),
        offered_at: Set(new.offered_at.into()),
        accepted_at: Set(None),
        ended_at: Set(None),
    };
    operator_transfer::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn transfer(
    db: &impl ConnectionTrait,
    id: Id<Transfer>,
) -> Result<Option<Transfer>, Failure> {
    let row = operator_transfer::Entity::find_by_id(id.uuid()).one(db).await?;
    row.as_ref().map(transfer_row).transpose()
}

/// Reads a transfer, its row locked until the transaction ends.
pub async fn lock_transfer(tx: &Tx, id: Id<Transfer>) -> Result<Option<Transfer>, Failure> {
    let row =
        operator_transfer::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.as_ref().map(transfer_row).transpose()
}

/// The transfers that are offered or accepted, by operator.
pub async fn open_transfers(
    db: &impl ConnectionTrait,
    operators: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Transfer>, Failure> {
    let rows = operator_transfer::Entity::find()
        .filter(operator_transfer::Column::OperatorId.is_in(padded(operators)))
        .filter(Expr::cust("state IN ('OFFERED', 'ACCEPTED')"))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.operator_id, transfer_row(&row)?))).collect()
}

/// Moves a transfer whose row is locked.
pub async fn move_transfer(tx: &Tx, before: &Transfer, to: TransferState) -> Result<(), Failure> {
    let now: entity::Instant = tx.now().into();
    let accepted = to == TransferState::Accepted;
    operator_transfer::Entity::update_many()
        .set(operator_transfer::ActiveModel {
            state: Set(to.name()),
            accepted_at: if accepted { Set(Some(now)) } else { NotSet },
            ended_at: if accepted { NotSet } else { Set(Some(now)) },
            ..Default::default()
        })
        .filter(operator_transfer::Column::Id.eq(before.id.uuid()))
        .filter(operator_transfer::Column::State.eq(before.state.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn invitation(row: operator_invitation::Model) -> Result<Invitation, Failure> {
    Ok(Invitation {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        account_id: Id::from_uuid(row.account_id),
        role: row.role,
        state: InvitationState::named(&row.state)
            .ok_or_else(|| Failure::broken("an invitation's state is not known"))?,
        token_hash: row.token_hash,
        invited_by: Id::from_uuid(row.invited_by),
        invited_at: row.invited_at.0,
        expires_at: row.expires_at.0,
    })
}

fn transfer_row(row: &operator_transfer::Model) -> Result<Transfer, Failure> {
    Ok(Transfer {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        giver_id: Id::from_uuid(row.giver_id),
        receiver_id: Id::from_uuid(row.receiver_id),
        state: TransferState::named(&row.state)
            .ok_or_else(|| Failure::broken("a transfer's state is not known"))?,
        offered_at: row.offered_at.0,
        accepted_at: row.accepted_at.map(|at| at.0),
        ended_at: row.ended_at.map(|at| at.0),
    })
}
