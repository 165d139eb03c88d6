//! Kernel and platform: pure values, and the machinery that every slice of the trade shares.
//!
//! Nothing here knows a word of the trade. A slice calls down into this crate; it is never called
//! back except through what it hands over (a consumer of events, a timer's handler, a schema).

pub mod config;
pub mod graphql;
pub mod http;
pub mod kernel;
pub mod telemetry;
