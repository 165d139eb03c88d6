//! Rows of reports.

use entity::social::post_report;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{Place, Placed};
use crate::social::report::{Report, ReportState};

fn from_row(row: post_report::Model) -> Report {
    Report {
        id: Id::from_uuid(row.id),
        post_id: Id::from_uuid(row.post_id),
        reporter_id: Id::from_uuid(row.reporter_id),
        reason: row.reason,
        note: row.note,
        state: row.state.into(),
        filed_at: row.filed_at.0,
        decided_at: row.decided_at.map(|at| at.0),
    }
}

/// Files a report. A person has one open report of a post: `uq_post_report__post_id__reporter_id`.
pub async fn insert(tx: &Tx, report: &Report) -> Result<(), Failure> {
    let row = post_report::ActiveModel {
        id: Set(report.id.uuid()),
        post_id: Set(report.post_id.uuid()),
        reporter_id: Set(report.reporter_id.uuid()),
        reason: Set(report.reason),
        note: Set(report.note.clone()),
        state: Set(report.state.into()),
        filed_at: Set(report.filed_at.into()),
        decided_at: Set(None),
    };
    post_report::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Reads a report and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Report>) -> Result<Option<Report>, Failure> {
    let row = post_report::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// The open reports of a post, locked, in one order for everybody.
pub async fn lock_open(tx: &Tx, post: Uuid) -> Result<Vec<Report>, Failure> {
    let rows = post_report::Entity::find()
        .filter(post_report::Column::PostId.eq(post))
        .filter(post_report::Column::State.eq(post_report::ReportState::Open))
        .order_by_asc(post_report::Column::Id)
        .lock_exclusive()
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Decides an open report; `false` if it is no longer open.
pub async fn decide(tx: &Tx, id: Id<Report>, to: ReportState) -> Result<bool, Failure> {
    let decided = post_report::Entity::update_many()
        .col_expr(post_report::Column::State, Expr::value(post_report::ReportState::from(to)))
        .col_expr(post_report::Column::DecidedAt, Expr::value(to_millis(tx.now())))
        .filter(post_report::Column::Id.eq(id.uuid()))
        .filter(post_report::Column::State.eq(post_report::ReportState::Open))
        .exec(tx.conn())
        .await?;
    Ok(decided.rows_affected == 1)
}

/// A page of reports in one state, the oldest first, and one row more.
pub async fn page(
    db: &impl ConnectionTrait,
    state: ReportState,
    asked: &Asked<Place>,
) -> Result<Vec<Placed<Report>>, Failure> {
    let mut rows = post_report::Entity::find()
        .filter(post_report::Column::State.eq(post_report::ReportState::from(state)));
    if let Some(Place(at, id)) = asked.after {
        let key = Expr::tuple([
            Expr::col(post_report::Column::FiledAt),
            Expr::col(post_report::Column::Id),
        ]);
        rows = rows.filter(key.gt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_asc(post_report::Column::FiledAt)
        .order_by_asc(post_report::Column::Id)
        .limit(asked.rows())
        .all(db)
        .await?;
    let placed =
        |row: post_report::Model| (Place(to_millis(row.filed_at.0), row.id), from_row(row));
    Ok(rows.into_iter().map(placed).collect())
}
