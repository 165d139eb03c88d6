//! Archives of cases for courts.

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
        run(manager, &["DROP TABLE complaint_archive"]).await
    }
}

const UP: [&str; 4] = [
    "CREATE TABLE complaint_archive (
        id {uuid} PRIMARY KEY,
        complaint_id {uuid} NOT NULL
            CONSTRAINT fk_complaint_archive__complaint_id REFERENCES complaint (id),
        asked_by {uuid} NOT NULL
            CONSTRAINT fk_complaint_archive__asked_by REFERENCES account (id),
        side text NOT NULL CONSTRAINT ck_complaint_archive__side
            CHECK (side IN ('COMPLAINANT', 'SELLER', 'DESK', 'MEDIATOR', 'PANEL')),
        asked_at bigint NOT NULL,
        ready_at bigint,
        expires_at bigint,
        bytes bigint,
        sha256 text CONSTRAINT ck_complaint_archive__sha256 CHECK (length(sha256) = 64),
        link_hash text CONSTRAINT ck_complaint_archive__link CHECK (length(link_hash) = 64),
        link_until bigint,
        link_entry {uuid},
        CONSTRAINT ck_complaint_archive__ready CHECK ((ready_at IS NULL) = (sha256 IS NULL))
    )",
    "CREATE INDEX ix_complaint_archive__complaint_id ON complaint_archive (complaint_id, id)",
    "CREATE INDEX ix_complaint_archive__asked_by ON complaint_archive (asked_by, id)",
    "CREATE UNIQUE INDEX uq_complaint_archive__link_hash ON complaint_archive (link_hash)",
];
