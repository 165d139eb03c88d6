//! What group buys hold of people, declared.

use crate::privacy::personal::Category::{Behaviour, Relation};
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::Export::Withheld;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const TRADE: Erasure = Erasure::Kept(
    "who bought in which group is part of an order, kept for three years [ECL 31]; names nobody",
);
const KNOWN: Erasure = Erasure::Expires;
const HASHED: crate::privacy::personal::Export =
    Withheld("a keyed hash of a keyed hash, of use to nobody else");

const fn of_member(column: &'static str) -> Subject {
    Subject::Through { column, table: "group_member", key: "id", whose: "account_id" }
}

/// Every table of group buys.
pub const TABLES: [Table; 6] = [
    Table {
        name: "group_campaign",
        subject: Subject::Columns(&["created_by", "decided_by", "funded_by"]),
        class: Class::Trade,
        erasure: Erasure::Kept("what a shop offered, and who let it through"),
        personal: &[Column("created_at", Behaviour, Plain), Column("decided_at", Behaviour, Plain)],
        impersonal: "id operator_id product_id sku_id state currency solo_minor group_minor size \
                     hours starts_at ends_at stock taken most_per_person benefit_minor \
                     benefit_funder benefit_cap_minor benefit_promised_minor terms_version \
                     created_by submitted_at decided_by funded_by rejection stopped_at \
                     cancels_groups",
    },
    Table {
        name: "group_buy",
        subject: Subject::Columns(&["leader_id", "waived_by"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("opened_at", Behaviour, Plain),
            Column("benefit_minor", Behaviour, Plain),
            Column("benefit_state", Behaviour, Plain),
            Column("waived_at", Behaviour, Plain),
        ],
        impersonal: "id campaign_id operator_id product_id sku_id leader_id state size hours \
                     currency unit_minor solo_minor most_per_person seats_taken paid missing \
                     benefit_funder terms_version deadline succeeded_at succeeded_with waived_by \
                     ended_at",
    },
    Table {
        name: "group_member",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("group_id", Relation, Plain),
            Column("is_leader", Relation, Plain),
            Column("state", Behaviour, Plain),
            Column("quantity", Behaviour, Plain),
            Column("seated_at", Behaviour, Plain),
            Column("pay_by", Behaviour, Plain),
            Column("paid_at", Behaviour, Plain),
            Column("confirmed_at", Behaviour, Plain),
            Column("ended_at", Behaviour, Plain),
            Column("refunded_at", Behaviour, Plain),
        ],
        impersonal: "id account_id order_id",
    },
    Table {
        name: "group_identity",
        subject: of_member("member_id"),
        class: Class::WhileUsed,
        erasure: KNOWN,
        personal: &[Column("digest", Relation, HASHED)],
        impersonal: "group_id member_id",
    },
    Table {
        name: "group_allowance",
        subject: Subject::Nobody,
        class: Class::WhileUsed,
        erasure: KNOWN,
        personal: &[],
        impersonal: "campaign_id digest pieces most",
    },
    Table {
        name: "group_allowance_use",
        subject: of_member("member_id"),
        class: Class::WhileUsed,
        erasure: KNOWN,
        personal: &[Column("digest", Relation, HASHED)],
        impersonal: "member_id campaign_id",
    },
];
