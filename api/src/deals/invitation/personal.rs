//! What invitations hold of people, declared.

use crate::privacy::personal::Category::{Behaviour, Relation};
use crate::privacy::personal::Export::{Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const TRADE: Erasure = Erasure::Kept(
    "records of deals are kept for three years [PC-12]; after the account they name nobody",
);

/// Every table of invitations.
pub const TABLES: [Table; 3] = [
    Table {
        name: "invitation",
        subject: Subject::Columns(&["inviter_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[Column("created_at", Behaviour, Plain), Column("revoked_at", Behaviour, Plain)],
        impersonal: "id inviter_id deal_kind deal_id most_uses uses expires_at",
    },
    Table {
        name: "invitation_use",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[Column("used_at", Behaviour, Plain)],
        impersonal: "invitation_id account_id",
    },
    Table {
        name: "order_attribution",
        subject: Subject::Through {
            column: "order_id",
            table: "trade_order",
            key: "id",
            whose: "buyer_id",
        },
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("inviter_id", Relation, Withheld("it names somebody else")),
            Column("post_id", Behaviour, Plain),
            Column("at", Behaviour, Plain),
        ],
        impersonal: "order_id invitation_id deal_kind deal_id place network",
    },
];
