//! Guardianships, and the children of an adult.

use entity::identity::{account, guardianship};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::accounts;
use crate::identity::account::Account;
use crate::identity::guardian::{Guardianship, GuardianshipState};

fn state_of(row: guardianship::GuardianshipState) -> GuardianshipState {
    match row {
        guardianship::GuardianshipState::Requested => GuardianshipState::Requested,
        guardianship::GuardianshipState::Confirmed => GuardianshipState::Confirmed,
        guardianship::GuardianshipState::Declined => GuardianshipState::Declined,
        guardianship::GuardianshipState::Ended => GuardianshipState::Ended,
    }
}

fn state_row(state: GuardianshipState) -> guardianship::GuardianshipState {
    match state {
        GuardianshipState::Requested => guardianship::GuardianshipState::Requested,
        GuardianshipState::Confirmed => guardianship::GuardianshipState::Confirmed,
        GuardianshipState::Declined => guardianship::GuardianshipState::Declined,
        GuardianshipState::Ended => guardianship::GuardianshipState::Ended,
    }
}

fn from_row(row: &guardianship::Model) -> Guardianship {
    Guardianship {
        id: Id::from_uuid(row.id),
        child_id: Id::from_uuid(row.child_id),
        guardian_id: Id::from_uuid(row.guardian_id),
        state: state_of(row.state),
        requested_at: row.requested_at.0,
        decided_at: row.decided_at.map(|at| at.0),
    }
}

/// Writes a request. One open or confirmed per child: `uq_guardianship__child_id`.
pub async fn insert(tx: &Tx, guardianship: &Guardianship) -> Result<(), Failure> {
    guardianship::Entity::insert(guardianship::ActiveModel {
        id: Set(guardianship.id.uuid()),
        child_id: Set(guardianship.child_id.uuid()),
        guardian_id: Set(guardianship.guardian_id.uuid()),
        state: Set(state_row(guardianship.state)),
        requested_at: Set(guardianship.requested_at.into()),
        decided_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// Reads a guardianship of one of its two parties, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid, party: Uuid) -> Result<Option<Guardianship>, Failure> {
    let row = guardianship::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row
        .filter(|row| row.child_id == party || row.guardian_id == party)
        .map(|row| from_row(&row)))
}

/// Moves a guardianship; `false` if it was no longer in `from`.
pub async fn move_state(
    tx: &Tx,
    id: Uuid,
    from: GuardianshipState,
    to: GuardianshipState,
) -> Result<bool, Failure> {
    let moved = guardianship::Entity::update_many()
        .set(guardianship::ActiveModel {
            state: Set(state_row(to)),
            decided_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(guardianship::Column::Id.eq(id))
        .filter(guardianship::Column::State.eq(state_row(from)))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// The open and confirmed guardianships that a person has a part in, the newest first; at most 50.
pub async fn of_person(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Guardianship>, Failure> {
    let open =
        [guardianship::GuardianshipState::Requested, guardianship::GuardianshipState::Confirmed];
    let party = sea_orm::Condition::any()
        .add(guardianship::Column::ChildId.eq(account))
        .add(guardianship::Column::GuardianId.eq(account));
    let rows = guardianship::Entity::find()
        .filter(party)
        .filter(guardianship::Column::State.is_in(open))
        .order_by_desc(guardianship::Column::Id)
        .limit(50)
        .all(db)
        .await?;
    Ok(rows.iter().map(from_row).collect())
}

/// The children an adult answers for; at most 50.
pub async fn children(db: &impl ConnectionTrait, guardian: Uuid) -> Result<Vec<Account>, Failure> {
    let rows = account::Entity::find()
        .filter(account::Column::GuardianId.eq(guardian))
        .limit(50)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(accounts::from_row).collect())
}
