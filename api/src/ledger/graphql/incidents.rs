//! Incidents of the ledger, for risk staff.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{CurrencyCode, DateTime, Int64};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::transitions::{ActorKind, States as _};
use platform::{connection, payload};
use uuid::Uuid;

use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::Risk;
use crate::ledger::check::Freeze;
use crate::ledger::incident::{self, Incident};
use crate::ledger::reconcile::{self, IncidentResolveRefusal};
use crate::ledger::store::incidents as store;

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "incident::IncidentState")]
pub enum LedgerIncidentState {
    /// It waits for somebody to look at it; what it froze rests.
    Open,
    /// Somebody has looked, and said why it is over.
    Resolved,
}

/// Two records of the same money, or the same goods, that do not agree.
#[derive(Clone)]
pub struct LedgerIncident(Incident);

/// Two records of the same money, or the same goods, that do not agree. The program mends nothing:
/// a person finds out why.
#[Object]
impl LedgerIncident {
    /// The id, beginning with `ledger_incident_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The name of the comparison that found it, such as `ledger.balances`.
    async fn check(&self) -> &str {
        &self.0.check
    }

    /// What differs, an account or an order or whatever the comparison is about: the digits of its
    /// id, without the noun before them.
    async fn subject(&self) -> String {
        self.0.difference.subject.simple().to_string()
    }

    /// The currency of the two numbers; null where they count something else.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.0.difference.currency.map(Into::into)
    }

    /// What it should be, in minor units or pieces, as last seen.
    async fn expected(&self) -> Int64 {
        Int64(self.0.difference.expected)
    }

    /// What it is, in minor units or pieces, as last seen.
    async fn found(&self) -> Int64 {
        Int64(self.0.difference.found)
    }

    /// The order whose escrow rests because of it: the digits of its id; null if none does.
    async fn frozen_order(&self) -> Option<String> {
        match self.0.difference.freeze {
            Some(Freeze::Order(order)) => Some(order.simple().to_string()),
            _ => None,
        }
    }

    /// The shop that is not paid out because of it, beginning with `operator_`; null if none is.
    async fn frozen_operator(&self) -> Option<ID> {
        match self.0.difference.freeze {
            Some(Freeze::Operator(operator)) => Some(operator.to_string().into()),
            _ => None,
        }
    }

    /// Where it stands.
    async fn state(&self) -> LedgerIncidentState {
        self.0.state.into()
    }

    /// The states into which you may move it.
    async fn allowed_transitions(&self) -> Vec<LedgerIncidentState> {
        self.0.state.next_for(ActorKind::Staff).into_iter().map(Into::into).collect()
    }

    /// When it was first noticed.
    async fn noticed_at(&self) -> DateTime {
        DateTime(self.0.noticed_at)
    }

    /// When it was last seen to be there.
    async fn seen_at(&self) -> DateTime {
        DateTime(self.0.seen_at)
    }

    /// When it was resolved; null while it is open.
    async fn resolved_at(&self) -> Option<DateTime> {
        self.0.resolved.as_ref().map(|resolved| DateTime(resolved.at))
    }

    /// Why it is over, in the words of whoever resolved it; null while it is open.
    async fn reason(&self) -> Option<&str> {
        self.0.resolved.as_ref().map(|resolved| resolved.reason.as_str())
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(
    LedgerIncidentConnection,
    LedgerIncidentEdge,
    LedgerIncident,
    "incidents, newest first"
);

/// Which incident is over, and why.
#[derive(InputObject)]
pub struct LedgerIncidentResolveInput {
    /// The incident, beginning with `ledger_incident_`.
    pub incident_id: ID,
    /// What was found out and done, 1 to 200 characters; no names.
    pub reason: String,
}

payload! {
    /// The answer of `ledgerIncidentResolve`.
    pub struct LedgerIncidentResolvePayload refused by IncidentResolveRefusal {
        /// The incident; null when refused.
        incident: LedgerIncident,
    }
}

/// Root fields that read incidents.
#[derive(Default)]
pub struct IncidentQuery;

/// Root fields that read incidents.
#[Object]
impl IncidentQuery {
    /// Differences that the reconciler found, newest first (PY-8). Risk staff, with a second
    /// factor.
    async fn ledger_incidents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which state.", default_with = "LedgerIncidentState::Open")]
        state: LedgerIncidentState,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<LedgerIncidentConnection> {
        ctx.staff::<Risk>()?;
        let state = incident::IncidentState::from(state);
        let (app, list) = (ctx.app(), format!("ledger_incidents.{}", state.name()));
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::list(app.reader(), state, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(slice.map(LedgerIncident).into())
    }
}

/// Root fields that close incidents.
#[derive(Default)]
pub struct IncidentMutation;

/// Root fields that close incidents.
#[Object]
impl IncidentMutation {
    /// Say why a difference is over; what it froze may move again. Risk staff; step up first.
    async fn ledger_incident_resolve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which incident, and why it is over.")] input: LedgerIncidentResolveInput,
    ) -> Result<LedgerIncidentResolvePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.incident_id)?);
        let resolved = reconcile::resolve(ctx.app(), &staff, id, &input.reason).await;
        reply(resolved.map(LedgerIncident))
    }
}
