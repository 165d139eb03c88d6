//! What price cuts tell the rest of the house; identifiers only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something about a session changed: a help, its state, its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceCutMoved {
    pub cut: Uuid,
    pub campaign: Uuid,
    pub state: String,
}

impl Fact for PriceCutMoved {
    const KIND: &'static str = "price_cut.moved";

    fn aggregate(&self) -> Uuid {
        self.cut
    }
}
