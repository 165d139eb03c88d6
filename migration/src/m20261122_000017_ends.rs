//! What was still missing around orders: deposits that fall short, found frauds that end the
//! platform's cover, and tags whose author has bought what they show.

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
        guard_states(manager, "operator_deposit", &DEPOSIT).await?;
        guard_states(manager, "fraud_appeal", &APPEAL).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        unguard_states(manager, "fraud_appeal").await?;
        unguard_states(manager, "operator_deposit").await?;
        run(manager, &DOWN).await
    }
}

/// What was found and excluded stays so.
const APPEND_ONLY: [&str; 2] = ["fraud_finding", "cover_exclusion"];

const DEPOSIT: [(&str, &str); 10] = [
    ("REQUIRED", "SUFFICIENT"),
    ("REQUIRED", "SHORT"),
    ("SUFFICIENT", "SHORT"),
    ("SHORT", "SUFFICIENT"),
    ("SHORT", "RESTRICTED"),
    ("RESTRICTED", "SUFFICIENT"),
    ("REQUIRED", "RETURNED"),
    ("SUFFICIENT", "RETURNED"),
    ("SHORT", "RETURNED"),
    ("RESTRICTED", "RETURNED"),
];

const APPEAL: [(&str, &str); 2] = [("FILED", "GRANTED"), ("FILED", "TURNED_DOWN")];

const UP: [&str; 23] = [
    // Since when it lists nothing new, for want of a deposit; beside its state, which tells of its
    // registration.
    "ALTER TABLE operator ADD COLUMN listing_stopped_at bigint",
    // PO-4: whether an author lets it be seen that they bought what a tag shows, and since when
    // their order of it was delivered and not refunded.
    "ALTER TABLE post_tag ADD COLUMN asks_bought boolean NOT NULL DEFAULT false",
    "ALTER TABLE post_tag ADD COLUMN bought_at bigint",
    "CREATE TABLE operator_deposit (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_deposit__operator_id REFERENCES operator (id),
        state text NOT NULL CONSTRAINT ck_operator_deposit__state CHECK (state IN
            ('REQUIRED', 'SUFFICIENT', 'SHORT', 'RESTRICTED', 'RETURNED')),
        short_at bigint,
        restrict_at bigint,
        returned_at bigint,
        CONSTRAINT ck_operator_deposit__short CHECK
            ((state IN ('SHORT', 'RESTRICTED')) = (short_at IS NOT NULL)),
        CONSTRAINT ck_operator_deposit__restrict CHECK
            ((short_at IS NULL) = (restrict_at IS NULL) AND restrict_at > short_at),
        CONSTRAINT ck_operator_deposit__returned CHECK
            ((state = 'RETURNED') = (returned_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_operator_deposit__operator_id ON operator_deposit (operator_id)",
    // What staff found out about an order: the ground of every exclusion (FN-2).
    "CREATE TABLE fraud_finding (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_fraud_finding__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_fraud_finding__operator_id REFERENCES operator (id),
        kind text NOT NULL CONSTRAINT ck_fraud_finding__kind
            CHECK (kind IN ('FAKE_TRADE', 'BRUSHED', 'EMPTY_PARCEL')),
        found_by {uuid} NOT NULL CONSTRAINT fk_fraud_finding__found_by REFERENCES account (id),
        found_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_fraud_finding__order_id ON fraud_finding (order_id)",
    "CREATE UNIQUE INDEX uq_fraud_finding__id__order_id ON fraud_finding (id, order_id)",
    "CREATE INDEX ix_fraud_finding__operator_id ON fraud_finding (operator_id, id)",
    "CREATE INDEX ix_fraud_finding__found_by ON fraud_finding (found_by)",
    // An exclusion names the finding of its own order, or cannot be written.
    "CREATE TABLE cover_exclusion (
        order_id {uuid} PRIMARY KEY
            CONSTRAINT fk_cover_exclusion__order_id REFERENCES trade_order (id),
        finding_id {uuid} NOT NULL,
        excluded_by {uuid} NOT NULL
            CONSTRAINT fk_cover_exclusion__excluded_by REFERENCES account (id),
        excluded_at bigint NOT NULL,
        CONSTRAINT fk_cover_exclusion__finding_id__order_id
            FOREIGN KEY (finding_id, order_id) REFERENCES fraud_finding (id, order_id)
    )",
    "CREATE INDEX ix_cover_exclusion__finding_id ON cover_exclusion (finding_id, order_id)",
    "CREATE INDEX ix_cover_exclusion__excluded_by ON cover_exclusion (excluded_by)",
    // What a shop says against a finding, once; whoever found it does not decide about it.
    "CREATE UNIQUE INDEX uq_fraud_finding__id__found_by ON fraud_finding (id, found_by)",
    "CREATE TABLE fraud_appeal (
        id {uuid} PRIMARY KEY,
        finding_id {uuid} NOT NULL,
        found_by {uuid} NOT NULL,
        state text NOT NULL CONSTRAINT ck_fraud_appeal__state
            CHECK (state IN ('FILED', 'GRANTED', 'TURNED_DOWN')),
        words {bytes} NOT NULL,
        filed_by {uuid} NOT NULL CONSTRAINT fk_fraud_appeal__filed_by REFERENCES account (id),
        filed_at bigint NOT NULL,
        decided_by {uuid} CONSTRAINT fk_fraud_appeal__decided_by REFERENCES account (id),
        decided_at bigint,
        CONSTRAINT fk_fraud_appeal__finding_id__found_by
            FOREIGN KEY (finding_id, found_by) REFERENCES fraud_finding (id, found_by),
        CONSTRAINT ck_fraud_appeal__decided CHECK ((state = 'FILED') = (decided_at IS NULL)
            AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_fraud_appeal__decided_by
            CHECK (decided_by <> found_by AND decided_by <> filed_by)
    )",
    "CREATE UNIQUE INDEX uq_fraud_appeal__finding_id ON fraud_appeal (finding_id)",
    "CREATE INDEX ix_fraud_appeal__finding_id__found_by ON fraud_appeal (finding_id, found_by)",
    "CREATE INDEX ix_fraud_appeal__filed_by ON fraud_appeal (filed_by)",
    "CREATE INDEX ix_fraud_appeal__decided_by ON fraud_appeal (decided_by)",
    "CREATE INDEX ix_fraud_appeal__state ON fraud_appeal (state, id)",
    // The secrets that carriers sign with, by number: the bytes are derived, and kept nowhere.
    "CREATE TABLE carrier_secret (
        carrier text NOT NULL CONSTRAINT fk_carrier_secret__carrier REFERENCES carrier (code),
        generation integer NOT NULL
            CONSTRAINT ck_carrier_secret__generation CHECK (generation >= 1),
        made_at bigint NOT NULL,
        valid_until bigint,
        PRIMARY KEY (carrier, generation)
    )",
    "INSERT INTO carrier_secret (carrier, generation, made_at) SELECT code, 1, 0 FROM carrier",
    // How far the reconciler has come in comparing orders: what is behind it comes again.
    "CREATE TABLE order_check (
        name text PRIMARY KEY
            CONSTRAINT ck_order_check__name CHECK (length(name) BETWEEN 1 AND 20),
        after_id {uuid} NOT NULL
    )",
];

const DOWN: [&str; 9] = [
    "DROP TABLE order_check",
    "DROP TABLE carrier_secret",
    "ALTER TABLE post_tag DROP COLUMN bought_at",
    "ALTER TABLE post_tag DROP COLUMN asks_bought",
    "DROP TABLE fraud_appeal",
    "DROP TABLE cover_exclusion",
    "DROP TABLE fraud_finding",
    "DROP TABLE operator_deposit",
    "ALTER TABLE operator DROP COLUMN listing_stopped_at",
];
