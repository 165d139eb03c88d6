//! What settlement tells the rest of the house; identifiers only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store::settlements::Settlement;

/// The money of an order was shared out: its shop is owed more than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSettled {
    pub order: Uuid,
    pub operator: Uuid,
    /// As in the schema.
    pub currency: String,
}

impl OrderSettled {
    /// How the money of an order was shared out.
    pub(super) fn of(settled: &Settlement) -> Self {
        Self {
            order: settled.order,
            operator: settled.operator.uuid(),
            currency: settled.gross.currency().code().to_owned(),
        }
    }
}

impl Fact for OrderSettled {
    const KIND: &'static str = "order.settled";

    fn aggregate(&self) -> Uuid {
        self.order
    }
}
