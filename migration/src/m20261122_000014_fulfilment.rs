//! Parcels on their way, what carriers record of them, and what a breach of the rules of shipping
//! costs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

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
        count_what_is_sent(manager).await?;
        guard_states(manager, "parcel", &PARCEL_EDGES).await?;
        guard_states(manager, "shipping_claim", &CLAIM_EDGES).await?;
        for table in KEPT {
            keep_rows(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in KEPT {
            release_rows(manager, table).await?;
        }
        unguard_states(manager, "shipping_claim").await?;
        unguard_states(manager, "parcel").await?;
        run(manager, &DOWN).await?;
        if manager.get_database_backend() == DatabaseBackend::Postgres {
            let drop = "DROP FUNCTION count_parcel_line()";
            manager.get_connection().execute_unprepared(drop).await?;
        }
        Ok(())
    }
}

/// What never changes once it is written.
const KEPT: [&str; 4] = ["shipping_rule", "parcel_line", "tracking_event", "carrier_record"];

/// Every piece in a parcel counts as sent; the table of lines refuses more than was ordered.
async fn count_what_is_sent(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let count = "UPDATE shipment_line SET sent = sent + NEW.quantity \
                 WHERE order_id = NEW.order_id AND position = NEW.position";
    let statements = match manager.get_database_backend() {
        DatabaseBackend::Postgres => vec![
            format!(
                "CREATE FUNCTION count_parcel_line() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 BEGIN {count}; RETURN NEW; END $$"
            ),
            "CREATE TRIGGER count_parcel_line AFTER INSERT ON parcel_line \
             FOR EACH ROW EXECUTE FUNCTION count_parcel_line()"
                .to_owned(),
        ],
        _ => vec![format!(
            "CREATE TRIGGER count_parcel_line AFTER INSERT ON parcel_line BEGIN {count}; END"
        )],
    };
    for statement in statements {
        manager.get_connection().execute_unprepared(&statement).await?;
    }
    Ok(())
}

const PARCEL_EDGES: [(&str, &str); 17] = [
    ("CREATED", "COLLECTED"),
    ("CREATED", "IN_TRANSIT"),
    ("CREATED", "SIGNED"),
    ("CREATED", "REFUSED"),
    ("CREATED", "LOST"),
    ("CREATED", "RETURNED"),
    ("COLLECTED", "IN_TRANSIT"),
    ("COLLECTED", "SIGNED"),
    ("COLLECTED", "REFUSED"),
    ("COLLECTED", "LOST"),
    ("COLLECTED", "RETURNED"),
    ("IN_TRANSIT", "SIGNED"),
    ("IN_TRANSIT", "REFUSED"),
    ("IN_TRANSIT", "LOST"),
    ("IN_TRANSIT", "RETURNED"),
    ("REFUSED", "RETURNED"),
    ("LOST", "SIGNED"),
];

const CLAIM_EDGES: [(&str, &str); 11] = [
    ("FOUND", "CONTESTED"),
    ("FOUND", "COMPENSATED"),
    ("FOUND", "CLEARED"),
    ("FOUND", "LAPSED"),
    ("CONTESTED", "FOUND"),
    ("CONTESTED", "COMPENSATED"),
    ("CONTESTED", "CLEARED"),
    ("CONTESTED", "LAPSED"),
    ("COMPENSATED", "APPEALED"),
    ("APPEALED", "CLEARED"),
    ("APPEALED", "UPHELD"),
];

const UP: [&str; 27] = [
    "CREATE TABLE carrier (
        code text PRIMARY KEY,
        name text NOT NULL,
        is_tracked boolean NOT NULL
    )",
    // Whoever has no records of their own is taken at the word of the shop, from when it was given.
    "INSERT INTO carrier (code, name, is_tracked) VALUES
        ('SF', '顺丰速运', true), ('ZTO', '中通快递', true), ('YTO', '圆通速递', true),
        ('STO', '申通快递', true), ('YUNDA', '韵达快递', true), ('EMS', '中国邮政', true),
        ('JD', '京东物流', true), ('DHL', 'DHL', true), ('OTHER', '其他', false)",
    // Amounts are minor units, whatever the currency of the order.
    "CREATE TABLE shipping_rule (
        version integer PRIMARY KEY CONSTRAINT ck_shipping_rule__version CHECK (version >= 1),
        effective_from bigint NOT NULL,
        late_points integer NOT NULL
            CONSTRAINT ck_shipping_rule__late CHECK (late_points BETWEEN 0 AND 10000),
        late_least_minor bigint NOT NULL,
        late_most_minor bigint NOT NULL,
        absent_points integer NOT NULL
            CONSTRAINT ck_shipping_rule__absent CHECK (absent_points BETWEEN 0 AND 10000),
        absent_least_minor bigint NOT NULL,
        absent_most_minor bigint NOT NULL,
        scan_hours integer NOT NULL
            CONSTRAINT ck_shipping_rule__scan CHECK (scan_hours BETWEEN 1 AND 240),
        claim_days integer NOT NULL
            CONSTRAINT ck_shipping_rule__claim CHECK (claim_days BETWEEN 1 AND 365),
        appeal_days integer NOT NULL
            CONSTRAINT ck_shipping_rule__appeal CHECK (appeal_days BETWEEN 1 AND 365),
        CONSTRAINT ck_shipping_rule__bounds CHECK (
            0 <= late_least_minor AND late_least_minor <= late_most_minor
            AND 0 <= absent_least_minor AND absent_least_minor <= absent_most_minor)
    )",
    "CREATE UNIQUE INDEX uq_shipping_rule__effective_from ON shipping_rule (effective_from)",
    "INSERT INTO shipping_rule VALUES (1, 0, 1000, 500, 10000, 3000, 1000, 50000, 24, 15, 7)",
    // What an order needs to be sent, with the rules in force when it was submitted.
    "CREATE TABLE shipment (
        order_id {uuid} PRIMARY KEY
            CONSTRAINT fk_shipment__order_id REFERENCES trade_order (id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_shipment__operator_id REFERENCES operator (id),
        buyer_id {uuid} NOT NULL CONSTRAINT fk_shipment__buyer_id REFERENCES account (id),
        currency text NOT NULL
            CONSTRAINT ck_shipment__currency CHECK (currency IN ('CNY', 'USD', 'EUR')),
        rule_version integer NOT NULL
            CONSTRAINT fk_shipment__rule_version REFERENCES shipping_rule (version),
        ship_by bigint NOT NULL,
        paid_at bigint NOT NULL
    )",
    "CREATE INDEX ix_shipment__operator_id ON shipment (operator_id, order_id)",
    "CREATE INDEX ix_shipment__buyer_id ON shipment (buyer_id)",
    "CREATE INDEX ix_shipment__rule_version ON shipment (rule_version)",
    "CREATE TABLE shipment_line (
        order_id {uuid} NOT NULL
            CONSTRAINT fk_shipment_line__order_id REFERENCES shipment (order_id),
        position integer NOT NULL,
        ordered integer NOT NULL,
        sent integer NOT NULL,
        total_minor bigint NOT NULL CONSTRAINT ck_shipment_line__total CHECK (total_minor > 0),
        PRIMARY KEY (order_id, position),
        CONSTRAINT ck_shipment_line__sent CHECK (0 <= sent AND sent <= ordered),
        CONSTRAINT fk_shipment_line__order_id__position
            FOREIGN KEY (order_id, position) REFERENCES order_line (order_id, position)
    )",
    "CREATE TABLE parcel (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_parcel__order_id REFERENCES shipment (order_id),
        operator_id {uuid} NOT NULL CONSTRAINT fk_parcel__operator_id REFERENCES operator (id),
        carrier text NOT NULL CONSTRAINT fk_parcel__carrier REFERENCES carrier (code),
        waybill text NOT NULL
            CONSTRAINT ck_parcel__waybill CHECK (length(waybill) BETWEEN 6 AND 40),
        state text NOT NULL CONSTRAINT ck_parcel__state CHECK (state IN
            ('CREATED', 'COLLECTED', 'IN_TRANSIT', 'SIGNED', 'REFUSED', 'LOST', 'RETURNED')),
        created_at bigint NOT NULL,
        scanned_at bigint,
        delivered_at bigint,
        events integer NOT NULL CONSTRAINT ck_parcel__events CHECK (events BETWEEN 0 AND 500),
        CONSTRAINT ck_parcel__delivered CHECK (delivered_at IS NOT NULL OR state <> 'SIGNED')
    )",
    "CREATE UNIQUE INDEX uq_parcel__carrier__waybill ON parcel (carrier, waybill)",
    "CREATE INDEX ix_parcel__order_id ON parcel (order_id, id)",
    "CREATE INDEX ix_parcel__operator_id ON parcel (operator_id, id)",
    "CREATE TABLE parcel_line (
        parcel_id {uuid} NOT NULL CONSTRAINT fk_parcel_line__parcel_id REFERENCES parcel (id),
        order_id {uuid} NOT NULL,
        position integer NOT NULL,
        quantity integer NOT NULL
            CONSTRAINT ck_parcel_line__quantity CHECK (quantity BETWEEN 1 AND 999),
        PRIMARY KEY (parcel_id, position),
        CONSTRAINT fk_parcel_line__order_id__position
            FOREIGN KEY (order_id, position) REFERENCES shipment_line (order_id, position)
    )",
    "CREATE INDEX ix_parcel_line__order_id ON parcel_line (order_id, position)",
    "CREATE TABLE tracking_event (
        parcel_id {uuid} NOT NULL CONSTRAINT fk_tracking_event__parcel_id REFERENCES parcel (id),
        seq integer NOT NULL CONSTRAINT ck_tracking_event__seq CHECK (seq >= 1),
        kind text NOT NULL CONSTRAINT ck_tracking_event__kind CHECK (kind IN
            ('COLLECTED', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED', 'REFUSED', 'LOST',
             'RETURNED')),
        source text NOT NULL CONSTRAINT ck_tracking_event__source
            CHECK (source IN ('MANUAL', 'CSV', 'CARRIER', 'BUYER')),
        at bigint NOT NULL,
        recorded_at bigint NOT NULL,
        place text NOT NULL CONSTRAINT ck_tracking_event__place CHECK (length(place) <= 60),
        provider_event_id text NOT NULL CONSTRAINT ck_tracking_event__provider_event_id
            CHECK (length(provider_event_id) BETWEEN 1 AND 80),
        PRIMARY KEY (parcel_id, seq)
    )",
    "CREATE UNIQUE INDEX uq_tracking_event__parcel_id__provider_event_id
        ON tracking_event (parcel_id, provider_event_id)",
    // What carriers record, whether or not the shop has told of the parcel yet.
    "CREATE TABLE carrier_record (
        carrier text NOT NULL CONSTRAINT fk_carrier_record__carrier REFERENCES carrier (code),
        event_id text NOT NULL
            CONSTRAINT ck_carrier_record__event_id CHECK (length(event_id) BETWEEN 1 AND 64),
        waybill text NOT NULL,
        kind text NOT NULL,
        at bigint NOT NULL,
        place text NOT NULL CONSTRAINT ck_carrier_record__place CHECK (length(place) <= 60),
        received_at bigint NOT NULL,
        PRIMARY KEY (carrier, event_id)
    )",
    "CREATE INDEX ix_carrier_record__waybill ON carrier_record (carrier, waybill)",
    "CREATE TABLE shipping_claim (
        id {uuid} PRIMARY KEY,
        order_id {uuid} NOT NULL
            CONSTRAINT fk_shipping_claim__order_id REFERENCES shipment (order_id),
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_shipping_claim__operator_id REFERENCES operator (id),
        buyer_id {uuid} NOT NULL
            CONSTRAINT fk_shipping_claim__buyer_id REFERENCES account (id),
        kind text NOT NULL CONSTRAINT ck_shipping_claim__kind
            CHECK (kind IN ('LATE', 'STOCK_OUT', 'FALSE_SHIPPING')),
        state text NOT NULL CONSTRAINT ck_shipping_claim__state CHECK (state IN
            ('FOUND', 'CONTESTED', 'COMPENSATED', 'APPEALED', 'UPHELD', 'CLEARED', 'LAPSED')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL
            CONSTRAINT ck_shipping_claim__amount CHECK (amount_minor >= 0),
        rule_version integer NOT NULL
            CONSTRAINT fk_shipping_claim__rule_version REFERENCES shipping_rule (version),
        found_at bigint NOT NULL,
        claim_by bigint NOT NULL,
        claimed_at bigint,
        excuse text CONSTRAINT ck_shipping_claim__excuse CHECK (excuse IN
            ('FORCE_MAJEURE', 'AGREED_DELAY', 'PRESALE_DATE', 'ADDRESS_ERROR')),
        paid_minor bigint NOT NULL,
        owed_minor bigint NOT NULL,
        compensated_at bigint,
        appeal_by bigint,
        reversed_at bigint,
        version bigint NOT NULL,
        CONSTRAINT ck_shipping_claim__claim_by CHECK (claim_by > found_at),
        CONSTRAINT ck_shipping_claim__paid CHECK (
            0 <= paid_minor AND 0 <= owed_minor AND paid_minor + owed_minor <= amount_minor),
        CONSTRAINT ck_shipping_claim__contested CHECK (state <> 'CONTESTED' OR excuse IS NOT NULL),
        CONSTRAINT ck_shipping_claim__compensated CHECK (
            state NOT IN ('COMPENSATED', 'APPEALED', 'UPHELD')
            OR (compensated_at IS NOT NULL AND appeal_by IS NOT NULL AND claimed_at IS NOT NULL))
    )",
    "CREATE UNIQUE INDEX uq_shipping_claim__order_id__kind ON shipping_claim (order_id, kind)",
    "CREATE INDEX ix_shipping_claim__state ON shipping_claim (state, id)",
    "CREATE INDEX ix_shipping_claim__operator_id ON shipping_claim (operator_id, id)",
    "CREATE INDEX ix_shipping_claim__buyer_id ON shipping_claim (buyer_id, id)",
    "CREATE INDEX ix_shipping_claim__rule_version ON shipping_claim (rule_version)",
    "CREATE TABLE shipping_day (
        operator_id {uuid} NOT NULL
            CONSTRAINT fk_shipping_day__operator_id REFERENCES operator (id),
        day text NOT NULL CONSTRAINT ck_shipping_day__day CHECK (length(day) = 10),
        due bigint NOT NULL CONSTRAINT ck_shipping_day__due CHECK (due >= 0),
        late bigint NOT NULL,
        PRIMARY KEY (operator_id, day),
        CONSTRAINT ck_shipping_day__late CHECK (late BETWEEN 0 AND due)
    )",
];

const DOWN: [&str; 10] = [
    "DROP TABLE shipping_day",
    "DROP TABLE shipping_claim",
    "DROP TABLE carrier_record",
    "DROP TABLE tracking_event",
    "DROP TABLE parcel_line",
    "DROP TABLE parcel",
    "DROP TABLE shipment_line",
    "DROP TABLE shipment",
    "DROP TABLE shipping_rule",
    "DROP TABLE carrier",
];
