//! What notices tell the rest of the house: whom, never of what.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Some people were told something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesTold {
    /// What was told in one go.
    pub batch: Uuid,
    /// Who is to hear of it; at most 180.
    pub accounts: Vec<Uuid>,
}

impl Fact for NoticesTold {
    const KIND: &'static str = "notices.told";

    fn aggregate(&self) -> Uuid {
        self.batch
    }
}
