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

/// A payment moved on; for whoever follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMoved {
    pub intent: Uuid,
    pub to: String,
}

impl Fact for PaymentMoved {
    const KIND: &'static str = "payment.moved";

    fn aggregate(&self) -> Uuid {
        self.intent
    }
}

/// A provider is to be asked for money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptStarted {
    pub attempt: Uuid,
}

impl Fact for AttemptStarted {
    const KIND: &'static str = "payment_attempt.started";

    fn aggregate(&self) -> Uuid {
        self.attempt
    }
}

/// A balance was topped up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletToppedUp {
    pub intent: Uuid,
    pub account: Uuid,
}

impl Fact for WalletToppedUp {
    const KIND: &'static str = "wallet.topped_up";

    fn aggregate(&self) -> Uuid {
        self.intent
    }
}

/// A part was paid by somebody else than the payer: what was left of it goes back, and nothing is
/// owed for it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReversed {
    pub intent: Uuid,
    pub part: Uuid,
}

impl Fact for PaymentReversed {
    const KIND: &'static str = "payment.reversed";

    fn aggregate(&self) -> Uuid {
        self.intent
    }
}
