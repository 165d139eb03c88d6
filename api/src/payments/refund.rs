//! A refund: money that goes back the way it came, split over the tenders it was paid with.

use platform::Failure;
use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::attempt::Attempt;
use super::intent::Intent;

/// Where the money of a refund is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundSource {
    /// In transit: it never reached escrow.
    Transit,
    /// In the escrow of the part.
    Escrow,
    /// With the platform: a compensation fund or an operator's payable was debited into
    /// `ledger::Account::Refunds` in this transaction.
    Ready,
}

/// A wish to give money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAsk {
    pub part: Uuid,
    /// Above zero; with all refunds of the part before, at most what was captured for it (MON-2).
    pub amount: Money,
    pub source: RefundSource,
    /// The permanent business key, at most 80 characters of ASCII: one refund each.
    pub key: String,
}

/// Why nothing is refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRefunded {
    /// Nothing was captured for this part.
    NotCaptured,
    /// It would be more than was paid.
    TooMuch,
    /// Escrow is frozen or has released the money.
    EscrowRefuses,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundState {
    /// On its way.
    Requested,
    /// All of it has reached the payer.
    Paid,
}

impl States for RefundState {
    const MACHINE: &'static str = "payment_refund";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] =
        &[(Self::Requested, Self::Paid, &[ActorKind::System])];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::Paid => "PAID",
        }
        .to_owned()
    }
}

/// Where the share of one tender stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegState {
    /// Nobody outside knows of it.
    Requested,
    /// The provider knows of it, or may.
    Sent,
    /// It has reached the payer.
    Paid,
    /// The provider will not; it is tried again.
    Failed,
    /// Nobody knows; only the provider or its statement can say.
    Unknown,
}

impl States for LegState {
    const MACHINE: &'static str = "payment_refund_leg";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Requested, Self::Sent, &[ActorKind::System]),
        (Self::Sent, Self::Paid, &[ActorKind::System]),
        (Self::Sent, Self::Failed, &[ActorKind::System]),
        (Self::Sent, Self::Unknown, &[ActorKind::System]),
        (Self::Unknown, Self::Sent, &[ActorKind::System]),
        (Self::Unknown, Self::Paid, &[ActorKind::System]),
        (Self::Unknown, Self::Failed, &[ActorKind::System]),
        (Self::Failed, Self::Sent, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::Sent => "SENT",
            Self::Paid => "PAID",
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
        }
        .to_owned()
    }
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: Id<Refund>,
    pub payment: Id<Intent>,
    /// The part it is of; none where money came that nobody had asked for.
    pub part: Option<Uuid>,
    pub state: RefundState,
    pub amount: Money,
    pub key: String,
    pub asked_at: OffsetDateTime,
    pub paid_at: Option<OffsetDateTime>,
}

impl Noun for Refund {
    const PREFIX: &'static str = "refund";
}

/// The share of a refund that goes back to one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    pub id: Uuid,
    pub refund: Id<Refund>,
    pub attempt: Id<Attempt>,
    pub state: LegState,
    pub amount: Money,
    pub reference: Option<String>,
    pub failure: Option<String>,
    pub tries: i64,
    pub paid_at: Option<OffsetDateTime>,
}

/// Splits an amount over what is left of each tender, in proportion, largest remainder first; no
/// share is above what is left (MON-2, CO-8). Nothing where more is asked for than is left.
///
/// # Errors
/// Amounts that do not fit.
pub fn split(amount: Money, left: &[Money]) -> Result<Option<Vec<Money>>, Failure> {
    let broken = |error| Failure::because("split a refund", error);
    let whole = Money::sum(amount.currency(), left.iter().copied()).map_err(broken)?;
    if amount.minor() <= 0 || amount.minor() > whole.minor() {
        return Ok(None);
    }
    let weights: Vec<u64> =
        left.iter().map(|left| u64::try_from(left.minor()).unwrap_or(0)).collect();
    amount.split(&weights).map(Some).map_err(broken)
}

/// How long after the `tries`-th try a refund is sent or asked for again: 30 s … 6 hours, without
/// an end: what is owed stays owed.
pub fn send_again(tries: i64) -> Duration {
    let doublings = u32::try_from(tries.clamp(0, 10)).unwrap_or(10);
    let seconds = 30_i64.checked_shl(doublings).unwrap_or(i64::MAX);
    Duration::seconds(seconds.min(6 * 3_600))
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;
    use proptest::prelude::*;

    use super::*;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    #[test]
    fn co_8_tenders_of_100_and_70_get_100_and_70_back() {
        let shares = |amount, left: &[i64]| {
            let left: Vec<Money> = left.iter().copied().map(yuan).collect();
            split(yuan(amount), &left)
                .unwrap()
                .map(|shares| shares.into_iter().map(Money::minor).collect::<Vec<_>>())
        };
        assert_eq!(shares(17_000, &[10_000, 7_000]), Some(vec![10_000, 7_000]));
        assert_eq!(shares(8_500, &[10_000, 7_000]), Some(vec![5_000, 3_500]));
        assert_eq!(shares(1, &[10_000, 7_000]), Some(vec![1, 0]));
        assert_eq!(shares(100, &[0, 100]), Some(vec![0, 100]));
        assert_eq!(shares(17_001, &[10_000, 7_000]), None);
        assert_eq!(shares(0, &[1]), None);
        assert_eq!(shares(-1, &[1]), None);
        assert_eq!(shares(1, &[]), None);
    }

    proptest! {
        #[test]
        fn mon_2_no_share_is_above_what_is_left(
            left in prop::collection::vec(0..=i64::MAX / 64, 1..8),
            part in 1_u64..=1_000_000,
        ) {
            let whole: i64 = left.iter().sum();
            prop_assume!(whole > 0);
            let exact = i128::from(whole) * i128::from(part) / 1_000_000;
            let amount = i64::try_from(exact).unwrap().max(1);
            let tenders: Vec<Money> = left.iter().copied().map(yuan).collect();
            let shares = split(yuan(amount), &tenders).unwrap().unwrap();
            let sum: i64 = shares.iter().map(|share| share.minor()).sum();
            prop_assert_eq!(sum, amount);
            for (share, left) in shares.iter().zip(&left) {
                prop_assert!(share.minor() >= 0 && share.minor() <= *left);
            }
        }
    }
}
