//! Who stands behind a shop: states of operators, versions of their registration, sealed documents,
//! invitations, transfers, and what the law counts and reminds of.

mod trade;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::{guard_states, keep_rows, release_rows, run, unguard_states};

pub struct Migration;

impl MigrationName for Migration {
    // The derived name is the file's, and this file is `mod.rs`.
    fn name(&self) -> &'static str {
        "m20261122_000010_registration"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        run(manager, &trade::UP).await?;
        for (table, edges) in MACHINES {
            guard_states(manager, table, edges).await?;
        }
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        for statement in kept_as_submitted(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in let_go(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        for (table, _) in MACHINES {
            unguard_states(manager, table).await?;
        }
        run(manager, &trade::DOWN).await?;
        run(manager, &DOWN).await
    }
}

/// What was decided, prompted and reported stays so.
const APPEND_ONLY: [&str; 3] = ["registration_review", "operator_prompt", "identity_report_run"];

const MACHINES: [(&str, &[(&str, &str)]); 5] = [
    (
        "operator",
        &[
            ("DRAFT", "SUBMITTED"),
            ("SUBMITTED", "ACTIVE"),
            ("SUBMITTED", "REJECTED"),
            ("REJECTED", "SUBMITTED"),
            ("ACTIVE", "REVERIFY_DUE"),
            ("REVERIFY_DUE", "ACTIVE"),
            ("REVERIFY_DUE", "RESTRICTED"),
            ("RESTRICTED", "ACTIVE"),
            ("ACTIVE", "SUSPENDED"),
            ("REVERIFY_DUE", "SUSPENDED"),
            ("RESTRICTED", "SUSPENDED"),
            ("SUSPENDED", "ACTIVE"),
            ("ACTIVE", "EXITING"),
            ("REVERIFY_DUE", "EXITING"),
            ("RESTRICTED", "EXITING"),
            ("EXITING", "EXITED"),
        ],
    ),
    (
        "registration",
        &[
            ("DRAFT", "SUBMITTED"),
            ("SUBMITTED", "RECOMMENDED"),
            ("SUBMITTED", "REJECTED"),
            ("RECOMMENDED", "APPROVED"),
            ("RECOMMENDED", "REJECTED"),
        ],
    ),
    (
        "document",
        &[
            ("STAGED", "STORED"),
            ("STAGED", "REJECTED"),
            ("STORED", "ATTACHED"),
            ("STAGED", "EXPIRED"),
            ("STORED", "EXPIRED"),
            ("REJECTED", "EXPIRED"),
        ],
    ),
    (
        "operator_invitation",
        &[("OPEN", "ACCEPTED"), ("OPEN", "DECLINED"), ("OPEN", "WITHDRAWN"), ("OPEN", "EXPIRED")],
    ),
    (
        "operator_transfer",
        &[("OFFERED", "ACCEPTED"), ("OFFERED", "CANCELLED"), ("ACCEPTED", "COMPLETED")],
    ),
];

/// What a registration says; once it is submitted none of it is changed.
const SAID: &str = "operator_id, version, purpose, kind, confirms_id, legal_name, credit_code, \
                    business_address, region, licence_from, licence_until, exemption_ground, \
                    declaration, name_sealed, name_index, identity_sealed, identity_index, \
                    address_sealed, phone_sealed, email_sealed, changed_on, submitted_by, \
                    submitted_at";

fn kept_as_submitted(engine: DatabaseBackend) -> Vec<String> {
    let says = "ck_registration__as_submitted";
    match engine {
        DatabaseBackend::Postgres => vec![
            format!(
                "CREATE FUNCTION keep_registration() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 RAISE EXCEPTION 'as submitted' USING ERRCODE = 'check_violation', \
                 CONSTRAINT = '{says}'; END $$"
            ),
            format!(
                "CREATE TRIGGER keep_registration_update BEFORE UPDATE OF {SAID} ON registration \
                 FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION keep_registration()"
            ),
            "CREATE TRIGGER keep_registration_delete BEFORE DELETE ON registration \
             FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION keep_registration()"
                .to_owned(),
        ],
        _ => vec![
            format!(
                "CREATE TRIGGER keep_registration_update BEFORE UPDATE OF {SAID} ON registration \
                 FOR EACH ROW WHEN OLD.state <> 'DRAFT' \
                 BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {says}'); END"
            ),
            format!(
                "CREATE TRIGGER keep_registration_delete BEFORE DELETE ON registration \
                 FOR EACH ROW WHEN OLD.state <> 'DRAFT' \
                 BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {says}'); END"
            ),
        ],
    }
}

fn let_go(engine: DatabaseBackend) -> &'static [&'static str] {
    match engine {
        DatabaseBackend::Postgres => &[
            "DROP TRIGGER keep_registration_update ON registration",
            "DROP TRIGGER keep_registration_delete ON registration",
            "DROP FUNCTION keep_registration()",
        ],
        _ => &["DROP TRIGGER keep_registration_update", "DROP TRIGGER keep_registration_delete"],
    }
}

const UP: [&str; 30] = [
    "CREATE TABLE registration (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_registration__operator_id REFERENCES operator (id),
        version integer NOT NULL CONSTRAINT ck_registration__version CHECK (version >= 1),
        purpose text NOT NULL CONSTRAINT ck_registration__purpose
            CHECK (purpose IN ('FIRST', 'CHANGE', 'REVERIFICATION', 'TRANSFER')),
        kind text NOT NULL CONSTRAINT ck_registration__kind CHECK (kind IN
            ('REGISTERED', 'NATURAL_PERSON', 'SELF_OPERATED', 'SERVICE_PROVIDER')),
        state text NOT NULL CONSTRAINT ck_registration__state CHECK (state IN
            ('DRAFT', 'SUBMITTED', 'RECOMMENDED', 'APPROVED', 'REJECTED')),
        confirms_id {uuid}
            CONSTRAINT fk_registration__confirms_id REFERENCES registration (id),
        legal_name text
            CONSTRAINT ck_registration__legal_name CHECK (length(legal_name) BETWEEN 1 AND 120),
        credit_code text
            CONSTRAINT ck_registration__credit_code CHECK (length(credit_code) = 18),
        business_address text CONSTRAINT ck_registration__business_address
            CHECK (length(business_address) BETWEEN 1 AND 200),
        region text CONSTRAINT ck_registration__region CHECK (length(region) BETWEEN 1 AND 60),
        licence_from bigint,
        licence_until bigint,
        exemption_ground text CONSTRAINT ck_registration__exemption_ground CHECK
            (exemption_ground IN ('OWN_FARM_PRODUCTS', 'HOUSEHOLD_HANDICRAFT',
            'LICENCE_FREE_LABOUR', 'SMALL_SPORADIC_TRADE')),
        declaration text,
        name_sealed {bytes},
        name_index text,
        identity_sealed {bytes},
        identity_index text,
        address_sealed {bytes},
        phone_sealed {bytes},
        email_sealed {bytes},
        changed_on bigint,
        created_by {uuid} NOT NULL
            CONSTRAINT fk_registration__created_by REFERENCES account (id),
        created_at bigint NOT NULL,
        submitted_by {uuid} CONSTRAINT fk_registration__submitted_by REFERENCES account (id),
        submitted_at bigint,
        due_at bigint,
        overdue_at bigint,
        decided_at bigint,
        recommended_by {uuid}
            CONSTRAINT fk_registration__recommended_by REFERENCES account (id),
        CONSTRAINT ck_registration__submitted CHECK ((state = 'DRAFT') = (submitted_at IS NULL)
            AND (submitted_at IS NULL) = (submitted_by IS NULL)
            AND (submitted_at IS NULL) = (due_at IS NULL)),
        CONSTRAINT ck_registration__decided
            CHECK ((state IN ('APPROVED', 'REJECTED')) = (decided_at IS NOT NULL)),
        CONSTRAINT ck_registration__recommended CHECK (state NOT IN ('RECOMMENDED', 'APPROVED')
            OR recommended_by IS NOT NULL),
        CONSTRAINT ck_registration__said CHECK (confirms_id IS NOT NULL
            OR (kind = 'NATURAL_PERSON' AND name_sealed IS NOT NULL AND identity_sealed IS NOT NULL
                AND address_sealed IS NOT NULL AND region IS NOT NULL
                AND exemption_ground IS NOT NULL AND credit_code IS NULL)
            OR (kind <> 'NATURAL_PERSON' AND legal_name IS NOT NULL AND credit_code IS NOT NULL
                AND business_address IS NOT NULL AND licence_from IS NOT NULL
                AND name_sealed IS NOT NULL AND identity_sealed IS NULL))
    )",
    "CREATE UNIQUE INDEX uq_registration__operator_id__version
        ON registration (operator_id, version)",
    // One on its way at a time.
    "CREATE UNIQUE INDEX uq_registration__operator_id ON registration (operator_id)
        WHERE state IN ('DRAFT', 'SUBMITTED', 'RECOMMENDED')",
    // The queue of the review, oldest first.
    "CREATE INDEX ix_registration__waiting ON registration (submitted_at, id)
        WHERE state IN ('SUBMITTED', 'RECOMMENDED')",
    "CREATE INDEX ix_registration__confirms_id ON registration (confirms_id)",
    "CREATE INDEX ix_registration__created_by ON registration (created_by)",
    "CREATE INDEX ix_registration__submitted_by ON registration (submitted_by)",
    "CREATE INDEX ix_registration__recommended_by ON registration (recommended_by)",
    // Shops that were there before this have shown nothing yet: they are drafts.
    "ALTER TABLE operator ADD COLUMN state text NOT NULL DEFAULT 'DRAFT'
        CONSTRAINT ck_operator__state CHECK (state IN ('DRAFT', 'SUBMITTED', 'ACTIVE', 'REJECTED',
            'REVERIFY_DUE', 'RESTRICTED', 'SUSPENDED', 'EXITING', 'EXITED'))",
    "ALTER TABLE operator ADD COLUMN kind text CONSTRAINT ck_operator__kind CHECK (kind IN
            ('REGISTERED', 'NATURAL_PERSON', 'SELF_OPERATED', 'SERVICE_PROVIDER'))",
    "ALTER TABLE operator ADD COLUMN registration_id {uuid}
        CONSTRAINT fk_operator__registration_id REFERENCES registration (id)",
    "ALTER TABLE operator ADD COLUMN identity_index text",
    "ALTER TABLE operator ADD COLUMN verified_at bigint",
    "ALTER TABLE operator ADD COLUMN reverify_by bigint",
    "ALTER TABLE operator ADD COLUMN exit_at bigint",
    "ALTER TABLE operator ADD COLUMN exited_at bigint",
    "CREATE INDEX ix_operator__registration_id ON operator (registration_id)",
    // The shops of one person.
    "CREATE INDEX ix_operator__identity_index ON operator (identity_index)",
    // The report of identities reads those that were ever verified, in the order of their ids.
    "CREATE INDEX ix_operator__verified ON operator (id) WHERE verified_at IS NOT NULL",
    "CREATE TABLE registration_review (
        id {uuid} PRIMARY KEY,
        registration_id {uuid} NOT NULL
            CONSTRAINT fk_registration_review__registration_id REFERENCES registration (id),
        staff_id {uuid} NOT NULL
            CONSTRAINT fk_registration_review__staff_id REFERENCES account (id),
        decision text NOT NULL CONSTRAINT ck_registration_review__decision
            CHECK (decision IN ('RECOMMEND', 'APPROVE', 'REJECT')),
        reasons {json} NOT NULL,
        at bigint NOT NULL
    )",
    "CREATE INDEX ix_registration_review__registration_id
        ON registration_review (registration_id, id)",
    "CREATE INDEX ix_registration_review__staff_id ON registration_review (staff_id)",
    // Files that are only ever kept sealed.
    "CREATE TABLE document (
        id {uuid} PRIMARY KEY,
        owner_id {uuid} NOT NULL CONSTRAINT fk_document__owner_id REFERENCES account (id),
        subject_id {uuid} NOT NULL,
        content_type text NOT NULL CONSTRAINT ck_document__content_type CHECK
            (content_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
        bytes bigint NOT NULL CONSTRAINT ck_document__bytes CHECK (bytes BETWEEN 1 AND 10485760),
        sha256 text CONSTRAINT ck_document__sha256 CHECK (length(sha256) = 64),
        state text NOT NULL CONSTRAINT ck_document__state CHECK (state IN
            ('STAGED', 'STORED', 'REJECTED', 'ATTACHED', 'EXPIRED')),
        rejection text CONSTRAINT ck_document__rejection CHECK (rejection IN
            ('NOT_A_DOCUMENT', 'TYPE_MISMATCH', 'TOO_MANY_PIXELS', 'DAMAGED', 'ACTIVE_CONTENT')),
        token_hash text NOT NULL
            CONSTRAINT ck_document__token_hash CHECK (length(token_hash) = 64),
        token_expires_at bigint NOT NULL,
        staged_at bigint NOT NULL,
        stored_at bigint,
        attached_at bigint,
        file text,
        CONSTRAINT ck_document__stored
            CHECK (state NOT IN ('STORED', 'ATTACHED') OR (file IS NOT NULL
                AND stored_at IS NOT NULL AND sha256 IS NOT NULL)),
        CONSTRAINT ck_document__rejected
            CHECK (state = 'EXPIRED' OR (state = 'REJECTED') = (rejection IS NOT NULL))
    )",
    "CREATE INDEX ix_document__owner_id__staged_at ON document (owner_id, staged_at)",
    // Leave to read a document once, as the access ledger has it.
    "CREATE TABLE document_ticket (
        token_hash text PRIMARY KEY,
        document_id {uuid} NOT NULL
            CONSTRAINT fk_document_ticket__document_id REFERENCES document (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_document_ticket__account_id REFERENCES account (id),
        entry_id {uuid} NOT NULL
            CONSTRAINT fk_document_ticket__entry_id REFERENCES access_entry (id),
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX ix_document_ticket__document_id ON document_ticket (document_id)",
    "CREATE INDEX ix_document_ticket__account_id ON document_ticket (account_id)",
    "CREATE INDEX ix_document_ticket__entry_id ON document_ticket (entry_id)",
    "CREATE TABLE registration_document (
        document_id {uuid} PRIMARY KEY
            CONSTRAINT fk_registration_document__document_id REFERENCES document (id),
        registration_id {uuid} NOT NULL
            CONSTRAINT fk_registration_document__registration_id REFERENCES registration (id),
        kind text NOT NULL CONSTRAINT ck_registration_document__kind
            CHECK (kind IN ('LICENCE', 'IDENTITY_FRONT', 'IDENTITY_BACK', 'PERMIT'))
    )",
    "CREATE INDEX ix_registration_document__registration_id
        ON registration_document (registration_id, document_id)",
];

const DOWN: [&str; 16] = [
    "DROP TABLE registration_document",
    "DROP TABLE document_ticket",
    "DROP TABLE document",
    "DROP TABLE registration_review",
    "DROP INDEX ix_operator__verified",
    "DROP INDEX ix_operator__identity_index",
    "DROP INDEX ix_operator__registration_id",
    "ALTER TABLE operator DROP COLUMN exited_at",
    "ALTER TABLE operator DROP COLUMN exit_at",
    "ALTER TABLE operator DROP COLUMN reverify_by",
    "ALTER TABLE operator DROP COLUMN verified_at",
    "ALTER TABLE operator DROP COLUMN identity_index",
    "ALTER TABLE operator DROP COLUMN registration_id",
    "ALTER TABLE operator DROP COLUMN kind",
    "ALTER TABLE operator DROP COLUMN state",
    "DROP TABLE registration",
];
