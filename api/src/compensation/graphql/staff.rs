//! What staff do about claims.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::scalars::Int64;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::object::Compensation;
use super::words::{
    CompensationAdvanceGround, CompensationBasis, CompensationGround, CompensationRejectReason,
    InjuryCostKind,
};
use crate::compensation::actions::desk::{self, ApproveRefusal, RejectRefusal, WriteOffRefusal};
use crate::compensation::actions::opening::{self, OpenInput, OpenRefusal};
use crate::compensation::actions::shop::{self, ContestDecideRefusal};
use crate::identity::graphql::ViewerExt;
use crate::orders;

/// One of the costs of an injury.
#[derive(InputObject)]
pub struct InjuryCostInput {
    /// What it was for; each once.
    pub kind: InjuryCostKind,
    /// How much, in minor units of the order's currency; above zero.
    pub amount_minor: Int64,
}

/// What to claim for the buyer of an order.
#[derive(InputObject)]
pub struct CompensationOpenInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
    /// Which lines of it, by position; all of them if left out.
    pub lines: Option<Vec<i32>>,
    /// On which ground of the law; one for each claim.
    pub ground: CompensationGround,
    /// What it rests on. What the law adds takes something else than a ruling.
    pub basis: CompensationBasis,
    /// The number of the award, the judgment or the agreement, 1 to 80 characters.
    pub reference: Option<String>,
    /// What was lost, in minor units of the order's currency. For unsafe food and drugs it chooses
    /// three times the loss instead of ten times the price.
    pub loss_minor: Option<Int64>,
    /// What is asked for a known defect, in minor units; at most twice the loss is given.
    pub asked_minor: Option<Int64>,
    /// The costs of an injury.
    pub costs: Option<Vec<InjuryCostInput>>,
    /// Whether it is a flaw of the label that harms nobody and misleads nobody.
    #[graphql(default)]
    pub is_label_flaw: bool,
    /// Of who bought unsafe food knowingly: how many pieces a household needs.
    pub household_pieces: Option<i32>,
}

/// What to approve.
#[derive(InputObject)]
pub struct CompensationApproveInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
    /// Why the platform pays at once: it promised to, or was asked first about unsafe food. Left
    /// out, the shop has its day, unless the platform cannot say who the seller is.
    pub pay_at_once: Option<CompensationAdvanceGround>,
}

/// What to reject.
#[derive(InputObject)]
pub struct CompensationRejectInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
    /// Why nothing is owed; buyer and shop read it.
    pub reason: CompensationRejectReason,
}

/// What to give up.
#[derive(InputObject)]
pub struct CompensationWriteOffInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
}

/// What to decide about a contest.
#[derive(InputObject)]
pub struct CompensationContestDecideInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The claim, beginning with `compensation_`.
    pub id: ID,
    /// Whether the shop is right: it gets back what was taken, and owes nothing.
    pub is_granted: bool,
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ident;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The claim as it stands now; null when refused.
                compensation: Compensation,
            }
        }
    )+};
}

payloads! {
    "compensationOpen" CompensationOpenPayload by OpenRefusal;
    "compensationApprove" CompensationApprovePayload by ApproveRefusal;
    "compensationReject" CompensationRejectPayload by RejectRefusal;
    "compensationWriteOff" CompensationWriteOffPayload by WriteOffRefusal;
    "compensationContestDecide" CompensationContestDecidePayload by ContestDecideRefusal;
}

/// Root fields of the desk.
#[derive(Default)]
pub struct DeskMutation;

/// Root fields of the desk.
#[Object]
impl DeskMutation {
    /// Open a claim on an order; somebody else decides about it. The price, other losses, an
    /// injury and what the law adds are claims of their own, and each loss is claimed once. Staff
    /// of the desk who have no part in it, with a second factor; step up first.
    async fn compensation_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which order, and on which ground.")] input: CompensationOpenInput,
    ) -> Result<CompensationOpenPayload> {
        let staff = ctx.staff()?;
        let order: Id<orders::Order> = parse_id(&input.order_id)?;
        let costs = input.costs.unwrap_or_default().into_iter();
        let asked = OpenInput {
            order: order.uuid(),
            lines: input.lines.unwrap_or_default(),
            ground: input.ground.into(),
            basis: input.basis.into(),
            reference: input.reference,
            loss_minor: input.loss_minor.map(|minor| minor.0),
            asked_minor: input.asked_minor.map(|minor| minor.0),
            costs: costs.map(|cost| (cost.kind.into(), cost.amount_minor.0)).collect(),
            is_label_flaw: input.is_label_flaw,
            household: input.household_pieces,
        };
        let key = &input.idempotency_key;
        reply(opening::open(ctx.app(), &staff, key, &asked).await.map(Compensation))
    }

    /// Approve a claim: its shop has a day to pay, and then the platform pays. Staff of the desk
    /// who did not open it and have no part in it, with a second factor; step up first.
    async fn compensation_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: CompensationApproveInput,
    ) -> Result<CompensationApprovePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let at_once = input.pay_at_once.map(Into::into);
        let key = &input.idempotency_key;
        reply(desk::approved(ctx.app(), &staff, key, (id, at_once)).await.map(Compensation))
    }

    /// Reject a claim; its loss may be claimed anew. Staff of the desk who did not open it and have
    /// no part in it, with a second factor; step up first.
    async fn compensation_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim, and why.")] input: CompensationRejectInput,
    ) -> Result<CompensationRejectPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let (key, reason) = (&input.idempotency_key, input.reason.into());
        reply(desk::rejected(ctx.app(), &staff, key, (id, reason)).await.map(Compensation))
    }

    /// Give up what the platform paid in a shop's place and cannot get back: the platform bears it.
    /// Staff of the risk centre who did not approve it and have no part in it, with a second
    /// factor; step up first.
    async fn compensation_write_off(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: CompensationWriteOffInput,
    ) -> Result<CompensationWriteOffPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let key = &input.idempotency_key;
        reply(desk::written_off(ctx.app(), &staff, key, id).await.map(Compensation))
    }

    /// Decide what a shop contests. Granted, it gets back what was taken, and the platform bears
    /// the claim. Staff of the desk who did not approve it and have no part in it, with a second
    /// factor; step up first.
    async fn compensation_contest_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim, and whether the shop is right.")]
        input: CompensationContestDecideInput,
    ) -> Result<CompensationContestDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.id)?);
        let key = &input.idempotency_key;
        reply(shop::decide(ctx.app(), &staff, key, (id, input.is_granted)).await.map(Compensation))
    }
}
