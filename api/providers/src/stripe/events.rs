//! What a webhook says. An event is news, not truth: whoever acts on it may ask for the object.

use serde::Deserialize;
use time::OffsetDateTime;

use super::intents::IntentWire;
use super::refunds::RefundWire;
use super::{Intent, Refund};
use crate::Failure;

/// A signed event.
#[derive(Debug, Clone)]
pub struct Event {
    /// `evt_…`; sent again, it is the same one.
    pub id: String,
    /// When it happened.
    pub at: OffsetDateTime,
    /// What happened.
    pub what: What,
}

/// What an event is about.
#[derive(Debug, Clone)]
pub enum What {
    /// A payment intent has moved: paid, failed, under way or called off. Its status tells which.
    Intent(Box<Intent>),
    /// A refund has moved. Its status tells whither.
    Refund(Box<Refund>),
    /// A charge was refunded: what its payment intent gave back in all, in the smallest unit.
    Charge {
        /// `pi_…`
        intent: Option<String>,
        /// In all, of all refunds.
        refunded_minor: i64,
    },
    /// Nothing that is read here; its type.
    Other(String),
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    created: i64,
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: serde_json::Value,
}

#[derive(Deserialize)]
struct Charge {
    payment_intent: Option<String>,
    amount_refunded: i64,
}

/// Reads the body of a webhook whose signature was good.
pub(super) fn read(body: &[u8]) -> Result<Event, Failure> {
    let bad = Failure::Malformed("an event of Stripe");
    let wire: Wire = serde_json::from_slice(body).map_err(|_| bad.clone())?;
    let at = OffsetDateTime::from_unix_timestamp(wire.created).map_err(|_| bad.clone())?;
    let object = wire.data.object;
    let what = match wire.kind.as_str() {
        "payment_intent.succeeded"
        | "payment_intent.payment_failed"
        | "payment_intent.processing"
        | "payment_intent.canceled" => {
            let intent: IntentWire = serde_json::from_value(object).map_err(|_| bad)?;
            What::Intent(Box::new(intent.into()))
        }
        "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
            let refund: RefundWire = serde_json::from_value(object).map_err(|_| bad)?;
            What::Refund(Box::new(refund.into()))
        }
        "charge.refunded" => {
            let charge: Charge = serde_json::from_value(object).map_err(|_| bad)?;
            What::Charge { intent: charge.payment_intent, refunded_minor: charge.amount_refunded }
        }
        _ => What::Other(Failure::refused(&wire.kind).code().unwrap_or_default().to_owned()),
    };
    Ok(Event { id: wire.id, at, what })
}
