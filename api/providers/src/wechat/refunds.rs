//! Refunds of a transaction, whole or in part. One number of ours is one refund.

use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;

use super::{MALFORMED, Wechat};
use crate::{Amount, Failure, Nonce, Reference};

/// What to refund.
#[derive(Debug, Clone)]
pub struct RefundAsk<'a> {
    /// Our number of the payment.
    pub payment: &'a Reference,
    /// What was paid, whole.
    pub paid: Amount,
    /// Our number of the refund.
    pub reference: &'a Reference,
    /// How much.
    pub amount: Amount,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundStatus {
    /// The money has gone back.
    Success,
    /// Given up.
    Closed,
    /// Under way.
    Processing,
    /// The payer's account does not take it: somebody has to see to it by hand.
    Abnormal,
    /// A word that came later than this program.
    #[serde(other)]
    Other,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// `WeChat` Pay's number.
    pub refund_id: String,
    /// Our number.
    pub reference: String,
    /// Our number of the payment.
    pub payment: String,
    /// Where it stands.
    pub status: RefundStatus,
    /// How much.
    pub amount: Amount,
}

#[derive(Deserialize)]
pub(super) struct Wire {
    refund_id: String,
    out_refund_no: String,
    out_trade_no: String,
    /// `status` in an answer, `refund_status` in a callback.
    #[serde(alias = "refund_status")]
    status: RefundStatus,
    amount: AmountWire,
    /// Only a callback says whose it is.
    pub(super) mchid: Option<String>,
}

#[derive(Deserialize)]
struct AmountWire {
    refund: i64,
    currency: Option<String>,
}

impl TryFrom<Wire> for Refund {
    type Error = Failure;

    fn try_from(wire: Wire) -> Result<Self, Failure> {
        if wire.amount.currency.is_some_and(|currency| currency != "CNY") {
            return Err(MALFORMED);
        }
        Ok(Self {
            refund_id: wire.refund_id,
            reference: wire.out_refund_no,
            payment: wire.out_trade_no,
            status: wire.status,
            amount: Amount::of_minor(wire.amount.refund).map_err(|_| MALFORMED)?,
        })
    }
}

impl Wechat {
    /// Refunds a part of a transaction.
    ///
    /// # Errors
    /// As [`Failure`] says; more than is left of the transaction is refused.
    pub async fn refund(
        &self,
        ask: &RefundAsk<'_>,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<Refund, Failure> {
        let body = json!({
            "out_trade_no": ask.payment.as_str(),
            "out_refund_no": ask.reference.as_str(),
            "notify_url": self.notify_url.as_str(),
            "amount": {
                "refund": ask.amount.minor(),
                "total": ask.paid.minor(),
                "currency": "CNY",
            },
        });
        let url = self.url(&["refund", "domestic", "refunds"], &[])?;
        let read: Refund = self.post::<Wire>(url, &body, now, nonce).await?.try_into()?;
        of(read, ask.reference)
    }

    /// What became of a refund.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `RESOURCE_NOT_EXISTS` if there is none.
    pub async fn refund_status(
        &self,
        reference: &Reference,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<Refund, Failure> {
        let url = self.url(&["refund", "domestic", "refunds", reference.as_str()], &[])?;
        let read: Refund = self.get::<Wire>(url, now, nonce).await?.try_into()?;
        of(read, reference)
    }
}

/// A signed answer to another question is not the answer to this one.
fn of(refund: Refund, reference: &Reference) -> Result<Refund, Failure> {
    if refund.reference == reference.as_str() { Ok(refund) } else { Err(MALFORMED) }
}
