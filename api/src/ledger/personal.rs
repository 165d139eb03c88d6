//! What the ledger holds of people: their balance and its movements, and who of the staff resolved
//! what. A ledger is a record by law and is never rewritten.

use crate::privacy::personal::Category::Behaviour;
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const RECORD: &str = "the record of payments, by account and amount";

const fn of_money(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Payment,
        erasure: Erasure::Kept(RECORD),
        personal: &[],
        impersonal,
    }
}

/// Every table of the ledger.
pub const TABLES: [Table; 8] = [
    Table {
        name: "ledger_account",
        subject: Subject::Columns(&["owner_id"]),
        class: Class::Payment,
        erasure: Erasure::Kept(RECORD),
        personal: &[
            Column("currency", Behaviour, Plain),
            Column("balance_minor", Behaviour, Plain),
            Column("held_minor", Behaviour, Plain),
            Column("opened_at", Behaviour, Plain),
        ],
        impersonal: "id kind owner_id name shard moved_by",
    },
    of_money(
        "ledger_transfer",
        "position id journal_id debit_id debit_kind credit_id credit_kind currency amount_minor \
         kind subject_id key day at tx",
    ),
    of_money(
        "escrow",
        "order_id account_id currency kind funded_minor released_minor refunded_minor version \
         opened_at",
    ),
    of_money("ledger_freeze", "owner_id matter_id at"),
    Table {
        name: "ledger_day",
        subject: Subject::Through {
            column: "account_id",
            table: "ledger_account",
            key: "id",
            whose: "owner_id",
        },
        class: Class::Payment,
        erasure: Erasure::Kept(RECORD),
        personal: &[
            Column("day", Behaviour, Plain),
            Column("debit_minor", Behaviour, Plain),
            Column("credit_minor", Behaviour, Plain),
        ],
        impersonal: "account_id transfers",
    },
    of_money("ledger_book", "id booked_tx booked_position checked_tx checked_position run_at"),
    Table {
        name: "ledger_incident",
        subject: Subject::Columns(&["resolved_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("who of the staff looked at a difference"),
        personal: &[Column("resolved_at", Behaviour, Plain), Column("reason", Behaviour, Plain)],
        impersonal: "id check_name subject_id currency expected found frozen frozen_id state \
                     noticed_at seen_at resolved_by",
    },
    Table {
        name: "ledger_statement_ticket",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[Column("day", Behaviour, Plain), Column("expires_at", Behaviour, Plain)],
        impersonal: "token_hash operator_id account_id",
    },
];
