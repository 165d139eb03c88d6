//! What becomes of an order's money when it is completed: fees, payouts, money that is paid early,
//! required deposits, and the figures of a shop's days.

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
        for (table, edges) in MACHINES {
            guard_states(manager, table, edges).await?;
        }
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        for (table, _) in MACHINES {
            unguard_states(manager, table).await?;
        }
        run(manager, &DOWN).await
    }
}

/// What was agreed, charged and accounted stays so.
const APPEND_ONLY: [&str; 5] =
    ["fee_rate", "deposit_level", "finance_agreement", "finance_acceptance", "order_settlement"];

const MACHINES: [(&str, &[(&str, &str)]); 2] = [
    (
        "payout",
        &[("REQUESTED", "SENT"), ("REQUESTED", "FAILED"), ("SENT", "PAID"), ("SENT", "FAILED")],
    ),
    (
        "receivable",
        &[
            ("OFFERED", "ACCEPTED"),
            ("ACCEPTED", "FUNDED"),
            ("FUNDED", "REPAID"),
            ("FUNDED", "OVERDUE"),
            ("OVERDUE", "REPAID"),
            ("OVERDUE", "RECOURSE"),
            ("RECOURSE", "REPAID"),
        ],
    ),
];

const UP: [&str; 26] = [
    // What the platform charges of goods, in hundredths of a percent. The rate of an operator comes
    // before that of a category, and that before the one of everybody; of each the newest that has
    // begun.
    "CREATE TABLE fee_rate (
        id {position},
        version text NOT NULL
            CONSTRAINT ck_fee_rate__version CHECK (length(version) BETWEEN 1 AND 40),
        operator_id {uuid} CONSTRAINT fk_fee_rate__operator_id REFERENCES operator (id),
        category_id {uuid} CONSTRAINT fk_fee_rate__category_id REFERENCES category (id),
        points integer NOT NULL CONSTRAINT ck_fee_rate__points CHECK (points BETWEEN 0 AND 5000),
        effective_from bigint NOT NULL,
        CONSTRAINT ck_fee_rate__scope CHECK (operator_id IS NULL OR category_id IS NULL)
    )",
    "CREATE INDEX ix_fee_rate__operator_id ON fee_rate (operator_id, effective_from)",
    "CREATE INDEX ix_fee_rate__category_id ON fee_rate (category_id, effective_from)",
    "INSERT INTO fee_rate (version, points, effective_from) VALUES ('2026-11', 500, 0)",
    // One for each order, for ever.
    "CREATE TABLE order_settlement (
        order_id {uuid} PRIMARY KEY
            CONSTRAINT fk_order_settlement__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_order_settlement__operator_id REFERENCES operator (id),
        currency text NOT NULL
            CONSTRAINT ck_order_settlement__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        gross_minor bigint NOT NULL
            CONSTRAINT ck_order_settlement__gross_minor CHECK (gross_minor > 0),
        fee_minor bigint NOT NULL
            CONSTRAINT ck_order_settlement__fee_minor CHECK (fee_minor >= 0),
        repaid_minor bigint NOT NULL
            CONSTRAINT ck_order_settlement__repaid_minor CHECK (repaid_minor >= 0),
        fee_version text NOT NULL,
        settled_at bigint NOT NULL,
        CONSTRAINT ck_order_settlement__parts CHECK (fee_minor + repaid_minor <= gross_minor)
    )",
    "CREATE INDEX ix_order_settlement__operator_id ON order_settlement (operator_id, settled_at)",
    // Where an operator is paid out to; what was set stays as it was, the newest is in force.
    "CREATE TABLE payout_account (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_payout_account__operator_id REFERENCES operator (id),
        number_sealed {bytes} NOT NULL,
        masked text NOT NULL
            CONSTRAINT ck_payout_account__masked CHECK (length(masked) BETWEEN 4 AND 12),
        set_by {uuid} NOT NULL CONSTRAINT fk_payout_account__set_by REFERENCES account (id),
        set_at bigint NOT NULL
    )",
    "CREATE INDEX ix_payout_account__operator_id ON payout_account (operator_id, id)",
    "CREATE INDEX ix_payout_account__set_by ON payout_account (set_by)",
    "CREATE TABLE payout (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL CONSTRAINT fk_payout__operator_id REFERENCES operator (id),
        payout_account_id {uuid} NOT NULL
            CONSTRAINT fk_payout__payout_account_id REFERENCES payout_account (id),
        currency text NOT NULL
            CONSTRAINT ck_payout__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        amount_minor bigint NOT NULL CONSTRAINT ck_payout__amount_minor CHECK (amount_minor > 0),
        state text NOT NULL CONSTRAINT ck_payout__state
            CHECK (state IN ('REQUESTED', 'SENT', 'PAID', 'FAILED')),
        requested_by {uuid} NOT NULL
            CONSTRAINT fk_payout__requested_by REFERENCES account (id),
        requested_at bigint NOT NULL,
        sent_at bigint,
        ended_at bigint,
        reference text,
        failure text CONSTRAINT ck_payout__failure
            CHECK (failure IN ('FROZEN', 'ACCOUNT_REFUSED')),
        CONSTRAINT ck_payout__ended
            CHECK ((state IN ('PAID', 'FAILED')) = (ended_at IS NOT NULL)),
        CONSTRAINT ck_payout__failed CHECK ((state = 'FAILED') = (failure IS NOT NULL)),
        CONSTRAINT ck_payout__paid CHECK (state <> 'PAID' OR reference IS NOT NULL)
    )",
    "CREATE INDEX ix_payout__operator_id ON payout (operator_id, id)",
    "CREATE INDEX ix_payout__payout_account_id ON payout (payout_account_id)",
    "CREATE INDEX ix_payout__requested_by ON payout (requested_by)",
    // The agreement about money that is paid early; nothing is financed without the newest (FN-3).
    "CREATE TABLE finance_agreement (
        version integer PRIMARY KEY,
        text_zh text NOT NULL,
        text_en text NOT NULL,
        effective_from bigint NOT NULL
    )",
    "INSERT INTO finance_agreement VALUES (1,
        '商品发出后，平台先行垫付扣除服务费后的货款。订单完成时以货款归还；' ||
        '归还不足的部分由经营者承担，从其后的应付款中扣除。' ||
        '买家在确认收货前退款的，由托管资金退还，不受经营者余额影响。' ||
        '可以随时停用，已垫付的订单继续有效。',
        'Once goods are on their way the platform advances the price less its fee. It is repaid ' ||
        'out of the order when that is completed; what is not is owed by the operator and taken ' ||
        'from what the platform owes it later. A buyer who is refunded before that is refunded ' ||
        'out of escrow, whatever the operator has. It can be ended at any time for orders that ' ||
        'follow.',
        0)",
    "CREATE TABLE finance_acceptance (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_finance_acceptance__operator_id REFERENCES operator (id),
        version integer NOT NULL
            CONSTRAINT fk_finance_acceptance__version REFERENCES finance_agreement (version),
        accepted boolean NOT NULL,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_finance_acceptance__account_id REFERENCES account (id),
        at bigint NOT NULL
    )",
    "CREATE INDEX ix_finance_acceptance__operator_id ON finance_acceptance (operator_id, id)",
    "CREATE INDEX ix_finance_acceptance__version ON finance_acceptance (version)",
    "CREATE INDEX ix_finance_acceptance__account_id ON finance_acceptance (account_id)",
    // Money of an order that was paid early: one for each order (FN-4).
    "CREATE TABLE receivable (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL CONSTRAINT fk_receivable__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_receivable__operator_id REFERENCES operator (id),
        agreement_version integer NOT NULL
            CONSTRAINT fk_receivable__agreement_version REFERENCES finance_agreement (version),
        currency text NOT NULL
            CONSTRAINT ck_receivable__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        advanced_minor bigint NOT NULL
            CONSTRAINT ck_receivable__advanced_minor CHECK (advanced_minor > 0),
        repaid_minor bigint NOT NULL DEFAULT 0 CONSTRAINT ck_receivable__repaid_minor
            CHECK (repaid_minor BETWEEN 0 AND advanced_minor),
        state text NOT NULL CONSTRAINT ck_receivable__state CHECK (state IN
            ('OFFERED', 'ACCEPTED', 'FUNDED', 'REPAID', 'OVERDUE', 'RECOURSE')),
        offered_at bigint NOT NULL,
        due_at bigint NOT NULL,
        ended_at bigint,
        CONSTRAINT ck_receivable__repaid CHECK ((state = 'REPAID') = (ended_at IS NOT NULL)
            AND (state <> 'REPAID' OR repaid_minor = advanced_minor))
    )",
    "CREATE UNIQUE INDEX uq_receivable__order_id ON receivable (order_id)",
    "CREATE INDEX ix_receivable__operator_id ON receivable (operator_id, id)",
    "CREATE INDEX ix_receivable__agreement_version ON receivable (agreement_version)",
    // What an operator has to leave with the platform; of each category the newest that has begun.
    "CREATE TABLE deposit_level (
        id {position},
        version text NOT NULL
            CONSTRAINT ck_deposit_level__version CHECK (length(version) BETWEEN 1 AND 40),
        category_id {uuid} CONSTRAINT fk_deposit_level__category_id REFERENCES category (id),
        amount_minor bigint NOT NULL
            CONSTRAINT ck_deposit_level__amount_minor CHECK (amount_minor >= 0),
        effective_from bigint NOT NULL
    )",
    "CREATE INDEX ix_deposit_level__category_id ON deposit_level (category_id, effective_from)",
    // What a shop sold on a day of Shanghai; added up as orders are told of, never by reading them.
    "CREATE TABLE operator_day (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_day__operator_id REFERENCES operator (id),
        day integer NOT NULL,
        currency text NOT NULL
            CONSTRAINT ck_operator_day__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        paid_orders bigint NOT NULL DEFAULT 0,
        paid_minor bigint NOT NULL DEFAULT 0,
        cancelled_orders bigint NOT NULL DEFAULT 0,
        shipped_orders bigint NOT NULL DEFAULT 0,
        late_orders bigint NOT NULL DEFAULT 0,
        completed_orders bigint NOT NULL DEFAULT 0,
        settled_minor bigint NOT NULL DEFAULT 0,
        fee_minor bigint NOT NULL DEFAULT 0,
        refunded_minor bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (operator_id, day, currency)
    )",
];

const DOWN: [&str; 9] = [
    "DROP TABLE operator_day",
    "DROP TABLE deposit_level",
    "DROP TABLE receivable",
    "DROP TABLE finance_acceptance",
    "DROP TABLE finance_agreement",
    "DROP TABLE payout",
    "DROP TABLE payout_account",
    "DROP TABLE order_settlement",
    "DROP TABLE fee_rate",
];
