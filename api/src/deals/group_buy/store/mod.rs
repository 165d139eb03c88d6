//! The SQL of group buys.

pub mod campaigns;
pub mod checks;
pub mod groups;
pub mod identities;
pub mod members;

use platform::Failure;
use platform::kernel::Currency;

/// A connection or a transaction, for whoever reads through this room.
pub use sea_orm::ConnectionTrait as Connection;

fn currency(code: &str) -> Result<Currency, Failure> {
    code.parse().map_err(|_| Failure::broken("the currency of a group buy is not known"))
}
