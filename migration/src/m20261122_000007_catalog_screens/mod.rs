//! What may be sold where: lists of prohibited goods, labels, permits, measures; and the history of
//! prices, which says what a price may be compared with.

mod seeds;

use sea_orm_migration::prelude::*;

use crate::{keep_rows, release_rows, run};

pub struct Migration;

impl MigrationName for Migration {
    // The derived name is the file's, and this file is `mod.rs`.
    fn name(&self) -> &'static str {
        "m20261122_000007_catalog_screens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        seeds::sow(manager).await?;
        for table in APPEND_ONLY {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in APPEND_ONLY {
            release_rows(manager, table).await?;
        }
        run(manager, &DOWN).await
    }
}

/// What was said stays said: these rows are never changed and never deleted.
const APPEND_ONLY: [&str; 4] = ["goods_list_version", "goods_rule", "goods_measure", "sku_price"];

const UP: [&str; 31] = [
    // What the law asks to be told of goods of a kind. The default is for rows that are there.
    "ALTER TABLE category ADD COLUMN goods_kind text NOT NULL DEFAULT 'UNLABELLED'
        CONSTRAINT ck_category__goods_kind CHECK (goods_kind IN
            ('UNLABELLED', 'GENERAL', 'FOOD', 'COSMETICS', 'DRUG', 'MEDICAL_DEVICE'))",
    "ALTER TABLE product ADD COLUMN origin_country text NOT NULL DEFAULT 'CN'
        CONSTRAINT ck_product__origin_country CHECK (length(origin_country) = 2)",
    // Every product that a new rule may concern, in the order in which they are read.
    "CREATE INDEX ix_product__on_sale ON product (id) WHERE state IN ('SCREENING', 'LIVE')",
    "CREATE TABLE goods_list_version (
        id {uuid} PRIMARY KEY,
        list text NOT NULL
            CONSTRAINT ck_goods_list_version__list CHECK (length(list) BETWEEN 1 AND 40),
        version integer NOT NULL
            CONSTRAINT ck_goods_list_version__version CHECK (version >= 1),
        published_by {uuid}
            CONSTRAINT fk_goods_list_version__published_by REFERENCES account (id),
        published_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_goods_list_version__list__version
        ON goods_list_version (list, version)",
    "CREATE INDEX ix_goods_list_version__published_by ON goods_list_version (published_by)",
    // Nothing in channel, country, category or term means every one.
    "CREATE TABLE goods_rule (
        id {uuid} PRIMARY KEY,
        version_id {uuid} NOT NULL
            CONSTRAINT fk_goods_rule__version_id REFERENCES goods_list_version (id),
        channel text CONSTRAINT ck_goods_rule__channel
            CHECK (channel IN ('DOMESTIC', 'EXPORT', 'IMPORT')),
        country text CONSTRAINT ck_goods_rule__country CHECK (length(country) = 2),
        category_id {uuid} CONSTRAINT fk_goods_rule__category_id REFERENCES category (id),
        term text CONSTRAINT ck_goods_rule__term CHECK (length(term) BETWEEN 1 AND 60),
        action text NOT NULL CONSTRAINT ck_goods_rule__action
            CHECK (action IN ('BAN', 'RESTRICT', 'PERMIT')),
        evidence text NOT NULL
            CONSTRAINT ck_goods_rule__evidence CHECK (length(evidence) BETWEEN 1 AND 1000),
        illegal boolean NOT NULL,
        effective_from bigint NOT NULL,
        effective_to bigint,
        CONSTRAINT ck_goods_rule__scope CHECK (channel IS NOT NULL OR country IS NOT NULL
            OR category_id IS NOT NULL OR term IS NOT NULL),
        CONSTRAINT ck_goods_rule__illegal CHECK (NOT illegal OR action = 'BAN'),
        CONSTRAINT ck_goods_rule__effective CHECK (effective_to > effective_from)
    )",
    // For the hits: theirs is the rule's action.
    "CREATE UNIQUE INDEX uq_goods_rule__id__action ON goods_rule (id, action)",
    "CREATE INDEX ix_goods_rule__version_id ON goods_rule (version_id)",
    "CREATE INDEX ix_goods_rule__category_id ON goods_rule (category_id)",
    "CREATE INDEX ix_goods_rule__effective_from ON goods_rule (effective_from, id)",
    "CREATE INDEX ix_goods_rule__effective_to ON goods_rule (effective_to)",
    // How far a job has come through the products; of a version, or of a rule.
    "CREATE TABLE goods_sweep (id {uuid} PRIMARY KEY, after_id {uuid} NOT NULL)",
    // A rule that speaks of a product, found as soon as both are known; when it counts is decided
    // at each look, so that a date takes effect to the second.
    "CREATE TABLE product_rule_hit (
        product_id {uuid} NOT NULL
            CONSTRAINT fk_product_rule_hit__product_id REFERENCES product (id),
        rule_id {uuid} NOT NULL,
        action text NOT NULL,
        nearness integer CONSTRAINT ck_product_rule_hit__nearness CHECK (nearness >= 0),
        found_at bigint NOT NULL,
        cleared_at bigint,
        cleared_by {uuid}
            CONSTRAINT fk_product_rule_hit__cleared_by REFERENCES account (id),
        PRIMARY KEY (product_id, rule_id),
        CONSTRAINT fk_product_rule_hit__rule_id FOREIGN KEY (rule_id, action)
            REFERENCES goods_rule (id, action),
        CONSTRAINT ck_product_rule_hit__cleared CHECK ((cleared_at IS NULL) = (cleared_by IS NULL)
            AND (cleared_at IS NULL OR action = 'RESTRICT'))
    )",
    "CREATE INDEX ix_product_rule_hit__rule_id__action
        ON product_rule_hit (rule_id, action, product_id)",
    "CREATE INDEX ix_product_rule_hit__cleared_by ON product_rule_hit (cleared_by)",
    "CREATE INDEX ix_product_rule_hit__waiting ON product_rule_hit (found_at, product_id, rule_id)
        WHERE cleared_at IS NULL AND action = 'RESTRICT'",
    // Which field a label of a kind of goods must have, by which law, from when.
    "CREATE TABLE label_requirement (
        goods_kind text NOT NULL,
        field text NOT NULL,
        version integer NOT NULL,
        effective_from bigint NOT NULL,
        effective_to bigint,
        imported_only boolean NOT NULL,
        basis text NOT NULL,
        PRIMARY KEY (goods_kind, field, version),
        CONSTRAINT ck_label_requirement__effective CHECK (effective_to > effective_from)
    )",
    "CREATE TABLE product_label (
        product_id {uuid} NOT NULL
            CONSTRAINT fk_product_label__product_id REFERENCES product (id),
        language text NOT NULL
            CONSTRAINT ck_product_label__language CHECK (language IN ('ZH', 'EN')),
        field text NOT NULL,
        value text NOT NULL
            CONSTRAINT ck_product_label__value CHECK (length(value) BETWEEN 1 AND 1000),
        PRIMARY KEY (product_id, language, field)
    )",
    "CREATE TABLE operator_permit (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_operator_permit__operator_id REFERENCES operator (id),
        kind text NOT NULL CONSTRAINT ck_operator_permit__kind CHECK (kind IN
            ('FOOD_TRADE', 'COSMETICS_FILING', 'DRUG_TRADE', 'MEDICAL_DEVICE_TRADE')),
        number text NOT NULL
            CONSTRAINT ck_operator_permit__number CHECK (length(number) BETWEEN 1 AND 60),
        valid_from bigint NOT NULL,
        valid_until bigint NOT NULL,
        document_id {uuid} NOT NULL
            CONSTRAINT fk_operator_permit__document_id REFERENCES image (id),
        filed_by {uuid} NOT NULL
            CONSTRAINT fk_operator_permit__filed_by REFERENCES account (id),
        filed_at bigint NOT NULL,
        CONSTRAINT ck_operator_permit__valid CHECK (valid_from < valid_until)
    )",
    "CREATE UNIQUE INDEX uq_operator_permit__operator_id__kind__number__valid_until
        ON operator_permit (operator_id, kind, number, valid_until)",
    "CREATE INDEX ix_operator_permit__document_id ON operator_permit (document_id)",
    "CREATE INDEX ix_operator_permit__filed_by ON operator_permit (filed_by)",
    // What was done about a product, by which rule, and who answers for it.
    "CREATE TABLE goods_measure (
        id {uuid} PRIMARY KEY,
        product_id {uuid} NOT NULL
            CONSTRAINT fk_goods_measure__product_id REFERENCES product (id),
        product_version bigint NOT NULL,
        kind text NOT NULL
            CONSTRAINT ck_goods_measure__kind CHECK (kind IN ('REFUSED', 'BLOCKED')),
        rule text NOT NULL
            CONSTRAINT ck_goods_measure__rule CHECK (length(rule) BETWEEN 1 AND 100),
        rule_id {uuid} CONSTRAINT fk_goods_measure__rule_id REFERENCES goods_rule (id),
        liable text NOT NULL
            CONSTRAINT ck_goods_measure__liable CHECK (liable IN ('SELLER', 'UNDECIDED')),
        taken_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_goods_measure__product_id__product_version__rule
        ON goods_measure (product_id, product_version, rule)",
    "CREATE INDEX ix_goods_measure__rule_id ON goods_measure (rule_id)",
    // What may be bought with it. There is nothing here that could choose for the buyer.
    "CREATE TABLE product_extra (
        product_id {uuid} NOT NULL
            CONSTRAINT fk_product_extra__product_id REFERENCES product (id),
        position integer NOT NULL,
        sku_id {uuid} NOT NULL CONSTRAINT fk_product_extra__sku_id REFERENCES sku (id),
        note text NOT NULL CONSTRAINT ck_product_extra__note CHECK (length(note) <= 120),
        PRIMARY KEY (product_id, position)
    )",
    "CREATE INDEX ix_product_extra__sku_id ON product_extra (sku_id)",
    // From when a variant was offered at which price; nothing while it was not offered at all.
    "CREATE TABLE sku_price (
        position {position},
        sku_id {uuid} NOT NULL CONSTRAINT fk_sku_price__sku_id REFERENCES sku (id),
        at bigint NOT NULL,
        price_minor bigint CONSTRAINT ck_sku_price__price CHECK (price_minor > 0)
    )",
    "CREATE INDEX ix_sku_price__sku_id ON sku_price (sku_id, position)",
    // What is on the shelves already is offered at its price of now, since it was listed.
    "INSERT INTO sku_price (sku_id, at, price_minor)
        SELECT sku.id, product.listed_at, sku.price_minor FROM sku
        JOIN product ON product.id = sku.product_id WHERE product.state = 'LIVE'",
];

const DOWN: [&str; 13] = [
    "DROP TABLE sku_price",
    "DROP TABLE product_extra",
    "DROP TABLE goods_measure",
    "DROP TABLE operator_permit",
    "DROP TABLE product_label",
    "DROP TABLE label_requirement",
    "DROP TABLE product_rule_hit",
    "DROP TABLE goods_sweep",
    "DROP TABLE goods_rule",
    "DROP TABLE goods_list_version",
    "DROP INDEX ix_product__on_sale",
    "ALTER TABLE product DROP COLUMN origin_country",
    "ALTER TABLE category DROP COLUMN goods_kind",
];
