//! Compensation: what the law or a ruling gives a buyer beside the goods, and who pays it.
//!
//! ```text
//! CLAIMED ──▶ APPROVED ──seller, within 24 h──▶ PAID_SELLER
//!    │            └────platform in its place──▶ PAID_ADVANCE ──▶ RECOVERED
//!    └──▶ REJECTED                                   └────────▶ WRITTEN_OFF
//! ```
//!
//! A claim has one ground of the law, and what it comes to is worked out from that alone
//! (`statute`). The price, other losses, an injury and what the law adds as a deterrent are claims
//! of their own (CP-3); of each line, each of these is paid once (CP-6: a key of the database).
//! What the law adds takes an admission, an agreement before a mediator, an award or a judgment:
//! no other demand can be written down (CP-4).
//!
//! An approved claim is the operator's to pay for a day; then the platform pays in its place: from
//! its deposit, which never goes below zero (CP-7), from what it is owed, from the platform's fund,
//! and what is still missing the operator owes. What the fund and nobody had is taken back from
//! what the operator sells later. The operator may contest within seven days (`objection`).
//!
//! Staff may find that a claim was faked (CP-8): then nothing is added by the law for that order,
//! until an appeal of its buyer is granted.
//!
//! Complaints call [`claim`], [`approve`], [`reject`], [`pay_by_seller`] and [`pay_in_advance`] in
//! a transaction of their own.
#![deny(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::float_arithmetic)]

mod actions;
mod claim;
mod fabrication;
mod facts;
pub mod graphql;
pub mod jobs;
mod letters;
mod objection;
pub mod personal;
mod statute;
mod store;
mod words;

pub use actions::advancing::{Advance, NotAdvanced, pay_in_advance};
pub use actions::claiming::{NewClaim, NotClaimed, claim};
pub use actions::deciding::{Approval, NotDecided, approve, reject};
pub use actions::paying::{NotPaid, pay_by_seller};
pub use claim::{
    AdvanceGround, Basis, BasisKind, Compensation, CompensationState, Demand, Proof, ProofKind,
    Reference, Regime, RejectReason,
};
pub use fabrication::{Fabrication, FabricationKind};
pub use statute::{Chosen, Ground, InjuryCost};
pub use store::claims::{by_id, of_matter, of_order};
