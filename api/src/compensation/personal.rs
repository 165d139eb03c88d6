//! What compensation holds of people, declared.

use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::privacy::personal::Category::{Behaviour, Content, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const OF_CLAIM: Subject = Subject::Through {
    column: "compensation_id",
    table: "compensation",
    key: "id",
    whose: "buyer_id",
};

/// Every table of compensation.
pub const TABLES: [Table; 5] = [
    Table {
        name: "compensation",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Payment,
        erasure: Erasure::Kept("what was claimed and paid on which ground of the law"),
        personal: &[
            Column("ground", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("amount_minor", Behaviour, Plain),
            Column("currency", Behaviour, Plain),
            Column("reference", Content, Plain),
            Column("claimed_at", Behaviour, Plain),
            Column("paid_at", Behaviour, Plain),
            Column("claimed_by", Relation, Withheld("another person")),
            Column("decided_by", Relation, Withheld("another person")),
        ],
        impersonal: "id order_id operator_id buyer_id matter_id loss basis rule_version base_minor \
                     multiple floor_minor cap_minor decided_at reject_reason pay_by advance \
                     contest_by fund_minor owed_minor recovered_minor due_at ended_at version",
    },
    Table {
        name: "compensation_loss",
        subject: OF_CLAIM,
        class: Class::Payment,
        erasure: Erasure::Kept("which losses were claimed, so that none is paid twice"),
        personal: &[Column("loss", Behaviour, Plain)],
        impersonal: "compensation_id order_id position is_live",
    },
    Table {
        name: "compensation_entry",
        subject: OF_CLAIM,
        class: Class::Payment,
        erasure: Erasure::Kept("who paid what of a claim"),
        personal: &[Column("amount_minor", Behaviour, Plain), Column("at", Behaviour, Plain)],
        impersonal: "id compensation_id ground kind funder currency key",
    },
    Table {
        name: "fabrication_finding",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Payment,
        erasure: Erasure::Kept("a claim that was found to be faked"),
        personal: &[
            Column("kind", Standing, Plain),
            Column("reason", Standing, Plain),
            Column("found_at", Behaviour, Plain),
            Column("appeal_by", Behaviour, Plain),
            Column("found_by", Relation, Withheld("another person")),
        ],
        impersonal: "id order_id operator_id buyer_id",
    },
    Table {
        name: "compensation_objection",
        subject: Subject::Columns(&["filed_by"]),
        class: Class::Payment,
        erasure: Erasure::Kept("what was said against a payment or a finding, and what came of it"),
        personal: &[
            Column("words", Content, Opened),
            Column("filed_at", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("against", Relation, Withheld("another person")),
            Column("decided_by", Relation, Withheld("another person")),
        ],
        impersonal: "id kind compensation_id finding_id filed_by decided_at",
    },
];

/// What compensation opens for a person beside its tables: what they wrote, for their own eyes.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let words = super::words::words_of(app, subject).await?;
    if !words.is_empty() {
        found.insert("compensation_objection.words".to_owned(), words.into());
    }
    Ok(found)
}
