//! Rows: one folder per slice, one file per table, closed sets as enums.
//!
//! Rows carry no behaviour. Instants are milliseconds since 1970 (`BIGINT`), so that both engines
//! order them alike; ids are UUIDs; money is integer minor units.

pub mod by_place;
pub mod catalog;
pub mod compensation;
pub mod complaints;
pub mod data_rights;
pub mod deals;
pub mod fulfilment;
pub mod identity;
pub mod key_store;
pub mod ledger;
pub mod media;
pub mod notices;
pub mod operators;
pub mod orders;
pub mod payments;
pub mod platform;
pub mod privacy;
pub mod returns;
pub mod settlement;
pub mod social;

/// An instant in a row: UTC, whole milliseconds.
pub type Instant = sea_orm::entity::prelude::TimeUnixTimestampMillis;
