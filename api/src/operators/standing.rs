//! Where an operator stands, and what that lets it do. Every write asks this with its own clock;
//! the timers only say so in the state.

pub use entity::operators::registration::OperatorKind;
use platform::kernel::calendar::{CalendarError, Period, Roll, WorkingDays};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};

/// How long a verification counts [NTM 24].
const VERIFIED_FOR: Period = Period::Months(6, Roll::Stay);
/// How long before its end the next one is due, and when its owners are reminded again.
pub const DUE_BEFORE: Duration = Duration::days(30);
pub const SOON_BEFORE: Duration = Duration::days(7);
/// How long an exit is announced [ECL 16].
const EXIT_NOTICE: Period = Period::Days(30, Roll::Stay);
/// How long a new holder has to be verified.
const TRANSFER_TERM: Period = Period::Days(30, Roll::Stay);
/// How long the platform has to check what it was told [NTM 26].
const REVIEW_TERM: Period = Period::Days(7, Roll::Stay);
/// How long a shop has to show what has changed [NTM 12].
const DISPLAY_TERM: Period = Period::WorkingDays(10);
/// How long identities are kept after an exit [NTM 31].
const KEPT_FOR: Period = Period::Months(36, Roll::Stay);

/// Where an operator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorState {
    /// Founded; it has shown nothing yet.
    Draft,
    /// Its first registration is being checked.
    Submitted,
    /// Verified: it may list and sell.
    Active,
    /// Its first registration was not good enough; it may submit another.
    Rejected,
    /// To be verified again before its day; it may list until then.
    ReverifyDue,
    /// Its verification has ended: no new listing, what is open goes on.
    Restricted,
    /// Stopped by the platform: nothing is listed or sold.
    Suspended,
    /// It has announced that it leaves; no new listing.
    Exiting,
    /// It has left.
    Exited,
}

impl States for OperatorState {
    const MACHINE: &'static str = "operator";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Submitted, &[ActorKind::Operator]),
        (Self::Submitted, Self::Active, &[ActorKind::Staff]),
        (Self::Submitted, Self::Rejected, &[ActorKind::Staff]),
        (Self::Rejected, Self::Submitted, &[ActorKind::Operator]),
        // The clock; or a new holder, who has yet to be verified.
        (Self::Active, Self::ReverifyDue, &[ActorKind::System, ActorKind::User]),
        (Self::ReverifyDue, Self::Active, &[ActorKind::Staff]),
        (Self::ReverifyDue, Self::Restricted, &[ActorKind::System]),
        (Self::Restricted, Self::Active, &[ActorKind::Staff]),
        (Self::Active, Self::Suspended, &[ActorKind::Staff]),
        (Self::ReverifyDue, Self::Suspended, &[ActorKind::Staff]),
        (Self::Restricted, Self::Suspended, &[ActorKind::Staff]),
        (Self::Suspended, Self::Active, &[ActorKind::Staff]),
        (Self::Active, Self::Exiting, &[ActorKind::Operator]),
        (Self::ReverifyDue, Self::Exiting, &[ActorKind::Operator]),
        (Self::Restricted, Self::Exiting, &[ActorKind::Operator]),
        (Self::Exiting, Self::Exited, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Submitted => "SUBMITTED",
            Self::Active => "ACTIVE",
            Self::Rejected => "REJECTED",
            Self::ReverifyDue => "REVERIFY_DUE",
            Self::Restricted => "RESTRICTED",
            Self::Suspended => "SUSPENDED",
            Self::Exiting => "EXITING",
            Self::Exited => "EXITED",
        }
        .to_owned()
    }
}

/// What buyers are told an operator is [NTM 27, ECL 37].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// Registered as a business.
    Registered,
    /// A natural person who need not register.
    Exempt,
    /// The platform itself.
    SelfOperated,
}

/// The badge of a kind.
pub const fn badge(kind: OperatorKind) -> Badge {
    match kind {
        OperatorKind::Registered | OperatorKind::ServiceProvider => Badge::Registered,
        OperatorKind::NaturalPerson => Badge::Exempt,
        OperatorKind::SelfOperated => Badge::SelfOperated,
    }
}

/// What decides whether an operator may list and sell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: OperatorState,
    /// None before anything was verified.
    pub kind: Option<OperatorKind>,
    /// The first instant at which the verification counts no more.
    pub reverify_by: Option<OffsetDateTime>,
    /// Whether it is kept from listing for want of a deposit.
    pub is_stopped: bool,
}

/// Why an operator may not list, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListingBar {
    /// It was never verified, or is being checked for the first time.
    NotRegistered,
    /// The platform has stopped it.
    Suspended,
    /// It leaves, or has left.
    Leaving,
    /// Its verification has ended (OP-5).
    VerificationEnded,
    /// Its deposit was not made good in time.
    DepositShort,
}

impl Standing {
    /// Whether it may list at an instant. The day counts, whether or not the timer has run.
    ///
    /// # Errors
    /// Why not.
    pub fn may_list(&self, now: OffsetDateTime) -> Result<(), ListingBar> {
        match self.state {
            OperatorState::Draft | OperatorState::Submitted | OperatorState::Rejected => {
                Err(ListingBar::NotRegistered)
            }
            OperatorState::Suspended => Err(ListingBar::Suspended),
            OperatorState::Exiting | OperatorState::Exited => Err(ListingBar::Leaving),
            OperatorState::Restricted => Err(ListingBar::VerificationEnded),
            OperatorState::Active | OperatorState::ReverifyDue => {
                let counts = self.reverify_by.is_some_and(|end| now < end);
                counts.then_some(()).ok_or(ListingBar::VerificationEnded)?;
                if self.is_stopped { Err(ListingBar::DepositShort) } else { Ok(()) }
            }
        }
    }

    /// Whether what it has on the shelves is for sale. A shop that leaves or is to be verified
    /// again goes on with its trade.
    pub fn sells(&self) -> bool {
        !matches!(self.state, OperatorState::Suspended | OperatorState::Exited)
    }

    /// A sound one, for tests of other rules.
    #[cfg(test)]
    pub(crate) fn sound() -> Self {
        Self {
            state: OperatorState::Active,
            kind: Some(OperatorKind::Registered),
            reverify_by: None,
            is_stopped: false,
        }
    }
}

/// The end of a period of days or months, which needs no table of working days.
fn end(period: Period, from: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    period
        .deadline(from, &WorkingDays::built_in())
        .map(platform::kernel::calendar::Deadline::instant)
}

/// When a verification counts no more: after six months, or with the licence, whichever is first.
///
/// # Errors
/// Beyond the calendar.
pub fn verified_until(
    verified_at: OffsetDateTime,
    licence_until: Option<OffsetDateTime>,
) -> Result<OffsetDateTime, CalendarError> {
    let months = end(VERIFIED_FOR, verified_at)?;
    Ok(licence_until.map_or(months, |licence| licence.min(months)))
}

/// When an announced exit may be over at the earliest.
///
/// # Errors
/// Beyond the calendar.
pub fn exit_after(announced_at: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    end(EXIT_NOTICE, announced_at)
}

/// Until when a new holder has to be verified.
///
/// # Errors
/// Beyond the calendar.
pub fn transfer_until(accepted_at: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    end(TRANSFER_TERM, accepted_at)
}

/// Until when the platform has to have checked what was submitted.
///
/// # Errors
/// Beyond the calendar.
pub fn review_until(submitted_at: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    end(REVIEW_TERM, submitted_at)
}

/// Until when an operator shows what has changed of what the law has it show [NTM 12]. Where the
/// working days of a year are not published yet, ten days of the calendar, which is never later.
///
/// # Errors
/// Beyond the calendar.
pub fn display_until(changed_on: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    end(DISPLAY_TERM, changed_on).or_else(|_| end(Period::Days(10, Roll::Stay), changed_on))
}

/// Until when the identity of an operator that left is kept.
///
/// # Errors
/// Beyond the calendar.
pub fn kept_until(exited_at: OffsetDateTime) -> Result<OffsetDateTime, CalendarError> {
    end(KEPT_FOR, exited_at)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn standing(state: OperatorState, reverify_by: Option<OffsetDateTime>) -> Standing {
        Standing { state, kind: Some(OperatorKind::Registered), reverify_by, is_stopped: false }
    }

    #[test]
    fn op_5_listing_ends_with_the_sixth_month_to_the_second() {
        let end = verified_until(datetime!(2026-08-31 15:00 +8), None).unwrap();
        assert_eq!(end, datetime!(2027-03-01 00:00 +8));
        for state in [OperatorState::Active, OperatorState::ReverifyDue] {
            let shop = standing(state, Some(end));
            assert_eq!(shop.may_list(datetime!(2027-02-28 23:59:59 +8)), Ok(()));
            let late = shop.may_list(datetime!(2027-03-01 00:00:00 +8));
            assert_eq!(late, Err(ListingBar::VerificationEnded));
        }
    }

    #[test]
    fn op_1_a_verification_ends_with_its_licence() {
        let verified = datetime!(2026-08-31 15:00 +8);
        let licence = datetime!(2026-12-01 00:00 +8);
        assert_eq!(verified_until(verified, Some(licence)).unwrap(), licence);
        let longer = datetime!(2030-01-01 00:00 +8);
        let end = verified_until(verified, Some(longer)).unwrap();
        assert_eq!(end, datetime!(2027-03-01 00:00 +8));
    }

    #[test]
    fn op_9_thirty_days_are_whole_days() {
        let end = exit_after(datetime!(2026-11-22 10:00 +8)).unwrap();
        assert_eq!(end, datetime!(2026-12-23 00:00 +8));
    }

    #[test]
    fn op_2_a_change_is_shown_within_ten_working_days() {
        for (changed, shown) in [
            // A Sunday; two weeks of five working days follow.
            (datetime!(2026-11-22 00:00 +8), datetime!(2026-12-05 00:00 +8)),
            // Over the week of the National Day.
            (datetime!(2026-09-28 00:00 +8), datetime!(2026-10-17 00:00 +8)),
            // The working days of 2027 are not published.
            (datetime!(2026-12-28 00:00 +8), datetime!(2027-01-08 00:00 +8)),
        ] {
            assert_eq!(display_until(changed).unwrap(), shown, "{changed}");
        }
    }

    #[test]
    fn op_9_a_report_is_kept_three_years() {
        let end = kept_until(datetime!(2026-12-23 00:00 +8)).unwrap();
        assert_eq!(end, datetime!(2029-12-24 00:00 +8));
    }

    #[test]
    fn only_the_verified_list_and_only_the_stopped_do_not_sell() {
        use OperatorState as S;
        let (now, end) = (datetime!(2026-11-22 10:00 +8), datetime!(2027-11-22 10:00 +8));
        let table = [
            (S::Draft, Err(ListingBar::NotRegistered), true),
            (S::Submitted, Err(ListingBar::NotRegistered), true),
            (S::Rejected, Err(ListingBar::NotRegistered), true),
            (S::Active, Ok(()), true),
            (S::ReverifyDue, Ok(()), true),
            (S::Restricted, Err(ListingBar::VerificationEnded), true),
            (S::Suspended, Err(ListingBar::Suspended), false),
            (S::Exiting, Err(ListingBar::Leaving), true),
            (S::Exited, Err(ListingBar::Leaving), false),
        ];
        for (state, listing, sells) in table {
            let shop = standing(state, Some(end));
            assert_eq!((shop.may_list(now), shop.sells()), (listing, sells), "{state:?}");
        }
        let never = standing(S::Active, None).may_list(now);
        assert_eq!(never, Err(ListingBar::VerificationEnded));
    }

    #[test]
    fn op_6_every_kind_has_its_badge() {
        assert_eq!(badge(OperatorKind::Registered), Badge::Registered);
        assert_eq!(badge(OperatorKind::ServiceProvider), Badge::Registered);
        assert_eq!(badge(OperatorKind::NaturalPerson), Badge::Exempt);
        assert_eq!(badge(OperatorKind::SelfOperated), Badge::SelfOperated);
    }
}
