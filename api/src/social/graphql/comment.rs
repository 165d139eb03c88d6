//! A comment as clients see it.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::kernel::{Asked, Id};
use platform::{Failure, connection};
use uuid::Uuid;

use super::post::{Post, load_post, whole};
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::social::store::comments::Thread;
use crate::social::store::{self, Place};
use crate::social::{self, Sight};

/// What somebody says to a post, or in reply to such a comment.
#[derive(Clone)]
pub struct Comment {
    comment: social::Comment,
    /// The post, where the comment was reached through it.
    post: Option<Arc<social::Post>>,
}

impl From<social::Comment> for Comment {
    fn from(comment: social::Comment) -> Self {
        Self { comment, post: None }
    }
}

impl Comment {
    /// A comment to a post that the viewer was seen to see.
    pub fn to(comment: social::Comment, post: &Arc<social::Post>) -> Self {
        Self { comment, post: Some(Arc::clone(post)) }
    }
}

/// What somebody says to a post, or in reply to such a comment.
#[Object]
impl Comment {
    /// The id, beginning with `comment_`.
    pub async fn id(&self) -> ID {
        self.comment.id.to_string().into()
    }

    /// The post it is said to; null if you may not see that any more.
    async fn post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        match &self.post {
            Some(post) => Ok(Some(social::Post::clone(post).into())),
            None => load_post(ctx, self.comment.post_id.uuid()).await,
        }
    }

    /// Who says it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        let author = load_user(ctx, self.comment.author_id.uuid()).await?;
        author.ok_or_else(|| Failure::broken("a comment's author is gone").into())
    }

    /// 1 to 500 characters; null once it was removed.
    async fn text(&self) -> Option<&str> {
        self.comment.removed_by.is_none().then_some(self.comment.text.as_str())
    }

    /// Whether it was removed, by its author, by the post's author or by staff.
    async fn is_removed(&self) -> bool {
        self.comment.removed_by.is_some()
    }

    /// The id of the comment it replies to; null where it replies to the post.
    async fn parent_id(&self) -> Option<ID> {
        let parent = self.comment.parent_id.map(Id::<social::Comment>::from_uuid);
        parent.map(|parent| parent.to_string().into())
    }

    /// How many replies it has that were not removed.
    async fn reply_count(&self) -> i32 {
        whole(self.comment.reply_count)
    }

    /// Replies to it, oldest first; a reply has none.
    async fn replies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<CommentConnection> {
        let thread = Thread::Replies(self.comment.id.uuid());
        let page = asked(ctx.app().cursors(), thread.name(), first, after.as_deref())?;
        if self.comment.parent_id.is_some() || self.comment.reply_count == 0 {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        let replies = comments(ctx, thread, &page).await?;
        Ok(replies.map(|comment| Self { comment, post: self.post.clone() }).into())
    }

    /// Whether it is yours to remove: your own, or to a post of yours, or you are staff.
    async fn viewer_may_remove(&self, ctx: &Context<'_>) -> Result<bool> {
        let sight = Sight::of(ctx.viewer());
        let Some(account) = sight.account() else { return Ok(false) };
        if self.comment.removed_by.is_some() {
            return Ok(false);
        }
        let post_author = if let Some(post) = &self.post {
            Some(post.author_id)
        } else {
            let db = ctx.app().reader();
            let post = store::posts::one(db, self.comment.post_id, sight).await?;
            post.map(|post| post.author_id)
        };
        let moderator = matches!(sight, Sight::Moderator(_));
        let remover = |author| self.comment.remover(Id::from_uuid(account), author, moderator);
        Ok(post_author.and_then(remover).is_some())
    }

    /// When it was said.
    async fn created_at(&self) -> DateTime {
        DateTime(self.comment.created_at)
    }
}

connection!(CommentConnection, CommentEdge, Comment, "comments");

/// A page of comments to a post that the viewer was seen to see.
pub async fn comments(
    ctx: &Context<'_>,
    thread: Thread,
    page: &Asked<Place>,
) -> Result<Slice<social::Comment>, Failure> {
    let app = ctx.app();
    let rows = store::comments::page(app.reader(), thread, Sight::of(ctx.viewer()), page).await?;
    let slice = Slice::cut(app.cursors(), thread.name(), page.first, rows, |(place, _)| *place);
    Ok(slice.map(|(_, comment)| comment))
}

/// One comment by id, as this viewer may see it.
pub async fn load_comment(ctx: &Context<'_>, id: Uuid) -> Result<Option<Comment>> {
    let sight = Sight::of(ctx.viewer());
    let found = store::comments::one(ctx.app().reader(), Id::from_uuid(id), sight).await?;
    Ok(found.map(Comment::from))
}
