//! What staff of the risk centre find out about orders, what follows for money paid early, and what
//! shops say against it.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{connection, payload};
use uuid::Uuid;

use crate::identity::Risk;
use crate::identity::graphql::ViewerExt;
use crate::operators::{MemberRole, entitled_to_read};
use crate::settlement::appeal::{self, AppealDecideRefusal, AppealRefusal};
use crate::settlement::fraud::{self, ExcludeRefusal, FindRefusal};
use crate::settlement::store::{appeals, findings};
use crate::settlement::words;

/// What kind of fraud an order was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "fraud::FraudKind")]
pub enum FraudKind {
    /// Nothing was sold: buyer and shop are in it together.
    FakeTrade,
    /// It was ordered so that it counts as a sale.
    Brushed,
    /// What was sent was empty, worthless or something else.
    EmptyParcel,
}

/// A fraud that staff found out about an order. It is recorded once, and stays. Managers and owners
/// of the shop and staff of the risk centre see it.
#[derive(Clone)]
pub struct FraudFinding(fraud::Finding);

/// A fraud that staff found out about an order. It is recorded once, and stays. Managers and owners
/// of the shop and staff of the risk centre see it.
#[Object]
impl FraudFinding {
    /// The id, beginning with `fraud_finding_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order: its id, beginning with `order_`.
    async fn order_id(&self) -> ID {
        self.0.order.to_string().into()
    }

    /// The shop: its id, beginning with `operator_`.
    async fn operator_id(&self) -> ID {
        self.0.operator.to_string().into()
    }

    /// What kind of fraud it was.
    async fn kind(&self) -> FraudKind {
        self.0.kind.into()
    }

    /// When it was recorded.
    async fn found_at(&self) -> DateTime {
        DateTime(self.0.found_at)
    }

    /// Since when the platform pays nothing early for this order; null while it still may. A
    /// granted appeal ends it.
    async fn excluded_at(&self) -> Option<DateTime> {
        self.0.excluded.map(|(at, _)| DateTime(at))
    }

    /// The first instant that is too late for the shop to appeal.
    async fn appeal_by(&self) -> Result<DateTime> {
        Ok(DateTime(self.0.appeal_by()?))
    }

    /// What the shop says against it; null if it has said nothing.
    async fn appeal(&self) -> Option<FraudAppeal> {
        self.0.appeal.clone().map(FraudAppeal)
    }
}

connection!(FraudFindingConnection, FraudFindingEdge, FraudFinding, "findings of fraud");

/// What a shop says against a finding of fraud; once for each finding.
#[derive(Clone)]
pub struct FraudAppeal(appeal::Appeal);

/// What a shop says against a finding of fraud; once for each finding.
#[Object]
impl FraudAppeal {
    /// The id, beginning with `fraud_appeal_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> FraudAppealState {
        self.0.state.into()
    }

    /// Why the shop disagrees, for whoever wrote it and for staff of the risk centre; null for
    /// everybody else. Each reading is logged.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(words::read(ctx.app(), ctx.person()?, &self.0).await?)
    }

    /// When the shop appealed.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }

    /// When staff decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided.map(|(at, _)| DateTime(at))
    }
}

/// Where an appeal against a finding of fraud stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "appeal::AppealState")]
pub enum FraudAppealState {
    /// Staff have to decide.
    Filed,
    /// The shop is right: the finding is set aside, and the platform covers the order again.
    Granted,
    /// The finding stands.
    TurnedDown,
}

/// A fraud that was found.
#[derive(InputObject)]
pub struct FraudFindingRecordInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
    /// What kind of fraud it was.
    pub kind: FraudKind,
}

/// An order that is to be excluded from what the platform pays early.
#[derive(InputObject)]
pub struct CoverExcludeInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`; a finding about it must be recorded.
    pub order_id: ID,
}

/// What your shop disagrees with, and why.
#[derive(InputObject)]
pub struct FraudAppealFileInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The finding, beginning with `fraud_finding_`; `fraudFindings` lists those of your shop.
    pub finding_id: ID,
    /// Why you disagree, 1 to 1,000 characters. You and staff of the risk centre read it.
    pub text: String,
}

/// What to decide about an appeal.
#[derive(InputObject)]
pub struct FraudAppealDecideInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The appeal, beginning with `fraud_appeal_`.
    pub appeal_id: ID,
    /// Whether the shop is right.
    pub is_granted: bool,
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ident;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The finding as it stands now; null when refused.
                finding: FraudFinding,
            }
        }
    )+};
}

payloads! {
    "fraudFindingRecord" FraudFindingRecordPayload by FindRefusal;
    "coverExclude" CoverExcludePayload by ExcludeRefusal;
    "fraudAppealFile" FraudAppealFilePayload by AppealRefusal;
    "fraudAppealDecide" FraudAppealDecidePayload by AppealDecideRefusal;
}

/// Root fields that read what was found about orders.
#[derive(Default)]
pub struct FraudQuery;

/// Root fields that read what was found about orders.
#[Object]
impl FraudQuery {
    /// What staff found out about orders of a shop, newest first; null unless you manage or own it
    /// and have shown a second factor in this session, or are staff of the risk centre.
    async fn fraud_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<FraudFindingConnection>> {
        let (app, id) = (ctx.app(), parse_id(&operator_id)?);
        if ctx.staff::<Risk>().is_err() {
            let seen = entitled_to_read(app, ctx.person()?, id, MemberRole::Manager).await?;
            if seen.is_err() {
                return Ok(None);
            }
        }
        let list = format!("fraud_findings.{id}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = findings::of_operator(app.reader(), id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(Some(slice.map(FraudFinding).into()))
    }

    /// Findings against which a shop has appealed and staff have to decide, the first appeal first.
    /// Staff of the risk centre, with a second factor.
    async fn fraud_appeal_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<FraudFindingConnection> {
        ctx.staff::<Risk>()?;
        let (app, list) = (ctx.app(), "fraud_appeal_queue");
        let page = asked::<Uuid>(app.cursors(), list, first, after.as_deref())?;
        let waiting = appeals::waiting(app.reader(), &page).await?;
        let ids = waiting.iter().map(|appeal| appeal.finding.uuid());
        let found = findings::many(app.reader(), ids).await?;
        let of = |appeal: &appeal::Appeal| found.iter().find(|one| one.id == appeal.finding);
        let rows: Vec<fraud::Finding> = waiting.iter().filter_map(of).cloned().collect();
        let place = |row: &fraud::Finding| {
            row.appeal.as_ref().map_or(Uuid::nil(), |appeal| appeal.id.uuid())
        };
        let slice = Slice::cut(app.cursors(), list, page.first, rows, place);
        Ok(slice.map(FraudFinding).into())
    }
}

/// Root fields of the risk centre about orders, and of shops that disagree.
#[derive(Default)]
pub struct FraudMutation;

/// Root fields of the risk centre about orders, and of shops that disagree.
#[Object]
impl FraudMutation {
    /// Record what was found out about an order, once; its shop is told, and may appeal. Staff of
    /// the risk centre who have no part in it, with a second factor; step up first.
    async fn fraud_finding_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About which order, and what.")] input: FraudFindingRecordInput,
    ) -> Result<FraudFindingRecordPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.order_id)?);
        let (key, kind) = (&input.idempotency_key, input.kind.into());
        reply(fraud::record(ctx.app(), &staff, key, (id, kind)).await.map(FraudFinding))
    }

    /// Exclude an order from what the platform pays early, on the ground of a finding (FN-2): what
    /// was paid early is taken back at once. Its buyer is refunded out of escrow all the same.
    /// Staff of the risk centre who have no part in it, with a second factor; step up first.
    async fn cover_exclude(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: CoverExcludeInput,
    ) -> Result<CoverExcludePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.order_id)?);
        reply(fraud::exclude(ctx.app(), &staff, &input.idempotency_key, id).await.map(FraudFinding))
    }

    /// Say why your shop disagrees with a finding, once and within seven days of it, or of the
    /// exclusion that followed. Somebody else decides than who found it. Managers and owners, with
    /// a second factor.
    async fn fraud_appeal_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Against which finding, and why.")] input: FraudAppealFileInput,
    ) -> Result<FraudAppealFilePayload> {
        let (key, id) = (&input.idempotency_key, parse_id(&input.finding_id)?);
        reply(
            appeal::file(ctx.app(), ctx.person()?, key, (id, &input.text)).await.map(FraudFinding),
        )
    }

    /// Decide an appeal against a finding. Granted, the platform covers the order again. Staff of
    /// the risk centre who have no part in it and neither found nor excluded it, with a second
    /// factor; step up first.
    async fn fraud_appeal_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which appeal, and whether the shop is right.")]
        input: FraudAppealDecideInput,
    ) -> Result<FraudAppealDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.appeal_id)?);
        let key = &input.idempotency_key;
        reply(
            appeal::decide(ctx.app(), &staff, key, (id, input.is_granted)).await.map(FraudFinding),
        )
    }
}
