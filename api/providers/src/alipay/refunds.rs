//! Refunds of a trade, whole or in part. One number of ours is one refund: asked again, Alipay
//! does not pay twice.

use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;

use super::{Alipay, MALFORMED};
use crate::amount::amount_of_yuan;
use crate::{Amount, Failure, Reference};

/// What to refund.
#[derive(Debug, Clone)]
pub struct RefundAsk<'a> {
    /// Our number of the payment.
    pub payment: &'a Reference,
    /// Our number of the refund.
    pub reference: &'a Reference,
    /// How much.
    pub amount: Amount,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundStatus {
    /// The money has gone back.
    Paid,
    /// Taken, not yet said to be paid: ask again.
    Pending,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Alipay's number of the trade; a refund has none of its own.
    pub trade_no: String,
    /// Where it stands.
    pub status: RefundStatus,
    /// How much, where Alipay says so of this refund alone.
    pub amount: Option<Amount>,
}

#[derive(Deserialize)]
struct Refunded {
    trade_no: String,
    out_trade_no: String,
    fund_change: Option<String>,
}

#[derive(Deserialize)]
struct Queried {
    trade_no: Option<String>,
    out_trade_no: Option<String>,
    out_request_no: Option<String>,
    refund_status: Option<String>,
    refund_amount: Option<String>,
}

impl Alipay {
    /// Refunds a part of a trade.
    ///
    /// # Errors
    /// As [`Failure`] says; more than is left of the trade is refused.
    pub async fn refund(
        &self,
        ask: &RefundAsk<'_>,
        now: OffsetDateTime,
    ) -> Result<Refund, Failure> {
        let content = json!({
            "out_trade_no": ask.payment.as_str(),
            "out_request_no": ask.reference.as_str(),
            "refund_amount": ask.amount.yuan(),
        });
        let wire: Refunded = self.call("alipay.trade.refund", &content, now).await?;
        if wire.out_trade_no != ask.payment.as_str() {
            return Err(MALFORMED);
        }
        // The sum that Alipay tells here is of all refunds of the trade: it says nothing of this
        // one. `N` may mean "already paid" or "not yet": only a query tells.
        let paid = wire.fund_change.as_deref() == Some("Y");
        Ok(Refund {
            trade_no: wire.trade_no,
            status: if paid { RefundStatus::Paid } else { RefundStatus::Pending },
            amount: None,
        })
    }

    /// What became of a refund, or nothing if Alipay never heard of it.
    ///
    /// # Errors
    /// As [`Failure`] says.
    pub async fn refund_status(
        &self,
        payment: &Reference,
        reference: &Reference,
        now: OffsetDateTime,
    ) -> Result<Option<Refund>, Failure> {
        let content = json!({
            "out_trade_no": payment.as_str(),
            "out_request_no": reference.as_str(),
        });
        let wire: Queried = self.call("alipay.trade.fastpay.refund.query", &content, now).await?;
        // A good answer without the refund in it: there is none.
        let (Some(trade_no), Some(request)) = (wire.trade_no, wire.out_request_no) else {
            return Ok(None);
        };
        if request != reference.as_str()
            || wire.out_trade_no.is_some_and(|number| number != payment.as_str())
        {
            return Err(MALFORMED);
        }
        let amount = match wire.refund_amount.as_deref() {
            Some(text) => Some(amount_of_yuan(text).ok_or(MALFORMED)?),
            None => None,
        };
        // Older trades leave the status out of a refund that is paid, and say how much it was.
        let paid = match wire.refund_status.as_deref() {
            Some("REFUND_SUCCESS") => true,
            Some(_) => false,
            None => amount.is_some(),
        };
        let status = if paid { RefundStatus::Paid } else { RefundStatus::Pending };
        Ok(Some(Refund { trade_no, status, amount }))
    }
}
