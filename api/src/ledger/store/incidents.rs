//! Rows of incidents.

use entity::ledger::ledger_incident::{self, Frozen};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::currency;
use crate::ledger::check::{Difference, Freeze};
use crate::ledger::incident::{Incident, IncidentState, Resolved};

/// Keeps a difference that is open already as it is now; false if none is.
pub async fn seen_again(tx: &Tx, check: &str, told: &Difference) -> Result<bool, Failure> {
    let seen = ledger_incident::Entity::update_many()
        .col_expr(ledger_incident::Column::Expected, Expr::value(told.expected))
        .col_expr(ledger_incident::Column::Found, Expr::value(told.found))
        .col_expr(ledger_incident::Column::SeenAt, Expr::value(to_millis(tx.now())))
        .filter(ledger_incident::Column::CheckName.eq(check))
        .filter(ledger_incident::Column::SubjectId.eq(told.subject))
        .filter(ledger_incident::Column::State.eq(IncidentState::Open.name()))
        .exec(tx.conn())
        .await?;
    Ok(seen.rows_affected > 0)
}

/// One open incident for each check and subject: `uq_ledger_incident__check_name__subject_id`.
pub async fn insert(tx: &Tx, id: Uuid, check: &str, told: &Difference) -> Result<(), Failure> {
    let (frozen, frozen_id) = match told.freeze {
        None => (None, None),
        Some(Freeze::Order(order)) => (Some(Frozen::Order), Some(order)),
        Some(Freeze::Operator(operator)) => (Some(Frozen::Operator), Some(operator.uuid())),
    };
    let row = ledger_incident::ActiveModel {
        id: Set(id),
        check_name: Set(check.to_owned()),
        subject_id: Set(told.subject),
        currency: Set(told.currency.map(|currency| currency.code().to_owned())),
        expected: Set(told.expected),
        found: Set(told.found),
        frozen: Set(frozen),
        frozen_id: Set(frozen_id),
        state: Set(IncidentState::Open.name()),
        noticed_at: Set(tx.now().into()),
        seen_at: Set(tx.now().into()),
        resolved_by: Set(None),
        resolved_at: Set(None),
        reason: Set(None),
    };
    ledger_incident::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads an incident, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Incident>) -> Result<Option<Incident>, Failure> {
    let row =
        ledger_incident::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(incident).transpose()
}

/// Says why an open incident is over.
pub async fn resolve(tx: &Tx, id: Id<Incident>, resolved: &Resolved) -> Result<(), Failure> {
    ledger_incident::Entity::update_many()
        .col_expr(ledger_incident::Column::State, Expr::value(IncidentState::Resolved.name()))
        .col_expr(ledger_incident::Column::ResolvedBy, Expr::value(resolved.by))
        .col_expr(ledger_incident::Column::ResolvedAt, Expr::value(to_millis(resolved.at)))
        .col_expr(ledger_incident::Column::Reason, Expr::value(resolved.reason.clone()))
        .filter(ledger_incident::Column::Id.eq(id.uuid()))
        .filter(ledger_incident::Column::State.eq(IncidentState::Open.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many are open.
pub async fn open(db: &impl ConnectionTrait) -> Result<u64, Failure> {
    Ok(ledger_incident::Entity::find()
        .filter(ledger_incident::Column::State.eq(IncidentState::Open.name()))
        .count(db)
        .await?)
}

/// Incidents in a state, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    state: IncidentState,
    asked: &Asked<Uuid>,
) -> Result<Vec<Incident>, Failure> {
    let mut select = ledger_incident::Entity::find()
        .filter(ledger_incident::Column::State.eq(state.name()))
        .order_by_desc(ledger_incident::Column::Id)
        .limit(asked.rows());
    if let Some(after) = asked.after {
        select = select.filter(ledger_incident::Column::Id.lt(after));
    }
    select.all(db).await?.into_iter().map(incident).collect()
}

fn incident(row: ledger_incident::Model) -> Result<Incident, Failure> {
    let freeze = match (row.frozen, row.frozen_id) {
        (Some(Frozen::Order), Some(id)) => Some(Freeze::Order(id)),
        (Some(Frozen::Operator), Some(id)) => Some(Freeze::Operator(Id::from_uuid(id))),
        _ => None,
    };
    let resolved = match (row.resolved_by, row.resolved_at, row.reason) {
        (Some(by), Some(at), Some(reason)) => Some(Resolved { by, at: at.0, reason }),
        _ => None,
    };
    Ok(Incident {
        id: Id::from_uuid(row.id),
        check: row.check_name,
        difference: Difference {
            subject: row.subject_id,
            currency: row.currency.as_deref().map(currency).transpose()?,
            expected: row.expected,
            found: row.found,
            freeze,
        },
        state: IncidentState::named(&row.state)
            .ok_or_else(|| Failure::broken("an incident's state is not known"))?,
        noticed_at: row.noticed_at.0,
        seen_at: row.seen_at.0,
        resolved,
    })
}
