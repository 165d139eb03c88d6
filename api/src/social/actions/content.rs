//! What an author puts into a post, checked the same way whenever they put it.

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::{Failure, WriteError};
use serde::Serialize;
use uuid::Uuid;

use crate::catalog;
use crate::deals::carried::{self, Carried};
use crate::identity::Account;
use crate::social::post::{self, MOST_TOPICS, SellerRelation, Visibility};
use crate::social::store;
use crate::social::tag::{NewTag, TagFault, placed};

/// What an author puts into a post.
#[derive(Debug, Clone, Serialize)]
pub struct Content {
    pub text: String,
    /// Uploads of the author's that are ready, or pictures the draft already has; in order.
    pub image_ids: Vec<Uuid>,
    pub topics: Vec<String>,
    pub tags: Vec<NewTag>,
    pub visibility: Visibility,
    pub relation: SellerRelation,
    /// A deal that the post leads to.
    pub deal: Option<Carried>,
}

/// Why content cannot be put into a post, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentFault {
    Text,
    Topics,
    Topic,
    TagCount,
    TagPicture,
    TagPlace,
    Product,
    Sku,
    Deal,
}

/// The faults of content as the refusals of a verb.
macro_rules! faulty {
    ($($refusal:ty),+ $(,)?) => {$(
        impl From<crate::social::actions::content::ContentFault> for $refusal {
            fn from(fault: crate::social::actions::content::ContentFault) -> Self {
                use crate::social::actions::content::ContentFault;
                match fault {
                    ContentFault::Text => Self::TextInvalid,
                    ContentFault::Topics => Self::TooManyTopics,
                    ContentFault::Topic => Self::TopicInvalid,
                    ContentFault::TagCount => Self::TooManyTags,
                    ContentFault::TagPicture => Self::TagPictureMissing,
                    ContentFault::TagPlace => Self::TagOutOfPicture,
                    ContentFault::Product => Self::ProductNotFound,
                    ContentFault::Sku => Self::SkuNotFound,
                    ContentFault::Deal => Self::DealNotFound,
                }
            }
        }
    )+};
}
pub(super) use faulty;

/// The text as it is kept.
pub(super) fn text(text: &str) -> Result<String, ContentFault> {
    Prose::<1, 2000>::parse(text).map(Prose::into_string).map_err(|_| ContentFault::Text)
}

/// The hashtags as they are kept.
pub(super) fn topics(texts: &[String]) -> Result<Vec<String>, ContentFault> {
    if texts.len() > MOST_TOPICS {
        return Err(ContentFault::Topics);
    }
    post::topics(texts).ok_or(ContentFault::Topic)
}

/// A fault of content, or ours.
pub(super) enum ContentError {
    Fault(ContentFault),
    Failed(Failure),
}

impl From<ContentFault> for ContentError {
    fn from(fault: ContentFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Failure> for ContentError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl WriteError for ContentError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_contention())
    }
}

impl ContentError {
    /// The same as the error of a verb.
    pub(super) fn of<R>(self) -> platform::Error<R>
    where
        R: platform::Refusal + From<ContentFault>,
    {
        match self {
            Self::Fault(fault) => R::from(fault).into(),
            Self::Failed(failure) => failure.into(),
        }
    }
}

/// Checks tags: where they stand, and that each leads to a live product, and to a variant of it.
pub(super) async fn check_tags(
    tx: &Tx,
    tags: &[NewTag],
    pictures: usize,
) -> Result<(), ContentError> {
    placed(tags, pictures).map_err(|fault| match fault {
        TagFault::TooMany => ContentFault::TagCount,
        TagFault::NoPicture => ContentFault::TagPicture,
        TagFault::OutOfPicture => ContentFault::TagPlace,
    })?;
    let products: Vec<Uuid> = tags.iter().map(|tag| tag.product_id).collect();
    let live = store::tags::hold_live(tx, &products).await?;
    if !products.iter().all(|product| live.contains(product)) {
        return Err(ContentFault::Product.into());
    }
    let wanted: Vec<(Uuid, Uuid)> =
        tags.iter().filter_map(|tag| tag.sku_id.map(|sku| (sku, tag.product_id))).collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let skus = catalog::many_skus(tx.conn(), wanted.iter().map(|(sku, _)| *sku)).await?;
    let fits = |(sku, product): &(Uuid, Uuid)| {
        skus.iter().any(|found| found.id.uuid() == *sku && found.product_id.uuid() == *product)
    };
    if wanted.iter().all(fits) { Ok(()) } else { Err(ContentFault::Sku.into()) }
}

/// Checks that a deal can be shown in a post of an author's: it runs, and is theirs or a shop's
/// campaign.
pub(super) async fn check_deal(
    tx: &Tx,
    author: Id<Account>,
    deal: Option<Carried>,
) -> Result<(), ContentError> {
    match deal {
        Some(deal) if carried::offered(tx, author, deal).await?.is_none() => {
            Err(ContentFault::Deal.into())
        }
        Some(_) | None => Ok(()),
    }
}
