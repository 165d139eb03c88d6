//! What every GraphQL request and every slice's `graphql.rs` share: who is asking, what may be
//! asked, and the errors of requests that could not be run.

pub mod access;
pub mod document;
pub mod error;

pub use access::{Access, Grants, Principal, Role};
pub use error::{ErrorCode, Location, RequestError};
