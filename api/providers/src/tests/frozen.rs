//! What the providers' own libraries signed (`alipay-sdk` 4.14, `stripe` 23.1,
//! `wechatpay-axios-plugin` 0.9), frozen by `tests/conformance/payment-vectors.mjs`. RSA with
//! PKCS#1 v1.5 is deterministic: where they sign as we do, both signatures are the same bytes.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName};
use serde_json::Value;
use time::OffsetDateTime;
use url::form_urlencoded::parse;

use super::keys;
use super::stage::limits;
use crate::alipay::{self, Alipay, TradeStatus};
use crate::rsa::SigningKey;
use crate::stripe::{self, Stripe};
use crate::wechat::{self, Wechat, What};

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn at(vectors: &Value) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(vectors["at"].as_i64().unwrap()).unwrap()
}

fn ours() -> SigningKey {
    SigningKey::read(&keys::OURS_PKCS8.into()).unwrap()
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
        .collect()
}

#[test]
fn a_webhook_of_stripes_library_is_read() {
    let vectors = vectors();
    let text = |name: &str| vectors["stripe"][name].as_str().unwrap();
    let config = stripe::Config {
        base: "http://127.0.0.1:1".to_owned(),
        secret_key: "sk_test_1".into(),
        webhook_secrets: vec![text("secret").into()],
        methods: Vec::new(),
    };
    let stripe = Stripe::new(config, limits()).unwrap();
    let headers = headers(&[("stripe-signature", text("header"))]);
    let read = stripe.read_webhook(&headers, text("payload").as_bytes(), at(&vectors)).unwrap();
    assert_eq!(read.id, "evt_1");
}

#[test]
fn an_order_of_alipays_library_is_signed_as_ours_are() {
    let vectors = vectors();
    let order = vectors["alipay"]["order"].as_str().unwrap();
    let sent: BTreeMap<String, String> = parse(order.as_bytes()).into_owned().collect();
    let joined: Vec<String> = sent
        .iter()
        .filter(|(name, _)| *name != "sign")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(ours().sign(joined.join("&").as_bytes()).unwrap(), sent["sign"]);
}

#[test]
fn a_notice_that_alipays_library_verified_is_read() {
    let config = alipay::Config {
        gateway: "http://127.0.0.1:1".to_owned(),
        app_id: "2021000000000001".to_owned(),
        seller_id: "2088000000000001".to_owned(),
        private_key: keys::OURS_PKCS8.into(),
        alipay_keys: vec![keys::OURS_PUBLIC.to_owned(), keys::THEIRS_PUBLIC.to_owned()],
        notify_url: "https://shop.example/".to_owned(),
        return_url: None,
        statement_hosts: Vec::new(),
    };
    let alipay = Alipay::new(config, limits()).unwrap();
    let notice = vectors()["alipay"]["notice"].as_str().unwrap().to_owned();
    let read = alipay.read_notice(notice.as_bytes()).unwrap();
    assert_eq!((read.status, read.amount.minor()), (TradeStatus::TradeSuccess, 8805));
}

#[test]
fn wechat_pays_library_signs_and_seals_as_we_read() {
    let vectors = vectors();
    let text = |name: &str| vectors["wechat"][name].as_str().unwrap();
    let seconds = vectors["at"].to_string();
    let message = format!("GET\n{}\n{seconds}\n{}\n\n", text("path"), "07".repeat(16));
    assert_eq!(ours().sign(message.as_bytes()).unwrap(), text("request"));
    let config = wechat::Config {
        base: "http://127.0.0.1:1".to_owned(),
        app_id: "wx0000000000000001".to_owned(),
        mch_id: "1900000001".to_owned(),
        serial: keys::OURS_SERIAL.to_owned(),
        private_key: keys::OURS_PKCS1.into(),
        api_v3_key: "0123456789abcdef0123456789abcdef".into(),
        public_keys: BTreeMap::from([("KEY".to_owned(), keys::THEIRS_PUBLIC.to_owned())]),
        certificates: Vec::new(),
        notify_url: "https://shop.example/".to_owned(),
    };
    let wechat = Wechat::new(config, limits()).unwrap();
    let headers = headers(&[
        ("wechatpay-timestamp", &seconds),
        ("wechatpay-nonce", "n1"),
        ("wechatpay-serial", "KEY"),
        ("wechatpay-signature", text("callback")),
    ]);
    let read = wechat.read_callback(&headers, text("body").as_bytes(), at(&vectors)).unwrap();
    let What::Transaction(paid) = read.what else { panic!("no transaction") };
    assert_eq!(paid.amount.unwrap().minor(), 8805);
}
