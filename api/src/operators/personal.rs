//! What the slice of operators holds of people: every column, declared, and its export.

use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::privacy::personal::Category::{Behaviour, Relation, Standing};
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table, rows};
use crate::privacy::retention::Class;

/// Every table of operators.
pub const TABLES: [Table; 3] = [
    Table {
        name: "operator",
        subject: Subject::Nobody,
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("a shop, not a person"),
        personal: &[],
        impersonal: "id handle name about logo_id opened_at",
    },
    Table {
        name: "operator_member",
        subject: Subject::Columns(&["account_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("who acted for a shop"),
        personal: &[
            Column("operator_id", Relation, Plain),
            Column("role", Standing, Plain),
            Column("joined_at", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
    Table {
        name: "operator_permit",
        subject: Subject::Columns(&["filed_by"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("the permit of a shop"),
        personal: &[Column("filed_at", Behaviour, Plain), Column("kind", Behaviour, Plain)],
        impersonal: "id operator_id number valid_from valid_until document_id filed_by",
    },
];

/// What the slice of operators holds of a person.
///
/// # Errors
/// Ours.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    rows(app.reader(), &TABLES, subject).await
}
