//! Stripe, Alipay and `WeChat` Pay as providers: what their answers and silences mean for money.
//! Each is played on loopback; their signatures are judged in `api/providers` and in conformance.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use fairstall::payments::attempt::ProviderKind;
use fairstall::payments::provider::{
    About, BadCallback, BeginAsk, Fault, NextStep, PaymentRef, Providers, RefundCall, RefundSaid,
    Said,
};
use http::{HeaderMap, StatusCode};
use kit::{World, minutes, scenario};
use platform::config::Settings;
use platform::kernel::{Currency, Money};
use providers::rsa::SigningKey;
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

const OURS: &str = include_str!("../../../api/providers/src/tests/keys/ours.pem");
const THEIRS: &str = include_str!("../../../api/providers/src/tests/keys/theirs.pem");
const THEIRS_PUBLIC: &str = include_str!("../../../api/providers/src/tests/keys/theirs_public.pem");
const ATTEMPT: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
const LEG: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0002);
const STRIPE: ProviderKind = ProviderKind::Stripe;

/// What a provider's server was asked, as `METHOD path`, and what it answers to each.
type Script = fn(&str) -> (u16, String);

/// A provider's server on loopback; answers its address and what it has heard.
async fn play(script: Script) -> (String, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&heard);
    let answer = move |request: Request| {
        let kept = Arc::clone(&kept);
        async move {
            let line = format!("{} {}", request.method(), request.uri());
            let _ = to_bytes(request.into_body(), 1 << 20).await;
            let (status, body) = script(&line);
            kept.lock().unwrap().push(line);
            let status = StatusCode::from_u16(status).unwrap();
            IntoResponse::into_response((status, body)) as Response
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
    (base, heard)
}

fn settings(base: &str) -> Settings {
    let mut settings = Settings::defaults().unwrap();
    settings.payments.providers = ["stripe", "alipay", "wechat"].map(str::to_owned).into();
    settings.stripe.base = base.parse().unwrap();
    settings.stripe.secret_key = Some("sk_test_canary".into());
    settings.stripe.webhook_secret = Some("whsec_canary".into());
    settings.alipay.gateway = base.parse().unwrap();
    settings.alipay.app_id = Some("2021".to_owned());
    settings.alipay.seller_id = Some("2088".to_owned());
    settings.alipay.private_key = Some(OURS.into());
    settings.alipay.public_key = Some(THEIRS_PUBLIC.to_owned());
    settings.wechat.base = base.parse().unwrap();
    settings.wechat.app_id = Some("wx1".to_owned());
    settings.wechat.mch_id = Some("1900".to_owned());
    settings.wechat.serial = Some("5157".to_owned());
    settings.wechat.private_key = Some(OURS.into());
    settings.wechat.api_v3_key = Some("c".repeat(32).into());
    settings.wechat.public_key_id = Some("PUB_KEY_ID_1".to_owned());
    settings.wechat.public_key = Some(THEIRS_PUBLIC.to_owned());
    settings
}

fn on(base: &str) -> Providers {
    Providers::of(&settings(base)).unwrap()
}

fn cny(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn ask(world: &World) -> BeginAsk {
    let expires_at = world.app().now() + minutes(30);
    BeginAsk { attempt: ATTEMPT, amount: cny(500), expires_at, script: None }
}

fn payment(reference: Option<&str>) -> PaymentRef {
    let reference = reference.map(str::to_owned);
    PaymentRef { attempt: ATTEMPT, amount: cny(500), reference }
}

fn refund_of(reference: Option<&str>, tries: i64) -> RefundCall {
    let payment = payment(reference);
    RefundCall { leg: LEG, amount: cny(100), payment, reference: None, tries }
}

fn intent(status: &str, more: &str) -> String {
    let attempt = ATTEMPT.simple();
    format!(
        r#"{{"id":"pi_1","status":"{status}","amount":500,"amount_received":500,"currency":"cny",
            "client_secret":"pi_1_secret_2","metadata":{{"reference":"{attempt}"}}{more}}}"#
    )
}

const DECLINED: &str = r#","last_payment_error":{"code":"card_declined"}"#;

fn failed(said: &Said) -> &str {
    match said {
        Said::Failed { reason, .. } => reason,
        _ => panic!("{said:?}"),
    }
}

scenario! {
    async fn stripe_is_begun_confirmed_outside_and_asked(world) {
        let (base, heard) = play(|line| match line {
            "POST /v1/payment_intents" => (200, intent("requires_payment_method", "")),
            _ => (200, intent("succeeded", "")),
        })
        .await;
        let on = on(&base);
        let stripe = on.get(STRIPE).unwrap();
        let begun = stripe.begin(world.app(), &ask(world)).await.unwrap();
        let next = Some(NextStep::Secret("pi_1_secret_2".to_owned()));
        assert_eq!(begun, Said::Pending { reference: Some("pi_1".to_owned()), next });
        let said = stripe.query(world.app(), &payment(Some("pi_1"))).await.unwrap();
        assert_eq!(said, Said::Succeeded { reference: "pi_1".to_owned(), amount: cny(500) });
        // One that we were never told of was never confirmed: there is nothing to ask.
        let count = heard.lock().unwrap().len();
        assert_eq!(stripe.query(world.app(), &payment(None)).await, Ok(Said::NotFound));
        assert_eq!(heard.lock().unwrap().len(), count);
    }

    /// What was declined is called off before it is said to have failed, so that it cannot be
    /// paid behind the next attempt's back.
    async fn py_1_a_declined_intent_is_called_off_first(world) {
        let (base, heard) = play(|line| match line {
            "GET /v1/payment_intents/pi_1" => (200, intent("requires_payment_method", DECLINED)),
            _ => (200, intent("canceled", DECLINED)),
        })
        .await;
        let on = on(&base);
        let stripe = on.get(STRIPE).unwrap();
        let said = stripe.query(world.app(), &payment(Some("pi_1"))).await.unwrap();
        assert_eq!(failed(&said), "CARD_DECLINED");
        let asked = heard.lock().unwrap().clone();
        assert_eq!(asked, ["GET /v1/payment_intents/pi_1", "POST /v1/payment_intents/pi_1/cancel"]);
        let (base, _) = play(|line| match line {
            "GET /v1/payment_intents/pi_1" => (200, intent("requires_payment_method", DECLINED)),
            _ => (400, r#"{"error":{"code":"payment_intent_unexpected_state"}}"#.to_owned()),
        })
        .await;
        let on = self::on(&base);
        let raced = on.get(STRIPE).unwrap().query(world.app(), &payment(Some("pi_1"))).await;
        assert!(matches!(raced, Err(Fault::Unknown(_))), "{raced:?}");
    }

    /// G5: a no is told from a silence, and a silence before sending from one after.
    async fn g_5_silence_is_not_a_no(world) {
        let begin = |base: String| async move {
            on(&base).get(STRIPE).unwrap().begin(world.app(), &ask(world)).await
        };
        let (base, _) = play(|_| (402, r#"{"error":{"code":"card_declined"}}"#.to_owned())).await;
        assert_eq!(failed(&begin(base).await.unwrap()), "CARD_DECLINED");
        for (script, sent) in [
            ((|_| (500, String::new())) as Script, true),
            (|_| (200, "{}".to_owned()), true),
            (|_| (409, "{}".to_owned()), true),
            (|_| (429, "{}".to_owned()), false),
            (|_| (401, "{}".to_owned()), false),
        ] {
            let (base, _) = play(script).await;
            match begin(base).await {
                Err(Fault::Unknown(_)) if sent => {}
                Err(Fault::NotSent(_)) if !sent => {}
                other => panic!("{other:?}"),
            }
        }
        let nobody = begin("http://127.0.0.1:1".to_owned()).await;
        assert!(matches!(nobody, Err(Fault::NotSent(_))), "{nobody:?}");
        assert!(!format!("{nobody:?}").contains("canary"));
        // A question that is refused leaves what it asks about as open as before.
        let (base, _) = play(|_| (400, "{}".to_owned())).await;
        let on = on(&base);
        let asked = on.get(STRIPE).unwrap().query(world.app(), &payment(Some("pi_1"))).await;
        assert!(matches!(asked, Err(Fault::Unknown(_))), "{asked:?}");
    }

    /// CO-8: a refund that was made is found by its number before another is made: the provider's
    /// own memory of keys is short.
    async fn co_8_a_refund_is_looked_for_before_it_is_made(world) {
        fn list(refunds: &str) -> String {
            format!(r#"{{"has_more":false,"data":[{refunds}]}}"#)
        }
        fn refund(status: &str, number: &str) -> String {
            format!(
                r#"{{"id":"re_1","status":"{status}","amount":100,"currency":"cny",
                    "payment_intent":"pi_1","metadata":{{"reference":"{number}"}}}}"#
            )
        }
        let call = refund_of(Some("pi_1"), 1);
        let (base, heard) = play(|line| match line {
            "POST /v1/refunds" => (200, refund("pending", &LEG.simple().to_string())),
            _ => (200, list("")),
        })
        .await;
        let made = on(&base).get(STRIPE).unwrap().refund(world.app(), &call).await.unwrap();
        assert_eq!(made, RefundSaid::Pending { reference: Some("re_1".to_owned()) });
        assert_eq!(heard.lock().unwrap().len(), 2);
        let (base, heard) =
            play(|_| (200, list(&refund("succeeded", &LEG.simple().to_string())))).await;
        let found = on(&base).get(STRIPE).unwrap().refund(world.app(), &call).await.unwrap();
        assert_eq!(found, RefundSaid::Paid { reference: "re_1".to_owned() });
        assert!(heard.lock().unwrap().iter().all(|line| line.starts_with("GET ")));
        // Its second try has a number of its own, and is not the first.
        let second = refund_of(Some("pi_1"), 2);
        let none = on(&base).get(STRIPE).unwrap().query_refund(world.app(), &second).await;
        assert_eq!(none, Ok(RefundSaid::NotFound));
        let blind = on(&base).get(STRIPE).unwrap().refund(world.app(), &refund_of(None, 1)).await;
        assert_eq!(blind, Ok(RefundSaid::NotFound));
    }

    /// PY-2: a webhook is believed when it is signed, and is about the attempt whose number it has.
    async fn py_2_a_webhook_of_stripe_is_about_our_attempt(world) {
        let on = on("http://127.0.0.1:1");
        let stripe = on.get(STRIPE).unwrap();
        let read = |object: &str, kind: &str, secret: &str| {
            let body = format!(
                r#"{{"id":"evt_1","created":1,"type":"{kind}","data":{{"object":{object}}}}}"#
            );
            let at = world.app().now().unix_timestamp();
            let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
            let sum = aws_lc_rs::hmac::sign(&key, format!("{at}.{body}").as_bytes());
            let sum: Vec<String> = sum.as_ref().iter().map(|b| format!("{b:02x}")).collect();
            let mut headers = HeaderMap::new();
            let signature = format!("t={at},v1={}", sum.concat());
            headers.insert("stripe-signature", signature.parse().unwrap());
            stripe.read_callback(world.app(), &headers, body.as_bytes())
        };
        let paid = intent("succeeded", "");
        let heard = read(&paid, "payment_intent.succeeded", "whsec_canary").unwrap();
        assert_eq!(heard.event, "evt_1");
        let said = Said::Succeeded { reference: "pi_1".to_owned(), amount: cny(500) };
        assert_eq!(heard.about, About::Payment { attempt: ATTEMPT, said });
        let forged = read(&paid, "payment_intent.succeeded", "whsec_other");
        assert_eq!(forged, Err(BadCallback::Unsigned));
        let foreign = paid.replace(&ATTEMPT.simple().to_string(), "somebody_elses");
        let heard = read(&foreign, "payment_intent.succeeded", "whsec_canary").unwrap();
        assert_eq!(heard.about, About::Other);
        let yen = paid.replace("cny", "jpy");
        let heard = read(&yen, "payment_intent.succeeded", "whsec_canary");
        assert_eq!(heard, Err(BadCallback::Malformed));
        let refund = format!(
            r#"{{"id":"re_1","status":"failed","amount":100,"currency":"cny",
                "failure_reason":"lost_or_stolen_card","metadata":{{"reference":"{}_2"}}}}"#,
            LEG.simple()
        );
        let heard = read(&refund, "refund.failed", "whsec_canary").unwrap();
        let said = RefundSaid::Failed {
            reference: Some("re_1".to_owned()),
            reason: "LOST_OR_STOLEN_CARD".to_owned(),
        };
        assert_eq!(heard.about, About::Refund { leg: LEG, said });
    }

    async fn alipay_hears_of_an_order_when_its_payer_comes(world) {
        let on = on("http://127.0.0.1:1");
        let alipay = on.get(ProviderKind::Alipay).unwrap();
        // Nothing is sent, so nothing can be lost; asked again, it is the same order.
        for _ in 0..2 {
            let begun = alipay.begin(world.app(), &ask(world)).await.unwrap();
            let Said::Pending { reference: None, next: Some(NextStep::Redirect(url)) } = begun
            else {
                panic!("{begun:?}")
            };
            assert!(url.contains(&ATTEMPT.simple().to_string()) && url.contains("5.00"), "{url}");
        }
        let dollars = BeginAsk { amount: Money::new(500, Currency::Usd), ..ask(world) };
        let refused = alipay.begin(world.app(), &dollars).await.unwrap();
        assert_eq!(failed(&refused), "CURRENCY_NOT_SUPPORTED");
    }

    async fn py_2_a_notice_of_alipay_is_about_our_attempt(world) {
        let on = on("http://127.0.0.1:1");
        let alipay = on.get(ProviderKind::Alipay).unwrap();
        let key = SigningKey::read(&THEIRS.into()).unwrap();
        let read = |status: &str, more: &[(&str, &str)], spoil: &str| {
            let attempt = ATTEMPT.simple().to_string();
            let mut fields = vec![
                ("app_id", "2021"), ("notify_id", "n1"), ("out_trade_no", attempt.as_str()),
                ("seller_id", "2088"), ("total_amount", "5.00"), ("trade_no", "t1"),
                ("trade_status", status),
            ];
            fields.extend(more);
            fields.sort_unstable();
            let joined: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let sign = key.sign(joined.join("&").as_bytes()).unwrap();
            fields.extend([("sign", sign.as_str()), ("sign_type", "RSA2")]);
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            let body = format!("{}{spoil}", form.extend_pairs(fields).finish());
            alipay.read_callback(world.app(), &HeaderMap::new(), body.as_bytes())
        };
        let heard = read("TRADE_SUCCESS", &[], "").unwrap();
        let said = Said::Succeeded { reference: "t1".to_owned(), amount: cny(500) };
        assert_eq!(heard.about, About::Payment { attempt: ATTEMPT, said });
        assert_eq!(read("TRADE_SUCCESS", &[], "&x=1"), Err(BadCallback::Unsigned));
        let closed = read("TRADE_CLOSED", &[], "").unwrap();
        let About::Payment { said, .. } = closed.about else { panic!("{closed:?}") };
        assert_eq!(failed(&said), "CLOSED");
        // News of a refund is a reason to ask, not an answer.
        let leg = LEG.simple().to_string();
        let more = [("refund_fee", "1.00"), ("out_biz_no", leg.as_str())];
        let heard = read("TRADE_SUCCESS", &more, "").unwrap();
        let said = RefundSaid::Pending { reference: None };
        assert_eq!(heard.about, About::Refund { leg: LEG, said });
        assert_eq!(alipay.acknowledgement().body, "success");
    }

    /// An answer that `WeChat` Pay did not sign is no answer.
    async fn g_5_an_unsigned_answer_of_wechat_settles_nothing(world) {
        let (base, heard) =
            play(|_| (200, json!({ "code_url": "weixin://pay" }).to_string())).await;
        let on = on(&base);
        let wechat = on.get(ProviderKind::Wechat).unwrap();
        let begun = wechat.begin(world.app(), &ask(world)).await;
        assert!(matches!(begun, Err(Fault::Unknown(_))), "{begun:?}");
        let refund = wechat.refund(world.app(), &refund_of(Some("42"), 1)).await;
        assert!(matches!(refund, Err(Fault::Unknown(_))), "{refund:?}");
        let forged = wechat.read_callback(world.app(), &HeaderMap::new(), b"{}");
        assert_eq!(forged, Err(BadCallback::Unsigned));
        assert_eq!(heard.lock().unwrap().len(), 2);
    }
}

/// A provider that is on and lacks a setting is named at the start, and nothing of a key is shown.
#[test]
fn a_provider_without_its_keys_ends_the_start() {
    let without = |spoil: fn(&mut Settings)| {
        let mut settings = settings("http://127.0.0.1:1");
        spoil(&mut settings);
        match Providers::of(&settings) {
            Ok(_) => panic!("it starts"),
            Err(unusable) => unusable.to_string(),
        }
    };
    for (spoil, says) in [
        ((|s| s.stripe.secret_key = None) as fn(&mut Settings), "stripe.secret_key"),
        (|s| s.stripe.webhook_secret = None, "stripe.webhook_secret"),
        (|s| s.stripe.secret_key = Some("pk_canary".into()), "sk_"),
        (|s| s.alipay.app_id = None, "alipay.app_id"),
        (|s| s.alipay.private_key = Some("canary".into()), "RSA private key"),
        (|s| s.alipay.public_key = Some("canary".to_owned()), "RSA public key"),
        (|s| s.wechat.public_key = None, "WeChat Pay"),
        (|s| s.wechat.public_key_id = None, "wechat.public_key_id"),
        (|s| s.wechat.api_v3_key = None, "wechat.api_v3_key"),
        (|s| s.server.public_url = "http://shop.example".parse().unwrap(), "https"),
    ] {
        let told = without(spoil);
        assert!(told.contains(says) && !told.contains("canary"), "{told}");
    }
}
