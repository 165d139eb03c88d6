//! A post as clients see it.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use futures_util::FutureExt;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States};
use platform::{Failure, connection};
use uuid::Uuid;

use super::comment::{Comment, CommentConnection, comments};
use super::tag::PostTag;
use crate::deals::carried::{self, Shown};
use crate::deals::graphql::PostDeal;
use crate::deals::invitation::token_of;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::media::graphql::{Image, load_images};
use crate::social::store::comments::Thread;
use crate::social::store::reactions::Reactions;
use crate::social::{self, Sight, post, store};

/// Something a person shows: text and pictures with tags that lead to products.
#[derive(Clone)]
pub struct Post {
    post: Arc<social::Post>,
    along: Arc<Along>,
}

/// What was read with a post, where it was; the rest is read when it is asked for.
#[derive(Default)]
pub struct Along {
    pub author: Option<User>,
    pub images: Option<Vec<Uuid>>,
    pub tags: Option<Vec<PostTag>>,
    pub reactions: Option<Reactions>,
    pub deal: Lead,
}

/// What was read of the deal of a post.
#[derive(Default)]
pub enum Lead {
    #[default]
    NotRead,
    Read(Option<Shown>),
}

impl From<social::Post> for Post {
    fn from(post: social::Post) -> Self {
        Self::with(post, Along::default())
    }
}

impl Post {
    /// A post with what was read beside it.
    pub fn with(post: social::Post, along: Along) -> Self {
        Self { post: Arc::new(post), along: Arc::new(along) }
    }

    pub(super) fn noun(&self) -> &Arc<social::Post> {
        &self.post
    }

    /// What it shows of its deal.
    async fn shown(&self, ctx: &Context<'_>) -> Result<Option<Shown>> {
        if let Lead::Read(known) = &self.along.deal {
            return Ok(known.clone());
        }
        let id = self.post.id.uuid();
        Ok(carried::of_posts(ctx.app(), &[id]).await?.remove(&id))
    }

    /// Whether the viewer is its author or on duty for compliance: who learns why it is hidden.
    fn is_insider(&self, ctx: &Context<'_>) -> bool {
        match Sight::of(ctx.viewer()) {
            Sight::Visitor => false,
            Sight::Person(account) => account == self.post.author_id.uuid(),
            Sight::Moderator(_) => true,
        }
    }
}

/// A post's count as the schema has numbers.
pub(super) fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Something a person shows: text and pictures with tags that lead to products.
#[Object]
impl Post {
    /// The id, beginning with `post_`.
    pub async fn id(&self) -> ID {
        self.post.id.to_string().into()
    }

    /// Who shows it.
    async fn author(&self, ctx: &Context<'_>) -> Result<User> {
        if let Some(author) = &self.along.author {
            return Ok(author.clone());
        }
        let author = load_user(ctx, self.post.author_id.uuid()).await?;
        author.ok_or_else(|| Failure::broken("a post's author is gone").into())
    }

    /// 1 to 2,000 characters, plain text with line breaks.
    async fn text(&self) -> &str {
        &self.post.text
    }

    /// Its pictures in order; at least one, at most nine.
    async fn images(&self, ctx: &Context<'_>) -> Result<Vec<Image>> {
        let ids = if let Some(ids) = &self.along.images {
            ids.clone()
        } else {
            let id = self.post.id.uuid();
            let mut images = store::posts::images_of(ctx.app().reader(), &[id]).boxed().await?;
            images.remove(&id).unwrap_or_default()
        };
        load_images(ctx, ids).await
    }

    /// Places in its pictures that lead to products, at most 20.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Vec<PostTag>> {
        if let Some(tags) = &self.along.tags {
            return Ok(tags.clone());
        }
        let id = self.post.id.uuid();
        let tags = store::tags::of_posts(ctx.app().reader(), &[id]).boxed().await?;
        Ok(tags.into_iter().map(PostTag::from).collect())
    }

    /// Its hashtags in lower case and without the sign, at most 10.
    async fn topics(&self) -> &[String] {
        &self.post.topics
    }

    /// Where it stands.
    async fn state(&self) -> PostState {
        self.post.state.into()
    }

    /// The states into which you may move it: its author's, and those of staff for compliance.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<PostState> {
        let own = Sight::of(ctx.viewer()).account() == Some(self.post.author_id.uuid());
        let mut next = Vec::new();
        if own {
            next.extend(self.post.state.next_for(ActorKind::User));
        }
        if matches!(Sight::of(ctx.viewer()), Sight::Moderator(_)) {
            let appealed = self.post.appeal.is_some();
            let staff = self.post.state.next_for(ActorKind::Staff).into_iter();
            next.extend(staff.filter(|_| self.post.state != social::PostState::Hidden || appealed));
        }
        next.into_iter().map(Into::into).collect()
    }

    /// For whose eyes it is, once published.
    async fn visibility(&self) -> PostVisibility {
        self.post.visibility.into()
    }

    /// What ties its author to the seller of what is shown.
    async fn relation(&self) -> SellerRelation {
        self.post.relation.into()
    }

    /// The word to show with the post wherever it is shown, `广告`; null where it is no
    /// advertising. It is there whenever `relation` is not `NONE`, and its author cannot take it
    /// away once the post is published.
    async fn ad_label(&self) -> Option<&'static str> {
        self.post.ad_label.then_some("广告")
    }

    /// How many people like it.
    async fn like_count(&self) -> i32 {
        whole(self.post.engagement.likes)
    }

    /// How many people saved it.
    async fn save_count(&self) -> i32 {
        whole(self.post.engagement.saves)
    }

    /// How many comments and replies it has that were not removed.
    async fn comment_count(&self) -> i32 {
        whole(self.post.engagement.comments)
    }

    /// What it is to you; null for visitors.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<PostViewer>> {
        let Some(account) = Sight::of(ctx.viewer()).account() else { return Ok(None) };
        let reactions = if let Some(reactions) = self.along.reactions {
            reactions
        } else {
            let id = self.post.id.uuid();
            let all = store::reactions::of(ctx.app().reader(), account, &[id]).await?;
            all.get(&id).copied().unwrap_or_default()
        };
        Ok(Some(PostViewer {
            has_liked: reactions.liked,
            has_saved: reactions.saved,
            is_author: account == self.post.author_id.uuid(),
        }))
    }

    /// Where to send somebody to see it; it opens for those it is for.
    async fn share_url(&self, ctx: &Context<'_>) -> String {
        let home = ctx.app().settings().server.public_url.as_str();
        format!("{}/posts/{}", home.trim_end_matches('/'), self.post.id)
    }

    /// The deal that it leads to, as it stands now; one that has ended says so in its `state`. Null
    /// where there is none, and while its product is not for sale. To join or open a group from
    /// here, say `postId` with it.
    async fn deal(&self, ctx: &Context<'_>) -> Result<Option<PostDeal>> {
        Ok(self.shown(ctx).boxed().await?.map(|shown| shown.deal.into()))
    }

    /// By what to come to its group (`groupBuyJoin`) or to help at its price cut (`priceCutHelp`):
    /// the author's invitation that goes with the post. Null where there is none, and once it opens
    /// nothing any more.
    async fn deal_token(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let invitation = self.shown(ctx).boxed().await?.and_then(|shown| shown.invitation);
        Ok(invitation.map(|id| token_of(ctx.app(), id)))
    }

    /// Comments, newest first. One that was removed keeps its place while it has replies.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<CommentConnection> {
        let thread = Thread::Post(self.post.id.uuid());
        let app = ctx.app();
        let page = asked(app.cursors(), thread.name(), first, after.as_deref())?;
        let slice = comments(ctx, thread, &page).await?;
        Ok(slice.map(|comment| Comment::to(comment, &self.post)).into())
    }

    /// How it came to stand where it stands, newest first; its author and staff for compliance
    /// only, and empty for everybody else.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        if !self.is_insider(ctx) {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        timeline(ctx.app(), self.post.id.uuid(), first, after).await
    }

    /// Why staff hid it; null unless it is hidden and you are its author or staff for compliance.
    async fn hidden_reason(&self, ctx: &Context<'_>) -> Option<&str> {
        self.post.hidden_reason.as_deref().filter(|_| self.is_insider(ctx))
    }

    /// What its author says against its being hidden; null without an appeal, and for everybody
    /// but its author and staff for compliance.
    async fn appeal(&self, ctx: &Context<'_>) -> Option<PostAppeal> {
        let appeal = self.post.appeal.as_ref().filter(|_| self.is_insider(ctx))?;
        Some(PostAppeal {
            text: appeal.text.clone(),
            at: DateTime(appeal.at),
            answer: appeal.answer.clone(),
        })
    }

    /// When it was drafted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.post.created_at)
    }

    /// When it was first published; null before.
    async fn published_at(&self) -> Option<DateTime> {
        self.post.published_at.map(DateTime)
    }

    /// When its author or staff last changed it; likes and comments do not count.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.post.updated_at)
    }

    /// Grows with each change of its author or staff; give it back with `postUpdate`.
    async fn version(&self) -> i32 {
        whole(self.post.version)
    }
}

connection!(PostConnection, PostEdge, Post, "posts");

/// What a post is to the one who asks.
#[derive(SimpleObject)]
pub struct PostViewer {
    /// Whether you like it.
    pub has_liked: bool,
    /// Whether you saved it.
    pub has_saved: bool,
    /// Whether it is yours.
    pub is_author: bool,
}

/// What an author says against a post being hidden. One for each hiding.
#[derive(SimpleObject)]
pub struct PostAppeal {
    /// The author's words, 1 to 1,000 characters.
    pub text: String,
    /// When it was made.
    pub at: DateTime,
    /// Why staff left it hidden; null while they have not decided.
    pub answer: Option<String>,
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "social::PostState")]
pub enum PostState {
    /// Only its author sees it, and may change it.
    Draft,
    /// Handed in; its author and staff see it.
    Review,
    /// Shown to those it is for.
    Published,
    /// Taken out of sight by staff; its author may appeal.
    Hidden,
    /// Taken away by its author, for good.
    Removed,
}

/// For whose eyes a published post is. Nobody with a block between them sees the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "post::Visibility")]
pub enum PostVisibility {
    /// Everybody.
    Public,
    /// Those who follow its author.
    Followers,
    /// Its author alone.
    Private,
}

/// What ties an author to the seller of what is shown. Whatever is not `NONE` makes the post
/// advertising, and it is labelled so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "post::SellerRelation")]
pub enum SellerRelation {
    /// Nothing.
    None,
    /// The goods were a gift.
    Gift,
    /// The author earns when somebody buys.
    Commission,
    /// The author is paid for the post.
    Paid,
    /// The author acts for the shop.
    OwnShop,
}

/// One post by id, as this viewer may see it.
pub async fn load_post(ctx: &Context<'_>, id: Uuid) -> Result<Option<Post>> {
    let wanted = super::prefetch::Wanted::of(&ctx.look_ahead());
    Ok(load_posts(ctx, &[id], wanted).boxed().await?.pop())
}

/// Posts by id, as this viewer may see them, in no order.
pub async fn load_posts(
    ctx: &Context<'_>,
    ids: &[Uuid],
    wanted: super::prefetch::Wanted,
) -> Result<Vec<Post>> {
    Ok(super::prefetch::posts(ctx, ids, wanted).await?)
}
