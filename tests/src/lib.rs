//! The kit: what a test of the shop needs, so that a test reads as a story.
//!
//! A [`World`] is the shop over a [`database::Fresh`] database on either engine, with a clock that
//! stands still, seeded chance and a letterbox. [`scenario!`] tells a story on both engines and
//! then checks what must hold whatever was told. docs/TESTING.md shows how a test is written.

pub mod actor;
pub mod answer;
pub mod books;
pub mod database;
pub mod invariants;
pub mod paying;
pub mod postgres;
pub mod scenario;
pub mod tables;
pub mod world;

pub use actor::Actor;
pub use answer::Answer;
pub use database::Engine;
pub use tables::{nothing_changed, nothing_changed_but};
pub use world::{World, days, hours, minutes, seconds};
