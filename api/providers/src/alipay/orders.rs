//! Orders: made by signing, carried to Alipay by the payer's browser or program. No call is made,
//! so there is nothing whose outcome could be unknown.

use serde_json::json;
use time::OffsetDateTime;
use url::Url;

use super::{Alipay, trade};
use crate::{Amount, Failure, Reference};

/// Through which door the payer comes to Alipay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// A page of a browser on a desk.
    Page,
    /// A page of a browser on a telephone.
    Wap,
    /// Alipay's program, called by ours.
    App,
}

impl Door {
    const fn method(self) -> &'static str {
        match self {
            Self::Page => "alipay.trade.page.pay",
            Self::Wap => "alipay.trade.wap.pay",
            Self::App => "alipay.trade.app.pay",
        }
    }

    const fn product(self) -> &'static str {
        match self {
            Self::Page => "FAST_INSTANT_TRADE_PAY",
            Self::Wap => "QUICK_WAP_WAY",
            Self::App => "QUICK_MSECURITY_PAY",
        }
    }
}

/// What to make an order with.
#[derive(Debug, Clone)]
pub struct OrderAsk<'a> {
    /// Our number: an order at Alipay is one per number.
    pub reference: &'a Reference,
    /// How much.
    pub amount: Amount,
    /// What the payer reads; without the signs that would break a line of a statement.
    pub subject: &'a str,
    /// Until when it may be paid.
    pub expires_at: OffsetDateTime,
}

impl Alipay {
    /// The address that the payer's browser opens.
    ///
    /// # Errors
    /// [`Failure::Setting`]: a subject that Alipay does not take.
    pub fn order_url(
        &self,
        door: Door,
        ask: &OrderAsk<'_>,
        now: OffsetDateTime,
    ) -> Result<Url, Failure> {
        let mut url = self.gateway.clone();
        url.set_query(Some(&self.order(door, ask, now)?));
        Ok(url)
    }

    /// The string that the payer's program hands to Alipay's.
    ///
    /// # Errors
    /// [`Failure::Setting`]: a subject that Alipay does not take.
    pub fn order_string(&self, ask: &OrderAsk<'_>, now: OffsetDateTime) -> Result<String, Failure> {
        self.order(Door::App, ask, now)
    }

    fn order(
        &self,
        door: Door,
        ask: &OrderAsk<'_>,
        now: OffsetDateTime,
    ) -> Result<String, Failure> {
        let awkward = |c: char| c.is_control() || matches!(c, '/' | '=' | '&' | ',' | '"');
        if ask.subject.is_empty() || ask.subject.len() > 256 || ask.subject.contains(awkward) {
            return Err(Failure::Setting("a subject of at most 256 bytes without / = & , \""));
        }
        let content = json!({
            "out_trade_no": ask.reference.as_str(),
            "product_code": door.product(),
            "seller_id": self.seller_id,
            "subject": ask.subject,
            "time_expire": trade::written(ask.expires_at),
            "total_amount": ask.amount.yuan(),
        });
        let mut parameters = self.parameters(door.method(), &content, now);
        parameters.insert("notify_url", self.notify_url.as_str().to_owned());
        if let (Some(url), Door::Page | Door::Wap) = (&self.return_url, door) {
            parameters.insert("return_url", url.as_str().to_owned());
        }
        self.signed(parameters)
    }
}
