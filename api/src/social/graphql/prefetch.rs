//! What a page of posts shows beside the posts, read before its fields are asked one by one: one
//! statement for each kind of thing, all at once, and only what the document asks for.

use std::collections::HashMap;

use async_graphql::{Context, Lookahead};
use futures_util::try_join;
use platform::Failure;
use platform::graphql::ContextExt;
use platform::graphql::connection::Slice;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use super::post::{Along, Post, PostConnection};
use super::tag::PostTag;
use crate::catalog;
use crate::catalog::graphql::Product;
use crate::identity::graphql::{User, ViewerExt, users};
use crate::social::store::reactions::Reactions;
use crate::social::store::{self, Placed};
use crate::social::{self, Sight};

/// Which of a post's fields a document asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    author: bool,
    images: bool,
    tags: bool,
    /// The products behind the tags.
    products: bool,
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
        let tags = look.field("tags");
        Self {
            author: look.field("author").exists(),
            images: look.field("images").exists(),
            tags: tags.exists(),
            products: ["product", "sku", "state"].iter().any(|of| tags.field(of).exists()),
            viewer: look.field("viewer").exists(),
        }
    }

    /// What is asked in either place.
    pub fn or(self, other: Self) -> Self {
        Self {
            author: self.author || other.author,
            images: self.images || other.images,
            tags: self.tags || other.tags,
            products: self.products || other.products,
            viewer: self.viewer || other.viewer,
        }
    }
}

/// A page of posts with what is asked of them.
pub async fn connection(
    ctx: &Context<'_>,
    page: Slice<Placed<social::Post>>,
) -> Result<PostConnection, Failure> {
    let shown = page.items.iter().map(|(_, (_, post))| post);
    let mut along = Beside::read(ctx, shown, Wanted::of_connection(&ctx.look_ahead())).await?;
    Ok(page.map(|(_, post)| along.show(post)).into())
}

/// Posts with what is asked of them.
pub async fn posts(
    ctx: &Context<'_>,
    posts: Vec<social::Post>,
    wanted: Wanted,
) -> Result<Vec<Post>, Failure> {
    let mut along = Beside::read(ctx, posts.iter(), wanted).await?;
    Ok(posts.into_iter().map(|post| along.show(post)).collect())
}

/// What was read beside the posts of a page; nothing where it was not asked for.
#[derive(Default)]
struct Beside {
    authors: Option<HashMap<Uuid, User>>,
    images: Option<HashMap<Uuid, Vec<Uuid>>>,
    tags: Option<HashMap<Uuid, Vec<PostTag>>>,
    reactions: Option<HashMap<Uuid, Reactions>>,
}

impl Beside {
    async fn read(
        ctx: &Context<'_>,
        posts: impl Iterator<Item = &social::Post> + Clone,
        wanted: Wanted,
    ) -> Result<Self, Failure> {
        let db = ctx.app().reader();
        let ids: Vec<Uuid> = posts.clone().map(|post| post.id.uuid()).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let mut people: Vec<Uuid> = posts.map(|post| post.author_id.uuid()).collect();
        people.sort_unstable();
        people.dedup();
        let viewer = Sight::of(ctx.viewer()).account().filter(|_| wanted.viewer);
        let (authors, images, tags, reactions) = try_join!(
            asked(wanted.author, users(db, &people)),
            asked(wanted.images, store::posts::images_of(db, &ids)),
            asked(wanted.tags, tags(db, &ids, wanted.products)),
            asked(viewer.is_some(), store::reactions::of(db, viewer.unwrap_or_default(), &ids)),
        )?;
        Ok(Self { authors, images, tags, reactions })
    }

    fn show(&mut self, post: social::Post) -> Post {
        let id = post.id.uuid();
        let author = post.author_id.uuid();
        let along = Along {
            author: self.authors.as_ref().and_then(|all| all.get(&author).cloned()),
            images: self.images.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            tags: self.tags.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            reactions: self.reactions.as_ref().map(|all| all.get(&id).copied().unwrap_or_default()),
        };
        Post::with(post, along)
    }
}

/// Reads what is wanted, and nothing else.
async fn asked<T>(
    wanted: bool,
    read: impl Future<Output = Result<T, Failure>>,
) -> Result<Option<T>, Failure> {
    if wanted { read.await.map(Some) } else { Ok(None) }
}

/// The tags of posts, with the products they lead to where those are asked for.
async fn tags(
    db: &DatabaseConnection,
    posts: &[Uuid],
    products: bool,
) -> Result<HashMap<Uuid, Vec<PostTag>>, Failure> {
    let tags = store::tags::of_posts(db, posts).await?;
    let mut shown: HashMap<Uuid, Vec<PostTag>> = HashMap::new();
    if !products {
        for tag in tags {
            shown.entry(tag.post_id).or_default().push(tag.into());
        }
        return Ok(shown);
    }
    let mut ids: Vec<Uuid> = tags.iter().map(|tag| tag.product_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = if ids.is_empty() { Vec::new() } else { catalog::many(db, ids).await? };
    let found: HashMap<Uuid, Product> =
        found.into_iter().map(|product| (product.id.uuid(), product.into())).collect();
    for tag in tags {
        let product = found.get(&tag.product_id).cloned();
        shown.entry(tag.post_id).or_default().push(PostTag::beside(tag, product));
    }
    Ok(shown)
}
