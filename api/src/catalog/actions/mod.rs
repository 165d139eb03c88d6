//! What people do with goods: draft, tell, submit, screen, delist, block, price and stock; and what
//! staff say in the lists of goods.

mod draft;
mod lists;
mod screening;
mod stock;
mod telling;
mod transit;

pub use draft::{DraftInput, DraftRefusal, SkuInput, create_draft};
pub use lists::{PublishInput, PublishRefusal, RuleInput, publish};
pub use screening::{find_products, screen_submitted, take_effect};
pub use stock::{StockInput, StockRefusal, set_stock};
pub use telling::{ExtrasRefusal, LabelRefusal, set_extras, set_label};
pub use transit::{
    DelistRefusal, ScreenRefusal, ScreenVerdict, SubmitRefusal, block, delist, screen, submit,
};
