//! `WeChat` Pay: what is signed, what is believed, what a callback must be.

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce as AeadNonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName};
use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};

use super::keys;
use super::stage::{Reply, Seen, Stage, limits};
use crate::hex::hex;
use crate::rsa::{SigningKey, VerifyingKey};
use crate::wechat::{
    Config, Door, Order, OrderAsk, RefundAsk, RefundStatus, TransactionState, Wechat, What,
    read_statement,
};
use crate::{Amount, Failure, LineKind, Nonce, Reference};

const NOW: OffsetDateTime = datetime!(2026-11-22 16:00:00 UTC);
const NONCE: Nonce = Nonce([7; 16]);
const KEY_ID: &str = "PUB_KEY_ID_0116000000012026112200000000000001";
const API_KEY: &str = "0123456789abcdef0123456789abcdef";

fn wechat(base: &str) -> Wechat {
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

fn theirs() -> SigningKey {
    SigningKey::read(&keys::THEIRS_PKCS8.into()).unwrap()
}

fn signature(
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

fn answer(status: u16, body: &str) -> Reply {
    Reply { status, headers: signature(&theirs(), KEY_ID, NOW, body), body: body.into() }
}

/// Whether the `Authorization` is ours over exactly what was sent.
fn is_signed_by_us(seen: &Seen) -> bool {
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

const PAID: &str = r#"{"mchid":"1900000001","appid":"wx0000000000000001",
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
    let unsigned = Reply::json(401, r#"{"code":"SIGN_ERROR"}"#);
    assert_eq!(code(asked(unsigned).await).as_deref(), Some("SIGN_ERROR"));
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
