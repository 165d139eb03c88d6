//! The risk centre: rules as versions, what they found, cases of staff, and stops.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

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
        let first = format!(
            "INSERT INTO risk_rules (version, body, proposed_at, published_at) \
             VALUES (1, '{FIRST}', 0, 0)"
        );
        manager.get_connection().execute_unprepared(&first).await?;
        guard_states(manager, "risk_case", &[("OPEN", "UPHELD"), ("OPEN", "DISMISSED")]).await?;
        keep_rows(manager, "risk_assessment").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        release_rows(manager, "risk_assessment").await?;
        unguard_states(manager, "risk_case").await?;
        run(manager, &DOWN).await
    }
}

/// The rules that the house begins with.
const FIRST: &str = r#"{"factors":[{"from_minor":0,"needed":0},{"from_minor":100000,"needed":1},{"from_minor":5000000,"needed":2}],"challenge_from":40,"hold_from":70,"deny_from":100,"rules":[{"name":"LARGE","condition":"AMOUNT_FROM_MINOR","threshold":200000,"weight":15},{"name":"VERY_LARGE","condition":"AMOUNT_FROM_MINOR","threshold":2000000,"weight":30},{"name":"MUCH_IN_A_DAY","condition":"DAY_FROM_MINOR","threshold":5000000,"weight":30},{"name":"MANY_IN_AN_HOUR","condition":"TRIALS_IN_HOUR_FROM","threshold":10,"weight":40},{"name":"STORM","condition":"TRIALS_IN_HOUR_FROM","threshold":30,"weight":60},{"name":"MANY_FAILED","condition":"FAILED_IN_HOUR_FROM","threshold":5,"weight":30},{"name":"NEW_SESSION","condition":"SESSION_MINUTES_BELOW","threshold":10,"weight":5},{"name":"NEW_ACCOUNT","condition":"ACCOUNT_HOURS_BELOW","threshold":24,"weight":10},{"name":"NEW_PLACE","condition":"PLACE_IS_NEW","threshold":1,"weight":10},{"name":"NEW_PAYEE","condition":"PAYEE_IS_NEW","threshold":1,"weight":5},{"name":"NIGHT","condition":"HOUR_BELOW","threshold":5,"weight":5}]}"#;

const UP: [&str; 18] = [
    // What was published is never changed; a proposal is published by somebody else.
    "CREATE TABLE risk_rules (
        version bigint PRIMARY KEY,
        body text NOT NULL CONSTRAINT ck_risk_rules__body CHECK (length(body) <= 20000),
        proposed_by {uuid} CONSTRAINT fk_risk_rules__proposed_by REFERENCES account (id),
        proposed_at bigint NOT NULL,
        published_by {uuid} CONSTRAINT fk_risk_rules__published_by REFERENCES account (id),
        published_at bigint,
        CONSTRAINT ck_risk_rules__four_eyes CHECK
            (published_by IS NULL OR proposed_by IS NULL OR published_by <> proposed_by)
    )",
    "CREATE INDEX ix_risk_rules__proposed_by ON risk_rules (proposed_by)",
    "CREATE INDEX ix_risk_rules__published_by ON risk_rules (published_by)",
    "CREATE TABLE risk_assessment (
        id {uuid} PRIMARY KEY,
        payment_id {uuid} NOT NULL
            CONSTRAINT fk_risk_assessment__payment_id REFERENCES payment (id),
        payer {uuid} NOT NULL CONSTRAINT fk_risk_assessment__payer REFERENCES account (id),
        rules_version bigint NOT NULL
            CONSTRAINT fk_risk_assessment__rules_version REFERENCES risk_rules (version),
        score bigint NOT NULL CONSTRAINT ck_risk_assessment__score CHECK (score >= 0),
        verdict text NOT NULL CONSTRAINT ck_risk_assessment__verdict
            CHECK (verdict IN ('ALLOW', 'CHALLENGE', 'HOLD', 'DENY')),
        hits text NOT NULL,
        amount_minor bigint NOT NULL,
        place text NOT NULL,
        at bigint NOT NULL
    )",
    "CREATE INDEX ix_risk_assessment__payer__at ON risk_assessment (payer, at)",
    "CREATE INDEX ix_risk_assessment__payer__place ON risk_assessment (payer, place)",
    "CREATE INDEX ix_risk_assessment__payment_id ON risk_assessment (payment_id)",
    "CREATE INDEX ix_risk_assessment__rules_version ON risk_assessment (rules_version)",
    "CREATE TABLE risk_case (
        id {uuid} PRIMARY KEY,
        kind text NOT NULL CONSTRAINT ck_risk_case__kind
            CHECK (kind IN ('HELD', 'APPEAL', 'UNAUTHORISED')),
        payment_id {uuid} NOT NULL CONSTRAINT fk_risk_case__payment_id REFERENCES payment (id),
        payer {uuid} NOT NULL CONSTRAINT fk_risk_case__payer REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_risk_case__state
            CHECK (state IN ('OPEN', 'UPHELD', 'DISMISSED')),
        words {bytes},
        opened_at bigint NOT NULL,
        due_at bigint NOT NULL,
        decided_by {uuid} CONSTRAINT fk_risk_case__decided_by REFERENCES account (id),
        decided_at bigint,
        reason text CONSTRAINT ck_risk_case__reason CHECK (reason IN
            ('PAYER_CONFIRMED', 'NO_RISK_FOUND', 'FRAUD_FOUND', 'PAYER_AT_FAULT',
             'NOT_REACHED')),
        loss_minor bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_risk_case__loss_minor CHECK (loss_minor >= 0),
        CONSTRAINT ck_risk_case__decided CHECK ((state = 'OPEN') = (decided_at IS NULL)
            AND (decided_at IS NULL) = (reason IS NULL)
            AND (decided_by IS NULL OR decided_by <> payer))
    )",
    // One open case of a kind for each payment.
    "CREATE UNIQUE INDEX uq_risk_case__payment_id__kind ON risk_case (payment_id, kind)
        WHERE state = 'OPEN'",
    "CREATE INDEX ix_risk_case__payment_id ON risk_case (payment_id)",
    "CREATE INDEX ix_risk_case__payer ON risk_case (payer)",
    "CREATE INDEX ix_risk_case__decided_by ON risk_case (decided_by)",
    "CREATE INDEX ix_risk_case__state__due_at__id ON risk_case (state, due_at, id)",
    "CREATE TABLE emergency_stop (
        id {uuid} PRIMARY KEY,
        scope text NOT NULL CONSTRAINT ck_emergency_stop__scope
            CHECK (scope IN ('PLATFORM', 'PROVIDER', 'OPERATOR')),
        provider text,
        operator_id {uuid}
            CONSTRAINT fk_emergency_stop__operator_id REFERENCES operator (id),
        reason text NOT NULL
            CONSTRAINT ck_emergency_stop__reason CHECK (length(reason) BETWEEN 1 AND 200),
        set_by {uuid} NOT NULL CONSTRAINT fk_emergency_stop__set_by REFERENCES account (id),
        from_at bigint NOT NULL,
        until_at bigint,
        lifted_by {uuid} CONSTRAINT fk_emergency_stop__lifted_by REFERENCES account (id),
        lifted_at bigint,
        CONSTRAINT ck_emergency_stop__target CHECK
            ((scope = 'PROVIDER') = (provider IS NOT NULL)
             AND (scope = 'OPERATOR') = (operator_id IS NOT NULL)),
        CONSTRAINT ck_emergency_stop__until CHECK (until_at IS NULL OR until_at > from_at),
        CONSTRAINT ck_emergency_stop__lifted CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
    )",
    "CREATE INDEX ix_emergency_stop__operator_id ON emergency_stop (operator_id)",
    "CREATE INDEX ix_emergency_stop__set_by ON emergency_stop (set_by)",
    "CREATE INDEX ix_emergency_stop__lifted_by ON emergency_stop (lifted_by)",
];

const DOWN: [&str; 4] = [
    "DROP TABLE emergency_stop",
    "DROP TABLE risk_case",
    "DROP TABLE risk_assessment",
    "DROP TABLE risk_rules",
];
