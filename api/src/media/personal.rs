//! What the media slice holds of people: every column, declared.

use crate::privacy::personal::Category::{Behaviour, Content, Credential};
use crate::privacy::personal::Export::{Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

/// Every table of pictures.
pub const TABLES: [Table; 4] = [
    Table {
        name: "upload",
        subject: Subject::Columns(&["owner_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[
            Column("purpose", Behaviour, Plain),
            Column("alt", Content, Plain),
            Column("sha256", Content, Plain),
            Column("token_hash", Credential, Withheld("who has it could send a file as you")),
            Column("staged_at", Behaviour, Plain),
        ],
        impersonal: "id owner_id content_type bytes state rejection token_expires_at received_at \
                     decided_at attached_at",
    },
    Table {
        name: "image",
        subject: Subject::Columns(&["owner_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Kept("hidden with the post that showed it"),
        personal: &[
            Column("id", Content, Plain),
            Column("alt", Content, Plain),
            Column("sha256", Content, Plain),
            Column("made_at", Behaviour, Plain),
        ],
        impersonal: "owner_id width height dominant_colour placeholder variants bytes",
    },
    Table {
        name: "document",
        subject: Subject::Columns(&["owner_id"]),
        class: Class::OperatorIdentity,
        erasure: Erasure::Kept("papers that prove who a seller was"),
        personal: &[
            Column("content_type", Content, Plain),
            Column("bytes", Content, Plain),
            Column("staged_at", Behaviour, Plain),
            Column("attached_at", Behaviour, Plain),
            Column("token_hash", Credential, Withheld("who has it could send a file as you")),
            Column("file", Content, Withheld("sealed; operatorDocumentOpen gives it")),
        ],
        impersonal: "id owner_id subject_id sha256 state rejection token_expires_at stored_at",
    },
    Table {
        name: "document_ticket",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Expires,
        personal: &[
            Column("document_id", Behaviour, Plain),
            Column("token_hash", Credential, Withheld("who has it could open the file")),
        ],
        impersonal: "account_id entry_id expires_at",
    },
];
