//! Operators: who sells here, and the people who act for them.
//!
//! For now an operator is a name with members; the proof of who stands behind it, its states and
//! its badge are decided in its registration. What a member may do is a type: [`Member`] is only
//! had by asking for the operator's own row, so a foreign id authorises nobody.

mod actions;
pub mod graphql;
pub mod graphql_permits;
mod member;
mod permit;
pub mod personal;
mod store;
mod store_permits;

use platform::kernel::{Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

pub use actions::{LogoRefusal, OpenInput, OpenRefusal, admit, dismiss, open, show_logo};
pub use member::{Member, MemberRole, NotEntitled, entitled};
pub use permit::{Permit, PermitFileRefusal, PermitInput, PermitKind, file_permit};
pub(crate) use store::is_member;
pub use store::{by_handle, many};
pub use store_permits::permits_of;

/// Somebody who sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: Id<Operator>,
    /// Unique, lower case; part of the shop's address.
    pub handle: String,
    pub name: String,
    pub about: String,
    pub logo_id: Option<Uuid>,
    pub opened_at: OffsetDateTime,
}

impl Noun for Operator {
    const PREFIX: &'static str = "operator";
}
