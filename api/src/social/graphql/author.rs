//! What this slice tells of a person: how far their words reach, what ties you to them, and what
//! they posted. `User` of the identity slice shows it.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Object, Result};
use futures_util::FutureExt;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::{App, Failure};
use uuid::Uuid;

use super::post::{PostConnection, whole};
use super::prefetch::{self, Wanted};
use crate::identity::graphql::ViewerExt;
use crate::social::Sight;
use crate::social::store::feeds::{Feed, Narrowed};
use crate::social::store::people::Reach;
use crate::social::store::{self, Place};

/// Reads how far people's words reach.
pub struct ReachLoader(pub App);

impl Loader<Uuid> for ReachLoader {
    type Value = Reach;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Reach>> {
        Ok(store::people::reach_of(self.0.reader(), keys).await?)
    }
}

/// What ties one person to another.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ties {
    follows: bool,
    blocks: bool,
}

/// Reads what ties the first of two people to the second.
pub struct TiesLoader(pub App);

impl Loader<(Uuid, Uuid)> for TiesLoader {
    type Value = Ties;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[(Uuid, Uuid)]) -> Result<HashMap<(Uuid, Uuid), Ties>> {
        let mut by_viewer: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for (viewer, other) in keys {
            by_viewer.entry(*viewer).or_default().push(*other);
        }
        let mut ties: HashMap<(Uuid, Uuid), Ties> = HashMap::new();
        for (viewer, others) in by_viewer {
            for (other, kind) in store::people::ties(self.0.reader(), viewer, &others).await? {
                let tie = ties.entry((viewer, other)).or_default();
                tie.follows |= kind == store::people::Tie::Follows;
                tie.blocks |= kind == store::people::Tie::Blocks;
            }
        }
        Ok(ties)
    }
}

/// What this slice adds to a person.
#[derive(Clone, Copy)]
pub struct UserPosts(pub Uuid);

impl UserPosts {
    async fn reach(self, ctx: &Context<'_>) -> Result<Reach> {
        let loader = ctx.data_unchecked::<DataLoader<ReachLoader>>();
        Ok(loader.load_one(self.0).await?.unwrap_or_default())
    }

    async fn ties(self, ctx: &Context<'_>) -> Result<Option<Ties>> {
        let Some(viewer) = Sight::of(ctx.viewer()).account() else { return Ok(None) };
        let loader = ctx.data_unchecked::<DataLoader<TiesLoader>>();
        Ok(Some(loader.load_one((viewer, self.0)).await?.unwrap_or_default()))
    }
}

#[Object]
impl UserPosts {
    /// How many people follow them.
    async fn follower_count(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(whole(self.reach(ctx).await?.followers))
    }

    /// How many people they follow.
    async fn following_count(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(whole(self.reach(ctx).await?.following))
    }

    /// How many posts of theirs are published, for whose eyes ever.
    async fn post_count(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(whole(self.reach(ctx).await?.posts))
    }

    /// Whether you follow them; null for visitors.
    async fn viewer_follows(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.ties(ctx).await?.map(|ties| ties.follows))
    }

    /// Whether you have blocked them; null for visitors.
    async fn viewer_blocks(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        Ok(self.ties(ctx).await?.map(|ties| ties.blocks))
    }

    /// What they posted, as far as you may see it, newest first.
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        let narrowed = Narrowed { author: Some(self.0), ..Narrowed::default() };
        let feed = Feed::Posts { narrowed, oldest_first: false };
        page(ctx, &feed, first, after).boxed().await
    }
}

/// A page of a list of posts, with what the document asks of them.
pub(super) async fn page(
    ctx: &Context<'_>,
    feed: &Feed,
    first: Option<i32>,
    after: Option<String>,
) -> Result<PostConnection> {
    let app = ctx.app();
    let asked = asked::<Place>(app.cursors(), feed.name(), first, after.as_deref())?;
    let account = Sight::of(ctx.viewer()).account();
    let beside = Wanted::of_connection(&ctx.look_ahead()).beside(ctx);
    let rows = store::feeds::page(app.reader(), feed, account, &asked, beside).await?;
    let slice = Slice::cut(app.cursors(), feed.name(), asked.first, rows, |(place, _)| *place);
    let posts: Result<PostConnection, Failure> = prefetch::connection(ctx, slice).await;
    Ok(posts?)
}
