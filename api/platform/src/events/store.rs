//! The SQL of events and their deliveries.

use entity::platform::event::Column as C;
use entity::platform::{event, event_delivery};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use super::Event;
use crate::app::App;
use crate::clock::{from_millis, to_millis};
use crate::database::{Engine, Sql, Tx, next_seq};
use crate::failure::Failure;

/// A place in the log as readers see it: transaction, then position within it.
pub(super) type Place = (i64, i64);

/// What a fact is kept as.
pub(super) struct Appended {
    id: Uuid,
    aggregate: Uuid,
    seq: i64,
    at_ms: i64,
}

pub(super) async fn append(
    tx: &Tx,
    kind: &str,
    aggregate: Uuid,
    body: serde_json::Value,
) -> Result<Appended, Failure> {
    let (id, at_ms) = (tx.app().new_uuid(), to_millis(tx.now()));
    let row: [(C, Expr); 6] = [
        (C::Id, id.into()),
        (C::Aggregate, aggregate.into()),
        (C::Seq, next_seq::<event::Entity>(C::Seq, C::Aggregate.eq(aggregate))),
        (C::Kind, kind.into()),
        (C::Body, body.into()),
        (C::At, at_ms.into()),
    ];
    let (columns, values): (Vec<C>, Vec<Expr>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(event::Entity).columns(columns).returning_col(C::Seq);
    insert.values(values).map_err(|error| Failure::because("columns of a fact", error))?;
    let row = tx.conn().query_one(&insert).await?;
    let row = row.ok_or_else(|| Failure::broken("a fact was not appended"))?;
    Ok(Appended { id, aggregate, seq: row.try_get("", "seq")?, at_ms })
}

pub(super) async fn fan_out(
    tx: &Tx,
    event: &Appended,
    consumers: &[&'static str],
) -> Result<(), Failure> {
    if consumers.is_empty() {
        return Ok(());
    }
    let rows = consumers.iter().map(|consumer| event_delivery::ActiveModel {
        consumer: Set((*consumer).to_owned()),
        event_id: Set(event.id),
        aggregate: Set(event.aggregate),
        seq: Set(event.seq),
        due_at: Set(from_millis(event.at_ms).into()),
        attempts: Set(0),
        fence: Set(0),
    });
    event_delivery::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Which of these consumers have something due: one statement, where a claim for each would be a
/// transaction for each, on every bell.
pub(super) async fn awaited(app: &App, names: &[&'static str]) -> Result<Vec<String>, Failure> {
    let mut sql = Sql::new("WITH asked (name) AS (VALUES ");
    for (place, name) in names.iter().enumerate() {
        sql.push(if place == 0 { "(" } else { ", (" }).bind((*name).to_owned()).push(")");
    }
    sql.push(") SELECT name FROM asked WHERE EXISTS (SELECT 1 FROM event_delivery d");
    sql.push(" WHERE d.consumer = asked.name AND d.due_at <= ").bind(to_millis(app.now()));
    sql.push(")");
    let statement = sql.statement(app.reader().get_database_backend());
    let rows = app.reader().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Takes up to `limit` due deliveries of a consumer under a new lease: for each aggregate only
/// the oldest, so that the next one waits until it is settled.
pub(super) async fn claim(
    tx: &Tx,
    consumer: &str,
    lease_ms: i64,
    limit: u64,
) -> Result<Vec<event_delivery::Model>, Failure> {
    let now = to_millis(tx.now());
    let fence = tx.app().chance().fence();
    let (backend, skip) = match tx.app().database().engine() {
        Engine::Postgres => (DatabaseBackend::Postgres, "FOR UPDATE SKIP LOCKED"),
        Engine::Sqlite => (DatabaseBackend::Sqlite, ""),
    };
    let claim = Statement::from_sql_and_values(
        backend,
        format!(
            "UPDATE event_delivery SET due_at = $1, fence = $2, attempts = attempts + 1 \
             WHERE consumer = $3 AND event_id IN ( \
               SELECT d.event_id FROM event_delivery d \
               WHERE d.consumer = $3 AND d.due_at <= $4 AND NOT EXISTS ( \
                 SELECT 1 FROM event_delivery earlier WHERE earlier.consumer = d.consumer \
                 AND earlier.aggregate = d.aggregate AND earlier.seq < d.seq) \
               ORDER BY d.due_at LIMIT $5 {skip}) \
             RETURNING consumer, event_id, aggregate, seq, due_at, attempts, fence"
        ),
        [
            (now + lease_ms).into(),
            fence.into(),
            consumer.into(),
            now.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    );
    let rows = event_delivery::Entity::find().from_raw_sql(claim).all(tx.conn()).await?;
    Ok(rows)
}

pub(super) async fn events(app: &App, ids: Vec<Uuid>) -> Result<Vec<Event>, Failure> {
    let rows = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(app.reader()).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Deletes a delivery under the lease it was claimed with; `false` if the lease was lost.
pub(super) async fn settle(
    tx: &Tx,
    consumer: &str,
    event_id: Uuid,
    fence: i64,
) -> Result<bool, Failure> {
    let gone = event_delivery::Entity::delete_many()
        .filter(event_delivery::Column::Consumer.eq(consumer))
        .filter(event_delivery::Column::EventId.eq(event_id))
        .filter(event_delivery::Column::Fence.eq(fence))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Puts a delivery off after a failed attempt, unless another server has it by now.
pub(super) async fn put_off(
    tx: &Tx,
    consumer: &str,
    event_id: Uuid,
    fence: i64,
    until_ms: i64,
) -> Result<(), Failure> {
    event_delivery::Entity::update_many()
        .col_expr(event_delivery::Column::DueAt, Expr::value(until_ms))
        .filter(event_delivery::Column::Consumer.eq(consumer))
        .filter(event_delivery::Column::EventId.eq(event_id))
        .filter(event_delivery::Column::Fence.eq(fence))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many deliveries are not settled yet, over all consumers.
///
/// # Errors
/// The database's own.
pub async fn pending(app: &App) -> Result<u64, Failure> {
    Ok(event_delivery::Entity::find().count(app.reader()).await?)
}

/// The last place in the log that is safe to start listening from.
pub(super) async fn end_of_log(app: &App) -> Result<Place, Failure> {
    let last: Option<(i64, i64)> = event::Entity::find()
        .select_only()
        .columns([event::Column::Tx, event::Column::Position])
        .filter(settled(app.database().engine()))
        .order_by_desc(event::Column::Tx)
        .order_by_desc(event::Column::Position)
        .into_tuple()
        .one(app.reader())
        .await?;
    Ok(last.unwrap_or((0, 0)))
}

/// Up to `limit` events after a place, in log order.
pub(super) async fn after(
    app: &App,
    place: Place,
    limit: u64,
) -> Result<Vec<(Place, Event)>, Failure> {
    let rows = event::Entity::find()
        .filter(
            Expr::tuple([Expr::col(event::Column::Tx), Expr::col(event::Column::Position)])
                .gt(Expr::tuple([Expr::val(place.0), Expr::val(place.1)])),
        )
        .filter(settled(app.database().engine()))
        .order_by_asc(event::Column::Tx)
        .order_by_asc(event::Column::Position)
        .limit(limit)
        .all(app.reader())
        .await?;
    Ok(rows.into_iter().map(|row| ((row.tx, row.position), from_row(row))).collect())
}

/// On PostgreSQL a lower transaction may still commit: read only below the oldest open one, or an
/// event would be missed for ever. SQLite's one writer commits in order.
fn settled(engine: Engine) -> Expr {
    match engine {
        Engine::Postgres => {
            Expr::cust("tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        }
        Engine::Sqlite => Expr::cust("1 = 1"),
    }
}

fn from_row(row: event::Model) -> Event {
    Event {
        id: row.id,
        aggregate: row.aggregate,
        seq: row.seq,
        kind: row.kind,
        body: row.body,
        at: from_millis(to_millis(row.at.0)),
    }
}
