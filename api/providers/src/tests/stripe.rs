//! Stripe: what is sent, what is read, what a webhook must be.

use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::stage::{Reply, Stage, limits, nobody, silent};
use crate::hex::hex;
use crate::stripe::{Config, IntentAsk, IntentStatus, RefundAsk, RefundStatus, Stripe, What};
use crate::{Amount, Failure, LineKind, Reference};

const NOW: OffsetDateTime = datetime!(2026-11-22 16:00:00 UTC);

fn stripe(base: &str) -> Stripe {
    let config = Config {
        base: base.to_owned(),
        secret_key: "sk_test_canary".into(),
        webhook_secrets: vec!["whsec_old_canary".into(), "whsec_new_canary".into()],
        methods: vec!["card".to_owned()],
    };
    Stripe::new(config, limits()).unwrap()
}

fn reference() -> Reference {
    Reference::new("attempt_1").unwrap()
}

fn ask(reference: &Reference) -> IntentAsk<'_> {
    IntentAsk { reference, amount: Amount::of_minor(8888).unwrap(), currency: "CNY" }
}

const INTENT: &str = r#"{"id":"pi_1","object":"payment_intent","status":"succeeded",
    "amount":8888,"amount_received":8888,"currency":"cny","client_secret":"pi_1_secret_canary",
    "metadata":{"reference":"attempt_1"},"latest_charge":"ch_1","last_payment_error":null}"#;

#[tokio::test]
async fn an_intent_is_made_under_its_own_key() {
    let stage = Stage::play(|_| Reply::json(200, INTENT)).await;
    let stripe = stripe(&stage.base);
    let intent = stripe.create_intent(&ask(&reference())).await.unwrap();
    assert_eq!((intent.id.as_str(), intent.status), ("pi_1", IntentStatus::Succeeded));
    assert_eq!((intent.received_minor, intent.currency.as_str()), (8888, "CNY"));
    assert_eq!(intent.reference.as_deref(), Some("attempt_1"));
    assert_eq!(intent.charge.as_deref(), Some("ch_1"));
    assert_eq!(intent.client_secret.unwrap().expose_secret(), "pi_1_secret_canary");
    let seen = &stage.seen()[0];
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("POST", "/v1/payment_intents"));
    assert_eq!(seen.header("idempotency-key"), "attempt_1");
    assert_eq!(seen.header("authorization"), "Bearer sk_test_canary");
    assert_eq!(
        seen.body,
        "amount=8888&currency=cny&metadata%5Breference%5D=attempt_1&payment_method_types%5B%5D=card"
    );
    assert!(!format!("{stripe:?}").contains("canary"));
}

#[tokio::test]
async fn what_happened_is_told_from_what_is_not_known() {
    let outcome = |status: u16, body: &'static str| async move {
        let stage = Stage::play(move |_| Reply::json(status, body)).await;
        stripe(&stage.base).create_intent(&ask(&reference())).await.unwrap_err()
    };
    let declined = r#"{"error":{"type":"card_error","code":"card_declined",
        "decline_code":"insufficient_funds","message":"canary 4242424242424242"}}"#;
    assert_eq!(outcome(402, declined).await.code(), Some("insufficient_funds"));
    assert_eq!(outcome(400, "{}").await.code(), Some("400"));
    assert_eq!(outcome(404, "no json").await.code(), Some("404"));
    assert!(matches!(outcome(401, declined).await, Failure::Setting(_)));
    assert!(matches!(outcome(403, "").await, Failure::Setting(_)));
    assert_eq!(outcome(429, "{}").await, Failure::Later("asked too often"));
    assert!(matches!(outcome(409, "{}").await, Failure::Unknown(_)));
    assert!(matches!(outcome(500, declined).await, Failure::Unknown(_)));
    assert!(matches!(outcome(503, "").await, Failure::Unknown(_)));
    assert!(matches!(outcome(200, "{}").await, Failure::Malformed(_)));
    assert!(matches!(outcome(200, "").await, Failure::Malformed(_)));
    assert!(!format!("{:?}", outcome(402, declined).await).contains("canary"));
}

#[tokio::test]
async fn silence_is_not_a_no() {
    let asked = |base: String| async move {
        stripe(&base).create_intent(&ask(&reference())).await.unwrap_err()
    };
    assert_eq!(asked(nobody().await).await, Failure::Later("not reached"));
    assert_eq!(asked(silent(true).await).await, Failure::Unknown("timed out"));
    assert_eq!(asked(silent(false).await).await, Failure::Unknown("connection lost"));
}

#[tokio::test]
async fn answers_are_bounded_and_redirects_are_not_followed() {
    let stage = Stage::play(|_| Reply::json(200, &" ".repeat(65 << 10))).await;
    let failure = stripe(&stage.base).intent("pi_1").await.unwrap_err();
    assert_eq!(failure, Failure::Malformed("an answer of bounded length"));
    let stage = Stage::play(|seen| {
        assert!(!seen.path.contains("elsewhere"), "followed");
        let headers = vec![("location".to_owned(), "/elsewhere".to_owned())];
        Reply { status: 307, headers, body: Vec::new() }
    })
    .await;
    assert!(stripe(&stage.base).intent("pi_1").await.is_err());
    assert_eq!(stage.seen().len(), 1);
}

#[tokio::test]
async fn refunds_are_made_found_and_read() {
    let stage = Stage::play(|seen| match seen.path.as_str() {
        "/v1/refunds?payment_intent=pi_1&limit=100" => Reply::json(
            200,
            r#"{"has_more":true,"data":[{"id":"re_9","status":"failed","amount":1,"currency":"cny",
                "payment_intent":"pi_1","metadata":{},"failure_reason":"lost_or_stolen_card"}]}"#,
        ),
        "/v1/refunds?payment_intent=pi_1&limit=100&starting_after=re_9" => Reply::json(
            200,
            r#"{"has_more":false,"data":[{"id":"re_1","status":"pending","amount":100,
                "currency":"cny","payment_intent":{"id":"pi_1"},
                "metadata":{"reference":"refund_1"}}]}"#,
        ),
        _ => Reply::json(
            200,
            r#"{"id":"re_1","status":"succeeded","amount":100,"currency":"cny",
                "payment_intent":"pi_1","metadata":{"reference":"refund_1"}}"#,
        ),
    })
    .await;
    let stripe = stripe(&stage.base);
    let reference = Reference::new("refund_1").unwrap();
    let ask =
        RefundAsk { reference: &reference, intent: "pi_1", amount: Amount::of_minor(100).unwrap() };
    let refund = stripe.refund(&ask).await.unwrap();
    assert_eq!((refund.status, refund.minor), (RefundStatus::Succeeded, 100));
    assert_eq!(stage.seen()[0].header("idempotency-key"), "refund_1");
    assert_eq!(
        stage.seen()[0].body,
        "payment_intent=pi_1&amount=100&metadata%5Breference%5D=refund_1"
    );
    let found = stripe.refund_by_reference("pi_1", &reference).await.unwrap().unwrap();
    assert_eq!((found.id.as_str(), found.status), ("re_1", RefundStatus::Pending));
    let none = Reference::new("refund_2").unwrap();
    assert_eq!(stripe.refund_by_reference("pi_1", &none).await.unwrap(), None);
    assert_eq!(stripe.refund_status("re_1").await.unwrap().intent.as_deref(), Some("pi_1"));
}

#[tokio::test]
async fn the_statement_is_read_to_its_last_page() {
    let stage = Stage::play(|seen| {
        let last = seen.path.contains("starting_after=txn_1");
        Reply::json(
            200,
            if last {
                r#"{"has_more":false,"data":[{"id":"txn_2","amount":-100,"fee":0,"currency":"cny",
                    "created":1795363200,"type":"refund","source":{"id":"re_1","metadata":
                    {"reference":"refund_1"}}},{"id":"txn_3","amount":-5000,"fee":0,
                    "currency":"cny","created":1795363200,"type":"payout","source":"po_1"}]}"#
            } else {
                r#"{"has_more":true,"data":[{"id":"txn_1","amount":8888,"fee":290,
                    "currency":"cny","created":1795363200,"type":"charge","source":
                    {"id":"ch_1","payment_intent":"pi_1","metadata":{"reference":"attempt_1"}}}]}"#
            },
        )
    })
    .await;
    let span = Some((NOW - Duration::days(1), NOW));
    let lines = stripe(&stage.base).statement(span).await.unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.kind, line.provider_id.as_str(), line.reference.as_deref(), line.minor))
        .collect();
    assert_eq!(
        told,
        [
            (LineKind::Payment, "pi_1", Some("attempt_1"), 8888),
            (LineKind::Refund, "re_1", Some("refund_1"), 100),
            (LineKind::Other, "po_1", None, -5000),
        ]
    );
    assert_eq!(lines[0].fee_minor, 290);
    let first = &stage.seen()[0].path;
    assert!(first.contains("created%5Bgte%5D=") && first.contains("created%5Blt%5D="), "{first}");
}

#[tokio::test]
async fn a_page_that_goes_in_circles_ends() {
    let page = r#"{"has_more":true,"data":[{"id":"txn_1","amount":1,"fee":0,"currency":"cny",
        "created":1,"type":"charge","source":"ch_1"}]}"#;
    let stage = Stage::play(move |_| Reply::json(200, page)).await;
    let failure = stripe(&stage.base).statement(None).await.unwrap_err();
    assert_eq!(failure, Failure::Malformed("a page that moves on"));
    assert_eq!(stage.seen().len(), 2);
}

fn event() -> String {
    format!(
        r#"{{"id":"evt_1","object":"event","created":1795363200,"type":"payment_intent.succeeded",
            "data":{{"object":{INTENT}}}}}"#
    )
}

fn signed(secret: &str, at: OffsetDateTime, body: &str) -> String {
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let at = at.unix_timestamp();
    let sum = aws_lc_rs::hmac::sign(&key, format!("{at}.{body}").as_bytes());
    format!("t={at},v1={}", hex(sum.as_ref()))
}

fn headers(signature: &str) -> HeaderMap {
    HeaderMap::from_iter([(
        http::HeaderName::from_static("stripe-signature"),
        signature.parse().unwrap(),
    )])
}

#[test]
fn a_signed_webhook_is_read() {
    let stripe = stripe("http://127.0.0.1:1");
    let body = event();
    for secret in ["whsec_old_canary", "whsec_new_canary"] {
        let headers = headers(&signed(secret, NOW, &body));
        let read = stripe.read_webhook(&headers, body.as_bytes(), NOW).unwrap();
        let What::Intent(intent) = read.what else { panic!("{read:?}") };
        assert_eq!((read.id.as_str(), intent.received_minor), ("evt_1", 8888));
    }
    // Two signatures while a secret is replaced: one good one is enough.
    let good = signed("whsec_new_canary", NOW, &body);
    let sum = good.split_once("v1=").unwrap().1;
    let both = format!("t={},v1={},v1={sum}", NOW.unix_timestamp(), "0".repeat(64));
    assert!(stripe.read_webhook(&headers(&both), body.as_bytes(), NOW).is_ok());
    for (kind, expected) in [
        (
            r#"{"id":"e","created":1,"type":"charge.refunded","data":{"object":{"payment_intent":
            "pi_1","amount_refunded":5}}}"#,
            "Charge",
        ),
        (
            r#"{"id":"e","created":1,"type":"refund.updated","data":{"object":{"id":"re_1",
            "status":"succeeded","amount":5,"currency":"cny","payment_intent":"pi_1"}}}"#,
            "Refund",
        ),
        (r#"{"id":"e","created":1,"type":"customer.created","data":{"object":{}}}"#, "Other"),
    ] {
        let headers = headers(&signed("whsec_new_canary", NOW, kind));
        let read = stripe.read_webhook(&headers, kind.as_bytes(), NOW).unwrap();
        assert!(format!("{:?}", read.what).starts_with(expected), "{read:?}");
    }
}

#[test]
fn forged_cut_and_replayed_webhooks_are_refused() {
    let stripe = stripe("http://127.0.0.1:1");
    let body = event();
    let good = signed("whsec_new_canary", NOW, &body);
    let refused = |headers: &HeaderMap, body: &[u8], now| {
        let failure = stripe.read_webhook(headers, body, now).unwrap_err();
        assert!(matches!(failure, Failure::BadSignature(_)), "{failure:?}");
    };
    // Another body, another key, no key, another time, another scheme.
    refused(&headers(&good), body.replace("8888", "9999").as_bytes(), NOW);
    refused(&headers(&good), &body.as_bytes()[..body.len() - 1], NOW);
    refused(&headers(&signed("whsec_other", NOW, &body)), body.as_bytes(), NOW);
    refused(&headers(&signed("", NOW, &body)), body.as_bytes(), NOW);
    refused(&HeaderMap::new(), body.as_bytes(), NOW);
    let moved = good.replace(&NOW.unix_timestamp().to_string(), "1795363201");
    refused(&headers(&moved), body.as_bytes(), NOW);
    refused(&headers(&good.replace("v1=", "v0=")), body.as_bytes(), NOW);
    let mut twice = headers(&good);
    twice.append("stripe-signature", good.parse().unwrap());
    refused(&twice, body.as_bytes(), NOW);
    // Five minutes to the second, either way.
    let edge = Duration::minutes(5);
    assert!(stripe.read_webhook(&headers(&good), body.as_bytes(), NOW + edge).is_ok());
    assert!(stripe.read_webhook(&headers(&good), body.as_bytes(), NOW - edge).is_ok());
    refused(&headers(&good), body.as_bytes(), NOW + edge + Duration::SECOND);
    refused(&headers(&good), body.as_bytes(), NOW - edge - Duration::SECOND);
    // Every digit of the signature counts.
    for at in good.find("v1=").unwrap() + 3..good.len() {
        let mut changed = good.clone().into_bytes();
        changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
        refused(&headers(&String::from_utf8(changed).unwrap()), body.as_bytes(), NOW);
    }
}

#[test]
fn signed_nonsense_is_malformed() {
    let stripe = stripe("http://127.0.0.1:1");
    for body in ["", "{}", "[]", &event().replace("\"amount\":8888", "\"amount\":88.88")] {
        let headers = headers(&signed("whsec_new_canary", NOW, body));
        let failure = stripe.read_webhook(&headers, body.as_bytes(), NOW).unwrap_err();
        assert!(matches!(failure, Failure::Malformed(_)), "{body}: {failure:?}");
    }
}

#[test]
fn settings_are_checked_at_once() {
    let with = |base: &str, key: &str, hook: &str| {
        let config = Config {
            base: base.to_owned(),
            secret_key: SecretString::from(key),
            webhook_secrets: vec![hook.into()],
            methods: Vec::new(),
        };
        Stripe::new(config, limits())
    };
    assert!(with("https://api.stripe.com", "rk_live_1", "whsec_12").is_ok());
    for (base, key, hook) in [
        ("http://api.stripe.com", "sk_1", "whsec_12"),
        ("https://api.stripe.com", "pk_1", "whsec_12"),
        ("https://api.stripe.com", "sk_1", ""),
        ("https://api.stripe.com", "sk_1\r\nX: y", ""),
    ] {
        assert!(matches!(with(base, key, hook), Err(Failure::Setting(_))), "{base} {key}");
    }
}
