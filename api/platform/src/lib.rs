//! Kernel and platform: pure values, and the machinery that every slice of the trade shares.
//!
//! Nothing here knows a word of the trade. A slice calls down into this crate; it is never called
//! back except through what it hands over (a consumer of events, a timer's handler, a schema).

mod app;
pub mod blobs;
pub mod chance;
pub mod clock;
pub mod config;
pub mod cursor;
pub mod database;
pub mod delivery;
pub mod events;
mod failure;
pub mod graphql;
pub mod http;
pub mod idempotency;
pub mod kernel;
pub mod keys;
mod refusal;
pub mod telemetry;
pub mod timers;
pub mod transitions;

pub use app::{App, Belongings, Parts};
pub use async_graphql;
pub use failure::Failure;
pub use refusal::{Error, Refusal, Refused, WriteError};
