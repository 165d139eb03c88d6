//! Complaints: from filing through negotiation, evidence, mediation and a panel to a decision that
//! is carried out.

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
        guard_states(manager, "complaint", &COMPLAINT).await?;
        guard_states(manager, "complaint_offer", &OFFER).await?;
        guard_states(manager, "complaint_remedy", &REMEDY).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        for table in ["complaint_remedy", "complaint_offer", "complaint"] {
            unguard_states(manager, table).await?;
        }
        run(manager, &DOWN).await
    }
}

/// What was said, shown and looked at stays so.
const APPEND_ONLY: [&str; 4] =
    ["complaint_message", "complaint_evidence", "complaint_custody", "complaint_pause"];

const COMPLAINT: [(&str, &str); 47] = [
    ("SUBMITTED", "ACCEPTED"),
    ("SUBMITTED", "DECLINED"),
    ("SUBMITTED", "WITHDRAWN"),
    ("SUBMITTED", "REFERRED"),
    ("ACCEPTED", "NEGOTIATING"),
    ("ACCEPTED", "EVIDENCE_COLLECTION"),
    ("ACCEPTED", "RESOLVED"),
    ("ACCEPTED", "WITHDRAWN"),
    ("ACCEPTED", "REFERRED"),
    ("ACCEPTED", "SUSPENDED"),
    ("SUSPENDED", "ACCEPTED"),
    ("NEGOTIATING", "RESOLVED"),
    ("NEGOTIATING", "EVIDENCE_COLLECTION"),
    ("NEGOTIATING", "WITHDRAWN"),
    ("NEGOTIATING", "REFERRED"),
    ("NEGOTIATING", "SUSPENDED"),
    ("SUSPENDED", "NEGOTIATING"),
    ("EVIDENCE_COLLECTION", "INVESTIGATING"),
    ("EVIDENCE_COLLECTION", "RESOLVED"),
    ("EVIDENCE_COLLECTION", "WITHDRAWN"),
    ("EVIDENCE_COLLECTION", "REFERRED"),
    ("EVIDENCE_COLLECTION", "SUSPENDED"),
    ("SUSPENDED", "EVIDENCE_COLLECTION"),
    ("INVESTIGATING", "MEDIATION"),
    ("INVESTIGATING", "ADJUDICATION"),
    ("INVESTIGATING", "RESOLVED"),
    ("INVESTIGATING", "WITHDRAWN"),
    ("INVESTIGATING", "REFERRED"),
    ("INVESTIGATING", "SUSPENDED"),
    ("SUSPENDED", "INVESTIGATING"),
    ("MEDIATION", "RESOLVED"),
    ("MEDIATION", "ADJUDICATION"),
    ("MEDIATION", "WITHDRAWN"),
    ("MEDIATION", "REFERRED"),
    ("MEDIATION", "SUSPENDED"),
    ("SUSPENDED", "MEDIATION"),
    ("ADJUDICATION", "RESOLVED"),
    ("ADJUDICATION", "WITHDRAWN"),
    ("ADJUDICATION", "REFERRED"),
    ("ADJUDICATION", "SUSPENDED"),
    ("SUSPENDED", "ADJUDICATION"),
    ("SUSPENDED", "WITHDRAWN"),
    ("SUSPENDED", "REFERRED"),
    ("RESOLVED", "APPEALED"),
    ("RESOLVED", "FEEDBACK"),
    ("APPEALED", "RESOLVED"),
    ("FEEDBACK", "CLOSED"),
];

const OFFER: [(&str, &str); 4] =
    [("OPEN", "ACCEPTED"), ("OPEN", "DECLINED"), ("OPEN", "REPLACED"), ("OPEN", "LAPSED")];

const REMEDY: [(&str, &str); 4] =
    [("DRAFT", "DUE"), ("DRAFT", "DROPPED"), ("DUE", "EXECUTED"), ("DUE", "SUPERSEDED")];

const UP: [&str; 39] = [
    // Who leads parties to an agreement and who sits on panels; an outside one names whom they come
    // from.
    "CREATE TABLE dispute_officer (
        account_id {uuid} NOT NULL CONSTRAINT fk_dispute_officer__account_id
            REFERENCES account (id),
        duty text NOT NULL CONSTRAINT ck_dispute_officer__duty
            CHECK (duty IN ('MEDIATOR', 'ARBITRATOR')),
        background text NOT NULL CONSTRAINT ck_dispute_officer__background
            CHECK (background IN ('LEGAL', 'BUSINESS', 'CONSUMER', 'TECHNICAL')),
        organisation text CONSTRAINT ck_dispute_officer__organisation
            CHECK (length(organisation) BETWEEN 1 AND 120),
        is_listed boolean NOT NULL,
        listed_at bigint NOT NULL,
        PRIMARY KEY (account_id, duty)
    )",
    "CREATE INDEX ix_dispute_officer__duty ON dispute_officer (duty, is_listed, account_id)",
    "CREATE TABLE complaint (
        id {uuid} PRIMARY KEY,
        about text NOT NULL CONSTRAINT ck_complaint__about CHECK (about IN
            ('ORDER', 'PRODUCT', 'POST', 'OPERATOR', 'PERSON', 'PLATFORM', 'PERSONAL_DATA')),
        about_id {uuid},
        order_id {uuid} CONSTRAINT fk_complaint__order_id REFERENCES trade_order (id),
        operator_id {uuid} CONSTRAINT fk_complaint__operator_id REFERENCES operator (id),
        complainant {uuid} NOT NULL CONSTRAINT fk_complaint__complainant REFERENCES account (id),
        issue text NOT NULL CONSTRAINT ck_complaint__issue CHECK (issue IN
            ('INJURY', 'UNSAFE_FOOD', 'MINOR_HARMED', 'FRAUD', 'DATA_LEAK', 'COUNTERFEIT',
             'NOT_DELIVERED', 'DEFECT', 'NOT_AS_DESCRIBED', 'REFUND_REFUSED', 'WARRANTY_REFUSED',
             'PRICE', 'CONTRACT', 'ADVERTISING', 'CONDUCT', 'DATA_RIGHTS', 'OTHER')),
        priority smallint NOT NULL CONSTRAINT ck_complaint__priority
            CHECK (priority BETWEEN 0 AND 3),
        wish text NOT NULL CONSTRAINT ck_complaint__wish CHECK (wish IN
            ('REFUND', 'REPLACEMENT', 'REPAIR', 'COMPENSATION', 'REMOVAL', 'EXPLANATION')),
        currency text,
        claim_minor bigint CONSTRAINT ck_complaint__claim_minor CHECK (claim_minor > 0),
        channel text NOT NULL CONSTRAINT ck_complaint__channel
            CHECK (channel IN ('APP', 'PARTNER', 'SOCIAL_MEDIA')),
        state text NOT NULL CONSTRAINT ck_complaint__state CHECK (state IN
            ('SUBMITTED', 'ACCEPTED', 'DECLINED', 'NEGOTIATING', 'EVIDENCE_COLLECTION',
             'INVESTIGATING', 'MEDIATION', 'ADJUDICATION', 'RESOLVED', 'APPEALED', 'FEEDBACK',
             'CLOSED', 'SUSPENDED', 'WITHDRAWN', 'REFERRED')),
        is_open boolean NOT NULL,
        filed_at bigint NOT NULL,
        answered_at bigint,
        breached_at bigint,
        due_at bigint,
        replied_at bigint,
        is_silent boolean NOT NULL,
        assigned_to {uuid} CONSTRAINT fk_complaint__assigned_to REFERENCES account (id),
        mediator {uuid} CONSTRAINT fk_complaint__mediator REFERENCES account (id),
        instance smallint NOT NULL CONSTRAINT ck_complaint__instance CHECK (instance IN (1, 2)),
        suspended_from text,
        suspended_why text CONSTRAINT ck_complaint__suspended_why
            CHECK (suspended_why IN ('AGREED', 'COURT_PAPER', 'TEST')),
        suspended_at bigint,
        left_millis bigint,
        pause_asked text CONSTRAINT ck_complaint__pause_asked
            CHECK (pause_asked IN ('COMPLAINANT', 'SELLER')),
        declined_why text CONSTRAINT ck_complaint__declined_why CHECK (declined_why IN
            ('NO_NEW_FACT', 'TOO_OLD', 'NOT_OURS', 'NO_FACTS', 'ABUSIVE')),
        referred_to text CONSTRAINT ck_complaint__referred_to CHECK (referred_to IN
            ('CONSUMER_ASSOCIATION', 'REGULATOR', 'ARBITRATION_BODY', 'COURT')),
        resolved_how text CONSTRAINT ck_complaint__resolved_how
            CHECK (resolved_how IN ('SETTLEMENT', 'MEDIATION', 'RULING', 'DESK')),
        resolved_at bigint,
        appeal_by bigint,
        satisfaction smallint CONSTRAINT ck_complaint__satisfaction
            CHECK (satisfaction BETWEEN 1 AND 5),
        ended_at bigint,
        version bigint NOT NULL,
        CONSTRAINT ck_complaint__subject
            CHECK ((about IN ('PLATFORM', 'PERSONAL_DATA')) = (about_id IS NULL)),
        CONSTRAINT ck_complaint__order CHECK ((about = 'ORDER') = (order_id IS NOT NULL)
            AND (about <> 'ORDER' OR (order_id = about_id AND operator_id IS NOT NULL))),
        CONSTRAINT ck_complaint__claim CHECK ((claim_minor IS NULL OR currency IS NOT NULL)
            AND (currency IS NOT NULL) = (order_id IS NOT NULL)),
        CONSTRAINT ck_complaint__open CHECK
            (is_open = (state NOT IN ('DECLINED', 'CLOSED', 'WITHDRAWN', 'REFERRED'))),
        CONSTRAINT ck_complaint__ended CHECK (is_open = (ended_at IS NULL)),
        CONSTRAINT ck_complaint__suspended CHECK
            ((state = 'SUSPENDED') = (suspended_from IS NOT NULL)
            AND (suspended_from IS NULL) = (suspended_at IS NULL)
            AND (suspended_from IS NULL) = (suspended_why IS NULL)
            AND (suspended_from IS NULL) = (left_millis IS NULL)),
        CONSTRAINT ck_complaint__declined
            CHECK ((state = 'DECLINED') = (declined_why IS NOT NULL)),
        CONSTRAINT ck_complaint__referred
            CHECK ((state = 'REFERRED') = (referred_to IS NOT NULL)),
        CONSTRAINT ck_complaint__resolved
            CHECK ((resolved_how IS NULL) = (resolved_at IS NULL)
            AND (state NOT IN ('RESOLVED', 'APPEALED', 'FEEDBACK', 'CLOSED')
                OR resolved_how IS NOT NULL)),
        CONSTRAINT ck_complaint__mediator CHECK (mediator <> complainant),
        CONSTRAINT ck_complaint__assigned_to CHECK (assigned_to <> complainant)
    )",
    // CM-4: one open complaint about one fact.
    "CREATE UNIQUE INDEX uq_complaint__open ON complaint (complainant, about, about_id, issue)
        WHERE is_open AND about_id IS NOT NULL",
    "CREATE UNIQUE INDEX uq_complaint__open_bare ON complaint (complainant, about, issue)
        WHERE is_open AND about_id IS NULL",
    "CREATE INDEX ix_complaint__complainant ON complaint (complainant, id)",
    "CREATE INDEX ix_complaint__operator_id ON complaint (operator_id, id)",
    "CREATE INDEX ix_complaint__operator_id__open ON complaint (operator_id, due_at, id)
        WHERE is_open",
    "CREATE INDEX ix_complaint__order_id ON complaint (order_id, id)",
    // The desk: urgent cases first, then the next deadline.
    "CREATE INDEX ix_complaint__desk ON complaint (state, priority, due_at, id) WHERE is_open",
    "CREATE INDEX ix_complaint__assigned_to ON complaint (assigned_to, priority, due_at, id)
        WHERE is_open",
    "CREATE INDEX ix_complaint__mediator ON complaint (mediator, due_at, id) WHERE is_open",
    "CREATE INDEX ix_complaint__filed_at ON complaint (filed_at)",
    // The conversation of the parties; sealed under the case's own key.
    "CREATE TABLE complaint_message (
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_message__complaint_id
            REFERENCES complaint (id),
        seq bigint NOT NULL CONSTRAINT ck_complaint_message__seq CHECK (seq >= 1),
        kind text NOT NULL CONSTRAINT ck_complaint_message__kind CHECK (kind IN
            ('CLAIM', 'NEW_FACT', 'REPLY', 'MESSAGE', 'OFFER', 'FINDING', 'DECISION', 'APPEAL',
             'NOTE', 'FEEDBACK')),
        side text NOT NULL CONSTRAINT ck_complaint_message__side CHECK (side IN
            ('COMPLAINANT', 'SELLER', 'DESK', 'MEDIATOR', 'PANEL')),
        author {uuid} NOT NULL CONSTRAINT fk_complaint_message__author REFERENCES account (id),
        about_id {uuid},
        words {bytes} NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (complaint_id, seq)
    )",
    "CREATE INDEX ix_complaint_message__author ON complaint_message (author)",
    "CREATE TABLE complaint_evidence (
        id {uuid} NOT NULL,
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_evidence__complaint_id
            REFERENCES complaint (id),
        document_id {uuid} NOT NULL CONSTRAINT fk_complaint_evidence__document_id
            REFERENCES document (id),
        side text NOT NULL CONSTRAINT ck_complaint_evidence__side
            CHECK (side IN ('COMPLAINANT', 'SELLER', 'DESK', 'MEDIATOR', 'PANEL')),
        owner {uuid} NOT NULL CONSTRAINT fk_complaint_evidence__owner REFERENCES account (id),
        shows text NOT NULL CONSTRAINT ck_complaint_evidence__shows CHECK (shows IN
            ('PRODUCT', 'PACKAGE', 'CONVERSATION', 'PAYMENT', 'LOGISTICS', 'CONTRACT',
             'TEST_REPORT', 'MEDICAL', 'SOURCE', 'IDENTITY', 'OTHER')),
        sha256 text NOT NULL CONSTRAINT ck_complaint_evidence__sha256 CHECK (length(sha256) = 64),
        bytes bigint NOT NULL,
        content_type text NOT NULL,
        redacts {uuid},
        at bigint NOT NULL,
        PRIMARY KEY (id, complaint_id),
        CONSTRAINT fk_complaint_evidence__redacts FOREIGN KEY (redacts, complaint_id)
            REFERENCES complaint_evidence (id, complaint_id)
    )",
    "CREATE UNIQUE INDEX uq_complaint_evidence__id ON complaint_evidence (id)",
    "CREATE UNIQUE INDEX uq_complaint_evidence__document_id ON complaint_evidence (document_id)",
    "CREATE INDEX ix_complaint_evidence__complaint_id ON complaint_evidence (complaint_id, id)",
    "CREATE INDEX ix_complaint_evidence__owner ON complaint_evidence (owner)",
    "CREATE INDEX ix_complaint_evidence__redacts ON complaint_evidence (redacts, complaint_id)",
    // Who had evidence in hand, from the first to the last.
    "CREATE TABLE complaint_custody (
        evidence_id {uuid} NOT NULL CONSTRAINT fk_complaint_custody__evidence_id
            REFERENCES complaint_evidence (id),
        seq bigint NOT NULL CONSTRAINT ck_complaint_custody__seq CHECK (seq >= 1),
        act text NOT NULL CONSTRAINT ck_complaint_custody__act
            CHECK (act IN ('SUBMITTED', 'OPENED', 'EXPORTED')),
        actor {uuid} NOT NULL CONSTRAINT fk_complaint_custody__actor REFERENCES account (id),
        at bigint NOT NULL,
        PRIMARY KEY (evidence_id, seq)
    )",
    "CREATE INDEX ix_complaint_custody__actor ON complaint_custody (actor)",
    // CM-5: how long a case rested is told by itself.
    "CREATE TABLE complaint_pause (
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_pause__complaint_id
            REFERENCES complaint (id),
        seq bigint NOT NULL CONSTRAINT ck_complaint_pause__seq CHECK (seq >= 1),
        why text NOT NULL CONSTRAINT ck_complaint_pause__why
            CHECK (why IN ('AGREED', 'COURT_PAPER', 'TEST')),
        from_at bigint NOT NULL,
        until_at bigint NOT NULL,
        PRIMARY KEY (complaint_id, seq),
        CONSTRAINT ck_complaint_pause__order CHECK (until_at >= from_at)
    )",
    "CREATE TABLE complaint_offer (
        id {uuid} PRIMARY KEY,
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_offer__complaint_id
            REFERENCES complaint (id),
        side text NOT NULL CONSTRAINT ck_complaint_offer__side
            CHECK (side IN ('COMPLAINANT', 'SELLER', 'MEDIATOR')),
        made_by {uuid} NOT NULL CONSTRAINT fk_complaint_offer__made_by REFERENCES account (id),
        refund_minor bigint NOT NULL,
        compensation_minor bigint NOT NULL,
        with_replacement boolean NOT NULL,
        state text NOT NULL CONSTRAINT ck_complaint_offer__state
            CHECK (state IN ('OPEN', 'ACCEPTED', 'DECLINED', 'REPLACED', 'LAPSED')),
        complainant_agreed_at bigint,
        seller_agreed_at bigint,
        made_at bigint NOT NULL,
        ended_at bigint,
        CONSTRAINT ck_complaint_offer__amounts
            CHECK (refund_minor >= 0 AND compensation_minor >= 0),
        CONSTRAINT ck_complaint_offer__ended CHECK ((state = 'OPEN') = (ended_at IS NULL)),
        CONSTRAINT ck_complaint_offer__agreed CHECK (state <> 'ACCEPTED'
            OR (complainant_agreed_at IS NOT NULL AND seller_agreed_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_complaint_offer__open ON complaint_offer (complaint_id)
        WHERE state = 'OPEN'",
    "CREATE INDEX ix_complaint_offer__complaint_id ON complaint_offer (complaint_id, id)",
    "CREATE INDEX ix_complaint_offer__made_by ON complaint_offer (made_by)",
    // What was agreed or decided, and what has become of it.
    "CREATE TABLE complaint_remedy (
        id {uuid} PRIMARY KEY,
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_remedy__complaint_id
            REFERENCES complaint (id),
        instance smallint NOT NULL CONSTRAINT ck_complaint_remedy__instance
            CHECK (instance IN (1, 2)),
        basis text NOT NULL CONSTRAINT ck_complaint_remedy__basis
            CHECK (basis IN ('SETTLEMENT', 'MEDIATION', 'RULING', 'DESK')),
        finding text NOT NULL CONSTRAINT ck_complaint_remedy__finding
            CHECK (finding IN ('UPHELD', 'PARTLY_UPHELD', 'REJECTED', 'AGREED')),
        refund_minor bigint NOT NULL,
        compensation_minor bigint NOT NULL,
        penalty_minor bigint NOT NULL,
        with_replacement boolean NOT NULL,
        contract_hash text,
        rule_version text NOT NULL,
        state text NOT NULL CONSTRAINT ck_complaint_remedy__state
            CHECK (state IN ('DRAFT', 'DUE', 'EXECUTED', 'DROPPED', 'SUPERSEDED')),
        made_by {uuid} NOT NULL CONSTRAINT fk_complaint_remedy__made_by REFERENCES account (id),
        made_at bigint NOT NULL,
        execute_by bigint,
        executed_at bigint,
        executed_by text CONSTRAINT ck_complaint_remedy__executed_by
            CHECK (executed_by IN ('SELLER', 'PLATFORM')),
        refunded_minor bigint NOT NULL,
        compensated_minor bigint NOT NULL,
        advanced_minor bigint NOT NULL,
        CONSTRAINT ck_complaint_remedy__amounts CHECK (refund_minor >= 0
            AND compensation_minor >= 0 AND penalty_minor >= 0 AND advanced_minor >= 0),
        CONSTRAINT ck_complaint_remedy__executed CHECK
            ((state = 'EXECUTED') = (executed_at IS NOT NULL)
            AND (executed_at IS NULL) = (executed_by IS NULL)),
        CONSTRAINT ck_complaint_remedy__execute_by CHECK
            (state NOT IN ('DUE', 'EXECUTED') OR execute_by IS NOT NULL)
    )",
    // One decision is in force at a time, and one draft of the next.
    "CREATE UNIQUE INDEX uq_complaint_remedy__force ON complaint_remedy (complaint_id, instance)
        WHERE state IN ('DUE', 'EXECUTED')",
    "CREATE UNIQUE INDEX uq_complaint_remedy__draft ON complaint_remedy (complaint_id)
        WHERE state = 'DRAFT'",
    "CREATE INDEX ix_complaint_remedy__complaint_id ON complaint_remedy (complaint_id, id)",
    "CREATE INDEX ix_complaint_remedy__made_by ON complaint_remedy (made_by)",
    // A panel of three for each instance; whoever steps down keeps their row.
    "CREATE TABLE complaint_seat (
        id {uuid} PRIMARY KEY,
        complaint_id {uuid} NOT NULL CONSTRAINT fk_complaint_seat__complaint_id
            REFERENCES complaint (id),
        instance smallint NOT NULL CONSTRAINT ck_complaint_seat__instance
            CHECK (instance IN (1, 2)),
        seat smallint NOT NULL CONSTRAINT ck_complaint_seat__seat CHECK (seat BETWEEN 1 AND 3),
        arbitrator {uuid} NOT NULL CONSTRAINT fk_complaint_seat__arbitrator REFERENCES account (id),
        drawn_at bigint NOT NULL,
        recused_at bigint
    )",
    "CREATE UNIQUE INDEX uq_complaint_seat__seat ON complaint_seat (complaint_id, instance, seat)
        WHERE recused_at IS NULL",
    "CREATE UNIQUE INDEX uq_complaint_seat__arbitrator
        ON complaint_seat (complaint_id, arbitrator)",
    "CREATE INDEX ix_complaint_seat__arbitrator ON complaint_seat (arbitrator, id)",
    "CREATE TABLE complaint_vote (
        remedy_id {uuid} NOT NULL CONSTRAINT fk_complaint_vote__remedy_id
            REFERENCES complaint_remedy (id),
        arbitrator {uuid} NOT NULL CONSTRAINT fk_complaint_vote__arbitrator REFERENCES account (id),
        agrees boolean NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (remedy_id, arbitrator)
    )",
    "CREATE INDEX ix_complaint_vote__arbitrator ON complaint_vote (arbitrator)",
];

const DOWN: [&str; 10] = [
    "DROP TABLE complaint_vote",
    "DROP TABLE complaint_seat",
    "DROP TABLE complaint_remedy",
    "DROP TABLE complaint_offer",
    "DROP TABLE complaint_pause",
    "DROP TABLE complaint_custody",
    "DROP TABLE complaint_evidence",
    "DROP TABLE complaint_message",
    "DROP TABLE complaint",
    "DROP TABLE dispute_officer",
];
