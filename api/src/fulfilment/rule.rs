//! What a breach of the rules of shipping costs. The rates are rows of the database, by version;
//! an order keeps the version that was in force when it was submitted.

use platform::kernel::calendar::{Deadline, Period, Roll, WorkingDays};
use platform::kernel::{Money, MoneyError, Rate};
use platform::{Failure, kernel::Currency};
use time::{Duration, OffsetDateTime};

use super::claim::ClaimKind;

/// One version of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    pub version: i32,
    /// Of what was sent late.
    pub late: Share,
    /// Of what cannot be delivered, or was said to be sent and was not.
    pub absent: Share,
    /// How long a carrier may take to scan what the shop says it sent.
    pub scan_hours: i32,
    /// Natural days in which a buyer may claim.
    pub claim_days: i32,
    /// Natural days in which a shop may appeal.
    pub appeal_days: i32,
}

/// A share of a line, within bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub rate: Rate,
    /// In minor units of the order's currency.
    pub least: i64,
    pub most: i64,
}

impl Share {
    fn of(self, line: Money) -> Result<Money, MoneyError> {
        let share = line.percent_up(self.rate)?.minor();
        Ok(Money::new(share.clamp(self.least, self.most), line.currency()))
    }
}

impl Rule {
    /// What a breach costs: the highest of its lines' shares, never their sum (SH-2).
    ///
    /// # Errors
    /// An amount is beyond what money can be.
    pub fn costs(
        &self,
        kind: ClaimKind,
        lines: &[Money],
        currency: Currency,
    ) -> Result<Money, MoneyError> {
        let share = match kind {
            ClaimKind::Late => self.late,
            ClaimKind::StockOut | ClaimKind::FalseShipping => self.absent,
        };
        lines.iter().try_fold(Money::new(0, currency), |highest, line| {
            let own = share.of(*line)?;
            Ok(if own.compare(highest)?.is_gt() { own } else { highest })
        })
    }

    /// From when on nothing was scanned for too long (SH-1).
    pub fn scan_by(&self, clicked_at: OffsetDateTime) -> OffsetDateTime {
        clicked_at + Duration::hours(i64::from(self.scan_hours))
    }

    /// The first instant that is too late to claim.
    ///
    /// # Errors
    /// The calendar ends before.
    pub fn claim_by(&self, found_at: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
        days(found_at, self.claim_days)
    }

    /// The first instant that is too late to appeal.
    ///
    /// # Errors
    /// The calendar ends before.
    pub fn appeal_by(&self, compensated_at: OffsetDateTime) -> Result<OffsetDateTime, Failure> {
        days(compensated_at, self.appeal_days)
    }
}

fn days(from: OffsetDateTime, days: i32) -> Result<OffsetDateTime, Failure> {
    let days = u32::try_from(days).map_err(|error| Failure::because("days of a rule", error))?;
    let end = Period::Days(days, Roll::Stay).deadline(from, &WorkingDays::built_in());
    end.map(Deadline::instant).map_err(|error| Failure::because("days of a rule", error))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const RULE: Rule = Rule {
        version: 1,
        late: Share { rate: Rate::percent(10), least: 500, most: 10_000 },
        absent: Share { rate: Rate::percent(30), least: 1_000, most: 50_000 },
        scan_hours: 24,
        claim_days: 15,
        appeal_days: 7,
    };

    fn costs(kind: ClaimKind, lines: &[i64]) -> i64 {
        let lines: Vec<Money> =
            lines.iter().map(|minor| Money::new(*minor, Currency::Cny)).collect();
        RULE.costs(kind, &lines, Currency::Cny).unwrap().minor()
    }

    #[test]
    fn sh_3_late_costs_a_tenth_within_bounds() {
        for (line, cost) in [
            (3_000, 500),
            (200_000, 10_000),
            (5_000, 500),
            (5_001, 501),
            (5_010, 501),
            (99_990, 9_999),
            (99_991, 10_000),
            (100_000, 10_000),
            (1, 500),
        ] {
            assert_eq!(costs(ClaimKind::Late, &[line]), cost, "late {line}");
        }
        for (line, cost) in [(3_000, 1_000), (10_000, 3_000), (200_000, 50_000), (10_001, 3_001)] {
            assert_eq!(costs(ClaimKind::StockOut, &[line]), cost, "stock-out {line}");
            assert_eq!(costs(ClaimKind::FalseShipping, &[line]), cost, "false {line}");
        }
    }

    #[test]
    fn sh_2_the_highest_line_counts_and_not_the_sum() {
        assert_eq!(costs(ClaimKind::Late, &[3_000, 20_000, 8_000]), 2_000);
        assert_eq!(costs(ClaimKind::Late, &[]), 0);
    }

    #[test]
    fn days_end_at_midnight_in_shanghai() {
        let found = datetime!(2026-11-22 10:00 +8);
        assert_eq!(RULE.claim_by(found).unwrap(), datetime!(2026-12-08 0:00 +8));
        assert_eq!(RULE.appeal_by(found).unwrap(), datetime!(2026-11-30 0:00 +8));
        assert_eq!(RULE.scan_by(found), datetime!(2026-11-23 10:00 +8));
    }
}
