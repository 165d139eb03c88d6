//! What payments tell the rest of the house.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The whole amount of an intent is captured and in transit; its parts may be put into escrow, or
/// given back if nobody wants them any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentCaptured {
    pub intent: Uuid,
    /// What the intent was opened for: a checkout.
    pub subject: Uuid,
}

impl Fact for PaymentCaptured {
    const KIND: &'static str = "payment.captured";

    fn aggregate(&self) -> Uuid {
        self.intent
    }
}

/// A refund has reached the payer, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPaid {
    pub refund: Uuid,
    pub intent: Uuid,
    /// The part it was of: an order.
    pub part: Uuid,
}

impl Fact for RefundPaid {
    const KIND: &'static str = "refund.paid";

    fn aggregate(&self) -> Uuid {
        self.refund
    }
}
