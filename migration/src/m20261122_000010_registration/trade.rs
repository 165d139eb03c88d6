//! Tables of the team, of transfers, and of what the law counts and reminds of.

pub const UP: [&str; 21] = [
    "CREATE TABLE operator_invitation (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_invitation__operator_id REFERENCES operator (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_operator_invitation__account_id REFERENCES account (id),
        role text NOT NULL CONSTRAINT ck_operator_invitation__role
            CHECK (role IN ('FINANCE', 'SUPPORT', 'MANAGER', 'OWNER')),
        state text NOT NULL CONSTRAINT ck_operator_invitation__state CHECK (state IN
            ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED')),
        token_hash text NOT NULL
            CONSTRAINT ck_operator_invitation__token_hash CHECK (length(token_hash) = 64),
        invited_by {uuid} NOT NULL
            CONSTRAINT fk_operator_invitation__invited_by REFERENCES account (id),
        invited_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        decided_at bigint
    )",
    // One open invitation of a person to a shop.
    "CREATE UNIQUE INDEX uq_operator_invitation__operator_id__account_id
        ON operator_invitation (operator_id, account_id) WHERE state = 'OPEN'",
    "CREATE INDEX ix_operator_invitation__operator_id ON operator_invitation (operator_id, id)",
    "CREATE INDEX ix_operator_invitation__account_id ON operator_invitation (account_id, id)",
    "CREATE INDEX ix_operator_invitation__invited_by ON operator_invitation (invited_by)",
    "CREATE TABLE operator_transfer (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_transfer__operator_id REFERENCES operator (id),
        giver_id {uuid} NOT NULL
            CONSTRAINT fk_operator_transfer__giver_id REFERENCES account (id),
        receiver_id {uuid} NOT NULL
            CONSTRAINT fk_operator_transfer__receiver_id REFERENCES account (id),
        state text NOT NULL CONSTRAINT ck_operator_transfer__state CHECK (state IN
            ('OFFERED', 'ACCEPTED', 'CANCELLED', 'COMPLETED')),
        offered_at bigint NOT NULL,
        accepted_at bigint,
        ended_at bigint,
        CONSTRAINT ck_operator_transfer__parties CHECK (giver_id <> receiver_id),
        CONSTRAINT ck_operator_transfer__accepted
            CHECK (state NOT IN ('ACCEPTED', 'COMPLETED') OR accepted_at IS NOT NULL)
    )",
    "CREATE UNIQUE INDEX uq_operator_transfer__operator_id ON operator_transfer (operator_id)
        WHERE state IN ('OFFERED', 'ACCEPTED')",
    "CREATE INDEX ix_operator_transfer__operator_id ON operator_transfer (operator_id)",
    "CREATE INDEX ix_operator_transfer__giver_id ON operator_transfer (giver_id)",
    "CREATE INDEX ix_operator_transfer__receiver_id ON operator_transfer (receiver_id)",
    // What a shop turned over in a year of Shanghai, in fen.
    "CREATE TABLE operator_turnover (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_turnover__operator_id REFERENCES operator (id),
        year integer NOT NULL
            CONSTRAINT ck_operator_turnover__year CHECK (year BETWEEN 2000 AND 9999),
        amount_minor bigint NOT NULL,
        flagged_at bigint,
        PRIMARY KEY (operator_id, year)
    )",
    "CREATE TABLE operator_prompt (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_prompt__operator_id REFERENCES operator (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_operator_prompt__account_id REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_operator_prompt__kind
            CHECK (kind IN ('REGISTRATION', 'TAX', 'TURNOVER')),
        text_version text NOT NULL,
        at bigint NOT NULL
    )",
    "CREATE INDEX ix_operator_prompt__operator_id ON operator_prompt (operator_id, id)",
    "CREATE INDEX ix_operator_prompt__account_id ON operator_prompt (account_id)",
    "CREATE TABLE operator_payout_holder (
        operator_id {uuid} PRIMARY KEY
            CONSTRAINT fk_operator_payout_holder__operator_id REFERENCES operator (id),
        name_sealed {bytes} NOT NULL,
        name_index text NOT NULL,
        set_by {uuid} NOT NULL
            CONSTRAINT fk_operator_payout_holder__set_by REFERENCES account (id),
        set_at bigint NOT NULL
    )",
    "CREATE INDEX ix_operator_payout_holder__set_by ON operator_payout_holder (set_by)",
    "CREATE TABLE operator_deposit_account (
        operator_id {uuid} PRIMARY KEY
            CONSTRAINT fk_operator_deposit_account__operator_id REFERENCES operator (id),
        opened_by {uuid} NOT NULL
            CONSTRAINT fk_operator_deposit_account__opened_by REFERENCES account (id),
        opened_at bigint NOT NULL
    )",
    "CREATE INDEX ix_operator_deposit_account__opened_by ON operator_deposit_account (opened_by)",
    // What keeps a shop from having left: an order, a case; put and taken away by their slices.
    "CREATE TABLE operator_open_matter (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_open_matter__operator_id REFERENCES operator (id),
        matter_id {uuid} NOT NULL,
        kind text NOT NULL,
        since bigint NOT NULL,
        PRIMARY KEY (operator_id, matter_id)
    )",
    "CREATE TABLE identity_report_run (
        id {uuid} PRIMARY KEY,
        half text NOT NULL CONSTRAINT ck_identity_report_run__half CHECK (length(half) = 7),
        operators bigint NOT NULL,
        sha256 text NOT NULL CONSTRAINT ck_identity_report_run__sha256 CHECK (length(sha256) = 64),
        at bigint NOT NULL
    )",
    // The owners of a shop are asked for by role.
    "CREATE INDEX ix_operator_member__operator_id__role ON operator_member (operator_id, role)",
];

pub const DOWN: [&str; 9] = [
    "DROP INDEX ix_operator_member__operator_id__role",
    "DROP TABLE identity_report_run",
    "DROP TABLE operator_open_matter",
    "DROP TABLE operator_deposit_account",
    "DROP TABLE operator_payout_holder",
    "DROP TABLE operator_prompt",
    "DROP TABLE operator_turnover",
    "DROP TABLE operator_transfer",
    "DROP TABLE operator_invitation",
];
