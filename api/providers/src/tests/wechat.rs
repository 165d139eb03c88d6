//! `WeChat` Pay: what is signed, what is believed, what a callback must be.

use std::collections::BTreeMap;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::keys;
use super::stage::{Reply, Seen, Stage, limits};
use crate::rsa::{SigningKey, VerifyingKey};
use crate::wechat::{
    Config, Door, Order, OrderAsk, RefundAsk, RefundStatus, TransactionState, Wechat,
};
use crate::{Amount, Failure, Nonce, Reference};

pub const NOW: OffsetDateTime = datetime!(2026-11-22 16:00:00 UTC);
pub const NONCE: Nonce = Nonce([7; 16]);
pub const KEY_ID: &str = "PUB_KEY_ID_0116000000012026112200000000000001";
pub const API_KEY: &str = "0123456789abcdef0123456789abcdef";

pub fn wechat(base: &str) -> Wechat {
    let config = Config {
        base: base.to_owned(),
        app_id: "wx0000000000000001".to_owned(),
        mch_id: "1900000001".to_owned(),
        serial: keys::OURS_SERIAL.to_owned(),
        private_key: keys::OURS_PKCS8.into(),
        api_v3_key: API_KEY.into(),
        public_keys: BTreeMap::from([(KEY_ID.to_owned(), keys::THEIRS_PUBLIC.to_owned())]),
        certificates: vec![keys::OURS_CERTIFICATE.to_owned()],
        notify_url: "https://shop.example/callbacks/wechat".to_owned(),
    };
    Wechat::new(config, limits()).unwrap()
}

fn reference() -> Reference {
    Reference::new("attempt_1").unwrap()
}

pub fn theirs() -> SigningKey {
    SigningKey::read(&keys::THEIRS_PKCS8.into()).unwrap()
}

pub fn signature(
    key: &SigningKey,
    serial: &str,
    at: OffsetDateTime,
    body: &str,
) -> Vec<(String, String)> {
    let at = at.unix_timestamp();
    let sign = key.sign(format!("{at}\nnonce\n{body}\n").as_bytes()).unwrap();
    [
        ("wechatpay-timestamp", at.to_string().as_str()),
        ("wechatpay-nonce", "nonce"),
        ("wechatpay-serial", serial),
        ("wechatpay-signature", &sign),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

pub fn answer(status: u16, body: &str) -> Reply {
    Reply { status, headers: signature(&theirs(), KEY_ID, NOW, body), body: body.into() }
}

/// Whether the `Authorization` is ours over exactly what was sent.
pub fn is_signed_by_us(seen: &Seen) -> bool {
    let header = seen.header("authorization");
    let fields = header.strip_prefix("WECHATPAY2-SHA256-RSA2048 ").unwrap();
    let fields: BTreeMap<&str, &str> = fields
        .split(',')
        .map(|field| field.split_once('=').unwrap())
        .map(|(name, value)| (name, value.trim_matches('"')))
        .collect();
    assert_eq!(fields["mchid"], "1900000001");
    assert_eq!(fields["serial_no"], keys::OURS_SERIAL);
    let (at, nonce) = (fields["timestamp"], fields["nonce_str"]);
    let message = format!("{}\n{}\n{at}\n{nonce}\n{}\n", seen.method, seen.path, seen.body);
    let key = VerifyingKey::read(keys::OURS_PUBLIC).unwrap();
    at == NOW.unix_timestamp().to_string() && key.verifies(message.as_bytes(), fields["signature"])
}

#[tokio::test]
async fn an_order_is_made_by_every_door() {
    let stage = Stage::play(|seen| {
        answer(
            200,
            match seen.path.as_str() {
                "/v3/pay/transactions/native" => r#"{"code_url":"weixin://wxpay/bizpayurl?pr=a"}"#,
                "/v3/pay/transactions/h5" => r#"{"h5_url":"https://wx.tenpay.com/a"}"#,
                _ => r#"{"prepay_id":"wx201410272009395522657a690389285100"}"#,
            },
        )
    })
    .await;
    let wechat = wechat(&stage.base);
    let reference = reference();
    let ask = OrderAsk {
        reference: &reference,
        amount: Amount::of_minor(8805).unwrap(),
        description: "订单",
        expires_at: datetime!(2026-11-22 16:30:00.5 UTC),
    };
    let jsapi = Door::Jsapi { openid: "o_1" };
    let h5 = Door::H5 { payer_ip: "192.0.2.1" };
    let made = [
        wechat.order(Door::Native, &ask, NOW, NONCE).await.unwrap(),
        wechat.order(jsapi, &ask, NOW, NONCE).await.unwrap(),
        wechat.order(Door::App, &ask, NOW, NONCE).await.unwrap(),
        wechat.order(h5, &ask, NOW, NONCE).await.unwrap(),
    ];
    let prepay = "wx201410272009395522657a690389285100";
    assert_eq!(made[0], Order::Code("weixin://wxpay/bizpayurl?pr=a".to_owned()));
    assert_eq!(made[1], Order::Prepay(prepay.to_owned()));
    assert_eq!(made[2], made[1]);
    assert_eq!(made[3], Order::Address("https://wx.tenpay.com/a".to_owned()));
    for seen in stage.seen() {
        assert!(is_signed_by_us(&seen), "{seen:?}");
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        assert_eq!(body["amount"]["total"], 8805);
        assert_eq!(body["time_expire"], "2026-11-23T00:30:00+08:00");
        assert_eq!(seen.header("wechatpay-serial"), KEY_ID);
    }
    let sheet = wechat.sheet(jsapi, prepay, NOW, NONCE).unwrap().unwrap();
    let message = format!(
        "wx0000000000000001\n{}\n{}\nprepay_id={prepay}\n",
        NOW.unix_timestamp(),
        "07".repeat(16)
    );
    let key = VerifyingKey::read(keys::OURS_PUBLIC).unwrap();
    assert!(key.verifies(message.as_bytes(), &sheet.signature));
    assert_eq!(wechat.sheet(Door::App, prepay, NOW, NONCE).unwrap().unwrap().package, prepay);
    assert_eq!(wechat.sheet(Door::Native, prepay, NOW, NONCE).unwrap(), None);
}

pub const PAID: &str = r#"{"mchid":"1900000001","appid":"wx0000000000000001",
    "out_trade_no":"attempt_1","transaction_id":"420000","trade_state":"SUCCESS",
    "payer":{"openid":"canary"},"amount":{"total":8805,"payer_total":8805,"currency":"CNY"}}"#;

async fn asked(reply: Reply) -> Result<TransactionState, Failure> {
    let stage = Stage::play(move |_| reply.clone()).await;
    wechat(&stage.base).transaction(&reference(), NOW, NONCE).await.map(|read| read.state)
}

#[tokio::test]
async fn a_transaction_is_believed_when_it_is_signed() {
    let stage = Stage::play(|_| answer(200, PAID)).await;
    let read = wechat(&stage.base).transaction(&reference(), NOW, NONCE).await.unwrap();
    assert_eq!((read.state, read.amount.unwrap().minor()), (TransactionState::Success, 8805));
    assert!(!format!("{read:?}").contains("canary"));
    let seen = &stage.seen()[0];
    assert_eq!(seen.path, "/v3/pay/transactions/out-trade-no/attempt_1?mchid=1900000001");
    assert!(is_signed_by_us(seen));
    let unpaid = PAID.replace("SUCCESS", "NOTPAY").replace(r#""transaction_id":"420000","#, "");
    assert_eq!(asked(answer(200, &unpaid)).await, Ok(TransactionState::NotPay));
}

#[tokio::test]
async fn unsigned_stale_and_foreign_answers_say_nothing() {
    let bad = |reply: Reply| async move {
        let failure = asked(reply).await.unwrap_err();
        assert!(matches!(failure, Failure::BadSignature(_)), "{failure:?}");
    };
    bad(Reply::json(200, PAID)).await;
    bad(Reply { body: PAID.replace("8805", "1").into(), ..answer(200, PAID) }).await;
    let ours = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap();
    let with = |headers| Reply { status: 200, headers, body: PAID.into() };
    bad(with(signature(&ours, KEY_ID, NOW, PAID))).await;
    bad(with(signature(&theirs(), "PUB_KEY_ID_OTHER", NOW, PAID))).await;
    bad(with(signature(&theirs(), keys::OURS_SERIAL, NOW, PAID))).await;
    let edge = Duration::minutes(5);
    assert!(asked(with(signature(&theirs(), KEY_ID, NOW - edge, PAID))).await.is_ok());
    let late = NOW - edge - Duration::SECOND;
    bad(with(signature(&theirs(), KEY_ID, late, PAID))).await;
    let early = NOW + edge + Duration::SECOND;
    bad(with(signature(&theirs(), KEY_ID, early, PAID))).await;
    let mut probe = signature(&theirs(), KEY_ID, NOW, PAID);
    probe[3].1 = format!("WECHATPAY/SIGNTEST/{}", probe[3].1);
    bad(with(probe)).await;
    bad(answer(200, &PAID.replace("1900000001", "1900000002"))).await;
    bad(answer(200, &PAID.replace("wx0000000000000001", "wx2"))).await;
    // The key that also stands in a certificate is good under that certificate's number only.
    assert!(asked(with(signature(&ours, keys::OURS_SERIAL, NOW, PAID))).await.is_err());
}

#[tokio::test]
async fn refusals_are_told_from_what_is_not_known() {
    let outcome = |status: u16, code: &'static str| {
        let body = format!(r#"{{"code":"{code}","message":"canary"}}"#);
        asked(answer(status, &body))
    };
    let code =
        |read: Result<TransactionState, Failure>| read.unwrap_err().code().map(str::to_owned);
    assert_eq!(code(outcome(404, "ORDER_NOT_EXIST").await).as_deref(), Some("ORDER_NOT_EXIST"));
    assert_eq!(code(outcome(400, "").await).as_deref(), Some("400"));
    let unsigned = Reply::json(400, r#"{"code":"PARAM_ERROR"}"#);
    assert_eq!(code(asked(unsigned).await).as_deref(), Some("PARAM_ERROR"));
    for turned_away in [
        Reply::json(401, r#"{"code":"SIGN_ERROR"}"#),
        Reply::json(401, ""),
        answer(403, r#"{"code":"NO_AUTH"}"#),
    ] {
        let failure = asked(turned_away).await.unwrap_err();
        assert!(matches!(failure, Failure::Setting(_)), "{failure:?}");
    }
    for (status, word) in
        [(500, "SYSTEM_ERROR"), (502, ""), (202, "USERPAYING"), (400, "SYSTEM_ERROR")]
    {
        let failure = outcome(status, word).await.unwrap_err();
        assert!(matches!(failure, Failure::Unknown(_)), "{status} {word}: {failure:?}");
    }
    assert_eq!(outcome(429, "").await, Err(Failure::Later("asked too often")));
    assert_eq!(outcome(403, "RATELIMIT_EXCEEDED").await, Err(Failure::Later("asked too often")));
    // Signed by somebody else, even a no says nothing.
    let mut forged = answer(404, r#"{"code":"ORDER_NOT_EXIST"}"#);
    forged.body = r#"{"code":"ORDER_NOT_EXIST" }"#.into();
    assert!(!asked(forged).await.unwrap_err().is_certain());
    for (from, to) in [
        ("attempt_1", "attempt_2"),
        ("8805", "0"),
        ("8805", "88.05"),
        ("\"CNY\"", "\"USD\""),
        ("\"transaction_id\":\"420000\",", ""),
    ] {
        let failure = asked(answer(200, &PAID.replace(from, to))).await.unwrap_err();
        assert!(matches!(failure, Failure::Malformed(_)), "{from}: {failure:?}");
    }
}

#[tokio::test]
async fn orders_close_and_refunds_go_out() {
    const REFUND: &str = r#"{"refund_id":"503","out_refund_no":"refund_1","transaction_id":"420000",
        "out_trade_no":"attempt_1","status":"PROCESSING",
        "amount":{"total":8805,"refund":150,"currency":"CNY"}}"#;
    let stage = Stage::play(|seen| match seen.path.as_str() {
        "/v3/pay/transactions/out-trade-no/attempt_1/close" => answer(204, ""),
        _ => answer(200, REFUND),
    })
    .await;
    let wechat = wechat(&stage.base);
    wechat.close(&reference(), NOW, NONCE).await.unwrap();
    let (payment, refund) = (reference(), Reference::new("refund_1").unwrap());
    let ask = RefundAsk {
        payment: &payment,
        paid: Amount::of_minor(8805).unwrap(),
        reference: &refund,
        amount: Amount::of_minor(150).unwrap(),
    };
    let made = wechat.refund(&ask, NOW, NONCE).await.unwrap();
    assert_eq!((made.status, made.amount.minor()), (RefundStatus::Processing, 150));
    let read = wechat.refund_status(&refund, NOW, NONCE).await.unwrap();
    assert_eq!(read, made);
    let other = Reference::new("refund_2").unwrap();
    assert!(wechat.refund_status(&other, NOW, NONCE).await.is_err());
    let seen = stage.seen();
    assert!(seen.iter().all(is_signed_by_us));
    let body: serde_json::Value = serde_json::from_str(&seen[1].body).unwrap();
    assert_eq!((&body["amount"]["refund"], &body["amount"]["total"]), (&150.into(), &8805.into()));
    assert_eq!(seen[0].body, r#"{"mchid":"1900000001"}"#);
}
