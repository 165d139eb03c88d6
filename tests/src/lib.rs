//! The kit: what a test of the shop needs, so that a test reads as a story.
//!
//! A [`database::Fresh`] database per test on either engine, cut from a template that is migrated
//! once. docs/TESTING.md shows how a test is written.

pub mod database;
pub mod postgres;
