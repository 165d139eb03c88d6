//! Goods: categories, products with their states, variants with price and stock, pictures.

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
        guard_states(manager, "product", &PRODUCT_EDGES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unguard_states(manager, "product").await?;
        run(manager, &DOWN).await
    }
}

const PRODUCT_EDGES: [(&str, &str); 7] = [
    ("DRAFT", "SCREENING"),
    ("SCREENING", "LIVE"),
    ("SCREENING", "BLOCKED"),
    ("LIVE", "DELISTED"),
    ("LIVE", "BLOCKED"),
    ("DELISTED", "SCREENING"),
    ("BLOCKED", "SCREENING"),
];

const UP: [&str; 15] = [
    "CREATE TABLE category (
        id {uuid} PRIMARY KEY,
        parent_id {uuid} CONSTRAINT fk_category__parent_id REFERENCES category (id),
        slug text NOT NULL,
        name_zh text NOT NULL,
        name_en text NOT NULL,
        cooling_off text NOT NULL CONSTRAINT ck_category__cooling_off CHECK (cooling_off IN
            ('STANDARD', 'CUSTOM', 'PERISHABLE', 'DIGITAL', 'PRESS', 'SEALED', 'ACTIVATED',
             'MARKED')),
        position integer NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_category__slug ON category (slug)",
    "CREATE INDEX ix_category__parent_id ON category (parent_id)",
    "CREATE TABLE product (
        id {uuid} PRIMARY KEY,
        operator_id {uuid} NOT NULL CONSTRAINT fk_product__operator_id REFERENCES operator (id),
        category_id {uuid} NOT NULL CONSTRAINT fk_product__category_id REFERENCES category (id),
        title text NOT NULL CONSTRAINT ck_product__title CHECK (length(title) BETWEEN 1 AND 120),
        description text NOT NULL
            CONSTRAINT ck_product__description CHECK (length(description) <= 5000),
        state text NOT NULL CONSTRAINT ck_product__state
            CHECK (state IN ('DRAFT', 'SCREENING', 'LIVE', 'BLOCKED', 'DELISTED')),
        block_reason text,
        price_from_minor bigint NOT NULL
            CONSTRAINT ck_product__price_from CHECK (price_from_minor > 0),
        currency text NOT NULL CONSTRAINT ck_product__currency
            CHECK (currency IN ('CNY', 'USD', 'EUR')),
        listed_at bigint NOT NULL,
        created_at bigint NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT ck_product__block_reason
            CHECK ((state = 'BLOCKED') = (block_reason IS NOT NULL))
    )",
    // For the variants: theirs is the product's currency.
    "CREATE UNIQUE INDEX uq_product__id__currency ON product (id, currency)",
    // One index for each order in which live products are listed, narrowed or not.
    "CREATE INDEX ix_product__listed_at ON product (listed_at, id) WHERE state = 'LIVE'",
    "CREATE INDEX ix_product__price ON product (price_from_minor, id) WHERE state = 'LIVE'",
    "CREATE INDEX ix_product__category_listed_at
        ON product (category_id, listed_at, id) WHERE state = 'LIVE'",
    "CREATE INDEX ix_product__category_price
        ON product (category_id, price_from_minor, id) WHERE state = 'LIVE'",
    "CREATE INDEX ix_product__operator_listed_at ON product (operator_id, listed_at, id)",
    "CREATE TABLE sku (
        id {uuid} PRIMARY KEY,
        product_id {uuid} NOT NULL,
        position integer NOT NULL,
        code text NOT NULL,
        options {json} NOT NULL,
        currency text NOT NULL,
        price_minor bigint NOT NULL CONSTRAINT ck_sku__price CHECK (price_minor > 0),
        compared_minor bigint
            CONSTRAINT ck_sku__compared CHECK (compared_minor > price_minor),
        on_hand integer NOT NULL CONSTRAINT ck_sku__on_hand CHECK (on_hand >= 0),
        reserved integer NOT NULL CONSTRAINT ck_sku__reserved_positive CHECK (reserved >= 0),
        CONSTRAINT ck_sku__reserved CHECK (reserved <= on_hand),
        CONSTRAINT fk_sku__product_id FOREIGN KEY (product_id, currency)
            REFERENCES product (id, currency)
    )",
    "CREATE UNIQUE INDEX uq_sku__product_id__code ON sku (product_id, code)",
    "CREATE TABLE product_image (
        product_id {uuid} NOT NULL
            CONSTRAINT fk_product_image__product_id REFERENCES product (id),
        position integer NOT NULL,
        image_id {uuid} NOT NULL CONSTRAINT fk_product_image__image_id REFERENCES image (id),
        PRIMARY KEY (product_id, position)
    )",
    "CREATE INDEX ix_sku__product_id__currency ON sku (product_id, currency)",
    "CREATE INDEX ix_product_image__image_id ON product_image (image_id)",
];

const DOWN: [&str; 4] =
    ["DROP TABLE product_image", "DROP TABLE sku", "DROP TABLE product", "DROP TABLE category"];
