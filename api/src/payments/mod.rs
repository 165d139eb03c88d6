//! Payments: what somebody is to pay (an intent), how they try to (attempts with a provider), and
//! how it comes back to them (refunds). Payments know nothing of orders: an intent is about a
//! subject, in parts, and tells what became of it by facts.

pub mod facts;
mod intent;

pub use intent::{
    Ask, Intent, NotRefunded, Part, RefundAsk, RefundSource, drop_part, open, refund,
};
