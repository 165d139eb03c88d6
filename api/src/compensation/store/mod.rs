//! The SQL of compensation.

pub mod claims;
pub mod entries;
pub mod fabrications;
pub mod lists;
pub mod objections;

use platform::Failure;
use platform::kernel::Currency;

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|error| Failure::because("a currency of compensation", error))
}
