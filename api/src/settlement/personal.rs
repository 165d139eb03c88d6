//! What settlement holds of people: where a shop is paid out to, and who did what for it.

use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::privacy::personal::Category::{Behaviour, Content, Credential, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
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
pub const TABLES: [Table; 13] = [
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
    of_shops("operator_deposit", "id operator_id state short_at restrict_at returned_at"),
    Table {
        name: "fraud_finding",
        subject: Subject::Columns(&["found_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("who of staff found what about an order"),
        personal: &[Column("found_at", Behaviour, Plain)],
        impersonal: "id order_id operator_id kind found_by",
    },
    Table {
        name: "fraud_appeal",
        subject: Subject::Columns(&["filed_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("what a shop said against a finding, and what came of it"),
        personal: &[
            Column("words", Content, Opened),
            Column("filed_at", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("decided_by", Relation, Withheld("another person")),
        ],
        impersonal: "id finding_id found_by filed_by decided_at",
    },
    Table {
        name: "cover_exclusion",
        subject: Subject::Columns(&["excluded_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("who of staff excluded an order from the platform's cover"),
        personal: &[Column("excluded_at", Behaviour, Plain)],
        impersonal: "order_id finding_id excluded_by",
    },
    of_shops("deposit_level", "id version category_id amount_minor effective_from"),
    of_shops(
        "operator_day",
        "operator_id day currency paid_orders paid_minor cancelled_orders shipped_orders \
         late_orders completed_orders settled_minor fee_minor refunded_minor",
    ),
];

/// What settlement opens for a person beside its tables: what they wrote, for their own eyes.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let words = super::words::words_of(app, subject).await?;
    if !words.is_empty() {
        found.insert("fraud_appeal.words".to_owned(), words.into());
    }
    Ok(found)
}
