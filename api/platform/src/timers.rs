//! Deadlines that survive a restart and fire once (CAL-5).
//!
//! A timer is a row. Any server claims a due one under a lease with a fence of its own; the
//! handler settles it in the transaction of its effect, so a double firing does nothing. Every
//! action checks its deadline itself as well: a late timer opens no door.

use std::time::Duration;

use entity::platform::timer;
use futures_util::future::{BoxFuture, join_all};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseBackend, EntityTrait, PaginatorTrait, QueryFilter,
    Statement,
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::clock::to_millis;
use crate::database::{Engine, Tx};
use crate::events::backoff_ms;
use crate::failure::Failure;
use crate::transaction;

const LEASE_MS: i64 = 30_000;
const BATCH: i64 = 200;
const POLL: Duration = Duration::from_secs(1);

/// Who acts when a deadline of one kind comes.
#[derive(Clone)]
pub struct TimerHandler {
    /// Stable: timers are kept by it. `noun.what_is_due`.
    pub kind: &'static str,
    /// Acts, and settles the firing in the same transaction.
    pub run: fn(App, Firing) -> BoxFuture<'static, Result<(), Failure>>,
}

/// A deadline that has come.
#[derive(Debug, Clone)]
pub struct Firing {
    pub aggregate: Uuid,
    pub due: OffsetDateTime,
    kind: &'static str,
    fence: i64,
}

impl Firing {
    /// Removes the timer in the transaction of its effect.
    ///
    /// # Errors
    /// The lease was lost, or the deadline was moved: this transaction must not commit.
    pub async fn settle(&self, tx: &Tx) -> Result<(), Failure> {
        let gone = timer::Entity::delete_many()
            .filter(timer::Column::Kind.eq(self.kind))
            .filter(timer::Column::Aggregate.eq(self.aggregate))
            .filter(timer::Column::Fence.eq(self.fence))
            .exec(tx.conn())
            .await?;
        if gone.rows_affected == 1 { Ok(()) } else { Err(Failure::lease_lost()) }
    }
}

/// Sets the deadline of an aggregate, or moves it; a firing already under way will not settle.
///
/// # Errors
/// The database's own.
pub async fn set(
    tx: &Tx,
    kind: &'static str,
    aggregate: Uuid,
    due: OffsetDateTime,
) -> Result<(), Failure> {
    let row = timer::ActiveModel {
        kind: Set(kind.to_owned()),
        aggregate: Set(aggregate),
        generation: Set(1),
        due_at: Set(due.into()),
        next_at: Set(due.into()),
        attempts: Set(0),
        fence: Set(0),
    };
    let moved = OnConflict::columns([timer::Column::Kind, timer::Column::Aggregate])
        .update_columns([
            timer::Column::DueAt,
            timer::Column::NextAt,
            timer::Column::Attempts,
            timer::Column::Fence,
        ])
        .value(
            timer::Column::Generation,
            Expr::col((timer::Entity, timer::Column::Generation)).add(1),
        )
        .to_owned();
    timer::Entity::insert(row).on_conflict(moved).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Removes the deadline of an aggregate, if there is one.
///
/// # Errors
/// The database's own.
pub async fn cancel(tx: &Tx, kind: &'static str, aggregate: Uuid) -> Result<(), Failure> {
    timer::Entity::delete_many()
        .filter(timer::Column::Kind.eq(kind))
        .filter(timer::Column::Aggregate.eq(aggregate))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Runs timers until told to stop.
pub async fn run_timers(app: App, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match fire_due(&app).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(failure) => failure.log("worker"),
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// Fires what is due now, one batch; answers how many handlers have settled.
///
/// # Errors
/// The database's own; a handler's failure is logged, and the timer tried again later.
pub async fn fire_due(app: &App) -> Result<usize, Failure> {
    let claimed = transaction!(app, |tx| { claim(tx).await })?;
    let runs = claimed.into_iter().filter_map(|row| {
        let handler = app.timer_handlers().iter().find(|handler| handler.kind == row.kind)?;
        Some(attempt(app, handler, row))
    });
    Ok(join_all(runs).await.into_iter().filter(|settled| *settled).count())
}

/// How many timers are overdue and unsettled.
///
/// # Errors
/// The database's own.
pub async fn overdue(app: &App) -> Result<u64, Failure> {
    let now = to_millis(app.now());
    Ok(timer::Entity::find().filter(timer::Column::DueAt.lte(now)).count(app.reader()).await?)
}

async fn claim(tx: &Tx) -> Result<Vec<timer::Model>, Failure> {
    let now = to_millis(tx.now());
    let (backend, skip) = match tx.app().database().engine() {
        Engine::Postgres => (DatabaseBackend::Postgres, "FOR UPDATE SKIP LOCKED"),
        Engine::Sqlite => (DatabaseBackend::Sqlite, ""),
    };
    let claim = Statement::from_sql_and_values(
        backend,
        format!(
            "UPDATE timer SET next_at = $1, fence = $2, attempts = attempts + 1 \
             WHERE (kind, aggregate) IN ( \
               SELECT kind, aggregate FROM timer WHERE next_at <= $3 \
               ORDER BY next_at LIMIT $4 {skip}) \
             RETURNING kind, aggregate, generation, due_at, next_at, attempts, fence"
        ),
        [(now + LEASE_MS).into(), tx.app().chance().fence().into(), now.into(), BATCH.into()],
    );
    Ok(timer::Entity::find().from_raw_sql(claim).all(tx.conn()).await?)
}

async fn attempt(app: &App, handler: &TimerHandler, row: timer::Model) -> bool {
    let firing = Firing {
        aggregate: row.aggregate,
        due: row.due_at.0,
        kind: handler.kind,
        fence: row.fence,
    };
    metrics::histogram!("timer_lateness_seconds")
        .record((app.now() - row.due_at.0).as_seconds_f64());
    let Err(failure) = (handler.run)(app.clone(), firing).await else { return true };
    if failure.is_lease_lost() {
        return false;
    }
    tracing::warn!(kind = handler.kind, failure = %failure.chain(), "timer failed");
    let next = to_millis(app.now()) + backoff_ms(row.attempts);
    let put_off: Result<_, Failure> = transaction!(app, |tx| {
        Ok(timer::Entity::update_many()
            .col_expr(timer::Column::NextAt, Expr::value(next))
            .filter(timer::Column::Kind.eq(handler.kind))
            .filter(timer::Column::Aggregate.eq(row.aggregate))
            .filter(timer::Column::Fence.eq(row.fence))
            .exec(tx.conn())
            .await?)
    });
    if let Err(failure) = put_off {
        failure.log("worker");
    }
    false
}
