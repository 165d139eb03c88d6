//! What this room, the room of privacy and the machinery below hold of people, declared.

use crate::privacy::personal::Category::{Behaviour, Content, Credential, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const RECORD: Erasure = Erasure::Kept("shows for three years what was allowed, asked and done");
const MACHINERY: Erasure = Erasure::Kept("names things by their ids only");

const fn machinery(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::PrivacyRecord,
        erasure: MACHINERY,
        personal: &[],
        impersonal,
    }
}

/// Consents, requests, holds and breaches.
pub const TABLES: [Table; 14] = [
    Table {
        name: "access_entry",
        subject: Subject::Columns(&["subject_id"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[
            Column("at", Behaviour, Plain),
            Column("actor_id", Relation, Withheld("another person")),
            Column("role", Relation, Plain),
            Column("table_name", Standing, Plain),
            Column("column_name", Standing, Plain),
            Column("purpose", Standing, Plain),
            Column("basis", Standing, Plain),
            Column("decision", Standing, Plain),
        ],
        impersonal: "id subject_id request",
    },
    machinery("access_seal", "seq entry_id hash"),
    machinery("access_unsealed", "entry_id"),
    machinery("access_checkpoint", "seq head at signature"),
    Table {
        name: "erasure",
        subject: Subject::Columns(&["subject_id"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[Column("erased_at", Behaviour, Plain), Column("cause", Standing, Plain)],
        impersonal: "subject_id",
    },
    Table {
        name: "reading_restriction",
        subject: Subject::Columns(&["subject_id"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[Column("since", Behaviour, Plain), Column("cause", Standing, Plain)],
        impersonal: "subject_id",
    },
    Table {
        name: "notice",
        subject: Subject::Columns(&["published_by"]),
        class: Class::Rules,
        erasure: RECORD,
        personal: &[Column("published_at", Behaviour, Plain)],
        impersonal: "id purpose version method data_kinds term_days effective_from published_by",
    },
    machinery("notice_text", "notice_id language text sha256"),
    Table {
        name: "consent_event",
        subject: Subject::Columns(&["subject"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[
            Column("purpose", Behaviour, Plain),
            Column("recipient", Relation, Plain),
            Column("kind", Behaviour, Plain),
            Column("notice_id", Behaviour, Plain),
            Column("language", Standing, Plain),
            Column("method", Behaviour, Plain),
            Column("given_by", Relation, Plain),
            Column("at", Behaviour, Plain),
            Column("expires_at", Behaviour, Plain),
        ],
        impersonal: "id subject seq text_sha256 data_kinds separate session_id",
    },
    Table {
        name: "processing_restriction",
        subject: Subject::Columns(&["subject"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[Column("from_at", Behaviour, Plain), Column("lifted_at", Behaviour, Plain)],
        impersonal: "id subject",
    },
    Table {
        name: "legal_hold",
        subject: Subject::Columns(&["target"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[
            Column("reason", Standing, Withheld("a proceeding must not be warned of")),
            Column("set_by", Relation, Withheld("another person")),
            Column("lifted_by", Relation, Withheld("another person")),
            Column("lift_reason", Standing, Withheld("a proceeding must not be warned of")),
        ],
        impersonal: "id target from_at lifted_at",
    },
    Table {
        name: "subject_request",
        subject: Subject::Columns(&["subject"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[
            Column("kind", Behaviour, Plain),
            Column("law", Standing, Plain),
            Column("state", Standing, Plain),
            Column("fields", Content, Opened),
            Column("answer", Content, Opened),
            Column("appeal", Content, Opened),
            Column("refusal", Standing, Plain),
            Column("filed_at", Behaviour, Plain),
            Column("due_at", Behaviour, Plain),
            Column("decided_at", Behaviour, Plain),
            Column("decided_by", Relation, Withheld("another person")),
            Column("link_hash", Credential, Withheld("who has it could fetch an archive")),
        ],
        impersonal: "id subject version overdue_at appealed_at archive_ready_at archive_expires_at \
                     link_expires_at",
    },
    Table {
        name: "breach",
        subject: Subject::Columns(&["opened_by"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[Column("suspected_at", Behaviour, Plain)],
        impersonal: "id state title grade concerns_eu data_kinds people_count cause harm measures \
                     advice contact opened_by confirmed_at reported_at report_reference \
                     telling_at told_at closed_at regulator_due_at regulator_overdue_at \
                     subjects_due_at subjects_overdue_at eu_due_at eu_overdue_at",
    },
    Table {
        name: "breach_subject",
        subject: Subject::Columns(&["account_id"]),
        class: Class::PrivacyRecord,
        erasure: RECORD,
        personal: &[Column("breach_id", Standing, Plain), Column("told_at", Behaviour, Plain)],
        impersonal: "account_id reached",
    },
];

/// The machinery that every slice shares.
pub const MACHINE_TABLES: [Table; 9] = [
    machinery("event", "position id aggregate seq kind body at tx"),
    machinery("event_delivery", "consumer event_id aggregate seq due_at attempts fence"),
    machinery("timer", "kind aggregate generation due_at next_at attempts fence"),
    machinery("allowed_transition", "machine from_state to_state"),
    machinery("calendar_day", "day is_working"),
    machinery("seaql_migrations", "version applied_at"),
    machinery("sqlite_sequence", "name seq"),
    Table {
        name: "idempotency",
        subject: Subject::Nobody,
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[],
        impersonal: "principal operation idempotency_key input_hash answer expires_at",
    },
    Table {
        name: "transition",
        subject: Subject::Columns(&["actor"]),
        class: Class::PrivacyRecord,
        erasure: Erasure::Kept("the timeline of what others have a part in"),
        personal: &[
            Column("machine", Behaviour, Plain),
            Column("to_state", Behaviour, Plain),
            Column("actor", Relation, Withheld("it is you")),
            Column("at", Behaviour, Plain),
        ],
        impersonal: "aggregate seq from_state actor_kind cause rule_version",
    },
];
