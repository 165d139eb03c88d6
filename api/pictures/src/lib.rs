//! Pictures: pure functions from bytes to pictures, with no I/O, clock or settings.
//!
//! A crate of its own so that a development build can optimise it: per-pixel work is fifty times
//! slower without, and the rest of the server compiles faster with no optimisation at all.
//!
//! - [`codec`] turns an untrusted file into clean JPEG variants, or says why not.
//! - [`demo`] draws the illustrations of the demo: product stills, scenes, avatars, logos.

pub mod codec;
pub mod demo;

mod draw;
mod motifs;
