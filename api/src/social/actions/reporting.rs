//! Reports of posts: anybody who sees a post may file one; staff hide the post or dismiss it.

use platform::events::record;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Prose};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, refusals, transaction};
use serde::Serialize;

use super::moderating::decide;
use crate::identity::viewer::Compliance;
use crate::identity::{Person, Restraint, Staff};
use crate::social::facts::PostReported;
use crate::social::post::{Post, PostState};
use crate::social::report::{Report, ReportReason, ReportState};
use crate::social::sight::Sight;
use crate::social::store;

refusals! {
    /// Why a report was not taken, in order of precedence.
    pub enum PostReportRefusal: "PostReportErrorCode", PostReportUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// More than 500 characters.
        NoteInvalid at ["note"] says "A note has at most 500 characters.",
        /// There is no such post that you may see, or it is not published.
        PostNotFound at ["postId"] says "There is no such post.",
        /// It is your own.
        OwnPost at ["postId"] says "You cannot report your own post.",
        /// You have reported it, and staff have not decided yet.
        AlreadyReported at ["postId"] says "You have reported this post; staff will look at it.",
    }
}

refusals! {
    /// Why a report was not dismissed, in order of precedence.
    pub enum PostReportDismissRefusal: "PostReportDismissErrorCode", PostReportDismissUserError {
        /// There is no such report.
        ReportNotFound at ["reportId"] says "There is no such report.",
        /// It was decided before.
        NotOpen at ["reportId"] says "This report was decided before.",
    }
}

/// What somebody says of a post.
#[derive(Debug, Clone, Serialize)]
pub struct NewReport {
    pub post_id: Id<Post>,
    pub reason: ReportReason,
    pub note: String,
}

/// Reports a post to staff. The same key and input file one report.
///
/// # Errors
/// [`PostReportRefusal`], or ours.
pub async fn report(
    app: &App,
    person: &Person,
    key: &str,
    new: NewReport,
) -> Result<Report, Error<PostReportRefusal>> {
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "postReport", key, &new)
        .ok_or(PostReportRefusal::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, PostReportRefusal::IdempotencyConflict).await? {
            return kept(store::reports::lock(tx, Id::from_uuid(id)).await?);
        }
        if person.may_act() == Err(Restraint::NotActive) {
            return Err(PostReportRefusal::AccountNotActive.into());
        }
        let note = Prose::<0, 500>::parse(&new.note).map_err(|_| PostReportRefusal::NoteInvalid)?;
        let post = store::posts::one(tx.conn(), new.post_id, Sight::of_person(person))
            .await?
            .filter(|post| post.state == PostState::Published)
            .ok_or(PostReportRefusal::PostNotFound)?;
        if post.author_id == person.account_id() {
            return Err(PostReportRefusal::OwnPost.into());
        }
        let report = Report {
            id: app.new_id(),
            post_id: new.post_id,
            reporter_id: person.account_id(),
            reason: new.reason,
            note: note.into_string(),
            state: ReportState::Open,
            filed_at: app.now(),
            decided_at: None,
        };
        store::reports::insert(tx, &report)
            .await
            .map_err(|failure| failure.or_refuse(ONE_OPEN, PostReportRefusal::AlreadyReported))?;
        let fact = PostReported { report_id: report.id.uuid(), post_id: new.post_id.uuid() };
        record(tx, &fact).await?;
        request.keep(tx, &report.id.uuid()).await?;
        Ok(report)
    })
}

const ONE_OPEN: &str = "uq_post_report__post_id__reporter_id";

/// Decides that a reported post breaks no rule.
///
/// # Errors
/// [`PostReportDismissRefusal`], or ours.
pub async fn dismiss_report(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Report>,
) -> Result<Report, Error<PostReportDismissRefusal>> {
    transaction!(app, |tx| {
        let report =
            store::reports::lock(tx, id).await?.ok_or(PostReportDismissRefusal::ReportNotFound)?;
        if report.state != ReportState::Open {
            return Err(PostReportDismissRefusal::NotOpen.into());
        }
        let actor = Actor::person(ActorKind::Staff, staff.person().account_id().uuid());
        decide(tx, &report, ReportState::Dismissed, actor).await?;
        Ok(Report { state: ReportState::Dismissed, decided_at: Some(tx.now()), ..report })
    })
}
