//! Reports: somebody says that a post breaks a rule; staff hide the post or dismiss the report.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::post::Post;
pub use super::store::ReportReason;
use crate::identity::account::Account;

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    /// Waits for staff.
    Open,
    /// The post was hidden.
    Upheld,
    /// The post breaks no rule.
    Dismissed,
}

impl States for ReportState {
    const MACHINE: &'static str = "post_report";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Open, Self::Upheld, &[ActorKind::Staff]),
        (Self::Open, Self::Dismissed, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Open => "OPEN",
            Self::Upheld => "UPHELD",
            Self::Dismissed => "DISMISSED",
        }
        .to_owned()
    }
}

/// Somebody says that a post breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub id: Id<Report>,
    pub post_id: Id<Post>,
    pub reporter_id: Id<Account>,
    pub reason: ReportReason,
    pub note: String,
    pub state: ReportState,
    pub filed_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
}

impl Noun for Report {
    const PREFIX: &'static str = "post_report";
}
