//! Periods as the rules state them, and the deadlines they come to.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{CalendarError, WorkingDays, after_service_hours, day_of, end_of, months_after};

/// An end: what comes before it is in time, what comes at it or after is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Deadline(#[serde(with = "time::serde::timestamp::milliseconds")] OffsetDateTime);

impl Deadline {
    /// The deadline whose first late instant is `instant`.
    pub const fn at(instant: OffsetDateTime) -> Self {
        Self(instant)
    }

    /// Whether what happens at `now` is still in time.
    pub fn accepts(self, now: OffsetDateTime) -> bool {
        now < self.0
    }

    /// The first instant that is late, and so when a timer for it is due.
    pub const fn instant(self) -> OffsetDateTime {
        self.0
    }
}

/// A length of time as a rule states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Hours to the instant: 24 hours from 10:00:00 end at 10:00:00 (CAL-1).
    Hours(u32),
    /// Calendar days: the starting day is left out, and the last ends at 24:00.
    Days(u32, Roll),
    /// Months: to 24:00 of the corresponding day, or of the month's last day (CAL-3).
    Months(u32, Roll),
    /// Working days, counted like days.
    WorkingDays(u32),
    /// Hours between 09:00 and 18:00 of any day (CAL-2).
    ServiceHours(u32),
}

/// What happens when the last day of a period is a rest day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// The period ends on that day all the same: the duties of sellers and of the platform.
    Stay,
    /// It ends on the next day that is none: the windows of consumers.
    Forward,
}

impl Period {
    /// When the period ends that started at `start`.
    ///
    /// Working days and rolling forward need the table: they fail when a year they touch is not
    /// loaded (CAL-4). Everything fails beyond the year 9999. A period of 0 days ends when its
    /// starting day does.
    pub fn deadline(
        self,
        start: OffsetDateTime,
        table: &WorkingDays,
    ) -> Result<Deadline, CalendarError> {
        let day = day_of(start);
        let later = |days: u32| {
            day.checked_add(Duration::days(i64::from(days))).ok_or(CalendarError::OutOfRange)
        };
        let end = match self {
            Self::Hours(hours) => start
                .checked_add(Duration::hours(i64::from(hours)))
                .ok_or(CalendarError::OutOfRange)?,
            Self::Days(days, roll) => end_of(roll.applied(later(days)?, table)?)?,
            Self::Months(months, roll) => end_of(roll.applied(months_after(day, months)?, table)?)?,
            Self::WorkingDays(days) => end_of(table.after(day, days)?)?,
            Self::ServiceHours(hours) => after_service_hours(start, hours)?,
        };
        Ok(Deadline(end))
    }
}

impl Roll {
    fn applied(self, last: time::Date, table: &WorkingDays) -> Result<time::Date, CalendarError> {
        match self {
            Self::Stay => Ok(last),
            Self::Forward => table.this_or_next(last),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn end(period: Period, start: OffsetDateTime) -> OffsetDateTime {
        period.deadline(start, &WorkingDays::built_in()).unwrap().instant()
    }

    #[test]
    fn cal_1_hours_end_to_the_instant() {
        let start = datetime!(2026-11-22 10:00 +8);
        let deadline = Period::Hours(24).deadline(start, &WorkingDays::built_in()).unwrap();
        assert!(deadline.accepts(datetime!(2026-11-23 09:59:59 +8)));
        assert!(deadline.accepts(datetime!(2026-11-23 09:59:59.999 +8)));
        assert!(!deadline.accepts(datetime!(2026-11-23 10:00:00 +8)));
    }

    #[test]
    fn cal_2_service_hours_pause_over_night() {
        let four = Period::ServiceHours(4);
        for (start, expected) in [
            (datetime!(2026-11-22 10:00 +8), datetime!(2026-11-22 14:00 +8)),
            (datetime!(2026-11-22 14:00 +8), datetime!(2026-11-22 18:00 +8)),
            (datetime!(2026-11-22 14:01 +8), datetime!(2026-11-23 09:01 +8)),
            (datetime!(2026-11-22 03:00 +8), datetime!(2026-11-22 13:00 +8)),
            (datetime!(2026-11-22 18:00 +8), datetime!(2026-11-23 13:00 +8)),
            (datetime!(2026-12-31 23:59 +8), datetime!(2027-01-01 13:00 +8)),
        ] {
            assert_eq!(end(four, start), expected, "from {start}");
        }
        let twenty = Period::ServiceHours(20);
        let start = datetime!(2026-11-22 10:00 +8);
        assert_eq!(end(twenty, start), datetime!(2026-11-24 12:00 +8));
    }

    #[test]
    fn cal_3_a_month_without_the_day_ends_with_its_last() {
        let six = Period::Months(6, Roll::Stay);
        for (start, expected) in [
            (datetime!(2026-08-31 10:00 +8), datetime!(2027-03-01 00:00 +8)),
            (datetime!(2027-08-31 10:00 +8), datetime!(2028-03-01 00:00 +8)),
            (datetime!(2026-08-15 10:00 +8), datetime!(2027-02-16 00:00 +8)),
            (datetime!(2026-06-30 23:59:59 +8), datetime!(2026-12-31 00:00 +8)),
            (datetime!(2026-07-31 00:00 +8), datetime!(2027-02-01 00:00 +8)),
        ] {
            assert_eq!(end(six, start), expected, "from {start}");
        }
    }

    #[test]
    fn cal_4_a_year_that_is_not_loaded_is_an_error() {
        let table = WorkingDays::built_in();
        let start = datetime!(2026-12-30 10:00 +8);
        let refused = Err(CalendarError::YearNotLoaded(2027));
        assert_eq!(Period::WorkingDays(2).deadline(start, &table), refused);
        assert_eq!(Period::Days(7, Roll::Forward).deadline(start, &table), refused);
        // What needs no table is told all the same.
        assert!(Period::Days(7, Roll::Stay).deadline(start, &table).is_ok());
        assert!(Period::WorkingDays(1).deadline(start, &table).is_ok());
    }

    #[test]
    fn days_leave_the_first_out_and_end_at_midnight_in_shanghai() {
        // 20:00 UTC is already the next day in Shanghai.
        let seven = Period::Days(7, Roll::Stay);
        assert_eq!(end(seven, datetime!(2026-11-01 20:00 UTC)), datetime!(2026-11-10 00:00 +8));
        assert_eq!(end(seven, datetime!(2026-11-01 00:00 +8)), datetime!(2026-11-09 00:00 +8));
        let none = Period::Days(0, Roll::Stay);
        assert_eq!(end(none, datetime!(2026-11-01 10:00 +8)), datetime!(2026-11-02 00:00 +8));
    }

    #[test]
    fn a_consumers_window_never_ends_on_a_rest_day() {
        for (start, expected) in [
            // The 7th day is Saturday: Monday 24:00.
            (datetime!(2026-11-07 12:00 +8), datetime!(2026-11-17 00:00 +8)),
            // The 7th day is a Saturday worked to make up for the spring festival: it counts.
            (datetime!(2026-02-07 12:00 +8), datetime!(2026-02-15 00:00 +8)),
            // The 7th day is National Day: the first day after the holiday.
            (datetime!(2026-09-24 12:00 +8), datetime!(2026-10-09 00:00 +8)),
        ] {
            assert_eq!(end(Period::Days(7, Roll::Forward), start), expected, "from {start}");
        }
        let month = Period::Months(1, Roll::Forward);
        assert_eq!(end(month, datetime!(2026-09-01 12:00 +8)), datetime!(2026-10-09 00:00 +8));
    }

    #[test]
    fn working_days_skip_holidays_and_count_the_days_made_up() {
        for (days, start, expected) in [
            // Friday, one working day: Monday 24:00.
            (1, datetime!(2026-11-20 12:00 +8), datetime!(2026-11-24 00:00 +8)),
            // Before the spring festival: 14 February (made up) counts, 15 to 23 do not.
            (2, datetime!(2026-02-13 12:00 +8), datetime!(2026-02-25 00:00 +8)),
            // Sunday 20 September is worked.
            (1, datetime!(2026-09-19 12:00 +8), datetime!(2026-09-21 00:00 +8)),
            (0, datetime!(2026-11-22 12:00 +8), datetime!(2026-11-23 00:00 +8)),
        ] {
            assert_eq!(end(Period::WorkingDays(days), start), expected, "{days} from {start}");
        }
    }

    #[test]
    fn beyond_the_calendar_is_an_error_not_a_panic() {
        let (table, start) = (WorkingDays::built_in(), datetime!(2026-11-22 12:00 +8));
        for period in [
            Period::Hours(u32::MAX),
            Period::Days(u32::MAX, Roll::Stay),
            Period::Months(u32::MAX, Roll::Stay),
        ] {
            let refused = Err(CalendarError::OutOfRange);
            assert_eq!(period.deadline(start, &table), refused, "{period:?}");
        }
    }

    #[test]
    fn a_deadline_is_stored_as_milliseconds() {
        let deadline = Deadline::at(datetime!(2026-11-22 12:00 UTC));
        assert_eq!(serde_json::to_string(&deadline).unwrap(), "1795348800000");
    }
}
