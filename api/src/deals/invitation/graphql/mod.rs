//! Invitations as clients see them.

mod object;
mod root;

pub use object::{AttributionLoader, Invitation, OrderAttribution, attribution_of};
pub use root::{InvitationMutation, InvitationQuery};
