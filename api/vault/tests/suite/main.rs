//! What the vault promises, seen from outside: vectors of others, the gate, key servers, and what
//! must not compile.

mod doors;
mod gate;
mod key_server;
mod ladder;
mod providers;
mod vectors;
