//! Catalogue: what may be sold here, in which variants, at which price, from which stock.
//!
//! A product is drafted by its operator, screened by the platform, and then `LIVE` or `BLOCKED`
//! with a reason; a live one can be delisted, and comes back only through the screen:
//!
//! ```text
//! DRAFT ──▶ SCREENING ──▶ LIVE ──▶ DELISTED ──▶ SCREENING
//!               │           │
//!               └─▶ BLOCKED ◀┘ ──appeal──▶ SCREENING
//! ```
//!
//! Everybody sees live products; the others are seen by their operator's members and by staff, and
//! by nobody else through any door. Stock is a number on hand and a number reserved; what can be
//! bought is the difference, and the database keeps it from going below zero.

mod actions;
mod category;
pub mod facts;
pub mod graphql;
mod product;
mod sku;
mod store;
mod visibility;

pub use actions::{
    DelistRefusal, DraftInput, DraftRefusal, ScreenRefusal, ScreenVerdict, SkuInput, StockInput,
    StockRefusal, SubmitRefusal, block, create_draft, delist, screen, set_stock, submit,
};
pub use category::{Category, CoolingOffClass};
pub use product::{Product, ProductState};
pub use sku::Sku;
pub use store::{
    Filter, Listing, Order, Place, add_category, cheapest, images_of, many, many_skus, skus_of,
};
pub use visibility::{is_insider, may_see};
