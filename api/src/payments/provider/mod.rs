//! What every payment provider can do, and which of them are on.
//!
//! A provider is asked outside of any transaction. Every call carries a permanent key of ours, so
//! asking again after a crash is asking for the same thing. An answer that did not come, or that
//! cannot be read, is [`Fault::Unknown`]: nobody then guesses what became of the money.

mod alipay;
mod outside;
mod registry;
pub mod sandbox;
mod stripe;
mod wechat;

use futures_util::future::BoxFuture;
use http::HeaderMap;
use platform::App;
use platform::kernel::Money;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

pub use super::attempt::ProviderKind;
pub use registry::Providers;

/// What a payer is asked to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginAsk {
    /// The attempt: the permanent key at the provider (its 32 hexadecimal digits are our order
    /// number there). The same key begins the same payment, however often it is asked for.
    pub attempt: Uuid,
    /// Above zero.
    pub amount: Money,
    /// The first instant at which the provider need not take the payment any more.
    pub expires_at: OffsetDateTime,
    /// How the sandbox is to behave; nothing for every other provider.
    pub script: Option<String>,
}

/// A payment at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRef {
    pub attempt: Uuid,
    pub amount: Money,
    /// The provider's own id, where it told one.
    pub reference: Option<String>,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundCall {
    /// The leg: the permanent key at the provider.
    pub leg: Uuid,
    /// Above zero.
    pub amount: Money,
    /// The payment it is of, with the whole amount that was captured.
    pub payment: PaymentRef,
    /// The provider's own id of the refund, where it told one.
    pub reference: Option<String>,
    /// From 1; counts up only after the provider has said for certain that the one before failed.
    pub tries: i64,
}

/// What the payer's program has to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NextStep {
    /// Open this address.
    Redirect(String),
    /// Hand this to the provider's library: a client secret, an order string, a prepay id.
    Secret(String),
    /// Show this as a picture that a telephone can read.
    Code(String),
}

/// What a provider says of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It waits for the payer.
    Pending { reference: Option<String>, next: Option<NextStep> },
    /// The provider has this money for us. The amount is what it says, not what we asked for.
    Succeeded { reference: String, amount: Money },
    /// It will not come. `reason` is one word in capitals for the payer's program.
    Failed { reference: Option<String>, reason: String },
    /// It never heard of this payment.
    NotFound,
}

/// What a provider says of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundSaid {
    Pending { reference: Option<String> },
    Paid { reference: String },
    Failed { reference: Option<String>, reason: String },
    NotFound,
}

/// Why a provider gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The call did not leave, or was turned away before anything could happen: trying again is
    /// safe and says nothing of the money.
    NotSent(String),
    /// It left, and what became of it is not known.
    Unknown(String),
}

/// A signed message of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// The provider's own id of the event; each is heard once.
    pub event: String,
    pub about: About,
}

/// What a callback is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A payment, by our key.
    Payment { attempt: Uuid, said: Said },
    /// A refund, by our key.
    Refund { leg: Uuid, said: RefundSaid },
    /// Nothing that we react to.
    Other,
}

/// Why a callback was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadCallback {
    /// Its signature is missing, wrong, too old or of an unknown key.
    Unsigned,
    /// It is signed, but not as this provider writes.
    Malformed,
}

/// One line of a day's statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Our key: of an attempt, or of a refund's leg.
    pub key: Uuid,
    pub kind: LineKind,
    /// Above zero, whichever way it went.
    pub amount: Money,
    pub reference: String,
}

/// Which way the money of a line went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Payment,
    Refund,
}

/// What to answer to a callback that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    pub content_type: &'static str,
    pub body: &'static str,
}

type Answer<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// A payment provider.
pub trait Provider: Send + Sync {
    /// Which it is.
    fn kind(&self) -> ProviderKind;

    /// Begins a payment, or answers what became of the one that this key began before.
    fn begin<'a>(&'a self, app: &'a App, ask: &'a BeginAsk) -> Answer<'a, Said>;

    /// What became of a payment.
    fn query<'a>(&'a self, app: &'a App, payment: &'a PaymentRef) -> Answer<'a, Said>;

    /// Gives money back, or answers what became of the refund that this key began before.
    fn refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid>;

    /// What became of a refund.
    fn query_refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid>;

    /// All that was captured and refunded on a day of Shanghai; asked for when it is over.
    fn statement<'a>(&'a self, app: &'a App, day: Date) -> Answer<'a, Vec<StatementLine>>;

    /// Reads a callback: the signature over the raw body first, and nothing before it.
    ///
    /// # Errors
    /// Why it is not taken.
    fn read_callback(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Callback, BadCallback>;

    /// What this provider wants to hear for a callback that was taken.
    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement { content_type: "application/json", body: "{}" }
    }
}
