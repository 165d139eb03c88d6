//! Who carries payouts to banks. The only one there is so far is the sandbox, which says so: no
//! money leaves the house through it.

use platform::kernel::Money;
use uuid::Uuid;

/// What is to be paid out. Asking for the same one again is asking for the same money.
#[derive(Debug, Clone)]
pub struct PayoutOrder<'a> {
    /// The payout; whoever carries it out does so once for each.
    pub id: Uuid,
    pub amount: Money,
    /// What is shown of the account.
    pub masked: &'a str,
    /// How often it was asked about before.
    pub asked: u32,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutOutcome {
    /// Nobody knows yet: ask again. It never counts as failed.
    Unknown,
    /// The bank has it; under this reference.
    Paid(String),
    /// The bank did not take it, and will not.
    Refused,
}

/// Somebody who carries payouts to banks.
pub trait PayoutProvider: Send + Sync {
    /// The name of its account in the ledger.
    fn name(&self) -> &'static str;
    /// Carries it out, or says what became of it.
    fn ask(&self, order: &PayoutOrder<'_>) -> PayoutOutcome;
}

/// The sandbox: an account that ends in 0000 is refused, one that ends in 0001 takes its time, and
/// every other is paid. It is never told a number.
pub struct Sandbox;

impl PayoutProvider for Sandbox {
    fn name(&self) -> &'static str {
        "sandbox"
    }

    fn ask(&self, order: &PayoutOrder<'_>) -> PayoutOutcome {
        if order.masked.ends_with("0000") {
            PayoutOutcome::Refused
        } else if order.masked.ends_with("0001") && order.asked < 2 {
            PayoutOutcome::Unknown
        } else {
            let (id, amount) = (order.id.simple(), order.amount);
            PayoutOutcome::Paid(format!("SANDBOX-{id}-{}{amount}", amount.currency()))
        }
    }
}
