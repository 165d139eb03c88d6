//! The machinery every slice shares: events, timers, state machines, idempotency, calendar.

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
        run(manager, &DOWN).await
    }
}

const UP: [&str; 16] = [
    // `tx` lets PostgreSQL readers wait for slower transactions that hold lower positions.
    "CREATE TABLE event (
        position {position},
        id {uuid} NOT NULL,
        aggregate {uuid} NOT NULL,
        seq bigint NOT NULL CONSTRAINT ck_event__seq CHECK (seq >= 1),
        kind text NOT NULL,
        body {json} NOT NULL,
        at bigint NOT NULL,
        tx bigint NOT NULL DEFAULT {transaction_id}
    )",
    "CREATE UNIQUE INDEX uq_event__id ON event (id)",
    // Two writers of one aggregate cannot both append number n: one of them starts again.
    "CREATE UNIQUE INDEX uq_event__aggregate__seq ON event (aggregate, seq)",
    "CREATE INDEX ix_event__tx_position ON event (tx, position)",
    "CREATE TABLE event_delivery (
        consumer text NOT NULL,
        event_id {uuid} NOT NULL CONSTRAINT fk_event_delivery__event_id REFERENCES event (id),
        aggregate {uuid} NOT NULL,
        seq bigint NOT NULL,
        due_at bigint NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        fence bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (consumer, event_id)
    )",
    "CREATE INDEX ix_event_delivery__consumer_due_at ON event_delivery (consumer, due_at)",
    "CREATE UNIQUE INDEX uq_event_delivery__consumer__aggregate__seq
        ON event_delivery (consumer, aggregate, seq)",
    "CREATE INDEX ix_event_delivery__event_id ON event_delivery (event_id)",
    "CREATE TABLE timer (
        kind text NOT NULL,
        aggregate {uuid} NOT NULL,
        generation bigint NOT NULL,
        due_at bigint NOT NULL,
        next_at bigint NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        fence bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, aggregate)
    )",
    "CREATE INDEX ix_timer__next_at ON timer (next_at)",
    "CREATE TABLE allowed_transition (
        machine text NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        PRIMARY KEY (machine, from_state, to_state)
    )",
    "CREATE TABLE transition (
        aggregate {uuid} NOT NULL,
        seq bigint NOT NULL,
        machine text NOT NULL,
        from_state text NOT NULL,
        to_state text NOT NULL,
        actor_kind text NOT NULL CONSTRAINT ck_transition__actor_kind CHECK (actor_kind IN
            ('BUYER', 'OPERATOR', 'USER', 'STAFF', 'SYSTEM', 'EXTERNAL')),
        actor {uuid},
        cause text NOT NULL,
        rule_version text,
        at bigint NOT NULL,
        PRIMARY KEY (aggregate, seq),
        CONSTRAINT fk_transition__edge FOREIGN KEY (machine, from_state, to_state)
            REFERENCES allowed_transition (machine, from_state, to_state)
    )",
    "CREATE INDEX ix_transition__edge ON transition (machine, from_state, to_state)",
    "CREATE TABLE idempotency (
        principal text NOT NULL,
        operation text NOT NULL,
        idempotency_key text NOT NULL,
        input_hash text NOT NULL,
        answer {json} NOT NULL,
        expires_at bigint NOT NULL,
        PRIMARY KEY (principal, operation, idempotency_key)
    )",
    "CREATE INDEX ix_idempotency__expires_at ON idempotency (expires_at)",
    "CREATE TABLE calendar_day (
        day text PRIMARY KEY,
        is_working boolean NOT NULL
    )",
];

const DOWN: [&str; 7] = [
    "DROP TABLE calendar_day",
    "DROP TABLE idempotency",
    "DROP TABLE transition",
    "DROP TABLE allowed_transition",
    "DROP TABLE timer",
    "DROP TABLE event_delivery",
    "DROP TABLE event",
];
