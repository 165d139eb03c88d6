//! A cart: what somebody may order, until they do. It holds nothing of the stock and no price.

use platform::kernel::Id;
use time::OffsetDateTime;

use crate::catalog::Sku;

/// The most variants in one cart.
pub const MOST_ITEMS: u64 = 100;

/// So many pieces of a variant in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CartItem {
    pub sku_id: Id<Sku>,
    pub quantity: i32,
    pub added_at: OffsetDateTime,
}
