//! The timeline of a noun as clients see it: who moved it, when, from where to where.

use async_graphql::{Enum, Result, SimpleObject};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::connection::{Slice, asked};
use super::scalars::DateTime;
use crate::app::App;
use crate::connection;
use crate::transitions::{self, Moved};

/// Who moved a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "ActorKind", remote = "transitions::ActorKind")]
pub enum ActorKind {
    /// A buyer.
    Buyer,
    /// A member of the shop.
    Operator,
    /// A person acting for themselves.
    User,
    /// The platform's own people.
    Staff,
    /// The platform itself: a deadline, an automatic screen.
    System,
    /// An outside body, such as a carrier or a payment provider.
    External,
}

/// One move of a noun.
#[derive(Debug, Clone, SimpleObject)]
pub struct TimelineEntry {
    /// The state it left.
    pub from: String,
    /// The state it entered.
    pub to: String,
    /// In which capacity it was moved.
    pub actor: ActorKind,
    /// Why, in a few words.
    pub cause: String,
    /// The version of the rule that was applied; null where none was.
    pub rule_version: Option<String>,
    /// When it was moved.
    pub at: DateTime,
}

connection!(TimelineConnection, TimelineEdge, TimelineEntry, "moves, newest first");

impl From<Moved> for TimelineEntry {
    fn from(moved: Moved) -> Self {
        Self {
            from: moved.from,
            to: moved.to,
            actor: moved.actor.kind.into(),
            cause: moved.cause,
            rule_version: moved.rule_version,
            at: DateTime(moved.at),
        }
    }
}

/// A page of the timeline of a noun that the caller may see.
///
/// The future of every field of a noun has room for the largest of them: this one is seldom asked
/// for, and stands apart on the heap (docs/STYLE.md).
///
/// # Errors
/// `first` or `after` is not sound, or ours.
pub fn timeline(
    app: &App,
    aggregate: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> BoxFuture<'_, Result<TimelineConnection>> {
    async move {
        let list = format!("timeline.{aggregate}");
        let page = asked::<i64>(app.cursors(), &list, first, after.as_deref())?;
        let rows = transitions::timeline(app, aggregate, page.after, page.rows()).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.seq);
        Ok(slice.map(|moved| -> TimelineEntry { moved.into() }).into())
    }
    .boxed()
}
