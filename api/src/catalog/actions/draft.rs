//! A new product: drafted with its variants and pictures, seen by nobody else yet.

use std::collections::HashSet;

use platform::idempotency::{Request, kept};
use platform::kernel::{Currency, Id, Line, Money, Prose};
use platform::{App, Error, refusals, transaction};
use serde::Serialize;

use crate::catalog::{Category, Product, ProductState, Sku, store};
use crate::identity::Person;
use crate::media;
use crate::operators::{self, MemberRole, Operator};

/// The most variants of one product.
const MOST_SKUS: usize = 50;
/// The most pictures of one product.
const MOST_IMAGES: usize = 9;
/// The most pieces on hand of one variant.
pub(super) const MOST_PIECES: i32 = 1_000_000;

/// What a product is drafted with.
#[derive(Debug, Clone, Serialize)]
pub struct DraftInput {
    pub operator_id: Id<Operator>,
    pub category_id: Id<Category>,
    pub title: String,
    pub description: String,
    /// Where it is made, by the two letters of the country.
    pub origin: String,
    pub currency: &'static str,
    pub image_ids: Vec<Id<media::Upload>>,
    pub skus: Vec<SkuInput>,
}

/// A variant as it is drafted; prices in minor units of the product's currency.
#[derive(Debug, Clone, Serialize)]
pub struct SkuInput {
    pub code: String,
    pub options: Vec<(String, String)>,
    pub price_minor: i64,
    pub on_hand: i32,
}

refusals! {
    /// Why a product was not drafted, in order of precedence.
    pub enum DraftRefusal: "ProductCreateErrorCode", ProductCreateUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Listing goods takes a manager or an owner.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 1 to 120 characters on one line.
        TitleInvalid at ["title"] says "A title has 1 to 120 characters.",
        /// More than 5,000 characters.
        DescriptionInvalid at ["description"] says "A description has at most 5,000 characters.",
        /// Not the two letters of a country or region.
        OriginInvalid at ["originCountry"] says "A country is named by its two letters.",
        /// No variant, or more than 50.
        SkuCountInvalid at ["skus"] says "A product has 1 to 50 variants.",
        /// A code is not 1 to 40 characters, or two variants share one.
        SkuCodeInvalid at ["skus", "code"] says "Each variant has a code of its own.",
        /// More than 5 options, or a name or value that is not 1 to 40 characters, or a name twice.
        SkuOptionsInvalid at ["skus", "options"]
            says "A variant has at most 5 options of 1 to 40 characters.",
        /// Not above zero and below a hundred million.
        PriceInvalid at ["skus", "priceMinor"] says "A price is above 0 and below 100,000,000.00.",
        /// Pieces on hand are 0 to 1,000,000.
        StockInvalid at ["skus", "onHand"] says "Stock is 0 to 1,000,000 pieces.",
        /// There is no such category.
        CategoryNotFound at ["categoryId"] says "There is no such category.",
        /// More than nine pictures, one twice, or one that is not yours, not ready or in use.
        ImagesInvalid at ["imageIds"]
            says "Up to nine pictures of your own that are ready and not in use.",
    }
}

/// Drafts a product for an operator. The same key and input give the first draft again.
///
/// # Errors
/// [`DraftRefusal`], or ours.
pub async fn create_draft(
    app: &App,
    person: &Person,
    key: &str,
    input: DraftInput,
) -> Result<Product, Error<DraftRefusal>> {
    use DraftRefusal as R;
    let principal = person.account_id().to_string();
    let request =
        Request::new(&principal, "productCreate", key, &input).ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::many(tx.conn(), [id]).await?.pop());
        }
        let member = operators::entitled(tx, person, input.operator_id, MemberRole::Manager)
            .await?
            .map_err(|why| {
                why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
            })?;
        let (product, skus) = draft(app, &input)?;
        if !store::category_exists(tx.conn(), input.category_id).await? {
            return Err(R::CategoryNotFound.into());
        }
        store::insert(tx, &product).await?;
        store::add_skus(tx, &skus).await?;
        let images = media::attach(tx, member.account_id, &input.image_ids)
            .await?
            .ok_or(R::ImagesInvalid)?;
        store::set_images(tx, product.id, &images).await?;
        request.keep(tx, &product.id.uuid()).await?;
        Ok(product)
    })
}

fn draft(app: &App, input: &DraftInput) -> Result<(Product, Vec<Sku>), DraftRefusal> {
    let title = Line::<1, 120>::parse(&input.title).map_err(|_| DraftRefusal::TitleInvalid)?;
    let description = Prose::<0, 5000>::parse(&input.description)
        .map_err(|_| DraftRefusal::DescriptionInvalid)?;
    let origin = input.origin.parse().map_err(|_| DraftRefusal::OriginInvalid)?;
    if input.skus.is_empty() || input.skus.len() > MOST_SKUS {
        return Err(DraftRefusal::SkuCountInvalid);
    }
    if input.image_ids.len() > MOST_IMAGES {
        return Err(DraftRefusal::ImagesInvalid);
    }
    let currency: Currency = input.currency.parse().map_err(|_| DraftRefusal::PriceInvalid)?;
    let id = app.new_id();
    let mut codes = HashSet::new();
    let mut skus = Vec::with_capacity(input.skus.len());
    for (position, sku) in (1..).zip(&input.skus) {
        let sku = variant(app, id, position, sku, currency)?;
        if !codes.insert(sku.code.clone()) {
            return Err(DraftRefusal::SkuCodeInvalid);
        }
        skus.push(sku);
    }
    let lowest = skus.iter().map(|sku| sku.price.minor()).min().unwrap_or(0);
    let product = Product {
        id,
        operator_id: input.operator_id,
        category_id: input.category_id,
        title: title.into_string(),
        description: description.into_string(),
        origin,
        state: ProductState::Draft,
        block_reason: None,
        price_from: Money::new(lowest, currency),
        listed_at: app.now(),
        created_at: app.now(),
        version: 1,
    };
    Ok((product, skus))
}

fn variant(
    app: &App,
    product_id: Id<Product>,
    position: i32,
    input: &SkuInput,
    currency: Currency,
) -> Result<Sku, DraftRefusal> {
    let code = Line::<1, 40>::parse(&input.code).map_err(|_| DraftRefusal::SkuCodeInvalid)?;
    let mut names = HashSet::new();
    let mut options = Vec::with_capacity(input.options.len());
    for (name, value) in &input.options {
        let option =
            |text: &str| Line::<1, 40>::parse(text).map_err(|_| DraftRefusal::SkuOptionsInvalid);
        let (name, value) = (option(name)?.into_string(), option(value)?.into_string());
        if !names.insert(name.clone()) || names.len() > 5 {
            return Err(DraftRefusal::SkuOptionsInvalid);
        }
        options.push((name, value));
    }
    if !is_price(input.price_minor) {
        return Err(DraftRefusal::PriceInvalid);
    }
    if !(0..=MOST_PIECES).contains(&input.on_hand) {
        return Err(DraftRefusal::StockInvalid);
    }
    Ok(Sku {
        id: app.new_id(),
        product_id,
        position,
        code: code.into_string(),
        options,
        price: Money::new(input.price_minor, currency),
        // What was never offered has nothing to be compared with.
        compared: None,
        on_hand: input.on_hand,
        reserved: 0,
    })
}

/// Above zero and below a hundred million of the major unit.
pub(super) fn is_price(minor: i64) -> bool {
    (1..10_000_000_000).contains(&minor)
}
