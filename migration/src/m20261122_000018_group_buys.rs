//! Group buys: campaigns of shops, groups that form, their members, and who is in which group once.

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
        guard_states(manager, "group_campaign", &CAMPAIGN_EDGES).await?;
        guard_states(manager, "group_buy", &GROUP_EDGES).await?;
        guard_states(manager, "group_member", &MEMBER_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "group_member").await?;
        unguard_states(manager, "group_buy").await?;
        unguard_states(manager, "group_campaign").await?;
        run(manager, &DOWN).await
    }
}

const CAMPAIGN_EDGES: [(&str, &str); 8] = [
    ("DRAFT", "REVIEW"),
    ("REVIEW", "SCHEDULED"),
    ("REVIEW", "REJECTED"),
    ("REVIEW", "STOPPED"),
    ("SCHEDULED", "RUNNING"),
    ("SCHEDULED", "STOPPED"),
    ("RUNNING", "ENDED"),
    ("RUNNING", "STOPPED"),
];

const GROUP_EDGES: [(&str, &str); 11] = [
    ("OPENED", "FORMING"),
    ("OPENED", "CANCELLED"),
    ("FORMING", "SUCCEEDED"),
    ("FORMING", "FAILED"),
    ("FORMING", "CANCELLED"),
    ("FAILED", "REFUNDING"),
    ("CANCELLED", "REFUNDING"),
    ("REFUNDING", "REFUNDED"),
    ("SUCCEEDED", "FULFILLING"),
    ("SUCCEEDED", "CLOSED"),
    ("FULFILLING", "CLOSED"),
];

const MEMBER_EDGES: [(&str, &str); 8] = [
    ("SEATED", "PAID"),
    ("SEATED", "LEFT"),
    ("SEATED", "EXPIRED"),
    ("SEATED", "REFUNDED"),
    ("PAID", "CONFIRMED"),
    ("PAID", "LEFT"),
    ("PAID", "REFUNDED"),
    ("CONFIRMED", "REFUNDED"),
];

const UP: [&str; 26] = [
    // By which an address is known again, whoever's book it is in: a keyed hash of its phone.
    "ALTER TABLE postal_address ADD COLUMN phone_index text",
    "CREATE TABLE group_campaign (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_group_campaign__operator_id REFERENCES operator (id),
        product_id {uuid} NOT NULL
            CONSTRAINT fk_group_campaign__product_id REFERENCES product (id),
        sku_id {uuid} NOT NULL CONSTRAINT fk_group_campaign__sku_id REFERENCES sku (id),
        state text NOT NULL CONSTRAINT ck_group_campaign__state CHECK (state IN
            ('DRAFT', 'REVIEW', 'REJECTED', 'SCHEDULED', 'RUNNING', 'ENDED', 'STOPPED')),
        currency text NOT NULL
            CONSTRAINT ck_group_campaign__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        solo_minor bigint NOT NULL,
        group_minor bigint NOT NULL
            CONSTRAINT ck_group_campaign__group_minor CHECK (0 < group_minor),
        size integer NOT NULL CONSTRAINT ck_group_campaign__size CHECK (size BETWEEN 2 AND 50),
        hours integer NOT NULL CONSTRAINT ck_group_campaign__hours CHECK (hours BETWEEN 1 AND 72),
        starts_at bigint NOT NULL,
        ends_at bigint NOT NULL,
        stock integer NOT NULL,
        taken integer NOT NULL,
        most_per_person integer NOT NULL CONSTRAINT ck_group_campaign__most_per_person
            CHECK (most_per_person BETWEEN 1 AND 999),
        benefit_minor bigint NOT NULL,
        benefit_funder text CONSTRAINT ck_group_campaign__benefit_funder
            CHECK (benefit_funder IN ('OPERATOR', 'PLATFORM')),
        benefit_cap_minor bigint NOT NULL,
        benefit_promised_minor bigint NOT NULL,
        terms_version text NOT NULL,
        created_by {uuid} NOT NULL
            CONSTRAINT fk_group_campaign__created_by REFERENCES account (id),
        created_at bigint NOT NULL,
        submitted_at bigint,
        decided_by {uuid} CONSTRAINT fk_group_campaign__decided_by REFERENCES account (id),
        decided_at bigint,
        rejection text CONSTRAINT ck_group_campaign__rejection
            CHECK (length(rejection) BETWEEN 1 AND 300),
        stopped_at bigint,
        cancels_groups boolean NOT NULL,
        CONSTRAINT ck_group_campaign__cheaper CHECK (group_minor < solo_minor),
        CONSTRAINT ck_group_campaign__times CHECK (starts_at < ends_at),
        CONSTRAINT ck_group_campaign__stock CHECK (size <= stock AND 0 <= taken
            AND taken <= stock),
        CONSTRAINT ck_group_campaign__benefit CHECK (0 <= benefit_minor
            AND benefit_minor <= group_minor AND (benefit_minor > 0) = (benefit_funder IS NOT NULL)
            AND (benefit_minor > 0) = (benefit_cap_minor > 0)
            AND benefit_minor <= benefit_cap_minor),
        CONSTRAINT ck_group_campaign__promised
            CHECK (0 <= benefit_promised_minor AND benefit_promised_minor <= benefit_cap_minor),
        CONSTRAINT ck_group_campaign__rejected
            CHECK ((state = 'REJECTED') = (rejection IS NOT NULL)),
        CONSTRAINT ck_group_campaign__decided CHECK (decided_by IS NOT NULL
            OR state NOT IN ('REJECTED', 'SCHEDULED', 'RUNNING', 'ENDED')),
        CONSTRAINT ck_group_campaign__stopped CHECK ((state = 'STOPPED') = (stopped_at IS NOT NULL))
    )",
    "CREATE INDEX ix_group_campaign__operator_id ON group_campaign (operator_id, id)",
    "CREATE INDEX ix_group_campaign__product_id ON group_campaign (product_id, state, id)",
    "CREATE INDEX ix_group_campaign__sku_id ON group_campaign (sku_id)",
    "CREATE INDEX ix_group_campaign__state ON group_campaign (state, id)",
    "CREATE INDEX ix_group_campaign__created_by ON group_campaign (created_by)",
    "CREATE INDEX ix_group_campaign__decided_by ON group_campaign (decided_by)",
    // The terms of a group are its own from when it is opened; `missing` is what lists go by.
    "CREATE TABLE group_buy (
        id {uuid} PRIMARY KEY,
        campaign_id {uuid} NOT NULL
            CONSTRAINT fk_group_buy__campaign_id REFERENCES group_campaign (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_group_buy__operator_id REFERENCES operator (id),
        product_id {uuid} NOT NULL CONSTRAINT fk_group_buy__product_id REFERENCES product (id),
        sku_id {uuid} NOT NULL CONSTRAINT fk_group_buy__sku_id REFERENCES sku (id),
        leader_id {uuid} NOT NULL CONSTRAINT fk_group_buy__leader_id REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_group_buy__state CHECK (state IN
            ('OPENED', 'FORMING', 'SUCCEEDED', 'FULFILLING', 'CLOSED', 'FAILED', 'CANCELLED',
             'REFUNDING', 'REFUNDED')),
        size integer NOT NULL CONSTRAINT ck_group_buy__size CHECK (size BETWEEN 2 AND 50),
        hours integer NOT NULL CONSTRAINT ck_group_buy__hours CHECK (hours BETWEEN 1 AND 72),
        currency text NOT NULL,
        unit_minor bigint NOT NULL CONSTRAINT ck_group_buy__unit_minor CHECK (unit_minor > 0),
        solo_minor bigint NOT NULL,
        most_per_person integer NOT NULL,
        seats_taken integer NOT NULL,
        paid integer NOT NULL,
        missing integer NOT NULL,
        benefit_minor bigint NOT NULL,
        benefit_funder text CONSTRAINT ck_group_buy__benefit_funder
            CHECK (benefit_funder IN ('OPERATOR', 'PLATFORM')),
        benefit_state text NOT NULL CONSTRAINT ck_group_buy__benefit_state
            CHECK (benefit_state IN ('NONE', 'PROMISED', 'PAID', 'LOST')),
        terms_version text NOT NULL,
        opened_at bigint NOT NULL,
        deadline bigint,
        succeeded_at bigint,
        succeeded_with integer,
        waived_by {uuid} CONSTRAINT fk_group_buy__waived_by REFERENCES account (id),
        waived_at bigint,
        ended_at bigint,
        CONSTRAINT ck_group_buy__seats CHECK (0 <= paid AND paid <= seats_taken
            AND seats_taken <= size),
        CONSTRAINT ck_group_buy__missing CHECK (missing = size - paid),
        CONSTRAINT ck_group_buy__deadline
            CHECK (deadline IS NOT NULL OR state IN ('OPENED', 'CANCELLED')),
        CONSTRAINT ck_group_buy__waived CHECK ((waived_by IS NULL) = (waived_at IS NULL)),
        CONSTRAINT ck_group_buy__complete CHECK (
            state NOT IN ('SUCCEEDED', 'FULFILLING', 'CLOSED')
            OR (succeeded_at IS NOT NULL AND succeeded_with = paid
                AND (paid = size OR (waived_at IS NOT NULL AND paid >= 1)))),
        CONSTRAINT ck_group_buy__benefit CHECK (
            (benefit_state = 'NONE') = (benefit_minor = 0)
            AND (benefit_minor > 0) = (benefit_funder IS NOT NULL)
            AND (benefit_state <> 'PAID' OR state IN ('SUCCEEDED', 'FULFILLING', 'CLOSED')))
    )",
    "CREATE INDEX ix_group_buy__campaign_id ON group_buy (campaign_id, state, id)",
    "CREATE INDEX ix_group_buy__operator_id ON group_buy (operator_id, id)",
    "CREATE INDEX ix_group_buy__product_id
        ON group_buy (product_id, state, missing, deadline, id)",
    "CREATE INDEX ix_group_buy__sku_id ON group_buy (sku_id)",
    "CREATE INDEX ix_group_buy__leader_id ON group_buy (leader_id)",
    "CREATE INDEX ix_group_buy__waived_by ON group_buy (waived_by)",
    // GB-3: somebody in a group has an account and an order; there is no other way into it.
    "CREATE TABLE group_member (
        id {uuid} PRIMARY KEY,
        group_id {uuid} NOT NULL
            CONSTRAINT fk_group_member__group_id REFERENCES group_buy (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_group_member__account_id REFERENCES account (id),
        order_id {uuid} NOT NULL
            CONSTRAINT fk_group_member__order_id REFERENCES trade_order (id),
        is_leader boolean NOT NULL,
        state text NOT NULL CONSTRAINT ck_group_member__state CHECK (state IN
            ('SEATED', 'PAID', 'CONFIRMED', 'LEFT', 'EXPIRED', 'REFUNDED')),
        quantity integer NOT NULL
            CONSTRAINT ck_group_member__quantity CHECK (quantity BETWEEN 1 AND 999),
        seated_at bigint NOT NULL,
        pay_by bigint NOT NULL,
        paid_at bigint,
        confirmed_at bigint,
        ended_at bigint,
        refunded_at bigint,
        CONSTRAINT ck_group_member__confirmed
            CHECK (confirmed_at IS NOT NULL OR state <> 'CONFIRMED'),
        CONSTRAINT ck_group_member__paid
            CHECK (paid_at IS NOT NULL OR state NOT IN ('PAID', 'CONFIRMED'))
    )",
    "CREATE UNIQUE INDEX uq_group_member__order_id ON group_member (order_id)",
    "CREATE UNIQUE INDEX uq_group_member__leader ON group_member (group_id) WHERE is_leader",
    "CREATE UNIQUE INDEX uq_group_member__group_id__account_id
        ON group_member (group_id, account_id)
        WHERE state IN ('SEATED', 'PAID', 'CONFIRMED')",
    "CREATE INDEX ix_group_member__group_id ON group_member (group_id, id)",
    "CREATE INDEX ix_group_member__account_id ON group_member (account_id, id)",
    // GB-8: a keyed hash of each way in which somebody is known, once in a group.
    "CREATE TABLE group_identity (
        group_id {uuid} NOT NULL
            CONSTRAINT fk_group_identity__group_id REFERENCES group_buy (id),
        digest text NOT NULL
            CONSTRAINT ck_group_identity__digest CHECK (length(digest) = 64),
        member_id {uuid} NOT NULL
            CONSTRAINT fk_group_identity__member_id REFERENCES group_member (id),
        PRIMARY KEY (group_id, digest)
    )",
    "CREATE INDEX ix_group_identity__member_id ON group_identity (member_id)",
    // How many pieces somebody has in all groups of a campaign, by what is left to count down.
    "CREATE TABLE group_allowance (
        campaign_id {uuid} NOT NULL
            CONSTRAINT fk_group_allowance__campaign_id REFERENCES group_campaign (id),
        digest text NOT NULL
            CONSTRAINT ck_group_allowance__digest CHECK (length(digest) = 64),
        pieces integer NOT NULL,
        most integer NOT NULL,
        PRIMARY KEY (campaign_id, digest),
        CONSTRAINT ck_group_allowance__pieces CHECK (0 <= pieces AND pieces <= most)
    )",
    // Which of the allowances a member has taken from: given back when they are out of it.
    "CREATE TABLE group_allowance_use (
        member_id {uuid} NOT NULL
            CONSTRAINT fk_group_allowance_use__member_id REFERENCES group_member (id),
        campaign_id {uuid} NOT NULL,
        digest text NOT NULL,
        PRIMARY KEY (member_id, digest),
        CONSTRAINT fk_group_allowance_use__campaign_id__digest
            FOREIGN KEY (campaign_id, digest) REFERENCES group_allowance (campaign_id, digest)
    )",
    "CREATE INDEX ix_group_allowance_use__campaign_id__digest
        ON group_allowance_use (campaign_id, digest)",
];

const DOWN: [&str; 7] = [
    "DROP TABLE group_allowance_use",
    "DROP TABLE group_allowance",
    "DROP TABLE group_identity",
    "DROP TABLE group_member",
    "DROP TABLE group_buy",
    "DROP TABLE group_campaign",
    "ALTER TABLE postal_address DROP COLUMN phone_index",
];
