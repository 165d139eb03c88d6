//! The suite: one binary, one folder per slice, every scenario on both engines.

mod access;
mod catalog;
mod compensation;
mod complaints;
mod data_rights;
mod deals;
mod demo;
mod fulfilment;
mod identity;
mod kit_itself;
mod ledger;
mod media;
mod notices;
mod operators;
mod orders;
mod payments;
mod platform;
mod privacy;
mod readme;
mod reflection;
mod refusals;
mod sample;
mod schema;
mod settlement;
mod social;
mod tidy;
