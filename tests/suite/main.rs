//! The suite: one binary, one folder per slice, every scenario on both engines.

mod identity;
mod kit_itself;
mod platform;
mod tidy;
