//! A trade: what became of an order at Alipay.

use serde::Deserialize;
use serde_json::json;
use time::macros::{format_description, offset};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::{Alipay, MALFORMED};
use crate::amount::amount_of_yuan;
use crate::{Amount, Failure, Reference};

/// Where a trade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TradeStatus {
    /// It waits for the payer.
    WaitBuyerPay,
    /// It was not paid in time, or is refunded whole.
    TradeClosed,
    /// Paid; may be refunded.
    TradeSuccess,
    /// Paid and past refunding.
    TradeFinished,
    /// A word that came later than this program.
    #[serde(other)]
    Other,
}

/// A trade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trade {
    /// Alipay's number.
    pub trade_no: String,
    /// Our number.
    pub reference: String,
    /// Where it stands.
    pub status: TradeStatus,
    /// What it is about, whole.
    pub amount: Amount,
}

#[derive(Deserialize)]
struct Wire {
    trade_no: String,
    out_trade_no: String,
    trade_status: TradeStatus,
    total_amount: String,
}

impl Alipay {
    /// What became of an order.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `ACQ.TRADE_NOT_EXIST` while no payer has opened it.
    pub async fn trade(
        &self,
        reference: &Reference,
        now: OffsetDateTime,
    ) -> Result<Trade, Failure> {
        let content = json!({ "out_trade_no": reference.as_str() });
        let wire: Wire = self.call("alipay.trade.query", &content, now).await?;
        // A signed answer to another question is not the answer to this one.
        if wire.out_trade_no != reference.as_str() {
            return Err(MALFORMED);
        }
        Ok(Trade {
            trade_no: wire.trade_no,
            reference: wire.out_trade_no,
            status: wire.trade_status,
            amount: amount_of_yuan(&wire.total_amount).ok_or(MALFORMED)?,
        })
    }

    /// Closes an unpaid order, so that it cannot be paid any more.
    ///
    /// # Errors
    /// As [`Failure`] says; refused if it is paid, or if no payer has opened it.
    pub async fn close(&self, reference: &Reference, now: OffsetDateTime) -> Result<(), Failure> {
        let content = json!({ "out_trade_no": reference.as_str() });
        let wire: Closed = self.call("alipay.trade.close", &content, now).await?;
        match wire.out_trade_no {
            Some(number) if number != reference.as_str() => Err(MALFORMED),
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct Closed {
    out_trade_no: Option<String>,
}

const FORM: &[time::format_description::BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// A time as Alipay writes it: of Shanghai, to the second.
pub(super) fn written(at: OffsetDateTime) -> String {
    at.to_offset(offset!(+8)).format(FORM).unwrap_or_default()
}

/// A time as Alipay wrote it.
pub(super) fn read_time(text: &str) -> Option<OffsetDateTime> {
    let text = text.get(..19)?;
    Some(PrimitiveDateTime::parse(text, FORM).ok()?.assume_offset(offset!(+8)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn times_are_of_shanghai() {
        let at = datetime!(2026-11-22 16:05:09 UTC);
        assert_eq!(written(at), "2026-11-23 00:05:09");
        assert_eq!(read_time("2026-11-23 00:05:09"), Some(at));
        assert_eq!(read_time("2026-11-23 00:05:09.123"), Some(at));
        for bad in ["", "2026-11-23", "2026-13-23 00:05:09", "付款付款付款付款"] {
            assert_eq!(read_time(bad), None, "{bad}");
        }
    }
}
