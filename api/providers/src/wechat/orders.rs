//! Orders: made at `WeChat` Pay, then paid by a picture, inside `WeChat`, from our program or from
//! a browser of a telephone.

use serde::Deserialize;
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::offset;

use super::sign::lines;
use super::{MALFORMED, Wechat};
use crate::{Amount, Failure, Nonce, Reference};

/// Through which door the payer comes to `WeChat` Pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door<'a> {
    /// A picture that the payer's telephone reads.
    Native,
    /// A page or a small program inside `WeChat`; the payer's number at our application.
    Jsapi {
        /// `openid`.
        openid: &'a str,
    },
    /// Our own program.
    App,
    /// A browser of a telephone; the payer's address on the net.
    H5 {
        /// An IP address.
        payer_ip: &'a str,
    },
}

/// What to make an order with.
#[derive(Debug, Clone)]
pub struct OrderAsk<'a> {
    /// Our number: an order at `WeChat` Pay is one per number.
    pub reference: &'a Reference,
    /// How much.
    pub amount: Amount,
    /// What the payer reads.
    pub description: &'a str,
    /// Until when it may be paid.
    pub expires_at: OffsetDateTime,
}

/// What the payer's program pays an order with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// What the picture says.
    Code(String),
    /// Given to `WeChat` Pay's library, signed by [`Wechat::sheet`].
    Prepay(String),
    /// An address to open.
    Address(String),
}

/// The signed parameters that open `WeChat` Pay's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Seconds since 1970.
    pub timestamp: String,
    /// Used once.
    pub nonce: String,
    /// `prepay_id=…` inside `WeChat`, the bare id in a program.
    pub package: String,
    /// Over the three and the application's number.
    pub signature: String,
}

#[derive(Deserialize)]
struct Wire {
    code_url: Option<String>,
    prepay_id: Option<String>,
    h5_url: Option<String>,
}

impl Wechat {
    /// Makes an order. Asked again with the same number and content it is the same one.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `ORDERPAID` if it is paid already.
    pub async fn order(
        &self,
        door: Door<'_>,
        ask: &OrderAsk<'_>,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<Order, Failure> {
        if ask.reference.as_str().len() > 32 {
            return Err(Failure::Setting("a number of a payment of at most 32 signs"));
        }
        let expires = ask.expires_at.to_offset(offset!(+8)).truncate_to_second();
        let mut body = json!({
            "appid": self.app_id,
            "mchid": self.mch_id,
            "description": ask.description,
            "out_trade_no": ask.reference.as_str(),
            "time_expire": expires.format(&Rfc3339).map_err(|_| Failure::Setting("a time"))?,
            "notify_url": self.notify_url.as_str(),
            "amount": { "total": ask.amount.minor(), "currency": "CNY" },
        });
        let segment = match door {
            Door::Native => "native",
            Door::Jsapi { openid } => {
                body["payer"] = json!({ "openid": openid });
                "jsapi"
            }
            Door::App => "app",
            Door::H5 { payer_ip } => {
                let info = json!({ "payer_client_ip": payer_ip, "h5_info": { "type": "Wap" } });
                body["scene_info"] = info;
                "h5"
            }
        };
        let url = self.url(&["pay", "transactions", segment], &[])?;
        let wire: Wire = self.post(url, &body, now, nonce).await?;
        let order = match door {
            Door::Native => wire.code_url.map(Order::Code),
            Door::Jsapi { .. } | Door::App => wire.prepay_id.map(Order::Prepay),
            Door::H5 { .. } => wire.h5_url.map(Order::Address),
        };
        order.ok_or(MALFORMED)
    }

    /// Signs what opens the sheet for a prepared order; nothing for the doors that have none.
    ///
    /// # Errors
    /// [`Failure::Setting`]: the key cannot sign.
    pub fn sheet(
        &self,
        door: Door<'_>,
        prepay_id: &str,
        now: OffsetDateTime,
        nonce: Nonce,
    ) -> Result<Option<Sheet>, Failure> {
        let package = match door {
            Door::Jsapi { .. } => format!("prepay_id={prepay_id}"),
            Door::App => prepay_id.to_owned(),
            Door::Native | Door::H5 { .. } => return Ok(None),
        };
        let (timestamp, nonce) = (now.unix_timestamp().to_string(), nonce.text());
        let message = lines(&[&self.app_id, &timestamp, &nonce, &package]);
        let signature = self.key.sign(message.as_bytes())?;
        Ok(Some(Sheet { timestamp, nonce, package, signature }))
    }
}
