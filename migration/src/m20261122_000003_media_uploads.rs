//! Pictures: what people send (staged uploads), and what was made of it (images).

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
        guard_states(manager, "upload", &UPLOAD_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "upload").await?;
        run(manager, &DOWN).await
    }
}

const UPLOAD_EDGES: [(&str, &str); 8] = [
    ("STAGED", "RECEIVED"),
    ("RECEIVED", "READY"),
    ("RECEIVED", "REJECTED"),
    ("READY", "ATTACHED"),
    ("STAGED", "EXPIRED"),
    ("RECEIVED", "EXPIRED"),
    ("READY", "EXPIRED"),
    ("REJECTED", "EXPIRED"),
];

const UP: [&str; 4] = [
    "CREATE TABLE upload (
        id {uuid} PRIMARY KEY,
        owner_id {uuid} NOT NULL CONSTRAINT fk_upload__owner_id REFERENCES account (id),
        purpose text NOT NULL CONSTRAINT ck_upload__purpose
            CHECK (purpose IN ('POST_IMAGE', 'PRODUCT_IMAGE', 'AVATAR')),
        content_type text NOT NULL CONSTRAINT ck_upload__content_type
            CHECK (content_type IN ('image/jpeg', 'image/png', 'image/webp')),
        bytes bigint NOT NULL CONSTRAINT ck_upload__bytes CHECK (bytes BETWEEN 1 AND 10485760),
        sha256 text CONSTRAINT ck_upload__sha256 CHECK (length(sha256) = 64),
        alt text NOT NULL CONSTRAINT ck_upload__alt CHECK (length(alt) <= 300),
        state text NOT NULL CONSTRAINT ck_upload__state CHECK (state IN
            ('STAGED', 'RECEIVED', 'READY', 'REJECTED', 'ATTACHED', 'EXPIRED')),
        rejection text CONSTRAINT ck_upload__rejection CHECK (rejection IN
            ('NOT_A_PICTURE', 'TYPE_MISMATCH', 'TOO_MANY_PIXELS', 'DAMAGED', 'INTERRUPTED')),
        token_hash text NOT NULL CONSTRAINT ck_upload__token_hash CHECK (length(token_hash) = 64),
        token_expires_at bigint NOT NULL,
        staged_at bigint NOT NULL,
        received_at bigint,
        decided_at bigint,
        attached_at bigint,
        CONSTRAINT ck_upload__token_life CHECK (staged_at < token_expires_at),
        CONSTRAINT ck_upload__received
            CHECK (state = 'EXPIRED' OR (state = 'STAGED') = (received_at IS NULL)),
        CONSTRAINT ck_upload__hashed CHECK (state IN ('STAGED', 'EXPIRED') OR sha256 IS NOT NULL),
        CONSTRAINT ck_upload__decided CHECK (state = 'EXPIRED'
            OR (state IN ('STAGED', 'RECEIVED')) = (decided_at IS NULL)),
        CONSTRAINT ck_upload__rejected
            CHECK (state = 'EXPIRED' OR (state = 'REJECTED') = (rejection IS NOT NULL)),
        CONSTRAINT ck_upload__attached CHECK ((state = 'ATTACHED') = (attached_at IS NOT NULL))
    )",
    // For the limit of a day: what is attached counts no more.
    "CREATE INDEX ix_upload__owner_id_staged_at ON upload (owner_id, staged_at)
        WHERE state <> 'ATTACHED'",
    // The id of the upload it was made of. `variants` lists [width, height] pairs, narrowest first.
    "CREATE TABLE image (
        id {uuid} PRIMARY KEY CONSTRAINT fk_image__id REFERENCES upload (id),
        owner_id {uuid} NOT NULL CONSTRAINT fk_image__owner_id REFERENCES account (id),
        width integer NOT NULL,
        height integer NOT NULL,
        dominant_colour integer NOT NULL CONSTRAINT ck_image__dominant_colour
            CHECK (dominant_colour BETWEEN 0 AND 16777215),
        placeholder text NOT NULL
            CONSTRAINT ck_image__placeholder CHECK (length(placeholder) BETWEEN 6 AND 60),
        variants {json} NOT NULL,
        bytes bigint NOT NULL CONSTRAINT ck_image__bytes CHECK (bytes >= 1),
        sha256 text NOT NULL CONSTRAINT ck_image__sha256 CHECK (length(sha256) = 64),
        alt text NOT NULL CONSTRAINT ck_image__alt CHECK (length(alt) <= 300),
        made_at bigint NOT NULL,
        CONSTRAINT ck_image__size CHECK (width BETWEEN 1 AND 20000 AND height BETWEEN 1 AND 20000)
    )",
    "CREATE INDEX ix_image__owner_id ON image (owner_id)",
];

const DOWN: [&str; 2] = ["DROP TABLE image", "DROP TABLE upload"];
