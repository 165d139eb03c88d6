//! What the ledger tells the rest of the house; identifiers and times only.

use platform::clock::{from_millis, to_millis};
use platform::events::Fact;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// A stretch of time for which the money of an order was frozen is over. Matters that overlap are
/// told as stretches one after the other, so that none is counted twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscrowEased {
    pub order: Uuid,
    from_ms: i64,
    until_ms: i64,
}

impl EscrowEased {
    /// A stretch of an order.
    pub(super) fn new(order: Uuid, from: OffsetDateTime, until: OffsetDateTime) -> Self {
        Self { order, from_ms: to_millis(from), until_ms: to_millis(until) }
    }

    /// Since when it was frozen.
    pub fn from(&self) -> OffsetDateTime {
        from_millis(self.from_ms)
    }

    /// The end of this stretch. Another matter may freeze it on.
    pub fn until(&self) -> OffsetDateTime {
        from_millis(self.until_ms)
    }
}

impl Fact for EscrowEased {
    const KIND: &'static str = "escrow.eased";

    fn aggregate(&self) -> Uuid {
        self.order
    }
}
