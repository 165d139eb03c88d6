//! Retention: how long rows must be kept, what holds them longer, and the one way to destroy them.
//!
//! A class says how many years after what they belong to is over (RT-1). A legal hold on a subject
//! or on one thing beats every deletion until it is lifted (RT-5).

mod store;

use platform::kernel::calendar::{day_of, end_of, months_after};
use platform::kernel::{Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

pub use store::{by_id, held_among, holds, insert, is_held, lift, lock, oldest_on, purge, unheld};

/// How long rows are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// No longer than its account, or what it is for, lasts.
    WhileUsed,
    /// Network logs.
    NetworkLog,
    /// Records of consents, of sharing and of their impact.
    PrivacyRecord,
    /// Goods, orders, payments' orders, logistics, returns.
    Trade,
    /// Who an operator is, from their exit.
    OperatorIdentity,
    /// Advertising.
    Advertising,
    /// The rules of the platform, as they were.
    Rules,
    /// Payments.
    Payment,
}

/// One row of the table: a class, its months after the end, and the text it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    pub class: Class,
    pub months: u32,
    pub basis: &'static str,
}

/// How long each class is kept (domain-rules §19).
pub const TERMS: [Term; 8] = [
    Term { class: Class::WhileUsed, months: 0, basis: "PIPL 19, 47" },
    Term { class: Class::NetworkLog, months: 6, basis: "CSL 21" },
    Term { class: Class::PrivacyRecord, months: 36, basis: "PIPL 56, NDR 12" },
    Term { class: Class::Trade, months: 36, basis: "ECL 31, NTM 31" },
    Term { class: Class::OperatorIdentity, months: 36, basis: "NTM 31" },
    Term { class: Class::Advertising, months: 36, basis: "Internet Advertising Measures 14" },
    Term { class: Class::Rules, months: 36, basis: "ECL 33, NTM 28" },
    Term { class: Class::Payment, months: 60, basis: "NBP" },
];

impl Class {
    /// The row of this class.
    pub fn term(self) -> Term {
        let found = TERMS.into_iter().find(|term| term.class == self);
        found.unwrap_or(Term { class: self, months: 60, basis: "the longest" })
    }

    /// The first instant at which rows may go whose matter ended at an instant; never, beyond the
    /// end of the calendar.
    pub fn free_from(self, ended: OffsetDateTime) -> Option<OffsetDateTime> {
        let months = self.term().months;
        if months == 0 {
            return Some(ended);
        }
        end_of(months_after(day_of(ended), months).ok()?).ok()
    }
}

/// Why rows were not destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPurged {
    /// Somebody needs them for a proceeding (RT-5).
    Held,
    /// A law wants them kept until then (RT-1); never, beyond the calendar.
    NotExpired { until: Option<OffsetDateTime> },
    /// They are not of a kind that is destroyed by its subject.
    NotOfASubject,
}

/// Whether rows may be destroyed. A hold comes before a term.
pub fn may_purge(
    class: Class,
    held: bool,
    ended: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), NotPurged> {
    if held {
        return Err(NotPurged::Held);
    }
    match class.free_from(ended) {
        Some(free) if free <= now => Ok(()),
        until => Err(NotPurged::NotExpired { until }),
    }
}

/// Somebody needs what there is of a subject, or of one thing, for a proceeding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    pub id: Id<LegalHold>,
    /// A subject, or a thing.
    pub target: Uuid,
    pub reason: String,
    pub set_by: Uuid,
    pub from_at: OffsetDateTime,
    pub lifted: Option<Lifted>,
}

/// How a hold ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    pub at: OffsetDateTime,
    pub by: Uuid,
    pub reason: String,
}

impl Noun for LegalHold {
    const PREFIX: &'static str = "legal_hold";
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn rt_1_rows_are_kept_to_the_last_instant_of_their_term() {
        let ended = datetime!(2026-11-22 10:00 +8);
        for (class, free) in [
            (Class::WhileUsed, datetime!(2026-11-22 10:00 +8)),
            (Class::NetworkLog, datetime!(2027-05-23 00:00 +8)),
            (Class::Trade, datetime!(2029-11-23 00:00 +8)),
            (Class::Payment, datetime!(2031-11-23 00:00 +8)),
        ] {
            let before = free - time::Duration::MILLISECOND;
            assert_eq!(
                may_purge(class, false, ended, before),
                Err(NotPurged::NotExpired { until: Some(free) }),
                "{class:?}"
            );
            assert_eq!(may_purge(class, false, ended, free), Ok(()), "{class:?}");
        }
    }

    #[test]
    fn rt_5_a_hold_beats_everything() {
        let (ended, now) = (datetime!(2000-01-01 00:00 UTC), datetime!(2026-11-22 02:00 UTC));
        for term in TERMS {
            assert_eq!(may_purge(term.class, true, ended, now), Err(NotPurged::Held));
            assert_eq!(may_purge(term.class, false, ended, now), Ok(()));
            assert!(!term.basis.is_empty());
        }
    }
}
