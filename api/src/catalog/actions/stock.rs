//! Price and stock of a variant.

use platform::kernel::Id;
use platform::{App, Error, Failure, events, refusals, transaction};

use super::draft::{MOST_PIECES, is_price};
use crate::catalog::facts::ProductRepriced;
use crate::catalog::{Sku, store};
use crate::identity::Person;
use crate::operators::{self, MemberRole, NotEntitled};

/// What to change of a variant; what is left out stays.
#[derive(Debug, Clone)]
pub struct StockInput {
    pub sku_id: Id<Sku>,
    /// Minor units of the product's currency.
    pub price_minor: Option<i64>,
    pub on_hand: Option<i32>,
}

refusals! {
    /// Why price or stock was not changed, in order of precedence.
    pub enum StockRefusal: "SkuUpdateErrorCode", SkuUpdateUserError {
        /// No such variant, or you are no member of its operator.
        SkuNotFound at ["id"] says "There is no such variant of yours.",
        /// Prices and stock take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not above zero and below a hundred million.
        PriceInvalid at ["priceMinor"] says "A price is above 0 and below 100,000,000.00.",
        /// Pieces on hand are 0 to 1,000,000.
        StockInvalid at ["onHand"] says "Stock is 0 to 1,000,000 pieces.",
        /// Fewer than orders hold already.
        BelowReserved at ["onHand"] says "Orders hold more pieces than that.",
    }
}

/// Sets price and pieces on hand of a variant. Orders that are placed keep their price.
///
/// # Errors
/// [`StockRefusal`], or ours.
pub async fn set_stock(
    app: &App,
    person: &Person,
    input: StockInput,
) -> Result<Sku, Error<StockRefusal>> {
    transaction!(app, |tx| {
        let (product_id, _, reserved) =
            store::lock_sku(tx, input.sku_id).await?.ok_or(StockRefusal::SkuNotFound)?;
        let product = store::many(tx.conn(), [product_id])
            .await?
            .pop()
            .ok_or_else(|| Failure::broken("a variant without a product"))?;
        operators::entitled(tx, person, product.operator_id, MemberRole::Manager).await?.map_err(
            |why| match why {
                NotEntitled::NotMember => StockRefusal::SkuNotFound,
                NotEntitled::RoleTooLow => StockRefusal::RoleTooLow,
                NotEntitled::SecondFactorNeeded => StockRefusal::SecondFactorNeeded,
            },
        )?;
        if input.price_minor.is_some_and(|minor| !is_price(minor)) {
            return Err(StockRefusal::PriceInvalid.into());
        }
        if input.on_hand.is_some_and(|pieces| !(0..=MOST_PIECES).contains(&pieces)) {
            return Err(StockRefusal::StockInvalid.into());
        }
        if input.on_hand.is_some_and(|pieces| pieces < reserved) {
            return Err(StockRefusal::BelowReserved.into());
        }
        store::put_stock(tx, input.sku_id, input.price_minor, input.on_hand).await?;
        if input.price_minor.is_some() {
            store::put_price_from(tx, product.id).await?;
        }
        events::record(tx, &ProductRepriced { product: product_id }).await?;
        store::many_skus(tx.conn(), [input.sku_id.uuid()])
            .await?
            .pop()
            .ok_or_else(|| Failure::broken("a variant vanished in a transaction").into())
    })
}
