//! What identity holds of people: every column, declared, and its export.

use platform::{App, Failure};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::reaching;
use crate::privacy::personal::Category::{
    Behaviour, Contact, Content, Credential, Name, Relation, Standing,
};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;
use crate::privacy::{Purpose, Reader};

const SECRET: &str = "who has it could sign in as you";

/// Every table of identity.
pub const TABLES: [Table; 15] = [
    Table {
        name: "account",
        subject: Subject::Columns(&["id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("handle", Name, Plain),
            Column("handle_folded", Name, Withheld("the handle in lower case")),
            Column("display_name", Name, Plain),
            Column("bio", Content, Plain),
            Column("picture_id", Content, Plain),
            Column("locale", Standing, Plain),
            Column("age_band", Standing, Plain),
            Column("guardian_id", Relation, Plain),
            Column("state", Standing, Plain),
            Column("joined_at", Behaviour, Plain),
        ],
        impersonal: "id handle_changed_at closed_at",
    },
    Table {
        name: "contact",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("kind", Contact, Plain),
            Column("lookup", Contact, Withheld("a keyed hash of the address")),
            Column("sealed", Contact, Opened),
            Column("masked", Contact, Plain),
            Column("verified_at", Behaviour, Plain),
        ],
        impersonal: "id account_id",
    },
    Table {
        name: "password",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("hash", Credential, Withheld(SECRET)),
            Column("changed_at", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
    Table {
        name: "outside_identity",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("issuer", Relation, Plain),
            Column("subject", Name, Plain),
            Column("linked_at", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
    Table {
        name: "session",
        subject: Subject::Columns(&["account_id"]),
        class: Class::NetworkLog,
        erasure: Erasure::Expires,
        personal: &[
            Column("method", Behaviour, Plain),
            Column("device_name", Behaviour, Plain),
            Column("created_at", Behaviour, Plain),
            Column("refreshed_at", Behaviour, Plain),
            Column("ended_at", Behaviour, Plain),
            Column("end_cause", Behaviour, Plain),
        ],
        impersonal: "id account_id expires_at stepped_up_at step_up_factor second_factor_at",
    },
    Table {
        name: "refresh_token",
        subject: Subject::Through {
            column: "session_id",
            table: "session",
            key: "id",
            whose: "account_id",
        },
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[Column("hash", Credential, Withheld(SECRET))],
        impersonal: "id session_id parent_id seq issued_at used_at superseded_at",
    },
    Table {
        name: "one_time_code",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[
            Column("purpose", Behaviour, Plain),
            Column("lookup", Contact, Withheld("a keyed hash of the address")),
            Column("sealed", Contact, Withheld("the address is among your contacts")),
            Column("hash", Credential, Withheld(SECRET)),
            Column("sealed_code", Credential, Withheld(SECRET)),
            Column("sent_at", Behaviour, Plain),
        ],
        impersonal: "id account_id decoy locale tries_left expires_at spent_at",
    },
    Table {
        name: "attempt",
        subject: Subject::Nobody,
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[],
        impersonal: "subject failures since last",
    },
    Table {
        name: "totp",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("sealed", Credential, Withheld(SECRET)),
            Column("created_at", Behaviour, Plain),
        ],
        impersonal: "account_id confirmed_at last_step",
    },
    Table {
        name: "recovery_code",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Purged,
        personal: &[Column("hash", Credential, Withheld(SECRET))],
        impersonal: "id account_id used_at",
    },
    Table {
        name: "passkey",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::AtClosing,
        personal: &[
            Column("credential_id", Credential, Withheld("it would tie you to other sites")),
            Column("name", Name, Plain),
            Column("credential", Credential, Withheld(SECRET)),
            Column("created_at", Behaviour, Plain),
            Column("used_at", Behaviour, Plain),
        ],
        impersonal: "id account_id counter",
    },
    Table {
        name: "ceremony",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Purged,
        personal: &[Column("state", Credential, Withheld(SECRET))],
        impersonal: "id kind account_id expires_at",
    },
    STAFF_ROLE,
    Table {
        name: "guardianship",
        subject: Subject::Columns(&["child_id", "guardian_id"]),
        class: Class::PrivacyRecord,
        erasure: Erasure::Kept("shows who consented for a child"),
        personal: &[
            Column("child_id", Relation, Plain),
            Column("guardian_id", Relation, Plain),
            Column("state", Standing, Plain),
            Column("requested_at", Behaviour, Plain),
            Column("decided_at", Behaviour, Plain),
        ],
        impersonal: "id",
    },
    Table {
        name: "partner_client",
        subject: Subject::Nobody,
        class: Class::WhileUsed,
        erasure: Erasure::Kept("a program, not a person"),
        personal: &[],
        impersonal: "id name secret_hash scopes created_by created_at revoked_at",
    },
];

const STAFF_ROLE: Table = Table {
    name: "staff_role",
    subject: Subject::Columns(&["account_id"]),
    class: Class::WhileUsed,
    erasure: Erasure::AtClosing,
    personal: &[
        Column("role", Standing, Plain),
        Column("granted_at", Behaviour, Plain),
        Column("granted_by", Relation, Withheld("another person")),
    ],
    impersonal: "account_id",
};

/// What identity opens for a person beside its tables: their addresses, for their own eyes.
///
/// # Errors
/// Ours.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let reader = Reader::Subject(subject);
    let known = reaching::addresses(app, subject, reader, Purpose::OwnData).await?;
    let addresses: Vec<Value> = known.iter().map(|contact| json!(contact.value())).collect();
    if !addresses.is_empty() {
        found.insert("contact_addresses".to_owned(), Value::Array(addresses));
    }
    Ok(found)
}
