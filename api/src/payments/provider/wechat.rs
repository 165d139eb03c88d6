//! `WeChat` Pay as a provider: an order is made there and paid by a picture that the payer's
//! telephone reads, or from the payer's own program.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use http::HeaderMap;
use platform::App;
use platform::config::{Settings, WechatDoor};
use platform::kernel::{Currency, Money};
use providers::wechat::{
    Config, Door, Order, OrderAsk, Refund, RefundAsk, RefundStatus, Transaction, TransactionState,
    Wechat as Connection, What,
};
use providers::{Amount, Failure, Limits, Nonce, Reference};
use time::Date;

use super::outside::{self, fault, read_callback_fault};
use super::{
    About, Answer, BadCallback, BeginAsk, Callback, Fault, NextStep, PaymentRef, Provider,
    ProviderKind, RefundCall, RefundSaid, Said, StatementLine,
};

/// `WeChat` Pay.
pub struct Wechat {
    connection: Connection,
    door: Door<'static>,
}

fn nonce(app: &App) -> Nonce {
    Nonce(app.chance().bytes())
}

impl Wechat {
    /// A connection by the settings.
    ///
    /// # Errors
    /// A setting that is missing or unusable.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        let own = &settings.wechat;
        let mut public_keys = BTreeMap::new();
        if let Some(key) = &own.public_key {
            let id = outside::wanted(own.public_key_id.as_ref(), "wechat.public_key_id")?;
            public_keys.insert(id, key.clone());
        }
        let config = Config {
            base: own.base.to_string(),
            app_id: outside::wanted(own.app_id.as_ref(), "wechat.app_id")?,
            mch_id: outside::wanted(own.mch_id.as_ref(), "wechat.mch_id")?,
            serial: outside::wanted(own.serial.as_ref(), "wechat.serial")?,
            private_key: outside::needed(own.private_key.as_ref(), "wechat.private_key")?,
            api_v3_key: outside::needed(own.api_v3_key.as_ref(), "wechat.api_v3_key")?,
            public_keys,
            certificates: own.certificate.iter().cloned().collect(),
            notify_url: outside::callback_url(settings, ProviderKind::Wechat)?,
        };
        let door = match own.door {
            WechatDoor::Native => Door::Native,
            WechatDoor::App => Door::App,
        };
        Ok(Self { connection: Connection::new(config, Limits::default())?, door })
    }

    async fn begin(&self, app: &App, ask: &BeginAsk) -> Result<Said, Fault> {
        if ask.amount.currency() != Currency::Cny {
            let reason = "CURRENCY_NOT_SUPPORTED".to_owned();
            return Ok(Said::Failed { reference: None, reason });
        }
        let reference = Reference::from(ask.attempt);
        let order = OrderAsk {
            reference: &reference,
            amount: Amount::of_minor(ask.amount.minor()).map_err(|failure| fault(&failure))?,
            description: "Fairstall",
            expires_at: ask.expires_at,
        };
        match self.connection.order(self.door, &order, app.now(), nonce(app)).await {
            Ok(order) => {
                let next = self.next(app, order).map_err(|failure| fault(&failure))?;
                Ok(Said::Pending { reference: None, next: Some(next) })
            }
            // Begun before, and further on than that: what became of it is asked.
            Err(Failure::Refused { code })
                if matches!(code.as_str(), "ORDERPAID" | "OUT_TRADE_NO_USED" | "ORDER_CLOSED") =>
            {
                let attempt = ask.attempt;
                self.query(app, &PaymentRef { attempt, amount: ask.amount, reference: None }).await
            }
            Err(Failure::Refused { code }) => {
                Ok(Said::Failed { reference: None, reason: outside::reason(&code) })
            }
            Err(failure) => Err(fault(&failure)),
        }
    }

    fn next(&self, app: &App, order: Order) -> Result<NextStep, Failure> {
        Ok(match order {
            Order::Code(code) => NextStep::Code(code),
            Order::Address(url) => NextStep::Redirect(url),
            Order::Prepay(id) => {
                let sheet = self.connection.sheet(self.door, &id, app.now(), nonce(app))?;
                let sheet = sheet.map(|sheet| {
                    serde_json::json!({
                        "prepayId": id,
                        "timestamp": sheet.timestamp,
                        "nonce": sheet.nonce,
                        "package": sheet.package,
                        "signature": sheet.signature,
                    })
                });
                NextStep::Secret(sheet.map_or(id, |sheet| sheet.to_string()))
            }
        })
    }

    async fn query(&self, app: &App, payment: &PaymentRef) -> Result<Said, Fault> {
        let reference = Reference::from(payment.attempt);
        match self.connection.transaction(&reference, app.now(), nonce(app)).await {
            Ok(read) => said(read).ok_or_else(|| Fault::Unknown("paid, of no amount".to_owned())),
            Err(Failure::Refused { code })
                if matches!(code.as_str(), "ORDER_NOT_EXIST" | "RESOURCE_NOT_EXISTS") =>
            {
                Ok(Said::NotFound)
            }
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn refund(&self, app: &App, call: &RefundCall) -> Result<RefundSaid, Fault> {
        let amount = |minor| Amount::of_minor(minor).map_err(|failure| fault(&failure));
        let payment = Reference::from(call.payment.attempt);
        let reference = Reference::of_try(call.leg, call.tries);
        let ask = RefundAsk {
            payment: &payment,
            paid: amount(call.payment.amount.minor())?,
            reference: &reference,
            amount: amount(call.amount.minor())?,
        };
        match self.connection.refund(&ask, app.now(), nonce(app)).await {
            Ok(refund) => refund_of(refund, call),
            Err(Failure::Refused { code }) => {
                Ok(RefundSaid::Failed { reference: None, reason: outside::reason(&code) })
            }
            Err(failure) => Err(fault(&failure)),
        }
    }

    async fn query_refund(&self, app: &App, call: &RefundCall) -> Result<RefundSaid, Fault> {
        let reference = Reference::of_try(call.leg, call.tries);
        match self.connection.refund_status(&reference, app.now(), nonce(app)).await {
            Ok(refund) => refund_of(refund, call),
            Err(Failure::Refused { code }) if code == "RESOURCE_NOT_EXISTS" => {
                Ok(RefundSaid::NotFound)
            }
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn statement(&self, app: &App, day: Date) -> Result<Vec<StatementLine>, Fault> {
        let nonces = [nonce(app), nonce(app)];
        match self.connection.statement(day, app.now(), nonces).await {
            Ok(lines) => outside::statement(&lines),
            // A day on which nothing was paid has none.
            Err(Failure::Refused { code }) if code == "NO_STATEMENT_EXIST" => Ok(Vec::new()),
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }
}

fn said(read: Transaction) -> Option<Said> {
    Some(match read.state {
        TransactionState::Success | TransactionState::Refund => Said::Succeeded {
            reference: read.transaction_id?,
            amount: Money::new(read.amount?.minor(), Currency::Cny),
        },
        TransactionState::Closed | TransactionState::Revoked => {
            Said::Failed { reference: read.transaction_id, reason: "CLOSED".to_owned() }
        }
        TransactionState::PayError => {
            Said::Failed { reference: read.transaction_id, reason: "DECLINED".to_owned() }
        }
        TransactionState::NotPay | TransactionState::UserPaying | TransactionState::Other => {
            Said::Pending { reference: read.transaction_id, next: None }
        }
    })
}

/// What was given back is what was asked for, or nobody knows what it is.
fn refund_of(refund: Refund, call: &RefundCall) -> Result<RefundSaid, Fault> {
    if refund.amount.minor() == call.amount.minor() {
        Ok(refund_said(refund))
    } else {
        Err(Fault::Unknown("a refund of another amount".to_owned()))
    }
}

fn refund_said(refund: Refund) -> RefundSaid {
    let reference = refund.refund_id;
    match refund.status {
        RefundStatus::Success => RefundSaid::Paid { reference },
        RefundStatus::Closed => {
            RefundSaid::Failed { reference: Some(reference), reason: "CLOSED".to_owned() }
        }
        // `ABNORMAL` waits for somebody to see to it at WeChat Pay: another try could pay twice.
        RefundStatus::Processing | RefundStatus::Abnormal | RefundStatus::Other => {
            RefundSaid::Pending { reference: Some(reference) }
        }
    }
}

impl Provider for Wechat {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Wechat
    }

    fn begin<'a>(&'a self, app: &'a App, ask: &'a BeginAsk) -> Answer<'a, Said> {
        self.begin(app, ask).boxed()
    }

    fn query<'a>(&'a self, app: &'a App, payment: &'a PaymentRef) -> Answer<'a, Said> {
        self.query(app, payment).boxed()
    }

    fn refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.refund(app, call).boxed()
    }

    fn query_refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.query_refund(app, call).boxed()
    }

    fn statement<'a>(&'a self, app: &'a App, day: Date) -> Answer<'a, Vec<StatementLine>> {
        self.statement(app, day).boxed()
    }

    fn read_callback(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Callback, BadCallback> {
        let callback = self.connection.read_callback(headers, body, app.now());
        let callback = callback.map_err(|failure| read_callback_fault(&failure))?;
        let about = match callback.what {
            What::Transaction(read) => {
                let reference = read.reference.clone();
                outside::about(Some(&reference), |attempt| {
                    let said = said(read).ok_or(BadCallback::Malformed)?;
                    Ok(About::Payment { attempt, said })
                })?
            }
            What::Refund(refund) => {
                let reference = refund.reference.clone();
                outside::about(Some(&reference), |leg| {
                    Ok(About::Refund { leg, said: refund_said(refund) })
                })?
            }
            What::Other(_) => About::Other,
        };
        Ok(Callback { event: callback.id, about })
    }
}
