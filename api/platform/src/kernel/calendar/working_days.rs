//! Which days are working days: a table of whole years, as China's State Council publishes them.

use std::collections::BTreeMap;

use time::macros::date;
use time::util::days_in_year;
use time::{Date, Weekday};

use super::CalendarError;

/// The working days of the years that are loaded. A year is loaded whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    /// By year: for each of its days, from 1 January on, whether it is worked.
    years: BTreeMap<i32, Vec<bool>>,
}

/// One year's departures from "Monday to Friday": holidays (first to last day, the weekend in them
/// included) and the days of a weekend worked to make up for them.
struct Arrangement {
    year: i32,
    holidays: &'static [(Date, Date)],
    worked: &'static [Date],
}

/// The arrangements the State Council's General Office published on 12 November 2024 and on
/// 4 November 2025. The one for 2027 is not here: it is loaded as rows once it is known (CAL-4).
const PUBLISHED: &[Arrangement] = &[
    Arrangement {
        year: 2025,
        holidays: &[
            (date!(2025 - 01 - 01), date!(2025 - 01 - 01)),
            (date!(2025 - 01 - 28), date!(2025 - 02 - 04)),
            (date!(2025 - 04 - 04), date!(2025 - 04 - 06)),
            (date!(2025 - 05 - 01), date!(2025 - 05 - 05)),
            (date!(2025 - 05 - 31), date!(2025 - 06 - 02)),
            (date!(2025 - 10 - 01), date!(2025 - 10 - 08)),
        ],
        worked: &[
            date!(2025 - 01 - 26),
            date!(2025 - 02 - 08),
            date!(2025 - 04 - 27),
            date!(2025 - 09 - 28),
            date!(2025 - 10 - 11),
        ],
    },
    Arrangement {
        year: 2026,
        holidays: &[
            (date!(2026 - 01 - 01), date!(2026 - 01 - 03)),
            (date!(2026 - 02 - 15), date!(2026 - 02 - 23)),
            (date!(2026 - 04 - 04), date!(2026 - 04 - 06)),
            (date!(2026 - 05 - 01), date!(2026 - 05 - 05)),
            (date!(2026 - 06 - 19), date!(2026 - 06 - 21)),
            (date!(2026 - 09 - 25), date!(2026 - 09 - 27)),
            (date!(2026 - 10 - 01), date!(2026 - 10 - 07)),
        ],
        worked: &[
            date!(2026 - 01 - 04),
            date!(2026 - 02 - 14),
            date!(2026 - 02 - 28),
            date!(2026 - 05 - 09),
            date!(2026 - 09 - 20),
            date!(2026 - 10 - 10),
        ],
    },
];

impl WorkingDays {
    /// The table of `(day, is it worked)` rows. Refuses a year that is not there whole, or a day
    /// that is there twice.
    pub fn new(rows: impl IntoIterator<Item = (Date, bool)>) -> Result<Self, CalendarError> {
        let mut years: BTreeMap<i32, Vec<Option<bool>>> = BTreeMap::new();
        for (day, worked) in rows {
            let year = day.year();
            let days =
                years.entry(year).or_insert_with(|| vec![None; usize::from(days_in_year(year))]);
            let slot = days.get_mut(index(day)).ok_or(CalendarError::YearIncomplete(year))?;
            if slot.replace(worked).is_some() {
                return Err(CalendarError::YearIncomplete(year));
            }
        }
        let whole = |(year, days): (i32, Vec<Option<bool>>)| {
            let days: Option<Vec<bool>> = days.into_iter().collect();
            days.map(|days| (year, days)).ok_or(CalendarError::YearIncomplete(year))
        };
        Ok(Self { years: years.into_iter().map(whole).collect::<Result<_, _>>()? })
    }

    /// The years that were published when this was built: 2025 and 2026. Also the rows a new
    /// database starts from.
    pub fn built_in() -> Self {
        let years = PUBLISHED.iter().map(|published| (published.year, published.days())).collect();
        Self { years }
    }

    /// Every day of every loaded year, in order, and whether it is worked.
    pub fn rows(&self) -> impl Iterator<Item = (Date, bool)> {
        self.years.iter().flat_map(|(year, days)| days_of(*year).zip(days.iter().copied()))
    }

    /// Whether a day is worked.
    pub fn is_working(&self, day: Date) -> Result<bool, CalendarError> {
        let missing = CalendarError::YearNotLoaded(day.year());
        self.years.get(&day.year()).and_then(|days| days.get(index(day)).copied()).ok_or(missing)
    }

    /// This day if it is worked, else the next that is.
    pub fn this_or_next(&self, day: Date) -> Result<Date, CalendarError> {
        let mut day = day;
        while !self.is_working(day)? {
            day = day.next_day().ok_or(CalendarError::OutOfRange)?;
        }
        Ok(day)
    }

    /// The `count`th working day after `day`, which itself does not count; `day` for none.
    pub fn after(&self, day: Date, count: u32) -> Result<Date, CalendarError> {
        let mut day = day;
        for _ in 0..count {
            day = self.this_or_next(day.next_day().ok_or(CalendarError::OutOfRange)?)?;
        }
        Ok(day)
    }
}

impl Arrangement {
    fn days(&self) -> Vec<bool> {
        days_of(self.year).map(|day| self.is_working(day)).collect()
    }

    fn is_working(&self, day: Date) -> bool {
        if self.worked.contains(&day) {
            return true;
        }
        let on_holiday = self.holidays.iter().any(|(first, last)| (*first..=*last).contains(&day));
        !on_holiday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

fn days_of(year: i32) -> impl Iterator<Item = Date> {
    (1..=days_in_year(year)).filter_map(move |day| Date::from_ordinal_date(year, day).ok())
}

/// A day's place in its year, from 0.
fn index(day: Date) -> usize {
    usize::from(day.ordinal()) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_years_are_those_published() {
        let table = WorkingDays::built_in();
        // 2025: 365 days less 104 of weekends, 2026 likewise; less the holidays on weekdays and
        // more the days made up come to these sums in both announcements.
        for (year, expected) in [(2025, 248), (2026, 248)] {
            let worked = table.rows().filter(|(day, worked)| day.year() == year && *worked).count();
            assert_eq!(worked, expected, "{year}");
        }
        for arrangement in PUBLISHED {
            for day in arrangement.worked {
                assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
            }
        }
    }

    #[test]
    fn rows_go_in_and_out_unchanged() {
        let table = WorkingDays::built_in();
        assert_eq!(WorkingDays::new(table.rows()).unwrap(), table);
    }

    #[test]
    fn a_year_is_loaded_whole_and_once() {
        let incomplete = Err(CalendarError::YearIncomplete(2025));
        let table = WorkingDays::built_in();
        assert_eq!(WorkingDays::new(table.rows().skip(1)), incomplete);
        let first = table.rows().next();
        assert_eq!(WorkingDays::new(table.rows().chain(first)), incomplete);
        assert_eq!(
            table.is_working(date!(2024 - 12 - 31)),
            Err(CalendarError::YearNotLoaded(2024))
        );
    }
}
