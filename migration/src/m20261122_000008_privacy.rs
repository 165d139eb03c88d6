//! Personal data: who read what, in a chain that shows every change, and whose data is no more.

use sea_orm_migration::prelude::*;

use crate::{keep_rows, release_rows, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

const APPEND_ONLY: [&str; 4] = ["access_entry", "access_seal", "access_checkpoint", "erasure"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        run(manager, &DOWN).await
    }
}

const UP: [&str; 9] = [
    "CREATE TABLE access_entry (
        id {uuid} PRIMARY KEY,
        at bigint NOT NULL,
        actor_id {uuid} NOT NULL,
        role text NOT NULL CONSTRAINT ck_access_entry__role CHECK (length(role) BETWEEN 1 AND 40),
        subject_id {uuid} NOT NULL,
        table_name text NOT NULL,
        column_name text NOT NULL,
        purpose text NOT NULL,
        basis text NOT NULL CONSTRAINT ck_access_entry__basis CHECK (length(basis) >= 1),
        request text NOT NULL,
        decision text NOT NULL CONSTRAINT ck_access_entry__decision
            CHECK (decision IN ('GRANTED', 'DENIED'))
    )",
    "CREATE INDEX ix_access_entry__subject_id_at ON access_entry (subject_id, at, id)",
    "CREATE INDEX ix_access_entry__actor_id_at ON access_entry (actor_id, at)",
    "CREATE TABLE access_seal (
        seq bigint PRIMARY KEY CONSTRAINT ck_access_seal__seq CHECK (seq >= 1),
        entry_id {uuid} NOT NULL
            CONSTRAINT fk_access_seal__entry_id REFERENCES access_entry (id),
        hash {bytes} NOT NULL CONSTRAINT ck_access_seal__hash CHECK (length(hash) = 32)
    )",
    "CREATE UNIQUE INDEX uq_access_seal__entry_id ON access_seal (entry_id)",
    "CREATE TABLE access_unsealed (
        entry_id {uuid} PRIMARY KEY
            CONSTRAINT fk_access_unsealed__entry_id REFERENCES access_entry (id)
    )",
    "CREATE TABLE access_checkpoint (
        seq bigint PRIMARY KEY
            CONSTRAINT fk_access_checkpoint__seq REFERENCES access_seal (seq),
        head {bytes} NOT NULL,
        at bigint NOT NULL,
        signature {bytes} NOT NULL
    )",
    "CREATE TABLE erasure (
        subject_id {uuid} PRIMARY KEY,
        erased_at bigint NOT NULL,
        cause text NOT NULL CONSTRAINT ck_erasure__cause CHECK (length(cause) BETWEEN 1 AND 40)
    )",
    // Subjects whose data is kept by law alone, and read for nothing else.
    "CREATE TABLE reading_restriction (
        subject_id {uuid} PRIMARY KEY,
        since bigint NOT NULL,
        cause text NOT NULL
            CONSTRAINT ck_reading_restriction__cause CHECK (length(cause) BETWEEN 1 AND 40)
    )",
];

const DOWN: [&str; 6] = [
    "DROP TABLE reading_restriction",
    "DROP TABLE erasure",
    "DROP TABLE access_checkpoint",
    "DROP TABLE access_unsealed",
    "DROP TABLE access_seal",
    "DROP TABLE access_entry",
];
