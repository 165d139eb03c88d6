//! A complaint and what hangs on it.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::kernel::Noun as _;
use platform::transitions::{ActorKind, States as _};

use super::archive::{ComplaintArchive, archive_of};
use super::loaders::{
    ComplaintEvidenceLoader, ComplaintOffersLoader, ComplaintRulingsLoader, viewer_party,
};
use super::parts::{
    ComplaintEvidence, ComplaintMessage, ComplaintMessageConnection, ComplaintOffer,
    ComplaintRuling, CustodyEntry,
};
use super::types::{
    ComplaintAbout, ComplaintBasis, ComplaintChannel, ComplaintDeclineReason, ComplaintIssue,
    ComplaintPauseReason, ComplaintReferral, ComplaintSide, ComplaintState, ComplaintWish,
    DeadlineEffect, EvidenceShows,
};
use crate::catalog::Product;
use crate::complaints::complaint::{About, Side, evidence_wanted};
use crate::complaints::party::Party;
use crate::complaints::remedy::RemedyState;
use crate::complaints::store::evidence::Custody;
use crate::complaints::store::{messages, remedies};
use crate::complaints::{self, actions, clock, words};
use crate::identity::Account;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::operators::graphql::{Operator, load_operator};
use crate::orders::graphql::{Order, load_order};
use crate::social::Post;

/// A complaint. Its parties see it, and staff of the desk, its mediator and its panel.
#[derive(Clone)]
pub struct Complaint(pub Arc<complaints::Complaint>);

impl From<complaints::Complaint> for Complaint {
    fn from(complaint: complaints::Complaint) -> Self {
        Self(Arc::new(complaint))
    }
}

/// The next deadline of a case, and what happens then.
#[derive(Clone, SimpleObject)]
pub struct ComplaintDeadline {
    /// The first instant that is late.
    pub at: DateTime,
    /// What the clock does then.
    pub effect: DeadlineEffect,
}

/// A complaint. Its parties see it, and staff of the desk, its mediator and its panel.
#[Object]
impl Complaint {
    /// The id, beginning with `complaint_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is about.
    async fn about(&self) -> ComplaintAbout {
        self.0.about.into()
    }

    /// The id of what it is about; null for the platform and for personal data.
    async fn about_id(&self) -> Option<ID> {
        use crate::operators::Operator;
        let prefix = match self.0.about {
            About::Order => crate::orders::Order::PREFIX,
            About::Product => Product::PREFIX,
            About::Post => Post::PREFIX,
            About::Operator => Operator::PREFIX,
            About::Person => Account::PREFIX,
            About::Platform | About::PersonalData => return None,
        };
        self.0.about_id.map(|id| format!("{prefix}_{}", id.simple()).into())
    }

    /// The order it is about; null for everything else.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<Order>> {
        match self.0.order_id {
            Some(id) => load_order(ctx, id.uuid()).await,
            None => Ok(None),
        }
    }

    /// The shop that answers; null where nobody sold anything.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Operator>> {
        match self.0.operator_id {
            Some(id) => load_operator(ctx, id.uuid()).await,
            None => Ok(None),
        }
    }

    /// Who complained; null if their account is gone.
    async fn complainant(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.complainant.uuid()).await
    }

    /// What is wrong.
    async fn issue(&self) -> ComplaintIssue {
        self.0.issue.into()
    }

    /// How urgent it is: 0 harm to people, 1 fraud, leaks and partners' cases, 2 what is false or
    /// did not come, 3 the rest.
    async fn priority(&self) -> i32 {
        i32::from(self.0.priority)
    }

    /// What its complainant asks for.
    async fn wish(&self) -> ComplaintWish {
        self.0.wish.into()
    }

    /// How much they ask for; null if they name no amount.
    async fn claim(&self) -> Option<Money> {
        self.0.claim_minor.and_then(|minor| self.0.money(minor)).map(Into::into)
    }

    /// How it came.
    async fn channel(&self) -> ComplaintChannel {
        self.0.channel.into()
    }

    /// Where it stands.
    async fn state(&self) -> ComplaintState {
        self.0.state.into()
    }

    /// Where the viewer may move it from here by themselves.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<ComplaintState>> {
        let Some(party) = self.party(ctx).await? else { return Ok(Vec::new()) };
        let kind = match party.side {
            Side::Complainant => ActorKind::Buyer,
            Side::Seller => ActorKind::Operator,
            Side::Desk | Side::Mediator | Side::Panel => ActorKind::Staff,
        };
        Ok(self.0.state.next_for(kind).into_iter().map(Into::into).collect())
    }

    /// Who the viewer is in this case.
    async fn viewer_side(&self, ctx: &Context<'_>) -> Result<Option<ComplaintSide>> {
        Ok(self.party(ctx).await?.map(|party| party.side.into()))
    }

    /// The next deadline, and what happens then; null once it has ended. One that has passed and is
    /// still there is the platform's own.
    async fn deadline(&self, ctx: &Context<'_>) -> Result<Option<ComplaintDeadline>> {
        let Some(at) = self.0.due_at else { return Ok(None) };
        let executed = match self.0.state {
            complaints::ComplaintState::Resolved => {
                let all = self.remedies(ctx).await?;
                remedies::in_force(&all).is_some_and(|remedy| remedy.executed.is_some())
            }
            _ => false,
        };
        let then = clock::then(self.0.state, executed);
        Ok(then.map(|then| ComplaintDeadline { at: DateTime(at), effect: then.into() }))
    }

    /// Until when the shop adds to its evidence while it is collected; null in every other state.
    async fn seller_evidence_by(&self) -> Result<Option<DateTime>> {
        Ok(actions::showing::seller_evidence_by(&self.0)?.map(DateTime))
    }

    /// Since when the platform is late with it; null if it never was.
    async fn breached_at(&self) -> Option<DateTime> {
        self.0.breached_at.map(DateTime)
    }

    /// When it was filed.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }

    /// When the desk first said whether it takes it up; null before.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }

    /// When the shop answered; null before, and if it let its time pass.
    async fn replied_at(&self) -> Option<DateTime> {
        self.0.replied_at.map(DateTime)
    }

    /// Whether the shop let its time to answer pass: it is judged by what is there.
    async fn is_seller_silent(&self) -> bool {
        self.0.is_silent
    }

    /// Whether somebody of the desk works on it.
    async fn is_assigned(&self) -> bool {
        self.0.assigned_to.is_some()
    }

    /// 1, or 2 once it was appealed.
    async fn instance(&self) -> i32 {
        i32::from(self.0.instance)
    }

    /// Why it rests; null while it does not.
    async fn paused_for(&self) -> Option<ComplaintPauseReason> {
        self.0.pause.map(|pause| pause.why.into())
    }

    /// Which side has asked for a pause that the other has not agreed to; null if neither.
    async fn pause_asked_by(&self) -> Option<ComplaintSide> {
        self.0.pause_asked.map(Into::into)
    }

    /// Why it was not taken up; null if it was.
    async fn decline_reason(&self) -> Option<ComplaintDeclineReason> {
        self.0.declined_why.map(Into::into)
    }

    /// Where it was taken; null unless it was.
    async fn referred_to(&self) -> Option<ComplaintReferral> {
        self.0.referred_to.map(Into::into)
    }

    /// How it was resolved; null before.
    async fn resolved_how(&self) -> Option<ComplaintBasis> {
        self.0.resolved_how.map(Into::into)
    }

    /// The first instant that is too late to appeal; null where there is nothing to appeal.
    async fn appeal_by(&self) -> Option<DateTime> {
        self.0.appeal_by.map(DateTime)
    }

    /// How content its complainant is, 1 to 5; null before they have said.
    async fn satisfaction(&self) -> Option<i32> {
        self.0.satisfaction.map(i32::from)
    }

    /// When it ended; null while it is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// What helps to prove it. A case is looked into without it too.
    async fn evidence_wanted(&self) -> Vec<EvidenceShows> {
        evidence_wanted(self.0.issue).iter().map(|shows| (*shows).into()).collect()
    }

    /// What was said, the newest first. Each reading is logged.
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ComplaintMessageConnection> {
        let (app, list) = (ctx.app(), format!("complaint.messages.{}", self.0.id));
        let page = asked::<i64>(app.cursors(), &list, first, after.as_deref())?;
        let Some(party) = self.party(ctx).await? else { return Ok(nothing()) };
        let rows = messages::newest(app.reader(), self.0.id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.seq);
        let read: Vec<_> = slice.items.iter().map(|(_, message)| message.clone()).collect();
        let mut texts = words::read(app, &self.0, party, &read).await?.into_iter();
        let said = |message| ComplaintMessage { message, text: texts.next().flatten() };
        Ok(slice.map(said).into())
    }

    /// The evidence, first to last; each side hands in at most 50 pieces.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<ComplaintEvidence>> {
        let loader = ctx.data_unchecked::<DataLoader<ComplaintEvidenceLoader>>();
        let found = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let viewer = ctx.viewer().as_person().map(|person| person.account_id().uuid());
        let entry = |row: &Custody| CustodyEntry {
            number: i32::try_from(row.seq).unwrap_or(i32::MAX),
            act: row.act.into(),
            is_viewer: Some(row.actor) == viewer,
            at: DateTime(row.at.0),
        };
        let shown = found.into_iter().map(|(evidence, custody)| ComplaintEvidence {
            evidence,
            custody: custody.iter().map(entry).collect(),
        });
        Ok(shown.collect())
    }

    /// What was offered, the newest first; at most 1,000.
    async fn offers(&self, ctx: &Context<'_>) -> Result<Vec<ComplaintOffer>> {
        let loader = ctx.data_unchecked::<DataLoader<ComplaintOffersLoader>>();
        let found = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let currency = self.0.currency;
        Ok(found.into_iter().map(|offer| ComplaintOffer { offer, currency }).collect())
    }

    /// What was agreed or decided, first to last, at most 1,000; drafts are for the panel alone.
    async fn rulings(&self, ctx: &Context<'_>) -> Result<Vec<ComplaintRuling>> {
        let panel = self.party(ctx).await?.is_some_and(|party| party.side == Side::Panel);
        let all = self.remedies(ctx).await?;
        let seen = all.into_iter().filter(|remedy| {
            panel || !matches!(remedy.state, RemedyState::Draft | RemedyState::Dropped)
        });
        let currency = self.0.currency;
        Ok(seen.map(|remedy| ComplaintRuling { remedy, currency }).collect())
    }

    /// The archive of it that the viewer asked for last, for a court; null if they have none.
    async fn archive(&self, ctx: &Context<'_>) -> Result<Option<ComplaintArchive>> {
        archive_of(ctx, self.0.id).await
    }

    /// Who moved it when, the newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

impl Complaint {
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>> {
        viewer_party(ctx, &self.0).await
    }

    async fn remedies(&self, ctx: &Context<'_>) -> Result<Vec<complaints::remedy::Remedy>> {
        let loader = ctx.data_unchecked::<DataLoader<ComplaintRulingsLoader>>();
        Ok(loader.load_one(self.0.id.uuid()).await?.unwrap_or_default())
    }
}

fn nothing() -> ComplaintMessageConnection {
    Slice { items: Vec::new(), has_next_page: false }.into()
}

connection!(ComplaintConnection, ComplaintEdge, Complaint, "complaints");
