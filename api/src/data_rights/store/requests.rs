//! Rows of requests.

use entity::data_rights::subject_request::{self, Column};
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

use super::Place;
use crate::data_rights::request::{Archive, Link, RefusalGround, RequestState, SubjectRequest};
use crate::data_rights::words::{Sealed, Texts};

fn from_row(row: subject_request::Model) -> SubjectRequest {
    let archive = row.archive_ready_at.zip(row.archive_expires_at);
    SubjectRequest {
        id: Id::from_uuid(row.id),
        subject: Id::from_uuid(row.subject),
        kind: row.kind,
        law: row.law,
        state: row.state.into(),
        version: row.version,
        fields: row.fields.map(Sealed),
        filed_at: row.filed_at.0,
        due_at: row.due_at.0,
        overdue_at: row.overdue_at.map(|at| at.0),
        decided_at: row.decided_at.map(|at| at.0),
        decided_by: row.decided_by,
        refusal: row.refusal,
        answer: row.answer.map(Sealed),
        appeal: row.appeal.map(Sealed),
        archive: archive.map(|(ready, ends)| Archive { ready_at: ready.0, expires_at: ends.0 }),
        link: row
            .link_hash
            .zip(row.link_expires_at)
            .map(|(hash, ends)| Link { hash, expires_at: ends.0 }),
    }
}

/// Files a request. One open of a kind: `uq_subject_request__subject__kind`.
pub async fn insert(tx: &Tx, request: &SubjectRequest) -> Result<(), Failure> {
    let row = subject_request::ActiveModel {
        id: Set(request.id.uuid()),
        subject: Set(request.subject.uuid()),
        kind: Set(request.kind),
        law: Set(request.law),
        state: Set(request.state.into()),
        version: Set(request.version),
        fields: Set(request.fields.clone().map(|text| text.0)),
        filed_at: Set(request.filed_at.into()),
        due_at: Set(request.due_at.into()),
        overdue_at: Set(None),
        decided_at: Set(None),
        decided_by: Set(None),
        refusal: Set(None),
        answer: Set(None),
        appeal: Set(None),
        appealed_at: Set(None),
        archive_ready_at: Set(None),
        archive_expires_at: Set(None),
        link_hash: Set(None),
        link_expires_at: Set(None),
    };
    subject_request::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A request by its id, whosever it is.
pub async fn by_id(
    conn: &impl ConnectionTrait,
    id: Id<SubjectRequest>,
) -> Result<Option<SubjectRequest>, Failure> {
    Ok(subject_request::Entity::find_by_id(id.uuid()).one(conn).await?.map(from_row))
}

/// Reads a request and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<SubjectRequest>) -> Result<Option<SubjectRequest>, Failure> {
    let row =
        subject_request::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// What goes with a move.
#[derive(Debug, Clone, Default)]
pub struct Along {
    pub decided_by: Option<Uuid>,
    pub refusal: Option<RefusalGround>,
    /// The texts of the next version, if one of them is new.
    pub texts: Option<Texts>,
    pub is_appeal: bool,
    pub due_at: Option<OffsetDateTime>,
    pub archive: Option<Archive>,
}

/// Moves a request; `false` if it was no longer in `from`.
pub async fn move_state(
    tx: &Tx,
    id: Id<SubjectRequest>,
    from: RequestState,
    to: RequestState,
    along: Along,
) -> Result<bool, Failure> {
    let now = to_millis(tx.now());
    let decided = match to {
        RequestState::Fulfilled | RequestState::Refused | RequestState::RefusedFinally => Some(now),
        RequestState::Received | RequestState::InProgress | RequestState::Appealed => None,
    };
    let row_state = subject_request::RequestState::from;
    let mut moved = subject_request::Entity::update_many()
        .col_expr(Column::State, Expr::value(row_state(to)))
        .col_expr(Column::DecidedAt, Expr::value(decided));
    if let Some(by) = along.decided_by {
        moved = moved.col_expr(Column::DecidedBy, Expr::value(by));
    }
    if let Some(ground) = along.refusal {
        moved = moved.col_expr(Column::Refusal, Expr::value(ground));
    }
    if let Some(texts) = along.texts {
        let bytes = |text: Option<Sealed>| Expr::value(text.map(|text| text.0));
        moved = moved
            .col_expr(Column::Version, Expr::value(texts.version))
            .col_expr(Column::Fields, bytes(texts.fields))
            .col_expr(Column::Answer, bytes(texts.answer))
            .col_expr(Column::Appeal, bytes(texts.appeal))
            .filter(Column::Version.lt(texts.version));
    }
    if along.is_appeal {
        moved = moved.col_expr(Column::AppealedAt, Expr::value(now));
    }
    if let Some(due) = along.due_at {
        moved = moved
            .col_expr(Column::DueAt, Expr::value(to_millis(due)))
            .col_expr(Column::OverdueAt, Expr::value(Option::<i64>::None));
    }
    if let Some(archive) = along.archive {
        moved = moved
            .col_expr(Column::ArchiveReadyAt, Expr::value(to_millis(archive.ready_at)))
            .col_expr(Column::ArchiveExpiresAt, Expr::value(to_millis(archive.expires_at)));
    }
    let moved = moved
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::State.eq(row_state(from)))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

/// Marks a request as overdue.
pub async fn mark_overdue(tx: &Tx, id: Id<SubjectRequest>) -> Result<(), Failure> {
    subject_request::Entity::update_many()
        .col_expr(Column::OverdueAt, Expr::value(to_millis(tx.now())))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Sets the one link to an archive that is good now, or takes it away.
pub async fn set_link(tx: &Tx, id: Id<SubjectRequest>, link: Option<&Link>) -> Result<(), Failure> {
    let hash = link.map(|link| link.hash.clone());
    let ends = link.map(|link| to_millis(link.expires_at));
    subject_request::Entity::update_many()
        .col_expr(Column::LinkHash, Expr::value(hash))
        .col_expr(Column::LinkExpiresAt, Expr::value(ends))
        .filter(Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Every request of a person, the oldest first.
pub async fn of_subject(
    conn: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<SubjectRequest>, Failure> {
    let rows = subject_request::Entity::find()
        .filter(Column::Subject.eq(subject))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// A page of a person's requests, the newest first, and one row more.
pub async fn page_of(
    conn: &impl ConnectionTrait,
    subject: Uuid,
    asked: &Asked<Uuid>,
) -> Result<Vec<SubjectRequest>, Failure> {
    let mut rows = subject_request::Entity::find().filter(Column::Subject.eq(subject));
    if let Some(after) = asked.after {
        rows = rows.filter(Column::Id.lt(after));
    }
    let rows = rows.order_by_desc(Column::Id).limit(asked.rows()).all(conn).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// A page of requests in one state, the most urgent first, and one row more.
pub async fn queue(
    conn: &impl ConnectionTrait,
    state: RequestState,
    asked: &Asked<Place>,
) -> Result<Vec<SubjectRequest>, Failure> {
    let mut rows = subject_request::Entity::find()
        .filter(Column::State.eq(subject_request::RequestState::from(state)));
    if let Some(Place(at, id)) = asked.after {
        let key = Expr::tuple([Expr::col(Column::DueAt), Expr::col(Column::Id)]);
        rows = rows.filter(key.gt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(asked.rows())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}
