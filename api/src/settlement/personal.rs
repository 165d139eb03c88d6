//! What settlement holds of people: where a shop is paid out to, and who did what for it.

use crate::privacy::personal::Category::{Behaviour, Credential};
use crate::privacy::personal::Export::{Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const SHOPS: &str = "a shop's money, not a person's";

const fn of_shops(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Payment,
        erasure: Erasure::Kept(SHOPS),
        personal: &[],
        impersonal,
    }
}

/// Every table of settlement.
pub const TABLES: [Table; 9] = [
    of_shops("fee_rate", "id version operator_id category_id points effective_from"),
    of_shops(
        "order_settlement",
        "order_id operator_id currency gross_minor fee_minor repaid_minor fee_version settled_at",
    ),
    Table {
        name: "payout_account",
        subject: Subject::Columns(&["set_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("where a seller was paid out to"),
        personal: &[
            Column("number_sealed", Credential, Withheld("sealed; it is told to the bank alone")),
            Column("masked", Credential, Plain),
            Column("set_at", Behaviour, Plain),
        ],
        impersonal: "id operator_id set_by",
    },
    Table {
        name: "payout",
        subject: Subject::Columns(&["requested_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("who asked for a payout"),
        personal: &[
            Column("requested_at", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("currency", Behaviour, Plain),
        ],
        impersonal: "id operator_id payout_account_id state requested_by sent_at ended_at \
                     reference failure",
    },
    of_shops("finance_agreement", "version text_zh text_en effective_from"),
    Table {
        name: "finance_acceptance",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Payment,
        erasure: Erasure::Kept("who agreed for a shop"),
        personal: &[Column("at", Behaviour, Plain), Column("accepted", Behaviour, Plain)],
        impersonal: "id operator_id version account_id",
    },
    of_shops(
        "receivable",
        "id order_id operator_id agreement_version currency advanced_minor repaid_minor state \
         offered_at due_at ended_at",
    ),
    of_shops("deposit_level", "id version category_id amount_minor effective_from"),
    of_shops(
        "operator_day",
        "operator_id day currency paid_orders paid_minor cancelled_orders shipped_orders \
         late_orders completed_orders settled_minor fee_minor refunded_minor",
    ),
];
