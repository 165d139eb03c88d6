//! A transaction: what became of an order at `WeChat` Pay.

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;

use super::{MALFORMED, Wechat};
use crate::{Amount, Failure, Nonce, Reference};

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum TransactionState {
    /// Paid.
    #[serde(rename = "SUCCESS")]
    Success,
    /// Paid, and refunded at least in part.
    #[serde(rename = "REFUND")]
    Refund,
    /// It waits for the payer.
    #[serde(rename = "NOTPAY")]
    NotPay,
    /// Closed unpaid.
    #[serde(rename = "CLOSED")]
    Closed,
    /// Called off at the till.
    #[serde(rename = "REVOKED")]
    Revoked,
    /// The payer is typing.
    #[serde(rename = "USERPAYING")]
    UserPaying,
    /// The bank said no.
    #[serde(rename = "PAYERROR")]
    PayError,
    /// A word that came later than this program.
    #[serde(other)]
    Other,
}

impl TransactionState {
    /// Whether the money is ours, or was.
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Success | Self::Refund)
    }
}

/// A transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Our number.
    pub reference: String,
    /// `WeChat` Pay's number, once it is paid.
    pub transaction_id: Option<String>,
    /// Where it stands.
    pub state: TransactionState,
    /// What it is about, whole; told once it is paid.
    pub amount: Option<Amount>,
}

#[derive(Deserialize)]
pub(super) struct Wire {
    #[serde(alias = "sp_mchid")]
    mchid: String,
    #[serde(alias = "sp_appid")]
    appid: String,
    out_trade_no: String,
    transaction_id: Option<String>,
    trade_state: TransactionState,
    amount: Option<AmountWire>,
}

#[derive(Deserialize)]
struct AmountWire {
    total: i64,
    currency: Option<String>,
}

impl Wechat {
    /// Checks that a transaction is ours, and in renminbi.
    pub(super) fn transaction_of(&self, wire: Wire) -> Result<Transaction, Failure> {
        if wire.mchid != self.mch_id || wire.appid != self.app_id {
            return Err(Failure::BadSignature("meant for somebody else"));
        }
        let amount = match wire.amount {
            Some(amount) if amount.currency.as_deref().unwrap_or("CNY") == "CNY" => {
                Some(Amount::of_minor(amount.total).map_err(|_| MALFORMED)?)
            }
            Some(_) => return Err(MALFORMED),
            None => None,
        };
        if wire.trade_state.is_paid() && (amount.is_none() || wire.transaction_id.is_none()) {
            return Err(MALFORMED);
        }
        Ok(Transaction {
            reference: wire.out_trade_no,
            transaction_id: wire.transaction_id,
            state: wire.trade_state,
            amount,
        })
    }

    /// What became of an order.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `ORDER_NOT_EXIST` if there is none.
    pub async fn transaction(
        &self,
        reference: &Reference,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<Transaction, Failure> {
        let segments = ["pay", "transactions", "out-trade-no", reference.as_str()];
        let url = self.url(&segments, &[("mchid", &self.mch_id)])?;
        let read = self.transaction_of(self.get(url, now, nonce).await?)?;
        // A signed answer to another question is not the answer to this one.
        if read.reference == reference.as_str() { Ok(read) } else { Err(MALFORMED) }
    }

    /// Closes an unpaid order, so that it cannot be paid any more.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `ORDERPAID` if it is paid.
    pub async fn close(
        &self,
        reference: &Reference,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<(), Failure> {
        let segments = ["pay", "transactions", "out-trade-no", reference.as_str(), "close"];
        let url = self.url(&segments, &[])?;
        let body = json!({ "mchid": self.mch_id });
        let answer = self.ask(Method::POST, url, Some(&body), (now, nonce)).await?;
        self.check(&answer, now)?;
        if answer.status == StatusCode::NO_CONTENT { Ok(()) } else { Err(MALFORMED) }
    }
}
