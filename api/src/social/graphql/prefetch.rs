//! What a page of posts shows beside the posts, read before its fields are asked one by one: one
//! statement for each kind of thing, all at once, and only what the document asks for.

use std::collections::HashMap;

use async_graphql::{Context, Lookahead};
use futures_util::try_join;
use platform::Failure;
use platform::graphql::ContextExt;
use platform::graphql::connection::Slice;
use uuid::Uuid;

use super::post::{Along, Lead, Post, PostConnection};
use super::tag::PostTag;
use crate::catalog::graphql::Product;
use crate::deals::carried::{self, Shown};
use crate::identity::graphql::ViewerExt;
use crate::social::Sight;
use crate::social::store::{self, Beside, Placed, Read};

/// Which of a post's fields a document asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    author: bool,
    images: bool,
    tags: Tags,
    viewer: bool,
    deal: Deal,
}

/// Whether the deal of a post is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Deal {
    #[default]
    Nothing,
    Itself,
}

impl Deal {
    fn of(look: &Lookahead<'_>) -> Self {
        let asked = ["deal", "dealToken"].iter().any(|field| look.field(field).exists());
        if asked { Self::Itself } else { Self::Nothing }
    }
}

/// How much is asked of the tags; more takes in less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Tags {
    #[default]
    Nothing,
    Themselves,
    WithProducts,
}

impl Tags {
    fn of(look: &Lookahead<'_>) -> Self {
        if ["product", "sku", "state"].iter().any(|field| look.field(field).exists()) {
            Self::WithProducts
        } else if look.exists() {
            Self::Themselves
        } else {
            Self::Nothing
        }
    }
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
            tags: Tags::of(&tags),
            viewer: look.field("viewer").exists(),
            deal: Deal::of(look),
        }
    }

    /// What the statement that reads the posts is to read beside them.
    pub fn beside(self, ctx: &Context<'_>) -> Beside {
        let reader = Sight::of(ctx.viewer()).account().filter(|_| self.viewer);
        Beside { author: self.author, reader }
    }

    /// What is asked in either place.
    pub fn or(self, other: Self) -> Self {
        Self {
            author: self.author || other.author,
            images: self.images || other.images,
            tags: self.tags.max(other.tags),
            viewer: self.viewer || other.viewer,
            deal: self.deal.max(other.deal),
        }
    }
}

/// A page of posts with what is asked of them.
pub async fn connection(
    ctx: &Context<'_>,
    page: Slice<Placed<Read>>,
) -> Result<PostConnection, Failure> {
    let ids: Vec<Uuid> = page.items.iter().map(|(_, (_, read))| read.post.id.uuid()).collect();
    let mut around = Around::read(ctx, &ids, Wanted::of_connection(&ctx.look_ahead())).await?;
    Ok(page.map(|(_, read)| around.show(read)).into())
}

/// Posts by id, as this viewer may see them, with what is asked of them; in no order.
pub async fn posts(ctx: &Context<'_>, ids: &[Uuid], wanted: Wanted) -> Result<Vec<Post>, Failure> {
    let sight = Sight::of(ctx.viewer());
    let found = store::posts::many(ctx.app().reader(), ids, sight, wanted.beside(ctx)).await?;
    let ids: Vec<Uuid> = found.iter().map(|read| read.post.id.uuid()).collect();
    let mut around = Around::read(ctx, &ids, wanted).await?;
    Ok(found.into_iter().map(|read| around.show(read)).collect())
}

/// What was read for the posts of a page, many for one; nothing where it was not asked for.
#[derive(Default)]
struct Around {
    images: Option<HashMap<Uuid, Vec<Uuid>>>,
    tags: Option<HashMap<Uuid, Vec<PostTag>>>,
    deals: Option<HashMap<Uuid, Shown>>,
}

impl Around {
    async fn read(ctx: &Context<'_>, ids: &[Uuid], wanted: Wanted) -> Result<Self, Failure> {
        let db = ctx.app().reader();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let (images, tags, deals) = try_join!(
            asked(wanted.images, store::posts::images_of(db, ids)),
            asked(wanted.tags > Tags::Nothing, tags(ctx, ids, wanted.tags)),
            asked(wanted.deal == Deal::Itself, carried::of_posts(ctx.app(), ids)),
        )?;
        Ok(Self { images, tags, deals })
    }

    fn show(&mut self, read: Read) -> Post {
        let id = read.post.id.uuid();
        let along = Along {
            author: read.author.map(Into::into),
            images: self.images.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            tags: self.tags.as_mut().map(|all| all.remove(&id).unwrap_or_default()),
            reactions: read.reactions,
            deal: match &mut self.deals {
                Some(all) => Lead::Read(all.remove(&id)),
                None => Lead::NotRead,
            },
        };
        Post::with(read.post, along)
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
    ctx: &Context<'_>,
    posts: &[Uuid],
    wanted: Tags,
) -> Result<HashMap<Uuid, Vec<PostTag>>, Failure> {
    let db = ctx.app().reader();
    let mut shown: HashMap<Uuid, Vec<PostTag>> = HashMap::new();
    if wanted == Tags::WithProducts {
        for (tag, product) in store::tags::with_products(db, posts).await? {
            let post = tag.post_id;
            let tag = PostTag::beside(tag, product.map(Product::from));
            shown.entry(post).or_default().push(tag);
        }
    } else {
        for tag in store::tags::of_posts(db, posts).await? {
            shown.entry(tag.post_id).or_default().push(tag.into());
        }
    }
    Ok(shown)
}
