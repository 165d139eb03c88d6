//! Accounts, contacts, credentials, sessions, second factors, roles, guardians, partner clients.

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
        run(manager, &ACCOUNTS).await?;
        run(manager, &SESSIONS).await?;
        run(manager, &FACTORS).await?;
        run(manager, &STANDING).await?;
        guard_states(manager, "account", &ACCOUNT_EDGES).await?;
        guard_states(manager, "guardianship", &GUARDIANSHIP_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "guardianship").await?;
        unguard_states(manager, "account").await?;
        run(manager, &DOWN).await
    }
}

const ACCOUNT_EDGES: [(&str, &str); 4] = [
    ("ACTIVE", "SUSPENDED"),
    ("SUSPENDED", "ACTIVE"),
    ("ACTIVE", "CLOSED"),
    ("SUSPENDED", "CLOSED"),
];

const GUARDIANSHIP_EDGES: [(&str, &str); 3] =
    [("REQUESTED", "CONFIRMED"), ("REQUESTED", "DECLINED"), ("CONFIRMED", "ENDED")];

const ACCOUNTS: [&str; 9] = [
    "CREATE TABLE account (
        id {uuid} PRIMARY KEY,
        handle text NOT NULL,
        handle_folded text NOT NULL,
        handle_changed_at bigint,
        display_name text NOT NULL
            CONSTRAINT ck_account__display_name CHECK (length(display_name) BETWEEN 1 AND 50),
        bio text NOT NULL CONSTRAINT ck_account__bio CHECK (length(bio) <= 500),
        picture_id {uuid},
        locale text NOT NULL CONSTRAINT ck_account__locale CHECK (length(locale) BETWEEN 2 AND 35),
        age_band text NOT NULL CONSTRAINT ck_account__age_band
            CHECK (age_band IN ('UNDER_14', 'FROM_14_TO_17', 'ADULT')),
        guardian_id {uuid} CONSTRAINT fk_account__guardian_id REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_account__state
            CHECK (state IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
        joined_at bigint NOT NULL,
        closed_at bigint,
        CONSTRAINT ck_account__handle CHECK (length(handle) BETWEEN 3 AND 45),
        CONSTRAINT ck_account__closed CHECK ((state = 'CLOSED') = (closed_at IS NOT NULL)),
        CONSTRAINT ck_account__own_guardian CHECK (guardian_id IS NULL OR guardian_id <> id)
    )",
    "CREATE UNIQUE INDEX uq_account__handle_folded ON account (handle_folded)",
    "CREATE INDEX ix_account__guardian_id ON account (guardian_id)",
    "CREATE TABLE contact (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL CONSTRAINT fk_contact__account_id REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_contact__kind CHECK (kind IN ('EMAIL', 'PHONE')),
        lookup text NOT NULL,
        sealed {bytes} NOT NULL,
        masked text NOT NULL,
        verified_at bigint NOT NULL
    )",
    // One person per address, and one address of a kind per person.
    "CREATE UNIQUE INDEX uq_contact__lookup ON contact (lookup)",
    "CREATE UNIQUE INDEX uq_contact__account_id__kind ON contact (account_id, kind)",
    "CREATE TABLE password (
        account_id {uuid} PRIMARY KEY CONSTRAINT fk_password__account_id REFERENCES account (id),
        hash text NOT NULL CONSTRAINT ck_password__hash CHECK (hash LIKE '$argon2id$%'),
        changed_at bigint NOT NULL
    )",
    "CREATE TABLE outside_identity (
        issuer text NOT NULL,
        subject text NOT NULL,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_outside_identity__account_id REFERENCES account (id),
        linked_at bigint NOT NULL,
        PRIMARY KEY (issuer, subject)
    )",
    "CREATE INDEX ix_outside_identity__account_id ON outside_identity (account_id)",
];

const SESSIONS: [&str; 11] = [
    "CREATE TABLE session (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL CONSTRAINT fk_session__account_id REFERENCES account (id),
        method text NOT NULL CONSTRAINT ck_session__method
            CHECK (method IN ('PASSWORD', 'CODE', 'PASSKEY')),
        device_name text NOT NULL CONSTRAINT ck_session__device_name
            CHECK (length(device_name) <= 80),
        created_at bigint NOT NULL,
        refreshed_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        stepped_up_at bigint,
        second_factor_at bigint,
        ended_at bigint,
        end_cause text CONSTRAINT ck_session__end_cause CHECK (end_cause IN
            ('SIGNED_OUT', 'REVOKED', 'REPLAY', 'PASSWORD_CHANGED', 'ACCOUNT_STOPPED')),
        CONSTRAINT ck_session__life CHECK (created_at < expires_at),
        CONSTRAINT ck_session__ended CHECK ((ended_at IS NULL) = (end_cause IS NULL))
    )",
    "CREATE INDEX ix_session__account_id_created_at ON session (account_id, created_at)",
    "CREATE INDEX ix_session__expires_at ON session (expires_at)",
    "CREATE TABLE refresh_token (
        id {uuid} PRIMARY KEY,
        session_id {uuid} NOT NULL CONSTRAINT fk_refresh_token__session_id
            REFERENCES session (id) ON DELETE CASCADE,
        parent_id {uuid},
        seq bigint NOT NULL CONSTRAINT ck_refresh_token__seq CHECK (seq >= 1),
        hash text NOT NULL,
        issued_at bigint NOT NULL,
        used_at bigint,
        superseded_at bigint,
        CONSTRAINT ck_refresh_token__fate CHECK (used_at IS NULL OR superseded_at IS NULL)
    )",
    "CREATE UNIQUE INDEX uq_refresh_token__hash ON refresh_token (hash)",
    "CREATE UNIQUE INDEX uq_refresh_token__session_id__seq ON refresh_token (session_id, seq)",
    // One live branch, whatever the code does.
    "CREATE UNIQUE INDEX uq_refresh_token__session_id ON refresh_token (session_id)
        WHERE used_at IS NULL AND superseded_at IS NULL",
    "CREATE TABLE one_time_code (
        id {uuid} PRIMARY KEY,
        purpose text NOT NULL CONSTRAINT ck_one_time_code__purpose
            CHECK (purpose IN ('REGISTER', 'SIGN_IN', 'STEP_UP', 'CONTACT')),
        lookup text NOT NULL,
        sealed text NOT NULL,
        account_id {uuid} CONSTRAINT fk_one_time_code__account_id REFERENCES account (id),
        decoy boolean NOT NULL,
        hash text NOT NULL,
        sealed_code text,
        locale text NOT NULL,
        tries_left integer NOT NULL CONSTRAINT ck_one_time_code__tries_left
            CHECK (tries_left BETWEEN 0 AND 5),
        sent_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        spent_at bigint,
        CONSTRAINT ck_one_time_code__life CHECK (expires_at - sent_at BETWEEN 1 AND 300000)
    )",
    "CREATE INDEX ix_one_time_code__lookup_sent_at ON one_time_code (lookup, sent_at)",
    "CREATE INDEX ix_one_time_code__sent_at ON one_time_code (sent_at)",
    "CREATE INDEX ix_one_time_code__account_id ON one_time_code (account_id)",
];

const FACTORS: [&str; 10] = [
    "CREATE TABLE attempt (
        subject text PRIMARY KEY,
        failures integer NOT NULL CONSTRAINT ck_attempt__failures CHECK (failures >= 0),
        since bigint NOT NULL,
        last bigint NOT NULL
    )",
    "CREATE INDEX ix_attempt__last ON attempt (last)",
    "CREATE TABLE totp (
        account_id {uuid} PRIMARY KEY CONSTRAINT fk_totp__account_id REFERENCES account (id),
        sealed text NOT NULL,
        created_at bigint NOT NULL,
        confirmed_at bigint,
        last_step bigint NOT NULL DEFAULT 0
    )",
    "CREATE TABLE recovery_code (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL CONSTRAINT fk_recovery_code__account_id REFERENCES account (id),
        hash text NOT NULL,
        used_at bigint
    )",
    "CREATE UNIQUE INDEX uq_recovery_code__account_id__hash ON recovery_code (account_id, hash)",
    "CREATE TABLE passkey (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL CONSTRAINT fk_passkey__account_id REFERENCES account (id),
        credential_id text NOT NULL,
        name text NOT NULL CONSTRAINT ck_passkey__name CHECK (length(name) BETWEEN 1 AND 50),
        credential {json} NOT NULL,
        counter bigint NOT NULL CONSTRAINT ck_passkey__counter CHECK (counter >= 0),
        created_at bigint NOT NULL,
        used_at bigint
    )",
    "CREATE UNIQUE INDEX uq_passkey__credential_id ON passkey (credential_id)",
    "CREATE INDEX ix_passkey__account_id ON passkey (account_id)",
    "CREATE TABLE ceremony (
        id {uuid} PRIMARY KEY,
        kind text NOT NULL CONSTRAINT ck_ceremony__kind
            CHECK (kind IN ('REGISTER', 'SIGN_IN', 'STEP_UP')),
        account_id {uuid} CONSTRAINT fk_ceremony__account_id REFERENCES account (id),
        state {json} NOT NULL,
        expires_at bigint NOT NULL
    )",
    "CREATE INDEX ix_ceremony__account_id ON ceremony (account_id)",
];

const STANDING: [&str; 9] = [
    "CREATE INDEX ix_ceremony__expires_at ON ceremony (expires_at)",
    "CREATE TABLE staff_role (
        account_id {uuid} NOT NULL CONSTRAINT fk_staff_role__account_id REFERENCES account (id),
        role text NOT NULL CONSTRAINT ck_staff_role__role CHECK (role IN
            ('SUPPORT', 'MEDIATOR', 'ARBITRATOR', 'COMPLIANCE', 'RISK', 'ADMIN')),
        granted_by {uuid} CONSTRAINT fk_staff_role__granted_by REFERENCES account (id),
        granted_at bigint NOT NULL,
        PRIMARY KEY (account_id, role)
    )",
    "CREATE TABLE guardianship (
        id {uuid} PRIMARY KEY,
        child_id {uuid} NOT NULL CONSTRAINT fk_guardianship__child_id REFERENCES account (id),
        guardian_id {uuid} NOT NULL
            CONSTRAINT fk_guardianship__guardian_id REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_guardianship__state
            CHECK (state IN ('REQUESTED', 'CONFIRMED', 'DECLINED', 'ENDED')),
        requested_at bigint NOT NULL,
        decided_at bigint,
        CONSTRAINT ck_guardianship__parties CHECK (child_id <> guardian_id),
        CONSTRAINT ck_guardianship__decided
            CHECK ((state = 'REQUESTED') = (decided_at IS NULL))
    )",
    // A child has one guardian, or one open request, at a time.
    "CREATE UNIQUE INDEX uq_guardianship__child_id ON guardianship (child_id)
        WHERE state IN ('REQUESTED', 'CONFIRMED')",
    "CREATE INDEX ix_guardianship__guardian_id ON guardianship (guardian_id)",
    "CREATE TABLE partner_client (
        id {uuid} PRIMARY KEY,
        name text NOT NULL CONSTRAINT ck_partner_client__name
            CHECK (length(name) BETWEEN 1 AND 80),
        secret_hash text NOT NULL,
        scopes text NOT NULL,
        created_by {uuid} NOT NULL
            CONSTRAINT fk_partner_client__created_by REFERENCES account (id),
        created_at bigint NOT NULL,
        revoked_at bigint
    )",
    "CREATE UNIQUE INDEX uq_partner_client__name ON partner_client (name)",
    "CREATE INDEX ix_staff_role__granted_by ON staff_role (granted_by)",
    "CREATE INDEX ix_partner_client__created_by ON partner_client (created_by)",
];

const DOWN: [&str; 15] = [
    "DROP TABLE partner_client",
    "DROP TABLE guardianship",
    "DROP TABLE staff_role",
    "DROP TABLE ceremony",
    "DROP TABLE passkey",
    "DROP TABLE recovery_code",
    "DROP TABLE totp",
    "DROP TABLE attempt",
    "DROP TABLE one_time_code",
    "DROP TABLE refresh_token",
    "DROP TABLE session",
    "DROP TABLE outside_identity",
    "DROP TABLE password",
    "DROP TABLE contact",
    "DROP TABLE account",
];
