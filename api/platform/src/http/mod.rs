//! The transport: GraphQL over HTTP, event streams and sockets, to the letter of their protocols,
//! with every limit in front of the parser.
//!
//! A connection is taken by `listener`, and each request goes through `frame` (id, span, panics)
//! to its route. `/graphql` (`graphql`, or `socket` for sockets) reads a request (`negotiate`,
//! `gate`, `request`), finds a place for it (`admission`) and hands it to the `engine`, which
//! every way of asking shares: find the document (`persisted`), check it, charge for it
//! (`bucket`), run it (`execute`), mask its errors (`mask`), write the answer (`answer`, `sse`).

mod admission;
mod answer;
mod bucket;
mod caller;
mod client;
mod engine;
mod execute;
mod explorer;
mod field;
mod frame;
mod gate;
mod graphql;
mod handed_out;
mod health;
mod kept;
mod listener;
mod mask;
mod meters;
mod negotiate;
mod persisted;
mod request;
mod settings;
mod slots;
mod socket;
mod sse;
mod stall;
mod transport;
mod working;

#[cfg(test)]
mod tests;

pub use answer::RequestId;
pub use caller::Authenticate;
pub use client::ClientInfo;
pub use execute::Execute;
pub use explorer::Example;
pub use frame::Scope;
pub use handed_out::{handed_out, not_handed_out, nothing_there};
pub use health::{Metrics, Ready};
pub use kept::Happened;
pub use settings::TransportSettings;
pub use transport::{Transport, TransportBuilder, TransportParts};
pub use working::current as current_request;
