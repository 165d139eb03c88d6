//! What every GraphQL request and every slice's `graphql.rs` share: who is asking, what may be
//! asked, the shapes of answers, and the errors of requests that could not be run.

pub mod access;
pub mod connection;
pub mod document;
pub mod error;
pub mod scalars;
pub mod timeline;

mod context;
pub mod live;
mod loader;
mod reply;

pub use access::{Access, AccessRow, Grants, Principal, Role};
pub use context::{ContextExt, parse_id};
pub use error::{ErrorCode, Location, RequestError};
pub(crate) use loader::gathering;
pub use loader::loader;
pub use reply::{Payload, reply};
