//! Orders: carts, checkouts, and what becomes of an order from its contract to its archive.
//!
//! ```text
//! SUBMITTED ──▶ PAID ──▶ (FORMING) ──▶ TO_SHIP ──▶ SHIPPED ──▶ SIGNED ──▶ COMPLETED ──▶ ARCHIVED
//!     │          │           │            │
//!     └──────────┴───────────┴────────────┴──▶ CANCELLED
//! ```
//!
//! A checkout is split into one order for each operator. Submitting it forms their contracts,
//! reserves their pieces and opens their payment, in one transaction; what is not paid in half an
//! hour is given up by a timer. Money in escrow makes an order `PAID`; the buyer may take it back
//! for ten minutes more, and then it is `TO_SHIP`. While its money is frozen it waits, and its
//! promise with it (`waiting`). Completion waits while anything about the order is open
//! (`matters`).
//!
//! Prices are what the buyer saw, or the checkout is refused; nothing is in an order that the buyer
//! did not put there (OR-7), and no right is given up but by a confirmation at this purchase
//! (CO-3).

mod actions;
mod address;
mod cart;
mod checks;
mod contract;
pub mod facts;
mod freight;
pub mod graphql;
pub mod http;
pub mod jobs;
mod order;
pub mod personal;
mod quote;
mod store;
mod terms;

pub use actions::addresses::add as add_address;
pub use actions::checkout::{CheckoutInput, LineInput, SubmitRefusal, submit};
pub use actions::in_deal::{DealPurchase, buy_in_deal, group_filled, preview_in_deal};
pub use actions::matters::{close_matter, open_matter};
pub use actions::moving::{MoneyFrozen, cancel, cancel_paid, give_up, ship, sign};
pub use actions::waiting::{is_withheld, withheld};
pub use address::{AddressInput, AddressText, PostalAddress, open as open_addresses};
pub use checks::{CHECKS, WHOLE_CHECKS};
pub use contract::{Signer, committed, sign_archive};
pub use order::{Checkout, Line, Order, OrderState, Price, Profile};
pub use quote::{LineBar, Promotion, Quote, SaleBar};
pub use store::addresses::many as addresses;
pub use store::contracts::{hash_of as contract_hash, of_orders as contracts_of};
pub use store::orders::{checkout, lines_of, lock, lock_many, many, of_checkouts};
