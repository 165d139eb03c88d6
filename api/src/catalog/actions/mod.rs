//! What people do with goods: draft, submit, screen, delist, block, price and stock.

mod draft;
mod stock;
mod transit;

pub use draft::{DraftInput, DraftRefusal, SkuInput, create_draft};
pub use stock::{StockInput, StockRefusal, set_stock};
pub use transit::{
    DelistRefusal, ScreenRefusal, ScreenVerdict, SubmitRefusal, block, delist, screen, submit,
};
