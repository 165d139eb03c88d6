//! Staff and the author over a post: approving, hiding, the appeal, and what came of it.

use platform::database::Tx;
use platform::events::record;
use platform::kernel::{Id, Prose};
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, refusals, transaction};

use super::publishing::{enter, go_live, leave};
use super::{again, step};
use crate::identity::viewer::Compliance;
use crate::identity::{Person, Staff};
use crate::social::facts::{PostAppealDismissed, PostAppealed, PostHidden};
use crate::social::post::{Appeal, Post, PostState};
use crate::social::report::{Report, ReportState};
use crate::social::store;
use crate::social::store::posts::Along;

refusals! {
    /// Why a post was not approved, in order of precedence.
    pub enum PostApproveRefusal: "PostApproveErrorCode", PostApproveUserError {
        /// There is no such post.
        PostNotFound at ["postId"] says "There is no such post.",
        /// It does not wait for staff.
        NotInReview at ["postId"] says "This post is not in review.",
        /// Its author closed their account.
        AuthorGone at ["postId"] says "The author's account is closed.",
    }
}

refusals! {
    /// Why a post was not hidden, in order of precedence.
    pub enum PostHideRefusal: "PostHideErrorCode", PostHideUserError {
        /// The reason, which its author reads, is not 1 to 500 characters.
        ReasonInvalid at ["reason"] says "A reason has 1 to 500 characters.",
        /// There is no such post.
        PostNotFound at ["postId"] says "There is no such post.",
        /// Only a published post can be hidden.
        NotPublished at ["postId"] says "This post is not published.",
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum PostAppealRefusal: "PostAppealErrorCode", PostAppealUserError {
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "An appeal has 1 to 1,000 characters.",
        /// There is no such post of yours.
        PostNotFound at ["postId"] says "There is no such post of yours.",
        /// It is not hidden.
        NotHidden at ["postId"] says "This post is not hidden.",
        /// There is one appeal for each hiding.
        AlreadyAppealed at ["postId"] says "You have appealed against this hiding.",
    }
}

refusals! {
    /// Why a post was not restored, in order of precedence.
    pub enum PostRestoreRefusal: "PostRestoreErrorCode", PostRestoreUserError {
        /// There is no such post.
        PostNotFound at ["postId"] says "There is no such post.",
        /// It is not hidden.
        NotHidden at ["postId"] says "This post is not hidden.",
        /// Its author has not appealed.
        NotAppealed at ["postId"] says "The author has not appealed.",
    }
}

refusals! {
    /// Why an appeal was not dismissed, in order of precedence.
    pub enum PostAppealDismissRefusal: "PostAppealDismissErrorCode", PostAppealDismissUserError {
        /// The reason, which its author reads, is not 1 to 500 characters.
        ReasonInvalid at ["reason"] says "A reason has 1 to 500 characters.",
        /// There is no such post.
        PostNotFound at ["postId"] says "There is no such post.",
        /// No appeal waits for an answer.
        NotAppealed at ["postId"] says "No appeal waits for an answer.",
    }
}

type Moderator = Staff<Compliance>;

fn actor(staff: &Moderator) -> Actor {
    Actor::person(ActorKind::Staff, staff.person().account_id().uuid())
}

/// A post that staff may work with, locked: drafts are not theirs to see.
async fn lock(tx: &Tx, id: Id<Post>) -> Result<Option<Post>, Failure> {
    let post = store::posts::lock(tx, id).await?;
    Ok(post.filter(|post| post.state != PostState::Draft))
}

/// Publishes a post that the screen held back.
///
/// # Errors
/// [`PostApproveRefusal`], or ours.
pub async fn approve(
    app: &App,
    staff: &Moderator,
    id: Id<Post>,
) -> Result<Post, Error<PostApproveRefusal>> {
    transaction!(app, |tx| {
        let post = lock(tx, id).await?.ok_or(PostApproveRefusal::PostNotFound)?;
        if post.state != PostState::Review {
            return Err(PostApproveRefusal::NotInReview.into());
        }
        if !store::people::is_there(tx.conn(), post.author_id.uuid()).await? {
            return Err(PostApproveRefusal::AuthorGone.into());
        }
        Ok(go_live(tx, &post, (actor(staff), "approved by staff", None)).await?)
    })
}

/// Takes a published post out of sight, and upholds the reports of it.
///
/// # Errors
/// [`PostHideRefusal`], or ours.
pub async fn hide(
    app: &App,
    staff: &Moderator,
    id: Id<Post>,
    reason: &str,
) -> Result<Post, Error<PostHideRefusal>> {
    let reason = Prose::<1, 500>::parse(reason).map_err(|_| PostHideRefusal::ReasonInvalid)?;
    transaction!(app, |tx| {
        let post = lock(tx, id).await?.ok_or(PostHideRefusal::PostNotFound)?;
        if post.state != PostState::Published {
            return Err(PostHideRefusal::NotPublished.into());
        }
        leave(tx, &post).await?;
        let along = Along { hidden_reason: Some(reason.to_string()), ..Along::default() };
        let by = (actor(staff), "hidden by staff", None);
        let post = step(tx, &post, PostState::Hidden, along, by).await?;
        for report in store::reports::lock_open(tx, post.id.uuid()).await? {
            decide(tx, &report, ReportState::Upheld, actor(staff)).await?;
        }
        record(tx, &PostHidden { post_id: id.uuid(), author_id: post.author_id.uuid() }).await?;
        Ok(post)
    })
}

/// Decides a locked, open report and writes its timeline.
pub(super) async fn decide(
    tx: &Tx,
    report: &Report,
    to: ReportState,
    actor: Actor,
) -> Result<(), Failure> {
    if !store::reports::decide(tx, report.id, to).await? {
        return Err(Failure::broken("a locked report was decided by somebody else"));
    }
    let step = Step {
        aggregate: report.id.uuid(),
        from: report.state,
        to,
        actor,
        cause: "decided by staff".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await
}

/// Says why a post of one's own should not be hidden; once for each hiding.
///
/// # Errors
/// [`PostAppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    id: Id<Post>,
    text: &str,
) -> Result<Post, Error<PostAppealRefusal>> {
    let text = Prose::<1, 1000>::parse(text).map_err(|_| PostAppealRefusal::TextInvalid)?;
    transaction!(app, |tx| {
        let post = store::posts::lock(tx, id)
            .await?
            .filter(|post| post.author_id == person.account_id())
            .filter(|post| post.state != PostState::Removed)
            .ok_or(PostAppealRefusal::PostNotFound)?;
        if post.state != PostState::Hidden {
            return Err(PostAppealRefusal::NotHidden.into());
        }
        if post.appeal.is_some() {
            return Err(PostAppealRefusal::AlreadyAppealed.into());
        }
        let appeal = Appeal { text: text.to_string(), at: tx.now(), answer: None };
        store::posts::save_appeal(tx, id.uuid(), &appeal).await?;
        record(tx, &PostAppealed { post_id: id.uuid(), author_id: post.author_id.uuid() }).await?;
        Ok(again(tx, id).await?)
    })
}

/// Shows a hidden post again, as its author asked.
///
/// # Errors
/// [`PostRestoreRefusal`], or ours.
pub async fn restore(
    app: &App,
    staff: &Moderator,
    id: Id<Post>,
) -> Result<Post, Error<PostRestoreRefusal>> {
    transaction!(app, |tx| {
        let post = lock(tx, id).await?.ok_or(PostRestoreRefusal::PostNotFound)?;
        if post.state != PostState::Hidden {
            return Err(PostRestoreRefusal::NotHidden.into());
        }
        if post.appeal.is_none() {
            return Err(PostRestoreRefusal::NotAppealed.into());
        }
        let by = (actor(staff), "restored after an appeal", None);
        let post = step(tx, &post, PostState::Published, Along::default(), by).await?;
        enter(tx, &post, true).await?;
        Ok(post)
    })
}

/// Leaves a post hidden after its author's appeal, and says why.
///
/// # Errors
/// [`PostAppealDismissRefusal`], or ours.
pub async fn dismiss_appeal(
    app: &App,
    _staff: &Moderator,
    id: Id<Post>,
    reason: &str,
) -> Result<Post, Error<PostAppealDismissRefusal>> {
    let reason =
        Prose::<1, 500>::parse(reason).map_err(|_| PostAppealDismissRefusal::ReasonInvalid)?;
    transaction!(app, |tx| {
        let post = lock(tx, id).await?.ok_or(PostAppealDismissRefusal::PostNotFound)?;
        let open = post.appeal.as_ref().filter(|appeal| appeal.answer.is_none());
        let appeal = open.ok_or(PostAppealDismissRefusal::NotAppealed)?;
        let answered = Appeal { answer: Some(reason.to_string()), ..appeal.clone() };
        store::posts::save_appeal(tx, id.uuid(), &answered).await?;
        let fact = PostAppealDismissed { post_id: id.uuid(), author_id: post.author_id.uuid() };
        record(tx, &fact).await?;
        Ok(again(tx, id).await?)
    })
}
