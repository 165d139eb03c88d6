//! Rows of cases and of stops.

use entity::payments::{emergency_stop, risk_case};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::case::{CaseState, RiskCase};
use super::stops::EmergencyStop;
use crate::payments::store::Place;

fn case_from(row: risk_case::Model) -> RiskCase {
    RiskCase {
        id: Id::from_uuid(row.id),
        kind: row.kind,
        payment: Id::from_uuid(row.payment_id),
        payer: Id::from_uuid(row.payer),
        state: match row.state {
            risk_case::CaseState::Open => CaseState::Open,
            risk_case::CaseState::Upheld => CaseState::Upheld,
            risk_case::CaseState::Dismissed => CaseState::Dismissed,
        },
        words: row.words,
        opened_at: row.opened_at.0,
        due_at: row.due_at.0,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(|at| at.0),
        reason: row.reason,
        loss_minor: row.loss_minor,
    }
}

fn state_row(state: CaseState) -> risk_case::CaseState {
    match state {
        CaseState::Open => risk_case::CaseState::Open,
        CaseState::Upheld => risk_case::CaseState::Upheld,
        CaseState::Dismissed => risk_case::CaseState::Dismissed,
    }
}

/// Opens a case. One open of a kind for each payment: `uq_risk_case__payment_id__kind`.
pub async fn insert_case(tx: &Tx, case: &RiskCase) -> Result<(), Failure> {
    let row = risk_case::ActiveModel {
        id: Set(case.id.uuid()),
        kind: Set(case.kind),
        payment_id: Set(case.payment.uuid()),
        payer: Set(case.payer.uuid()),
        state: Set(state_row(case.state)),
        words: Set(case.words.clone()),
        opened_at: Set(case.opened_at.into()),
        due_at: Set(case.due_at.into()),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        loss_minor: Set(0),
    };
    risk_case::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A case by its id.
pub async fn case(
    db: &impl ConnectionTrait,
    id: Id<RiskCase>,
) -> Result<Option<RiskCase>, Failure> {
    Ok(risk_case::Entity::find_by_id(id.uuid()).one(db).await?.map(case_from))
}

/// Reads a case and keeps its row locked until the transaction ends.
pub async fn lock_case(tx: &Tx, id: Id<RiskCase>) -> Result<Option<RiskCase>, Failure> {
    let row = risk_case::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(case_from))
}

/// The cases of a payment, the oldest first; at most 20.
pub async fn cases_of(db: &impl ConnectionTrait, payment: Uuid) -> Result<Vec<RiskCase>, Failure> {
    let rows = risk_case::Entity::find()
        .filter(risk_case::Column::PaymentId.eq(payment))
        .order_by_asc(risk_case::Column::Id)
        .limit(20)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(case_from).collect())
}

/// How many open reports of unauthorised use a payer has beside one case.
pub async fn other_reports(tx: &Tx, payer: Uuid, but: Id<RiskCase>) -> Result<bool, Failure> {
    let found = risk_case::Entity::find()
        .filter(risk_case::Column::Payer.eq(payer))
        .filter(risk_case::Column::Kind.eq(risk_case::CaseKind::Unauthorised))
        .filter(risk_case::Column::State.eq(risk_case::CaseState::Open))
        .filter(risk_case::Column::Id.ne(but.uuid()))
        .one(tx.conn())
        .await?;
    Ok(found.is_some())
}

/// Writes the decision of a locked case; `false` if it was decided.
pub async fn decide(tx: &Tx, case: &RiskCase) -> Result<bool, Failure> {
    let decided = risk_case::Entity::update_many()
        .set(risk_case::ActiveModel {
            state: Set(state_row(case.state)),
            decided_by: Set(case.decided_by),
            decided_at: Set(case.decided_at.map(Into::into)),
            reason: Set(case.reason),
            loss_minor: Set(case.loss_minor),
            ..Default::default()
        })
        .filter(risk_case::Column::Id.eq(case.id.uuid()))
        .filter(risk_case::Column::State.eq(risk_case::CaseState::Open))
        .exec(tx.conn())
        .await?;
    Ok(decided.rows_affected == 1)
}

/// A page of cases in one state, the most urgent first, and one row more.
pub async fn queue(
    db: &impl ConnectionTrait,
    state: CaseState,
    asked: &Asked<Place>,
) -> Result<Vec<RiskCase>, Failure> {
    let mut rows = risk_case::Entity::find().filter(risk_case::Column::State.eq(state_row(state)));
    if let Some(Place(at, id)) = asked.after {
        let key =
            Expr::tuple([Expr::col(risk_case::Column::DueAt), Expr::col(risk_case::Column::Id)]);
        rows = rows.filter(key.gt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_asc(risk_case::Column::DueAt)
        .order_by_asc(risk_case::Column::Id)
        .limit(asked.rows())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(case_from).collect())
}

fn stop_from(row: emergency_stop::Model) -> EmergencyStop {
    EmergencyStop {
        id: Id::from_uuid(row.id),
        scope: row.scope,
        provider: row.provider,
        operator: row.operator_id.map(Id::from_uuid),
        reason: row.reason,
        set_by: row.set_by,
        from_at: row.from_at.0,
        until_at: row.until_at.map(|at| at.0),
        lifted_at: row.lifted_at.map(|at| at.0),
    }
}

/// Writes a stop.
pub async fn insert_stop(tx: &Tx, stop: &EmergencyStop) -> Result<(), Failure> {
    let row = emergency_stop::ActiveModel {
        id: Set(stop.id.uuid()),
        scope: Set(stop.scope),
        provider: Set(stop.provider.clone()),
        operator_id: Set(stop.operator.map(Id::uuid)),
        reason: Set(stop.reason.clone()),
        set_by: Set(stop.set_by),
        from_at: Set(stop.from_at.into()),
        until_at: Set(stop.until_at.map(Into::into)),
        lifted_by: Set(None),
        lifted_at: Set(None),
    };
    emergency_stop::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The stops that stand now; there are never many.
pub async fn stops(
    db: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<Vec<EmergencyStop>, Failure> {
    let rows = emergency_stop::Entity::find()
        .filter(emergency_stop::Column::LiftedAt.is_null())
        .filter(
            emergency_stop::Column::UntilAt
                .is_null()
                .or(emergency_stop::Column::UntilAt.gt(to_millis(now))),
        )
        .order_by_desc(emergency_stop::Column::Id)
        .limit(100)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(stop_from).collect())
}

/// Lifts a stop; nothing if there is none that stands.
pub async fn lift_stop(
    tx: &Tx,
    id: Id<EmergencyStop>,
    by: Uuid,
) -> Result<Option<EmergencyStop>, Failure> {
    let rows = emergency_stop::Entity::update_many()
        .set(emergency_stop::ActiveModel {
            lifted_by: Set(Some(by)),
            lifted_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(emergency_stop::Column::Id.eq(id.uuid()))
        .filter(emergency_stop::Column::LiftedAt.is_null())
        .exec_with_returning(tx.conn())
        .await?;
    Ok(rows.into_iter().next().map(stop_from))
}

/// What somebody wrote in cases, sealed, with the ids of the cases; at most 200.
pub async fn words_of(
    db: &impl ConnectionTrait,
    payer: Uuid,
) -> Result<Vec<(Uuid, Vec<u8>)>, Failure> {
    let rows = risk_case::Entity::find()
        .filter(risk_case::Column::Payer.eq(payer))
        .filter(risk_case::Column::Words.is_not_null())
        .order_by_asc(risk_case::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.words?))).collect())
}
