//! The server: the slices of the trade in their order, and what puts them together.

// The macros of the platform name it by this path.
pub mod privacy;
pub mod returns;

pub mod identity;
pub mod media;
pub mod operators;

pub mod notices;

pub mod catalog;

pub mod ledger;
pub mod payments;

pub mod orders;
pub mod settlement;

pub mod fulfilment;

pub mod compensation;

pub mod deals;
pub mod social;

pub mod complaints;

pub mod data_rights;

pub mod demo;

pub mod access;

pub mod commands;
pub mod schema;
pub mod server;
pub mod worker;
