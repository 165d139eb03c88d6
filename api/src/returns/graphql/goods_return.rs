//! A return and what hangs on it.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::kernel::Id;
use platform::transitions::States as _;

use super::loaders::{ReturnBreachesLoader, ReturnEvidenceLoader, ReturnLinesLoader, viewer_party};
use super::types::{
    ReturnDeadlineEffect, ReturnDuty, ReturnFlaw, ReturnKind, ReturnSettler, ReturnSide,
    ReturnState, ReturnWordKind,
};
use crate::identity::graphql::{User, load_user};
use crate::operators::graphql::{Operator, load_operator};
use crate::orders::graphql::{LawProfile, Order, OrderLine, load_lines, load_order};
use crate::returns::goods_return::shop_bears_carriage;
use crate::returns::store::evidence::ReturnEvidence as EvidenceNoun;
use crate::returns::store::{receipts, words as rows};
use crate::returns::{self, clock, words};

/// What a buyer gives back, or wants their money back for. Its buyer sees it, its shop, and support
/// staff.
#[derive(Clone)]
pub struct Return(pub Arc<returns::Return>);

impl From<returns::Return> for Return {
    fn from(back: returns::Return) -> Self {
        Self(Arc::new(back))
    }
}

/// The next deadline of a return, and what happens then.
#[derive(Clone, SimpleObject)]
pub struct ReturnDeadline {
    /// The first instant that is late.
    pub at: DateTime,
    /// What the clock does then.
    pub effect: ReturnDeadlineEffect,
}

/// So many pieces of one line of the order.
#[derive(SimpleObject)]
pub struct ReturnLine {
    /// The line of the order.
    pub line: OrderLine,
    /// How many pieces of it.
    pub quantity: i32,
}

/// How something is on its way.
#[derive(SimpleObject)]
pub struct ReturnParcel {
    /// Who carries it.
    pub carrier: String,
    /// By which number.
    pub waybill: String,
}

/// What was given back.
#[derive(SimpleObject)]
pub struct ReturnRefund {
    /// Of the price of the goods.
    pub goods: Money,
    /// Of the freight to the buyer.
    pub freight: Money,
    /// Both together: it went back by the ways it was paid.
    pub total: Money,
    /// What of it the platform paid in advance; the shop owes it.
    pub advanced: Money,
    /// Who gave it back.
    pub by: ReturnSettler,
    /// When they did.
    pub at: DateTime,
}

/// Something that was said about a return.
#[derive(SimpleObject)]
pub struct ReturnWord {
    /// What it says.
    pub kind: ReturnWordKind,
    /// The words; null once they are erased, or if you have read too much within an hour.
    pub text: Option<String>,
    /// When it was said.
    pub at: DateTime,
}

/// Something that was shown about a return.
#[derive(SimpleObject)]
pub struct ReturnEvidence {
    /// The id, beginning with `return_evidence_`.
    pub id: ID,
    /// Whether the shop showed it; the buyer otherwise.
    pub by_seller: bool,
    /// The SHA-256 of the file, 64 hexadecimal digits.
    pub sha256: String,
    /// When it was handed in.
    pub at: DateTime,
}

/// A duty that the shop did not do in time.
#[derive(SimpleObject)]
pub struct ReturnBreach {
    /// Which duty.
    pub duty: ReturnDuty,
    /// When it was found.
    pub at: DateTime,
}

/// The receipt of a withdrawal, for keeping.
#[derive(SimpleObject)]
pub struct WithdrawalReceipt {
    /// What was withdrawn from, and when it arrived; it never changes.
    pub text: String,
    /// The SHA-256 of the text, 64 hexadecimal digits.
    pub sha256: String,
    /// When it was made.
    pub at: DateTime,
}

/// What a buyer gives back, or wants their money back for. Its buyer sees it, its shop, and support
/// staff.
#[Object]
impl Return {
    /// The id, beginning with `return_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order it is of; null if you may not see it.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<Order>> {
        load_order(ctx, self.0.order_id.uuid()).await
    }

    /// The shop.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Operator>> {
        load_operator(ctx, self.0.operator_id.uuid()).await
    }

    /// The buyer; null if their account is gone.
    async fn buyer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.buyer_id.uuid()).await
    }

    /// What the buyer wants.
    async fn kind(&self) -> ReturnKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> ReturnState {
        self.0.state.into()
    }

    /// Where the viewer may move it from here.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<ReturnState>> {
        let Some(party) = viewer_party(ctx, &self.0).await? else { return Ok(Vec::new()) };
        Ok(self.0.state.next_for(party.kind()).into_iter().map(Into::into).collect())
    }

    /// Who the viewer is in it.
    async fn viewer_side(&self, ctx: &Context<'_>) -> Result<Option<ReturnSide>> {
        Ok(viewer_party(ctx, &self.0).await?.map(|party| party.side.into()))
    }

    /// What is given back, by line; at most 50.
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<ReturnLine>> {
        let loader = ctx.data_unchecked::<DataLoader<ReturnLinesLoader>>();
        let own = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let lines = load_lines(ctx, self.0.order_id.uuid()).await?;
        let line = |line: crate::orders::Line| {
            let piece = own.iter().find(|piece| piece.position == line.position)?;
            Some(ReturnLine { quantity: piece.quantity, line: OrderLine(line) })
        };
        Ok(lines.into_iter().filter_map(line).collect())
    }

    /// The law that was pinned with the order.
    async fn profile(&self) -> LawProfile {
        self.0.profile.into()
    }

    /// The version of the terms that hold for it.
    async fn rule_version(&self) -> &str {
        &self.0.rule_version
    }

    /// The next deadline, and what happens then; null once it has ended. One that has passed and is
    /// still there is the platform's own.
    async fn deadline(&self, ctx: &Context<'_>) -> Result<Option<ReturnDeadline>> {
        let Some(at) = self.0.due_at else { return Ok(None) };
        let order = load_order(ctx, self.0.order_id.uuid()).await?;
        let then = order.and_then(|order| clock::then(&self.0, &order.0));
        Ok(then.map(|then| ReturnDeadline { at: DateTime(at), effect: then.into() }))
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// How the goods go back; null before they are sent.
    async fn sent_back(&self) -> Option<ReturnParcel> {
        self.0.sent_back.clone().map(|(carrier, waybill)| ReturnParcel { carrier, waybill })
    }

    /// What the buyer paid to send them, where the shop bears it; zero otherwise.
    async fn carriage(&self) -> Money {
        self.0.money(self.0.carriage_minor).into()
    }

    /// Whether the law has the shop bear the way back.
    async fn does_shop_bear_carriage(&self) -> bool {
        shop_bears_carriage(self.0.kind)
    }

    /// When the goods came, or counted as come; null before.
    async fn received_at(&self) -> Option<DateTime> {
        self.0.received_at.map(DateTime)
    }

    /// The first instant at which the money goes back late; null before the goods came.
    async fn refund_by(&self) -> Option<DateTime> {
        self.0.refund_by.map(DateTime)
    }

    /// What the shop found wrong; null if nothing.
    async fn flaw(&self) -> Option<ReturnFlaw> {
        self.0.flaw.map(Into::into)
    }

    /// What the shop keeps for that; zero if nothing.
    async fn deduction(&self) -> Money {
        self.0.money(self.0.deduction_minor).into()
    }

    /// What went back; null before.
    async fn refund(&self) -> Option<ReturnRefund> {
        let (at, by) = self.0.settled?;
        let total = self.0.goods_minor.saturating_add(self.0.freight_minor);
        Some(ReturnRefund {
            goods: self.0.money(self.0.goods_minor).into(),
            freight: self.0.money(self.0.freight_minor).into(),
            total: self.0.money(total).into(),
            advanced: self.0.money(self.0.advanced_minor).into(),
            by: by.into(),
            at: DateTime(at),
        })
    }

    /// How another piece, or the repaired one, comes; null before it is sent.
    async fn replacement(&self) -> Option<ReturnParcel> {
        self.0.replacement.clone().map(|(carrier, waybill)| ReturnParcel { carrier, waybill })
    }

    /// What was said about it, for its parties; at most six. Reading is written down.
    async fn words(&self, ctx: &Context<'_>) -> Result<Vec<ReturnWord>> {
        let Some(party) = viewer_party(ctx, &self.0).await? else { return Ok(Vec::new()) };
        let said = rows::of_return(ctx.app().reader(), self.0.id).await?;
        let texts = words::read(ctx.app(), &self.0, party, &said).await?;
        let word = |(one, text): (&rows::Said, Option<String>)| ReturnWord {
            kind: one.kind.into(),
            text,
            at: DateTime(one.at),
        };
        Ok(said.iter().zip(texts).map(word).collect())
    }

    /// What was shown about it, first to last; at most 24.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Vec<ReturnEvidence>> {
        let loader = ctx.data_unchecked::<DataLoader<ReturnEvidenceLoader>>();
        let shown = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let one = |row: crate::returns::store::evidence::Evidence| ReturnEvidence {
            id: Id::<EvidenceNoun>::from_uuid(row.id).to_string().into(),
            by_seller: row.by_seller,
            sha256: row.sha256,
            at: DateTime(row.at.0),
        };
        Ok(shown.into_iter().map(one).collect())
    }

    /// What the shop did not do in time; at most three.
    async fn breaches(&self, ctx: &Context<'_>) -> Result<Vec<ReturnBreach>> {
        let loader = ctx.data_unchecked::<DataLoader<ReturnBreachesLoader>>();
        let found = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let one = |row: receipts::Breached| ReturnBreach {
            duty: row.kind.into(),
            at: DateTime(row.at.0),
        };
        Ok(found.into_iter().map(one).collect())
    }

    /// The receipt of a withdrawal in two steps; null where the law asks for none.
    async fn receipt(&self, ctx: &Context<'_>) -> Result<Option<WithdrawalReceipt>> {
        let found = receipts::of_return(ctx.app().reader(), self.0.id).await?;
        Ok(found.map(|row| WithdrawalReceipt {
            text: row.text,
            sha256: row.sha256,
            at: DateTime(row.at.0),
        }))
    }

    /// When it ended; null while it is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// What became of it, step by step.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(ReturnConnection, ReturnEdge, Return, "returns");
