//! What a page of posts shows beside the posts, read before its fields are asked one by one: one
//! statement for each kind of thing, all at once, and only what the document asks for.

use std::collections::HashMap;

use async_graphql::{Context, Lookahead};
use futures_util::try_join;
use platform::Failure;
use platform::graphql::ContextExt;
use platform::graphql::connection::Slice;
use uuid::Uuid;

use super::post::{Along, Post, PostConnection};
use crate::identity::graphql::ViewerExt;
use crate::social::store::reactions::Reactions;
use crate::social::store::{self, Placed};
use crate::social::{self, Sight, Tag};

/// Which of a post's fields a document asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    images: bool,
    tags: bool,
    viewer: bool,
}

impl Wanted {
    /// What is asked of the posts of a connection.
    pub fn of_connection(look: &Lookahead<'_>) -> Self {
        let (nodes, edges) = (Self::of(&look.field("nodes")), look.field("edges").field("node"));
        nodes.or(Self::of(&edges))
    }

    /// What is asked of a post.
    pub fn of(look: &Lookahead<'_>) -> Self {
        Self {
            images: look.field("images").exists(),
            tags: look.field("tags").exists(),
            viewer: look.field("viewer").exists(),
        }
    }

    /// What is asked in either place.
    pub fn or(self, other: Self) -> Self {
        Self {
            images: self.images || other.images,
            tags: self.tags || other.tags,
            viewer: self.viewer || other.viewer,
        }
    }
}

/// A page of posts with what is asked of them.
pub async fn connection(
    ctx: &Context<'_>,
    page: Slice<Placed<social::Post>>,
) -> Result<PostConnection, Failure> {
    let ids: Vec<Uuid> = page.items.iter().map(|(_, (_, post))| post.id.uuid()).collect();
    let mut along = Beside::read(ctx, &ids, Wanted::of_connection(&ctx.look_ahead())).await?;
    Ok(page.map(|(_, post)| along.show(post)).into())
}

/// Posts with what is asked of them.
pub async fn posts(
    ctx: &Context<'_>,
    posts: Vec<social::Post>,
    wanted: Wanted,
) -> Result<Vec<Post>, Failure> {
    let ids: Vec<Uuid> = posts.iter().map(|post| post.id.uuid()).collect();
    let mut along = Beside::read(ctx, &ids, wanted).await?;
    Ok(posts.into_iter().map(|post| along.show(post)).collect())
}

/// What was read beside the posts of a page.
struct Beside {
    images: Option<HashMap<Uuid, Vec<Uuid>>>,
    tags: Option<HashMap<Uuid, Vec<Tag>>>,
    reactions: Option<HashMap<Uuid, Reactions>>,
}

impl Beside {
    async fn read(ctx: &Context<'_>, ids: &[Uuid], wanted: Wanted) -> Result<Self, Failure> {
        let db = ctx.app().reader();
        let wanted = if ids.is_empty() { Wanted::default() } else { wanted };
        let images = async {
            if !wanted.images {
                return Ok(None);
            }
            store::posts::images_of(db, ids).await.map(Some)
        };
        let tags = async {
            if !wanted.tags {
                return Ok(None);
            }
            let mut by_post: HashMap<Uuid, Vec<Tag>> = HashMap::new();
            for tag in store::tags::of_posts(db, ids).await? {
                by_post.entry(tag.post_id).or_default().push(tag);
            }
            Ok::<_, Failure>(Some(by_post))
        };
        let reactions = async {
            match Sight::of(ctx.viewer()).account() {
                Some(account) if wanted.viewer => {
                    store::reactions::of(db, account, ids).await.map(Some)
                }
                _ => Ok(None),
            }
        };
        let (images, tags, reactions) = try_join!(images, tags, reactions)?;
        Ok(Self { images, tags, reactions })
    }

    fn show(&mut self, post: social::Post) -> Post {
        let id = post.id.uuid();
        let along = Along {
            images: self.images.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            tags: self.tags.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            reactions: self.reactions.as_ref().map(|all| all.get(&id).copied().unwrap_or_default()),
        };
        Post::with(post, along)
    }
}
