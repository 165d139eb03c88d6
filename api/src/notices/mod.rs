//! Notices: a person is told, in the app and by letter, of what concerns them.
//!
//! A room tells with [`tell`] or [`tell_shop`] in the transaction in which something happened: one
//! row per person, and telling twice is telling once. The letter goes out afterwards, and whoever
//! listens hears of it. What was told names a thing and a kind, never a person; after
//! [`KEPT`](terms::KEPT) it is forgotten, and with the account at once.
//!
//! *To tell of something new*: a line in `kind.rs` and its twin in `graphql/kind.rs`.

mod actions;
pub mod facts;
pub mod graphql;
pub mod jobs;
mod kind;
mod letters;
pub mod personal;
mod store;
pub mod terms;

use platform::kernel::{Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

pub use actions::{NotificationsReadRefusal, Which, read, tell, tell_shop};
pub use kind::{NoticeKind, Words, words};

/// Of what to tell whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewNotice {
    /// Who is told.
    pub account: Uuid,
    pub kind: NoticeKind,
    /// What it is about: a thing of the kind's noun.
    pub subject: Uuid,
    /// Until when they have to do something, where they have.
    pub due_at: Option<OffsetDateTime>,
}

/// What somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: Id<Notice>,
    pub account: Uuid,
    /// None where only a newer server knows the kind.
    pub kind: Option<NoticeKind>,
    pub subject: Uuid,
    pub due_at: Option<OffsetDateTime>,
    pub told_at: OffsetDateTime,
    pub read_at: Option<OffsetDateTime>,
}

impl Noun for Notice {
    const PREFIX: &'static str = "notification";
}

impl Notice {
    /// The id of what it is about, as clients know it.
    pub fn subject_id(&self) -> Option<String> {
        self.kind.map(|kind| format!("{}_{}", kind.noun(), self.subject.simple()))
    }
}
