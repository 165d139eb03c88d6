//! A claim as clients see it.

use async_graphql::{Context, ID, Object, Result};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States as _};
use uuid::Uuid;

use super::objection::CompensationObjection;
use super::words::{
    CompensationAdvanceGround, CompensationBasis, CompensationEntryKind, CompensationFunder,
    CompensationGround, CompensationPayer, CompensationRejectReason, CompensationState,
};
use crate::compensation::claim;
use crate::compensation::statute::source;
use crate::compensation::store::entries;
use crate::identity::graphql::ViewerExt;
use crate::identity::{Risk, Staff, Support};
use crate::operators;

/// What a buyer is owed beside the goods of an order. Its buyer, members of the shop, and staff of
/// the desk and of the risk centre see it.
#[derive(Clone)]
pub struct Compensation(pub claim::Compensation);

/// What a buyer is owed beside the goods of an order. Its buyer, members of the shop, and staff of
/// the desk and of the risk centre see it.
#[Object]
impl Compensation {
    /// The id, beginning with `compensation_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order, beginning with `order_`.
    async fn order_id(&self) -> ID {
        self.0.order.to_string().into()
    }

    /// The shop, beginning with `operator_`.
    async fn operator_id(&self) -> ID {
        self.0.operator.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> CompensationState {
        self.0.state.into()
    }

    /// Where the viewer may move it from here by themselves.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<CompensationState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        let (account, state) = (person.account_id(), self.0.state);
        let on_duty = Staff::<Support>::of(person).is_ok() || Staff::<Risk>::of(person).is_ok();
        let operator = self.0.operator.uuid();
        let next = if operators::is_member(ctx.app().reader(), operator, account).await? {
            state.next_for(ActorKind::Operator)
        } else if self.0.buyer == account {
            state.next_for(ActorKind::Buyer)
        } else if on_duty {
            let by_itself = claim::CompensationState::PaidAdvance;
            let mut next = state.next_for(ActorKind::Staff);
            next.retain(|to| *to != by_itself);
            next
        } else {
            Vec::new()
        };
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// On which ground of the law it is owed; one for each claim.
    async fn legal_ground(&self) -> CompensationGround {
        self.0.reckoned.ground.into()
    }

    /// The law and its article.
    async fn legal_source(&self) -> &'static str {
        source(self.0.reckoned.ground)
    }

    /// What it rests on.
    async fn basis(&self) -> CompensationBasis {
        self.0.basis.into()
    }

    /// The number of the award, the judgment or the agreement; null where there is none.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// The price or the loss that is multiplied.
    async fn base(&self) -> Money {
        self.0.reckoned.base.into()
    }

    /// How many times the base.
    async fn multiple(&self) -> i32 {
        self.0.reckoned.multiple
    }

    /// The least that the law gives; null where it knows none.
    async fn floor(&self) -> Option<Money> {
        self.0.reckoned.floor.map(Into::into)
    }

    /// The most that the law gives; null where it knows no bound.
    async fn cap(&self) -> Option<Money> {
        self.0.reckoned.cap.map(Into::into)
    }

    /// What is owed in all.
    async fn amount(&self) -> Money {
        self.0.reckoned.amount.into()
    }

    /// The version of the rules by which it was worked out.
    async fn rule_version(&self) -> &str {
        &self.0.rule_version
    }

    /// Who has to pay it, or has paid it.
    async fn payer(&self) -> CompensationPayer {
        if self.0.advance.is_some() {
            CompensationPayer::Platform
        } else {
            CompensationPayer::Operator
        }
    }

    /// Why the platform paid in the shop's place; null where it did not.
    async fn advance_ground(&self) -> Option<CompensationAdvanceGround> {
        self.0.advance.map(Into::into)
    }

    /// What the shop has to give back to the platform in all; nothing of what was its own.
    async fn recourse(&self) -> Money {
        self.0.recourse().into()
    }

    /// What of the recourse is still missing; once it was written off, what nobody gets.
    async fn balance(&self) -> Money {
        self.0.outstanding().into()
    }

    /// When it was claimed.
    async fn claimed_at(&self) -> DateTime {
        DateTime(self.0.claimed_at)
    }

    /// When staff decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }

    /// Why nothing is owed; null where it was not rejected.
    async fn reject_reason(&self) -> Option<CompensationRejectReason> {
        self.0.reject_reason.map(Into::into)
    }

    /// The first instant at which the platform pays in the shop's place; null before it was
    /// approved.
    async fn pay_by(&self) -> Option<DateTime> {
        self.0.pay_by.map(DateTime)
    }

    /// When the buyer was paid; null before.
    async fn paid_at(&self) -> Option<DateTime> {
        self.0.paid_at.map(DateTime)
    }

    /// The first instant that is too late for the shop to contest; null where nothing was paid in
    /// its place.
    async fn contest_by(&self) -> Option<DateTime> {
        self.0.contest_by.map(DateTime)
    }

    /// What the shop says against the payment in its place; null if it has said nothing.
    async fn contest(&self) -> Option<CompensationObjection> {
        self.0.contest.clone().map(CompensationObjection)
    }

    /// By when somebody has to do something; null once it has ended.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// What was moved for it, the oldest first.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<CompensationEntryConnection> {
        let (app, id, ground) = (ctx.app(), self.0.id, self.0.reckoned.ground);
        let list = format!("compensation_entries.{id}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = entries::page(app.reader(), id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id);
        Ok(slice.map(|entry| CompensationEntry { entry, ground: ground.into() }).into())
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

connection!(CompensationConnection, CompensationEdge, Compensation, "claims to compensation");

/// One movement of money for a claim.
#[derive(Clone)]
pub struct CompensationEntry {
    entry: claim::Entry,
    ground: CompensationGround,
}

/// One movement of money for a claim.
#[Object]
impl CompensationEntry {
    /// What it does.
    async fn kind(&self) -> CompensationEntryKind {
        self.entry.kind.into()
    }

    /// Whose money it was.
    async fn funder(&self) -> CompensationFunder {
        self.entry.funder.into()
    }

    /// On which ground of the law.
    async fn legal_ground(&self) -> CompensationGround {
        self.ground
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.entry.amount.into()
    }

    /// When it was moved.
    async fn at(&self) -> DateTime {
        DateTime(self.entry.at)
    }
}

connection!(
    CompensationEntryConnection,
    CompensationEntryEdge,
    CompensationEntry,
    "movements of money for a claim"
);
