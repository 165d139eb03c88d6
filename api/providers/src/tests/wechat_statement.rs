//! `WeChat` Pay's statements: fetched from `WeChat` Pay only, of the hash that was signed, and read
//! whole or not at all.

use time::macros::{date, datetime};

use super::stage::{Reply, Stage};
use super::wechat::{NONCE, NOW, answer, is_signed_by_us, wechat};
use crate::hex::hex;
use crate::wechat::read_statement;
use crate::{Failure, LineKind, Nonce};

const HEADING: &str = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,\
    交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,\
    充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

fn statement() -> String {
    let row = |state: &str, paid: &str, refund: &str, refunded: &str| {
        format!(
            "`2026-11-22 10:00:05,`wx1,`1900000001,`0,`,`420000,`attempt_1,`canary,`NATIVE,\
             `{state},`OTHERS,`CNY,`{paid},`0.00,`503,`{refund},`{refunded},`0.00,`ORIGINAL,\
             `SUCCESS,`订单, a,`,`0.53000,`0.60%,`{paid},`{refunded},`\r\n"
        )
    };
    format!(
        "\u{feff}{HEADING}\r\n{}{}{}总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,\
         订单总金额,申请退款总金额\r\n`3,`88.05,`1.50,`0.00,`0.53000,`88.05,`1.50\r\n",
        row("SUCCESS", "88.05", "0", "0.00"),
        row("REFUND", "0.00", "refund_1", "1.50"),
        row("REVOKED", "0.00", "0", "0.00"),
    )
}

fn sha1(bytes: &[u8]) -> String {
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    hex(sum.as_ref())
}

async fn fetched(sum: String, elsewhere: Option<&'static str>) -> Result<usize, Failure> {
    let (to, from) = tokio::sync::watch::channel(String::new());
    let stage = Stage::play(move |seen| {
        assert!(is_signed_by_us(seen));
        if seen.path.starts_with("/v3/billdownload") {
            return Reply { status: 200, headers: Vec::new(), body: statement().into() };
        }
        let base = elsewhere.map_or_else(|| from.borrow().clone(), str::to_owned);
        answer(
            200,
            &format!(
                r#"{{"hash_type":"SHA1","hash_value":"{sum}",
                    "download_url":"{base}/v3/billdownload/file?token=a%2Fb"}}"#
            ),
        )
    })
    .await;
    to.send(stage.base.clone()).unwrap();
    let nonces = [NONCE, Nonce([8; 16])];
    wechat(&stage.base).statement(date!(2026 - 11 - 22), NOW, nonces).await.map(|l| l.len())
}

#[tokio::test]
async fn a_statement_is_fetched_checked_and_read() {
    let lines = read_statement(statement().as_bytes()).unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.reference.as_deref().unwrap(), line.minor, line.fee_minor))
        .collect();
    assert_eq!(
        told,
        [(LineKind::Payment, "attempt_1", 8805, 53), (LineKind::Refund, "refund_1", 150, 53)]
    );
    assert_eq!(lines[0].at, datetime!(2026-11-22 02:00:05 UTC));
    assert!(!format!("{lines:?}").contains("canary"));
    let sum = sha1(statement().as_bytes());
    assert_eq!(fetched(sum.clone(), None).await, Ok(2));
    assert_eq!(fetched(sum.to_uppercase(), None).await, Ok(2));
    let other = fetched(sha1(b"other"), None).await.unwrap_err();
    assert!(matches!(other, Failure::BadSignature(_)));
    for base in ["https://evil.example", "http://127.0.0.1:1", "http://127.0.0.1.evil.example"] {
        let elsewhere = fetched(sum.clone(), Some(base)).await.unwrap_err();
        assert!(matches!(elsewhere, Failure::Malformed(_)), "{base}");
    }
}

#[test]
fn a_statement_that_is_not_whole_is_refused() {
    let good = statement();
    let foot = "`3,`88.05".len();
    let ends = good.rfind("`3,`88.05").unwrap();
    for (length, _) in good.char_indices().filter(|(at, _)| *at < ends + foot - 7) {
        assert!(read_statement(&good.as_bytes()[..length]).is_err(), "{length}");
    }
    for (from, to) in [
        ("`3,`88.05", "`2,`88.05"),
        ("`SUCCESS,`OTHERS", "`WHO,`OTHERS"),
        (",`88.05,`0.00,`503", ",`88.05,`503"),
        ("`0.53000", "`0.53001"),
        ("交易状态", "状态"),
        ("2026-11-22 10:00:05", "gestern"),
        ("`1.50,`\r\n", "`-1.50,`\r\n"),
    ] {
        assert!(read_statement(good.replace(from, to).as_bytes()).is_err(), "{from}");
    }
}

mod properties {
    use super::read_statement;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_statement_is_survived(text in "[`,0-9总交易单数\r\n]{0,200}") {
            let _ = read_statement(format!("{}\r\n{text}", super::HEADING).as_bytes());
            let _ = crate::alipay::read_statement(text.as_bytes());
        }
    }
}
