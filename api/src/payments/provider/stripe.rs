//! Stripe as a provider: the payer's program confirms a payment intent with its client secret.
//! Money comes in by `payment_intent.succeeded` or by asking; a decline ends the attempt, so that
//! what was declined cannot be paid behind its back.

use futures_util::FutureExt as _;
use http::HeaderMap;
use platform::App;
use platform::config::Settings;
use platform::kernel::calendar::start_of;
use providers::stripe::{
    Config, Intent, IntentAsk, IntentStatus, Refund, RefundAsk, RefundStatus, Stripe as Connection,
    What,
};
use providers::{Amount, Failure, Limits, Line, Reference};
use secrecy::ExposeSecret as _;
use time::Date;

use super::outside::{self, fault, money, read_callback_fault};
use super::{
    About, Answer, BadCallback, BeginAsk, Callback, Fault, NextStep, PaymentRef, Provider,
    ProviderKind, RefundCall, RefundSaid, Said, StatementLine,
};

/// Stripe.
pub struct Stripe(Connection);

impl Stripe {
    /// A connection by the settings.
    ///
    /// # Errors
    /// A setting that is missing or unusable.
    pub fn of(settings: &Settings) -> Result<Self, Failure> {
        let own = &settings.stripe;
        let webhook_secret = outside::needed(own.webhook_secret.as_ref(), "stripe.webhook_secret")?;
        let mut webhook_secrets = vec![webhook_secret];
        webhook_secrets.extend(own.former_webhook_secret.clone());
        let config = Config {
            base: own.base.to_string(),
            secret_key: outside::needed(own.secret_key.as_ref(), "stripe.secret_key")?,
            webhook_secrets,
            methods: own.methods.clone(),
        };
        Connection::new(config, Limits::default()).map(Self)
    }

    async fn begin(&self, ask: &BeginAsk) -> Result<Said, Fault> {
        let reference = Reference::from(ask.attempt);
        let amount = Amount::of_minor(ask.amount.minor()).map_err(|failure| fault(&failure))?;
        let currency = ask.amount.currency().code();
        let ask = IntentAsk { reference: &reference, amount, currency };
        match self.0.create_intent(&ask).await {
            Ok(intent) => said(&intent),
            Err(Failure::Refused { code }) => {
                Ok(Said::Failed { reference: None, reason: outside::reason(&code) })
            }
            Err(failure) => Err(fault(&failure)),
        }
    }

    /// What became of an intent. One that was declined is called off first: its payer begins anew.
    async fn query(&self, payment: &PaymentRef) -> Result<Said, Fault> {
        // Nobody was ever given the secret of an intent whose id we were not told.
        let Some(id) = &payment.reference else { return Ok(Said::NotFound) };
        let intent = match self.0.intent(id).await {
            Ok(intent) => intent,
            Err(Failure::Refused { code }) if code == "resource_missing" => {
                return Ok(Said::NotFound);
            }
            Err(failure) => return Err(outside::unsettled(&failure)),
        };
        let (IntentStatus::RequiresPaymentMethod, Some(why)) = (intent.status, &intent.fault)
        else {
            return said(&intent);
        };
        match self.0.cancel_intent(id).await {
            Ok(_) => Ok(Said::Failed { reference: Some(id.clone()), reason: outside::reason(why) }),
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn refund(&self, call: &RefundCall) -> Result<RefundSaid, Fault> {
        let Some(intent) = &call.payment.reference else { return Ok(RefundSaid::NotFound) };
        // Stripe forgets a key after a day; the number in the refund's metadata it keeps.
        let known = self.query_refund(call).await?;
        if known != RefundSaid::NotFound {
            return Ok(known);
        }
        let reference = Reference::of_try(call.leg, call.tries);
        let amount = Amount::of_minor(call.amount.minor()).map_err(|failure| fault(&failure))?;
        match self.0.refund(&RefundAsk { reference: &reference, intent, amount }).await {
            Ok(refund) => Ok(refund_said(&refund)),
            Err(Failure::Refused { code }) => {
                Ok(RefundSaid::Failed { reference: None, reason: outside::reason(&code) })
            }
            Err(failure) => Err(fault(&failure)),
        }
    }

    async fn query_refund(&self, call: &RefundCall) -> Result<RefundSaid, Fault> {
        let Some(intent) = &call.payment.reference else { return Ok(RefundSaid::NotFound) };
        let reference = Reference::of_try(call.leg, call.tries);
        match self.0.refund_by_reference(intent, &reference).await {
            Ok(Some(refund)) => Ok(refund_said(&refund)),
            Ok(None) => Ok(RefundSaid::NotFound),
            Err(failure) => Err(outside::unsettled(&failure)),
        }
    }

    async fn statement(&self, day: Date) -> Result<Vec<StatementLine>, Fault> {
        let unsettled = |failure: Failure| outside::unsettled(&failure);
        let Some(next) = day.next_day() else { return Ok(Vec::new()) };
        let span = Some((start_of(day), start_of(next)));
        let mut lines = self.0.statement(span).await.map_err(unsettled)?;
        for line in &mut lines {
            self.name(line).await.map_err(unsettled)?;
        }
        outside::statement(&lines)
    }

    /// A charge carries our number since its intent does; one of another program may not.
    async fn name(&self, line: &mut Line) -> Result<(), Failure> {
        if line.reference.is_none() && line.provider_id.starts_with("pi_") {
            line.reference = self.0.intent(&line.provider_id).await?.reference;
        }
        Ok(())
    }
}

fn said(intent: &Intent) -> Result<Said, Fault> {
    let reference = intent.id.clone();
    Ok(match intent.status {
        IntentStatus::Succeeded => {
            Said::Succeeded { reference, amount: money(intent.received_minor, &intent.currency)? }
        }
        IntentStatus::Canceled => {
            Said::Failed { reference: Some(reference), reason: "CANCELED".to_owned() }
        }
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction
        | IntentStatus::Processing
        | IntentStatus::RequiresCapture
        | IntentStatus::Other => {
            let secret = intent.client_secret.as_ref();
            let next = secret.map(|secret| NextStep::Secret(secret.expose_secret().to_owned()));
            Said::Pending { reference: Some(reference), next }
        }
    })
}

fn refund_said(refund: &Refund) -> RefundSaid {
    let reference = refund.id.clone();
    match refund.status {
        RefundStatus::Succeeded => RefundSaid::Paid { reference },
        RefundStatus::Failed | RefundStatus::Canceled => {
            let reason = outside::reason(refund.fault.as_deref().unwrap_or("failed"));
            RefundSaid::Failed { reference: Some(reference), reason }
        }
        RefundStatus::Pending | RefundStatus::RequiresAction | RefundStatus::Other => {
            RefundSaid::Pending { reference: Some(reference) }
        }
    }
}

impl Provider for Stripe {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Stripe
    }

    fn begin<'a>(&'a self, _app: &'a App, ask: &'a BeginAsk) -> Answer<'a, Said> {
        self.begin(ask).boxed()
    }

    fn query<'a>(&'a self, _app: &'a App, payment: &'a PaymentRef) -> Answer<'a, Said> {
        self.query(payment).boxed()
    }

    fn refund<'a>(&'a self, _app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.refund(call).boxed()
    }

    fn query_refund<'a>(&'a self, _app: &'a App, call: &'a RefundCall) -> Answer<'a, RefundSaid> {
        self.query_refund(call).boxed()
    }

    fn statement<'a>(&'a self, _app: &'a App, day: Date) -> Answer<'a, Vec<StatementLine>> {
        self.statement(day).boxed()
    }

    fn read_callback(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Callback, BadCallback> {
        let event = self.0.read_webhook(headers, body, app.now());
        let event = event.map_err(|failure| read_callback_fault(&failure))?;
        let about = match event.what {
            What::Intent(intent) => outside::about(intent.reference.as_deref(), |attempt| {
                let said = said(&intent).map_err(|_| BadCallback::Malformed)?;
                Ok(About::Payment { attempt, said })
            })?,
            What::Refund(refund) => outside::about(refund.reference.as_deref(), |leg| {
                Ok(About::Refund { leg, said: refund_said(&refund) })
            })?,
            What::Charge { .. } | What::Other(_) => About::Other,
        };
        Ok(Callback { event: event.id, about })
    }
}
