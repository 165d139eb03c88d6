//! From draft to feed, and out of it: handing in, the screen, going live, broken tags, removal.

use platform::database::Tx;
use platform::events::record;
use platform::idempotency::Request;
use platform::kernel::Id;
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, refusals, transaction};
use uuid::Uuid;

use super::{again, restrained, step};
use crate::deals::carried::{self, Offered};
use crate::identity::Person;
use crate::social::facts::{PostPublished, PostRemoved, PostSubmitted, PostTagsBroken};
use crate::social::post::{Post, PostState, SellerRelation};
use crate::social::store::people::Reach;
use crate::social::store::posts::Along;
use crate::social::tag::{Seen, Tag, TagState};
use crate::social::{screen, store};
use crate::{catalog, operators, orders};

refusals! {
    /// Why a draft was not handed in, in order of precedence.
    pub enum PostPublishRefusal: "PostPublishErrorCode", PostPublishUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// Under 14, posting takes a guardian (PD-5).
        GuardianNeeded at [] says "Under 14, this takes a guardian.",
        /// There is no such post of yours.
        PostNotFound at ["postId"] says "There is no such post of yours.",
        /// It was handed in before.
        NotADraft at ["postId"] says "Only a draft can be published.",
        /// A tag is on a product that is not for sale any more; take the tag away.
        ProductNotLive at ["postId"] says "A tagged product is not for sale any more.",
        /// You act for a shop whose product is tagged: say so with the relation `OWN_SHOP` (PO-1).
        OwnShopUndeclared at ["postId"] says "Say that the tagged product is of your own shop.",
        /// The deal that it carries has ended, or its product is not for sale any more; take the
        /// deal away.
        DealEnded at ["postId"] says "The deal of this post has ended.",
        /// You get something when readers come to the deal, a leader's benefit or their helps: say
        /// so with a relation, such as `COMMISSION` (PO-1).
        GainUndeclared at ["postId"] says "Say that you gain by the deal of this post.",
    }
}

refusals! {
    /// Why a post was not removed, in order of precedence.
    pub enum PostRemoveRefusal: "PostRemoveErrorCode", PostRemoveUserError {
        /// There is no such post of yours.
        PostNotFound at ["postId"] says "There is no such post of yours.",
        /// Only a draft or a published post can be removed; staff are looking at this one.
        NotRemovable at ["postId"] says "Only a draft or a published post can be removed.",
    }
}

restrained!(PostPublishRefusal);

/// Hands a draft in. A clean one is published at once; one that the screen doubts waits for staff.
/// The same key gives the first answer again.
///
/// # Errors
/// [`PostPublishRefusal`], or ours.
pub async fn publish(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Post>,
) -> Result<Post, Error<PostPublishRefusal>> {
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "postPublish", key, &id)
        .ok_or(PostPublishRefusal::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, PostPublishRefusal::IdempotencyConflict).await? {
            return Ok(again(tx, Id::from_uuid(id)).await?);
        }
        person.may_act().map_err(PostPublishRefusal::from)?;
        let post = store::posts::lock(tx, id)
            .await?
            .filter(|post| post.author_id == person.account_id())
            .filter(|post| post.state != PostState::Removed)
            .ok_or(PostPublishRefusal::PostNotFound)?;
        if post.state != PostState::Draft {
            return Err(PostPublishRefusal::NotADraft.into());
        }
        freeze(tx, &post).await?;
        let post = hand_in(tx, &post).await?;
        request.keep(tx, &id.uuid()).await?;
        Ok(post)
    })
}

/// Keeps what every tag offers now. Refuses one on a product that is not live, and a post that
/// hides whose shop it is.
async fn freeze(tx: &Tx, post: &Post) -> Result<(), Error<PostPublishRefusal>> {
    let tags = store::tags::of_posts(tx.conn(), &[post.id.uuid()]).await?;
    let wanted: Vec<Uuid> = tags.iter().map(|tag| tag.product_id).collect();
    let live = store::tags::hold_live(tx, &wanted).await?;
    let products = catalog::many(tx.conn(), live).await?;
    let offered = offered(tx, post).await?;
    let mut sellers: Vec<Uuid> =
        products.iter().map(|product| product.operator_id.uuid()).collect();
    let operators = operators::many(tx.conn(), sellers.iter().copied()).await?;
    let skus = catalog::many_skus(tx.conn(), tags.iter().filter_map(|tag| tag.sku_id)).await?;
    let mut frozen = Vec::new();
    for tag in &tags {
        let product = products.iter().find(|product| product.id.uuid() == tag.product_id);
        let product = product.ok_or(PostPublishRefusal::ProductNotLive)?;
        let operator = operators.iter().find(|operator| operator.id == product.operator_id);
        let operator = operator.ok_or(Failure::broken("a product's operator is gone"))?;
        let sku = skus.iter().find(|sku| Some(sku.id.uuid()) == tag.sku_id);
        let seen = Seen {
            title: product.title.clone(),
            price: sku.map_or(product.price_from, |sku| sku.price),
            operator_id: operator.id.uuid(),
            operator_name: operator.name.clone(),
        };
        frozen.push((tag.id, seen));
    }
    let author = post.author_id.uuid();
    sellers.extend(offered.map(|offered| offered.operator.uuid()));
    if post.relation == SellerRelation::None
        && store::tags::sells_for(tx.conn(), author, &sellers).await?
    {
        return Err(PostPublishRefusal::OwnShopUndeclared.into());
    }
    if post.relation == SellerRelation::None && offered.is_some_and(|offered| offered.gains) {
        return Err(PostPublishRefusal::GainUndeclared.into());
    }
    for (tag, seen) in frozen {
        store::tags::freeze(tx, tag, &seen).await?;
    }
    // PO-4: by the orders, not by the author's word.
    Ok(store::bought::refresh(tx, author, &wanted).await?)
}

/// The deal that a draft carries, as it can be shown now.
async fn offered(tx: &Tx, post: &Post) -> Result<Option<Offered>, Error<PostPublishRefusal>> {
    let Some(deal) = carried::of_post(tx.conn(), post.id.uuid()).await? else { return Ok(None) };
    let offered = carried::offered(tx, post.author_id, deal).await?;
    Ok(Some(offered.ok_or(PostPublishRefusal::DealEnded)?))
}

/// Into review, and out of it at once when the screen finds nothing.
async fn hand_in(tx: &Tx, post: &Post) -> Result<Post, Failure> {
    let author = Actor::person(ActorKind::User, post.author_id.uuid());
    let by = (author, "handed in", None);
    let post = step(tx, post, PostState::Review, Along::default(), by).await?;
    let doubts = screen::doubts(&format!("{}\n{}", post.text, post.topics.join("\n")));
    if doubts.is_empty() {
        return go_live(tx, &post, (Actor::SYSTEM, "screen: clean", Some(screen::VERSION))).await;
    }
    metrics(&doubts);
    record(tx, &PostSubmitted { post_id: post.id.uuid(), author_id: post.author_id.uuid() })
        .await?;
    Ok(post)
}

fn metrics(doubts: &[screen::Doubt]) {
    let names: Vec<&str> = doubts.iter().map(|doubt| doubt.name()).collect();
    tracing::info!(doubts = names.join(","), "a post waits for staff");
}

/// Shows a post in review to those it is for, and puts it into its lists.
pub(super) async fn go_live(
    tx: &Tx,
    post: &Post,
    by: (Actor, &str, Option<&str>),
) -> Result<Post, Failure> {
    let along = Along { published_at: Some(tx.now()), ..Along::default() };
    let post = step(tx, post, PostState::Published, along, by).await?;
    enter(tx, &post, false).await?;
    Ok(post)
}

/// Everything that goes with being published.
pub(super) async fn enter(tx: &Tx, post: &Post, again: bool) -> Result<(), Failure> {
    let (id, author) = (post.id.uuid(), post.author_id.uuid());
    let tags = store::tags::of_posts(tx.conn(), &[id]).await?;
    store::listings::enter(tx, post, &tags).await?;
    store::people::lock_reach(tx, &[author]).await?;
    store::people::count(tx, author, Reach { posts: 1, ..Reach::default() }).await?;
    carried::shown(tx, id, post.author_id).await?;
    record(tx, &PostPublished { post_id: id, author_id: author, again }).await
}

/// Everything that goes with no longer being published.
pub(super) async fn leave(tx: &Tx, post: &Post) -> Result<(), Failure> {
    let author = post.author_id.uuid();
    store::listings::leave(tx, post).await?;
    carried::gone(tx, post.id.uuid()).await?;
    store::people::lock_reach(tx, &[author]).await?;
    store::people::count(tx, author, Reach { posts: -1, ..Reach::default() }).await
}

/// Takes a draft or a published post of one's own away, for good.
///
/// # Errors
/// [`PostRemoveRefusal`], or ours.
pub async fn remove(
    app: &App,
    person: &Person,
    id: Id<Post>,
) -> Result<Post, Error<PostRemoveRefusal>> {
    transaction!(app, |tx| {
        let post = store::posts::lock(tx, id)
            .await?
            .filter(|post| post.author_id == person.account_id())
            .filter(|post| post.state != PostState::Removed)
            .ok_or(PostRemoveRefusal::PostNotFound)?;
        if !matches!(post.state, PostState::Draft | PostState::Published) {
            return Err(PostRemoveRefusal::NotRemovable.into());
        }
        Ok(take_away(tx, &post, "removed by the author").await?)
    })
}

async fn take_away(tx: &Tx, post: &Post, cause: &str) -> Result<Post, Failure> {
    let was_published = post.state == PostState::Published;
    if was_published {
        leave(tx, post).await?;
    }
    let author = post.author_id.uuid();
    let by = (Actor::person(ActorKind::User, author), cause, None);
    let post = step(tx, post, PostState::Removed, Along::default(), by).await?;
    record(tx, &PostRemoved { post_id: post.id.uuid(), author_id: author, was_published }).await?;
    Ok(post)
}

/// Takes away some of the posts of a person who closed their account; answers whether there may
/// be more.
pub(in crate::social) async fn remove_some_of(tx: &Tx, author: Uuid) -> Result<bool, Failure> {
    const BATCH: u64 = 50;
    let posts = store::posts::lock_removable(tx, author, BATCH).await?;
    for post in &posts {
        take_away(tx, post, "account closed").await?;
    }
    Ok(!posts.is_empty())
}

/// An order was delivered or refunded: what the tags of its buyer say of having bought is looked
/// for anew.
pub(in crate::social) async fn look_for_orders(tx: &Tx, order: Uuid) -> Result<(), Failure> {
    let Some(order) = orders::many(tx.conn(), [order]).await?.pop() else { return Ok(()) };
    let lines = orders::lines_of(tx.conn(), std::slice::from_ref(&order)).await?;
    let products: Vec<Uuid> = lines.values().flatten().map(|line| line.product_id.uuid()).collect();
    store::bought::refresh(tx, order.buyer_id.uuid(), &products).await
}

/// Breaks some of the tags that lead to a product that was withdrawn (PO-3), and takes their posts
/// out of its lists; answers whether there may be more.
pub(in crate::social) async fn break_tags(tx: &Tx, product: Uuid) -> Result<bool, Failure> {
    const BATCH: u64 = 100;
    let tags = store::tags::lock_active(tx, product, BATCH).await?;
    if tags.is_empty() {
        return Ok(false);
    }
    store::tags::break_all(tx, &tags).await?;
    store::listings::leave_product(tx, product, &tags).await?;
    let mut posts = Vec::new();
    for tag in &tags {
        transitions::record(tx, broken(tag)).await?;
        if !posts.contains(&tag.post_id) {
            posts.push(tag.post_id);
            record(tx, &PostTagsBroken { post_id: tag.post_id, product_id: product }).await?;
        }
    }
    Ok(true)
}

fn broken(tag: &Tag) -> Step<TagState> {
    Step {
        aggregate: tag.id.uuid(),
        from: TagState::Active,
        to: TagState::Broken,
        actor: Actor::SYSTEM,
        cause: "PO-3: product withdrawn".to_owned(),
        rule_version: None,
    }
}
