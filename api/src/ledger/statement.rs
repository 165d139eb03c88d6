//! Statements: what went in and out of an account, day by day of Shanghai.

use platform::kernel::calendar::{day_of, written_day};
use platform::kernel::{Currency, Id, Money};
use serde::{Deserialize, Serialize};
use time::{Date, Month, OffsetDateTime};
use uuid::Uuid;

use super::account::{Account, AccountKind};
use super::transfer::TransferKind;
use crate::operators::Operator;

/// A day as rows keep it: 22 November 2026 is 20261122.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The first and the last that rows may have.
    pub const FIRST: Self = Self(20_000_101);
    pub const LAST: Self = Self(99_991_231);

    /// The day it is in Shanghai at an instant.
    pub fn at(instant: OffsetDateTime) -> Self {
        Self::of(day_of(instant))
    }

    fn of(day: Date) -> Self {
        let month = i32::from(u8::from(day.month()));
        let parts = [(day.year(), 10_000), (month, 100), (i32::from(day.day()), 1)];
        let add =
            |sum: i32, (part, weight): (i32, i32)| sum.saturating_add(part.saturating_mul(weight));
        Self(parts.into_iter().fold(0, add))
    }

    /// Reads `2026-11-22`; nothing if it is no day that rows may have.
    pub fn read(text: &str) -> Option<Self> {
        let day = Self::of(written_day(text)?);
        (Self::FIRST..=Self::LAST).contains(&day).then_some(day)
    }

    /// The day as a date; nothing for a number that is no day.
    pub fn date(self) -> Option<Date> {
        let (year, rest) = (self.0.checked_div(10_000)?, self.0.checked_rem(10_000)?);
        let month = u8::try_from(rest.checked_div(100)?).ok()?;
        let day = u8::try_from(rest.checked_rem(100)?).ok()?;
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(day) => {
                write!(f, "{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
            }
            None => write!(f, "{}", self.0),
        }
    }
}

/// Which accounts of an operator have statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorAccount {
    Payable,
    Deposit,
    Receivable,
}

impl OperatorAccount {
    /// All of them, in the order of a statement file.
    pub const ALL: [Self; 3] = [Self::Payable, Self::Deposit, Self::Receivable];

    /// The account of an operator.
    pub fn of(self, operator: Id<Operator>) -> Account {
        match self {
            Self::Payable => Account::Payable(operator),
            Self::Deposit => Account::Deposit(operator),
            Self::Receivable => Account::Receivable(operator),
        }
    }

    /// As a statement file has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Payable => "PAYABLE",
            Self::Deposit => "DEPOSIT",
            Self::Receivable => "RECEIVABLE",
        }
    }
}

/// Where a page of a statement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i32, pub i64);

/// One movement as the owner of an account sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub place: Place,
    pub kind: TransferKind,
    /// Above zero for what came in, below for what went out.
    pub amount: Money,
    /// What is on the other side.
    pub other: AccountKind,
    /// What it is about: an order, a payment, a payout.
    pub subject: Uuid,
    pub at: OffsetDateTime,
}

/// What is asked for: of which account, which days.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub account: Account,
    pub currency: Currency,
    pub from: Day,
    pub to: Day,
}

/// What went through an account of the platform on a day, all its rows together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotal {
    pub kind: AccountKind,
    /// Of a provider.
    pub name: Option<String>,
    pub came_in: Money,
    pub went_out: Money,
    pub transfers: i64,
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn days_are_those_of_shanghai_and_read_as_written() {
        let late = datetime!(2026-11-22 15:59:59.999 UTC);
        assert_eq!(Day::at(late), Day(20_261_122));
        assert_eq!(Day::at(datetime!(2026-11-22 16:00 UTC)), Day(20_261_123));
        assert_eq!(Day::read("2026-11-22"), Some(Day(20_261_122)));
        assert_eq!(Day(20_260_131).to_string(), "2026-01-31");
        for wrong in ["", "2026-02-30", "1999-12-31", "20261122", "2026-1-1", "+026-01-01"] {
            assert_eq!(Day::read(wrong), None, "{wrong}");
        }
        assert_eq!(Day(20_261_399).date(), None);
    }
}
