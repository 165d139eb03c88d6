//! What somebody may pay with a balance: by the day, by how well they showed who they are (PY-3),
//! and by how well they are known. A day and a year are those of Shanghai.

pub use entity::payments::payment_account::AccountClass;
use platform::kernel::calendar::day_of;
use platform::kernel::{Id, Money};
use time::{Duration, OffsetDateTime};

use crate::identity::Account;

/// How often a payment password may be wrong before it rests (PY-5).
pub const TRIES: i64 = 5;
/// How long it then rests.
pub const REST: Duration = Duration::hours(1);
/// Without a passkey, two factors: 5,000.00 a day.
pub const TWO_FACTORS_DAILY: i64 = 500_000;
/// Fewer: 1,000.00 a day.
pub const ONE_FACTOR_DAILY: i64 = 100_000;
/// The least well known: 1,000.00 in all.
pub const CLASS_ONE_LIFE: i64 = 100_000;
/// Known in three ways: 100,000.00 a year.
pub const CLASS_TWO_YEARLY: i64 = 10_000_000;
/// Known in five ways: 200,000.00 a year.
pub const CLASS_THREE_YEARLY: i64 = 20_000_000;

/// A factor that was shown for a confirmation. There is none by face: no consent for it is asked
/// for, so none may be used (PY-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// The payment password.
    Password,
    /// A code of an authenticator app.
    Totp,
    /// A passkey: an electronic signature.
    Passkey,
}

impl Factor {
    /// The word in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "PASSWORD",
            Self::Totp => "TOTP",
            Self::Passkey => "PASSKEY",
        }
    }
}

/// What somebody may pay with a balance in a day, by the factors they showed; `agreed` is the
/// limit that goes with a certificate or an electronic signature.
pub fn daily_limit(factors: &[Factor], agreed: i64) -> i64 {
    match (factors.len(), factors.contains(&Factor::Passkey)) {
        (2.., true) => agreed,
        (2.., false) => TWO_FACTORS_DAILY,
        _ => ONE_FACTOR_DAILY,
    }
}

/// The payment account of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PaymentAccount {
    pub account: Id<Account>,
    pub class: AccountClass,
    pub password_hash: Option<String>,
    pub wrong_tries: i64,
    pub locked_until: Option<OffsetDateTime>,
    /// Since when nothing is paid with it: somebody else may have used it (PY-4).
    pub frozen_at: Option<OffsetDateTime>,
    pub spent: Spent,
}

/// What was paid with a balance: ever, in a year, on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    pub ever: i64,
    /// Of Shanghai.
    pub year: i64,
    pub in_year: i64,
    /// Days since the first of the year 1, of Shanghai.
    pub day: i64,
    pub in_day: i64,
}

/// Which limit stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverLimit {
    /// That of the day; more factors may lift it.
    Day,
    /// That of the account's class.
    Class,
}

impl Spent {
    /// The same counters, as they count at an instant: another day or year begins at zero.
    #[must_use]
    pub fn at(self, now: OffsetDateTime) -> Self {
        let today = day_of(now);
        let (year, day) = (i64::from(today.year()), i64::from(today.to_julian_day()));
        Self {
            ever: self.ever,
            year,
            in_year: if self.year == year { self.in_year } else { 0 },
            day,
            in_day: if self.day == day { self.in_day } else { 0 },
        }
    }

    /// With one payment more. Refuses what passes a limit, to the fen.
    pub fn with(
        self,
        amount: Money,
        class: AccountClass,
        daily: i64,
        now: OffsetDateTime,
    ) -> Result<Self, OverLimit> {
        let before = self.at(now);
        let more = |counter: i64| counter.checked_add(amount.minor()).unwrap_or(i64::MAX);
        let after = Self {
            ever: more(before.ever),
            in_year: more(before.in_year),
            in_day: more(before.in_day),
            ..before
        };
        if after.in_day > daily {
            return Err(OverLimit::Day);
        }
        let within = match class {
            AccountClass::One => after.ever <= CLASS_ONE_LIFE,
            AccountClass::Two => after.in_year <= CLASS_TWO_YEARLY,
            AccountClass::Three => after.in_year <= CLASS_THREE_YEARLY,
        };
        if within { Ok(after) } else { Err(OverLimit::Class) }
    }

    /// Without a payment of an instant, which did not come about after all.
    #[must_use]
    pub fn without(self, amount: Money, paid_at: OffsetDateTime) -> Self {
        let then = day_of(paid_at);
        let less = |counter: i64| counter.saturating_sub(amount.minor()).max(0);
        let same_day = self.day == i64::from(then.to_julian_day());
        let same_year = self.year == i64::from(then.year());
        Self {
            ever: less(self.ever),
            in_year: if same_year { less(self.in_year) } else { self.in_year },
            in_day: if same_day { less(self.in_day) } else { self.in_day },
            ..self
        }
    }
}

impl PaymentAccount {
    /// Of somebody who has none yet.
    pub fn new(account: Id<Account>) -> Self {
        Self {
            account,
            class: AccountClass::One,
            password_hash: None,
            wrong_tries: 0,
            locked_until: None,
            frozen_at: None,
            spent: Spent::default(),
        }
    }

    /// Until when its password rests, at an instant.
    pub fn rests_until(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.locked_until.filter(|until| now < *until)
    }

    /// One wrong try more; the fifth lets the password rest.
    #[must_use]
    pub fn tried_wrong(self, now: OffsetDateTime) -> Self {
        let rested = self.locked_until.is_some_and(|until| until <= now);
        let before = if rested { 0 } else { self.wrong_tries };
        let wrong_tries = before.saturating_add(1).min(TRIES);
        let locked_until = (wrong_tries >= TRIES).then(|| now.saturating_add(REST));
        Self { wrong_tries, locked_until, ..self }
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-22 04:00 UTC);
    const AGREED: i64 = 5_000_000;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    fn spent(in_day: i64) -> Spent {
        Spent { ever: in_day, in_year: in_day, in_day, ..Spent::default().at(NOON) }
    }

    #[test]
    fn py_3_a_day_has_a_limit_by_factors_to_the_fen() {
        use Factor::{Passkey, Password, Totp};
        for (factors, limit) in [
            (&[][..], 100_000),
            (&[Password], 100_000),
            (&[Passkey], 100_000),
            (&[Password, Totp], 500_000),
            (&[Password, Passkey], AGREED),
            (&[Password, Totp, Passkey], AGREED),
        ] {
            let daily = daily_limit(factors, AGREED);
            assert_eq!(daily, limit);
            let with = |before: i64, amount: i64| {
                spent(before).with(yuan(amount), AccountClass::Three, daily, NOON)
            };
            assert_eq!(with(0, limit).map(|spent| spent.in_day), Ok(limit));
            assert_eq!(with(limit - 1, 1).map(|spent| spent.in_day), Ok(limit));
            assert_eq!(with(0, limit + 1), Err(OverLimit::Day));
            assert_eq!(with(limit, 1), Err(OverLimit::Day));
            assert_eq!(with(1, i64::MAX), Err(OverLimit::Day));
        }
    }

    #[test]
    fn py_3_a_day_is_one_of_shanghai() {
        let before = datetime!(2026-11-22 15:59:59.999 UTC);
        let full = spent(500_000);
        let with = |at| full.with(yuan(1), AccountClass::Three, 500_000, at);
        assert_eq!(with(before), Err(OverLimit::Day));
        let next = with(datetime!(2026-11-22 16:00 UTC)).unwrap();
        assert_eq!((next.in_day, next.in_year), (1, 500_001));
    }

    #[test]
    fn py_3_a_class_has_a_limit_of_its_own() {
        let with = |class, ever: i64, in_year: i64| {
            let before = Spent { ever, in_year, ..spent(0) };
            before.with(yuan(1), class, AGREED, NOON).is_ok()
        };
        assert!(with(AccountClass::One, CLASS_ONE_LIFE - 1, 0));
        assert!(!with(AccountClass::One, CLASS_ONE_LIFE, 0));
        assert!(with(AccountClass::Two, i64::MAX / 2, CLASS_TWO_YEARLY - 1));
        assert!(!with(AccountClass::Two, 0, CLASS_TWO_YEARLY));
        assert!(with(AccountClass::Three, 0, CLASS_THREE_YEARLY - 1));
        assert!(!with(AccountClass::Three, 0, CLASS_THREE_YEARLY));
        let last_year = Spent { year: 2025, in_year: CLASS_TWO_YEARLY, ..spent(0) };
        assert!(last_year.with(yuan(1), AccountClass::Two, AGREED, NOON).is_ok());
    }

    #[test]
    fn what_was_not_paid_after_all_is_taken_back_from_its_own_day() {
        let paid = spent(0).with(yuan(70), AccountClass::Three, AGREED, NOON).unwrap();
        assert_eq!(paid.without(yuan(70), NOON), spent(0));
        let tomorrow = NOON + Duration::days(1);
        let later = paid.with(yuan(5), AccountClass::Three, AGREED, tomorrow).unwrap();
        let left = later.without(yuan(70), NOON);
        assert_eq!((left.in_day, left.in_year, left.ever), (5, 5, 5));
    }

    #[test]
    fn py_5_the_fifth_wrong_password_rests_for_an_hour() {
        let mut account = PaymentAccount::new(Id::from_uuid(Uuid::nil()));
        for _ in 0..4 {
            account = account.tried_wrong(NOON);
            assert_eq!(account.rests_until(NOON), None);
        }
        account = account.tried_wrong(NOON);
        assert_eq!(account.rests_until(NOON), Some(NOON + REST));
        assert_eq!(account.rests_until(NOON + REST), None);
        let again = account.tried_wrong(NOON + REST);
        assert_eq!((again.wrong_tries, again.locked_until), (1, None));
    }
}
