//! Statements: an address for half a minute, behind it a ZIP of two files in GBK, of which one has
//! a line for each trade and each refund of a day.

use encoding_rs::GBK;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use time::{Date, OffsetDateTime};
use url::Url;

use super::Alipay;
use super::trade::read_time;
use crate::amount::minor_of_yuan;
use crate::http::is_safe;
use crate::{Failure, Line, LineKind, archive};

const BAD: Failure = Failure::Malformed("a statement of Alipay");

#[derive(Deserialize)]
struct Address {
    bill_download_url: String,
}

impl Alipay {
    /// The trades and refunds of a day of Shanghai. Alipay has it from about nine in the morning
    /// of the day after.
    ///
    /// # Errors
    /// As [`Failure`] says; refused while Alipay does not have it.
    pub async fn statement(&self, day: Date, now: OffsetDateTime) -> Result<Vec<Line>, Failure> {
        let content = json!({ "bill_type": "trade", "bill_date": day.to_string() });
        let method = "alipay.data.dataservice.bill.downloadurl.query";
        let address: Address = self.call(method, &content, now).await?;
        let url = Url::parse(&address.bill_download_url).map_err(|_| BAD)?;
        if !is_safe(&url) || !self.is_of_alipay(&url) {
            return Err(Failure::Malformed("a statement at an address of Alipay"));
        }
        let zip = self.caller.statement(self.caller.request(Method::GET, url)).await?;
        of_zip(&zip, self.caller.statement_bytes())
    }

    fn is_of_alipay(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        self.statement_hosts.iter().any(|known| {
            host == known || host.strip_suffix(known).is_some_and(|above| above.ends_with('.'))
        })
    }
}

/// The lines of the file that is no summary.
fn of_zip(zip: &[u8], most: usize) -> Result<Vec<Line>, Failure> {
    let mut details = Vec::new();
    for file in archive::files(zip, most)? {
        let name = GBK.decode_without_bom_handling(&file.name).0;
        if !name.contains("汇总") && name.ends_with(".csv") {
            details.push(file.bytes);
        }
    }
    match details.as_slice() {
        [one] => read(one),
        _ => Err(BAD),
    }
}

/// Reads the details of a statement in GBK. Refuses it whole if it is cut short, if a line is of
/// another shape than its heading, or if the count at its foot is another than that of its lines.
///
/// # Errors
/// [`Failure::Malformed`]
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Failure> {
    let text = GBK.decode_without_bom_handling_and_without_replacement(bytes).ok_or(BAD)?;
    let mut rows = text.lines();
    let heading = rows.by_ref().find(|row| row.starts_with("支付宝交易号,")).ok_or(BAD)?;
    let columns = Columns::of(heading).ok_or(BAD)?;
    let mut lines = Vec::new();
    let mut ended = false;
    for row in rows.by_ref() {
        if row.starts_with('#') {
            ended = row.contains("业务明细列表结束");
            break;
        }
        lines.push(columns.line(row).ok_or(BAD)?);
    }
    let counted = |kind: LineKind| lines.iter().filter(|line| line.kind == kind).count();
    let (mut trades, mut refunds) = (None, None);
    for row in rows {
        trades = trades.or_else(|| count(row, "#交易合计："));
        refunds = refunds.or_else(|| count(row, "#退款合计："));
    }
    let whole = ended
        && trades == Some(counted(LineKind::Payment))
        && refunds == Some(counted(LineKind::Refund));
    if whole { Ok(lines) } else { Err(BAD) }
}

/// `#交易合计：12笔，…`
fn count(row: &str, begins: &str) -> Option<usize> {
    row.strip_prefix(begins)?.split_once('笔')?.0.trim().parse().ok()
}

/// Where the columns that matter stand; all others are left unread, the payer's account too.
struct Columns {
    count: usize,
    trade_no: usize,
    reference: usize,
    kind: usize,
    ended: usize,
    amount: usize,
    request: usize,
    fee: usize,
}

impl Columns {
    fn of(heading: &str) -> Option<Self> {
        let names: Vec<&str> = heading.split(',').map(str::trim).collect();
        let at = |name: &str| names.iter().position(|found| *found == name);
        Some(Self {
            count: names.len(),
            trade_no: at("支付宝交易号")?,
            reference: at("商户订单号")?,
            kind: at("业务类型")?,
            ended: at("完成时间")?,
            amount: at("订单金额（元）")?,
            request: at("退款批次号/请求号")?,
            fee: at("服务费（元）")?,
        })
    }

    fn line(&self, row: &str) -> Option<Line> {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        if cells.len() != self.count {
            return None;
        }
        let cell = |at: usize| cells.get(at).copied();
        let amount = minor_of_yuan(cell(self.amount)?)?;
        let (kind, minor, reference) = match cell(self.kind)? {
            "交易" => (LineKind::Payment, amount, cell(self.reference)?),
            "退款" => (LineKind::Refund, amount.checked_neg()?, cell(self.request)?),
            _ => (LineKind::Other, amount, cell(self.reference)?),
        };
        if kind != LineKind::Other && minor <= 0 {
            return None;
        }
        Some(Line {
            kind,
            reference: Some(reference).filter(|text| !text.is_empty()).map(str::to_owned),
            provider_id: cell(self.trade_no)?.to_owned(),
            minor,
            currency: "CNY".to_owned(),
            fee_minor: minor_of_yuan(cell(self.fee)?)?,
            at: read_time(cell(self.ended)?)?,
        })
    }
}
