//! What payments hold of people, declared column by column.

use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::privacy::personal::Category::{Behaviour, Content, Credential, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const RECORD: Erasure = Erasure::Kept("payments are kept for five years");
const FRAUD: &str = "whoever knew the rules could go around them";

const OF_PAYMENT: Subject =
    Subject::Through { column: "payment_id", table: "payment", key: "id", whose: "payer" };

const fn of_nobody(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Payment,
        erasure: RECORD,
        personal: &[],
        impersonal,
    }
}

/// Every table of payments and of the risk centre.
pub const TABLES: [Table; 16] = [
    Table {
        name: "payment",
        subject: Subject::Columns(&["payer"]),
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("purpose", Behaviour, Plain),
            Column("state", Behaviour, Plain),
            Column("currency", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("wallet_minor", Behaviour, Plain),
            Column("provider", Behaviour, Plain),
            Column("provider_minor", Behaviour, Plain),
            Column("captured_minor", Behaviour, Plain),
            Column("factors", Behaviour, Plain),
            Column("stopped_reason", Standing, Plain),
            Column("created_at", Behaviour, Plain),
            Column("confirmed_at", Behaviour, Plain),
            Column("captured_at", Behaviour, Plain),
        ],
        impersonal: "id payer subject confirmed_minor challenge_factors cleared_at expires_at",
    },
    Table {
        name: "payment_part",
        subject: OF_PAYMENT,
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("operator_id", Relation, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("refunded_minor", Behaviour, Plain),
        ],
        impersonal: "subject payment_id position captured_minor counts dropped_at",
    },
    Table {
        name: "payment_attempt",
        subject: OF_PAYMENT,
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("tender", Behaviour, Plain),
            Column("state", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("reference", Behaviour, Plain),
            Column("next_step", Credential, Withheld("who has it could pay in this place")),
            Column("failure", Behaviour, Plain),
            Column("created_at", Behaviour, Plain),
        ],
        impersonal: "id payment_id currency captured_minor refunded_minor counts script queries \
                     settled_at",
    },
    Table {
        name: "payment_refund",
        subject: OF_PAYMENT,
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("state", Behaviour, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("asked_at", Behaviour, Plain),
            Column("paid_at", Behaviour, Plain),
        ],
        impersonal: "id payment_id part refund_key",
    },
    of_nobody(
        "payment_refund_leg",
        "id refund_id attempt_id state amount_minor reference failure tries paid_at",
    ),
    Table {
        name: "payment_account",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("class", Standing, Plain),
            Column("password_hash", Credential, Withheld("a hash of the payment password")),
            Column("password_set_at", Behaviour, Plain),
            Column("frozen_at", Standing, Plain),
            Column("spent_minor", Behaviour, Plain),
            Column("year_minor", Behaviour, Plain),
            Column("day_minor", Behaviour, Plain),
        ],
        impersonal: "account_id wrong_tries locked_until year day",
    },
    of_nobody("provider_event", "provider event received_at"),
    of_nobody("payment_incident", "id kind provider subject expected_minor found_minor at"),
    of_nobody("payment_statement", "provider day line_count difference_count compared_at"),
    of_nobody(
        "sandbox_payment",
        "payment_key currency asked_minor amount_minor script outcome reason settles_at began_at",
    ),
    of_nobody("sandbox_refund", "refund_key payment_key currency amount_minor paid_at"),
    of_nobody("sandbox_callback", "id payment_key event status"),
    Table {
        name: "risk_rules",
        subject: Subject::Columns(&["proposed_by", "published_by"]),
        class: Class::Rules,
        erasure: Erasure::Kept("rules as they were"),
        personal: &[
            Column("proposed_at", Behaviour, Plain),
            Column("published_at", Behaviour, Plain),
        ],
        impersonal: "version body proposed_by published_by",
    },
    Table {
        name: "risk_assessment",
        subject: Subject::Columns(&["payer"]),
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("score", Standing, Withheld(FRAUD)),
            Column("verdict", Standing, Plain),
            Column("hits", Standing, Withheld(FRAUD)),
            Column("amount_minor", Behaviour, Plain),
            Column("place", Behaviour, Withheld("a keyed hash")),
            Column("at", Behaviour, Plain),
        ],
        impersonal: "id payment_id payer rules_version",
    },
    Table {
        name: "risk_case",
        subject: Subject::Columns(&["payer"]),
        class: Class::Payment,
        erasure: RECORD,
        personal: &[
            Column("kind", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("words", Content, Opened),
            Column("opened_at", Behaviour, Plain),
            Column("decided_by", Relation, Withheld("another person")),
            Column("decided_at", Behaviour, Plain),
            Column("reason", Standing, Plain),
        ],
        impersonal: "id payment_id payer due_at loss_minor",
    },
    Table {
        name: "emergency_stop",
        subject: Subject::Columns(&["set_by", "lifted_by"]),
        class: Class::Payment,
        erasure: RECORD,
        personal: &[Column("from_at", Behaviour, Plain), Column("lifted_at", Behaviour, Plain)],
        impersonal: "id scope provider operator_id reason set_by until_at lifted_by",
    },
];

/// What payments open for a person beside their tables: what they wrote, for their own eyes.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let words = super::risk::words_of(app, subject).await?;
    if !words.is_empty() {
        found.insert("risk_case.words".to_owned(), words.into());
    }
    Ok(found)
}
