//! Root fields of staff for compliance, and the report that anybody may file.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::post::Post;
use super::report::{PostReport, PostReportReason};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Risk};
use crate::social::actions::{self, NewReport};

/// Which post to publish.
#[derive(InputObject)]
pub struct PostApproveInput {
    /// A post in review.
    pub post_id: ID,
}

/// Which post to take out of sight.
#[derive(InputObject)]
pub struct PostHideInput {
    /// A published post.
    pub post_id: ID,
    /// Why, 1 to 500 characters; its author reads it.
    pub reason: String,
}

/// Which post to show again.
#[derive(InputObject)]
pub struct PostRestoreInput {
    /// A hidden post whose author has appealed.
    pub post_id: ID,
}

/// Which appeal to dismiss.
#[derive(InputObject)]
pub struct PostAppealDismissInput {
    /// A hidden post whose author has appealed.
    pub post_id: ID,
    /// Why it stays hidden, 1 to 500 characters; its author reads it.
    pub reason: String,
}

/// Whose reactions no longer count.
#[derive(InputObject)]
pub struct UserReactionsVoidInput {
    /// The person.
    pub user_id: ID,
    /// Why, 1 to 200 characters on one line; for the record.
    pub reason: String,
}

/// What to say of a post.
#[derive(InputObject)]
pub struct PostReportInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input file one report.
    pub idempotency_key: String,
    /// A post that you see and that is not yours.
    pub post_id: ID,
    /// Which rule it breaks.
    pub reason: PostReportReason,
    /// What you add, up to 500 characters.
    #[graphql(default)]
    pub note: String,
}

/// Which report to dismiss.
#[derive(InputObject)]
pub struct PostReportDismissInput {
    /// An open report.
    pub report_id: ID,
}

payload! {
    /// The answer of `postApprove`.
    pub struct PostApprovePayload refused by actions::PostApproveRefusal {
        /// The published post; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postHide`.
    pub struct PostHidePayload refused by actions::PostHideRefusal {
        /// The hidden post; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postRestore`.
    pub struct PostRestorePayload refused by actions::PostRestoreRefusal {
        /// The post, published again; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postAppealDismiss`.
    pub struct PostAppealDismissPayload refused by actions::PostAppealDismissRefusal {
        /// The post with the answered appeal; null when refused.
        post: Post,
    }
}

payload! {
    /// The answer of `postReport`.
    pub struct PostReportPayload refused by actions::PostReportRefusal {
        /// The report; null when refused.
        report: PostReport,
    }
}

payload! {
    /// The answer of `postReportDismiss`.
    pub struct PostReportDismissPayload refused by actions::PostReportDismissRefusal {
        /// The report as decided; null when refused.
        report: PostReport,
    }
}

payload! {
    /// The answer of `userReactionsVoid`.
    pub struct UserReactionsVoidPayload refused by actions::ReactionsVoidRefusal {
        /// Whose reactions are taken back within a minute; null when refused.
        user_id: ID,
    }
}

/// Root fields of staff, and the report that anybody may file.
#[derive(Default)]
pub struct ModerationMutation;

#[Object]
impl ModerationMutation {
    /// Publish a post that the screen held back. Compliance staff only, with a second factor.
    async fn post_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostApproveInput,
    ) -> Result<PostApprovePayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.post_id)?);
        reply(actions::approve(ctx.app(), &staff, id).await)
    }

    /// Take a published post out of sight; open reports of it are upheld. Compliance staff only,
    /// with a second factor.
    async fn post_hide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post, and why.")] input: PostHideInput,
    ) -> Result<PostHidePayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.post_id)?);
        reply(actions::hide(ctx.app(), &staff, id, &input.reason).await)
    }

    /// Show a hidden post again after its author's appeal. Compliance staff only, with a second
    /// factor.
    async fn post_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post.")] input: PostRestoreInput,
    ) -> Result<PostRestorePayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.post_id)?);
        reply(actions::restore(ctx.app(), &staff, id).await)
    }

    /// Leave a post hidden after its author's appeal, and say why. Compliance staff only, with a
    /// second factor.
    async fn post_appeal_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which post, and why.")] input: PostAppealDismissInput,
    ) -> Result<PostAppealDismissPayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.post_id)?);
        reply(actions::dismiss_appeal(ctx.app(), &staff, id, &input.reason).await)
    }

    /// Let what a person has liked and saved so far count no longer, because it was fabricated
    /// (PO-5); posts fall to the rank they deserve. Risk staff only, with a second factor.
    async fn user_reactions_void(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and why.")] input: UserReactionsVoidInput,
    ) -> Result<UserReactionsVoidPayload> {
        let (staff, id) = (ctx.staff::<Risk>()?, parse_id(&input.user_id)?);
        let voided = actions::void_reactions(ctx.app(), &staff, id, &input.reason).await;
        reply(voided.map(|()| input.user_id))
    }

    /// Tell staff that a post breaks a rule. Signed in; one open report of a post for each person.
    async fn post_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to say.")] input: PostReportInput,
    ) -> Result<PostReportPayload> {
        let new = NewReport {
            post_id: parse_id(&input.post_id)?,
            reason: input.reason.into(),
            note: input.note,
        };
        reply(actions::report(ctx.app(), ctx.person()?, &input.idempotency_key, new).await)
    }

    /// Decide that a reported post breaks no rule. Compliance staff only, with a second factor.
    async fn post_report_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which report.")] input: PostReportDismissInput,
    ) -> Result<PostReportDismissPayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.report_id)?);
        reply(actions::dismiss_report(ctx.app(), &staff, id).await)
    }
}
