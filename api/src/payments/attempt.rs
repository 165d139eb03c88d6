//! An attempt: one try to get the money of one tender. The balance is a tender like any other.

pub use entity::payments::payment_attempt::Tender;
use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};

use super::intent::Intent;
use super::provider::{NextStep, PaymentRef};

/// A provider of payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProviderKind {
    /// Built in; no money moves.
    Sandbox,
    Stripe,
    Alipay,
    Wechat,
}

impl ProviderKind {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Sandbox, Self::Stripe, Self::Alipay, Self::Wechat];

    /// The name in settings, addresses and accounts of the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox",
            Self::Stripe => "stripe",
            Self::Alipay => "alipay",
            Self::Wechat => "wechat",
        }
    }

    /// The provider of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The tender that is paid through it.
    pub const fn tender(self) -> Tender {
        match self {
            Self::Sandbox => Tender::Sandbox,
            Self::Stripe => Tender::Stripe,
            Self::Alipay => Tender::Alipay,
            Self::Wechat => Tender::Wechat,
        }
    }

    /// The provider of a tender; none of the balance.
    pub const fn of(tender: Tender) -> Option<Self> {
        match tender {
            Tender::Wallet => None,
            Tender::Sandbox => Some(Self::Sandbox),
            Tender::Stripe => Some(Self::Stripe),
            Tender::Alipay => Some(Self::Alipay),
            Tender::Wechat => Some(Self::Wechat),
        }
    }
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    /// Written down; nobody outside knows of it.
    Created,
    /// The provider knows of it, or may.
    Processing,
    /// The money is there.
    Succeeded,
    /// It will not come.
    Failed,
    /// Nobody knows; only the provider or its statement can say.
    Unknown,
}

impl States for AttemptState {
    const MACHINE: &'static str = "payment_attempt";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Created, Self::Processing, &[ActorKind::System]),
        (Self::Created, Self::Failed, &[ActorKind::System]),
        (Self::Processing, Self::Succeeded, &[ActorKind::System]),
        (Self::Processing, Self::Failed, &[ActorKind::System]),
        (Self::Processing, Self::Unknown, &[ActorKind::System]),
        (Self::Unknown, Self::Processing, &[ActorKind::System]),
        (Self::Unknown, Self::Succeeded, &[ActorKind::System]),
        (Self::Unknown, Self::Failed, &[ActorKind::System]),
        (Self::Failed, Self::Succeeded, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Created => "CREATED",
            Self::Processing => "PROCESSING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
        }
        .to_owned()
    }
}

/// One try to get the money of one tender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: Id<Attempt>,
    pub payment: Id<Intent>,
    pub tender: Tender,
    pub state: AttemptState,
    pub amount: Money,
    /// What really came.
    pub captured: Money,
    /// What of it goes back, or has gone.
    pub refunded: Money,
    /// Whether it is part of what the payment captured.
    pub counts: bool,
    pub reference: Option<String>,
    pub next_step: Option<NextStep>,
    /// Why it failed, in one word.
    pub failure: Option<String>,
    /// How the sandbox is to behave.
    pub script: Option<String>,
    pub queries: i64,
    pub created_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
}

impl Noun for Attempt {
    const PREFIX: &'static str = "attempt";
}

impl Attempt {
    /// Whether the provider may still say anything.
    pub fn is_open(&self) -> bool {
        match self.state {
            AttemptState::Created | AttemptState::Processing | AttemptState::Unknown => true,
            AttemptState::Succeeded | AttemptState::Failed => false,
        }
    }

    /// How its provider knows it.
    pub fn at_provider(&self) -> PaymentRef {
        PaymentRef {
            attempt: self.id.uuid(),
            amount: self.amount,
            reference: self.reference.clone(),
        }
    }
}

/// How long after the `asked`-th question a provider is asked again: 10 s, 20 s, 40 s … 6 hours.
/// Without an end: what is not known is not decided by time.
pub fn ask_again(asked: i64) -> Duration {
    let doublings = u32::try_from(asked.clamp(0, 12)).unwrap_or(12);
    let seconds = 10_i64.checked_shl(doublings).unwrap_or(i64::MAX);
    Duration::seconds(seconds.min(6 * 3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_become_rarer_and_never_end() {
        let waits: Vec<i64> =
            [0, 1, 2, 11, 12, 500].map(|asked| ask_again(asked).whole_seconds()).into();
        assert_eq!(waits, [10, 20, 40, 20_480, 21_600, 21_600]);
    }

    #[test]
    fn every_provider_is_a_tender_and_the_balance_is_none() {
        for kind in ProviderKind::ALL {
            assert_eq!(ProviderKind::of(kind.tender()), Some(kind));
            assert_eq!(ProviderKind::named(kind.name()), Some(kind));
        }
        assert_eq!(ProviderKind::of(Tender::Wallet), None);
        assert_eq!(ProviderKind::named("wallet"), None);
    }
}
