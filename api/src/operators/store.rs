//! The SQL of operators.

use entity::operators::operator;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::{self, Actor, States as _, Step};
use platform::{Failure, events};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Operator;
use super::facts::OperatorMoved;
use super::registration::Registration;
use super::standing::{OperatorKind, OperatorState};

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
    rows.into_iter().map(from_row).collect()
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
    row.map(from_row).transpose()
}

pub(super) async fn insert(tx: &Tx, operator: &Operator) -> Result<(), Failure> {
    let row = operator::ActiveModel {
        id: Set(operator.id.uuid()),
        handle: Set(operator.handle.clone()),
        name: Set(operator.name.clone()),
        about: Set(operator.about.clone()),
        logo_id: Set(operator.logo_id),
        opened_at: Set(operator.opened_at.into()),
        state: Set(operator.state.name()),
        kind: Set(None),
        registration_id: Set(None),
        identity_index: Set(None),
        verified_at: Set(None),
        reverify_by: Set(None),
        exit_at: Set(None),
        exited_at: Set(None),
        listing_stopped_at: Set(None),
    };
    operator::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads an operator and holds its row until the transaction ends: its state moves and its owners
/// are counted by one at a time.
pub(super) async fn lock(tx: &Tx, id: Id<Operator>) -> Result<Option<Operator>, Failure> {
    // Its key never changes: rows that refer to it are written meanwhile. An order is such a row,
    // and then waits for this lock; two orders that kept each other from it would never end.
    let found = operator::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate);
    let row = found.one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// Moves an operator whose row is locked, with its timeline and the fact of it.
pub(super) async fn go(
    tx: &Tx,
    operator: &Operator,
    to: OperatorState,
    (actor, cause): (Actor, &str),
) -> Result<(), Failure> {
    let moved = operator::Entity::update_many()
        .col_expr(operator::Column::State, Expr::value(to.name()))
        .filter(operator::Column::Id.eq(operator.id.uuid()))
        .filter(operator::Column::State.eq(operator.state.name()))
        .exec(tx.conn())
        .await?;
    if moved.rows_affected != 1 {
        return Err(Failure::broken("an operator moved while its row was locked"));
    }
    let step = Step {
        aggregate: operator.id.uuid(),
        from: operator.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    let fact =
        OperatorMoved { operator: operator.id.uuid(), from: operator.state.name(), to: to.name() };
    events::record(tx, &fact).await
}

/// What is in force of an operator once a version is approved.
pub(super) struct InForce {
    pub registration_id: Id<Registration>,
    pub kind: OperatorKind,
    pub identity_index: Option<String>,
    pub verified_at: OffsetDateTime,
    pub reverify_by: OffsetDateTime,
}

pub(super) async fn put_in_force(
    tx: &Tx,
    id: Id<Operator>,
    in_force: &InForce,
) -> Result<(), Failure> {
    operator::Entity::update_many()
        .set(operator::ActiveModel {
            kind: Set(Some(in_force.kind)),
            registration_id: Set(Some(in_force.registration_id.uuid())),
            identity_index: Set(in_force.identity_index.clone()),
            verified_at: Set(Some(in_force.verified_at.into())),
            reverify_by: Set(Some(in_force.reverify_by.into())),
            ..Default::default()
        })
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Brings the end of a verification forward.
pub(super) async fn put_reverify_by(
    tx: &Tx,
    id: Id<Operator>,
    until: OffsetDateTime,
) -> Result<(), Failure> {
    operator::Entity::update_many()
        .set(operator::ActiveModel { reverify_by: Set(Some(until.into())), ..Default::default() })
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes when an exit may be over, or that it is.
pub(super) async fn put_exit(
    tx: &Tx,
    id: Id<Operator>,
    exit_at: Option<OffsetDateTime>,
    exited_at: Option<OffsetDateTime>,
) -> Result<(), Failure> {
    operator::Entity::update_many()
        .set(operator::ActiveModel {
            exit_at: exit_at.map_or(NotSet, |at| Set(Some(at.into()))),
            exited_at: exited_at.map_or(NotSet, |at| Set(Some(at.into()))),
            ..Default::default()
        })
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Locks the shops of one person, in one order for everybody.
pub(super) async fn lock_shops_of(tx: &Tx, identity: &str) -> Result<Vec<Operator>, Failure> {
    let rows = operator::Entity::find()
        .filter(operator::Column::IdentityIndex.eq(identity))
        .order_by_asc(operator::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Up to `limit` verified operators after one of them that were founded before an instant and had
/// not left by another one, in order.
pub(super) async fn verified_after(
    db: &impl ConnectionTrait,
    after: Uuid,
    (before, since): (OffsetDateTime, OffsetDateTime),
    limit: u64,
) -> Result<Vec<Operator>, Failure> {
    let rows = operator::Entity::find()
        .filter(were_there((before, since)))
        .filter(operator::Column::Id.gt(after))
        .order_by_asc(operator::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many there are of these.
pub(super) async fn count_verified(
    db: &impl ConnectionTrait,
    bounds: (OffsetDateTime, OffsetDateTime),
) -> Result<u64, Failure> {
    Ok(operator::Entity::find().filter(were_there(bounds)).count(db).await?)
}

fn were_there((before, since): (OffsetDateTime, OffsetDateTime)) -> Condition {
    let stayed = Condition::any()
        .add(operator::Column::ExitedAt.is_null())
        .add(operator::Column::ExitedAt.gte(to_millis(since)));
    Condition::all()
        .add(operator::Column::VerifiedAt.is_not_null())
        .add(operator::Column::RegistrationId.is_not_null())
        // Who was verified anew after the half-year was there in it all the same.
        .add(operator::Column::OpenedAt.lt(to_millis(before)))
        .add(stayed)
}

pub(super) async fn set_logo(tx: &Tx, id: Id<Operator>, logo: Uuid) -> Result<(), Failure> {
    operator::Entity::update_many()
        .set(operator::ActiveModel { logo_id: Set(Some(logo)), ..Default::default() })
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

fn from_row(row: operator::Model) -> Result<Operator, Failure> {
    Ok(Operator {
        id: Id::from_uuid(row.id),
        handle: row.handle,
        name: row.name,
        about: row.about,
        logo_id: row.logo_id,
        opened_at: row.opened_at.0,
        state: OperatorState::named(&row.state)
            .ok_or_else(|| Failure::broken("an operator's state is not known"))?,
        kind: row.kind,
        registration_id: row.registration_id.map(Id::from_uuid),
        identity_index: row.identity_index,
        verified_at: row.verified_at.map(|at| at.0),
        reverify_by: row.reverify_by.map(|at| at.0),
        exit_at: row.exit_at.map(|at| at.0),
        exited_at: row.exited_at.map(|at| at.0),
        listing_stopped_at: row.listing_stopped_at.map(|at| at.0),
    })
}
