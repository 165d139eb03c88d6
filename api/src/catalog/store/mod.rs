//! The SQL of the catalogue. Other slices read through `many`, `skus_of` and `cheapest`; only this
//! slice writes.

mod categories;
mod listing;
mod products;
mod skus;

pub use categories::add_category;
pub(super) use categories::{categories, category_exists, many_categories};
pub(super) use listing::list;
pub use listing::{Filter, Listing, Order, Place};
pub use products::{images_of, many};
pub(super) use products::{insert, lock, move_state, set_images};
pub(super) use skus::{add_skus, lock_sku, put_price_from, put_stock};
pub use skus::{cheapest, many_skus, skus_of};
