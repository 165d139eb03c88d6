//! Returns: a buyer changes their mind within the window of the law, or gives back what is wrong.
//!
//! ```text
//! REQUESTED ──▶ ADDRESS_GIVEN ──▶ IN_RETURN ──▶ RECEIVED ──▶ REFUNDED
//!   │  │ └─▶ REFUSED ─┐ └─▶ LAPSED        └──────┐ │ └─▶ REPLACED ──▶ COMPLETED
//!   │  │              ▼                          ▼ ▼         │
//!   │  └─────────▶ DISPUTED ◀──────────────── ASSESSED ◀─────┘
//!   └─▶ WITHDRAWN     └──▶ REFUNDED · REJECTED
//! ```
//!
//! The law is the one that was pinned with the order (`terms`); a shop may promise more, never
//! less. Every state has a clock, and a shop that is silent loses nothing but its say: the platform
//! gives the address and the refund in its place. A return for a changed mind cannot be refused: it
//! is checked when it is asked for, and afterwards only the goods are (`intact`). How much goes
//! back is arithmetic (`amount`). What is in dispute a person decides; whoever disagrees complains
//! about the order.
#![deny(clippy::as_conversions, clippy::float_arithmetic)]

mod actions;
mod amount;
mod clock;
pub mod facts;
mod goods_return;
pub mod graphql;
mod intact;
pub mod jobs;
mod party;
pub mod personal;
mod store;
mod telling;
mod terms;
mod words;

pub use goods_return::{Return, ReturnState};
