//! Price and stock of a variant.

use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Id, Money};
use platform::{App, Error, Failure, events, refusals, transaction};

use super::draft::{MOST_PIECES, is_price};
use crate::catalog::facts::ProductRepriced;
use crate::catalog::{ProductState, Sku, compared, store};
use crate::identity::Person;
use crate::operators::{self, MemberRole};

/// What to change of a variant; what is left out stays.
#[derive(Debug, Clone)]
pub struct StockInput {
    pub sku_id: Id<Sku>,
    /// Minor units of the product's currency.
    pub price_minor: Option<i64>,
    /// A higher price to compare it with; `Some(None)` compares it no longer.
    pub compared_minor: Option<Option<i64>>,
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
        /// A compared price must be higher than the price.
        ComparedPriceInvalid at ["comparedMinor"]
            says "A compared price is higher than the price.",
        /// It is higher than the lowest price at which the variant was offered in the seven days
        /// before, or else the last one before; or it was never offered.
        ComparedPriceTooHigh at ["comparedMinor"]
            says "A price is compared with the lowest one of the seven days before.",
        /// Pieces on hand are 0 to 1,000,000.
        StockInvalid at ["onHand"] says "Stock is 0 to 1,000,000 pieces.",
        /// Fewer than orders hold already.
        BelowReserved at ["onHand"] says "Orders hold more pieces than that.",
    }
}

/// Sets price, compared price and pieces on hand of a variant. Orders that are placed keep their
/// price. A compared price that is no longer higher than the price goes by itself.
///
/// # Errors
/// [`StockRefusal`], or ours.
pub async fn set_stock(
    app: &App,
    person: &Person,
    input: StockInput,
) -> Result<Sku, Error<StockRefusal>> {
    use StockRefusal as R;
    transaction!(app, |tx| {
        let product = store::product_of_sku(tx, input.sku_id).await?;
        let product = product.ok_or(R::SkuNotFound)?;
        // First of all: variants of one product change one after the other, or its lowest price
        // could be one that none of them has (PRC 20).
        let product = store::lock(tx, product)
            .await?
            .ok_or_else(|| Failure::broken("a variant without a product"))?;
        let member = operators::entitled(tx, person, product.operator_id, MemberRole::Manager);
        member
            .await?
            .map_err(|why| why.refusal(R::SkuNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        let before = store::lock_sku(tx, input.sku_id).await?.ok_or(R::SkuNotFound)?;
        let after = changed(&before, &input)?;
        if let Some(Some(minor)) = input.compared_minor {
            may_compare(tx, &after, minor).await?;
        }
        store::put_stock(tx, &after).await?;
        if after.price != before.price {
            store::put_price_from(tx, product.id).await?;
            if product.state == ProductState::Live {
                store::offer(tx, after.id, after.price.minor()).await?;
            }
        }
        events::record(tx, &ProductRepriced { product: product.id.uuid() }).await?;
        Ok(after)
    })
}

fn changed(before: &Sku, input: &StockInput) -> Result<Sku, StockRefusal> {
    let mut after = before.clone();
    let money = |minor| Money::new(minor, before.price.currency());
    if let Some(minor) = input.price_minor {
        if !is_price(minor) {
            return Err(StockRefusal::PriceInvalid);
        }
        after.price = money(minor);
    }
    match input.compared_minor {
        Some(Some(minor)) if minor <= after.price.minor() || !is_price(minor) => {
            return Err(StockRefusal::ComparedPriceInvalid);
        }
        Some(compared) => after.compared = compared.map(money),
        // One that is no longer higher would mislead.
        None => after.compared = before.compared.filter(|own| own.minor() > after.price.minor()),
    }
    if let Some(pieces) = input.on_hand {
        if !(0..=MOST_PIECES).contains(&pieces) {
            return Err(StockRefusal::StockInvalid);
        }
        if pieces < before.reserved {
            return Err(StockRefusal::BelowReserved);
        }
        after.on_hand = pieces;
    }
    Ok(after)
}

/// A promotion begins: what its price is compared with was asked in earnest [PRC 16].
async fn may_compare(tx: &Tx, sku: &Sku, minor: i64) -> Result<(), Error<StockRefusal>> {
    let since = compared::week_before(tx.now());
    let history = store::offered_since(tx, sku.id, to_millis(since)).await?;
    match compared::highest_compared(&history, tx.now()) {
        Some(highest) if minor <= highest => Ok(()),
        _ => Err(StockRefusal::ComparedPriceTooHigh.into()),
    }
}
