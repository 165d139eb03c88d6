//! Operators: who sells here, the people who act for them, and the proof of who they are.
//!
//! An operator is founded as a draft by anybody with a second factor. It may list once two members
//! of staff have checked its registration; every six months it is checked again:
//!
//! ```text
//! DRAFT ──▶ SUBMITTED ──▶ ACTIVE ◀──▶ REVERIFY_DUE ──▶ RESTRICTED ──▶ ACTIVE
//!            ▲  └─▶ REJECTED │
//!            └─────────┘     ├─▶ SUSPENDED ──▶ ACTIVE
//!                            └─▶ EXITING ──▶ EXITED
//! ```
//!
//! `standing.rs` says what each state lets it do, to the second; `registration` is how it gets
//! there. What a member may do is a type: [`Member`] is only had by asking for the operator's own
//! row, so a foreign id authorises nobody.

mod actions;
mod deposit;
mod exit;
pub mod facts;
pub mod graphql;
pub mod graphql_licence;
pub mod graphql_permits;
pub mod graphql_shop;
pub mod graphql_standing;
pub mod graphql_team;
mod invitation;
pub mod jobs;
mod letters;
mod member;
mod payout;
mod permit;
pub mod personal;
mod prompts;
pub mod registration;
mod report;
mod retention;
mod standing;
mod stop;
mod store;
mod store_matters;
mod store_members;
mod store_permits;
mod store_team;
mod suspension;
mod transfer;
mod turnover;
mod verification;

use platform::kernel::{Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

pub use actions::{LogoRefusal, OpenInput, OpenRefusal, dismiss, open, set_role, show_logo};
pub use deposit::{DepositRefusal, has_deposit_account, open_deposit_account};
pub use exit::{close_matter, open_matter};
pub use invitation::{InviteRefusal, Invited, accept, invite};
pub use member::{Member, MemberRole, NotEntitled, entitled, entitled_to_read};
pub use payout::may_be_paid_out;
pub use permit::{Permit, PermitFileRefusal, PermitInput, PermitKind, file_permit};
pub use registration::Registration;
pub use report::{Half, Report, Writer, report_identities};
pub use retention::{Kept, may_erase};
pub use standing::{Badge, ListingBar, OperatorKind, OperatorState, Standing, badge};
pub use stop::{allow_listing, stop_listing};
pub use store::{by_handle, many};
pub(crate) use store_members::{has_part, is_member, members_of, owners_of, shops_among};
pub use store_permits::permits_of;
pub use turnover::{NotCounted, record_turnover};

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
    pub state: OperatorState,
    /// Of the registration in force; none before the first was approved.
    pub kind: Option<OperatorKind>,
    pub registration_id: Option<Id<Registration>>,
    /// The same for all shops of one natural person; tells nothing by itself.
    pub identity_index: Option<String>,
    pub verified_at: Option<OffsetDateTime>,
    /// The first instant at which the verification counts no more.
    pub reverify_by: Option<OffsetDateTime>,
    /// When an announced exit may be over at the earliest.
    pub exit_at: Option<OffsetDateTime>,
    pub exited_at: Option<OffsetDateTime>,
    /// Since when it lists nothing new for want of a deposit.
    pub listing_stopped_at: Option<OffsetDateTime>,
}

impl Noun for Operator {
    const PREFIX: &'static str = "operator";
}

impl Operator {
    /// What decides whether it may list and sell.
    pub fn standing(&self) -> Standing {
        Standing {
            state: self.state,
            kind: self.kind,
            reverify_by: self.reverify_by,
            is_stopped: self.listing_stopped_at.is_some(),
        }
    }
}
