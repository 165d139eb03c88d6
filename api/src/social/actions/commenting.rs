//! Comments and replies to them: said once, taken away by whoever may.

use platform::events::record;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Prose};
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;

use super::restrained;
use crate::identity::Person;
use crate::social::comment::Comment;
use crate::social::facts::{CommentAdded, CommentRemoved};
use crate::social::post::{Engagement, Post, PostState};
use crate::social::sight::Sight;
use crate::social::{screen, store};

refusals! {
    /// Why a comment was not added, in order of precedence.
    pub enum CommentAddRefusal: "CommentAddErrorCode", CommentAddUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// Under 14, commenting takes a guardian (PD-5).
        GuardianNeeded at [] says "Under 14, this takes a guardian.",
        /// Not 1 to 500 characters.
        TextInvalid at ["text"] says "A comment has 1 to 500 characters.",
        /// The screen found telephone numbers, many links or words that lead astray.
        TextDoubtful at ["text"] says "Leave out telephone numbers, links and offers elsewhere.",
        /// There is no such post that you may see, or it is not published.
        PostNotFound at ["postId"] says "There is no such post.",
        /// There is no such comment to this post.
        ParentNotFound at ["parentId"] says "There is no such comment to reply to.",
        /// It is a reply itself: replies go one level deep.
        ParentIsReply at ["parentId"] says "Reply to the comment, not to a reply.",
    }
}

refusals! {
    /// Why a comment was not removed, in order of precedence.
    pub enum CommentRemoveRefusal: "CommentRemoveErrorCode", CommentRemoveUserError {
        /// There is no such comment that you may see.
        CommentNotFound at ["commentId"] says "There is no such comment.",
        /// Neither the comment nor the post is yours.
        NotYours at ["commentId"] says "Only its author, the post's author or staff may do this.",
    }
}

restrained!(CommentAddRefusal);

/// What somebody says.
#[derive(Debug, Clone, Serialize)]
pub struct NewComment {
    pub post_id: Id<Post>,
    /// The comment it replies to.
    pub parent_id: Option<Id<Comment>>,
    pub text: String,
}

/// Comments on a post, or replies to a comment. The same key and input add one comment.
///
/// # Errors
/// [`CommentAddRefusal`], or ours.
pub async fn add_comment(
    app: &App,
    person: &Person,
    key: &str,
    new: NewComment,
) -> Result<Comment, Error<CommentAddRefusal>> {
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "commentAdd", key, &new)
        .ok_or(CommentAddRefusal::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, CommentAddRefusal::IdempotencyConflict).await? {
            return kept(store::comments::lock(tx, Id::from_uuid(id)).await?);
        }
        person.may_act().map_err(CommentAddRefusal::from)?;
        let text = checked(&new.text)?;
        let sight = Sight::of_person(person);
        store::posts::one(tx.conn(), new.post_id, sight)
            .await?
            .filter(|post| post.state == PostState::Published)
            .ok_or(CommentAddRefusal::PostNotFound)?;
        if let Some(parent) = new.parent_id {
            let parent = store::comments::one(tx.conn(), parent, sight)
                .await?
                .filter(|parent| parent.post_id == new.post_id && parent.removed_by.is_none())
                .ok_or(CommentAddRefusal::ParentNotFound)?;
            if parent.parent_id.is_some() {
                return Err(CommentAddRefusal::ParentIsReply.into());
            }
        }
        let comment = Comment {
            id: app.new_id(),
            post_id: new.post_id,
            author_id: person.account_id(),
            parent_id: new.parent_id.map(Id::uuid),
            text,
            reply_count: 0,
            created_at: app.now(),
            removed_by: None,
        };
        write(tx, &comment).await?;
        request.keep(tx, &comment.id.uuid()).await?;
        // The post's row last: everybody who comments on it waits for this one.
        let change = Engagement { comments: 1, ..Engagement::default() };
        if !store::posts::count(tx, comment.post_id.uuid(), change).await? {
            return Err(CommentAddRefusal::PostNotFound.into());
        }
        Ok(comment)
    })
}

fn checked(text: &str) -> Result<String, CommentAddRefusal> {
    let text = Prose::<1, 500>::parse(text).map_err(|_| CommentAddRefusal::TextInvalid)?;
    if !screen::doubts(&text).is_empty() {
        return Err(CommentAddRefusal::TextDoubtful);
    }
    Ok(text.into_string())
}

async fn write(tx: &platform::database::Tx, comment: &Comment) -> Result<(), Failure> {
    store::comments::insert(tx, comment).await?;
    if let Some(parent) = comment.parent_id {
        store::comments::count_replies(tx, parent, 1).await?;
    }
    let fact = CommentAdded {
        comment_id: comment.id.uuid(),
        post_id: comment.post_id.uuid(),
        author_id: comment.author_id.uuid(),
        parent_id: comment.parent_id,
    };
    record(tx, &fact).await
}

/// Takes a comment away: one's own, one to one's own post, or any as staff. Again changes nothing.
///
/// # Errors
/// [`CommentRemoveRefusal`], or ours.
pub async fn remove_comment(
    app: &App,
    person: &Person,
    id: Id<Comment>,
) -> Result<Comment, Error<CommentRemoveRefusal>> {
    let sight = Sight::of_person(person);
    let moderator = matches!(sight, Sight::Moderator(_));
    transaction!(app, |tx| {
        store::comments::one(tx.conn(), id, sight)
            .await?
            .ok_or(CommentRemoveRefusal::CommentNotFound)?;
        let comment =
            store::comments::lock(tx, id).await?.ok_or(CommentRemoveRefusal::CommentNotFound)?;
        let post = store::posts::one(tx.conn(), comment.post_id, sight)
            .await?
            .ok_or(CommentRemoveRefusal::CommentNotFound)?;
        let remover = comment
            .remover(person.account_id(), post.author_id, moderator)
            .ok_or(CommentRemoveRefusal::NotYours)?;
        if !store::comments::remove(tx, id, remover).await? {
            return Ok(comment);
        }
        if let Some(parent) = comment.parent_id {
            store::comments::count_replies(tx, parent, -1).await?;
        }
        let post_id = comment.post_id.uuid();
        record(tx, &CommentRemoved { comment_id: id.uuid(), post_id }).await?;
        let change = Engagement { comments: -1, ..Engagement::default() };
        store::posts::count(tx, post_id, change).await?;
        Ok(Comment { removed_by: Some(remover), ..comment })
    })
}
