//! Parcels on their way, and the rules of shipping.

pub mod carrier;
pub mod carrier_record;
pub mod carrier_secret;
pub mod parcel;
pub mod parcel_line;
pub mod shipment;
pub mod shipment_line;
pub mod shipping_claim;
pub mod shipping_day;
pub mod shipping_rule;
pub mod tracking_event;
