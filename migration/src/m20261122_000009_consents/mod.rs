//! Consents and the notices they were given on, restrictions and legal holds, what people ask of
//! us about their data, and the file of a breach.

mod seeds;

use sea_orm_migration::prelude::*;

use crate::{guard_states, keep_rows, release_rows, run, unguard_states};

pub struct Migration;

impl MigrationName for Migration {
    // The derived name is the file's, and this file is `mod.rs`.
    fn name(&self) -> &'static str {
        "m20261122_000009_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &CONSENTS).await?;
        run(manager, &REQUESTS).await?;
        run(manager, &BREACHES).await?;
        seeds::sow(manager).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        guard_states(manager, "subject_request", &REQUEST_EDGES).await?;
        guard_states(manager, "breach", &BREACH_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "breach").await?;
        unguard_states(manager, "subject_request").await?;
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        run(manager, &DOWN).await
    }
}

/// What was said stays said: these rows are never changed and never deleted.
const APPEND_ONLY: [&str; 3] = ["notice", "notice_text", "consent_event"];

const REQUEST_EDGES: [(&str, &str); 6] = [
    ("RECEIVED", "IN_PROGRESS"),
    ("IN_PROGRESS", "FULFILLED"),
    ("IN_PROGRESS", "REFUSED"),
    ("REFUSED", "APPEALED"),
    ("APPEALED", "IN_PROGRESS"),
    ("APPEALED", "REFUSED_FINALLY"),
];

const BREACH_EDGES: [(&str, &str); 5] = [
    ("SUSPECTED", "CONFIRMED"),
    ("CONFIRMED", "CONTAINED"),
    ("CONTAINED", "REPORTED"),
    ("REPORTED", "SUBJECTS_TOLD"),
    ("SUBJECTS_TOLD", "CLOSED"),
];

const CONSENTS: [&str; 16] = [
    // What a person did, for the archive they may ask for.
    "CREATE INDEX ix_transition__actor ON transition (actor) WHERE actor IS NOT NULL",
    "CREATE TABLE notice (
        id {uuid} PRIMARY KEY,
        purpose text NOT NULL CONSTRAINT ck_notice__purpose CHECK (purpose IN
            ('ACCOUNT', 'ORDER_FULFILMENT', 'SHARE_WITH_OPERATOR', 'SHARE_WITH_CARRIER',
             'PERSONALISED_FEED', 'MARKETING', 'IDENTITY_VERIFICATION', 'PUBLICATION',
             'EXPORT_ABROAD', 'PARTNER_API')),
        version integer NOT NULL CONSTRAINT ck_notice__version CHECK (version >= 1),
        method text NOT NULL CONSTRAINT ck_notice__method CHECK (length(method) BETWEEN 1 AND 500),
        data_kinds text NOT NULL
            CONSTRAINT ck_notice__data_kinds CHECK (length(data_kinds) BETWEEN 1 AND 300),
        term_days integer CONSTRAINT ck_notice__term_days CHECK (term_days BETWEEN 1 AND 3660),
        effective_from bigint NOT NULL,
        published_by {uuid} CONSTRAINT fk_notice__published_by REFERENCES account (id),
        published_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_notice__purpose__version ON notice (purpose, version)",
    "CREATE INDEX ix_notice__purpose_effective_from ON notice (purpose, effective_from)",
    "CREATE INDEX ix_notice__published_by ON notice (published_by)",
    "CREATE TABLE notice_text (
        notice_id {uuid} NOT NULL CONSTRAINT fk_notice_text__notice_id REFERENCES notice (id),
        language text NOT NULL
            CONSTRAINT ck_notice_text__language CHECK (length(language) BETWEEN 2 AND 35),
        text text NOT NULL CONSTRAINT ck_notice_text__text CHECK (length(text) BETWEEN 1 AND 4000),
        sha256 text NOT NULL CONSTRAINT ck_notice_text__sha256 CHECK (length(sha256) = 64),
        PRIMARY KEY (notice_id, language)
    )",
    // The recipient of no recipient is the nil UUID, so that one index tells all apart. What
    // somebody took back or refused names the notice in force, and no language.
    "CREATE TABLE consent_event (
        id {uuid} PRIMARY KEY,
        subject {uuid} NOT NULL,
        purpose text NOT NULL,
        recipient {uuid} NOT NULL,
        seq integer NOT NULL CONSTRAINT ck_consent_event__seq CHECK (seq >= 1),
        kind text NOT NULL
            CONSTRAINT ck_consent_event__kind CHECK (kind IN ('GRANTED', 'WITHDRAWN')),
        notice_id {uuid} NOT NULL CONSTRAINT fk_consent_event__notice_id REFERENCES notice (id),
        language text,
        text_sha256 text,
        data_kinds text NOT NULL,
        separate boolean NOT NULL,
        method text NOT NULL CONSTRAINT ck_consent_event__method CHECK (method IN
            ('ONESELF', 'GUARDIAN', 'GUARDIANSHIP_ENDED', 'ACCOUNT_CLOSED')),
        session_id {uuid},
        given_by {uuid},
        at bigint NOT NULL,
        expires_at bigint,
        CONSTRAINT ck_consent_event__shown CHECK
            (kind = 'WITHDRAWN' OR (language IS NOT NULL AND text_sha256 IS NOT NULL)),
        CONSTRAINT ck_consent_event__giver CHECK (kind = 'WITHDRAWN' OR given_by IS NOT NULL)
    )",
    // The last of a subject, purpose and recipient is what counts; two at once cannot both be it.
    "CREATE UNIQUE INDEX uq_consent_event__subject__purpose__recipient__seq
        ON consent_event (subject, purpose, recipient, seq)",
    "CREATE INDEX ix_consent_event__subject_at_id ON consent_event (subject, at, id)",
    "CREATE INDEX ix_consent_event__notice_id ON consent_event (notice_id)",
    "CREATE TABLE processing_restriction (
        id {uuid} PRIMARY KEY,
        subject {uuid} NOT NULL,
        from_at bigint NOT NULL,
        lifted_at bigint,
        CONSTRAINT ck_processing_restriction__life CHECK (lifted_at >= from_at)
    )",
    "CREATE UNIQUE INDEX uq_processing_restriction__subject ON processing_restriction (subject)
        WHERE lifted_at IS NULL",
    "CREATE TABLE legal_hold (
        id {uuid} PRIMARY KEY,
        target {uuid} NOT NULL,
        reason text NOT NULL CONSTRAINT ck_legal_hold__reason CHECK (length(reason) BETWEEN 1 AND 200),
        set_by {uuid} NOT NULL CONSTRAINT fk_legal_hold__set_by REFERENCES account (id),
        from_at bigint NOT NULL,
        lifted_at bigint,
        lifted_by {uuid} CONSTRAINT fk_legal_hold__lifted_by REFERENCES account (id),
        lift_reason text
            CONSTRAINT ck_legal_hold__lift_reason CHECK (length(lift_reason) BETWEEN 1 AND 200),
        CONSTRAINT ck_legal_hold__lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)
            AND (lifted_at IS NULL) = (lift_reason IS NULL))
    )",
    "CREATE INDEX ix_legal_hold__target ON legal_hold (target)",
    "CREATE INDEX ix_legal_hold__set_by ON legal_hold (set_by)",
    "CREATE INDEX ix_legal_hold__lifted_by ON legal_hold (lifted_by)",
];

const REQUESTS: [&str; 5] = [
    // What people write is sealed under the key of the one who asks, all of it for this version of
    // the row: one text put back alone does not open.
    "CREATE TABLE subject_request (
        id {uuid} PRIMARY KEY,
        subject {uuid} NOT NULL
            CONSTRAINT fk_subject_request__subject REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_subject_request__kind CHECK (kind IN
            ('ACCESS', 'COPY', 'CORRECT', 'DELETE', 'PORT', 'RESTRICT', 'EXPLAIN', 'CLOSE')),
        law text NOT NULL CONSTRAINT ck_subject_request__law CHECK (law IN ('CN', 'EU')),
        state text NOT NULL CONSTRAINT ck_subject_request__state CHECK (state IN
            ('RECEIVED', 'IN_PROGRESS', 'FULFILLED', 'REFUSED', 'APPEALED', 'REFUSED_FINALLY')),
        version integer NOT NULL DEFAULT 1
            CONSTRAINT ck_subject_request__version CHECK (version >= 1),
        fields {bytes},
        filed_at bigint NOT NULL,
        due_at bigint NOT NULL,
        overdue_at bigint,
        decided_at bigint,
        decided_by {uuid} CONSTRAINT fk_subject_request__decided_by REFERENCES account (id),
        refusal text CONSTRAINT ck_subject_request__refusal CHECK (refusal IN
            ('LEGAL_HOLD', 'NOT_IDENTIFIED', 'UNFOUNDED', 'RIGHTS_OF_OTHERS', 'LAW_FORBIDS')),
        answer {bytes},
        appeal {bytes},
        appealed_at bigint,
        archive_ready_at bigint,
        archive_expires_at bigint,
        link_hash text CONSTRAINT ck_subject_request__link_hash CHECK (length(link_hash) = 64),
        link_expires_at bigint,
        CONSTRAINT ck_subject_request__due CHECK (due_at > filed_at),
        CONSTRAINT ck_subject_request__refused CHECK
            (state NOT IN ('REFUSED', 'REFUSED_FINALLY') OR refusal IS NOT NULL),
        CONSTRAINT ck_subject_request__archive CHECK
            (archive_ready_at IS NULL OR archive_expires_at > archive_ready_at)
    )",
    // One open request of a kind at a time.
    "CREATE UNIQUE INDEX uq_subject_request__subject__kind ON subject_request (subject, kind)
        WHERE state IN ('RECEIVED', 'IN_PROGRESS', 'APPEALED')",
    "CREATE INDEX ix_subject_request__subject_id ON subject_request (subject, id)",
    "CREATE INDEX ix_subject_request__state_due_at ON subject_request (state, due_at, id)",
    "CREATE INDEX ix_subject_request__decided_by ON subject_request (decided_by)",
];

const BREACHES: [&str; 6] = [
    "CREATE TABLE breach (
        id {uuid} PRIMARY KEY,
        state text NOT NULL CONSTRAINT ck_breach__state CHECK (state IN
            ('SUSPECTED', 'CONFIRMED', 'CONTAINED', 'REPORTED', 'SUBJECTS_TOLD', 'CLOSED')),
        title text NOT NULL CONSTRAINT ck_breach__title CHECK (length(title) BETWEEN 1 AND 200),
        grade text NOT NULL CONSTRAINT ck_breach__grade CHECK (grade IN
            ('GENERAL', 'RELATIVELY_LARGE', 'LARGE', 'PARTICULARLY_LARGE')),
        concerns_eu boolean NOT NULL,
        data_kinds text NOT NULL,
        people_count bigint NOT NULL
            CONSTRAINT ck_breach__people_count CHECK (people_count BETWEEN 0 AND 2000000000),
        cause text NOT NULL CONSTRAINT ck_breach__cause CHECK (length(cause) <= 2000),
        harm text NOT NULL CONSTRAINT ck_breach__harm CHECK (length(harm) <= 2000),
        measures text NOT NULL CONSTRAINT ck_breach__measures CHECK (length(measures) <= 2000),
        advice text NOT NULL CONSTRAINT ck_breach__advice CHECK (length(advice) <= 2000),
        contact text NOT NULL CONSTRAINT ck_breach__contact CHECK (length(contact) <= 200),
        opened_by {uuid} NOT NULL CONSTRAINT fk_breach__opened_by REFERENCES account (id),
        suspected_at bigint NOT NULL,
        confirmed_at bigint,
        reported_at bigint,
        report_reference text
            CONSTRAINT ck_breach__report_reference CHECK (length(report_reference) <= 200),
        telling_at bigint,
        told_at bigint,
        closed_at bigint,
        regulator_due_at bigint,
        regulator_overdue_at bigint,
        subjects_due_at bigint,
        subjects_overdue_at bigint,
        eu_due_at bigint,
        eu_overdue_at bigint,
        CONSTRAINT ck_breach__confirmed CHECK ((state = 'SUSPECTED') = (confirmed_at IS NULL)),
        CONSTRAINT ck_breach__reported CHECK
            ((state IN ('SUSPECTED', 'CONFIRMED', 'CONTAINED')) = (reported_at IS NULL))
    )",
    "CREATE INDEX ix_breach__opened_by ON breach (opened_by)",
    "CREATE INDEX ix_breach__suspected_at ON breach (suspected_at, id)",
    "CREATE TABLE breach_subject (
        breach_id {uuid} NOT NULL CONSTRAINT fk_breach_subject__breach_id REFERENCES breach (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_breach_subject__account_id REFERENCES account (id),
        told_at bigint,
        reached boolean NOT NULL,
        PRIMARY KEY (breach_id, account_id)
    )",
    "CREATE INDEX ix_breach_subject__account_id ON breach_subject (account_id)",
    "CREATE INDEX ix_breach_subject__untold ON breach_subject (breach_id, account_id)
        WHERE told_at IS NULL",
];

const DOWN: [&str; 9] = [
    "DROP INDEX ix_transition__actor",
    "DROP TABLE breach_subject",
    "DROP TABLE breach",
    "DROP TABLE subject_request",
    "DROP TABLE legal_hold",
    "DROP TABLE processing_restriction",
    "DROP TABLE consent_event",
    "DROP TABLE notice_text",
    "DROP TABLE notice",
];
