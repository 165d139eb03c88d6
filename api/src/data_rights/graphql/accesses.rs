//! Who read what of one's personal data.

use async_graphql::{Context, ID, Object, Result};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;

use crate::identity::graphql::ViewerExt;
use crate::privacy::ledger::{self, Place, Seen};

/// One wish to read one sealed field of yours, and what came of it. Written down before anything
/// was opened; it never changes.
#[derive(Clone)]
pub struct DataAccess(pub Seen);

/// One wish to read one sealed field of yours, and what came of it. Written down before anything
/// was opened; it never changes.
#[Object]
impl DataAccess {
    /// The id of the entry in the access ledger.
    async fn id(&self) -> ID {
        self.0.id.simple().to_string().into()
    }

    /// When it was asked; what was opened was opened right after.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who, by their capacity: `SUBJECT` for yourself, a role of staff such as `COMPLIANCE`,
    /// `OTHER` for somebody else with an account, `GIVER` for whoever gave the data of a shop and
    /// gets a copy of it, or a part of the platform such as `delivery`.
    async fn capacity(&self) -> &str {
        &self.0.role
    }

    /// Which field, such as `contact.sealed`.
    async fn field(&self) -> String {
        format!("{}.{}", self.0.table, self.0.column)
    }

    /// What for, such as `DELIVERY`.
    async fn purpose(&self) -> &str {
        &self.0.purpose
    }

    /// By what right: `subject`, `contract`, the law with its source, or the consent with its id.
    async fn basis(&self) -> &str {
        &self.0.basis
    }

    /// Whether it was opened; whoever was turned away is written down too.
    async fn was_opened(&self) -> bool {
        self.0.granted
    }
}

connection!(DataAccessConnection, DataAccessEdge, DataAccess, "accesses");

#[derive(Default)]
pub struct DataAccessQuery;

#[Object]
impl DataAccessQuery {
    /// Who wanted to read your sealed data, the latest first. Signed in.
    async fn my_data_accesses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<DataAccessConnection> {
        let subject = ctx.person()?.account_id().uuid();
        let (app, list) = (ctx.app(), format!("access.{subject}"));
        let page = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
        let rows = ledger::of_subject(app.reader(), subject, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |(place, _)| *place);
        Ok(slice.map(|(_, seen)| DataAccess(seen)).into())
    }
}
