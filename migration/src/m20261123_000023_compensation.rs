//! Compensation: what the law or a ruling gives a buyer beside the goods, who paid it, and what is
//! taken back from whom; faked claims; objections to either.

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
        guard_states(manager, "compensation", &EDGES).await?;
        guard_states(manager, "compensation_objection", &OBJECTION).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        unguard_states(manager, "compensation_objection").await?;
        unguard_states(manager, "compensation").await?;
        run(manager, &DOWN).await
    }
}

/// What was moved and what was found stays so.
const APPEND_ONLY: [&str; 2] = ["compensation_entry", "fabrication_finding"];

const EDGES: [(&str, &str); 6] = [
    ("CLAIMED", "APPROVED"),
    ("CLAIMED", "REJECTED"),
    ("APPROVED", "PAID_SELLER"),
    ("APPROVED", "PAID_ADVANCE"),
    ("PAID_ADVANCE", "RECOVERED"),
    ("PAID_ADVANCE", "WRITTEN_OFF"),
];

const OBJECTION: [(&str, &str); 2] = [("FILED", "GRANTED"), ("FILED", "TURNED_DOWN")];

const UP: [&str; 31] = [
    "CREATE TABLE compensation (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL CONSTRAINT fk_compensation__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_compensation__operator_id REFERENCES operator (id),
        buyer_id {uuid} NOT NULL CONSTRAINT fk_compensation__buyer_id REFERENCES account (id),
        matter_id {uuid},
        ground text NOT NULL CONSTRAINT ck_compensation__ground CHECK (ground IN ('REFUND', 'LOSS',
            'INJURY', 'FRAUD', 'UNSAFE_FOOD', 'UNSAFE_DRUG', 'KNOWN_DEFECT')),
        loss text NOT NULL
            CONSTRAINT ck_compensation__loss CHECK (loss IN ('PRICE', 'LOSS', 'INJURY', 'EXTRA')),
        basis text NOT NULL CONSTRAINT ck_compensation__basis
            CHECK (basis IN ('RULING', 'ADMISSION', 'MEDIATION', 'AWARD', 'JUDGMENT')),
        reference text
            CONSTRAINT ck_compensation__reference CHECK (length(reference) BETWEEN 1 AND 80),
        rule_version text NOT NULL
            CONSTRAINT ck_compensation__rule_version CHECK (length(rule_version) BETWEEN 1 AND 40),
        currency text NOT NULL
            CONSTRAINT ck_compensation__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        base_minor bigint NOT NULL CONSTRAINT ck_compensation__base_minor CHECK (base_minor > 0),
        multiple integer NOT NULL
            CONSTRAINT ck_compensation__multiple CHECK (multiple IN (1, 2, 3, 10)),
        floor_minor bigint,
        cap_minor bigint,
        amount_minor bigint NOT NULL CONSTRAINT ck_compensation__amount_minor
            CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
        state text NOT NULL CONSTRAINT ck_compensation__state CHECK (state IN ('CLAIMED',
            'APPROVED', 'REJECTED', 'PAID_SELLER', 'PAID_ADVANCE', 'RECOVERED', 'WRITTEN_OFF')),
        claimed_by {uuid} CONSTRAINT fk_compensation__claimed_by REFERENCES account (id),
        claimed_at bigint NOT NULL,
        decided_by {uuid} CONSTRAINT fk_compensation__decided_by REFERENCES account (id),
        decided_at bigint,
        reject_reason text CONSTRAINT ck_compensation__reject_reason CHECK (reject_reason IN
            ('NOT_PROVEN', 'LABEL_FLAW', 'FABRICATED', 'PAID_ELSEWHERE', 'WITHDRAWN')),
        pay_by bigint,
        paid_at bigint,
        advance text CONSTRAINT ck_compensation__advance CHECK (advance IN
            ('SELLER_UNKNOWN', 'PROMISED', 'NOT_PAID_IN_TIME', 'FIRST_CONTACT')),
        contest_by bigint,
        fund_minor bigint NOT NULL DEFAULT 0,
        owed_minor bigint NOT NULL DEFAULT 0,
        recovered_minor bigint NOT NULL DEFAULT 0,
        due_at bigint,
        ended_at bigint,
        version bigint NOT NULL DEFAULT 1,
        CONSTRAINT ck_compensation__loss_of_ground CHECK (loss = CASE ground
            WHEN 'REFUND' THEN 'PRICE' WHEN 'LOSS' THEN 'LOSS' WHEN 'INJURY' THEN 'INJURY'
            ELSE 'EXTRA' END),
        CONSTRAINT ck_compensation__proven CHECK (loss <> 'EXTRA' OR basis <> 'RULING'),
        CONSTRAINT ck_compensation__named
            CHECK (basis NOT IN ('AWARD', 'JUDGMENT') OR reference IS NOT NULL),
        CONSTRAINT ck_compensation__bounds CHECK ((floor_minor IS NULL
            OR amount_minor >= floor_minor) AND (cap_minor IS NULL OR amount_minor <= cap_minor)),
        CONSTRAINT ck_compensation__decided CHECK ((state = 'CLAIMED') = (decided_at IS NULL)
            AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_compensation__decided_by CHECK (decided_by <> claimed_by),
        CONSTRAINT ck_compensation__rejected
            CHECK ((state = 'REJECTED') = (reject_reason IS NOT NULL)),
        CONSTRAINT ck_compensation__pay_by
            CHECK ((state IN ('CLAIMED', 'REJECTED')) = (pay_by IS NULL)),
        CONSTRAINT ck_compensation__paid CHECK ((state IN
            ('PAID_SELLER', 'PAID_ADVANCE', 'RECOVERED', 'WRITTEN_OFF')) = (paid_at IS NOT NULL)),
        CONSTRAINT ck_compensation__advanced CHECK ((state IN
            ('PAID_ADVANCE', 'RECOVERED', 'WRITTEN_OFF')) = (advance IS NOT NULL)
            AND (advance IS NULL) = (contest_by IS NULL)),
        CONSTRAINT ck_compensation__recourse CHECK (fund_minor >= 0 AND owed_minor >= 0
            AND fund_minor + owed_minor <= amount_minor
            AND recovered_minor BETWEEN 0 AND fund_minor + owed_minor
            AND (advance IS NOT NULL OR fund_minor + owed_minor = 0)),
        CONSTRAINT ck_compensation__recovered
            CHECK (state <> 'RECOVERED' OR recovered_minor = fund_minor + owed_minor),
        CONSTRAINT ck_compensation__open CHECK ((state IN ('CLAIMED', 'APPROVED', 'PAID_ADVANCE'))
            = (due_at IS NOT NULL) AND (due_at IS NULL) = (ended_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_compensation__id__order_id__loss ON compensation (id, order_id, loss)",
    "CREATE UNIQUE INDEX uq_compensation__id__ground ON compensation (id, ground)",
    "CREATE INDEX ix_compensation__order_id ON compensation (order_id, id)",
    "CREATE INDEX ix_compensation__operator_id ON compensation (operator_id, id)",
    "CREATE INDEX ix_compensation__buyer_id ON compensation (buyer_id, id)",
    "CREATE INDEX ix_compensation__claimed_by ON compensation (claimed_by)",
    "CREATE INDEX ix_compensation__decided_by ON compensation (decided_by)",
    "CREATE INDEX ix_compensation__matter_id ON compensation (matter_id)",
    // The queue of staff: the next deadline first.
    "CREATE INDEX ix_compensation__due_at ON compensation (due_at, id) WHERE due_at IS NOT NULL",
    "CREATE INDEX ix_compensation__state ON compensation (state, due_at, id)
        WHERE due_at IS NOT NULL",
    // What an operator owes the platform for what was paid in its place, the oldest first.
    "CREATE INDEX ix_compensation__recourse ON compensation (operator_id, currency, id)
        WHERE state = 'PAID_ADVANCE'",
    // One loss is paid once (CP-6): of each line, each kind of loss has one claim that stands.
    "CREATE TABLE compensation_loss (
        compensation_id {uuid} NOT NULL,
        order_id {uuid} NOT NULL,
        position integer NOT NULL,
        loss text NOT NULL,
        is_live boolean NOT NULL,
        PRIMARY KEY (compensation_id, position),
        CONSTRAINT fk_compensation_loss__compensation_id FOREIGN KEY
            (compensation_id, order_id, loss) REFERENCES compensation (id, order_id, loss),
        CONSTRAINT fk_compensation_loss__position FOREIGN KEY (order_id, position)
            REFERENCES order_line (order_id, position)
    )",
    "CREATE INDEX ix_compensation_loss__compensation_id
        ON compensation_loss (compensation_id, order_id, loss)",
    "CREATE INDEX ix_compensation_loss__order_id ON compensation_loss (order_id, position)",
    "CREATE UNIQUE INDEX uq_compensation_loss__order_id__position__loss
        ON compensation_loss (order_id, position, loss) WHERE is_live",
    // Who paid and on which legal ground, one row for each movement of the ledger.
    "CREATE TABLE compensation_entry (
        id {uuid} PRIMARY KEY,
        compensation_id {uuid} NOT NULL,
        ground text NOT NULL,
        kind text NOT NULL CONSTRAINT ck_compensation_entry__kind
            CHECK (kind IN ('PAYMENT', 'RECOVERY', 'RETURN', 'WRITE_OFF')),
        funder text NOT NULL CONSTRAINT ck_compensation_entry__funder CHECK (funder IN
            ('SELLER', 'DEPOSIT', 'UNSETTLED', 'FUND', 'RECEIVABLE', 'PLATFORM')),
        currency text NOT NULL
            CONSTRAINT ck_compensation_entry__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        amount_minor bigint NOT NULL
            CONSTRAINT ck_compensation_entry__amount_minor CHECK (amount_minor > 0),
        key text NOT NULL
            CONSTRAINT fk_compensation_entry__key REFERENCES ledger_transfer (key),
        at bigint NOT NULL,
        CONSTRAINT fk_compensation_entry__compensation_id FOREIGN KEY (compensation_id, ground)
            REFERENCES compensation (id, ground)
    )",
    "CREATE UNIQUE INDEX uq_compensation_entry__key ON compensation_entry (key)",
    "CREATE INDEX ix_compensation_entry__compensation_id
        ON compensation_entry (compensation_id, ground)",
    // A claim that was faked (CP-8): staff say what and why; it bars every multiple of the order.
    "CREATE TABLE fabrication_finding (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_fabrication_finding__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_fabrication_finding__operator_id REFERENCES operator (id),
        buyer_id {uuid} NOT NULL
            CONSTRAINT fk_fabrication_finding__buyer_id REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_fabrication_finding__kind CHECK (kind IN
            ('INSERTION', 'SWAP', 'FORGERY', 'DATE_ALTERED', 'INVENTION')),
        reason text NOT NULL
            CONSTRAINT ck_fabrication_finding__reason CHECK (length(reason) BETWEEN 1 AND 300),
        found_by {uuid} NOT NULL
            CONSTRAINT fk_fabrication_finding__found_by REFERENCES account (id),
        found_at bigint NOT NULL,
        appeal_by bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_fabrication_finding__order_id ON fabrication_finding (order_id)",
    "CREATE INDEX ix_fabrication_finding__operator_id ON fabrication_finding (operator_id, id)",
    "CREATE INDEX ix_fabrication_finding__buyer_id ON fabrication_finding (buyer_id, id)",
    "CREATE INDEX ix_fabrication_finding__found_by ON fabrication_finding (found_by)",
    // A shop against what was paid in its place, a buyer against a finding; once each, and decided
    // by somebody else than whoever decided before.
    "CREATE TABLE compensation_objection (
        id {uuid} PRIMARY KEY,
        kind text NOT NULL
            CONSTRAINT ck_compensation_objection__kind CHECK (kind IN ('CONTEST', 'APPEAL')),
        compensation_id {uuid}
            CONSTRAINT fk_compensation_objection__compensation_id REFERENCES compensation (id),
        finding_id {uuid}
            CONSTRAINT fk_compensation_objection__finding_id REFERENCES fabrication_finding (id),
        against {uuid} NOT NULL
            CONSTRAINT fk_compensation_objection__against REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_compensation_objection__state
            CHECK (state IN ('FILED', 'GRANTED', 'TURNED_DOWN')),
        words {bytes} NOT NULL,
        filed_by {uuid} NOT NULL
            CONSTRAINT fk_compensation_objection__filed_by REFERENCES account (id),
        filed_at bigint NOT NULL,
        decided_by {uuid}
            CONSTRAINT fk_compensation_objection__decided_by REFERENCES account (id),
        decided_at bigint,
        CONSTRAINT ck_compensation_objection__about CHECK
            ((kind = 'CONTEST') = (compensation_id IS NOT NULL)
            AND (kind = 'APPEAL') = (finding_id IS NOT NULL)),
        CONSTRAINT ck_compensation_objection__decided CHECK ((state = 'FILED')
            = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_compensation_objection__decided_by
            CHECK (decided_by <> against AND decided_by <> filed_by)
    )",
    "CREATE UNIQUE INDEX uq_compensation_objection__compensation_id
        ON compensation_objection (compensation_id)",
    "CREATE UNIQUE INDEX uq_compensation_objection__finding_id
        ON compensation_objection (finding_id)",
    "CREATE INDEX ix_compensation_objection__against ON compensation_objection (against)",
    "CREATE INDEX ix_compensation_objection__filed_by ON compensation_objection (filed_by, id)",
    "CREATE INDEX ix_compensation_objection__decided_by ON compensation_objection (decided_by)",
    "CREATE INDEX ix_compensation_objection__state ON compensation_objection (state, kind, id)",
];

const DOWN: [&str; 5] = [
    "DROP TABLE compensation_objection",
    "DROP TABLE fabrication_finding",
    "DROP TABLE compensation_entry",
    "DROP TABLE compensation_loss",
    "DROP TABLE compensation",
];
