//! Putting into a cart, and taking out.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use crate::catalog::{self, Offer, Sku};
use crate::identity::Person;
use crate::orders::cart::MOST_ITEMS;
use crate::orders::{store, terms};

refusals! {
    /// Why nothing was put into the cart, in order of precedence.
    pub enum CartRefusal: "CartItemSetErrorCode", CartItemSetUserError {
        /// Pieces are 0 to 999; 0 takes the variant out.
        QuantityInvalid at ["quantity"] says "Pieces are 0 to 999.",
        /// There is no such variant, or it is not for sale.
        SkuNotFound at ["skuId"] says "There is no such variant for sale.",
        /// A cart has at most 100 variants.
        CartFull at [] says "Your cart is full.",
    }
}

/// Sets how many pieces of a variant are in a person's cart; none takes it out.
///
/// # Errors
/// [`CartRefusal`], or ours.
pub async fn set(
    app: &App,
    person: &Person,
    sku: Id<Sku>,
    quantity: i32,
) -> Result<(), Error<CartRefusal>> {
    if !(0..=terms::MOST_PIECES).contains(&quantity) {
        return Err(CartRefusal::QuantityInvalid.into());
    }
    let owner = person.account_id();
    transaction!(app, |tx| {
        if quantity == 0 {
            let was_there = store::cart::take_out(tx, owner, [sku.uuid()]).await? > 0;
            // Taken out twice it stays out; of what never was, there is nothing to take out.
            let is_known = was_there || !catalog::offers(tx.conn(), [sku.uuid()]).await?.is_empty();
            return if is_known { Ok(()) } else { Err(CartRefusal::SkuNotFound.into()) };
        }
        // One cart changes by one request after the other, or two could overfill it.
        crate::identity::lock_account(tx, owner.uuid()).await?;
        let offered = catalog::offers(tx.conn(), [sku.uuid()]).await?;
        let live = offered.get(&sku.uuid()).is_some_and(Offer::is_on_the_shelves);
        if !live {
            return Err(CartRefusal::SkuNotFound.into());
        }
        if store::cart::count_others(tx, owner, sku).await? >= MOST_ITEMS {
            return Err(CartRefusal::CartFull.into());
        }
        store::cart::put(tx, owner, sku, quantity).await?;
        Ok(())
    })
}
