//! Alipay's statements: fetched from Alipay only, unpacked, and read whole or not at all.

use time::macros::{date, datetime};

use super::alipay::{NOW, alipay, answer};
use super::stage::{Reply, Stage};
use super::zip_named;
use crate::alipay::read_statement;
use crate::{Failure, LineKind};

const HEADING: &str = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,\
    操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,\
    商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,\
    服务费（元）,分润（元）,备注";

fn statement() -> String {
    let row = |kind: &str, amount: &str, request: &str| {
        format!(
            "2026112222001\t,attempt_1\t,{kind},订单,2026-11-22 10:00:00,2026-11-22 10:00:05,,,,\t,\
             canary@example.com\t,{amount},{amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,{request}\t,\
             -0.05,0.00,\r\n"
        )
    };
    format!(
        "#支付宝业务明细查询\r\n#账号：[20880000000000010156]\r\n\
         #-----------------------------------------业务明细列表----------------------------------------\r\n\
         {HEADING}\r\n{}{}\
         #-----------------------------------------业务明细列表结束------------------------------------\r\n\
         #交易合计：1笔，商家实收共88.05元，商家优惠共0.00元\r\n\
         #退款合计：1笔，商家实收退款共-1.50元，商家优惠退款共0.00元\r\n\
         #导出时间：[2026年11月23日 09:30:00]\r\n",
        row("交易", "88.05", ""),
        row("退款", "-1.50", "refund_1")
    )
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

#[tokio::test]
async fn a_statement_is_fetched_unpacked_and_read() {
    let packed = zip_named(&[
        (&gbk("20880000_20261122_业务明细.csv"), &gbk(&statement())),
        (&gbk("20880000_20261122_业务明细(汇总).csv"), &gbk("#汇总\r\n")),
    ]);
    let (to, mut from) = tokio::sync::watch::channel(String::new());
    from.mark_unchanged();
    let stage = Stage::play(move |seen| {
        if seen.path.starts_with("/bill") {
            return Reply { status: 200, headers: Vec::new(), body: packed.clone() };
        }
        let url = format!("{}/bill?id=1", from.borrow().as_str());
        let raw = format!(r#"{{"code":"10000","bill_download_url":"{url}"}}"#);
        answer("alipay_data_dataservice_bill_downloadurl_query_response", &raw)
    })
    .await;
    to.send(stage.base.clone()).unwrap();
    let lines = alipay(&stage.base).statement(date!(2026 - 11 - 22), NOW).await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.reference.as_deref().unwrap(), line.minor))
        .collect();
    assert_eq!(told, [(LineKind::Payment, "attempt_1", 8805), (LineKind::Refund, "refund_1", 150)]);
    assert_eq!(lines[0].at, datetime!(2026-11-22 02:00:05 UTC));
    assert!(!format!("{lines:?}").contains("canary"));
}

#[tokio::test]
async fn a_statement_is_fetched_from_alipay_only() {
    for url in [
        "http://evil.example/bill",
        "https://evilalipay.com/bill",
        "https://alipay.com.evil.example/bill",
        "http://dwbillcenter.alipay.com/bill",
        "file:///etc/passwd",
        "",
    ] {
        let raw = format!(r#"{{"code":"10000","bill_download_url":"{url}"}}"#);
        let stage = Stage::play(move |_| {
            answer("alipay_data_dataservice_bill_downloadurl_query_response", &raw)
        })
        .await;
        let asked = alipay(&stage.base).statement(date!(2026 - 11 - 22), NOW).await;
        assert!(matches!(asked, Err(Failure::Malformed(_))), "{url}: {asked:?}");
    }
}

#[test]
fn a_statement_that_is_not_whole_is_refused() {
    let good = statement();
    assert_eq!(read_statement(&gbk(&good)).unwrap().len(), 2);
    let bytes = gbk(&good);
    // What stands behind the last count is of no use to anybody.
    let counted = gbk(&good[..good.find("笔，商家实收退款").unwrap()]).len();
    for length in 0..=counted {
        assert!(read_statement(&bytes[..length]).is_err(), "{length}");
    }
    for (from, to) in [
        ("#交易合计：1笔", "#交易合计：2笔"),
        ("#退款合计：1笔", "#退款合计：0笔"),
        ("88.05", "88.5.0"),
        ("订单,2026", "订,单,2026"),
        ("-1.50,-1.50", "1.50,1.50"),
        ("业务类型", "业务"),
        ("2026-11-22 10:00:05", "gestern"),
    ] {
        assert!(read_statement(&gbk(&good.replace(from, to))).is_err(), "{from}");
    }
    assert!(read_statement(&[0xff, 0xff, 0xff]).is_err());
}
