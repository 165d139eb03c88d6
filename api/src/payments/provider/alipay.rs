//! Alipay as a provider: an order is an address that we sign, and Alipay hears of it when the
//! payer opens that address. Until then asking finds nothing, and beginning again is signing again.

use futures_util::FutureExt as _;
use http::HeaderMap;
use platform::App;
use platform::config::{AlipayDoor, Settings};
use platform::kernel::{Currency, Money};
use providers::alipay::{
    Alipay as Connection, Config, Door, Notice, NoticeAbout, OrderAsk, Refund, RefundAsk,
    RefundStatus, TradeStatus,
};
use providers::{Amount, Failure, Limits, Reference};
use time::{Date, OffsetDateTime};

use super::outside::{self, fault, read_callback_fault};
use super::{
    About, Acknowledgement, Answer, BadCallback, BeginAsk, Callback, Fault, NextStep, PaymentRef,
    Provider, ProviderKind, RefundCall, RefundSaid, Said, StatementLine,
};

/// Alipay.
pub struct Alipay {
    connection: Connection,
    door: Door,
}

impl Alipay {
    /// A connection by the settings.
    ///
    /// # Errors
    /// A setting that is missing or unusable.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        let own = &settings.alipay;
        let mut alipay_keys = vec![outside::wanted(own.public_key.as_ref(), "alipay.public_key")?];
        alipay_keys.extend(own.former_public_key.clone());
        let config = Config {
            gateway: own.gateway.to_string(),
            app_id: outside::wanted(own.app_id.as_ref(), "alipay.app_id")?,
            seller_id: outside::wanted(own.seller_id.as_ref(), "alipay.seller_id")?,
            private_key: outside::needed(own.private_key.as_ref(), "alipay.private_key")?,
            alipay_keys,
            notify_url: outside::callback_url(settings, ProviderKind::Alipay)?,
            return_url: own.return_url.as_ref().map(ToString::to_string),
            statement_hosts: own.statement_hosts.clone(),
        };
        let door = match own.door {
            AlipayDoor::Page => Door::Page,
            AlipayDoor::Wap => Door::Wap,
            AlipayDoor::App => Door::App,
        };
        Ok(Self { connection: Connection::new(config, Limits::default())?, door })
    }

    fn begin(&self, ask: &BeginAsk, now: OffsetDateTime) -> Result<Said, Fault> {
        if ask.amount.currency() != Currency::Cny {
            let reason = "CURRENCY_NOT_SUPPORTED".to_owned();
            return Ok(Said::Failed { reference: None, reason });
        }
        let reference = Reference::from(ask.attempt);
        let not_sent = |failure: Failure| fault(&failure);
        let order = OrderAsk {
            reference: &reference,
            amount: Amount::of_minor(ask.amount.minor()).map_err(not_sent)?,
            subject: "Fairstall",
            expires_at: ask.expires_at,
        };
        let next = match self.door {
            Door::App => {
                NextStep::Secret(self.connection.order_string(&order, now).map_err(not_sent)?)
            }
            door @ (Door::Page | Door::Wap) => {
                let url = self.connection.order_url(door, &order, now).map_err(not_sent)?;
                NextStep::Redirect(url.to_string())
            }
        };
        Ok(Said::Pending { reference: None, next: Some(next) })
    }

    async fn query(&self, payment: &PaymentRef, now: OffsetDateTime) -> Result<Said, Fault> {
        match self.connection.trade(&Reference::from(payment.attempt), now).await {
            Ok(trade) => Ok(said(trade.status, trade.trade_no, trade.amount)),
            Err(Failure::Refused { code }) if code == "ACQ.TRADE_NOT_EXIST" => Ok(Said::NotFound),
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn refund(&self, call: &RefundCall, now: OffsetDateTime) -> Result<RefundSaid, Fault> {
        let amount = Amount::of_minor(call.amount.minor()).map_err(|failure| fault(&failure))?;
        let payment = Reference::from(call.payment.attempt);
        let reference = Reference::of_try(call.leg, call.tries);
        let ask = RefundAsk { payment: &payment, reference: &reference, amount };
        match self.connection.refund(&ask, now).await {
            Ok(refund) => Ok(refund_said(&refund, &reference)),
            Err(Failure::Refused { code }) => {
                Ok(RefundSaid::Failed { reference: None, reason: outside::reason(&code) })
            }
            Err(failure) => Err(fault(&failure)),
        }
    }

    async fn query_refund(
        &self,
        call: &RefundCall,
        now: OffsetDateTime,
    ) -> Result<RefundSaid, Fault> {
        let payment = Reference::from(call.payment.attempt);
        let reference = Reference::of_try(call.leg, call.tries);
        match self.connection.refund_status(&payment, &reference, now).await {
            // What was given back is what was asked for, or nobody knows what it is.
            Ok(Some(refund))
                if refund.amount.is_some_and(|paid| paid.minor() != call.amount.minor()) =>
            {
                Err(Fault::Unknown("a refund of another amount".to_owned()))
            }
            Ok(Some(refund)) => Ok(refund_said(&refund, &reference)),
            Ok(None) => Ok(RefundSaid::NotFound),
            Err(Failure::Refused { code }) if code == "ACQ.TRADE_NOT_EXIST" => {
                Ok(RefundSaid::NotFound)
            }
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn statement(&self, day: Date, now: OffsetDateTime) -> Result<Vec<StatementLine>, Fault> {
        match self.connection.statement(day, now).await {
            Ok(lines) => outside::statement(&lines),
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }
}

fn said(status: TradeStatus, trade_no: String, amount: Amount) -> Said {
    match status {
        TradeStatus::TradeSuccess | TradeStatus::TradeFinished => Said::Succeeded {
            reference: trade_no,
            amount: Money::new(amount.minor(), Currency::Cny),
        },
        TradeStatus::TradeClosed => {
            Said::Failed { reference: Some(trade_no), reason: "CLOSED".to_owned() }
        }
        TradeStatus::WaitBuyerPay | TradeStatus::Other => {
            Said::Pending { reference: Some(trade_no), next: None }
        }
    }
}

/// A refund has no number of Alipay's own: it is known by the trade's and ours.
fn refund_said(refund: &Refund, reference: &Reference) -> RefundSaid {
    let known_as = format!("{}/{}", refund.trade_no, reference.as_str());
    match refund.status {
        RefundStatus::Paid => RefundSaid::Paid { reference: known_as },
        RefundStatus::Pending => RefundSaid::Pending { reference: Some(known_as) },
    }
}

fn about(notice: Notice) -> Result<About, BadCallback> {
    match notice.about {
        NoticeAbout::Trade => outside::about(Some(&notice.reference), |attempt| {
            let said = said(notice.status, notice.trade_no, notice.amount);
            Ok(About::Payment { attempt, said })
        }),
        // It tells what all refunds come to, not that this one is paid: a query does.
        NoticeAbout::Refund { reference, .. } => outside::about(Some(&reference), |leg| {
            Ok(About::Refund { leg, said: RefundSaid::Pending { reference: None } })
        }),
    }
}

impl Provider for Alipay {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Alipay
    }

    fn begin<'a>(&'a self, app: &'a App, ask: &'a BeginAsk) -> Answer<'a, Said> {
        async move { self.begin(ask, app.now()) }.boxed()
    }

    fn query<'a>(&'a self, app: &'a App, payment: &'a PaymentRef) -> Answer<'a, Said> {
        self.query(payment, app.now()).boxed()
    }

    fn refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.refund(call, app.now()).boxed()
    }

    fn query_refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.query_refund(call, app.now()).boxed()
    }

    fn statement<'a>(&'a self, app: &'a App, day: Date) -> Answer<'a, Vec<StatementLine>> {
        self.statement(day, app.now()).boxed()
    }

    fn read_callback(
        &self,
        _app: &App,
        _headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Callback, BadCallback> {
        let notice = self.connection.read_notice(body);
        let notice = notice.map_err(|failure| read_callback_fault(&failure))?;
        Ok(Callback { event: notice.id.clone(), about: about(notice)? })
    }

    fn acknowledgement(&self) -> Acknowledgement {
        Acknowledgement { content_type: "text/plain", body: Connection::taken() }
    }
}
