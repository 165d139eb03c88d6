//! What complaints tell the rest of the house; identifiers and words of closed sets only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Complaint;

/// A complaint stands elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintMoved {
    pub complaint: Uuid,
    pub operator: Option<Uuid>,
    pub complainant: Uuid,
    /// As in the schema.
    pub from: String,
    pub to: String,
}

impl Fact for ComplaintMoved {
    const KIND: &'static str = "complaint.moved";

    fn aggregate(&self) -> Uuid {
        self.complaint
    }
}

/// Something was said, shown, offered or carried out in a case, or its deadline passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintChanged {
    pub complaint: Uuid,
    pub operator: Option<Uuid>,
    pub complainant: Uuid,
    pub what: Change,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Said,
    Shown,
    Offered,
    OfferDeclined,
    Drafted,
    Executed,
    Assigned,
    Breached,
    PauseAsked,
    Seated,
}

impl Fact for ComplaintChanged {
    const KIND: &'static str = "complaint.changed";

    fn aggregate(&self) -> Uuid {
        self.complaint
    }
}

impl ComplaintChanged {
    /// The fact of a case.
    pub(super) fn of(case: &Complaint, what: Change) -> Self {
        Self {
            complaint: case.id.uuid(),
            operator: case.operator_id.map(platform::kernel::Id::uuid),
            complainant: case.complainant.uuid(),
            what,
        }
    }
}

/// Somebody asked for the archive of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseArchiveAsked {
    pub archive: Uuid,
    pub complaint: Uuid,
}

impl Fact for CaseArchiveAsked {
    const KIND: &'static str = "complaint.archive_asked";

    fn aggregate(&self) -> Uuid {
        self.complaint
    }
}
