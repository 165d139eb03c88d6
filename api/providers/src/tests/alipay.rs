//! Alipay: what is signed, what is believed, what a notice must be.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::macros::datetime;
use url::form_urlencoded::{Serializer, parse};

use super::keys;
use super::stage::{Reply, Seen, Stage, limits};
use crate::alipay::{
    Alipay, Config, Door, NoticeAbout, OrderAsk, RefundAsk, RefundStatus, TradeStatus,
};
use crate::rsa::{SigningKey, VerifyingKey};
use crate::{Amount, Failure, Reference};

pub const NOW: OffsetDateTime = datetime!(2026-11-22 16:00:00 UTC);
const APP: &str = "2021000000000001";
const SELLER: &str = "2088000000000001";

pub fn alipay(gateway: &str) -> Alipay {
    let config = Config {
        gateway: gateway.to_owned(),
        app_id: APP.to_owned(),
        seller_id: SELLER.to_owned(),
        private_key: keys::OURS_PKCS8.into(),
        alipay_keys: vec![keys::THEIRS_PUBLIC.to_owned()],
        notify_url: "https://shop.example/callbacks/alipay".to_owned(),
        return_url: Some("https://shop.example/paid".to_owned()),
        statement_hosts: vec!["127.0.0.1".to_owned(), "alipay.com".to_owned()],
    };
    Alipay::new(config, limits()).unwrap()
}

fn reference() -> Reference {
    Reference::new("attempt_1").unwrap()
}

fn theirs() -> SigningKey {
    SigningKey::read(&keys::THEIRS_PKCS8.into()).unwrap()
}

pub fn answer(node: &str, raw: &str) -> Reply {
    let sign = theirs().sign(raw.as_bytes()).unwrap();
    Reply::json(200, &format!("{{\"{node}\":{raw},\"sign\":\"{sign}\"}}"))
}

fn form(text: &str) -> BTreeMap<String, String> {
    parse(text.as_bytes()).into_owned().collect()
}

/// The signature on what was sent, checked as the manual says: sorted, joined, without `sign`.
fn is_signed_by_us(parameters: &BTreeMap<String, String>) -> bool {
    let joined: Vec<String> = parameters
        .iter()
        .filter(|(name, value)| *name != "sign" && !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let key = VerifyingKey::read(keys::OURS_PUBLIC).unwrap();
    key.verifies(joined.join("&").as_bytes(), &parameters["sign"])
}

#[test]
fn an_order_is_signed_and_says_what_was_asked() {
    let alipay = alipay("https://openapi.alipay.com/gateway.do");
    let reference = reference();
    let ask = OrderAsk {
        reference: &reference,
        amount: Amount::of_minor(8805).unwrap(),
        subject: "订单 attempt_1",
        expires_at: datetime!(2026-11-22 16:30:00 UTC),
    };
    let url = alipay.order_url(Door::Page, &ask, NOW).unwrap();
    assert!(url.as_str().starts_with("https://openapi.alipay.com/gateway.do?"));
    let sent = form(url.query().unwrap());
    assert!(is_signed_by_us(&sent));
    assert_eq!(sent["method"], "alipay.trade.page.pay");
    assert_eq!(sent["timestamp"], "2026-11-23 00:00:00");
    assert_eq!(sent["return_url"], "https://shop.example/paid");
    let content: serde_json::Value = serde_json::from_str(&sent["biz_content"]).unwrap();
    assert_eq!(content["total_amount"], "88.05");
    assert_eq!(content["time_expire"], "2026-11-23 00:30:00");
    assert_eq!(content["seller_id"], SELLER);
    let app = form(&alipay.order_string(&ask, NOW).unwrap());
    assert!(is_signed_by_us(&app) && !app.contains_key("return_url"));
    assert_eq!(app["method"], "alipay.trade.app.pay");
    for subject in ["", "a&b", "a,b", "a=b", "a\"b", "a\nb", &"a".repeat(257)] {
        let ask = OrderAsk { subject, ..ask.clone() };
        assert!(alipay.order_url(Door::Wap, &ask, NOW).is_err(), "{subject}");
    }
}

const TRADE: &str = r#"{"code":"10000","msg":"Success","out_trade_no":"attempt_1",
    "trade_no":"2026112222001","trade_status":"TRADE_SUCCESS","total_amount":"88.05"}"#;

#[tokio::test]
async fn a_trade_is_believed_when_it_is_signed() {
    let stage = Stage::play(|_| answer("alipay_trade_query_response", TRADE)).await;
    let trade = alipay(&stage.base).trade(&reference(), NOW).await.unwrap();
    assert_eq!((trade.status, trade.amount.minor()), (TradeStatus::TradeSuccess, 8805));
    let sent = form(&stage.seen()[0].body);
    assert!(is_signed_by_us(&sent));
    assert_eq!(sent["biz_content"], r#"{"out_trade_no":"attempt_1"}"#);
    assert_eq!(stage.seen()[0].path, "/?charset=utf-8");
}

async fn asked(script: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Failure {
    let stage = Stage::play(script).await;
    alipay(&stage.base).trade(&reference(), NOW).await.unwrap_err()
}

#[tokio::test]
async fn an_unsigned_or_changed_answer_says_nothing() {
    let node = "alipay_trade_query_response";
    let body = |reply: Reply| String::from_utf8(reply.body).unwrap();
    let good = body(answer(node, TRADE));
    let by_us = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap().sign(TRADE.as_bytes()).unwrap();
    for bad in [
        good.replace("88.05", "00.05"),
        format!("{{\"{node}\":{TRADE}}}"),
        format!("{{\"{node}\":{TRADE},\"sign\":\"\"}}"),
        format!("{{\"{node}\":{TRADE},\"sign\":\"{by_us}\"}}"),
        good.replace("TRADE_SUCCESS", "TRADE_SUCCESS "),
    ] {
        let failure = asked(move |_| Reply::json(200, &bad)).await;
        assert!(matches!(failure, Failure::BadSignature(_)), "{failure:?}");
    }
    // A no is believed no more than a yes: unsigned, it leaves the outcome open.
    let no = r#"{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}"#;
    assert!(!asked(move |_| Reply::json(200, no)).await.is_certain());
    // The node of another question, and a doubled node: one verified, the other read.
    let other = answer("alipay_trade_refund_response", TRADE);
    assert!(matches!(asked(move |_| other.clone()).await, Failure::Malformed(_)));
    let doubled = good.replacen('{', &format!("{{\"{node}\":{{\"code\":\"10000\"}},"), 1);
    assert!(matches!(asked(move |_| Reply::json(200, &doubled)).await, Failure::Malformed(_)));
    // Signed, but about another order.
    let about = TRADE.replace("attempt_1", "attempt_2");
    let other = answer(node, &about);
    assert!(matches!(asked(move |_| other.clone()).await, Failure::Malformed(_)));
}

#[tokio::test]
async fn refusals_are_told_from_what_is_not_known() {
    let outcome = |code: &'static str, sub: &'static str| {
        let raw = format!(r#"{{"code":"{code}","msg":"canary","sub_code":"{sub}"}}"#);
        asked(move |_| answer("alipay_trade_query_response", &raw))
    };
    assert_eq!(outcome("40004", "ACQ.TRADE_NOT_EXIST").await.code(), Some("ACQ.TRADE_NOT_EXIST"));
    assert_eq!(
        outcome("40002", "isv.invalid-parameter").await.code(),
        Some("isv.invalid-parameter")
    );
    for (code, sub) in [("40002", "isv.invalid-signature"), ("40006", ""), ("20001", "aop.any")] {
        assert!(matches!(outcome(code, sub).await, Failure::Setting(_)), "{code} {sub}");
    }
    assert_eq!(outcome("40005", "").await, Failure::Later("asked too often"));
    for (code, sub) in [
        ("20000", "isp.unknow-error"),
        ("40004", "ACQ.SYSTEM_ERROR"),
        ("40004", "aop.ACQ.SYSTEM_ERROR"),
        ("10003", ""),
    ] {
        assert!(matches!(outcome(code, sub).await, Failure::Unknown(_)), "{code} {sub}");
    }
    assert!(matches!(asked(|_| Reply::json(502, "<html>")).await, Failure::Unknown(_)));
    assert!(matches!(asked(|_| Reply::json(200, "<html>")).await, Failure::Malformed(_)));
    let error = r#"{"code":"40002","sub_code":"isv.invalid-app-id"}"#;
    let error = asked(move |_| answer("error_response", error)).await;
    assert!(matches!(error, Failure::Setting(_)), "{error:?}");
}

#[tokio::test]
async fn slashes_may_be_escaped_after_signing() {
    let signed = r#"{"code":"10000","out_trade_no":"attempt_1","trade_no":"a/b",
        "trade_status":"TRADE_CLOSED","total_amount":"1.00"}"#;
    let sign = theirs().sign(signed.as_bytes()).unwrap();
    let sent = signed.replace('/', "\\/");
    let body = format!("{{\"alipay_trade_query_response\":{sent},\"sign\":\"{sign}\"}}");
    let stage = Stage::play(move |_| Reply::json(200, &body)).await;
    let trade = alipay(&stage.base).trade(&reference(), NOW).await.unwrap();
    assert_eq!((trade.trade_no.as_str(), trade.status), ("a/b", TradeStatus::TradeClosed));
}

#[tokio::test]
async fn refunds_tell_of_themselves_alone() {
    let stage = Stage::play(|seen| {
        let sent = form(&seen.body);
        let about = sent["biz_content"].contains("refund_none");
        match sent["method"].as_str() {
            "alipay.trade.refund" => answer(
                "alipay_trade_refund_response",
                r#"{"code":"10000","trade_no":"t","out_trade_no":"attempt_1","fund_change":"N",
                    "refund_fee":"88.05"}"#,
            ),
            _ if about => answer(
                "alipay_trade_fastpay_refund_query_response",
                r#"{"code":"10000","msg":"Success"}"#,
            ),
            _ => answer(
                "alipay_trade_fastpay_refund_query_response",
                r#"{"code":"10000","trade_no":"t","out_trade_no":"attempt_1",
                    "out_request_no":"refund_1","refund_status":"REFUND_SUCCESS",
                    "refund_amount":"1.50","total_amount":"88.05"}"#,
            ),
        }
    })
    .await;
    let alipay = alipay(&stage.base);
    let (payment, refund) = (reference(), Reference::new("refund_1").unwrap());
    let ask =
        RefundAsk { payment: &payment, reference: &refund, amount: Amount::of_minor(150).unwrap() };
    // The sum in the answer is of all refunds together, and `N` settles nothing.
    let asked = alipay.refund(&ask, NOW).await.unwrap();
    assert_eq!((asked.status, asked.amount), (RefundStatus::Pending, None));
    let found = alipay.refund_status(&payment, &refund, NOW).await.unwrap().unwrap();
    assert_eq!((found.status, found.amount.unwrap().minor()), (RefundStatus::Paid, 150));
    let none = Reference::new("refund_none").unwrap();
    assert_eq!(alipay.refund_status(&payment, &none, NOW).await.unwrap(), None);
    let sent = form(&stage.seen()[0].body);
    assert!(sent["biz_content"].contains(r#""refund_amount":"1.50""#));
}

/// A notice, signed by `key` after `change`.
fn notice(
    key: &SigningKey,
    change: impl Fn(&mut BTreeMap<&str, String>),
) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::from(
        [
            ("notify_time", "2026-11-23 00:00:00"),
            ("notify_type", "trade_status_sync"),
            ("notify_id", "ac05099524730693a8b330c5ecf72da9786"),
            ("charset", "utf-8"),
            ("version", "1.0"),
            ("app_id", APP),
            ("seller_id", SELLER),
            ("trade_no", "2026112222001"),
            ("out_trade_no", "attempt_1"),
            ("subject", "订单 a+b %2B"),
            ("trade_status", "TRADE_SUCCESS"),
            ("total_amount", "88.05"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    change(&mut parameters);
    let joined: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = key.sign(joined.join("&").as_bytes()).unwrap();
    let mut sent: BTreeMap<String, String> =
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    sent.insert("sign".to_owned(), sign);
    sent.insert("sign_type".to_owned(), "RSA2".to_owned());
    sent
}

fn body<'a>(parameters: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<u8> {
    Serializer::new(String::new()).extend_pairs(parameters).finish().into_bytes()
}

#[test]
fn a_signed_notice_is_read_in_any_order() {
    let alipay = alipay("http://127.0.0.1:1");
    let sent = notice(&theirs(), |_| {});
    let read = alipay.read_notice(&body(sent.iter())).unwrap();
    assert_eq!((read.reference.as_str(), read.amount.minor()), ("attempt_1", 8805));
    assert_eq!((read.status, &read.about), (TradeStatus::TradeSuccess, &NoticeAbout::Trade));
    assert_eq!(alipay.read_notice(&body(sent.iter().rev())).unwrap(), read);
    let refund = notice(&theirs(), |parameters| {
        parameters.insert("gmt_refund", "2026-11-23 01:00:00.320".to_owned());
        parameters.insert("refund_fee", "1.50".to_owned());
        parameters.insert("out_biz_no", "refund_1".to_owned());
    });
    let NoticeAbout::Refund { reference, refunded_in_all } =
        alipay.read_notice(&body(refund.iter())).unwrap().about
    else {
        panic!("no refund")
    };
    assert_eq!((reference.as_str(), refunded_in_all.unwrap().minor()), ("refund_1", 150));
    assert_eq!(Alipay::taken(), "success");
}

#[test]
fn forged_changed_and_foreign_notices_are_refused() {
    let alipay = alipay("http://127.0.0.1:1");
    let good = notice(&theirs(), |_| {});
    let refused = |body: &[u8]| {
        let failure = alipay.read_notice(body).unwrap_err();
        assert!(matches!(failure, Failure::BadSignature(_)), "{failure:?}");
    };
    let ours = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap();
    refused(&body(notice(&ours, |_| {}).iter()));
    for name in good.keys() {
        let mut changed = good.clone();
        changed.get_mut(name).unwrap().push('1');
        refused(&body(changed.iter()));
        let mut without = good.clone();
        without.remove(name);
        refused(&body(without.iter()));
    }
    for name in ["extra", "refund_fee", "body"] {
        let mut more = good.clone();
        more.insert(name.to_owned(), String::new());
        refused(&body(more.iter()));
    }
    for kind in ["RSA", "rsa2", ""] {
        let mut weak = good.clone();
        weak.insert("sign_type".to_owned(), kind.to_owned());
        refused(&body(weak.iter()));
    }
    // Signed by Alipay, for another application or another seller.
    for name in ["app_id", "seller_id"] {
        refused(&body(notice(&theirs(), |p| drop(p.insert(name, "2088999".to_owned()))).iter()));
        refused(&body(notice(&theirs(), |p| drop(p.remove(name))).iter()));
    }
    // A parameter twice.
    let mut twice = body(good.iter());
    twice.extend(b"&total_amount=0.01");
    assert!(matches!(alipay.read_notice(&twice), Err(Failure::Malformed(_))));
    let cut = body(good.iter());
    for length in 0..cut.len() {
        assert!(alipay.read_notice(&cut[..length]).is_err(), "{length}");
    }
    let flood = "a&".repeat(1000);
    assert!(alipay.read_notice(flood.as_bytes()).is_err());
}

#[test]
fn signed_nonsense_is_malformed() {
    let alipay = alipay("http://127.0.0.1:1");
    for amount in ["0.00", "-1.00", "1e2", "88.055", ""] {
        let sent = notice(&theirs(), |p| drop(p.insert("total_amount", amount.to_owned())));
        let failure = alipay.read_notice(&body(sent.iter())).unwrap_err();
        assert!(matches!(failure, Failure::Malformed(_)), "{amount}: {failure:?}");
    }
}
