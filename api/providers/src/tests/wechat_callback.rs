//! `WeChat` Pay's callbacks: signed, sealed, of these five minutes, meant for us.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce as AeadNonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName};
use time::Duration;
use time::macros::datetime;

use super::keys;
use super::wechat::{API_KEY, KEY_ID, NOW, PAID, signature, theirs, wechat};
use crate::Failure;
use crate::rsa::SigningKey;
use crate::wechat::{RefundStatus, TransactionState, What};

/// What a callback carries, sealed.
fn sealed(kind: &str, plain: &str, key: &str) -> String {
    let nonce = "abcdefghijkl";
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_bytes()).unwrap());
    let mut bytes = plain.as_bytes().to_vec();
    let once = AeadNonce::try_assume_unique_for_key(nonce.as_bytes()).unwrap();
    key.seal_in_place_append_tag(once, Aad::from(b"transaction"), &mut bytes).unwrap();
    let sealed = STANDARD.encode(bytes);
    format!(
        r#"{{"id":"evt-1","create_time":"2026-11-22T16:00:00+08:00","resource_type":
            "encrypt-resource","event_type":"{kind}","summary":"a","resource":{{"original_type":
            "transaction","algorithm":"AEAD_AES_256_GCM","ciphertext":"{sealed}",
            "associated_data":"transaction","nonce":"{nonce}"}}}}"#
    )
}

fn headers(pairs: Vec<(String, String)>) -> HeaderMap {
    pairs
        .into_iter()
        .map(|(name, value)| (HeaderName::try_from(name).unwrap(), value.parse().unwrap()))
        .collect()
}

fn posted(body: &str) -> Result<What, Failure> {
    let headers = headers(signature(&theirs(), KEY_ID, NOW, body));
    wechat("http://127.0.0.1:1").read_callback(&headers, body.as_bytes(), NOW).map(|read| read.what)
}

const REFUNDED: &str = r#"{"mchid":"1900000001","out_trade_no":"attempt_1","transaction_id":"42",
    "out_refund_no":"refund_1","refund_id":"503","refund_status":"SUCCESS",
    "user_received_account":"canary","amount":{"total":8805,"refund":150}}"#;

#[test]
fn a_signed_callback_is_opened_and_read() {
    let What::Transaction(paid) = posted(&sealed("TRANSACTION.SUCCESS", PAID, API_KEY)).unwrap()
    else {
        panic!("no transaction")
    };
    assert_eq!((paid.state, paid.amount.unwrap().minor()), (TransactionState::Success, 8805));
    let What::Refund(refund) = posted(&sealed("REFUND.SUCCESS", REFUNDED, API_KEY)).unwrap() else {
        panic!("no refund")
    };
    assert_eq!((refund.status, refund.amount.minor()), (RefundStatus::Success, 150));
    assert!(!format!("{refund:?}").contains("canary"));
    let other = posted(&sealed("VIOLATION.INTERCEPT", "{}", API_KEY)).unwrap();
    assert_eq!(other, What::Other("VIOLATION.INTERCEPT".to_owned()));
}

#[test]
fn forged_cut_and_replayed_callbacks_are_refused() {
    let wechat = wechat("http://127.0.0.1:1");
    let body = sealed("TRANSACTION.SUCCESS", PAID, API_KEY);
    let good = signature(&theirs(), KEY_ID, NOW, &body);
    let refused = |pairs: Vec<(String, String)>, body: &[u8], now| {
        let failure = wechat.read_callback(&headers(pairs), body, now).unwrap_err();
        assert!(matches!(failure, Failure::BadSignature(_)), "{failure:?}");
    };
    let changed = body.replace("SUCCESS", "success");
    refused(good.clone(), changed.as_bytes(), NOW);
    for cut in [0, 1, body.len() / 2, body.len() - 1] {
        refused(good.clone(), &body.as_bytes()[..cut], NOW);
    }
    for left_out in 0..4 {
        let mut without = good.clone();
        without.remove(left_out);
        refused(without, body.as_bytes(), NOW);
    }
    for changed in 0..4 {
        let mut pairs = good.clone();
        pairs[changed].1.push('1');
        refused(pairs, body.as_bytes(), NOW);
    }
    for kind in ["WECHATPAY2-SM2-WITH-SM3", "none"] {
        let mut pairs = good.clone();
        pairs.push(("wechatpay-signature-type".to_owned(), kind.to_owned()));
        refused(pairs, body.as_bytes(), NOW);
    }
    refused(good.clone(), body.as_bytes(), NOW + Duration::minutes(5) + Duration::SECOND);
    refused(good, body.as_bytes(), NOW - Duration::minutes(5) - Duration::SECOND);
    // Signed, but sealed with another key, or for another merchant.
    let other = "f".repeat(32);
    let foreign = PAID.replace("1900000001", "1900000002");
    let refund = REFUNDED.replace("1900000001", "1900000002");
    for body in [
        sealed("TRANSACTION.SUCCESS", PAID, &other),
        sealed("TRANSACTION.SUCCESS", &foreign, API_KEY),
        sealed("REFUND.SUCCESS", &refund, API_KEY),
        body.replace(r#""associated_data":"transaction""#, r#""associated_data":"refund""#),
    ] {
        assert!(matches!(posted(&body), Err(Failure::BadSignature(_))), "{body}");
    }
}

#[test]
fn a_certificate_is_good_for_its_time_only() {
    let wechat = wechat("http://127.0.0.1:1");
    let ours = SigningKey::read(&keys::OURS_PKCS8.into()).unwrap();
    let body = sealed("TRANSACTION.SUCCESS", PAID, API_KEY);
    let at = |now| {
        let headers = headers(signature(&ours, keys::OURS_SERIAL, now, &body));
        wechat.read_callback(&headers, body.as_bytes(), now).is_ok()
    };
    assert!(at(datetime!(2027-01-01 0:00 UTC)));
    assert!(!at(datetime!(2026-11-22 16:00 UTC)));
    assert!(!at(datetime!(2047-01-01 0:00 UTC)));
}

#[test]
fn signed_nonsense_is_malformed() {
    let good = sealed("TRANSACTION.SUCCESS", PAID, API_KEY);
    for body in [
        String::new(),
        "{}".to_owned(),
        good.replace("AEAD_AES_256_GCM", "AEAD_SM4_GCM"),
        good.replace("abcdefghijkl", "abc"),
        good.replace("\"ciphertext\":\"", "\"ciphertext\":\"!"),
        sealed("TRANSACTION.SUCCESS", "{}", API_KEY),
        sealed("TRANSACTION.SUCCESS", &PAID.replace("8805", "-1"), API_KEY),
    ] {
        assert!(matches!(posted(&body), Err(Failure::Malformed(_))), "{body}");
    }
}
