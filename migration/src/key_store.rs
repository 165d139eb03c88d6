//! The tables of the key store, which is a database of its own, or on PostgreSQL a schema of its
//! own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::run;

/// The schema on PostgreSQL, where the key store has no database of its own.
pub const SCHEMA: &str = "fairstall_keys";

/// Makes the tables of the key store, unless they are there. Several servers may do it at once.
///
/// # Errors
/// The database's own.
pub async fn prepare<C>(connection: &C) -> Result<(), DbErr>
where
    for<'c> &'c C: IntoSchemaManagerConnection<'c>,
{
    let manager = SchemaManager::new(connection);
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let schema = format!("CREATE SCHEMA IF NOT EXISTS {SCHEMA}");
        manager.get_connection().execute_unprepared(&schema).await?;
    }
    run(&manager, &UP).await
}

const UP: [&str; 5] = [
    "CREATE TABLE IF NOT EXISTS epoch_key (
        epoch integer PRIMARY KEY CONSTRAINT ck_epoch_key__epoch CHECK (epoch >= 1),
        wrapped {bytes} NOT NULL,
        made_at bigint NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS root_secret (
        name text PRIMARY KEY,
        wrapped {bytes} NOT NULL,
        made_at bigint NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS subject_key (
        subject_id {uuid} PRIMARY KEY,
        epoch integer NOT NULL
            CONSTRAINT fk_subject_key__epoch REFERENCES epoch_key (epoch),
        wrapped {bytes} NOT NULL,
        made_at bigint NOT NULL,
        awaits text
    )",
    "CREATE INDEX IF NOT EXISTS ix_subject_key__epoch ON subject_key (epoch, subject_id)",
    // Keys of whom it is not known yet whether they came to be.
    "CREATE INDEX IF NOT EXISTS ix_subject_key__awaits ON subject_key (made_at, subject_id)
        WHERE awaits IS NOT NULL",
];
