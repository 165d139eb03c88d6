//! What price cuts hold of people, declared. Why: to count helps rightly, one for each identity,
//! and for nothing else; no list of helpers leaves this room (PC-9).

use crate::privacy::personal::Category::{Behaviour, Relation};
use crate::privacy::personal::Export::{Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const TRADE: Erasure = Erasure::Kept(
    "records of price cuts are kept for three years [PC-12]; after the account they name nobody",
);

/// Every table of price cuts.
pub const TABLES: [Table; 5] = [
    Table {
        name: "price_cut_campaign",
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept("goods and shops, not people"),
        personal: &[],
        impersonal: "id operator_id product_id sku_id state currency start_minor floor_minor \
                     parts parts_bought hours stock taken terms starts_at ends_at rejected \
                     created_at version",
    },
    Table {
        name: "price_cut",
        subject: Subject::Columns(&["owner_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("state", Behaviour, Plain),
            Column("price_minor", Behaviour, Plain),
            Column("helps", Behaviour, Plain),
            Column("started_at", Behaviour, Plain),
            Column("ended_at", Behaviour, Plain),
        ],
        impersonal: "id campaign_id owner_id start_minor floor_minor parts parts_bought \
                     parts_gone commitment seed place deadline buy_by order_id version",
    },
    Table {
        name: "price_cut_mark",
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept("keyed hashes, which name nobody"),
        personal: &[],
        impersonal: "cut_id mark is_owner",
    },
    Table {
        name: "price_cut_help",
        subject: Subject::Columns(&["helper_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("owner_id", Relation, Withheld("it names somebody else")),
            Column("kind", Behaviour, Plain),
            Column("state", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("reason", Behaviour, Plain),
            Column("decided", Behaviour, Plain),
            Column("at", Behaviour, Plain),
        ],
        impersonal: "id cut_id helper_id ordinal first_part counted_at score rules place network \
                     order_id version",
    },
    Table {
        name: "price_cut_day",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[Column("day", Behaviour, Plain), Column("helps", Behaviour, Plain)],
        impersonal: "account_id",
    },
];
