//! What happens to a post while somebody looks at it, as it is committed on whichever server.
//!
//! A stream reads the post again with the same eyes for each thing it tells; once they may no
//! longer see it, the stream ends. What comes in a burst is told once.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};
use platform::App;
use platform::events::{Event, Fact};
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};
use platform::kernel::Id;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use uuid::Uuid;

use super::comment::Comment;
use super::post::Post;
use crate::identity::graphql::ViewerExt;
use crate::social::facts::{
    CommentAdded, CommentRemoved, PostAppealDismissed, PostAppealed, PostHidden, PostLiked,
    PostPublished, PostRemoved, PostSaved, PostTagsBroken,
};
use crate::social::{self, Sight, store};

/// How long a stream gathers what happens to a post before it tells it once.
const GATHER: Duration = Duration::from_millis(200);

/// What happens to posts, as it happens.
#[derive(Default)]
pub struct SocialSubscription;

#[Subscription]
impl SocialSubscription {
    /// A post each time its counts, its state or its tags change, within a second, and at most
    /// five times a second. Whoever may see the post; ends when that is over.
    async fn post_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `post_`.")] id: ID,
    ) -> Result<impl Stream<Item = Post>> {
        let watch = Watch::begin(ctx, parse_id(&id)?).await?;
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let post = watch.post().await?;
            Some((Post::from(post), watch))
        }))
    }

    /// Each new comment on a post and each reply, within a second. Whoever may see the post; ends
    /// when that is over.
    async fn comment_added(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post's id, beginning with `post_`.")] post_id: ID,
    ) -> Result<impl Stream<Item = Comment>> {
        let watch = Watch::begin(ctx, parse_id(&post_id)?).await?;
        Ok(stream::unfold(watch, |mut watch| async move {
            loop {
                let comment = watch.next_comment().await?;
                let post = Arc::new(watch.post().await?);
                if let Some(comment) = watch.comment(comment).await {
                    return Some((Comment::to(comment, &post), watch));
                }
            }
        }))
    }
}

/// Somebody looking at a post.
struct Watch {
    app: App,
    sight: Sight,
    id: Id<social::Post>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    /// Subscribes first and looks then, so that nothing between the two is missed.
    async fn begin(ctx: &Context<'_>, id: Id<social::Post>) -> Result<Self> {
        let app = ctx.app().clone();
        let events = app.live().subscribe();
        let watch = Self { app, sight: Sight::of(ctx.viewer()), id, events };
        if watch.post().await.is_none() {
            return Err(RequestError::new(ErrorCode::NotFound, "There is no such post.").into());
        }
        Ok(watch)
    }

    /// The post as these eyes see it now; nothing ends the stream.
    async fn post(&self) -> Option<social::Post> {
        match store::posts::one(self.app.reader(), self.id, self.sight).await {
            Ok(post) => post,
            Err(failure) => {
                failure.log("subscription");
                None
            }
        }
    }

    async fn comment(&self, id: Uuid) -> Option<social::Comment> {
        let found = store::comments::one(self.app.reader(), Id::from_uuid(id), self.sight).await;
        found.unwrap_or_else(|failure| {
            failure.log("subscription");
            None
        })
    }

    /// Waits until something happened to the post, and then a moment for what comes with it.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if !concerns(&event, self.id.uuid()) => {}
                // After a gap only the post itself tells what was missed.
                Ok(_) | Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return None,
            }
        }
        tokio::time::sleep(GATHER).await;
        loop {
            match self.events.try_recv() {
                Ok(_) | Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(()),
            }
        }
    }

    /// Waits for a comment on the post. A reader too slow for what is said misses some.
    async fn next_comment(&mut self) -> Option<Uuid> {
        loop {
            match self.events.recv().await {
                Ok(event) => match event.fact::<CommentAdded>() {
                    Ok(Some(fact)) if fact.post_id == self.id.uuid() => {
                        return Some(fact.comment_id);
                    }
                    // Taken out of sight: whoever may no longer see the post learns it now.
                    _ if closes(&event, self.id.uuid()) => {
                        self.post().await?;
                    }
                    _ => {}
                },
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

/// Whether an event is about a post.
fn concerns(event: &Event, post: Uuid) -> bool {
    match event.kind.as_str() {
        PostPublished::KIND
        | PostHidden::KIND
        | PostAppealed::KIND
        | PostAppealDismissed::KIND
        | PostRemoved::KIND
        | PostTagsBroken::KIND => event.aggregate == post,
        PostLiked::KIND | PostSaved::KIND | CommentAdded::KIND | CommentRemoved::KIND => {
            let about = event.body.get("post_id").and_then(serde_json::Value::as_str);
            about.and_then(|text| Uuid::try_parse(text).ok()) == Some(post)
        }
        _ => false,
    }
}

fn closes(event: &Event, post: Uuid) -> bool {
    matches!(event.kind.as_str(), PostHidden::KIND | PostRemoved::KIND) && event.aggregate == post
}
