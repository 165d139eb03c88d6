//! Posts with their pictures and tags, what people do with them, and whom they follow or block.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::{guard_states, run, unguard_states};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &POSTS).await?;
        run(manager, &REACTIONS).await?;
        run(manager, &PEOPLE).await?;
        guard_states(manager, "post", &POST_EDGES).await?;
        guard_states(manager, "post_tag", &[("ACTIVE", "BROKEN")]).await?;
        guard_states(manager, "post_report", &REPORT_EDGES).await?;
        keep_labels(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        free_labels(manager).await?;
        unguard_states(manager, "post_report").await?;
        unguard_states(manager, "post_tag").await?;
        unguard_states(manager, "post").await?;
        run(manager, &DOWN).await
    }
}

const POST_EDGES: [(&str, &str); 6] = [
    ("DRAFT", "REVIEW"),
    ("DRAFT", "REMOVED"),
    ("REVIEW", "PUBLISHED"),
    ("PUBLISHED", "HIDDEN"),
    ("PUBLISHED", "REMOVED"),
    ("HIDDEN", "PUBLISHED"),
];

const REPORT_EDGES: [(&str, &str); 2] = [("OPEN", "UPHELD"), ("OPEN", "DISMISSED")];

const POSTS: [&str; 16] = [
    "CREATE TABLE post (
        id {uuid} PRIMARY KEY,
        author_id {uuid} NOT NULL CONSTRAINT fk_post__author_id REFERENCES account (id),
        text text NOT NULL CONSTRAINT ck_post__text CHECK (length(text) BETWEEN 1 AND 2000),
        topics {json} NOT NULL,
        state text NOT NULL CONSTRAINT ck_post__state
            CHECK (state IN ('DRAFT', 'REVIEW', 'PUBLISHED', 'HIDDEN', 'REMOVED')),
        visibility text NOT NULL CONSTRAINT ck_post__visibility
            CHECK (visibility IN ('PUBLIC', 'FOLLOWERS', 'PRIVATE')),
        relation text NOT NULL CONSTRAINT ck_post__relation
            CHECK (relation IN ('NONE', 'GIFT', 'COMMISSION', 'PAID', 'OWN_SHOP')),
        ad_label boolean NOT NULL,
        proof_order_id {uuid},
        like_count bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_post__like_count CHECK (like_count >= 0),
        save_count bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_post__save_count CHECK (save_count >= 0),
        comment_count bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_post__comment_count CHECK (comment_count >= 0),
        score bigint NOT NULL DEFAULT 0,
        created_at bigint NOT NULL,
        updated_at bigint NOT NULL,
        published_at bigint,
        hidden_reason text CONSTRAINT ck_post__hidden_reason
            CHECK (length(hidden_reason) BETWEEN 1 AND 500),
        appeal_text text CONSTRAINT ck_post__appeal_text
            CHECK (length(appeal_text) BETWEEN 1 AND 1000),
        appealed_at bigint,
        appeal_answer text CONSTRAINT ck_post__appeal_answer
            CHECK (length(appeal_answer) BETWEEN 1 AND 500),
        version bigint NOT NULL CONSTRAINT ck_post__version CHECK (version >= 1),
        CONSTRAINT ck_post__ad_label CHECK (ad_label OR relation = 'NONE'),
        CONSTRAINT ck_post__published
            CHECK (state IN ('DRAFT', 'REVIEW', 'REMOVED') OR published_at IS NOT NULL),
        CONSTRAINT ck_post__hidden CHECK ((state = 'HIDDEN') = (hidden_reason IS NOT NULL)),
        CONSTRAINT ck_post__appeal CHECK ((appealed_at IS NULL) = (appeal_text IS NULL)
            AND (appealed_at IS NULL OR state = 'HIDDEN')
            AND (appeal_answer IS NULL OR appealed_at IS NOT NULL))
    )",
    // One index for each order in which posts are listed.
    // With author and visibility, so that a feed picks its posts without reading them.
    "CREATE INDEX ix_post__published_at
        ON post (published_at, id, author_id, visibility) WHERE state = 'PUBLISHED'",
    "CREATE INDEX ix_post__score ON post (score, id) WHERE state = 'PUBLISHED'",
    "CREATE INDEX ix_post__author_published_at
        ON post (author_id, published_at, id, visibility) WHERE state = 'PUBLISHED'",
    "CREATE INDEX ix_post__author_created_at ON post (author_id, created_at, id)",
    "CREATE INDEX ix_post__review ON post (updated_at, id) WHERE state = 'REVIEW'",
    "CREATE INDEX ix_post__appealed_at ON post (appealed_at, id)
        WHERE state = 'HIDDEN' AND appealed_at IS NOT NULL AND appeal_answer IS NULL",
    "CREATE TABLE post_image (
        post_id {uuid} NOT NULL CONSTRAINT fk_post_image__post_id REFERENCES post (id),
        position integer NOT NULL CONSTRAINT ck_post_image__position
            CHECK (position BETWEEN 1 AND 9),
        image_id {uuid} NOT NULL CONSTRAINT fk_post_image__image_id REFERENCES image (id),
        PRIMARY KEY (post_id, position)
    )",
    "CREATE INDEX ix_post_image__image_id ON post_image (image_id)",
    "CREATE TABLE post_tag (
        id {uuid} PRIMARY KEY,
        post_id {uuid} NOT NULL CONSTRAINT fk_post_tag__post_id REFERENCES post (id),
        position integer NOT NULL CONSTRAINT ck_post_tag__position
            CHECK (position BETWEEN 1 AND 20),
        picture integer NOT NULL CONSTRAINT ck_post_tag__picture CHECK (picture BETWEEN 1 AND 9),
        x integer NOT NULL CONSTRAINT ck_post_tag__x CHECK (x BETWEEN 0 AND 1000),
        y integer NOT NULL CONSTRAINT ck_post_tag__y CHECK (y BETWEEN 0 AND 1000),
        product_id {uuid} NOT NULL
            CONSTRAINT fk_post_tag__product_id REFERENCES product (id),
        sku_id {uuid} CONSTRAINT fk_post_tag__sku_id REFERENCES sku (id),
        state text NOT NULL CONSTRAINT ck_post_tag__state CHECK (state IN ('ACTIVE', 'BROKEN')),
        broken_at bigint,
        seen_title text,
        seen_price_minor bigint
            CONSTRAINT ck_post_tag__seen_price CHECK (seen_price_minor > 0),
        seen_currency text CONSTRAINT ck_post_tag__seen_currency
            CHECK (seen_currency IN ('CNY', 'USD', 'EUR')),
        seen_operator_id {uuid}
            CONSTRAINT fk_post_tag__seen_operator_id REFERENCES operator (id),
        seen_operator_name text,
        CONSTRAINT ck_post_tag__broken CHECK ((state = 'BROKEN') = (broken_at IS NOT NULL)),
        CONSTRAINT ck_post_tag__seen CHECK (
            (seen_title IS NULL) = (seen_price_minor IS NULL)
            AND (seen_title IS NULL) = (seen_currency IS NULL)
            AND (seen_title IS NULL) = (seen_operator_id IS NULL)
            AND (seen_title IS NULL) = (seen_operator_name IS NULL))
    )",
    "CREATE UNIQUE INDEX uq_post_tag__post_id__position ON post_tag (post_id, position)",
    "CREATE INDEX ix_post_tag__product_id ON post_tag (product_id, state)",
    "CREATE INDEX ix_post_tag__sku_id ON post_tag (sku_id)",
    // In which lists a published post stands: by topic, by product, by operator.
    "CREATE TABLE post_listing (
        list text NOT NULL CONSTRAINT ck_post_listing__list
            CHECK (list IN ('TOPIC', 'PRODUCT', 'OPERATOR')),
        subject text NOT NULL,
        published_at bigint NOT NULL,
        post_id {uuid} NOT NULL CONSTRAINT fk_post_listing__post_id REFERENCES post (id),
        PRIMARY KEY (list, subject, published_at, post_id)
    )",
    "CREATE INDEX ix_post_listing__post_id ON post_listing (post_id)",
    "CREATE INDEX ix_post_tag__seen_operator_id ON post_tag (seen_operator_id)",
];

const REACTIONS: [&str; 13] = [
    "CREATE TABLE topic (
        name text PRIMARY KEY CONSTRAINT ck_topic__name CHECK (length(name) BETWEEN 1 AND 40),
        post_count bigint NOT NULL CONSTRAINT ck_topic__post_count CHECK (post_count >= 0)
    )",
    "CREATE INDEX ix_topic__post_count ON topic (post_count, name)",
    "CREATE TABLE post_like (
        account_id {uuid} NOT NULL CONSTRAINT fk_post_like__account_id REFERENCES account (id),
        post_id {uuid} NOT NULL CONSTRAINT fk_post_like__post_id REFERENCES post (id),
        liked_at bigint NOT NULL,
        PRIMARY KEY (account_id, post_id)
    )",
    "CREATE INDEX ix_post_like__post_id ON post_like (post_id)",
    "CREATE TABLE post_save (
        account_id {uuid} NOT NULL CONSTRAINT fk_post_save__account_id REFERENCES account (id),
        post_id {uuid} NOT NULL CONSTRAINT fk_post_save__post_id REFERENCES post (id),
        saved_at bigint NOT NULL,
        PRIMARY KEY (account_id, post_id)
    )",
    "CREATE INDEX ix_post_save__account_saved_at ON post_save (account_id, saved_at, post_id)",
    "CREATE INDEX ix_post_save__post_id ON post_save (post_id)",
    "CREATE TABLE post_comment (
        id {uuid} PRIMARY KEY,
        post_id {uuid} NOT NULL CONSTRAINT fk_post_comment__post_id REFERENCES post (id),
        author_id {uuid} NOT NULL
            CONSTRAINT fk_post_comment__author_id REFERENCES account (id),
        parent_id {uuid} CONSTRAINT fk_post_comment__parent_id REFERENCES post_comment (id),
        text text NOT NULL
            CONSTRAINT ck_post_comment__text CHECK (length(text) BETWEEN 1 AND 500),
        reply_count bigint NOT NULL DEFAULT 0
            CONSTRAINT ck_post_comment__reply_count CHECK (reply_count >= 0),
        created_at bigint NOT NULL,
        removed_at bigint,
        removed_by text CONSTRAINT ck_post_comment__removed_by
            CHECK (removed_by IN ('AUTHOR', 'POST_AUTHOR', 'STAFF')),
        CONSTRAINT ck_post_comment__removed
            CHECK ((removed_at IS NULL) = (removed_by IS NULL)),
        CONSTRAINT ck_post_comment__one_level CHECK (parent_id IS NULL OR reply_count = 0)
    )",
    "CREATE INDEX ix_post_comment__post_created_at
        ON post_comment (post_id, created_at, id) WHERE parent_id IS NULL",
    "CREATE INDEX ix_post_comment__parent_created_at
        ON post_comment (parent_id, created_at, id) WHERE parent_id IS NOT NULL",
    "CREATE INDEX ix_post_comment__author_id ON post_comment (author_id)",
    "CREATE TABLE post_report (
        id {uuid} PRIMARY KEY,
        post_id {uuid} NOT NULL CONSTRAINT fk_post_report__post_id REFERENCES post (id),
        reporter_id {uuid} NOT NULL
            CONSTRAINT fk_post_report__reporter_id REFERENCES account (id),
        reason text NOT NULL CONSTRAINT ck_post_report__reason CHECK (reason IN
            ('HIDDEN_AD', 'FALSE_CLAIM', 'PROHIBITED_GOODS', 'FRAUD', 'ABUSE', 'OBSCENE',
             'INFRINGEMENT', 'OTHER')),
        note text NOT NULL CONSTRAINT ck_post_report__note CHECK (length(note) <= 500),
        state text NOT NULL CONSTRAINT ck_post_report__state
            CHECK (state IN ('OPEN', 'UPHELD', 'DISMISSED')),
        filed_at bigint NOT NULL,
        decided_at bigint,
        CONSTRAINT ck_post_report__decided CHECK ((state = 'OPEN') = (decided_at IS NULL))
    )",
    "CREATE INDEX ix_post_report__state_filed_at ON post_report (state, filed_at, id)",
];

const PEOPLE: [&str; 7] = [
    // One open report of a post for each person.
    "CREATE UNIQUE INDEX uq_post_report__post_id__reporter_id
        ON post_report (post_id, reporter_id) WHERE state = 'OPEN'",
    "CREATE INDEX ix_post_report__reporter_id ON post_report (reporter_id)",
    "CREATE TABLE follow (
        follower_id {uuid} NOT NULL CONSTRAINT fk_follow__follower_id REFERENCES account (id),
        followee_id {uuid} NOT NULL CONSTRAINT fk_follow__followee_id REFERENCES account (id),
        followed_at bigint NOT NULL,
        PRIMARY KEY (follower_id, followee_id),
        CONSTRAINT ck_follow__oneself CHECK (follower_id <> followee_id)
    )",
    "CREATE INDEX ix_follow__followee_id ON follow (followee_id, follower_id)",
    "CREATE TABLE block (
        blocker_id {uuid} NOT NULL CONSTRAINT fk_block__blocker_id REFERENCES account (id),
        blocked_id {uuid} NOT NULL CONSTRAINT fk_block__blocked_id REFERENCES account (id),
        blocked_at bigint NOT NULL,
        PRIMARY KEY (blocker_id, blocked_id),
        CONSTRAINT ck_block__oneself CHECK (blocker_id <> blocked_id)
    )",
    "CREATE INDEX ix_block__blocked_id ON block (blocked_id, blocker_id)",
    "CREATE TABLE account_reach (
        account_id {uuid} PRIMARY KEY
            CONSTRAINT fk_account_reach__account_id REFERENCES account (id),
        follower_count bigint NOT NULL
            CONSTRAINT ck_account_reach__follower_count CHECK (follower_count >= 0),
        following_count bigint NOT NULL
            CONSTRAINT ck_account_reach__following_count CHECK (following_count >= 0),
        post_count bigint NOT NULL
            CONSTRAINT ck_account_reach__post_count CHECK (post_count >= 0)
    )",
];

const DOWN: [&str; 12] = [
    "DROP TABLE account_reach",
    "DROP TABLE block",
    "DROP TABLE follow",
    "DROP TABLE post_report",
    "DROP TABLE post_comment",
    "DROP TABLE post_save",
    "DROP TABLE post_like",
    "DROP TABLE topic",
    "DROP TABLE post_listing",
    "DROP TABLE post_tag",
    "DROP TABLE post_image",
    "DROP TABLE post",
];

/// PO-2, also for whoever writes SQL by hand: once a post has left its draft, the label stays and
/// the relation to the seller is what it was.
async fn keep_labels(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let lost = "OLD.state <> 'DRAFT' AND \
                ((OLD.ad_label AND NOT NEW.ad_label) OR OLD.relation <> NEW.relation)";
    let connection = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        connection
            .execute_unprepared(
                "CREATE FUNCTION guard_post_label() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 BEGIN RAISE EXCEPTION 'ck_post__label_kept: the label stays' USING ERRCODE = 'check_violation', \
                 CONSTRAINT = 'ck_post__label_kept'; END $$",
            )
            .await?;
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER guard_post_label BEFORE UPDATE OF ad_label, relation ON post \
                 FOR EACH ROW WHEN ({lost}) EXECUTE FUNCTION guard_post_label()"
            ))
            .await?;
    } else {
        connection
            .execute_unprepared(&format!(
                "CREATE TRIGGER guard_post_label BEFORE UPDATE OF ad_label, relation ON post \
                 FOR EACH ROW WHEN {lost} BEGIN \
                 SELECT RAISE(ABORT, 'CHECK constraint failed: ck_post__label_kept'); END"
            ))
            .await?;
    }
    Ok(())
}

async fn free_labels(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        return run(
            manager,
            &["DROP TRIGGER guard_post_label ON post", "DROP FUNCTION guard_post_label()"],
        )
        .await;
    }
    run(manager, &["DROP TRIGGER guard_post_label"]).await
}
