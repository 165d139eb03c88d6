//! What a price may be compared with [PRC 16].
//!
//! The law means the lowest price of the deals of the seven days before the promotion, or else the
//! last deal before it. While there are no orders here, a deal is a price at which the variant was
//! offered on the shelves.

use platform::kernel::calendar::{day_of, start_of};
use time::{Duration, OffsetDateTime};

/// From when a variant was offered at which price; nothing when it went off the shelves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    pub at: OffsetDateTime,
    pub price_minor: Option<i64>,
}

/// From when on prices count for a promotion that begins now: the seven days in Shanghai before
/// today, of which today is none.
pub fn week_before(now: OffsetDateTime) -> OffsetDateTime {
    start_of(day_of(now) - Duration::days(7))
}

/// The highest price that a promotion beginning now may be compared with; nothing if the variant
/// was never offered. `history` is in the order in which it happened.
///
/// Prices of today count too: one that rose this morning is no ground for a discount this evening.
pub fn highest_compared(history: &[Offered], now: OffsetDateTime) -> Option<i64> {
    let since = week_before(now);
    let inside = history.iter().filter(|offered| offered.at > since);
    let running = history.iter().rfind(|offered| offered.at <= since);
    let lowest = running.into_iter().chain(inside).filter_map(|offered| offered.price_minor).min();
    lowest.or_else(|| history.iter().filter_map(|offered| offered.price_minor).next_back())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +8);

    fn highest(history: &[(OffsetDateTime, Option<i64>)]) -> Option<i64> {
        let history: Vec<Offered> = history
            .iter()
            .map(|(at, price_minor)| Offered { at: *at, price_minor: *price_minor })
            .collect();
        highest_compared(&history, NOW)
    }

    #[test]
    fn prc_16_the_lowest_of_seven_days_or_else_the_last() {
        let long_ago = datetime!(2026-10-01 10:00 +8);
        let eve = datetime!(2026-11-14 23:59:59 +8);
        let first = datetime!(2026-11-15 00:00:00 +8);
        let yesterday = datetime!(2026-11-21 10:00 +8);
        assert_eq!(highest(&[]), None);
        assert_eq!(highest(&[(long_ago, Some(100))]), Some(100));
        // Raised for a day, in order to be lowered: the price before counts.
        assert_eq!(highest(&[(long_ago, Some(100)), (yesterday, Some(150))]), Some(100));
        // A lower price that ended just before the seven days counts no more.
        let ended = [(long_ago, Some(80)), (eve, Some(120))];
        assert_eq!(highest(&ended), Some(120));
        let inside = [(long_ago, Some(80)), (first, Some(120))];
        assert_eq!(highest(&inside), Some(120));
        let just = [(long_ago, Some(80)), (first + time::Duration::MILLISECOND, Some(120))];
        assert_eq!(highest(&just), Some(80));
        // Off the shelves all week: the last price before.
        let gone = [(long_ago, Some(90)), (long_ago + time::Duration::DAY, Some(70)), (eve, None)];
        assert_eq!(highest(&gone), Some(70));
        // Off the shelves at the beginning of the week only.
        let back = [(long_ago, Some(60)), (eve, None), (yesterday, Some(110))];
        assert_eq!(highest(&back), Some(110));
    }
}
