//! What notices hold of people, declared.

use crate::privacy::personal::Category::Behaviour;
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

/// Every table of notices.
pub const TABLES: [Table; 1] = [Table {
    name: "account_notice",
    subject: Subject::Columns(&["account_id"]),
    class: Class::WhileUsed,
    erasure: Erasure::By("notices.account_closed"),
    personal: &[
        Column("kind", Behaviour, Plain),
        Column("told_at", Behaviour, Plain),
        Column("read_at", Behaviour, Plain),
        Column("due_at", Behaviour, Plain),
    ],
    impersonal: "id account_id subject_id batch_id",
}];
