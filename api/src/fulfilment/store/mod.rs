//! The rows of fulfilment.

pub mod claims;
pub mod days;
pub mod parcels;
pub mod records;
pub mod secrets;
pub mod shipments;
