//! What the law and shops grant: versioned, and pinned with the order (CO-9, CO-10).
//!
//! A version holds from its day on for the orders that are submitted then; the order keeps its
//! profile, and its instant of submission says which version is its own.

use platform::Failure;
use platform::kernel::calendar::{Deadline, Period, Roll, SHANGHAI, WorkingDays};
use time::{OffsetDateTime, UtcOffset};

use super::goods_return::Kind;
use crate::catalog::CoolingOffClass;
use crate::orders::{Line, Profile};

/// What one law grants from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Goes into every return under it.
    pub version: &'static str,
    pub profile: Profile,
    /// The first instant of orders under it.
    pub from: OffsetDateTime,
    /// Days from the day after receipt in which a buyer may change their mind.
    pub days: u32,
    /// Months more if the buyer was not told of that.
    pub months_if_untold: u32,
    /// Whether contracts under it tell of it; ours do (`orders/terms.txt`).
    pub is_told: bool,
    /// Excluded by the law itself.
    pub by_law: &'static [CoolingOffClass],
    /// Excluded if the buyer confirmed it at the purchase (CO-3).
    pub if_confirmed: &'static [CoolingOffClass],
    /// Days in which the goods are sent back.
    pub ship_days: u32,
    /// Days in which the money goes back.
    pub refund_days: u32,
    /// From when those days count.
    pub refund_from: RefundFrom,
    /// Whether the freight to the buyer goes back with a whole order that they no longer want.
    pub returns_freight: bool,
    /// Whether a withdrawal takes two steps, with a receipt to keep.
    pub in_two_steps: bool,
}

/// From when the days for a refund count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundFrom {
    /// From the day on which the goods came back.
    Goods,
    /// From the notice; the money may wait for the goods.
    Notice,
}

use CoolingOffClass::{Activated, Custom, Digital, Marked, Perishable, Press, Sealed};

/// Every version, the newest last.
const VERSIONS: [Terms; 2] = [
    Terms {
        version: "returns-cn/2026-11-23",
        profile: Profile::Cn,
        from: OffsetDateTime::UNIX_EPOCH,
        days: 7,
        months_if_untold: 0,
        is_told: true,
        by_law: &[Custom, Perishable, Digital, Press],
        if_confirmed: &[Sealed, Activated, Marked],
        ship_days: 7,
        refund_days: 7,
        refund_from: RefundFrom::Goods,
        returns_freight: false,
        in_two_steps: false,
    },
    Terms {
        version: "returns-eu/2026-06-19",
        profile: Profile::Eu,
        from: OffsetDateTime::UNIX_EPOCH,
        days: 14,
        months_if_untold: 12,
        is_told: true,
        by_law: &[Custom, Perishable, Digital, Press],
        if_confirmed: &[Sealed],
        ship_days: 14,
        refund_days: 14,
        refund_from: RefundFrom::Notice,
        returns_freight: true,
        in_two_steps: true,
    },
];

/// The version that holds for an order.
///
/// # Errors
/// There is none, which no version that was ever released leaves open.
pub fn of(profile: Profile, submitted_at: OffsetDateTime) -> Result<&'static Terms, Failure> {
    let own = VERSIONS.iter().rev().filter(|terms| terms.profile == profile);
    let mut held = own.filter(|terms| terms.from <= submitted_at);
    held.next().ok_or_else(|| Failure::broken("no law holds for an order"))
}

/// What a shop promises beyond the law (CO-9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promise {
    /// Days of the window, if more than those of the law.
    pub days: u32,
    /// Whether the shop bears what it costs to send goods back.
    pub bears_carriage: bool,
    /// Whether it takes back what the buyer has no right to give back.
    pub takes_excluded: bool,
}

/// Days for a defect to give goods back [CPL 24].
const DEFECT: Period = Period::Days(7, Roll::Forward);

/// Months in which a defect is exchanged or repaired, and the seller of durable goods proves that
/// it was none [CPL 23].
const WARRANTY: Period = Period::Months(6, Roll::Stay);

/// When the window of a kind of return ends for goods that were received at an instant.
///
/// # Errors
/// Beyond the calendar.
pub fn window(
    terms: &Terms,
    promise: Promise,
    kind: Kind,
    received: OffsetDateTime,
) -> Result<OffsetDateTime, Failure> {
    let own = match kind {
        Kind::CoolingOff => {
            let days = terms.days.max(promise.days);
            let end = ends(Period::Days(days, Roll::Forward), received)?;
            if terms.is_told {
                end
            } else {
                ends(Period::Months(terms.months_if_untold, Roll::Forward), end)?
            }
        }
        Kind::DefectRefund => ends(DEFECT, received)?,
        Kind::Exchange | Kind::Repair | Kind::RefundOnly => ends(WARRANTY, received)?,
    };
    Ok(own)
}

/// When a period ends that begins at an instant.
///
/// # Errors
/// Beyond the calendar.
pub fn ends(period: Period, from: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    let deadline = period.deadline(from, &WorkingDays::built_in());
    deadline.map(Deadline::instant).map_err(|error| Failure::because("a return's deadline", error))
}

/// Whether a buyer has no right to change their mind about a line: by law, or by their own
/// confirmation at this purchase where the law lets them (CO-3, CO-4). A shop that promises more
/// takes it back all the same (CO-9).
pub fn is_excluded(terms: &Terms, promise: Promise, line: &Line) -> bool {
    let confirmed = line.no_cooling_off_confirmed && terms.if_confirmed.contains(&line.cooling_off);
    !promise.takes_excluded && (confirmed || terms.by_law.contains(&line.cooling_off))
}

/// When money has to be back: in China seven days from the day on which the goods came [RET 13]; in
/// the Union fourteen from the notice, and not before the day of the goods is over.
///
/// # Errors
/// Beyond the calendar.
pub fn refund_by(
    terms: &Terms,
    requested: OffsetDateTime,
    received: OffsetDateTime,
) -> Result<OffsetDateTime, Failure> {
    let days = Period::Days(terms.refund_days, Roll::Stay);
    if terms.refund_from == RefundFrom::Notice {
        let of_goods = ends(Period::Days(0, Roll::Stay), received)?;
        return Ok(ends(days, requested)?.max(of_goods));
    }
    ends(days, received)
}

/// From when on not to have handled something is a wilful refusal [RET 31, PEN15 9].
///
/// # Errors
/// Beyond the calendar.
pub fn wilful_from(since: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
    ends(Period::Days(15, Roll::Stay), since)
}

/// How a day is written in what people keep.
pub const WRITTEN_IN: UtcOffset = SHANGHAI;

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    /// The first day of this room.
    const DAY: OffsetDateTime = datetime!(2026-11-23 00:00 +8);

    fn cn() -> &'static Terms {
        of(Profile::Cn, DAY).unwrap()
    }

    fn closes(terms: &Terms, received: OffsetDateTime) -> OffsetDateTime {
        window(terms, Promise::default(), Kind::CoolingOff, received).unwrap()
    }

    #[test]
    fn co_1_seven_days_end_with_the_last_second_of_the_seventh() {
        let signed = datetime!(2026-06-01 15:30 +8);
        assert_eq!(closes(cn(), signed), datetime!(2026-06-09 00:00 +8));
        for hour in 0..24 {
            let signed = datetime!(2026-06-01 00:00 +8) + time::Duration::hours(hour);
            assert_eq!(closes(cn(), signed), datetime!(2026-06-09 00:00 +8), "{signed}");
        }
        assert_eq!(closes(cn(), datetime!(2026-02-24 09:00 +8)), datetime!(2026-03-04 00:00 +8));
    }

    #[test]
    fn co_2_a_last_day_that_is_a_rest_day_stays_open_through_the_next_that_is_none() {
        // 3 June and seven days is Wednesday; 6 June and seven days is a Saturday.
        assert_eq!(closes(cn(), datetime!(2026-06-06 10:00 +8)), datetime!(2026-06-16 00:00 +8));
        // The holiday of October: from the 1st through the 7th.
        assert_eq!(closes(cn(), datetime!(2026-09-25 10:00 +8)), datetime!(2026-10-09 00:00 +8));
    }

    #[test]
    fn the_union_has_fourteen_days_and_a_year_more_if_it_was_not_told() {
        let eu = of(Profile::Eu, DAY).unwrap();
        let received = datetime!(2026-06-01 10:00 +8);
        assert_eq!(closes(eu, received), datetime!(2026-06-16 00:00 +8));
        let untold = Terms { is_told: false, ..*eu };
        assert!(closes(&untold, datetime!(2025-06-02 10:00 +8)) >= datetime!(2026-06-17 00:00 +8));
    }

    #[test]
    fn co_7_goods_of_10_june_are_refunded_by_17_june() {
        let received = datetime!(2026-06-10 18:00 +8);
        let by = refund_by(cn(), received, received).unwrap();
        assert!(datetime!(2026-06-17 23:59:59 +8) < by, "on time");
        assert!(datetime!(2026-06-18 00:00 +8) >= by, "late");
        assert_eq!(wilful_from(received).unwrap(), datetime!(2026-06-26 00:00 +8), "a violation");
    }

    #[test]
    fn co_9_a_better_promise_is_kept_and_a_worse_one_is_none() {
        let received = datetime!(2026-06-01 10:00 +8);
        let promised = |days| {
            let promise = Promise { days, ..Promise::default() };
            window(cn(), promise, Kind::CoolingOff, received).unwrap()
        };
        assert_eq!(promised(30), datetime!(2026-07-02 00:00 +8));
        assert_eq!(promised(3), datetime!(2026-06-09 00:00 +8));
        let promise = Promise { days: 30, ..Promise::default() };
        let defect = window(cn(), promise, Kind::DefectRefund, received).unwrap();
        assert_eq!(defect, datetime!(2026-06-09 00:00 +8));
    }
}
