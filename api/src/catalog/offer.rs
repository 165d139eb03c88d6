//! A variant as it is offered to somebody who wants to buy it: with all that decides whether it is
//! sold, read for a whole cart at once.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::{Country, Id};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Category, Channel, Goods, Hit, NotForSale, Product, Sku, sale_check, store};
use crate::operators::{Operator, Permit};

/// A variant on offer.
#[derive(Debug, Clone)]
pub struct Offer {
    pub sku: Sku,
    pub product: Product,
    pub category: Category,
    pub operator: Operator,
    pub image_id: Option<Uuid>,
    pub(super) hits: Vec<Hit>,
    pub(super) permits: Vec<Permit>,
}

impl Offer {
    /// Whether it is sold by a channel to a country at an instant (CA-1 to CA-5).
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(
        &self,
        channel: Channel,
        ship_to: Country,
        now: OffsetDateTime,
    ) -> Result<(), NotForSale<'_>> {
        let goods = Goods {
            state: self.product.state,
            kind: self.category.goods_kind,
            hits: &self.hits,
            permits: &self.permits,
            seller: self.operator.standing(),
        };
        sale_check(&goods, channel, ship_to, now)
    }

    /// Whether everybody sees it.
    pub fn is_on_the_shelves(&self) -> bool {
        self.product.state == super::ProductState::Live
    }
}

/// So many pieces of a variant, at the price the buyer saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub sku: Id<Sku>,
    /// 1 or more.
    pub quantity: i32,
    /// The price of one piece, in minor units of the variant's currency.
    pub unit_minor: i64,
}

/// Reserves pieces for orders, all or none: answers the first variant of which there are too few,
/// or which costs something else by now; whoever reads one must not commit.
///
/// Variants are taken in the order of their ids, so that two carts never wait for each other.
///
/// # Errors
/// The database's own.
pub async fn reserve(tx: &Tx, wanted: &[(Uuid, Wanted)]) -> Result<Option<Id<Sku>>, Failure> {
    let mut wanted = wanted.to_vec();
    wanted.sort_by_key(|(_, one)| one.sku.uuid());
    for (_, one) in &wanted {
        if !store::reserve(tx, one).await? {
            return Ok(Some(one.sku));
        }
    }
    store::add_reservations(tx, &wanted).await?;
    Ok(None)
}

/// Gives back what an order held; does nothing when it holds nothing any more.
///
/// # Errors
/// The database's own.
pub async fn free_reserved(tx: &Tx, order: Uuid) -> Result<(), Failure> {
    for (sku, quantity) in store::end_reservations(tx, order, store::Ending::Freed).await? {
        store::unreserve(tx, sku, quantity, store::Ending::Freed).await?;
    }
    Ok(())
}

/// What an order held has left the store.
///
/// # Errors
/// The database's own.
pub async fn take_reserved(tx: &Tx, order: Uuid) -> Result<(), Failure> {
    for (sku, quantity) in store::end_reservations(tx, order, store::Ending::Taken).await? {
        store::unreserve(tx, sku, quantity, store::Ending::Taken).await?;
    }
    Ok(())
}

/// Holds pieces for something that may become an order, such as a session of a price cut; `false`
/// if there are too few, or they cost something else by now: whoever reads that must not commit.
/// Something holds once.
///
/// # Errors
/// The database's own.
pub async fn hold(tx: &Tx, holder: Uuid, wanted: &Wanted) -> Result<bool, Failure> {
    if !store::reserve(tx, wanted).await? {
        return Ok(false);
    }
    store::add_hold(tx, holder, wanted).await?;
    Ok(true)
}

/// Gives back what something held; does nothing when it holds nothing any more.
///
/// # Errors
/// The database's own.
pub async fn free_held(tx: &Tx, holder: Uuid) -> Result<(), Failure> {
    if let Some((sku, pieces)) = store::free_hold(tx, holder).await? {
        store::unreserve(tx, sku, pieces, store::Ending::Freed).await?;
    }
    Ok(())
}

/// What something held becomes an order's; `false` if it does not hold this, and then whoever
/// reads it must not commit.
///
/// # Errors
/// The database's own.
pub async fn turn_held(
    tx: &Tx,
    holder: Uuid,
    (order, wanted): (Uuid, &Wanted),
) -> Result<bool, Failure> {
    let asked = (wanted.sku.uuid(), wanted.quantity);
    let held = store::turn_hold(tx, holder).await?;
    if held != Some(asked) {
        return Ok(false);
    }
    store::give_to(tx, order, asked).await?;
    Ok(true)
}
