//! The one way to write: a story told in a transaction, told again when another one was in the
//! way, and committed or undone as a whole. Nothing in a story may talk to the network.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use time::OffsetDateTime;

use crate::app::App;
use crate::failure::Failure;
use crate::refusal::WriteError;

/// How often a story is told before contention becomes a failure.
const MOST_ATTEMPTS: u32 = 6;

/// An open transaction. Dropping it undoes everything.
pub struct Tx {
    inner: DatabaseTransaction,
    app: App,
    told: AtomicBool,
}

impl Tx {
    /// The connection, for stores.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// The application this transaction belongs to.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Something was told in it: its commit wakes whoever delivers. Other commits do not, or the
    /// looking itself, which commits too, would wake the next look, for ever.
    pub(crate) fn tell(&self) {
        self.told.store(true, Ordering::Relaxed);
    }

    /// The application's clock.
    pub fn now(&self) -> OffsetDateTime {
        self.app.now()
    }
}

/// The attempts at one story; used by [`transaction!`](crate::transaction) alone.
#[derive(Default)]
pub struct Attempts {
    made: u32,
}

impl Attempts {
    /// Opens a transaction: IMMEDIATE on SQLite, read committed on PostgreSQL.
    ///
    /// # Errors
    /// No connection could be had within 5 seconds, or the database is away.
    pub async fn begin(&mut self, app: &App) -> Result<Tx, Failure> {
        self.made += 1;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = app.database().owner().begin_with_options(options).await?;
        Ok(Tx { inner, app: app.clone(), told: AtomicBool::new(false) })
    }

    /// Commits a good outcome, undoes a bad one, and says whether to tell the story again.
    pub async fn settle<T, E: WriteError>(
        &mut self,
        tx: Tx,
        outcome: Result<T, E>,
    ) -> ControlFlow<Result<T, E>> {
        let app = tx.app.clone();
        match finish(tx, outcome).await {
            Err(error) if error.is_contention() && self.made < MOST_ATTEMPTS => {
                metrics::counter!("transaction_retries_total").increment(1);
                let wait = 5 + app.chance().below(20 << self.made);
                tokio::time::sleep(Duration::from_millis(wait.min(200))).await;
                ControlFlow::Continue(())
            }
            outcome => ControlFlow::Break(outcome),
        }
    }
}

async fn finish<T, E: WriteError>(tx: Tx, outcome: Result<T, E>) -> Result<T, E> {
    match outcome {
        Ok(value) => {
            tx.inner.commit().await.map_err(Failure::from)?;
            if tx.told.load(Ordering::Relaxed) {
                tx.app.database().committed.notify_waiters();
            }
            Ok(value)
        }
        Err(error) => {
            // A rollback that fails leaves a dead connection, which undoes as well.
            if let Err(rollback) = tx.inner.rollback().await {
                tracing::warn!(failure = %Failure::from(rollback).chain(), "rollback failed");
            }
            Err(error)
        }
    }
}

/// Tells a story in a transaction and evaluates to its `Result`.
///
/// The block is run again from its beginning when another transaction was in the way (at most six
/// times, 5 to 200 ms apart), so it must have no effect outside the transaction. `return` leaves
/// the block, not the function.
///
/// ```ignore
/// let group = transaction!(app, |tx| {
///     let group = store::lock(tx.conn(), id).await?;
///     Ok(group)
/// });
/// ```
#[macro_export]
macro_rules! transaction {
    ($app:expr, |$tx:ident| $story:block) => {{
        let app: &$crate::App = $app;
        let mut attempts = $crate::database::Attempts::default();
        loop {
            let open = match attempts.begin(app).await {
                Ok(open) => open,
                Err(failure) => break Err(failure.into()),
            };
            let $tx = &open;
            let outcome = async { $story }.await;
            match attempts.settle(open, outcome).await {
                ::core::ops::ControlFlow::Break(outcome) => break outcome,
                ::core::ops::ControlFlow::Continue(()) => {}
            }
        }
    }};
}
