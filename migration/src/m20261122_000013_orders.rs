//! Addresses to deliver to, carts, checkouts, orders with their contracts, and what orders hold of
//! the stock.

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
        guard_states(manager, "trade_order", &ORDER_EDGES).await?;
        guard_states(manager, "invoice_request", &INVOICE_EDGES).await?;
        guard_states(manager, "stock_reservation", &RESERVATION_EDGES).await?;
        guard_states(manager, "stock_hold", &HOLD_EDGES).await?;
        keep_rows(manager, "order_line").await?;
        keep_rows(manager, "contract_key").await?;
        keep_rows(manager, "order_contract").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        release_rows(manager, "order_contract").await?;
        release_rows(manager, "contract_key").await?;
        release_rows(manager, "order_line").await?;
        unguard_states(manager, "stock_hold").await?;
        unguard_states(manager, "stock_reservation").await?;
        unguard_states(manager, "invoice_request").await?;
        unguard_states(manager, "trade_order").await?;
        run(manager, &DOWN).await
    }
}

const ORDER_EDGES: [(&str, &str); 12] = [
    ("SUBMITTED", "PAID"),
    ("SUBMITTED", "CANCELLED"),
    ("PAID", "FORMING"),
    ("PAID", "TO_SHIP"),
    ("PAID", "CANCELLED"),
    ("FORMING", "TO_SHIP"),
    ("FORMING", "CANCELLED"),
    ("TO_SHIP", "SHIPPED"),
    ("TO_SHIP", "CANCELLED"),
    ("SHIPPED", "SIGNED"),
    ("SIGNED", "COMPLETED"),
    ("COMPLETED", "ARCHIVED"),
];

const RESERVATION_EDGES: [(&str, &str); 2] = [("HELD", "TAKEN"), ("HELD", "FREED")];

const HOLD_EDGES: [(&str, &str); 2] = [("HELD", "TURNED"), ("HELD", "FREED")];

const INVOICE_EDGES: [(&str, &str); 2] = [("REQUESTED", "ANSWERED"), ("REQUESTED", "WITHDRAWN")];

const UP: [&str; 35] = [
    // What orders know of a buyer is sealed under a key of its own: orders are kept for three
    // years, when the buyer's account and its key may long be gone.
    "CREATE TABLE trade_subject (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_trade_subject__account_id REFERENCES account (id),
        created_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_trade_subject__account_id ON trade_subject (account_id)",
    // What is sealed never changes: another address is another row, so that an order keeps its own.
    "CREATE TABLE postal_address (
        id {uuid} PRIMARY KEY,
        account_id {uuid} NOT NULL
            CONSTRAINT fk_postal_address__account_id REFERENCES account (id),
        country text NOT NULL
            CONSTRAINT ck_postal_address__country CHECK (length(country) = 2),
        region text NOT NULL
            CONSTRAINT ck_postal_address__region CHECK (length(region) BETWEEN 2 AND 6),
        masked text NOT NULL,
        address_sealed {bytes} NOT NULL,
        commitment text NOT NULL
            CONSTRAINT ck_postal_address__commitment CHECK (length(commitment) = 64),
        is_preferred boolean NOT NULL,
        created_at bigint NOT NULL,
        removed_at bigint,
        CONSTRAINT ck_postal_address__preferred CHECK (NOT is_preferred OR removed_at IS NULL)
    )",
    "CREATE INDEX ix_postal_address__account_id ON postal_address (account_id, id)",
    "CREATE UNIQUE INDEX uq_postal_address__account_id ON postal_address (account_id)
        WHERE is_preferred",
    "CREATE TABLE cart_item (
        account_id {uuid} NOT NULL
            CONSTRAINT fk_cart_item__account_id REFERENCES account (id),
        sku_id {uuid} NOT NULL CONSTRAINT fk_cart_item__sku_id REFERENCES sku (id),
        quantity integer NOT NULL
            CONSTRAINT ck_cart_item__quantity CHECK (quantity BETWEEN 1 AND 999),
        added_at bigint NOT NULL,
        PRIMARY KEY (account_id, sku_id)
    )",
    "CREATE INDEX ix_cart_item__sku_id ON cart_item (sku_id)",
    "CREATE TABLE shipping_rate (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_shipping_rate__operator_id REFERENCES operator (id),
        region text NOT NULL
            CONSTRAINT ck_shipping_rate__region CHECK (length(region) BETWEEN 1 AND 6),
        currency text NOT NULL
            CONSTRAINT ck_shipping_rate__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        first_minor bigint NOT NULL
            CONSTRAINT ck_shipping_rate__first CHECK (first_minor BETWEEN 0 AND 10000000),
        next_minor bigint NOT NULL
            CONSTRAINT ck_shipping_rate__next CHECK (next_minor BETWEEN 0 AND 10000000),
        free_from_minor bigint
            CONSTRAINT ck_shipping_rate__free_from CHECK (free_from_minor >= 0),
        PRIMARY KEY (operator_id, region, currency)
    )",
    "CREATE TABLE checkout (
        id {uuid} PRIMARY KEY,
        buyer_id {uuid} NOT NULL CONSTRAINT fk_checkout__buyer_id REFERENCES account (id),
        channel text NOT NULL
            CONSTRAINT ck_checkout__channel CHECK (channel IN ('DOMESTIC', 'EXPORT', 'IMPORT')),
        address_id {uuid} NOT NULL
            CONSTRAINT fk_checkout__address_id REFERENCES postal_address (id),
        currency text NOT NULL
            CONSTRAINT ck_checkout__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        total_minor bigint NOT NULL CONSTRAINT ck_checkout__total CHECK (total_minor > 0),
        payment_id {uuid} NOT NULL,
        submitted_at bigint NOT NULL
    )",
    "CREATE INDEX ix_checkout__buyer_id ON checkout (buyer_id, id)",
    "CREATE INDEX ix_checkout__address_id ON checkout (address_id)",
    // MON-1: what is paid is the sum of its parts.
    "CREATE TABLE trade_order (
        id {uuid} PRIMARY KEY,
        checkout_id {uuid} NOT NULL
            CONSTRAINT fk_trade_order__checkout_id REFERENCES checkout (id),
        buyer_id {uuid} NOT NULL CONSTRAINT fk_trade_order__buyer_id REFERENCES account (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_trade_order__operator_id REFERENCES operator (id),
        address_id {uuid} NOT NULL
            CONSTRAINT fk_trade_order__address_id REFERENCES postal_address (id),
        channel text NOT NULL,
        country text NOT NULL,
        profile text NOT NULL CONSTRAINT ck_trade_order__profile CHECK (profile IN ('CN', 'EU')),
        state text NOT NULL CONSTRAINT ck_trade_order__state CHECK (state IN
            ('SUBMITTED', 'PAID', 'FORMING', 'TO_SHIP', 'SHIPPED', 'SIGNED', 'COMPLETED',
             'ARCHIVED', 'CANCELLED')),
        currency text NOT NULL
            CONSTRAINT ck_trade_order__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        goods_minor bigint NOT NULL CONSTRAINT ck_trade_order__goods CHECK (goods_minor > 0),
        freight_minor bigint NOT NULL
            CONSTRAINT ck_trade_order__freight CHECK (freight_minor >= 0),
        discount_minor bigint NOT NULL
            CONSTRAINT ck_trade_order__discount CHECK (discount_minor >= 0),
        total_minor bigint NOT NULL CONSTRAINT ck_trade_order__total CHECK (total_minor > 0),
        waits_for_group boolean NOT NULL,
        submitted_at bigint NOT NULL,
        pay_by bigint NOT NULL,
        paid_at bigint,
        ship_by bigint,
        shipped_at bigint,
        signed_at bigint,
        complete_by bigint,
        paused_at bigint,
        completed_at bigint,
        cancelled_at bigint,
        version bigint NOT NULL,
        CONSTRAINT ck_trade_order__sum
            CHECK (goods_minor + freight_minor - discount_minor = total_minor),
        CONSTRAINT ck_trade_order__paid CHECK (paid_at IS NOT NULL
            OR state IN ('SUBMITTED', 'CANCELLED')),
        CONSTRAINT ck_trade_order__shipped CHECK (shipped_at IS NOT NULL
            OR state NOT IN ('SHIPPED', 'SIGNED', 'COMPLETED', 'ARCHIVED')),
        CONSTRAINT ck_trade_order__signed CHECK (signed_at IS NOT NULL
            OR state NOT IN ('SIGNED', 'COMPLETED', 'ARCHIVED')),
        CONSTRAINT ck_trade_order__cancelled
            CHECK ((cancelled_at IS NOT NULL) = (state = 'CANCELLED'))
    )",
    "CREATE INDEX ix_trade_order__checkout_id ON trade_order (checkout_id)",
    "CREATE INDEX ix_trade_order__buyer_id ON trade_order (buyer_id, id)",
    "CREATE INDEX ix_trade_order__buyer_state ON trade_order (buyer_id, state, id)",
    "CREATE INDEX ix_trade_order__operator_id ON trade_order (operator_id, id)",
    "CREATE INDEX ix_trade_order__operator_state ON trade_order (operator_id, state, id)",
    "CREATE INDEX ix_trade_order__state ON trade_order (state, id)",
    "CREATE INDEX ix_trade_order__address_id ON trade_order (address_id)",
    "CREATE TABLE order_line (
        order_id {uuid} NOT NULL
            CONSTRAINT fk_order_line__order_id REFERENCES trade_order (id),
        position integer NOT NULL
            CONSTRAINT ck_order_line__position CHECK (position BETWEEN 1 AND 50),
        sku_id {uuid} NOT NULL CONSTRAINT fk_order_line__sku_id REFERENCES sku (id),
        product_id {uuid} NOT NULL
            CONSTRAINT fk_order_line__product_id REFERENCES product (id),
        title text NOT NULL,
        options {json} NOT NULL,
        image_id {uuid},
        unit_minor bigint NOT NULL CONSTRAINT ck_order_line__unit CHECK (unit_minor > 0),
        quantity integer NOT NULL
            CONSTRAINT ck_order_line__quantity CHECK (quantity BETWEEN 1 AND 999),
        total_minor bigint NOT NULL,
        cooling_off text NOT NULL,
        no_cooling_off_confirmed boolean NOT NULL,
        PRIMARY KEY (order_id, position),
        CONSTRAINT ck_order_line__sum CHECK (unit_minor * quantity = total_minor)
    )",
    "CREATE UNIQUE INDEX uq_order_line__order_id__sku_id ON order_line (order_id, sku_id)",
    "CREATE INDEX ix_order_line__sku_id ON order_line (sku_id)",
    "CREATE INDEX ix_order_line__product_id ON order_line (product_id)",
    // What an order holds of a variant; `sku.reserved` is the sum of what is held.
    "CREATE TABLE stock_reservation (
        order_id {uuid} NOT NULL
            CONSTRAINT fk_stock_reservation__order_id REFERENCES trade_order (id),
        sku_id {uuid} NOT NULL CONSTRAINT fk_stock_reservation__sku_id REFERENCES sku (id),
        quantity integer NOT NULL
            CONSTRAINT ck_stock_reservation__quantity CHECK (quantity BETWEEN 1 AND 999),
        state text NOT NULL CONSTRAINT ck_stock_reservation__state
            CHECK (state IN ('HELD', 'TAKEN', 'FREED')),
        PRIMARY KEY (order_id, sku_id)
    )",
    "CREATE INDEX ix_stock_reservation__sku_id ON stock_reservation (sku_id)
        WHERE state = 'HELD'",
    // What is held of a variant before there is an order, such as by a running price cut; it
    // becomes an order's, or is given back. It is a part of `sku.reserved` as well.
    "CREATE TABLE stock_hold (
        holder_id {uuid} PRIMARY KEY,
        sku_id {uuid} NOT NULL CONSTRAINT fk_stock_hold__sku_id REFERENCES sku (id),
        quantity integer NOT NULL
            CONSTRAINT ck_stock_hold__quantity CHECK (quantity BETWEEN 1 AND 999),
        state text NOT NULL CONSTRAINT ck_stock_hold__state
            CHECK (state IN ('HELD', 'TURNED', 'FREED'))
    )",
    "CREATE INDEX ix_stock_hold__sku_id ON stock_hold (sku_id) WHERE state = 'HELD'",
    "CREATE TABLE order_chain (
        operator_id {uuid} PRIMARY KEY
            CONSTRAINT fk_order_chain__operator_id REFERENCES operator (id),
        seq bigint NOT NULL CONSTRAINT ck_order_chain__seq CHECK (seq >= 1),
        head text NOT NULL CONSTRAINT ck_order_chain__head CHECK (length(head) = 64)
    )",
    // Every key that ever signed: contracts are verified with them years later.
    "CREATE TABLE contract_key (
        id text PRIMARY KEY,
        public_key text NOT NULL
            CONSTRAINT ck_contract_key__public_key CHECK (length(public_key) = 64),
        valid_from bigint NOT NULL
    )",
    "CREATE TABLE order_contract (
        order_id {uuid} PRIMARY KEY
            CONSTRAINT fk_order_contract__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_order_contract__operator_id REFERENCES operator (id),
        seq bigint NOT NULL CONSTRAINT ck_order_contract__seq CHECK (seq >= 1),
        hash text NOT NULL CONSTRAINT ck_order_contract__hash CHECK (length(hash) = 64),
        file text NOT NULL,
        formed_at bigint NOT NULL
    )",
    "CREATE UNIQUE INDEX uq_order_contract__operator_id__seq ON order_contract (operator_id, seq)",
    // What is open about an order, and pauses its completion.
    "CREATE TABLE order_matter (
        order_id {uuid} NOT NULL
            CONSTRAINT fk_order_matter__order_id REFERENCES trade_order (id),
        matter_id {uuid} NOT NULL,
        opened_at bigint NOT NULL,
        PRIMARY KEY (order_id, matter_id)
    )",
    "CREATE TABLE invoice_request (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_invoice_request__order_id REFERENCES trade_order (id),
        state text NOT NULL CONSTRAINT ck_invoice_request__state
            CHECK (state IN ('REQUESTED', 'ANSWERED', 'WITHDRAWN')),
        title_kind text NOT NULL CONSTRAINT ck_invoice_request__title_kind
            CHECK (title_kind IN ('PERSON', 'BUSINESS')),
        title_sealed {bytes} NOT NULL,
        tax_number text,
        invoice_number text,
        requested_at bigint NOT NULL,
        due_at bigint NOT NULL,
        answered_at bigint,
        overdue_at bigint,
        CONSTRAINT ck_invoice_request__tax_number
            CHECK ((title_kind = 'BUSINESS') = (tax_number IS NOT NULL)),
        CONSTRAINT ck_invoice_request__answered
            CHECK ((state = 'ANSWERED') = (invoice_number IS NOT NULL AND answered_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_invoice_request__order_id ON invoice_request (order_id)
        WHERE state <> 'WITHDRAWN'",
    "CREATE INDEX ix_invoice_request__order_id ON invoice_request (order_id)",
];

const DOWN: [&str; 14] = [
    "DROP TABLE invoice_request",
    "DROP TABLE order_matter",
    "DROP TABLE order_contract",
    "DROP TABLE contract_key",
    "DROP TABLE order_chain",
    "DROP TABLE stock_hold",
    "DROP TABLE stock_reservation",
    "DROP TABLE order_line",
    "DROP TABLE trade_order",
    "DROP TABLE checkout",
    "DROP TABLE shipping_rate",
    "DROP TABLE cart_item",
    "DROP TABLE postal_address",
    "DROP TABLE trade_subject",
];
