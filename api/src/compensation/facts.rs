//! What compensation tells the rest of the house; identifiers and words of closed sets only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something has happened to a claim, or to what was found about one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompensationTold {
    /// The claim, or the finding.
    pub subject: Uuid,
    pub order: Uuid,
    pub operator: Uuid,
    pub buyer: Uuid,
    pub news: News,
}

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    Claimed,
    Approved,
    Rejected,
    PaidBySeller,
    /// The platform has paid in the operator's place.
    PaidInAdvance,
    Recovered,
    WrittenOff,
    /// The operator contests what was paid in its place.
    Contested,
    ContestDecided,
    /// Staff found that a claim was faked.
    FabricationFound,
    AppealDecided,
}

impl Fact for CompensationTold {
    const KIND: &'static str = "compensation.told";

    fn aggregate(&self) -> Uuid {
        self.subject
    }
}
