//! Pure values that every room shares: ids, money, the calendar, bounded text, pages.
//!
//! Nothing here reads a clock, a file or a database, and nothing here knows GraphQL or SQL: what a
//! rule of the trade needs to be decided must be decidable by a plain function over these.

pub mod calendar;
mod country;
mod id;
mod money;
mod page;
mod text;

pub use country::{Country, UnknownCountry};
pub use id::{Id, InvalidId, Noun, split as split_id};
pub use money::{Currency, Money, MoneyError, Rate};
pub use page::Asked;
pub use text::{Line, Prose, TextFault, hex};
