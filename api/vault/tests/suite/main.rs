//! What the vault promises, seen from outside: vectors of others, the gate, key servers, and what
//! must not compile.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod doors;
mod gate;
mod key_server;
mod ladder;
mod providers;
mod vectors;
