//! Those who sell, and the people who act for them.

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
        run(manager, &["DROP TABLE operator_member", "DROP TABLE operator"]).await
    }
}

const UP: [&str; 5] = [
    "CREATE TABLE operator (
        id {uuid} PRIMARY KEY,
        handle text NOT NULL,
        name text NOT NULL CONSTRAINT ck_operator__name CHECK (length(name) BETWEEN 1 AND 60),
        about text NOT NULL CONSTRAINT ck_operator__about CHECK (length(about) <= 1000),
        logo_id {uuid} CONSTRAINT fk_operator__logo_id REFERENCES image (id),
        opened_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_operator__handle ON operator (handle)",
    "CREATE TABLE operator_member (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_member__operator_id REFERENCES operator (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_operator_member__account_id REFERENCES account (id),
        role text NOT NULL CONSTRAINT ck_operator_member__role
            CHECK (role IN ('FINANCE', 'SUPPORT', 'MANAGER', 'OWNER')),
        joined_at bigint NOT NULL,
        PRIMARY KEY (operator_id, account_id)
    )",
    "CREATE INDEX ix_operator_member__account_id ON operator_member (account_id)",
    "CREATE INDEX ix_operator__logo_id ON operator (logo_id)",
];
