//! Statements: an address with a hash for half a minute, behind it a table in UTF-8 whose cells
//! each begin with a backtick, so that a comma inside one does no harm.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use reqwest::Method;
use serde::Deserialize;
use time::macros::{format_description, offset};
use time::{Date, OffsetDateTime, PrimitiveDateTime};
use url::Url;

use super::Wechat;
use crate::amount::minor_of_yuan;
use crate::hex::hex;
use crate::{Failure, Line, LineKind, Nonce};

const BAD: Failure = Failure::Malformed("a statement of WeChat Pay");

#[derive(Deserialize)]
struct Address {
    hash_type: String,
    hash_value: String,
    download_url: String,
}

impl Wechat {
    /// The payments and refunds of a day of Shanghai. `WeChat` Pay has it from about ten in the
    /// morning of the day after.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `NO_STATEMENT_EXIST` on a day without any.
    pub async fn statement(
        &self,
        day: Date,
        now: OffsetDateTime,
        nonces: [Nonce; 2],
    ) -> Result<Vec<Line>, Failure> {
        let day = day.to_string();
        let query = [("bill_date", day.as_str()), ("bill_type", "ALL")];
        let url = self.url(&["bill", "tradebill"], &query)?;
        let address: Address = self.get(url, now, nonces[0]).await?;
        let url = Url::parse(&address.download_url).map_err(|_| BAD)?;
        // The file is asked for with our signature: it goes to nobody else.
        if url.origin() != self.base.origin() {
            return Err(Failure::Malformed("a statement at the address of WeChat Pay"));
        }
        let authorization = self.authorization("GET", &url, "", (now, nonces[1]))?;
        let request = self.caller.request(Method::GET, url).header("Authorization", authorization);
        let bytes = self.caller.statement(request).await?;
        // The file itself is not signed; its hash came in a signed answer.
        let sum = digest(&SHA1_FOR_LEGACY_USE_ONLY, &bytes);
        let sum = hex(sum.as_ref());
        if address.hash_type != "SHA1" || !address.hash_value.eq_ignore_ascii_case(&sum) {
            return Err(Failure::BadSignature("a statement of another hash"));
        }
        read(&bytes)
    }
}

/// Reads a statement. Refuses it whole if it is cut short, if a line is of another shape than its
/// heading, or if the count at its foot is another than that of its lines.
///
/// # Errors
/// [`Failure::Malformed`]
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| BAD)?;
    let mut rows = text.trim_start_matches('\u{feff}').lines();
    let columns = Columns::of(rows.next().ok_or(BAD)?).ok_or(BAD)?;
    let mut found = Vec::new();
    for row in rows.by_ref() {
        if row.starts_with("总交易单数") {
            let foot = cells(rows.next().ok_or(BAD)?).ok_or(BAD)?;
            let told = foot.first().and_then(|text| text.parse::<usize>().ok());
            let whole = told == Some(found.len());
            return if whole {
                Ok(found.into_iter().filter_map(moved).collect())
            } else {
                Err(BAD)
            };
        }
        found.push(columns.read(row).ok_or(BAD)?);
    }
    Err(BAD)
}

/// What a row says.
enum Row {
    Moved(Line),
    /// An order that was called off: it moved no money.
    CalledOff,
}

fn moved(row: Row) -> Option<Line> {
    match row {
        Row::Moved(line) => Some(line),
        Row::CalledOff => None,
    }
}

/// The cells of a row: a backtick before each, a comma between two.
fn cells(row: &str) -> Option<Vec<&str>> {
    Some(row.strip_prefix('`')?.split(",`").collect())
}

/// Where the columns that matter stand; all others are left unread, the payer's number too.
struct Columns {
    count: usize,
    at: usize,
    transaction_id: usize,
    reference: usize,
    state: usize,
    currency: usize,
    paid: usize,
    refund_id: usize,
    refund_reference: usize,
    refunded: usize,
    fee: usize,
}

impl Columns {
    fn of(heading: &str) -> Option<Self> {
        let names: Vec<&str> = heading.split(',').map(str::trim).collect();
        let at = |name: &str| names.iter().position(|found| *found == name);
        Some(Self {
            count: names.len(),
            at: at("交易时间")?,
            transaction_id: at("微信订单号")?,
            reference: at("商户订单号")?,
            state: at("交易状态")?,
            currency: at("货币种类")?,
            paid: at("订单金额")?,
            refund_id: at("微信退款单号")?,
            refund_reference: at("商户退款单号")?,
            refunded: at("申请退款金额")?,
            fee: at("手续费")?,
        })
    }

    fn read(&self, row: &str) -> Option<Row> {
        let cells = cells(row)?;
        if cells.len() != self.count {
            return None;
        }
        let cell = |at: usize| cells.get(at).copied();
        let (kind, minor, reference, provider_id) = match cell(self.state)? {
            "SUCCESS" => {
                let paid = minor_of_yuan(cell(self.paid)?)?;
                (LineKind::Payment, paid, cell(self.reference)?, cell(self.transaction_id)?)
            }
            "REFUND" => {
                let refunded = minor_of_yuan(cell(self.refunded)?)?;
                (LineKind::Refund, refunded, cell(self.refund_reference)?, cell(self.refund_id)?)
            }
            "REVOKED" => return Some(Row::CalledOff),
            _ => return None,
        };
        if minor <= 0 {
            return None;
        }
        let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        let at = PrimitiveDateTime::parse(cell(self.at)?, form).ok()?;
        Some(Row::Moved(Line {
            kind,
            reference: Some(reference.to_owned()),
            provider_id: provider_id.to_owned(),
            minor,
            currency: cell(self.currency)?.to_owned(),
            fee_minor: fee(cell(self.fee)?)?,
            at: at.assume_offset(offset!(+8)),
        }))
    }
}

/// `WeChat` Pay writes its fee with five decimals; below the fen there are only zeroes.
fn fee(text: &str) -> Option<i64> {
    match text.split_once('.') {
        Some((_, decimals)) if decimals.len() > 2 => {
            let (kept, rest) = text.split_at(text.len() - (decimals.len() - 2));
            if rest.bytes().all(|b| b == b'0') { minor_of_yuan(kept) } else { None }
        }
        _ => minor_of_yuan(text),
    }
}
