//! A notification as its reader sees it.

use async_graphql::{ID, Object};
use platform::connection;
use platform::graphql::scalars::DateTime;

use super::kind::NotificationKind;
use crate::notices::{Notice, Words, words};

/// Something that you were told, in the app and by letter.
#[derive(Clone)]
pub struct Notification {
    notice: Notice,
    words: Words,
}

impl Notification {
    /// In the words of a locale.
    pub fn to(notice: Notice, locale: &str) -> Self {
        let words = words(notice.kind, locale);
        Self { notice, words }
    }
}

/// Something that you were told, in the app and by letter. Nobody else sees it.
#[Object]
impl Notification {
    /// The id, beginning with `notification_`.
    async fn id(&self) -> ID {
        self.notice.id.to_string().into()
    }

    /// What it is about; null where this server does not know the kind yet.
    async fn kind(&self) -> Option<NotificationKind> {
        self.notice.kind.map(Into::into)
    }

    /// A line in your language.
    async fn title(&self) -> &str {
        self.words.title
    }

    /// A sentence in your language.
    async fn text(&self) -> &str {
        self.words.text
    }

    /// The id of what it is about; its prefix tells the type. Null where `kind` is.
    async fn subject_id(&self) -> Option<ID> {
        self.notice.subject_id().map(Into::into)
    }

    /// Until when you have to do something; null where nothing is asked of you.
    async fn due_at(&self) -> Option<DateTime> {
        self.notice.due_at.map(DateTime)
    }

    /// When you were told.
    async fn at(&self) -> DateTime {
        DateTime(self.notice.told_at)
    }

    /// When you marked it as read; null before that.
    async fn read_at(&self) -> Option<DateTime> {
        self.notice.read_at.map(DateTime)
    }
}

connection!(NotificationConnection, NotificationEdge, Notification, "notifications, newest first");
