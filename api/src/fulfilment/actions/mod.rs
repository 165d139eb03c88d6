//! What people, carriers and clocks do about parcels and about breaches of the rules of shipping.
//! Everybody locks the order first, then its shipment, then a parcel.

pub mod callback;
pub mod claims;
pub mod clocks;
pub mod compensation;
pub mod contest;
pub mod decline;
pub mod import;
pub mod opening;
pub mod receipt;
pub mod send;
pub mod tracking;
