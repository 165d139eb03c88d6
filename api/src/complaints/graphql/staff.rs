//! What the desk, mediators and panels do, and who is on the roster.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::complaint::Complaint;
use super::mutations::minor;
use super::parts::DisputeOfficer;
use super::types::{ComplaintDeclineReason, ComplaintFinding, DisputeBackground, DisputeDuty};
use crate::complaints::actions::deciding::{self, DraftInput, DraftRefusal, VoteRefusal};
use crate::complaints::actions::listing::{self, OfficerInput, OfficerRefusal};
use crate::complaints::actions::mediating::{
    self, FindingRefusal, MediationEndRefusal, PanelDrawRefusal, RecuseRefusal,
};
use crate::complaints::actions::taking::{self, AcceptRefusal, AssignRefusal, DeclineRefusal};
use crate::complaints::remedy::Amounts;
use crate::identity::Account;
use crate::identity::graphql::ViewerExt;

/// Which complaint is taken up.
#[derive(InputObject)]
pub struct ComplaintAcceptInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Which complaint is not taken up, and why.
#[derive(InputObject)]
pub struct ComplaintDeclineInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Why it is not taken up.
    pub reason: ComplaintDeclineReason,
    /// The reason in your words, and where else to turn, 10 to 2,000 characters.
    pub text: String,
}

/// Which case you take, or give back.
#[derive(InputObject)]
pub struct ComplaintAssignInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Whether you work on it from now on; false gives it back to the desk.
    pub is_mine: bool,
}

/// What was found out.
#[derive(InputObject)]
pub struct ComplaintFindingRecordInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// 10 to 5,000 characters. Both sides read it.
    pub text: String,
    /// What the desk decides; only where no shop has to answer, and then it has to be said.
    pub finding: Option<ComplaintFinding>,
}

/// Which mediation leads nowhere.
#[derive(InputObject)]
pub struct ComplaintMediationEndInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Which case you step down from.
#[derive(InputObject)]
pub struct ComplaintRecuseInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Which case's panel has empty seats.
#[derive(InputObject)]
pub struct ComplaintPanelDrawInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// What you would decide.
#[derive(InputObject)]
pub struct ComplaintRulingDraftInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// What you find.
    pub finding: ComplaintFinding,
    /// Back to the buyer, in minor units; at most what the order cost.
    pub refund_minor: Option<String>,
    /// To the buyer beside it, in minor units.
    pub compensation_minor: Option<String>,
    /// From the shop to the platform's fund, in minor units.
    pub penalty_minor: Option<String>,
    /// Whether the shop sends another piece; false if left out.
    pub replacement: Option<bool>,
    /// The reasons, 20 to 5,000 characters: what is proved by what, and by which clause of the
    /// contract or which rule it is decided. Both sides read them.
    pub reasons: String,
}

/// Whether you stand by a draft.
#[derive(InputObject)]
pub struct ComplaintRulingVoteInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// The draft, beginning with `complaint_remedy_`.
    pub ruling_id: ID,
    /// Whether you stand by it.
    pub agrees: bool,
}

/// What the roster says of somebody.
#[derive(InputObject)]
pub struct DisputeOfficerSetInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// Who, beginning with `user_`; they are drawn while they hold the role.
    pub user_id: ID,
    /// What they are called to.
    pub duty: DisputeDuty,
    /// What they know about.
    pub background: DisputeBackground,
    /// Whom they come from, 1 to 120 characters; left out for the platform's own.
    pub organisation: Option<String>,
    /// Whether they are drawn.
    pub is_listed: bool,
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ty;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The complaint as it stands now; null when refused.
                complaint: Complaint,
            }
        }
    )+};
}

payloads! {
    "complaintAccept" ComplaintAcceptPayload by AcceptRefusal;
    "complaintDecline" ComplaintDeclinePayload by DeclineRefusal;
    "complaintAssign" ComplaintAssignPayload by AssignRefusal;
    "complaintFindingRecord" ComplaintFindingRecordPayload by FindingRefusal;
    "complaintMediationEnd" ComplaintMediationEndPayload by MediationEndRefusal;
    "complaintRecuse" ComplaintRecusePayload by RecuseRefusal;
    "complaintPanelDraw" ComplaintPanelDrawPayload by PanelDrawRefusal;
    "complaintRulingDraft" ComplaintRulingDraftPayload by DraftRefusal;
    "complaintRulingVote" ComplaintRulingVotePayload by VoteRefusal;
}

payload! {
    /// The answer of `disputeOfficerSet`.
    pub struct DisputeOfficerSetPayload refused by OfficerRefusal {
        /// What the roster says now; null when refused.
        officer: DisputeOfficer,
    }
}

/// Root fields of the desk, of mediators and of panels.
#[derive(Default)]
pub struct CaseDeskMutation;

/// Root fields of the desk, of mediators and of panels.
#[Object]
impl CaseDeskMutation {
    /// Take a complaint up; it is yours to work on. Where a shop answers, its 24 hours begin; else
    /// the evidence is collected at once. Support staff who have no part in it.
    async fn complaint_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which complaint.")] input: ComplaintAcceptInput,
    ) -> Result<ComplaintAcceptPayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(taking::accept(app, &staff, key, id).await.map(Complaint::from))
    }

    /// Do not take a complaint up, with a reason and with where else to turn (CM-9). Support staff
    /// who have no part in it.
    async fn complaint_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which complaint, and why.")] input: ComplaintDeclineInput,
    ) -> Result<ComplaintDeclinePayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(
            taking::decline(app, &staff, key, (id, input.reason.into(), &input.text))
                .await
                .map(Complaint::from),
        )
    }

    /// Take an open case for yourself, or give it back to the desk. Support staff who have no part
    /// in it.
    async fn complaint_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintAssignInput,
    ) -> Result<ComplaintAssignPayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(taking::assign(app, &staff, key, (id, input.is_mine)).await.map(Complaint::from))
    }

    /// Write down what was found out. A case with a shop that has answered goes to a mediator drawn
    /// of the roster, one with a silent shop to a panel; where no shop has to answer, the desk
    /// decides. Support staff who have no part in it.
    async fn complaint_finding_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was found out.")] input: ComplaintFindingRecordInput,
    ) -> Result<ComplaintFindingRecordPayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(
            mediating::found(app, &staff, key, (id, &input.text, input.finding.map(Into::into)))
                .await
                .map(Complaint::from),
        )
    }

    /// Draw again for seats of a panel that stayed empty. Support staff who have no part in it.
    async fn complaint_panel_draw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintPanelDrawInput,
    ) -> Result<ComplaintPanelDrawPayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(mediating::draw_panel(app, &staff, key, id).await.map(Complaint::from))
    }

    /// Say that a mediation leads nowhere: a panel decides. Its mediator.
    async fn complaint_mediation_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintMediationEndInput,
    ) -> Result<ComplaintMediationEndPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(mediating::end(app, person, key, id).await.map(Complaint::from))
    }

    /// Step down from a case, as its mediator or from its panel; somebody else is drawn, and what
    /// the panel has drafted falls.
    async fn complaint_recuse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintRecuseInput,
    ) -> Result<ComplaintRecusePayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(mediating::recuse(app, person, key, id).await.map(Complaint::from))
    }

    /// Write down what you would decide; you stand by it, and it is in force when a second of the
    /// three does. One of its panel.
    async fn complaint_ruling_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you would decide.")] input: ComplaintRulingDraftInput,
    ) -> Result<ComplaintRulingDraftPayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        let drafted = DraftInput {
            finding: input.finding.into(),
            amounts: Amounts {
                refund: input.refund_minor.as_deref().map_or(0, minor),
                compensation: input.compensation_minor.as_deref().map_or(0, minor),
                penalty: input.penalty_minor.as_deref().map_or(0, minor),
                replacement: input.replacement.unwrap_or(false),
            },
            reasons: input.reasons,
        };
        reply(deciding::draft(app, &staff, key, (id, &drafted)).await.map(Complaint::from))
    }

    /// Stand by a draft, or do not. With the second of either it is in force, or falls. One of its
    /// panel.
    async fn complaint_ruling_vote(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft, and whether you stand by it.")]
        input: ComplaintRulingVoteInput,
    ) -> Result<ComplaintRulingVotePayload> {
        let (app, staff, key) = (ctx.app(), ctx.staff()?, &input.idempotency_key);
        let (id, ruling) = (parse_id(&input.complaint_id)?, parse_id(&input.ruling_id)?);
        let voted = deciding::vote(app, &staff, key, (id, ruling, input.agrees)).await;
        reply(voted.map(Complaint::from))
    }

    /// Put somebody on the roster of mediators or arbitrators, change what it says of them, or take
    /// them off it. Admins; step up first.
    async fn dispute_officer_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the roster says.")] input: DisputeOfficerSetInput,
    ) -> Result<DisputeOfficerSetPayload> {
        let user: Id<Account> = parse_id(&input.user_id)?;
        let said = OfficerInput {
            account: user.uuid(),
            duty: input.duty.into(),
            background: input.background.into(),
            organisation: input.organisation,
            is_listed: input.is_listed,
        };
        let set = listing::set(ctx.app(), &ctx.staff()?, &input.idempotency_key, &said).await;
        reply(set.map(DisputeOfficer))
    }
}
