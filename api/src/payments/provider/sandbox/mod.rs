//! The sandbox: a provider that is built in, and at which no money moves. It keeps a memory of its
//! own, as an outside system would, and speaks to us through the same door as every other.

mod script;
mod store;

use axum::body::Body;
use futures_util::FutureExt as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, Request, StatusCode};
use platform::clock::to_millis;
use platform::kernel::{Money, hex};
use platform::timers::{self, Firing};
use platform::{App, Failure, transaction};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use time::{Date, Duration};
use tower::ServiceExt as _;
use uuid::Uuid;

pub use script::Script;
use store::{Kept, Outcome, Outgoing};

use super::{
    About, BadCallback, BeginAsk, Callback, Fault, NextStep, PaymentRef, Provider, ProviderKind,
    RefundCall, RefundSaid, Said, StatementLine,
};
use crate::payments::http::routes;

/// The sandbox sends a message.
pub const CALLBACK: &str = "sandbox.callback";
/// How old a signature may be.
const TOLERANCE_SECONDS: i64 = 300;
const SIGNATURE: &str = "sandbox-signature";

/// The sandbox.
pub struct Sandbox;

/// What it writes in a callback.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    event: String,
    payment: Uuid,
    /// `PENDING`, `SUCCEEDED` or `FAILED`.
    status: String,
    reference: String,
    amount: Money,
    reason: Option<String>,
}

fn unknown(failure: &Failure) -> Fault {
    Fault::Unknown(failure.chain())
}

fn reference(key: Uuid) -> String {
    format!("sbx_{}", key.simple())
}

impl Provider for Sandbox {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Sandbox
    }

    fn begin<'a>(&'a self, app: &'a App, ask: &'a BeginAsk) -> super::Answer<'a, Said> {
        async move {
            let script = ask.script.clone();
            let script = script.unwrap_or_else(|| app.settings().payments.sandbox_script.clone());
            let script = Script::parse(&script).unwrap_or_default();
            let kept = remember(app, ask, &script).await.map_err(|failure| unknown(&failure))?;
            if script.loses_answer || (script.loses_call && kept.calls == 1) {
                return Err(Fault::Unknown("the answer was lost".to_owned()));
            }
            Ok(kept.said(to_millis(app.now())))
        }
        .boxed()
    }

    fn query<'a>(&'a self, app: &'a App, payment: &'a PaymentRef) -> super::Answer<'a, Said> {
        async move {
            let kept = store::payment(app.reader(), payment.attempt).await;
            let kept = kept.map_err(|failure| unknown(&failure))?;
            Ok(kept.map_or(Said::NotFound, |kept| kept.said(to_millis(app.now()))))
        }
        .boxed()
    }

    fn refund<'a>(&'a self, app: &'a App, call: &'a RefundCall) -> super::Answer<'a, RefundSaid> {
        async move { pay_back(app, call).await.map_err(|failure| unknown(&failure))? }.boxed()
    }

    fn query_refund<'a>(
        &'a self,
        app: &'a App,
        call: &'a RefundCall,
    ) -> super::Answer<'a, RefundSaid> {
        async move {
            let paid = store::refund(app.reader(), call.leg).await;
            let paid = paid.map_err(|failure| unknown(&failure))?;
            Ok(match paid {
                Some(()) => RefundSaid::Paid { reference: reference(call.leg) },
                None => RefundSaid::NotFound,
            })
        }
        .boxed()
    }

    fn statement<'a>(&'a self, app: &'a App, day: Date) -> super::Answer<'a, Vec<StatementLine>> {
        async move {
            store::statement(app.reader(), day).await.map_err(|failure| unknown(&failure))
        }
        .boxed()
    }

    fn read_callback(
        &self,
        app: &App,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Callback, BadCallback> {
        let signed = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
        let (at, signature) =
            signed.and_then(|text| text.split_once('.')).ok_or(BadCallback::Unsigned)?;
        let at: i64 = at.parse().map_err(|_| BadCallback::Unsigned)?;
        let age = app.now().unix_timestamp().saturating_sub(at);
        let signature = from_hex(signature).ok_or(BadCallback::Unsigned)?;
        let right = mac(app, at, body).is_some_and(|mac| mac.verify_slice(&signature).is_ok());
        if !right || age.checked_abs().is_none_or(|age| age > TOLERANCE_SECONDS) {
            return Err(BadCallback::Unsigned);
        }
        let message: Message = serde_json::from_slice(body).map_err(|_| BadCallback::Malformed)?;
        message.read()
    }
}

impl Message {
    fn read(self) -> Result<Callback, BadCallback> {
        if self.event.is_empty() || self.event.len() > 200 {
            return Err(BadCallback::Malformed);
        }
        let reference = self.reference;
        let said = match self.status.as_str() {
            "PENDING" => Said::Pending { reference: Some(reference), next: None },
            "SUCCEEDED" => Said::Succeeded { reference, amount: self.amount },
            "FAILED" => Said::Failed {
                reference: Some(reference),
                reason: self.reason.unwrap_or_else(|| "DECLINED".to_owned()),
            },
            _ => return Err(BadCallback::Malformed),
        };
        Ok(Callback { event: self.event, about: About::Payment { attempt: self.payment, said } })
    }
}

impl Kept {
    /// What it says of a payment at an instant.
    fn said(&self, now_millis: i64) -> Said {
        let reference = reference(self.key);
        if self.settles_at > now_millis {
            let next = NextStep::Redirect(format!("https://sandbox.invalid/pay/{reference}"));
            return Said::Pending { reference: Some(reference), next: Some(next) };
        }
        match self.outcome {
            Outcome::Succeeded => Said::Succeeded { reference, amount: self.amount },
            Outcome::Failed => {
                let reason = self.reason.clone().unwrap_or_else(|| "DECLINED".to_owned());
                Said::Failed { reference: Some(reference), reason }
            }
        }
    }
}

/// Begins a payment in its own books, and plans what it will say of it. The same key is the same
/// payment.
async fn remember(app: &App, ask: &BeginAsk, script: &Script) -> Result<Kept, Failure> {
    transaction!(app, |tx| {
        if let Some(known) = store::payment(tx.conn(), ask.attempt).await? {
            return Ok(known);
        }
        if script.loses_call {
            // It notes the key alone, so that the next call gets through.
            return store::note_lost(tx, ask).await;
        }
        let settles_at = tx.now() + Duration::seconds(script.delay_seconds);
        let kept = store::insert(tx, ask, script, settles_at).await?;
        if !script.says_nothing() {
            for (place, status) in script.messages().iter().enumerate() {
                let event = script.event_of(place, ask.attempt);
                let out = Outgoing { payment: ask.attempt, event, status: (*status).to_owned() };
                let id = store::plan(tx, &out).await?;
                timers::set(tx, CALLBACK, id, settles_at).await?;
            }
        }
        Ok(kept)
    })
}

async fn pay_back(app: &App, call: &RefundCall) -> Result<Result<RefundSaid, Fault>, Failure> {
    let key = call.payment.attempt;
    let Some(payment) = store::payment(app.reader(), key).await? else {
        let reason = "NO_SUCH_PAYMENT".to_owned();
        return Ok(Ok(RefundSaid::Failed { reference: None, reason }));
    };
    if payment.script.refuses_refund && call.tries == 1 {
        let reason = "TRY_LATER".to_owned();
        return Ok(Ok(RefundSaid::Failed { reference: None, reason }));
    }
    let taken = transaction!(app, |tx| { store::pay_back(tx, &payment, call).await });
    if !taken? {
        let reason = "MORE_THAN_PAID".to_owned();
        return Ok(Ok(RefundSaid::Failed { reference: None, reason }));
    }
    if payment.script.loses_refund_answer {
        return Ok(Err(Fault::Unknown("the answer was lost".to_owned())));
    }
    Ok(Ok(RefundSaid::Paid { reference: reference(call.leg) }))
}

/// Sends a planned message to the door that every provider knocks at. What is not taken is sent
/// again.
///
/// # Errors
/// Ours, and a door that does not open; it is then tried again.
pub async fn call_back(app: &App, firing: Firing) -> Result<(), Failure> {
    let Some(out) = store::planned(app.reader(), firing.aggregate).await? else {
        return transaction!(app, |tx| { firing.settle(tx).await });
    };
    if let Some(kept) = store::payment(app.reader(), out.payment).await? {
        let message = Message {
            event: out.event,
            payment: out.payment,
            status: out.status,
            reference: reference(out.payment),
            amount: kept.amount,
            reason: kept.reason,
        };
        let body = serde_json::to_vec(&message)
            .map_err(|error| Failure::because("a message of the sandbox", error))?;
        let request = Request::post("/callbacks/sandbox")
            .header(SIGNATURE, sign(app, &body))
            .body(Body::from(body))
            .map_err(|error| Failure::because("a message of the sandbox", error))?;
        let answer = match routes(app).oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        if answer.status() != StatusCode::OK {
            return Err(Failure::broken("a message of the sandbox was not taken"));
        }
    }
    transaction!(app, |tx| {
        store::sent(tx, firing.aggregate).await?;
        firing.settle(tx).await
    })
}

/// The header that the sandbox signs a body with: seconds, a dot, and an HMAC over both.
pub fn sign(app: &App, body: &[u8]) -> String {
    let at = app.now().unix_timestamp();
    let signed = mac(app, at, body).map(|mac| hex(&mac.finalize().into_bytes()));
    format!("{at}.{}", signed.unwrap_or_default())
}

fn mac(app: &App, at: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    let key = app.keys().derive("payments/sandbox/1");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pair = |at: usize| text.get(at..at.saturating_add(2));
    (0..64).step_by(2).map(|at| u8::from_str_radix(pair(at)?, 16).ok()).collect()
}
