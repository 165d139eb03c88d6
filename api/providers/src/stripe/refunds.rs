//! Refunds of a payment intent, whole or in part.

use serde::Deserialize;

use super::{Linked, Metadata, Named, REFERENCE, Stripe};
use crate::{Amount, Failure, Reference};

/// What to refund.
#[derive(Debug, Clone)]
pub struct RefundAsk<'a> {
    /// Our number of the refund; also the idempotency key.
    pub reference: &'a Reference,
    /// `pi_…`
    pub intent: &'a str,
    /// How much.
    pub amount: Amount,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Under way.
    Pending,
    /// The payer has to give an account for it.
    RequiresAction,
    /// Sent to the payer.
    Succeeded,
    /// The payer's bank did not take it.
    Failed,
    /// Called off.
    Canceled,
    /// A word that came later than this program.
    #[serde(other)]
    Other,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// `re_…`
    pub id: String,
    /// Where it stands.
    pub status: RefundStatus,
    /// In the smallest unit.
    pub minor: i64,
    /// ISO 4217, capitals.
    pub currency: String,
    /// The payment intent it is of.
    pub intent: Option<String>,
    /// Our number.
    pub reference: Option<String>,
    /// Why it failed, in Stripe's word.
    pub fault: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundWire {
    id: String,
    status: Option<RefundStatus>,
    amount: i64,
    currency: String,
    payment_intent: Option<Linked<Named>>,
    #[serde(default)]
    metadata: Option<Metadata>,
    failure_reason: Option<String>,
}

impl From<RefundWire> for Refund {
    fn from(wire: RefundWire) -> Self {
        let fault = wire.failure_reason;
        Self {
            id: wire.id,
            status: wire.status.unwrap_or(RefundStatus::Other),
            minor: wire.amount,
            currency: wire.currency.to_ascii_uppercase(),
            intent: wire.payment_intent.map(Linked::id),
            reference: wire.metadata.and_then(|metadata| metadata.reference),
            fault: fault.and_then(|code| Failure::refused(&code).code().map(str::to_owned)),
        }
    }
}

#[derive(Deserialize)]
struct List {
    data: Vec<RefundWire>,
    has_more: bool,
}

/// Refunds of one payment beyond which nobody looks; each page holds a hundred.
const MOST_PAGES: usize = 20;

impl Stripe {
    /// Refunds a part of a payment. Asked again within a day with the same number it is the same
    /// refund; [`Stripe::refund_by_reference`] finds it later than that.
    ///
    /// # Errors
    /// As [`Failure`] says; more than is left of the payment is refused.
    pub async fn refund(&self, ask: &RefundAsk<'_>) -> Result<Refund, Failure> {
        let amount = ask.amount.minor().to_string();
        let key = ask.reference.as_str();
        let metadata = format!("metadata[{REFERENCE}]");
        let form =
            [("payment_intent", ask.intent), ("amount", amount.as_str()), (metadata.as_str(), key)];
        self.post::<RefundWire>(&["refunds"], key, &form).await.map(Into::into)
    }

    /// Where a refund stands.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `resource_missing` if there is none.
    pub async fn refund_status(&self, id: &str) -> Result<Refund, Failure> {
        self.get::<RefundWire>(&["refunds", id], &[]).await.map(Into::into)
    }

    /// The refund of a payment that carries our number, or nothing.
    ///
    /// # Errors
    /// As [`Failure`] says.
    pub async fn refund_by_reference(
        &self,
        intent: &str,
        reference: &Reference,
    ) -> Result<Option<Refund>, Failure> {
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = vec![("payment_intent", intent), ("limit", "100")];
            if let Some(after) = &after {
                query.push(("starting_after", after));
            }
            let page: List = self.get(&["refunds"], &query).await?;
            after = page.data.last().map(|refund| refund.id.clone());
            let mut found = page.data.into_iter().map(Refund::from);
            let ours = |refund: &Refund| refund.reference.as_deref() == Some(reference.as_str());
            if let Some(refund) = found.find(ours) {
                return Ok(Some(refund));
            }
            if !page.has_more || after.is_none() {
                return Ok(None);
            }
        }
        Err(Failure::Malformed("a bounded list of refunds"))
    }
}
