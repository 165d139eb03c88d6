//! Settlement: what becomes of an order's money once it is completed, and how shops get theirs.
//!
//! ```text
//! order completed: Escrow ─▶ Fees, ─▶ Receivable (what was paid early), ─▶ Payable (the rest)
//! payout:          REQUESTED (held) ─▶ SENT ─▶ PAID, or FAILED and back on the payable
//! paid early:      OFFERED ─▶ ACCEPTED ─▶ FUNDED ─▶ REPAID, or OVERDUE ─▶ RECOURSE ─▶ REPAID
//! ```
//!
//! Fast collection advances the platform's own money: the escrow of the order stays whole, so a
//! buyer is refunded out of it whatever the shop has left (FN-1), and what the shop then owes is
//! taken from what it is owed. The platform covers no order of which staff have recorded a fraud
//! (FN-2); the shop may appeal (`appeal`). A deposit that falls short has fifteen days
//! (`shortfall`), and goes back half a year after its shop has left. Fees are versioned data,
//! rounded down to the fen.
#![deny(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)]

mod agreement;
mod appeal;
mod deposit;
mod draw;
pub mod facts;
mod fee;
mod figures;
mod fraud;
pub mod graphql;
pub mod jobs;
mod order_money;
mod payout;
pub mod personal;
mod provider;
mod receivable;
mod settle;
mod shortfall;
mod store;
mod words;

pub use draw::{Drawable, deposit_moved, free_payable, lock_deposit};
pub use order_money::{NotMoved, OrderMoney, PaidBy};
pub use shortfall::watch as watch_deposits;
