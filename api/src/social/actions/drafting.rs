//! A draft: made with pictures and tags, changed until it is handed in, seen by its author alone.

use platform::database::Tx;
use platform::idempotency::Request;
use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};
use uuid::Uuid;

use super::content::{self, Content, faulty};
use super::{again, restrained};
use crate::deals::carried::{self, Carried};
use crate::identity::Person;
use crate::media;
use crate::social::post::{MOST_IMAGES, Post, PostState, SellerRelation, Visibility, needs_label};
use crate::social::store;
use crate::social::tag::NewTag;

refusals! {
    /// Why a post was not drafted, in order of precedence.
    pub enum PostCreateRefusal: "PostCreateErrorCode", PostCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// Under 14, posting takes a guardian (PD-5).
        GuardianNeeded at [] says "Under 14, this takes a guardian.",
        /// Not 1 to 2,000 characters.
        TextInvalid at ["text"] says "A text has 1 to 2,000 characters.",
        /// More than 10 hashtags.
        TooManyTopics at ["topics"] says "A post has at most 10 topics.",
        /// A hashtag is 1 to 40 letters, digits or underscores.
        TopicInvalid at ["topics"] says "A topic is 1 to 40 letters, digits or underscores.",
        /// More than 20 tags, or more than 9 in one picture.
        TooManyTags at ["tags"] says "A post has at most 20 tags, a picture at most 9.",
        /// A tag stands in a picture that the post does not have.
        TagPictureMissing at ["tags", "picture"] says "There is no such picture in this post.",
        /// A tag stands outside its picture.
        TagOutOfPicture at ["tags", "x"] says "A tag stands within 0 to 1000 of its picture.",
        /// A tag is on a product that is not for sale.
        ProductNotFound at ["tags", "productId"] says "There is no such product for sale.",
        /// A tag names a variant that its product does not have.
        SkuNotFound at ["tags", "skuId"] says "The product has no such variant.",
        /// There is no such group that forms with a seat of yours, no such price cut of yours that
        /// takes helps, no such campaign that runs; or its product is not for sale.
        DealNotFound at ["dealId"] says "There is no such deal that you can show now.",
        /// No picture, more than 9, one twice, or one that is not yours, not ready or in use.
        ImagesInvalid at ["imageIds"]
            says "A post has 1 to 9 pictures of your own that are ready and not in use.",
    }
}

refusals! {
    /// Why a draft was not changed, in order of precedence.
    pub enum PostUpdateRefusal: "PostUpdateErrorCode", PostUpdateUserError {
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// Under 14, posting takes a guardian (PD-5).
        GuardianNeeded at [] says "Under 14, this takes a guardian.",
        /// There is no such post of yours.
        PostNotFound at ["postId"] says "There is no such post of yours.",
        /// It was handed in; only drafts change.
        NotADraft at ["postId"] says "Only a draft can be changed.",
        /// It was changed meanwhile; read it again.
        VersionChanged at ["version"] says "The draft was changed meanwhile.",
        /// Not 1 to 2,000 characters.
        TextInvalid at ["text"] says "A text has 1 to 2,000 characters.",
        /// More than 10 hashtags.
        TooManyTopics at ["topics"] says "A post has at most 10 topics.",
        /// A hashtag is 1 to 40 letters, digits or underscores.
        TopicInvalid at ["topics"] says "A topic is 1 to 40 letters, digits or underscores.",
        /// More than 20 tags, or more than 9 in one picture.
        TooManyTags at ["tags"] says "A post has at most 20 tags, a picture at most 9.",
        /// A tag stands in a picture that the post does not have.
        TagPictureMissing at ["tags", "picture"] says "There is no such picture in this post.",
        /// A tag stands outside its picture.
        TagOutOfPicture at ["tags", "x"] says "A tag stands within 0 to 1000 of its picture.",
        /// A tag is on a product that is not for sale.
        ProductNotFound at ["tags", "productId"] says "There is no such product for sale.",
        /// A tag names a variant that its product does not have.
        SkuNotFound at ["tags", "skuId"] says "The product has no such variant.",
        /// There is no such group that forms with a seat of yours, no such price cut of yours that
        /// takes helps, no such campaign that runs; or its product is not for sale.
        DealNotFound at ["dealId"] says "There is no such deal that you can show now.",
        /// No picture, more than 9, one twice, or one that is not yours, not ready or in use.
        ImagesInvalid at ["imageIds"]
            says "A post has 1 to 9 pictures of your own that are ready and not in use.",
    }
}

restrained!(PostCreateRefusal, PostUpdateRefusal);
faulty!(PostCreateRefusal, PostUpdateRefusal);

/// Drafts a post. The same key and input give the first draft again.
///
/// # Errors
/// [`PostCreateRefusal`], or ours.
pub async fn create(
    app: &App,
    person: &Person,
    key: &str,
    content: Content,
) -> Result<Post, Error<PostCreateRefusal>> {
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "postCreate", key, &content)
        .ok_or(PostCreateRefusal::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, PostCreateRefusal::IdempotencyConflict).await? {
            return Ok(again(tx, Id::from_uuid(id)).await?);
        }
        person.may_act().map_err(PostCreateRefusal::from)?;
        let post = draft(app, person, &content)?;
        content::check_tags(tx, &content.tags, content.image_ids.len())
            .await
            .map_err(content::ContentError::of::<PostCreateRefusal>)?;
        content::check_deal(tx, person.account_id(), content.deal)
            .await
            .map_err(content::ContentError::of::<PostCreateRefusal>)?;
        store::posts::insert(tx, &post).await?;
        let pictures = pictures(tx, person, &content.image_ids, &[]).await?;
        let pictures = pictures.ok_or(PostCreateRefusal::ImagesInvalid)?;
        store::posts::set_images(tx, post.id.uuid(), &pictures).await?;
        store::tags::set(tx, post.id.uuid(), &content.tags).await?;
        carried::set(tx, post.id.uuid(), content.deal).await?;
        request.keep(tx, &post.id.uuid()).await?;
        Ok(post)
    })
}

fn draft(app: &App, person: &Person, content: &Content) -> Result<Post, PostCreateRefusal> {
    let text = content::text(&content.text)?;
    let topics = content::topics(&content.topics)?;
    let now = app.now();
    Ok(Post {
        id: app.new_id(),
        author_id: person.account_id(),
        text,
        topics,
        state: PostState::Draft,
        visibility: content.visibility,
        relation: content.relation,
        ad_label: needs_label(content.relation),
        proof_order_id: None,
        engagement: crate::social::post::Engagement::default(),
        score: 0,
        created_at: now,
        updated_at: now,
        published_at: None,
        hidden_reason: None,
        appeal: None,
        version: 1,
    })
}

/// Attaches the pictures that are new to the post; nothing if one of them cannot be.
async fn pictures(
    tx: &Tx,
    person: &Person,
    wanted: &[Uuid],
    had: &[Uuid],
) -> Result<Option<Vec<Uuid>>, platform::Failure> {
    let twice = wanted.iter().enumerate().any(|(at, id)| wanted[..at].contains(id));
    if twice || !(1..=MOST_IMAGES).contains(&wanted.len()) {
        return Ok(None);
    }
    let new: Vec<Id<media::Upload>> =
        wanted.iter().filter(|id| !had.contains(id)).map(|id| Id::from_uuid(*id)).collect();
    let Some(attached) = media::attach(tx, person.account_id(), &new).await? else {
        return Ok(None);
    };
    let mut attached = attached.into_iter();
    let in_order = |id: &Uuid| if had.contains(id) { Some(*id) } else { attached.next() };
    Ok(wanted.iter().map(in_order).collect())
}

/// What an author changes of a draft; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The version it was read in; left out, the last change wins.
    pub version: Option<i64>,
    pub text: Option<String>,
    pub image_ids: Option<Vec<Uuid>>,
    pub topics: Option<Vec<String>>,
    pub tags: Option<Vec<NewTag>>,
    pub visibility: Option<Visibility>,
    pub relation: Option<SellerRelation>,
    pub deal: DealChange,
}

/// What becomes of the deal of a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DealChange {
    #[default]
    Stays,
    Goes,
    Becomes(Carried),
}

/// Changes a draft of one's own.
///
/// # Errors
/// [`PostUpdateRefusal`], or ours.
pub async fn update(
    app: &App,
    person: &Person,
    id: Id<Post>,
    change: Change,
) -> Result<Post, Error<PostUpdateRefusal>> {
    transaction!(app, |tx| {
        person.may_act().map_err(PostUpdateRefusal::from)?;
        let mut post = store::posts::lock(tx, id)
            .await?
            .filter(|post| post.author_id == person.account_id())
            .filter(|post| post.state != PostState::Removed)
            .ok_or(PostUpdateRefusal::PostNotFound)?;
        if post.state != PostState::Draft {
            return Err(PostUpdateRefusal::NotADraft.into());
        }
        if change.version.is_some_and(|version| version != post.version) {
            return Err(PostUpdateRefusal::VersionChanged.into());
        }
        apply(&mut post, &change)?;
        arrange(tx, person, &post, &change).await?;
        deal(tx, person, &post, change.deal).await?;
        if !store::posts::save_draft(tx, &post).await? {
            return Err(PostUpdateRefusal::VersionChanged.into());
        }
        Ok(again(tx, id).await?)
    })
}

fn apply(post: &mut Post, change: &Change) -> Result<(), PostUpdateRefusal> {
    if let Some(text) = &change.text {
        post.text = content::text(text)?;
    }
    if let Some(topics) = &change.topics {
        post.topics = content::topics(topics)?;
    }
    if let Some(visibility) = change.visibility {
        post.visibility = visibility;
    }
    if let Some(relation) = change.relation {
        post.relation = relation;
        post.ad_label = needs_label(relation);
    }
    Ok(())
}

async fn deal(
    tx: &Tx,
    person: &Person,
    post: &Post,
    change: DealChange,
) -> Result<(), Error<PostUpdateRefusal>> {
    let deal = match change {
        DealChange::Stays => return Ok(()),
        DealChange::Goes => None,
        DealChange::Becomes(deal) => Some(deal),
    };
    content::check_deal(tx, person.account_id(), deal)
        .await
        .map_err(content::ContentError::of::<PostUpdateRefusal>)?;
    Ok(carried::set(tx, post.id.uuid(), deal).await?)
}

/// Sets new pictures and tags; tags that stay must still stand in a picture.
async fn arrange(
    tx: &Tx,
    person: &Person,
    post: &Post,
    change: &Change,
) -> Result<(), Error<PostUpdateRefusal>> {
    if change.image_ids.is_none() && change.tags.is_none() {
        return Ok(());
    }
    let id = post.id.uuid();
    let had = store::posts::images_of(tx.conn(), &[id]).await?.remove(&id).unwrap_or_default();
    let count = change.image_ids.as_ref().map_or(had.len(), Vec::len);
    let tags = match &change.tags {
        Some(tags) => tags.clone(),
        None => standing_tags(tx, id).await?,
    };
    content::check_tags(tx, &tags, count)
        .await
        .map_err(content::ContentError::of::<PostUpdateRefusal>)?;
    if let Some(wanted) = &change.image_ids {
        let pictures = pictures(tx, person, wanted, &had).await?;
        let pictures = pictures.ok_or(PostUpdateRefusal::ImagesInvalid)?;
        store::posts::set_images(tx, id, &pictures).await?;
    }
    if change.tags.is_some() {
        store::tags::set(tx, id, &tags).await?;
    }
    Ok(())
}

async fn standing_tags(tx: &Tx, post: Uuid) -> Result<Vec<NewTag>, platform::Failure> {
    let tags = store::tags::of_posts(tx.conn(), &[post]).await?;
    let standing = |tag: crate::social::tag::Tag| NewTag {
        picture: tag.picture,
        x: tag.x,
        y: tag.y,
        product_id: tag.product_id,
        sku_id: tag.sku_id,
        asks_bought: tag.asks_bought,
    };
    Ok(tags.into_iter().map(standing).collect())
}
