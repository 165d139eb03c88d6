//! The tables of the sandbox: what a provider would keep on its own machines. Nothing of ours
//! refers to them, and they refer to nothing of ours.

pub const UP: [&str; 5] = [
    "CREATE TABLE sandbox_payment (
        payment_key {uuid} PRIMARY KEY,
        currency text NOT NULL,
        asked_minor bigint NOT NULL,
        amount_minor bigint NOT NULL,
        script text NOT NULL,
        outcome text NOT NULL CONSTRAINT ck_sandbox_payment__outcome
            CHECK (outcome IN ('SUCCEEDED', 'FAILED')),
        reason text,
        settles_at bigint NOT NULL,
        began_at bigint NOT NULL
    )",
    "CREATE INDEX ix_sandbox_payment__settles_at ON sandbox_payment (settles_at)",
    "CREATE TABLE sandbox_refund (
        refund_key {uuid} PRIMARY KEY,
        payment_key {uuid} NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL,
        paid_at bigint NOT NULL
    )",
    "CREATE INDEX ix_sandbox_refund__paid_at ON sandbox_refund (paid_at)",
    "CREATE TABLE sandbox_callback (
        id {uuid} PRIMARY KEY,
        payment_key {uuid} NOT NULL,
        event text NOT NULL,
        status text NOT NULL
    )",
];

pub const DOWN: [&str; 3] =
    ["DROP TABLE sandbox_callback", "DROP TABLE sandbox_refund", "DROP TABLE sandbox_payment"];
