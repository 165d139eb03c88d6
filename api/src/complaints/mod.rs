//! Complaints: whoever is wronged is heard, on a clock, by somebody who has no part in it, and what
//! is decided is carried out.
//!
//! ```text
//! SUBMITTED ──▶ ACCEPTED ──▶ NEGOTIATING ──▶ EVIDENCE_COLLECTION ──▶ INVESTIGATING
//!     └──▶ DECLINED  └── silent shop ─────────▲                          │
//!                                                        ┌───────────────┤
//!                                                        ▼               ▼
//!              CLOSED ◀── FEEDBACK ◀── RESOLVED ◀── ADJUDICATION ◀── MEDIATION
//!                                        │  ▲
//!                                        ▼  │ a second panel
//!                                      APPEALED
//! ```
//!
//! The parties may agree in every state up to a decision, and are then `RESOLVED`. From every open
//! state before it a case is `WITHDRAWN` or `REFERRED` by its complainant, and rests as
//! `SUSPENDED`; the time for which it rests counts for no deadline (CM-5). What was agreed or
//! decided is carried out by the shop within a day, or then by the platform. Every case has a key
//! of its own: what is said and shown in it outlives the accounts of its parties, for three years.
#![deny(clippy::as_conversions, clippy::float_arithmetic)]

mod actions;
mod archive;
mod clock;
mod complaint;
pub mod facts;
pub mod graphql;
pub mod http;
pub mod jobs;
mod money;
mod offer;
mod panel;
mod party;
pub mod personal;
mod remedy;
mod store;
mod telling;
mod words;

pub use complaint::{Complaint, ComplaintState};
