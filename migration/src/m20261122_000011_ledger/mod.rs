//! Money: accounts, transfers between two of them, escrow; what the reconciler has read of them and
//! what it found.

mod guards;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

use crate::{guard_states, keep_rows, release_rows, run, unguard_states};

pub struct Migration;

impl MigrationName for Migration {
    // The derived name is the file's, and this file is `mod.rs`.
    fn name(&self) -> &'static str {
        "m20261122_000011_ledger"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        keep_rows(manager, "ledger_transfer").await?;
        guard_states(manager, "ledger_incident", &[("OPEN", "RESOLVED")]).await?;
        for statement in guards::up(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in guards::down(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        unguard_states(manager, "ledger_incident").await?;
        release_rows(manager, "ledger_transfer").await?;
        run(manager, &DOWN).await
    }
}

const UP: [&str; 23] = [
    // One row for each owner, kind and currency; busy accounts of the platform have sixteen, so
    // that transactions that only name them do not meet. Only accounts that must not go below zero
    // keep a balance: of the others it is worked out from the transfers, because a cached one would
    // be a row that every payment of the house waits for.
    "CREATE TABLE ledger_account (
        id {uuid} PRIMARY KEY,
        kind text NOT NULL CONSTRAINT ck_ledger_account__kind CHECK (kind IN ('PROVIDER',
            'TRANSIT', 'ESCROW', 'REFUNDS', 'PAYABLE', 'DEPOSIT', 'RECEIVABLE', 'WALLET', 'PAYOUTS',
            'FEES', 'COMPENSATION')),
        owner_id {uuid} NOT NULL,
        name text CONSTRAINT ck_ledger_account__name
            CHECK ((kind = 'PROVIDER') = (name IS NOT NULL)),
        currency text NOT NULL CONSTRAINT ck_ledger_account__currency
            CHECK (currency IN ('CNY', 'USD', 'EUR')),
        shard integer NOT NULL CONSTRAINT ck_ledger_account__shard CHECK (shard BETWEEN 0 AND 15),
        balance_minor bigint CONSTRAINT ck_ledger_account__balance_minor
            CHECK (balance_minor BETWEEN 0 AND 9000000000000000000),
        held_minor bigint CONSTRAINT ck_ledger_account__held_minor CHECK (held_minor >= 0),
        moved_by bigint,
        opened_at bigint NOT NULL,
        CONSTRAINT ck_ledger_account__guarded CHECK (
            (kind IN ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION')) = (balance_minor IS NOT NULL)
            AND (balance_minor IS NULL) = (held_minor IS NULL)),
        CONSTRAINT ck_ledger_account__available CHECK (balance_minor - held_minor >= 0)
    )",
    // A transfer names the currency and the kinds of its accounts, and these keys say they are so.
    "CREATE UNIQUE INDEX uq_ledger_account__id__currency__kind
        ON ledger_account (id, currency, kind)",
    "CREATE UNIQUE INDEX uq_ledger_account__kind__owner_id__currency__shard
        ON ledger_account (kind, owner_id, currency, shard)",
    "CREATE TABLE ledger_transfer (
        position {position},
        id {uuid} NOT NULL,
        journal_id {uuid} NOT NULL,
        debit_id {uuid} NOT NULL,
        debit_kind text NOT NULL,
        credit_id {uuid} NOT NULL,
        credit_kind text NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL CONSTRAINT ck_ledger_transfer__amount_minor
            CHECK (amount_minor BETWEEN 1 AND 1000000000000000
                AND amount_minor = CAST(amount_minor AS bigint)),
        kind text NOT NULL CONSTRAINT ck_ledger_transfer__kind CHECK (kind IN ('CAPTURE', 'FUND',
            'RELEASE', 'FEE', 'REFUND', 'REFUND_PAID', 'COMPENSATION', 'DEPOSIT', 'PAYOUT',
            'WALLET', 'ADVANCE', 'REVERSAL')),
        subject_id {uuid} NOT NULL,
        key text NOT NULL
            CONSTRAINT ck_ledger_transfer__key CHECK (length(key) BETWEEN 1 AND 120),
        day integer NOT NULL
            CONSTRAINT ck_ledger_transfer__day CHECK (day BETWEEN 20000101 AND 99991231),
        at bigint NOT NULL,
        tx bigint NOT NULL DEFAULT {transaction_id},
        CONSTRAINT ck_ledger_transfer__sides CHECK (debit_id <> credit_id),
        CONSTRAINT ck_ledger_transfer__into_escrow
            CHECK ((credit_kind = 'ESCROW') = (kind = 'FUND')
                AND (kind <> 'FUND' OR debit_kind = 'TRANSIT')),
        CONSTRAINT ck_ledger_transfer__out_of_escrow CHECK (debit_kind <> 'ESCROW'
            OR (kind = 'REFUND') = (credit_kind = 'REFUNDS')),
        CONSTRAINT fk_ledger_transfer__debit FOREIGN KEY (debit_id, currency, debit_kind)
            REFERENCES ledger_account (id, currency, kind),
        CONSTRAINT fk_ledger_transfer__credit FOREIGN KEY (credit_id, currency, credit_kind)
            REFERENCES ledger_account (id, currency, kind)
    )",
    "CREATE UNIQUE INDEX uq_ledger_transfer__id ON ledger_transfer (id)",
    // The same movement is made once, for ever.
    "CREATE UNIQUE INDEX uq_ledger_transfer__key ON ledger_transfer (key)",
    // Statements, newest first.
    "CREATE INDEX ix_ledger_transfer__debit_id
        ON ledger_transfer (debit_id, currency, debit_kind, day, position)",
    "CREATE INDEX ix_ledger_transfer__credit_id
        ON ledger_transfer (credit_id, currency, credit_kind, day, position)",
    // The reconciler reads in the order in which transactions became visible.
    "CREATE INDEX ix_ledger_transfer__tx ON ledger_transfer (tx, position)",
    "CREATE INDEX ix_ledger_transfer__subject_id ON ledger_transfer (subject_id, position)",
    "CREATE TABLE escrow (
        order_id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL,
        currency text NOT NULL,
        kind text NOT NULL DEFAULT 'ESCROW' CONSTRAINT ck_escrow__kind CHECK (kind = 'ESCROW'),
        funded_minor bigint NOT NULL DEFAULT 0,
        released_minor bigint NOT NULL DEFAULT 0,
        refunded_minor bigint NOT NULL DEFAULT 0,
        version bigint NOT NULL DEFAULT 1,
        opened_at bigint NOT NULL,
        CONSTRAINT ck_escrow__amounts
            CHECK (funded_minor >= 0 AND released_minor >= 0 AND refunded_minor >= 0),
        CONSTRAINT ck_escrow__covered CHECK (released_minor + refunded_minor <= funded_minor),
        CONSTRAINT fk_escrow__account_id FOREIGN KEY (account_id, currency, kind)
            REFERENCES ledger_account (id, currency, kind)
    )",
    "CREATE UNIQUE INDEX uq_escrow__account_id__currency__kind
        ON escrow (account_id, currency, kind)",
    // Nothing leaves the escrow of an order, or is paid out to an operator, while a matter freezes
    // it. The owner may come later than the freeze, so there is no foreign key.
    "CREATE TABLE ledger_freeze (
        owner_id {uuid} NOT NULL,
        matter_id {uuid} NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (owner_id, matter_id)
    )",
    // What went in and out of an account on a day of Shanghai; the reconciler adds it up from the
    // transfers, up to the place in `ledger_book`.
    "CREATE TABLE ledger_day (
        account_id {uuid} NOT NULL
            CONSTRAINT fk_ledger_day__account_id REFERENCES ledger_account (id),
        day integer NOT NULL CONSTRAINT ck_ledger_day__day CHECK (day BETWEEN 20000101 AND 99991231),
        debit_minor bigint NOT NULL,
        credit_minor bigint NOT NULL,
        transfers bigint NOT NULL,
        CONSTRAINT ck_ledger_day__amounts
            CHECK (debit_minor >= 0 AND credit_minor >= 0 AND transfers >= 1),
        PRIMARY KEY (account_id, day)
    )",
    "CREATE TABLE ledger_book (
        id integer PRIMARY KEY CONSTRAINT ck_ledger_book__id CHECK (id = 1),
        booked_tx bigint NOT NULL,
        booked_position bigint NOT NULL,
        checked_tx bigint NOT NULL,
        checked_position bigint NOT NULL,
        run_at bigint NOT NULL
    )",
    "INSERT INTO ledger_book VALUES (1, 0, 0, 0, 0, 0)",
    "CREATE TABLE ledger_incident (
        id {uuid} PRIMARY KEY,
        check_name text NOT NULL
            CONSTRAINT ck_ledger_incident__check_name CHECK (length(check_name) BETWEEN 1 AND 60),
        subject_id {uuid} NOT NULL,
        currency text CONSTRAINT ck_ledger_incident__currency
            CHECK (currency IN ('CNY', 'USD', 'EUR')),
        expected bigint NOT NULL,
        found bigint NOT NULL,
        frozen text CONSTRAINT ck_ledger_incident__frozen CHECK (frozen IN ('ORDER', 'OPERATOR')),
        frozen_id {uuid},
        state text NOT NULL
            CONSTRAINT ck_ledger_incident__state CHECK (state IN ('OPEN', 'RESOLVED')),
        noticed_at bigint NOT NULL,
        seen_at bigint NOT NULL,
        resolved_by {uuid} CONSTRAINT fk_ledger_incident__resolved_by REFERENCES account (id),
        resolved_at bigint,
        reason text CONSTRAINT ck_ledger_incident__reason CHECK (length(reason) BETWEEN 1 AND 200),
        CONSTRAINT ck_ledger_incident__freeze CHECK ((frozen IS NULL) = (frozen_id IS NULL)),
        CONSTRAINT ck_ledger_incident__resolved CHECK ((state = 'RESOLVED') = (resolved_at IS NOT NULL)
            AND (resolved_at IS NULL) = (resolved_by IS NULL)
            AND (resolved_at IS NULL) = (reason IS NULL))
    )",
    // A difference that is still there is the one that was noticed before.
    "CREATE UNIQUE INDEX uq_ledger_incident__check_name__subject_id
        ON ledger_incident (check_name, subject_id) WHERE state = 'OPEN'",
    "CREATE INDEX ix_ledger_incident__state ON ledger_incident (state, id)",
    "CREATE INDEX ix_ledger_incident__resolved_by ON ledger_incident (resolved_by)",
    // Leave to fetch the statement of a day once.
    "CREATE TABLE ledger_statement_ticket (
        token_hash text PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_ledger_statement_ticket__operator_id REFERENCES operator (id),
        day integer NOT NULL,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_ledger_statement_ticket__account_id REFERENCES account (id),
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX ix_ledger_statement_ticket__operator_id ON ledger_statement_ticket (operator_id)",
    "CREATE INDEX ix_ledger_statement_ticket__account_id ON ledger_statement_ticket (account_id)",
];

const DOWN: [&str; 8] = [
    "DROP TABLE ledger_statement_ticket",
    "DROP TABLE ledger_incident",
    "DROP TABLE ledger_book",
    "DROP TABLE ledger_day",
    "DROP TABLE ledger_freeze",
    "DROP TABLE escrow",
    "DROP TABLE ledger_transfer",
    "DROP TABLE ledger_account",
];
