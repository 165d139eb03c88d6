//! Claims that were found to be faked, as clients see them.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{connection, payload};
use uuid::Uuid;

use super::objection::CompensationObjection;
use super::words::FabricationKind;
use crate::compensation::actions::fabrications::{
    self as actions, FabricationAppealRefusal, FabricationDecideRefusal, FabricationRefusal,
};
use crate::compensation::fabrication;
use crate::compensation::objection::{About, Objection};
use crate::compensation::store::{fabrications, objections};
use crate::identity::Risk;
use crate::identity::graphql::ViewerExt;

/// What staff found about the claims of an order: one of them was faked. Nothing is added by the
/// law for it, until an appeal is granted. Its buyer and staff of the risk centre see it.
#[derive(Clone)]
pub struct FabricationFinding(fabrication::Fabrication);

/// What staff found about the claims of an order: one of them was faked. Nothing is added by the
/// law for it, until an appeal is granted. Its buyer and staff of the risk centre see it.
#[Object]
impl FabricationFinding {
    /// The id, beginning with `fabrication_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order, beginning with `order_`.
    async fn order_id(&self) -> ID {
        self.0.order.to_string().into()
    }

    /// How it was faked.
    async fn kind(&self) -> FabricationKind {
        self.0.kind.into()
    }

    /// What was found.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When it was recorded.
    async fn found_at(&self) -> DateTime {
        DateTime(self.0.found_at)
    }

    /// The first instant that is too late to appeal.
    async fn appeal_by(&self) -> DateTime {
        DateTime(self.0.appeal_by)
    }

    /// Whether it bars what the law adds.
    async fn bars_multiples(&self) -> bool {
        self.0.bars_multiples()
    }

    /// What the buyer says against it; null if they have said nothing.
    async fn appeal(&self) -> Option<CompensationObjection> {
        self.0.appeal.clone().map(CompensationObjection)
    }
}

connection!(
    FabricationFindingConnection,
    FabricationFindingEdge,
    FabricationFinding,
    "findings of faked claims"
);

/// What was found.
#[derive(InputObject)]
pub struct FabricationRecordInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
    /// How a claim of it was faked.
    pub kind: FabricationKind,
    /// What was found, 1 to 300 characters; its buyer reads it.
    pub reason: String,
}

/// What you disagree with, and why.
#[derive(InputObject)]
pub struct FabricationAppealInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The finding, beginning with `fabrication_`; `myFabricationFindings` lists those about you.
    pub id: ID,
    /// Why you disagree, 1 to 1,000 characters. You and staff of the risk centre read it.
    pub text: String,
}

/// What to decide about an appeal.
#[derive(InputObject)]
pub struct FabricationAppealDecideInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The finding, beginning with `fabrication_`.
    pub id: ID,
    /// Whether the buyer is right.
    pub is_granted: bool,
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ident;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The finding as it stands now; null when refused.
                finding: FabricationFinding,
            }
        }
    )+};
}

payloads! {
    "fabricationRecord" FabricationRecordPayload by FabricationRefusal;
    "fabricationAppeal" FabricationAppealPayload by FabricationAppealRefusal;
    "fabricationAppealDecide" FabricationAppealDecidePayload by FabricationDecideRefusal;
}

/// Root fields that read what was found about claims.
#[derive(Default)]
pub struct FabricationQuery;

/// Root fields that read what was found about claims.
#[Object]
impl FabricationQuery {
    /// What staff found about claims of yours, newest first.
    async fn my_fabrication_findings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<FabricationFindingConnection> {
        let (app, account) = (ctx.app(), ctx.person()?.account_id());
        let list = format!("my_fabrication_findings.{account}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = fabrications::of_buyer(app.reader(), account, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(slice.map(FabricationFinding).into())
    }

    /// Findings against which a buyer has appealed and staff have to decide, the first appeal
    /// first. Staff of the risk centre, with a second factor.
    async fn fabrication_appeal_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<FabricationFindingConnection> {
        ctx.staff::<Risk>()?;
        let (app, list) = (ctx.app(), "fabrication_appeal_queue");
        let page = asked::<Uuid>(app.cursors(), list, first, after.as_deref())?;
        let waiting = objections::waiting_appeals(app.reader(), &page).await?;
        let about = |appeal: &Objection| match appeal.about {
            About::Finding(id) => Some(id),
            About::Advance(_) => None,
        };
        let ids = waiting.iter().filter_map(about).map(platform::kernel::Id::uuid);
        let found = fabrications::many(app.reader(), ids).await?;
        let of = |appeal: &Objection| found.iter().find(|one| Some(one.id) == about(appeal));
        let rows: Vec<fabrication::Fabrication> = waiting.iter().filter_map(of).cloned().collect();
        let place = |row: &fabrication::Fabrication| {
            row.appeal.as_ref().map_or(Uuid::nil(), |appeal| appeal.id.uuid())
        };
        let slice = Slice::cut(app.cursors(), list, page.first, rows, place);
        Ok(slice.map(FabricationFinding).into())
    }
}

/// Root fields of the risk centre about faked claims, and of buyers who disagree.
#[derive(Default)]
pub struct FabricationMutation;

/// Root fields of the risk centre about faked claims, and of buyers who disagree.
#[Object]
impl FabricationMutation {
    /// Record that a claim of an order was faked, once: nothing is added by the law for it any
    /// more; its buyer is told, and may appeal. Staff of the risk centre who have no part in it,
    /// with a second factor; step up first.
    async fn fabrication_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About which order, and what.")] input: FabricationRecordInput,
    ) -> Result<FabricationRecordPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.order_id)?);
        let found = (id, input.kind.into(), input.reason.as_str());
        let key = &input.idempotency_key;
        reply(actions::record(ctx.app(), &staff, key, found).await.map(FabricationFinding))
    }

    /// Say why you disagree with a finding about an order of yours, once and until `appealBy`.
    /// Somebody else decides than who found it.
    async fn fabrication_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Against which finding, and why.")] input: FabricationAppealInput,
    ) -> Result<FabricationAppealPayload> {
        let (person, id) = (ctx.person()?, parse_id(&input.id)?);
        let (key, text) = (&input.idempotency_key, input.text.as_str());
        reply(actions::appeal(ctx.app(), person, key, (id, text)).await.map(FabricationFinding))
    }

    /// Decide an appeal against a finding. Granted, it bars nothing any more. Staff of the risk
    /// centre who have no part in it and did not find it, with a second factor; step up first.
    async fn fabrication_appeal_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which finding, and whether the buyer is right.")]
        input: FabricationAppealDecideInput,
    ) -> Result<FabricationAppealDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let (key, decision) = (&input.idempotency_key, (id, input.is_granted));
        reply(actions::decide(ctx.app(), &staff, key, decision).await.map(FabricationFinding))
    }
}
