//! What clients give to change posts, and how it is read.

use async_graphql::{ID, InputObject};
use platform::graphql::{RequestError, parse_id};
use uuid::Uuid;

use super::post::{PostVisibility, SellerRelation};
use crate::catalog;
use crate::deals::graphql::carried;
use crate::media;
use crate::social::actions::{Change, Content, DealChange};
use crate::social::tag::NewTag;

/// A place in a picture that leads to a product.
#[derive(InputObject)]
pub struct PostTagInput {
    /// Which picture of the post, counted from 1.
    pub picture: i32,
    /// Thousandths of the picture's width from its left edge, 0 to 1000.
    pub x: i32,
    /// Thousandths of the picture's height from its top edge, 0 to 1000.
    pub y: i32,
    /// A product that is for sale.
    pub product_id: ID,
    /// One of its variants.
    pub sku_id: Option<ID>,
    /// Whether everybody may see that you bought it. It shows only once an order of yours was
    /// delivered, and as long as nothing of it is refunded.
    #[graphql(default)]
    pub shows_bought: bool,
}

/// What to draft a post with.
#[derive(InputObject)]
pub struct PostCreateInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// draft again, for 72 hours.
    pub idempotency_key: String,
    /// 1 to 2,000 characters, plain text with line breaks.
    pub text: String,
    /// 1 to 9 of your own uploads that are ready, in order.
    pub image_ids: Vec<ID>,
    /// At most 10 hashtags of 1 to 40 letters, digits or underscores, with or without the sign.
    #[graphql(default)]
    pub topics: Vec<String>,
    /// At most 20 places that lead to products, at most 9 in one picture.
    #[graphql(default)]
    pub tags: Vec<PostTagInput>,
    /// For whose eyes it is, once published.
    #[graphql(default_with = "PostVisibility::Public")]
    pub visibility: PostVisibility,
    /// What ties you to the seller of what you show; whatever is not `NONE` labels the post as
    /// advertising.
    #[graphql(default_with = "SellerRelation::None")]
    pub relation: SellerRelation,
    /// A deal that runs, for your readers to join from the post: a group in which you have a seat
    /// (`group_buy_`), a price cut of yours (`price_cut_`), or what a shop offers
    /// (`group_campaign_`, `cut_campaign_`). Where you gain by it, say so in `relation`.
    pub deal_id: Option<ID>,
}

/// What to change of a draft; what is left out or null stays.
#[derive(InputObject)]
pub struct PostUpdateInput {
    /// A draft of yours.
    pub post_id: ID,
    /// The version you read; refused if it was changed since. Left out, the last change wins.
    pub version: Option<i32>,
    /// 1 to 2,000 characters, plain text with line breaks.
    pub text: Option<String>,
    /// 1 to 9 pictures in order, instead of those it has: of these, or of your own uploads that
    /// are ready.
    pub image_ids: Option<Vec<ID>>,
    /// At most 10 hashtags, instead of those it has.
    pub topics: Option<Vec<String>>,
    /// At most 20 tags, instead of those it has.
    pub tags: Option<Vec<PostTagInput>>,
    /// For whose eyes it is, once published.
    pub visibility: Option<PostVisibility>,
    /// What ties you to the seller of what you show.
    pub relation: Option<SellerRelation>,
    /// A deal that runs, instead of the one it carries; see `PostCreateInput.dealId`.
    pub deal_id: Option<ID>,
    /// Whether the deal that it carries is taken away; `dealId` then goes for nothing.
    #[graphql(default)]
    pub removes_deal: bool,
}

impl PostTagInput {
    fn read(&self) -> Result<NewTag, RequestError> {
        let sku = self.sku_id.as_ref().map(|id| parse_id::<catalog::Sku>(id)).transpose()?;
        Ok(NewTag {
            picture: self.picture,
            x: self.x,
            y: self.y,
            product_id: parse_id::<catalog::Product>(&self.product_id)?.uuid(),
            sku_id: sku.map(platform::kernel::Id::uuid),
            asks_bought: self.shows_bought,
        })
    }
}

/// An upload, or the picture that became of it: both go by the same number.
fn picture(id: &ID) -> Result<Uuid, RequestError> {
    match parse_id::<media::Image>(id) {
        Ok(image) => Ok(image.uuid()),
        Err(_) => Ok(parse_id::<media::Upload>(id)?.uuid()),
    }
}

fn pictures(ids: &[ID]) -> Result<Vec<Uuid>, RequestError> {
    ids.iter().map(picture).collect()
}

fn tags(tags: &[PostTagInput]) -> Result<Vec<NewTag>, RequestError> {
    tags.iter().map(PostTagInput::read).collect()
}

impl PostCreateInput {
    /// What the action takes.
    pub fn read(self) -> Result<Content, RequestError> {
        Ok(Content {
            image_ids: pictures(&self.image_ids)?,
            tags: tags(&self.tags)?,
            text: self.text,
            topics: self.topics,
            visibility: self.visibility.into(),
            relation: self.relation.into(),
            deal: self.deal_id.as_ref().map(|id| carried(id)).transpose()?,
        })
    }
}

impl PostUpdateInput {
    /// What the action takes.
    pub fn read(self) -> Result<Change, RequestError> {
        Ok(Change {
            version: self.version.map(i64::from),
            text: self.text,
            image_ids: self.image_ids.as_deref().map(pictures).transpose()?,
            topics: self.topics,
            tags: self.tags.as_deref().map(tags).transpose()?,
            visibility: self.visibility.map(Into::into),
            relation: self.relation.map(Into::into),
            deal: match &self.deal_id {
                _ if self.removes_deal => DealChange::Goes,
                Some(id) => DealChange::Becomes(carried(id)?),
                None => DealChange::Stays,
            },
        })
    }
}
