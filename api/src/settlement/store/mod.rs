//! The SQL of settlement.

pub mod agreements;
pub mod appeals;
pub mod days;
pub mod deposits;
pub mod findings;
pub mod payouts;
pub mod receivables;
pub mod settlements;

use platform::Failure;
use platform::kernel::Currency;

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("a currency of settlement", error))
}
