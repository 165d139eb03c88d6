//! Returns: what is given back of an order, what shops promise beyond the law, and who has lost
//! that.

use sea_orm_migration::prelude::*;

use crate::{guard_states, keep_rows, release_rows, run, unguard_states};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        guard_states(manager, "goods_return", &RETURN).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        unguard_states(manager, "goods_return").await?;
        run(manager, &DOWN).await
    }
}

/// What was asked for, said, shown, broken, promised and received in writing stays so.
const APPEND_ONLY: [&str; 6] = [
    "return_line",
    "return_word",
    "return_evidence",
    "return_breach",
    "return_promise",
    "return_receipt",
];

const RETURN: [(&str, &str); 24] = [
    ("REQUESTED", "ADDRESS_GIVEN"),
    ("REQUESTED", "REFUNDED"),
    ("REQUESTED", "REFUSED"),
    ("REQUESTED", "DISPUTED"),
    ("REQUESTED", "WITHDRAWN"),
    ("REFUSED", "DISPUTED"),
    ("REFUSED", "REJECTED"),
    ("ADDRESS_GIVEN", "IN_RETURN"),
    ("ADDRESS_GIVEN", "REFUNDED"),
    ("ADDRESS_GIVEN", "LAPSED"),
    ("ADDRESS_GIVEN", "WITHDRAWN"),
    ("IN_RETURN", "RECEIVED"),
    ("IN_RETURN", "REFUNDED"),
    ("IN_RETURN", "ASSESSED"),
    ("RECEIVED", "REFUNDED"),
    ("RECEIVED", "ASSESSED"),
    ("RECEIVED", "REPLACED"),
    ("ASSESSED", "REFUNDED"),
    ("ASSESSED", "DISPUTED"),
    ("ASSESSED", "REJECTED"),
    ("REPLACED", "COMPLETED"),
    ("REPLACED", "DISPUTED"),
    ("DISPUTED", "REFUNDED"),
    ("DISPUTED", "REJECTED"),
];

const UP: [&str; 20] = [
    "CREATE TABLE goods_return (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_goods_return__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_goods_return__operator_id REFERENCES operator (id),
        buyer_id {uuid} NOT NULL CONSTRAINT fk_goods_return__buyer_id REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_goods_return__kind CHECK (kind IN
            ('COOLING_OFF', 'DEFECT_REFUND', 'REFUND_ONLY', 'EXCHANGE', 'REPAIR')),
        profile text NOT NULL CONSTRAINT ck_goods_return__profile CHECK (profile IN ('CN', 'EU')),
        rule_version text NOT NULL,
        state text NOT NULL CONSTRAINT ck_goods_return__state CHECK (state IN
            ('REQUESTED', 'ADDRESS_GIVEN', 'IN_RETURN', 'RECEIVED', 'ASSESSED', 'REPLACED',
             'REFUSED', 'DISPUTED', 'REFUNDED', 'COMPLETED', 'REJECTED', 'WITHDRAWN', 'LAPSED')),
        is_open boolean NOT NULL,
        currency text NOT NULL,
        requested_at bigint NOT NULL,
        due_at bigint,
        answered_at bigint,
        carrier text,
        waybill text,
        shipped_at bigint,
        carriage_minor bigint NOT NULL
            CONSTRAINT ck_goods_return__carriage CHECK (carriage_minor BETWEEN 0 AND 5000),
        received_at bigint,
        refund_by bigint,
        flaw text CONSTRAINT ck_goods_return__flaw CHECK (flaw IN
            ('SEAL_BROKEN', 'REPAIRED', 'SERIAL_ALTERED', 'LASTING_WEAR', 'ACTIVATION_DATA',
             'TAG_CUT', 'SOILED', 'PART_MISSING', 'DAMAGED', 'NOT_DEFECTIVE', 'NOT_RECEIVED',
             'OTHER_GOODS')),
        deduction_minor bigint NOT NULL
            CONSTRAINT ck_goods_return__deduction CHECK (deduction_minor >= 0),
        goods_minor bigint NOT NULL CONSTRAINT ck_goods_return__goods CHECK (goods_minor >= 0),
        freight_minor bigint NOT NULL
            CONSTRAINT ck_goods_return__freight CHECK (freight_minor >= 0),
        advanced_minor bigint NOT NULL
            CONSTRAINT ck_goods_return__advanced CHECK (advanced_minor >= 0),
        settled_at bigint,
        settled_by text CONSTRAINT ck_goods_return__settled_by
            CHECK (settled_by IN ('SHOP', 'PLATFORM')),
        sent_carrier text,
        sent_waybill text,
        ended_at bigint,
        version bigint NOT NULL,
        CONSTRAINT ck_goods_return__open CHECK (is_open = (state NOT IN
            ('REFUNDED', 'COMPLETED', 'REJECTED', 'WITHDRAWN', 'LAPSED'))),
        CONSTRAINT ck_goods_return__ended CHECK (is_open = (ended_at IS NULL)),
        CONSTRAINT ck_goods_return__deducted CHECK (deduction_minor = 0 OR flaw IS NOT NULL),
        CONSTRAINT ck_goods_return__refunded
            CHECK (state <> 'REFUNDED' OR (settled_at IS NOT NULL AND settled_by IS NOT NULL)),
        CONSTRAINT ck_goods_return__not_refused
            CHECK (kind <> 'COOLING_OFF' OR state <> 'REFUSED')
    )",
    "CREATE INDEX ix_goods_return__order_id ON goods_return (order_id, id)",
    "CREATE INDEX ix_goods_return__buyer_id ON goods_return (buyer_id, id)",
    "CREATE INDEX ix_goods_return__operator_id ON goods_return (operator_id, id)",
    "CREATE INDEX ix_goods_return__operator_due ON goods_return (operator_id, due_at, id)
        WHERE is_open",
    "CREATE INDEX ix_goods_return__state_due ON goods_return (state, due_at, id) WHERE is_open",
    // No more is given back of a line than was bought of it.
    "CREATE TABLE returned_piece (
        order_id {uuid} NOT NULL,
        position integer NOT NULL,
        quantity integer NOT NULL,
        taken integer NOT NULL,
        PRIMARY KEY (order_id, position),
        CONSTRAINT fk_returned_piece__order_id FOREIGN KEY (order_id, position)
            REFERENCES order_line (order_id, position),
        CONSTRAINT ck_returned_piece__taken CHECK (taken BETWEEN 0 AND quantity)
    )",
    "CREATE TABLE return_line (
        return_id {uuid} NOT NULL
            CONSTRAINT fk_return_line__return_id REFERENCES goods_return (id),
        position integer NOT NULL,
        order_id {uuid} NOT NULL,
        quantity integer NOT NULL
            CONSTRAINT ck_return_line__quantity CHECK (quantity BETWEEN 1 AND 999),
        PRIMARY KEY (return_id, position),
        CONSTRAINT fk_return_line__order_id FOREIGN KEY (order_id, position)
            REFERENCES returned_piece (order_id, position)
    )",
    "CREATE INDEX ix_return_line__order_id ON return_line (order_id, position)",
    "CREATE TABLE return_word (
        return_id {uuid} NOT NULL
            CONSTRAINT fk_return_word__return_id REFERENCES goods_return (id),
        kind text NOT NULL CONSTRAINT ck_return_word__kind CHECK (kind IN
            ('REASON', 'ADDRESS', 'REFUSAL', 'ASSESSMENT', 'ANSWER', 'DECISION')),
        author {uuid} NOT NULL,
        words {bytes} NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (return_id, kind)
    )",
    "CREATE INDEX ix_return_word__author ON return_word (author)",
    "CREATE TABLE return_evidence (
        id {uuid} PRIMARY KEY,
        return_id {uuid} NOT NULL
            CONSTRAINT fk_return_evidence__return_id REFERENCES goods_return (id),
        document_id {uuid} NOT NULL
            CONSTRAINT fk_return_evidence__document_id REFERENCES document (id),
        owner {uuid} NOT NULL CONSTRAINT fk_return_evidence__owner REFERENCES account (id),
        by_seller boolean NOT NULL,
        sha256 text NOT NULL CONSTRAINT ck_return_evidence__sha256 CHECK (length(sha256) = 64),
        at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_return_evidence__document_id ON return_evidence (document_id)",
    "CREATE INDEX ix_return_evidence__return_id ON return_evidence (return_id, id)",
    "CREATE INDEX ix_return_evidence__owner ON return_evidence (owner)",
    "CREATE TABLE return_breach (
        return_id {uuid} NOT NULL
            CONSTRAINT fk_return_breach__return_id REFERENCES goods_return (id),
        kind text NOT NULL CONSTRAINT ck_return_breach__kind
            CHECK (kind IN ('ADDRESS_LATE', 'REFUND_LATE', 'WILFUL_REFUSAL')),
        at bigint NOT NULL,
        PRIMARY KEY (return_id, kind)
    )",
    "CREATE TABLE return_promise (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_return_promise__operator_id REFERENCES operator (id),
        seq bigint NOT NULL CONSTRAINT ck_return_promise__seq CHECK (seq >= 1),
        days integer NOT NULL CONSTRAINT ck_return_promise__days CHECK (days BETWEEN 7 AND 365),
        bears_carriage boolean NOT NULL,
        takes_excluded boolean NOT NULL,
        from_at bigint NOT NULL,
        set_by {uuid} NOT NULL,
        PRIMARY KEY (operator_id, seq)
    )",
    "CREATE TABLE return_limit (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_return_limit__account_id REFERENCES account (id),
        reason text NOT NULL,
        from_at bigint NOT NULL,
        until_at bigint NOT NULL,
        set_by {uuid} NOT NULL,
        lifted_by {uuid},
        lifted_at bigint,
        CONSTRAINT ck_return_limit__until CHECK (until_at > from_at),
        CONSTRAINT ck_return_limit__own CHECK (set_by <> account_id),
        CONSTRAINT ck_return_limit__lifted
            CHECK ((lifted_by IS NULL) = (lifted_at IS NULL) AND lifted_by <> set_by)
    )",
    "CREATE INDEX ix_return_limit__account_id ON return_limit (account_id, until_at)",
    "CREATE TABLE return_receipt (
        return_id {uuid} PRIMARY KEY
            CONSTRAINT fk_return_receipt__return_id REFERENCES goods_return (id),
        text text NOT NULL,
        sha256 text NOT NULL CONSTRAINT ck_return_receipt__sha256 CHECK (length(sha256) = 64),
        at bigint NOT NULL
    )",
];

const DOWN: [&str; 9] = [
    "DROP TABLE return_receipt",
    "DROP TABLE return_limit",
    "DROP TABLE return_promise",
    "DROP TABLE return_breach",
    "DROP TABLE return_evidence",
    "DROP TABLE return_word",
    "DROP TABLE return_line",
    "DROP TABLE returned_piece",
    "DROP TABLE goods_return",
];
