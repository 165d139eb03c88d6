//! Payments: intents and their parts, attempts with providers, refunds, balances as a tender, what
//! providers told us, and the tables that the sandbox keeps as an outside system would.

mod sandbox;

use sea_orm_migration::prelude::*;

use crate::{guard_states, keep_rows, release_rows, run, unguard_states};

pub struct Migration;

impl MigrationName for Migration {
    // The derived name is the file's, and this file is `mod.rs`.
    fn name(&self) -> &'static str {
        "m20261122_000012_payments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &INTENTS).await?;
        run(manager, &REFUNDS).await?;
        run(manager, &BESIDE).await?;
        run(manager, &sandbox::UP).await?;
        for (table, edges) in MACHINES {
            guard_states(manager, table, edges).await?;
        }
        keep_rows(manager, "provider_event").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        release_rows(manager, "provider_event").await?;
        for (table, _) in MACHINES {
            unguard_states(manager, table).await?;
        }
        run(manager, &sandbox::DOWN).await?;
        run(manager, &DOWN).await
    }
}

const MACHINES: [(&str, &[(&str, &str)]); 4] = [
    (
        "payment",
        &[
            ("CREATED", "CONFIRMED"),
            ("CREATED", "CLOSED"),
            ("CONFIRMED", "AUTHORISED"),
            ("CONFIRMED", "CHALLENGED"),
            ("CONFIRMED", "HELD"),
            ("CONFIRMED", "DENIED"),
            ("CHALLENGED", "CONFIRMED"),
            ("CHALLENGED", "CLOSED"),
            ("HELD", "CREATED"),
            ("HELD", "DENIED"),
            ("HELD", "CLOSED"),
            ("DENIED", "CREATED"),
            ("DENIED", "CLOSED"),
            ("AUTHORISED", "CAPTURED"),
            ("AUTHORISED", "CREATED"),
            ("AUTHORISED", "CLOSED"),
        ],
    ),
    (
        "payment_attempt",
        &[
            ("CREATED", "PROCESSING"),
            ("CREATED", "FAILED"),
            ("PROCESSING", "SUCCEEDED"),
            ("PROCESSING", "FAILED"),
            ("PROCESSING", "UNKNOWN"),
            ("UNKNOWN", "PROCESSING"),
            ("UNKNOWN", "SUCCEEDED"),
            ("UNKNOWN", "FAILED"),
            // A provider may say no first and yes later; its yes is what counts.
            ("FAILED", "SUCCEEDED"),
        ],
    ),
    ("payment_refund", &[("REQUESTED", "PAID")]),
    (
        "payment_refund_leg",
        &[
            ("REQUESTED", "SENT"),
            ("SENT", "PAID"),
            ("SENT", "FAILED"),
            ("SENT", "UNKNOWN"),
            ("UNKNOWN", "SENT"),
            ("UNKNOWN", "PAID"),
            ("UNKNOWN", "FAILED"),
            ("FAILED", "SENT"),
        ],
    ),
];

const INTENTS: [&str; 10] = [
    // With what somebody proved who they are: a payment counts some of it as a factor.
    "ALTER TABLE session ADD COLUMN step_up_factor text",
    // Amounts say themselves what may be: confirmed is what the payer saw (PY-1), the tenders add
    // up to it (MON-1), and what was captured is exactly that or nothing.
    "CREATE TABLE payment (
        id {uuid} PRIMARY KEY,
        payer {uuid} NOT NULL CONSTRAINT fk_payment__payer REFERENCES account (id),
        purpose text NOT NULL CONSTRAINT ck_payment__purpose
            CHECK (purpose IN ('CHECKOUT', 'TOP_UP')),
        subject {uuid} NOT NULL,
        state text NOT NULL CONSTRAINT ck_payment__state CHECK (state IN
            ('CREATED', 'CONFIRMED', 'CHALLENGED', 'HELD', 'DENIED', 'AUTHORISED', 'CAPTURED',
             'CLOSED')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL
            CONSTRAINT ck_payment__amount_minor CHECK (amount_minor > 0),
        confirmed_minor bigint,
        wallet_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment__wallet_minor CHECK (wallet_minor >= 0),
        provider text CONSTRAINT ck_payment__provider
            CHECK (provider IN ('SANDBOX', 'STRIPE', 'ALIPAY', 'WECHAT')),
        provider_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment__provider_minor CHECK (provider_minor >= 0),
        captured_minor bigint NOT NULL DEFAULT 0,
        challenge_factors bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment__challenge_factors CHECK (challenge_factors BETWEEN 0 AND 3),
        factors text NOT NULL DEFAULT '',
        cleared_at bigint,
        stopped_reason text,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        confirmed_at bigint,
        captured_at bigint,
        CONSTRAINT ck_payment__tenders CHECK
            (wallet_minor + provider_minor = coalesce(confirmed_minor, 0)),
        CONSTRAINT ck_payment__provider_named CHECK ((provider_minor > 0) = (provider IS NOT NULL)),
        CONSTRAINT ck_payment__confirmed CHECK
            (state NOT IN ('CONFIRMED', 'AUTHORISED', 'CAPTURED')
             OR (confirmed_minor IS NOT NULL AND confirmed_minor = amount_minor)),
        CONSTRAINT ck_payment__captured CHECK
            (captured_minor = CASE WHEN state = 'CAPTURED' THEN confirmed_minor ELSE 0 END)
    )",
    "CREATE UNIQUE INDEX uq_payment__subject ON payment (subject)",
    "CREATE INDEX ix_payment__payer__created_at__id ON payment (payer, created_at, id)",
    // `counts`: it is part of the payment's amount. What is dropped before it was confirmed is not.
    "CREATE TABLE payment_part (
        subject {uuid} PRIMARY KEY,
        payment_id {uuid} NOT NULL
            CONSTRAINT fk_payment_part__payment_id REFERENCES payment (id),
        position bigint NOT NULL,
        operator_id {uuid} CONSTRAINT fk_payment_part__operator_id REFERENCES operator (id),
        amount_minor bigint NOT NULL
            CONSTRAINT ck_payment_part__amount_minor CHECK (amount_minor > 0),
        captured_minor bigint NOT NULL DEFAULT 0 CONSTRAINT ck_payment_part__captured_minor
            CHECK (captured_minor IN (0, amount_minor)),
        refunded_minor bigint NOT NULL DEFAULT 0,
        counts boolean NOT NULL DEFAULT true,
        dropped_at bigint,
        CONSTRAINT ck_payment_part__refunded_minor
            CHECK (refunded_minor >= 0 AND refunded_minor <= captured_minor),
        CONSTRAINT ck_payment_part__counts
            CHECK (counts OR (captured_minor = 0 AND dropped_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_payment_part__payment_id__position
        ON payment_part (payment_id, position)",
    // `counts`: its money is part of what was captured. What came beside that goes back.
    "CREATE TABLE payment_attempt (
        id {uuid} PRIMARY KEY,
        payment_id {uuid} NOT NULL
            CONSTRAINT fk_payment_attempt__payment_id REFERENCES payment (id),
        tender text NOT NULL CONSTRAINT ck_payment_attempt__tender
            CHECK (tender IN ('WALLET', 'SANDBOX', 'STRIPE', 'ALIPAY', 'WECHAT')),
        state text NOT NULL CONSTRAINT ck_payment_attempt__state
            CHECK (state IN ('CREATED', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'UNKNOWN')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL
            CONSTRAINT ck_payment_attempt__amount_minor CHECK (amount_minor > 0),
        captured_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment_attempt__captured_minor CHECK (captured_minor >= 0),
        refunded_minor bigint NOT NULL DEFAULT 0,
        counts boolean NOT NULL DEFAULT false,
        reference text,
        next_step text,
        failure text,
        script text,
        queries bigint NOT NULL DEFAULT 0,
        created_at bigint NOT NULL,
        settled_at bigint,
        CONSTRAINT ck_payment_attempt__refunded_minor
            CHECK (refunded_minor >= 0 AND refunded_minor <= captured_minor),
        CONSTRAINT ck_payment_attempt__captured
            CHECK ((captured_minor > 0) = (state = 'SUCCEEDED')),
        CONSTRAINT ck_payment_attempt__counts
            CHECK (NOT counts OR (state = 'SUCCEEDED' AND captured_minor = amount_minor))
    )",
    "CREATE UNIQUE INDEX uq_payment_attempt__tender__reference
        ON payment_attempt (tender, reference)",
    "CREATE INDEX ix_payment_attempt__payment_id ON payment_attempt (payment_id)",
    "CREATE INDEX ix_payment_part__operator_id ON payment_part (operator_id)",
];

const REFUNDS: [&str; 7] = [
    "CREATE TABLE payment_refund (
        id {uuid} PRIMARY KEY,
        payment_id {uuid} NOT NULL
            CONSTRAINT fk_payment_refund__payment_id REFERENCES payment (id),
        part {uuid} CONSTRAINT fk_payment_refund__part REFERENCES payment_part (subject),
        state text NOT NULL CONSTRAINT ck_payment_refund__state
            CHECK (state IN ('REQUESTED', 'PAID')),
        amount_minor bigint NOT NULL
            CONSTRAINT ck_payment_refund__amount_minor CHECK (amount_minor > 0),
        refund_key text NOT NULL,
        asked_at bigint NOT NULL,
        paid_at bigint,
        CONSTRAINT ck_payment_refund__paid CHECK ((state = 'PAID') = (paid_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_payment_refund__refund_key ON payment_refund (refund_key)",
    "CREATE INDEX ix_payment_refund__payment_id ON payment_refund (payment_id)",
    "CREATE INDEX ix_payment_refund__part ON payment_refund (part)",
    "CREATE TABLE payment_refund_leg (
        id {uuid} PRIMARY KEY,
        refund_id {uuid} NOT NULL
            CONSTRAINT fk_payment_refund_leg__refund_id REFERENCES payment_refund (id),
        attempt_id {uuid} NOT NULL
            CONSTRAINT fk_payment_refund_leg__attempt_id REFERENCES payment_attempt (id),
        state text NOT NULL CONSTRAINT ck_payment_refund_leg__state
            CHECK (state IN ('REQUESTED', 'SENT', 'PAID', 'FAILED', 'UNKNOWN')),
        amount_minor bigint NOT NULL
            CONSTRAINT ck_payment_refund_leg__amount_minor CHECK (amount_minor > 0),
        reference text,
        failure text,
        tries bigint NOT NULL DEFAULT 0,
        paid_at bigint
    )",
    "CREATE UNIQUE INDEX uq_payment_refund_leg__refund_id__attempt_id
        ON payment_refund_leg (refund_id, attempt_id)",
    "CREATE INDEX ix_payment_refund_leg__attempt_id ON payment_refund_leg (attempt_id)",
];

const BESIDE: [&str; 6] = [
    // What somebody may pay with a balance, and what they have paid: counters that a confirmation
    // locks, so that no two of them pass a limit together (PY-3).
    "CREATE TABLE payment_account (
        account_id {uuid} PRIMARY KEY
            CONSTRAINT fk_payment_account__account_id REFERENCES account (id),
        class text NOT NULL CONSTRAINT ck_payment_account__class
            CHECK (class IN ('ONE', 'TWO', 'THREE')),
        password_hash text CONSTRAINT ck_payment_account__password_hash
            CHECK (password_hash IS NULL OR password_hash LIKE '$argon2id$%'),
        password_set_at bigint,
        wrong_tries bigint NOT NULL DEFAULT 0 CONSTRAINT ck_payment_account__wrong_tries
            CHECK (wrong_tries BETWEEN 0 AND 5),
        locked_until bigint,
        frozen_at bigint,
        spent_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment_account__spent_minor CHECK (spent_minor >= 0),
        year bigint NOT NULL DEFAULT 0,
        year_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment_account__year_minor CHECK (year_minor >= 0),
        day bigint NOT NULL DEFAULT 0,
        day_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_payment_account__day_minor CHECK (day_minor >= 0)
    )",
    // What providers told us, each event once (PY-2).
    "CREATE TABLE provider_event (
        provider text NOT NULL,
        event text NOT NULL CONSTRAINT ck_provider_event__event
            CHECK (length(event) BETWEEN 1 AND 200),
        received_at bigint NOT NULL,
        PRIMARY KEY (provider, event)
    )",
    // What does not agree: the amount of a capture, a line of a statement (PY-1, PY-8).
    "CREATE TABLE payment_incident (
        id {uuid} PRIMARY KEY,
        kind text NOT NULL CONSTRAINT ck_payment_incident__kind CHECK (kind IN
            ('AMOUNT_DIFFERS', 'ONLY_ON_STATEMENT', 'NOT_ON_STATEMENT', 'STATEMENT_DIFFERS')),
        provider text NOT NULL,
        subject {uuid} NOT NULL,
        expected_minor bigint NOT NULL,
        found_minor bigint NOT NULL,
        at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_payment_incident__kind__subject ON payment_incident (kind, subject)",
    "CREATE INDEX ix_payment_incident__at ON payment_incident (at)",
    // Days whose statement was compared, each once for each provider.
    "CREATE TABLE payment_statement (
        provider text NOT NULL,
        day bigint NOT NULL,
        line_count bigint NOT NULL,
        difference_count bigint NOT NULL,
        compared_at bigint NOT NULL,
        PRIMARY KEY (provider, day)
    )",
];

const DOWN: [&str; 10] = [
    "ALTER TABLE session DROP COLUMN step_up_factor",
    "DROP TABLE payment_statement",
    "DROP TABLE payment_incident",
    "DROP TABLE provider_event",
    "DROP TABLE payment_account",
    "DROP TABLE payment_refund_leg",
    "DROP TABLE payment_refund",
    "DROP TABLE payment_attempt",
    "DROP TABLE payment_part",
    "DROP TABLE payment",
];
