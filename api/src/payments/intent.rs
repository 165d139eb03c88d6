//! An intent: what is to be paid, by whom, for what, until when.

pub use entity::payments::payment::Purpose;
use platform::Failure;
use platform::kernel::{Currency, Id, Money, Noun, hex};
use platform::transitions::{ActorKind, States};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use super::attempt::ProviderKind;
use crate::identity;
use crate::operators::Operator;

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    /// Waits for the payer.
    Created,
    /// The payer has confirmed amount and payees; for a moment only.
    Confirmed,
    /// The payer has to show more, and confirm again.
    Challenged,
    /// Staff look at it.
    Held,
    /// Stopped; the payer may appeal.
    Denied,
    /// Confirmed and let through: the money is being got.
    Authorised,
    /// The whole amount is there.
    Captured,
    /// Nobody wants it any more.
    Closed,
}

impl States for PaymentState {
    const MACHINE: &'static str = "payment";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Created, Self::Confirmed, &[ActorKind::User]),
        (Self::Created, Self::Closed, &[ActorKind::System]),
        (Self::Confirmed, Self::Authorised, &[ActorKind::System]),
        (Self::Confirmed, Self::Challenged, &[ActorKind::System]),
        (Self::Confirmed, Self::Held, &[ActorKind::System]),
        (Self::Confirmed, Self::Denied, &[ActorKind::System]),
        (Self::Challenged, Self::Confirmed, &[ActorKind::User]),
        (Self::Challenged, Self::Closed, &[ActorKind::System]),
        (Self::Held, Self::Created, &[ActorKind::Staff]),
        (Self::Held, Self::Denied, &[ActorKind::Staff]),
        (Self::Held, Self::Closed, &[ActorKind::System]),
        (Self::Denied, Self::Created, &[ActorKind::Staff]),
        (Self::Denied, Self::Closed, &[ActorKind::System]),
        (Self::Authorised, Self::Captured, &[ActorKind::System]),
        (Self::Authorised, Self::Created, &[ActorKind::System]),
        (Self::Authorised, Self::Closed, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Created => "CREATED",
            Self::Confirmed => "CONFIRMED",
            Self::Challenged => "CHALLENGED",
            Self::Held => "HELD",
            Self::Denied => "DENIED",
            Self::Authorised => "AUTHORISED",
            Self::Captured => "CAPTURED",
            Self::Closed => "CLOSED",
        }
        .to_owned()
    }
}

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: Id<Intent>,
    pub payer: Id<identity::Account>,
    pub purpose: Purpose,
    pub subject: Uuid,
    pub state: PaymentState,
    /// The sum of the parts that are wanted; fixed while it is authorised.
    pub amount: Money,
    /// What it is paid with, while it is authorised and after.
    pub tenders: Option<Tenders>,
    /// How many factors a challenge asks for; 0 without one.
    pub challenge_factors: i64,
    /// Staff or an appeal have let it pass the rules of risk since.
    pub cleared_at: Option<OffsetDateTime>,
    /// Why it is held, denied or failed, in one word.
    pub stopped_reason: Option<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub confirmed_at: Option<OffsetDateTime>,
    pub captured_at: Option<OffsetDateTime>,
}

impl Noun for Intent {
    const PREFIX: &'static str = "payment";
}

/// What an intent is paid with: together exactly its amount (MON-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenders {
    pub wallet: Money,
    pub provider: Option<(ProviderKind, Money)>,
}

impl Tenders {
    /// So much from the balance, the rest through a provider. Refuses more than the amount, less
    /// than nothing, a rest without a provider, and a provider without a rest.
    pub fn of(amount: Money, wallet: Money, provider: Option<ProviderKind>) -> Option<Self> {
        let rest = amount.minus(wallet).ok()?;
        if wallet.is_negative() || rest.is_negative() {
            return None;
        }
        match (rest.is_zero(), provider) {
            (true, None) => Some(Self { wallet, provider: None }),
            (false, Some(kind)) => Some(Self { wallet, provider: Some((kind, rest)) }),
            (true, Some(_)) | (false, None) => None,
        }
    }

    /// What goes through the provider.
    pub fn through_provider(&self) -> Money {
        self.provider.map_or(Money::zero(self.wallet.currency()), |(_, amount)| amount)
    }
}

/// A part of an intent as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOf {
    pub subject: Uuid,
    pub payment: Id<Intent>,
    /// Who is paid; nobody where a balance is topped up.
    pub operator: Option<Id<Operator>>,
    pub amount: Money,
    pub captured: Money,
    /// What of it goes back, or has gone.
    pub refunded: Money,
    /// Whether it is part of the intent's amount.
    pub counts: bool,
    pub dropped_at: Option<OffsetDateTime>,
}

impl PartOf {
    /// What was captured for it and does not go back yet.
    pub fn left(&self) -> Money {
        let left = self.captured.minor().saturating_sub(self.refunded.minor());
        Money::new(left, self.amount.currency())
    }
}

impl Intent {
    /// What the payer confirms: every word of it is in the digest that they send back (PY-1).
    pub fn digest(&self, parts: &[PartOf]) -> String {
        let mut hash = Sha256::new();
        let mut word = |bytes: &[u8]| {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        word(b"fairstall/payment/1");
        word(self.id.uuid().as_bytes());
        word(self.amount.currency().code().as_bytes());
        word(&self.amount.minor().to_be_bytes());
        for part in parts.iter().filter(|part| part.counts) {
            word(part.subject.as_bytes());
            word(part.operator.map_or(Uuid::nil(), Id::uuid).as_bytes());
            word(&part.amount.minor().to_be_bytes());
        }
        hex(&hash.finalize()).chars().take(32).collect()
    }

    /// Whether the payer may confirm it now.
    pub fn waits(&self) -> bool {
        matches!(self.state, PaymentState::Created | PaymentState::Challenged)
    }
}

/// One part of an intent, which stands or falls by itself: an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub subject: Uuid,
    /// Who is paid; shown to the payer (PY-1).
    pub operator: Id<Operator>,
    /// Above zero.
    pub amount: Money,
}

/// What to open an intent with. Its amount is the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    pub payer: Id<identity::Account>,
    /// What it is for: a checkout. One intent each.
    pub subject: Uuid,
    /// 1 to 50, of one currency.
    pub parts: Vec<Part>,
    /// The first instant at which no attempt may begin.
    pub expires_at: OffsetDateTime,
}

impl Ask {
    /// The sum of the parts.
    ///
    /// # Errors
    /// A failure of ours: none or too many parts, two currencies, or nothing to pay.
    pub fn amount(&self) -> Result<Money, Failure> {
        let currency = self.currency().ok_or_else(|| Failure::broken("an intent has no parts"))?;
        let amounts = self.parts.iter().map(|part| part.amount);
        let sum = Money::sum(currency, amounts)
            .map_err(|error| Failure::because("the amount of an intent", error))?;
        let sound = self.parts.len() <= 50 && self.parts.iter().all(|part| part.amount.minor() > 0);
        if sound { Ok(sum) } else { Err(Failure::broken("the parts of an intent are not sound")) }
    }

    fn currency(&self) -> Option<Currency> {
        self.parts.first().map(|part| part.amount.currency())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(minor: i64) -> Money {
        Money::new(minor, Currency::Cny)
    }

    #[test]
    fn mon_1_tenders_are_exactly_the_amount() {
        let sandbox = Some(ProviderKind::Sandbox);
        for (wallet, provider, rest) in
            [(0, sandbox, Some(100)), (40, sandbox, Some(60)), (100, None, Some(0))]
        {
            let tenders = Tenders::of(yuan(100), yuan(wallet), provider);
            assert_eq!(tenders.map(|tenders| tenders.through_provider().minor()), rest);
        }
        for (wallet, provider) in
            [(0, None), (100, sandbox), (101, sandbox), (101, None), (-1, sandbox), (99, None)]
        {
            assert_eq!(Tenders::of(yuan(100), yuan(wallet), provider), None, "{wallet}");
        }
        let dollars = Money::new(1, Currency::Usd);
        assert_eq!(Tenders::of(yuan(100), dollars, sandbox), None);
    }

    #[test]
    fn only_the_payer_confirms_and_only_staff_let_go_of_what_is_held() {
        use PaymentState::{Captured, Confirmed, Created, Denied, Held};
        assert!(Created.may_become(Confirmed, ActorKind::User));
        assert!(!Created.may_become(Confirmed, ActorKind::Staff));
        assert!(!Held.may_become(Created, ActorKind::User));
        assert!(Denied.may_become(Created, ActorKind::Staff));
        assert!(Captured.next_for(ActorKind::System).is_empty());
    }
}
