//! Rows of decisions and agreements.

use entity::complaints::complaint_remedy::{ActiveModel, Column as C, Entity, Model};
use entity::complaints::complaint_vote;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{at, small, state_of};
use crate::complaints::complaint::Complaint;
use crate::complaints::remedy::{Amounts, Remedy, RemedyState};
use crate::identity::Account;

/// One is in force for each instance, and one is a draft: `uq_complaint_remedy__force` and
/// `uq_complaint_remedy__draft`.
pub async fn insert(tx: &Tx, new: &Remedy) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id.uuid()),
        complaint_id: Set(new.complaint.uuid()),
        instance: Set(i16::from(new.instance)),
        basis: Set(new.basis),
        finding: Set(new.finding),
        refund_minor: Set(new.amounts.refund),
        compensation_minor: Set(new.amounts.compensation),
        penalty_minor: Set(new.amounts.penalty),
        with_replacement: Set(new.amounts.replacement),
        contract_hash: Set(new.contract_hash.clone()),
        rule_version: Set(new.rule_version.clone()),
        state: Set(new.state.name()),
        made_by: Set(new.made_by.uuid()),
        made_at: Set(new.made_at.into()),
        execute_by: Set(new.execute_by.map(Into::into)),
        executed_at: Set(None),
        executed_by: Set(None),
        refunded_minor: Set(0),
        compensated_minor: Set(0),
        advanced_minor: Set(0),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Moves a decision on; `false` if it no longer stands where it was read.
pub async fn put(tx: &Tx, before: &Remedy, after: &Remedy) -> Result<bool, Failure> {
    let (executed_at, by) = after.executed.unzip();
    let done = Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::ExecuteBy, at(after.execute_by))
        .col_expr(C::ExecutedAt, at(executed_at))
        .col_expr(C::ExecutedBy, Expr::value(by.map(|by| by.to_value())))
        .col_expr(C::RefundedMinor, Expr::value(after.refunded))
        .col_expr(C::CompensatedMinor, Expr::value(after.compensated))
        .col_expr(C::AdvancedMinor, Expr::value(after.advanced))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::State.eq(before.state.name()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The decisions and drafts of a case, first to last; at most a hundred.
pub async fn of_case(
    db: &impl ConnectionTrait,
    case: Id<Complaint>,
) -> Result<Vec<Remedy>, Failure> {
    of_cases(db, [case.uuid()]).await
}

/// The decisions and drafts of cases, first to last.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Remedy>, Failure> {
    let rows = Entity::find()
        .filter(C::ComplaintId.is_in(padded(cases)))
        .order_by_asc(C::Id)
        .limit(1_000)
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

/// The decision of a case that is in force: the last that is due or was carried out.
pub fn in_force(remedies: &[Remedy]) -> Option<&Remedy> {
    let holds = |remedy: &&Remedy| matches!(remedy.state, RemedyState::Due | RemedyState::Executed);
    remedies.iter().filter(holds).max_by_key(|remedy| remedy.instance)
}

/// The draft of a case.
pub fn draft(remedies: &[Remedy]) -> Option<&Remedy> {
    remedies.iter().find(|remedy| remedy.state == RemedyState::Draft)
}

/// Keeps a vote; whoever has voted does not vote again: its primary key.
pub async fn vote(
    tx: &Tx,
    remedy: Id<Remedy>,
    arbitrator: Id<Account>,
    agrees: bool,
) -> Result<(), Failure> {
    let row = complaint_vote::ActiveModel {
        remedy_id: Set(remedy.uuid()),
        arbitrator: Set(arbitrator.uuid()),
        agrees: Set(agrees),
        at: Set(tx.now().into()),
    };
    complaint_vote::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The votes about a draft.
pub async fn votes(
    db: &impl ConnectionTrait,
    remedy: Id<Remedy>,
) -> Result<Vec<complaint_vote::Model>, Failure> {
    let rows = complaint_vote::Entity::find()
        .filter(complaint_vote::Column::RemedyId.eq(remedy.uuid()))
        .all(db)
        .await?;
    Ok(rows)
}

fn from_row(row: &Model) -> Result<Remedy, Failure> {
    Ok(Remedy {
        id: Id::from_uuid(row.id),
        complaint: Id::from_uuid(row.complaint_id),
        instance: small(row.instance)?,
        basis: row.basis,
        finding: row.finding,
        amounts: Amounts {
            refund: row.refund_minor,
            compensation: row.compensation_minor,
            penalty: row.penalty_minor,
            replacement: row.with_replacement,
        },
        contract_hash: row.contract_hash.clone(),
        rule_version: row.rule_version.clone(),
        state: state_of(&row.state)?,
        made_by: Id::from_uuid(row.made_by),
        made_at: row.made_at.0,
        execute_by: row.execute_by.map(|at| at.0),
        executed: row.executed_at.map(|at| at.0).zip(row.executed_by),
        refunded: row.refunded_minor,
        compensated: row.compensated_minor,
        advanced: row.advanced_minor,
    })
}
