//! Fulfilment: parcels on their way, and what it costs a shop to break the rules of shipping.
//!
//! ```text
//! CREATED ──▶ COLLECTED ──▶ IN_TRANSIT ──▶ SIGNED
//!    └────────────┴─────────────┴─▶ REFUSED · LOST · RETURNED
//! ```
//!
//! An order may go in several parcels. It is sent with the first scan by a carrier, whose time
//! counts; a carrier without records of its own is the shop's word, from when it was given. It is
//! delivered when all of it was signed for. What carriers record may come in any order, twice, and
//! before the shop has told of the parcel.
//!
//! Timers find what is late and what was said to be sent and no carrier has seen. A breach is
//! `FOUND`; its buyer claims the compensation, the shop may have an excuse, or appeals:
//!
//! ```text
//! FOUND ──▶ COMPENSATED ──▶ APPEALED ──▶ UPHELD
//!  ▲ │ └──▶ LAPSED              └──────▶ CLEARED
//!  │ ▼
//! CONTESTED ──▶ COMPENSATED · CLEARED · LAPSED
//! ```

mod actions;
mod claim;
pub mod facts;
pub mod graphql;
pub mod http;
pub mod jobs;
mod parcel;
pub mod personal;
mod rule;
mod secret;
mod store;
mod tracking_told;
mod waybill;

pub use actions::callback::take as take_records;
pub use actions::receipt::confirm as confirm_receipt;
pub use actions::send::{SendInput, create as send};
pub use claim::{ClaimKind, ClaimState, Excuse, ShippingClaim};
pub use parcel::{Parcel, ParcelState, TrackingEvent, TrackingKind, TrackingSource};
pub use secret::{newest as newest_secret, renew as renew_secret, secret};
pub use store::days::late_rate;
pub use store::parcels::{all_events, of_orders as parcels_of};
pub use store::records::Record as CarrierRecord;
