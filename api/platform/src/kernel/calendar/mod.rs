//! The calendar of the trade (CAL): when a period that started at an instant ends.
//!
//! Days are those of Asia/Shanghai, which has been +08:00 all year since 1991; instants are stored
//! in UTC. A period of days leaves the starting day out and ends at 24:00 of its last day; one of
//! hours ends to the instant. Either way what arrives *at* the end is late: see [`Deadline`].
//! Which days are working days is published year by year and is data: see [`WorkingDays`].

mod deadline;
mod working_days;

pub use deadline::{Deadline, Period, Roll};
pub use working_days::WorkingDays;

use time::macros::{offset, time};
use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// The offset of Asia/Shanghai.
pub const SHANGHAI: UtcOffset = offset!(+8);

/// When service begins, every day.
const OPENS: Time = time!(09:00);

/// When service ends, every day.
const CLOSES: Time = time!(18:00);

/// Why the end of a period cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Nobody has loaded which days of this year are working days; guessing would be wrong
    /// (CAL-4).
    #[error("the working days of {0} are not loaded")]
    YearNotLoaded(i32),
    /// The rows of this year leave days out or name one twice.
    #[error("the working days of {0} are not one row for each day")]
    YearIncomplete(i32),
    /// The end lies beyond the year 9999.
    #[error("the period ends beyond the calendar")]
    OutOfRange,
}

/// The day that is written as `2026-11-22`; nothing if it is none.
pub fn written_day(text: &str) -> Option<Date> {
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let plain = text.len() == 10 && text.bytes().all(|c| c.is_ascii_digit() || c == b'-');
    plain.then(|| Date::parse(text, format).ok()).flatten()
}

/// The day it is in Shanghai at an instant.
pub fn day_of(instant: OffsetDateTime) -> Date {
    instant.to_offset(SHANGHAI).date()
}

/// The instant a day begins in Shanghai, in UTC.
pub fn start_of(day: Date) -> OffsetDateTime {
    at(day, Time::MIDNIGHT)
}

/// The instant a day is over in Shanghai (its 24:00), in UTC.
pub fn end_of(day: Date) -> Result<OffsetDateTime, CalendarError> {
    day.next_day().map(start_of).ok_or(CalendarError::OutOfRange)
}

/// The corresponding day `months` later, or that month's last day where it has none.
pub fn months_after(day: Date, months: u32) -> Result<Date, CalendarError> {
    let out_of_range = |_| CalendarError::OutOfRange;
    let months = i64::from(months) + i64::from(u8::from(day.month())) - 1;
    let year = i64::from(day.year()) + months / 12;
    let year = i32::try_from(year).map_err(|_| CalendarError::OutOfRange)?;
    // The remainder is 0 to 11.
    let month = u8::try_from(months % 12 + 1).map_err(|_| CalendarError::OutOfRange)?;
    let month = Month::try_from(month).map_err(out_of_range)?;
    let day_of_month = day.day().min(month.length(year));
    Date::from_calendar_date(year, month, day_of_month).map_err(out_of_range)
}

/// The instant `hours` of service after `start`; service is from 09:00 to 18:00 every day, and
/// time outside it does not count (CAL-2).
fn after_service_hours(start: OffsetDateTime, hours: u32) -> Result<OffsetDateTime, CalendarError> {
    let local = start.to_offset(SHANGHAI);
    let (mut day, mut from) = (local.date(), local.time().max(OPENS));
    let mut left = Duration::hours(i64::from(hours));
    loop {
        let today = if from < CLOSES { CLOSES - from } else { Duration::ZERO };
        if left <= today {
            return Ok(at(day, from) + left);
        }
        left -= today;
        (day, from) = (day.next_day().ok_or(CalendarError::OutOfRange)?, OPENS);
    }
}

/// A time of day in Shanghai as an instant in UTC.
fn at(day: Date, time: Time) -> OffsetDateTime {
    let instant = PrimitiveDateTime::new(day, time).assume_offset(SHANGHAI);
    // The same instant either way; only the first hours of the year -9999 have no UTC form.
    instant.checked_to_offset(UtcOffset::UTC).unwrap_or(instant)
}
