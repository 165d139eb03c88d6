//! Price cuts: campaigns of shops, sessions of buyers, and who helped.

use sea_orm_migration::prelude::*;

use crate::{guard_states, run, unguard_states};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        guard_states(manager, "price_cut_campaign", &CAMPAIGN_EDGES).await?;
        guard_states(manager, "price_cut", &CUT_EDGES).await?;
        guard_states(manager, "price_cut_help", &HELP_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "price_cut_help").await?;
        unguard_states(manager, "price_cut").await?;
        unguard_states(manager, "price_cut_campaign").await?;
        run(manager, &DOWN).await
    }
}

const CAMPAIGN_EDGES: [(&str, &str); 8] = [
    ("DRAFT", "REVIEW"),
    ("REVIEW", "SCHEDULED"),
    ("REVIEW", "REJECTED"),
    ("SCHEDULED", "RUNNING"),
    ("SCHEDULED", "STOPPED"),
    ("RUNNING", "ENDED"),
    ("RUNNING", "STOPPED"),
    ("SCHEDULED", "ENDED"),
];

const CUT_EDGES: [(&str, &str); 12] = [
    ("STARTED", "IN_PROGRESS"),
    ("STARTED", "WON"),
    ("STARTED", "ORDERED"),
    ("STARTED", "EXPIRED"),
    ("STARTED", "ABANDONED"),
    ("IN_PROGRESS", "WON"),
    ("IN_PROGRESS", "ORDERED"),
    ("IN_PROGRESS", "EXPIRED"),
    ("IN_PROGRESS", "ABANDONED"),
    ("WON", "ORDERED"),
    ("WON", "EXPIRED"),
    ("WON", "ABANDONED"),
];

const HELP_EDGES: [(&str, &str); 4] =
    [("HELD", "APPEALED"), ("HELD", "COUNTED"), ("APPEALED", "COUNTED"), ("APPEALED", "REFUSED")];

const UP: [&str; 19] = [
    "CREATE TABLE price_cut_campaign (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_price_cut_campaign__operator_id REFERENCES operator (id),
        product_id {uuid} NOT NULL
            CONSTRAINT fk_price_cut_campaign__product_id REFERENCES product (id),
        sku_id {uuid} NOT NULL CONSTRAINT fk_price_cut_campaign__sku_id REFERENCES sku (id),
        state text NOT NULL CONSTRAINT ck_price_cut_campaign__state CHECK (state IN
            ('DRAFT', 'REVIEW', 'SCHEDULED', 'RUNNING', 'ENDED', 'REJECTED', 'STOPPED')),
        currency text NOT NULL,
        start_minor bigint NOT NULL
            CONSTRAINT ck_price_cut_campaign__start CHECK (start_minor <= 1000000000),
        floor_minor bigint NOT NULL
            CONSTRAINT ck_price_cut_campaign__floor CHECK (floor_minor >= 1),
        parts integer NOT NULL
            CONSTRAINT ck_price_cut_campaign__parts CHECK (parts BETWEEN 2 AND 100),
        parts_bought integer NOT NULL
            CONSTRAINT ck_price_cut_campaign__bought CHECK (parts_bought BETWEEN 1 AND 10),
        hours integer NOT NULL
            CONSTRAINT ck_price_cut_campaign__hours CHECK (hours BETWEEN 1 AND 72),
        stock integer NOT NULL
            CONSTRAINT ck_price_cut_campaign__stock CHECK (stock BETWEEN 1 AND 100000),
        taken integer NOT NULL,
        terms text NOT NULL,
        starts_at bigint NOT NULL,
        ends_at bigint NOT NULL,
        rejected text CONSTRAINT ck_price_cut_campaign__rejected CHECK (rejected IN
            ('PRICE_MISLEADING', 'STOCK_TOO_SMALL', 'GOODS_UNFIT', 'OTHER')),
        created_at bigint NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT ck_price_cut_campaign__prices CHECK (start_minor - floor_minor >= parts),
        CONSTRAINT ck_price_cut_campaign__taken CHECK (taken BETWEEN 0 AND stock),
        CONSTRAINT ck_price_cut_campaign__times CHECK (ends_at > starts_at),
        CONSTRAINT ck_price_cut_campaign__reason
            CHECK ((state = 'REJECTED') = (rejected IS NOT NULL))
    )",
    "CREATE INDEX ix_price_cut_campaign__operator_id ON price_cut_campaign (operator_id, id)",
    "CREATE INDEX ix_price_cut_campaign__product_id ON price_cut_campaign (product_id, state)",
    "CREATE INDEX ix_price_cut_campaign__sku_id ON price_cut_campaign (sku_id)",
    "CREATE INDEX ix_price_cut_campaign__state ON price_cut_campaign (state, id)",
    // PC-2: the price is never under the floor, and at the floor exactly when every part is cut.
    // The seed is not there before the end: it is derived, and told when nothing can come of it.
    "CREATE TABLE price_cut (
        id {uuid} PRIMARY KEY,
        campaign_id {uuid} NOT NULL
            CONSTRAINT fk_price_cut__campaign_id REFERENCES price_cut_campaign (id),
        owner_id {uuid} NOT NULL CONSTRAINT fk_price_cut__owner_id REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_price_cut__state CHECK (state IN
            ('STARTED', 'IN_PROGRESS', 'WON', 'ORDERED', 'EXPIRED', 'ABANDONED')),
        start_minor bigint NOT NULL,
        floor_minor bigint NOT NULL,
        price_minor bigint NOT NULL,
        parts integer NOT NULL,
        parts_bought integer NOT NULL,
        parts_gone integer NOT NULL,
        helps integer NOT NULL,
        commitment text NOT NULL
            CONSTRAINT ck_price_cut__commitment CHECK (length(commitment) = 64),
        seed text CONSTRAINT ck_price_cut__seed CHECK (length(seed) = 64),
        place text NOT NULL,
        started_at bigint NOT NULL,
        deadline bigint NOT NULL,
        buy_by bigint NOT NULL,
        ended_at bigint,
        order_id {uuid} CONSTRAINT fk_price_cut__order_id REFERENCES trade_order (id),
        version bigint NOT NULL,
        CONSTRAINT ck_price_cut__floor CHECK (price_minor BETWEEN floor_minor AND start_minor),
        CONSTRAINT ck_price_cut__gone CHECK (parts_gone BETWEEN 0 AND parts),
        CONSTRAINT ck_price_cut__done
            CHECK ((price_minor = floor_minor) = (parts_gone = parts)),
        CONSTRAINT ck_price_cut__helps CHECK (helps BETWEEN 0 AND parts_gone),
        CONSTRAINT ck_price_cut__told
            CHECK ((seed IS NULL) = (state IN ('STARTED', 'IN_PROGRESS', 'WON'))),
        CONSTRAINT ck_price_cut__ended CHECK ((seed IS NULL) = (ended_at IS NULL)),
        CONSTRAINT ck_price_cut__won CHECK (state <> 'WON' OR price_minor = floor_minor),
        CONSTRAINT ck_price_cut__ordered CHECK ((state = 'ORDERED') = (order_id IS NOT NULL)),
        CONSTRAINT ck_price_cut__times CHECK (deadline > started_at AND buy_by >= deadline)
    )",
    "CREATE INDEX ix_price_cut__owner_id ON price_cut (owner_id, id)",
    "CREATE INDEX ix_price_cut__campaign_id ON price_cut (campaign_id, id)",
    "CREATE UNIQUE INDEX uq_price_cut__order_id ON price_cut (order_id)",
    "CREATE UNIQUE INDEX uq_price_cut__campaign_id__owner_id ON price_cut (campaign_id, owner_id)
        WHERE state NOT IN ('EXPIRED', 'ABANDONED')",
    // PC-8: one identity has to do with a session once, its owner's among them. The marks are keyed
    // hashes of an account and of each of its verified addresses.
    "CREATE TABLE price_cut_mark (
        cut_id {uuid} NOT NULL CONSTRAINT fk_price_cut_mark__cut_id REFERENCES price_cut (id),
        mark text NOT NULL CONSTRAINT ck_price_cut_mark__mark CHECK (length(mark) = 32),
        is_owner boolean NOT NULL,
        PRIMARY KEY (cut_id, mark)
    )",
    "CREATE INDEX ix_price_cut_mark__mark ON price_cut_mark (mark)",
    "CREATE TABLE price_cut_help (
        id {uuid} PRIMARY KEY,
        cut_id {uuid} NOT NULL CONSTRAINT fk_price_cut_help__cut_id REFERENCES price_cut (id),
        helper_id {uuid} NOT NULL
            CONSTRAINT fk_price_cut_help__helper_id REFERENCES account (id),
        owner_id {uuid} NOT NULL,
        kind text NOT NULL
            CONSTRAINT ck_price_cut_help__kind CHECK (kind IN ('OPENED', 'BOUGHT')),
        state text NOT NULL CONSTRAINT ck_price_cut_help__state
            CHECK (state IN ('COUNTED', 'HELD', 'APPEALED', 'REFUSED')),
        ordinal integer CONSTRAINT ck_price_cut_help__ordinal CHECK (ordinal BETWEEN 1 AND 100),
        first_part integer,
        amount_minor bigint CONSTRAINT ck_price_cut_help__amount CHECK (amount_minor >= 1),
        counted_at bigint,
        score integer NOT NULL,
        rules integer NOT NULL,
        reason text CONSTRAINT ck_price_cut_help__reason CHECK (reason IN
            ('SAME_PLACE', 'CROWD', 'VELOCITY', 'NEW_ACCOUNT', 'RING')),
        decided text CONSTRAINT ck_price_cut_help__decided CHECK (decided IN
            ('GENUINE', 'SAME_PERSON', 'BOUGHT_HELP', 'TOO_LATE')),
        place text NOT NULL,
        network text NOT NULL,
        order_id {uuid} CONSTRAINT fk_price_cut_help__order_id REFERENCES trade_order (id),
        at bigint NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT ck_price_cut_help__counted CHECK (
            (state = 'COUNTED') = (ordinal IS NOT NULL)
            AND (ordinal IS NULL) = (amount_minor IS NULL)
            AND (ordinal IS NULL) = (first_part IS NULL)
            AND (ordinal IS NULL) = (counted_at IS NULL)),
        CONSTRAINT ck_price_cut_help__held CHECK (state = 'COUNTED' OR reason IS NOT NULL),
        CONSTRAINT ck_price_cut_help__bought CHECK ((kind = 'BOUGHT') = (order_id IS NOT NULL)),
        CONSTRAINT ck_price_cut_help__self CHECK (helper_id <> owner_id)
    )",
    "CREATE UNIQUE INDEX uq_price_cut_help__cut_id__ordinal ON price_cut_help (cut_id, ordinal)",
    "CREATE UNIQUE INDEX uq_price_cut_help__cut_id__helper_id
        ON price_cut_help (cut_id, helper_id)",
    "CREATE UNIQUE INDEX uq_price_cut_help__order_id ON price_cut_help (order_id)",
    "CREATE INDEX ix_price_cut_help__helper_id ON price_cut_help (helper_id, at)",
    "CREATE INDEX ix_price_cut_help__state ON price_cut_help (state, id)",
    // At most five helps of one account in one day.
    "CREATE TABLE price_cut_day (
        account_id {uuid} NOT NULL CONSTRAINT fk_price_cut_day__account_id REFERENCES account (id),
        day text NOT NULL CONSTRAINT ck_price_cut_day__day CHECK (length(day) = 10),
        helps integer NOT NULL CONSTRAINT ck_price_cut_day__helps CHECK (helps BETWEEN 1 AND 5),
        PRIMARY KEY (account_id, day)
    )",
];

const DOWN: [&str; 5] = [
    "DROP TABLE price_cut_day",
    "DROP TABLE price_cut_help",
    "DROP TABLE price_cut_mark",
    "DROP TABLE price_cut",
    "DROP TABLE price_cut_campaign",
];
