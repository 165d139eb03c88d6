//! Puts the crate at the disposal of a test in another language: a line of JSON in, a line of
//! JSON out. `tests/conformance/payments.test.mjs` speaks to it.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead as _, Write as _};

use http::{HeaderMap, HeaderName, HeaderValue};
use providers::alipay::{self, Alipay};
use providers::stripe::{self, Stripe};
use providers::wechat::{self, Wechat};
use providers::{Amount, Failure, Limits, Line, Nonce, Reference};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use time::{Date, Duration, OffsetDateTime};

#[derive(Deserialize)]
struct Settings {
    stripe: StripeSettings,
    alipay: AlipaySettings,
    wechat: WechatSettings,
}

#[derive(Deserialize)]
struct StripeSettings {
    base: String,
    secret_key: String,
    webhook_secrets: Vec<String>,
    methods: Vec<String>,
}

#[derive(Deserialize)]
struct AlipaySettings {
    gateway: String,
    app_id: String,
    seller_id: String,
    private_key: String,
    alipay_keys: Vec<String>,
    notify_url: String,
    return_url: Option<String>,
    statement_hosts: Vec<String>,
}

#[derive(Deserialize)]
struct WechatSettings {
    base: String,
    app_id: String,
    mch_id: String,
    serial: String,
    private_key: String,
    api_v3_key: String,
    public_keys: BTreeMap<String, String>,
    certificates: Vec<String>,
    notify_url: String,
}

struct Peer {
    stripe: Stripe,
    alipay: Alipay,
    wechat: Wechat,
}

impl Peer {
    fn new(settings: Settings) -> Result<Self, Failure> {
        let (s, a, w) = (settings.stripe, settings.alipay, settings.wechat);
        let stripe = stripe::Config {
            base: s.base,
            secret_key: s.secret_key.into(),
            webhook_secrets: s.webhook_secrets.into_iter().map(Into::into).collect(),
            methods: s.methods,
        };
        let alipay = alipay::Config {
            gateway: a.gateway,
            app_id: a.app_id,
            seller_id: a.seller_id,
            private_key: a.private_key.into(),
            alipay_keys: a.alipay_keys,
            notify_url: a.notify_url,
            return_url: a.return_url,
            statement_hosts: a.statement_hosts,
        };
        let wechat = wechat::Config {
            base: w.base,
            app_id: w.app_id,
            mch_id: w.mch_id,
            serial: w.serial,
            private_key: w.private_key.into(),
            api_v3_key: w.api_v3_key.into(),
            public_keys: w.public_keys,
            certificates: w.certificates,
            notify_url: w.notify_url,
        };
        Ok(Self {
            stripe: Stripe::new(stripe, Limits::default())?,
            alipay: Alipay::new(alipay, Limits::default())?,
            wechat: Wechat::new(wechat, Limits::default())?,
        })
    }

    async fn answer(&self, ask: &Ask) -> Result<Value, Failure> {
        match ask.op.split_once('.').unwrap_or_default() {
            ("stripe", verb) => self.stripe(verb, ask).await,
            ("alipay", verb) => self.alipay(verb, ask).await,
            ("wechat", verb) => self.wechat(verb, ask).await,
            _ => Err(Failure::Setting("an operation")),
        }
    }

    async fn stripe(&self, verb: &str, ask: &Ask) -> Result<Value, Failure> {
        let stripe = &self.stripe;
        match verb {
            "create" => {
                let reference = ask.reference()?;
                let amount = ask.amount()?;
                let currency = ask.currency.as_str();
                let ask = stripe::IntentAsk { reference: &reference, amount, currency };
                stripe.create_intent(&ask).await.map(|intent| intent_json(&intent))
            }
            "intent" => stripe.intent(&ask.id).await.map(|intent| intent_json(&intent)),
            "cancel" => stripe.cancel_intent(&ask.id).await.map(|intent| intent_json(&intent)),
            "refund" => {
                let reference = ask.reference()?;
                let amount = ask.amount()?;
                let ask = stripe::RefundAsk { reference: &reference, intent: &ask.id, amount };
                stripe.refund(&ask).await.map(|refund| refund_json(&refund))
            }
            "refund_status" => stripe.refund_status(&ask.id).await.map(|r| refund_json(&r)),
            "refund_by_reference" => {
                let found = stripe.refund_by_reference(&ask.id, &ask.reference()?).await?;
                Ok(found.map_or(Value::Null, |refund| refund_json(&refund)))
            }
            "statement" => stripe.statement(None).await.map(|lines| lines_json(&lines)),
            "webhook" => {
                let read = stripe.read_webhook(&ask.headers(), ask.body.as_bytes(), ask.now()?)?;
                Ok(match read.what {
                    stripe::What::Intent(intent) => intent_json(&intent),
                    stripe::What::Refund(refund) => refund_json(&refund),
                    what => json!(format!("{what:?}")),
                })
            }
            _ => Err(Failure::Setting("an operation")),
        }
    }

    async fn alipay(&self, verb: &str, ask: &Ask) -> Result<Value, Failure> {
        let (alipay, now) = (&self.alipay, ask.now()?);
        match verb {
            "order" => {
                let reference = ask.reference()?;
                let order = alipay::OrderAsk {
                    reference: &reference,
                    amount: ask.amount()?,
                    subject: &ask.subject,
                    expires_at: now + Duration::minutes(30),
                };
                let app = alipay.order_string(&order, now)?;
                let page = alipay.order_url(alipay::Door::Page, &order, now)?;
                Ok(json!({ "app": app, "page": page.as_str() }))
            }
            "trade" => {
                let trade = alipay.trade(&ask.reference()?, now).await?;
                let status = format!("{:?}", trade.status);
                Ok(json!({ "status": status, "minor": trade.amount.minor() }))
            }
            "refund" => {
                let (payment, reference) = (Reference::new(&ask.id)?, ask.reference()?);
                let amount = ask.amount()?;
                let refund = alipay::RefundAsk { payment: &payment, reference: &reference, amount };
                let refund = alipay.refund(&refund, now).await?;
                Ok(json!({ "status": format!("{:?}", refund.status) }))
            }
            "close" => alipay.close(&ask.reference()?, now).await.map(|()| Value::Null),
            "notice" => {
                let notice = alipay.read_notice(ask.body.as_bytes())?;
                Ok(json!({
                    "id": notice.id,
                    "reference": notice.reference,
                    "status": format!("{:?}", notice.status),
                    "minor": notice.amount.minor(),
                }))
            }
            _ => Err(Failure::Setting("an operation")),
        }
    }

    async fn wechat(&self, verb: &str, ask: &Ask) -> Result<Value, Failure> {
        let (wechat, now, nonce) = (&self.wechat, ask.now()?, Nonce([9; 16]));
        match verb {
            "order" => {
                let reference = ask.reference()?;
                let order = wechat::OrderAsk {
                    reference: &reference,
                    amount: ask.amount()?,
                    description: &ask.subject,
                    expires_at: now + Duration::minutes(30),
                };
                let order = wechat.order(wechat::Door::App, &order, now, nonce).await?;
                let wechat::Order::Prepay(id) = order else { return Ok(Value::Null) };
                let sheet = wechat.sheet(wechat::Door::App, &id, now, nonce)?;
                let sheet = sheet.map(|s| [s.timestamp, s.nonce, s.package, s.signature]);
                Ok(json!({ "prepay_id": id, "sheet": sheet }))
            }
            "transaction" => {
                let read = wechat.transaction(&ask.reference()?, now, nonce).await?;
                Ok(transaction_json(&read))
            }
            "close" => wechat.close(&ask.reference()?, now, nonce).await.map(|()| Value::Null),
            "refund" => {
                let (payment, reference) = (Reference::new(&ask.id)?, ask.reference()?);
                let refund = wechat::RefundAsk {
                    payment: &payment,
                    paid: Amount::of_minor(ask.paid)?,
                    reference: &reference,
                    amount: ask.amount()?,
                };
                let refund = wechat.refund(&refund, now, nonce).await?;
                let status = format!("{:?}", refund.status);
                Ok(json!({ "status": status, "minor": refund.amount.minor() }))
            }
            "statement" => {
                let day = now.date().previous_day().unwrap_or(Date::MIN);
                let nonces = [nonce, Nonce([10; 16])];
                wechat.statement(day, now, nonces).await.map(|lines| lines_json(&lines))
            }
            "callback" => {
                let read = wechat.read_callback(&ask.headers(), ask.body.as_bytes(), now)?;
                Ok(match read.what {
                    wechat::What::Transaction(read) => transaction_json(&read),
                    wechat::What::Refund(refund) => json!({
                        "status": format!("{:?}", refund.status),
                        "minor": refund.amount.minor(),
                    }),
                    wechat::What::Other(kind) => json!(kind),
                })
            }
            _ => Err(Failure::Setting("an operation")),
        }
    }
}

#[derive(Deserialize)]
#[serde(default)]
struct Ask {
    op: String,
    id: String,
    reference: String,
    minor: i64,
    paid: i64,
    currency: String,
    subject: String,
    now: i64,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            op: String::new(),
            id: String::new(),
            reference: String::new(),
            minor: 0,
            paid: 0,
            currency: "CNY".to_owned(),
            subject: "order".to_owned(),
            now: 0,
            headers: BTreeMap::new(),
            body: String::new(),
        }
    }
}

impl Ask {
    fn reference(&self) -> Result<Reference, Failure> {
        Reference::new(&self.reference)
    }

    fn amount(&self) -> Result<Amount, Failure> {
        Amount::of_minor(self.minor)
    }

    fn now(&self) -> Result<OffsetDateTime, Failure> {
        OffsetDateTime::from_unix_timestamp(self.now).map_err(|_| Failure::Setting("a time"))
    }

    fn headers(&self) -> HeaderMap {
        let read = |(name, value): (&String, &String)| {
            Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
        };
        self.headers.iter().filter_map(read).collect()
    }
}

fn intent_json(intent: &stripe::Intent) -> Value {
    json!({
        "id": intent.id,
        "status": format!("{:?}", intent.status),
        "minor": intent.minor,
        "received_minor": intent.received_minor,
        "currency": intent.currency,
        "reference": intent.reference,
        "fault": intent.fault,
        "client_secret": intent.client_secret.as_ref().map(ExposeSecret::expose_secret),
    })
}

fn refund_json(refund: &stripe::Refund) -> Value {
    json!({
        "id": refund.id,
        "status": format!("{:?}", refund.status),
        "minor": refund.minor,
        "reference": refund.reference,
    })
}

fn transaction_json(read: &wechat::Transaction) -> Value {
    json!({
        "reference": read.reference,
        "state": format!("{:?}", read.state),
        "minor": read.amount.map(Amount::minor),
    })
}

fn lines_json(lines: &[Line]) -> Value {
    let line = |line: &Line| {
        json!({
            "kind": format!("{:?}", line.kind),
            "reference": line.reference,
            "provider_id": line.provider_id,
            "minor": line.minor,
            "fee_minor": line.fee_minor,
        })
    };
    lines.iter().map(line).collect()
}

fn parsed<T: DeserializeOwned>(line: &str) -> Result<T, Box<dyn Error>> {
    Ok(serde_json::from_str(line)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut lines = std::io::stdin().lock().lines();
    let peer = Peer::new(parsed(&lines.next().ok_or("no settings")??)?)?;
    for line in lines {
        let told = match peer.answer(&parsed(&line?)?).await {
            Ok(read) => json!({ "ok": read }),
            Err(failure) => json!({
                "failure": format!("{failure:?}").split(['(', ' ']).next(),
                "code": failure.code(),
                "certain": failure.is_certain(),
            }),
        };
        let mut out = std::io::stdout().lock();
        writeln!(out, "{told}")?;
        out.flush()?;
    }
    Ok(())
}
