//! What people were told, and whether they have read it.

use sea_orm_migration::prelude::*;

use crate::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE account_notice"]).await
    }
}

// A kind is kept by its name, whatever it is: a later server tells of more without a migration.
const UP: [&str; 5] = [
    "CREATE TABLE account_notice (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_account_notice__account_id REFERENCES account (id),
        kind text NOT NULL
            CONSTRAINT ck_account_notice__kind CHECK (length(kind) BETWEEN 1 AND 60),
        subject_id {uuid} NOT NULL,
        due_at bigint,
        batch_id {uuid} NOT NULL,
        told_at bigint NOT NULL,
        read_at bigint
    )",
    // Telling twice is telling once, also where nothing is due: nulls would differ from each other.
    "CREATE UNIQUE INDEX uq_account_notice__told
        ON account_notice (account_id, kind, subject_id, COALESCE(due_at, 0))",
    "CREATE INDEX ix_account_notice__account_id__id ON account_notice (account_id, id)",
    "CREATE INDEX ix_account_notice__unread ON account_notice (account_id, id)
        WHERE read_at IS NULL",
    "CREATE INDEX ix_account_notice__batch_id ON account_notice (batch_id)",
];
