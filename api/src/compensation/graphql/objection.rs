//! An objection as clients see it.

use async_graphql::{Context, ID, Object, Result};
use platform::graphql::ContextExt;
use platform::graphql::scalars::DateTime;

use super::words::CompensationObjectionState;
use crate::compensation::{objection, words};
use crate::identity::graphql::ViewerExt;

/// What a shop says against a payment in its place, or a buyer against a finding about a claim;
/// once for each.
#[derive(Clone)]
pub struct CompensationObjection(pub objection::Objection);

/// What a shop says against a payment in its place, or a buyer against a finding about a claim;
/// once for each.
#[Object]
impl CompensationObjection {
    /// The id, beginning with `objection_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> CompensationObjectionState {
        self.0.state.into()
    }

    /// Why somebody disagrees, for whoever wrote it and for staff who decide; null for everybody
    /// else. Each reading is logged.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(words::read(ctx.app(), ctx.person()?, &self.0).await?)
    }

    /// When it was filed.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }

    /// When staff decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }
}
