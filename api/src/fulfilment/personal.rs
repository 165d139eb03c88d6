//! What fulfilment holds of people, declared.

use crate::privacy::personal::Category::Behaviour;
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const TRADE: Erasure = Erasure::Kept(
    "records of logistics are kept for three years from completion [ECL 31]; they name nobody",
);

const fn of_trade(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept("carriers, rules and shops, not people"),
        personal: &[],
        impersonal,
    }
}

const fn of_order(column: &'static str) -> Subject {
    Subject::Through { column, table: "trade_order", key: "id", whose: "buyer_id" }
}

/// Every table of fulfilment.
pub const TABLES: [Table; 11] = [
    of_trade("carrier", "code name is_tracked"),
    of_trade("carrier_secret", "carrier generation made_at valid_until"),
    of_trade(
        "shipping_rule",
        "version effective_from late_points late_least_minor late_most_minor absent_points \
         absent_least_minor absent_most_minor scan_hours claim_days appeal_days",
    ),
    Table {
        name: "shipment",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[Column("ship_by", Behaviour, Plain), Column("paid_at", Behaviour, Plain)],
        impersonal: "order_id operator_id buyer_id currency rule_version",
    },
    of_trade("shipment_line", "order_id position ordered sent total_minor"),
    Table {
        name: "parcel",
        subject: of_order("order_id"),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("carrier", Behaviour, Plain),
            Column("waybill", Behaviour, Plain),
            Column("state", Behaviour, Plain),
            Column("created_at", Behaviour, Plain),
            Column("delivered_at", Behaviour, Plain),
        ],
        impersonal: "id order_id operator_id scanned_at events",
    },
    of_trade("parcel_line", "parcel_id order_id position quantity"),
    of_trade("tracking_event", "parcel_id seq kind source at recorded_at place provider_event_id"),
    of_trade("carrier_record", "carrier event_id waybill kind at place received_at"),
    Table {
        name: "shipping_claim",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("kind", Behaviour, Plain),
            Column("state", Behaviour, Plain),
            Column("currency", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("found_at", Behaviour, Plain),
            Column("claimed_at", Behaviour, Plain),
            Column("compensated_at", Behaviour, Plain),
        ],
        impersonal: "id order_id operator_id buyer_id rule_version claim_by excuse paid_minor \
                     owed_minor appeal_by reversed_at version",
    },
    of_trade("shipping_day", "operator_id day due late"),
];
