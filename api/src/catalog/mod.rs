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
//! Only an operator that is verified lists (`seller.rs`); one that is not yet may draft.
//!
//! The screen is a job. It asks three questions: which rules of the lists of goods speak of it
//! (`rule.rs`), does its label say what the law demands, and has its operator the permits
//! (`label.rs`). A ban everywhere blocks it; a restriction everywhere makes it wait for staff; a
//! ban of one channel or country leaves it on sale elsewhere, and each sale is asked (`sale.rs`),
//! to the second. Rules are added, never changed; which of them speak of a product is kept as rows
//! as soon as both are known, and when they count is decided at each look (ADR 0007).
//!
//! Everybody sees live products; the others are seen by their operator's members and by staff, and
//! by nobody else through any door. A price may be compared with what the variant was offered at
//! before (`compared.rs`); what it was offered at is a history that the database keeps. Stock is a
//! number on hand and a number reserved; what can be bought is the difference, and the database
//! keeps it from going below zero.

mod actions;
mod category;
mod compared;
mod extra;
pub mod facts;
pub mod graphql;
pub mod jobs;
mod label;
mod measure;
mod offer;
pub mod personal;
mod product;
mod rule;
mod sale;
mod seller;
mod sku;
mod store;
mod term;
mod visibility;

pub use actions::{
    DelistRefusal, DraftInput, DraftRefusal, ExtrasRefusal, LabelRefusal, PublishInput,
    PublishRefusal, RuleInput, ScreenRefusal, ScreenVerdict, SkuInput, StockInput, StockRefusal,
    SubmitRefusal, block, create_draft, delist, publish, screen, set_extras, set_label, set_stock,
    submit,
};
pub use category::{Category, CoolingOffClass, GoodsKind};
pub use extra::Extra;
pub use label::{Gap, LabelField, LabelLanguage, LabelLine, is_deposit_required};
pub use offer::{Offer, Wanted, free_held, free_reserved, hold, reserve, take_reserved, turn_held};
pub use product::{Product, ProductState};
pub use rule::{CHANNELS, Channel, GoodsRule, Hit, RuleAction};
pub use sale::{Goods, NotForSale, paid_order_check, sale_check};
pub use seller::SellerBar;
pub use sku::Sku;
pub use store::{
    Filter, Listing, Order, Place, add_category, cheapest, goods_kinds, hits_of, images_of, many,
    many_skus, offers, product_of, skus_of,
};
pub use visibility::{is_insider, may_see};
