//! Asynchronous notices: a form that Alipay posts, signed over all its parameters but two. It is
//! sent again for a day until we answer `success`, so its number counts and its time does not.

use std::collections::BTreeMap;

use url::form_urlencoded;

use super::trade::TradeStatus;
use super::{Alipay, MALFORMED, sign};
use crate::amount::amount_of_yuan;
use crate::{Amount, Failure};

/// What is answered to a notice that was taken.
const TAKEN: &str = "success";
/// Alipay sends about thirty parameters.
const MOST: usize = 100;

/// A signed notice, meant for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number: sent again, it is the same one.
    pub id: String,
    /// Alipay's number of the trade.
    pub trade_no: String,
    /// Our number of the payment.
    pub reference: String,
    /// Where the trade stands.
    pub status: TradeStatus,
    /// What the trade is about, whole.
    pub amount: Amount,
    /// What set it off.
    pub about: NoticeAbout,
}

/// What set a notice off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeAbout {
    /// The trade itself.
    Trade,
    /// A refund of it.
    Refund {
        /// Our number of the refund; the payment's own where it was refunded without one.
        reference: String,
        /// What was refunded of the trade in all.
        refunded_in_all: Option<Amount>,
    },
}

impl Alipay {
    /// What is answered to a notice that was taken; anything else makes Alipay send it again.
    pub const fn taken() -> &'static str {
        TAKEN
    }

    /// Reads the body of a notice: the signature over its parameters first.
    ///
    /// # Errors
    /// [`Failure::BadSignature`]: unsigned, not by Alipay, or meant for another application or
    /// seller. [`Failure::Malformed`]: no form, a parameter stands twice, or signed and without
    /// what a notice has.
    pub fn read_notice(&self, body: &[u8]) -> Result<Notice, Failure> {
        let parameters = parameters(body)?;
        self.verify(&parameters)?;
        let get = |name: &str| parameters.get(name).map(String::as_str);
        // The same key may sign for other applications of ours.
        if get("app_id") != Some(&self.app_id) || get("seller_id") != Some(&self.seller_id) {
            return Err(Failure::BadSignature("meant for somebody else"));
        }
        let text = |name: &str| get(name).filter(|v| !v.is_empty()).map(str::to_owned);
        let need = |name: &str| text(name).ok_or(MALFORMED);
        let status = serde_json::from_value(need("trade_status")?.into()).map_err(|_| MALFORMED)?;
        let refunded = get("refund_fee").and_then(amount_of_yuan);
        let about = if get("gmt_refund").is_some() || refunded.is_some() {
            let reference = text("out_biz_no").map_or_else(|| need("out_trade_no"), Ok)?;
            NoticeAbout::Refund { reference, refunded_in_all: refunded }
        } else {
            NoticeAbout::Trade
        };
        Ok(Notice {
            id: need("notify_id")?,
            trade_no: need("trade_no")?,
            reference: need("out_trade_no")?,
            status,
            amount: amount_of_yuan(&need("total_amount")?).ok_or(MALFORMED)?,
            about,
        })
    }

    fn verify(&self, parameters: &BTreeMap<String, String>) -> Result<(), Failure> {
        let signature = parameters.get("sign").ok_or(Failure::BadSignature("no signature"))?;
        if parameters.get("sign_type").is_none_or(|kind| kind != "RSA2") {
            return Err(Failure::BadSignature("of a kind that does not count"));
        }
        let signed =
            parameters.iter().filter(|(name, _)| !matches!(name.as_str(), "sign" | "sign_type"));
        let content = sign::content(signed.map(|(name, value)| (name.as_str(), value.as_str())));
        if self.trusted.iter().any(|key| key.verifies(content.as_bytes(), signature)) {
            Ok(())
        } else {
            Err(Failure::BadSignature("of no key of Alipay"))
        }
    }
}

/// The parameters of a form, by name. The second of one name would be read where the first was
/// verified, or the other way round.
fn parameters(body: &[u8]) -> Result<BTreeMap<String, String>, Failure> {
    let mut parameters = BTreeMap::new();
    for (at, (name, value)) in form_urlencoded::parse(body).enumerate() {
        if at >= MOST || parameters.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Failure::Malformed("a form of Alipay"));
        }
    }
    Ok(parameters)
}
