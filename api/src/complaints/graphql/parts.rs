//! What hangs on a complaint: messages, evidence, offers, decisions, seats.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::connection;
use platform::graphql::scalars::{DateTime, Money};
use platform::kernel::{Currency, Money as Sum};

use super::types::{
    ComplaintBasis, ComplaintExecutor, ComplaintFinding, ComplaintMessageKind, ComplaintOfferState,
    ComplaintRulingState, ComplaintSide, CustodyAct, DisputeBackground, DisputeDuty, EvidenceShows,
};
use crate::complaints::store::evidence::Evidence;
use crate::complaints::store::messages::Message;
use crate::complaints::{offer, panel, remedy};
use crate::identity::graphql::{User, load_user};

/// Something said in a case. Only its parties and the staff who work on it read it.
#[derive(Clone)]
pub struct ComplaintMessage {
    pub message: Message,
    pub text: Option<String>,
}

/// Something said in a case. Only its parties and the staff who work on it read it.
#[Object]
impl ComplaintMessage {
    /// Its number in the case, from 1.
    async fn number(&self) -> i32 {
        i32::try_from(self.message.seq).unwrap_or(i32::MAX)
    }

    /// What it is.
    async fn kind(&self) -> ComplaintMessageKind {
        self.message.kind.into()
    }

    /// In which capacity it was said. Who of the staff said it is not told.
    async fn side(&self) -> ComplaintSide {
        self.message.side.into()
    }

    /// What was said; null once the case is erased, or when you have read as much within an hour as
    /// one may.
    async fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// When it was said.
    async fn at(&self) -> DateTime {
        DateTime(self.message.at)
    }
}

connection!(
    ComplaintMessageConnection,
    ComplaintMessageEdge,
    ComplaintMessage,
    "messages, newest first"
);

/// A document that shows something. Its bytes are read by `complaintEvidenceOpen`.
#[derive(Clone)]
pub struct ComplaintEvidence {
    pub evidence: Evidence,
    pub custody: Vec<CustodyEntry>,
}

/// A document that shows something. Its bytes are read by `complaintEvidenceOpen`.
#[Object]
impl ComplaintEvidence {
    /// The id, beginning with `complaint_evidence_`.
    async fn id(&self) -> ID {
        self.evidence.id.to_string().into()
    }

    /// Whose side handed it in.
    async fn side(&self) -> ComplaintSide {
        self.evidence.side.into()
    }

    /// What it shows.
    async fn shows(&self) -> EvidenceShows {
        self.evidence.shows.into()
    }

    /// The SHA-256 of the file, in hexadecimal. It was taken when the file arrived.
    async fn sha256(&self) -> &str {
        &self.evidence.sha256
    }

    /// How large the file is.
    async fn bytes(&self) -> i32 {
        i32::try_from(self.evidence.bytes).unwrap_or(i32::MAX)
    }

    /// The media type of the file.
    async fn content_type(&self) -> &str {
        &self.evidence.content_type
    }

    /// The original of which it is a copy with parts blacked out; null for an original.
    async fn redacts_id(&self) -> Option<ID> {
        self.evidence.redacts.map(|id| id.to_string().into())
    }

    /// When it was handed in.
    async fn at(&self) -> DateTime {
        DateTime(self.evidence.at)
    }

    /// Who had it in hand, from the first to the last; at most 200.
    async fn custody(&self) -> &[CustodyEntry] {
        &self.custody
    }
}

/// Somebody had evidence in hand.
#[derive(Clone, SimpleObject)]
pub struct CustodyEntry {
    /// Its number, from 1.
    pub number: i32,
    /// What was done.
    pub act: CustodyAct,
    /// Whether it was the viewer.
    pub is_viewer: bool,
    /// When it was done.
    pub at: DateTime,
}

/// What goes to whom.
#[derive(Clone, SimpleObject)]
pub struct ComplaintAmounts {
    /// Back to the buyer, the way it came; null where no order is complained of.
    pub refund: Option<Money>,
    /// To the buyer's balance beside it; null where no order is complained of.
    pub compensation: Option<Money>,
    /// From the shop to the platform's fund; null where no order is complained of.
    pub penalty: Option<Money>,
    /// Whether the shop sends another piece.
    pub replacement: bool,
}

impl ComplaintAmounts {
    fn of(amounts: remedy::Amounts, currency: Option<Currency>) -> Self {
        let money = |minor| currency.map(|currency| Money::from(Sum::new(minor, currency)));
        Self {
            refund: money(amounts.refund),
            compensation: money(amounts.compensation),
            penalty: money(amounts.penalty),
            replacement: amounts.replacement,
        }
    }
}

/// What a side offers, or a mediator proposes. One is open at a time.
#[derive(Clone)]
pub struct ComplaintOffer {
    pub offer: offer::Offer,
    pub currency: Option<Currency>,
}

/// What a side offers, or a mediator proposes. One is open at a time.
#[Object]
impl ComplaintOffer {
    /// The id, beginning with `complaint_offer_`.
    async fn id(&self) -> ID {
        self.offer.id.to_string().into()
    }

    /// Whose it is.
    async fn side(&self) -> ComplaintSide {
        self.offer.side.into()
    }

    /// Where it stands.
    async fn state(&self) -> ComplaintOfferState {
        self.offer.state.into()
    }

    /// What is offered.
    async fn amounts(&self) -> ComplaintAmounts {
        ComplaintAmounts::of(self.offer.amounts, self.currency)
    }

    /// When the complainant agreed; null before.
    async fn complainant_agreed_at(&self) -> Option<DateTime> {
        self.offer.complainant_agreed_at.map(DateTime)
    }

    /// When the shop agreed; null before.
    async fn seller_agreed_at(&self) -> Option<DateTime> {
        self.offer.seller_agreed_at.map(DateTime)
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.offer.made_at)
    }
}

/// What was agreed or decided, and what has become of it. The reasons stand in the conversation, as
/// a `DECISION`. A draft is seen by its panel alone.
#[derive(Clone)]
pub struct ComplaintRuling {
    pub remedy: remedy::Remedy,
    pub currency: Option<Currency>,
}

/// What was agreed or decided, and what has become of it. The reasons stand in the conversation, as
/// a `DECISION`. A draft is seen by its panel alone.
#[Object]
impl ComplaintRuling {
    /// The id, beginning with `complaint_remedy_`.
    async fn id(&self) -> ID {
        self.remedy.id.to_string().into()
    }

    /// 1, or 2 on appeal.
    async fn instance(&self) -> i32 {
        i32::from(self.remedy.instance)
    }

    /// How it came to be.
    async fn basis(&self) -> ComplaintBasis {
        self.remedy.basis.into()
    }

    /// What was found.
    async fn finding(&self) -> ComplaintFinding {
        self.remedy.finding.into()
    }

    /// What goes to whom.
    async fn amounts(&self) -> ComplaintAmounts {
        ComplaintAmounts::of(self.remedy.amounts, self.currency)
    }

    /// The hash of the contract that it goes by; null where no order is complained of.
    async fn contract_hash(&self) -> Option<&str> {
        self.remedy.contract_hash.as_deref()
    }

    /// The version of the rules that it goes by.
    async fn rule_version(&self) -> &str {
        &self.remedy.rule_version
    }

    /// Where it stands.
    async fn state(&self) -> ComplaintRulingState {
        self.remedy.state.into()
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.remedy.made_at)
    }

    /// The first instant at which the shop is late with it; then the platform carries it out. Null
    /// for a draft.
    async fn execute_by(&self) -> Option<DateTime> {
        self.remedy.execute_by.map(DateTime)
    }

    /// When it was carried out; null before.
    async fn executed_at(&self) -> Option<DateTime> {
        self.remedy.executed.map(|(at, _)| DateTime(at))
    }

    /// Who carried it out; null before.
    async fn executed_by(&self) -> Option<ComplaintExecutor> {
        self.remedy.executed.map(|(_, by)| by.into())
    }

    /// What of it the platform paid in advance and the shop owes now; null where no order is
    /// complained of.
    async fn advanced(&self) -> Option<Money> {
        let currency = self.currency?;
        Some(Money::from(Sum::new(self.remedy.advanced, currency)))
    }
}

/// Somebody on the roster of mediators and arbitrators.
#[derive(Clone)]
pub struct DisputeOfficer(pub panel::Officer);

/// Somebody on the roster of mediators and arbitrators.
#[Object]
impl DisputeOfficer {
    /// Who it is; null if their account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account.uuid()).await
    }

    /// What they are called to.
    async fn duty(&self) -> DisputeDuty {
        self.0.duty.into()
    }

    /// What they know about.
    async fn background(&self) -> DisputeBackground {
        self.0.background.into()
    }

    /// Whom they come from; null for the platform's own.
    async fn organisation(&self) -> Option<&str> {
        self.0.organisation.as_deref()
    }

    /// Whether they are drawn.
    async fn is_listed(&self) -> bool {
        self.0.is_listed
    }
}

connection!(DisputeOfficerConnection, DisputeOfficerEdge, DisputeOfficer, "the roster");
