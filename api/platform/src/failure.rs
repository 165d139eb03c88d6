//! What went wrong on our side: logged once with its whole chain, shown to nobody.
//!
//! A failure has no `Display` on purpose: nothing can print it to a client by accident.

use std::error::Error as StdError;
use std::fmt;

use sea_orm::{DbErr, RuntimeErr};

use crate::refusal::{Error, Refusal};

/// We broke. The client learns only that, with the request id to quote.
pub struct Failure {
    context: &'static str,
    source: Option<Box<dyn StdError + Send + Sync>>,
    kind: Kind,
}

/// What the write wrapper and the refusals need to know of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Other,
    /// The named constraint said no.
    Constraint(String),
    /// Another transaction was in the way; the whole story may be told again.
    Contention,
    /// The transaction's lease on an event or a timer was lost to another server.
    LeaseLost,
}

/// Constraints that fail only when two writers of one aggregate met: the later one starts again.
const CONTENDED: [&str; 2] = ["uq_event__aggregate__seq", "transition_pkey"];

impl Failure {
    /// A failure that has no other cause: an invariant of ours did not hold.
    pub fn broken(context: &'static str) -> Self {
        Self { context, source: None, kind: Kind::Other }
    }

    /// A failure with its cause.
    pub fn because(
        context: &'static str,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { context, source: Some(source.into()), kind: Kind::Other }
    }

    /// Another transaction was in the way; the story starts again.
    pub fn contention(context: &'static str) -> Self {
        Self { context, source: None, kind: Kind::Contention }
    }

    pub(crate) fn lease_lost() -> Self {
        Self { context: "lease lost", source: None, kind: Kind::LeaseLost }
    }

    /// Whether another server has taken over the event or timer that was being handled.
    pub fn is_lease_lost(&self) -> bool {
        self.kind == Kind::LeaseLost
    }

    /// Whether telling the whole story again may succeed.
    pub fn is_contention(&self) -> bool {
        self.kind == Kind::Contention
    }

    /// The name of the constraint that said no.
    pub fn constraint(&self) -> Option<&str> {
        match &self.kind {
            Kind::Constraint(name) => Some(name),
            _ => None,
        }
    }

    /// Turns a named constraint into the refusal the client reads; stays a failure otherwise.
    pub fn or_refuse<R: Refusal>(self, constraint: &str, refusal: R) -> Error<R> {
        if self.constraint() == Some(constraint) { refusal.into() } else { self.into() }
    }

    /// Writes the whole chain to the log, once.
    pub fn log(&self, request_id: &str) {
        tracing::error!(request_id, failure = %self.chain(), "internal failure");
    }

    /// Context and causes, outermost first; for logs and for tests.
    pub fn chain(&self) -> String {
        let mut text = self.context.to_owned();
        let mut cause = self.source.as_deref().map(|source| source as &dyn StdError);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&scrub(&error.to_string()));
            cause = error.source();
        }
        text
    }
}

/// Database messages quote the values that clashed; a log line must not.
fn scrub(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    first.split("DETAIL:").next().unwrap_or_default().trim().to_owned()
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({})", self.chain())
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        let kind = classify(&error);
        Self { context: "database", source: Some(Box::new(error)), kind }
    }
}

fn classify(error: &DbErr) -> Kind {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause))) = error
    else {
        return Kind::Other;
    };
    let Some(reported) = cause.as_database_error() else {
        return Kind::Other;
    };
    // PostgreSQL: serialisation failure, deadlock. SQLite: busy, busy snapshot.
    if matches!(reported.code().as_deref(), Some("40001" | "40P01" | "5" | "517")) {
        return Kind::Contention;
    }
    let constraint = match reported.constraint() {
        Some(name) => Some(name.to_owned()),
        None => sqlite_constraint(reported.message()),
    };
    match constraint {
        Some(name) if CONTENDED.contains(&name.as_str()) => Kind::Contention,
        Some(name) => Kind::Constraint(name),
        None => Kind::Other,
    }
}

/// SQLite names a check, but for a unique index it lists columns: `account.handle`. Our indices
/// are named after their columns, so the name can be made again.
fn sqlite_constraint(message: &str) -> Option<String> {
    if let Some(rest) = message.split("CHECK constraint failed: ").nth(1) {
        return Some(rest.trim().to_owned());
    }
    if let Some(rest) = message.split("UNIQUE constraint failed: ").nth(1) {
        let columns: Vec<(&str, &str)> =
            rest.split(", ").filter_map(|column| column.trim().split_once('.')).collect();
        let (table, _) = columns.first()?;
        if *table == "transition" {
            return Some("transition_pkey".to_owned());
        }
        let names: Vec<&str> = columns.iter().map(|(_, column)| *column).collect();
        return Some(format!("uq_{table}__{}", names.join("__")));
    }
    message.contains("FOREIGN KEY constraint failed").then(|| "foreign_key".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlites_words_become_the_names_that_postgresql_gives() {
        let named = |message: &str| sqlite_constraint(message).unwrap_or_default();
        assert_eq!(named("UNIQUE constraint failed: account.handle"), "uq_account__handle");
        assert_eq!(
            named("UNIQUE constraint failed: event.aggregate, event.seq"),
            "uq_event__aggregate__seq"
        );
        assert_eq!(named("CHECK constraint failed: ck_sku__price"), "ck_sku__price");
        assert_eq!(sqlite_constraint("no such table: x"), None);
    }

    #[test]
    fn a_log_line_never_quotes_the_clashing_value() {
        let chain =
            Failure::because("insert", "duplicate key DETAIL: Key (phone)=(+86138)").chain();
        assert_eq!(chain, "insert: duplicate key");
    }
}
