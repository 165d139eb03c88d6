//! Payment intents: made here, confirmed by the payer's program with the client secret.

use secrecy::SecretString;
use serde::Deserialize;

use super::{Linked, Metadata, Named, REFERENCE, Stripe, currency_out};
use crate::{Amount, Failure, Reference};

/// What to make a payment intent with.
#[derive(Debug, Clone)]
pub struct IntentAsk<'a> {
    /// Our number; also the idempotency key.
    pub reference: &'a Reference,
    /// How much.
    pub amount: Amount,
    /// ISO 4217.
    pub currency: &'a str,
}

/// Where a payment intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    /// No way to pay is chosen, or the last one failed.
    RequiresPaymentMethod,
    /// It waits for the payer's yes.
    RequiresConfirmation,
    /// The payer has to do something at the bank.
    RequiresAction,
    /// It is under way.
    Processing,
    /// Authorised, not captured.
    RequiresCapture,
    /// Called off.
    Canceled,
    /// Paid.
    Succeeded,
    /// A word that came later than this program.
    #[serde(other)]
    Other,
}

/// A payment intent.
#[derive(Debug, Clone)]
pub struct Intent {
    /// `pi_…`
    pub id: String,
    /// Where it stands.
    pub status: IntentStatus,
    /// What was asked for, in the smallest unit.
    pub minor: i64,
    /// What was received, in the smallest unit; 0 unless paid.
    pub received_minor: i64,
    /// ISO 4217, capitals.
    pub currency: String,
    /// What the payer's program confirms it with.
    pub client_secret: Option<SecretString>,
    /// Our number.
    pub reference: Option<String>,
    /// The charge, once there was one.
    pub charge: Option<String>,
    /// Why the last try failed, in Stripe's word.
    pub fault: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct IntentWire {
    id: String,
    status: IntentStatus,
    amount: i64,
    amount_received: Option<i64>,
    currency: String,
    client_secret: Option<String>,
    #[serde(default)]
    metadata: Option<Metadata>,
    latest_charge: Option<Linked<Named>>,
    last_payment_error: Option<FaultWire>,
}

#[derive(Deserialize)]
struct FaultWire {
    code: Option<String>,
    decline_code: Option<String>,
}

impl From<IntentWire> for Intent {
    fn from(wire: IntentWire) -> Self {
        // An intent that succeeded without saying how much received what it asked for.
        let asked = if wire.status == IntentStatus::Succeeded { wire.amount } else { 0 };
        let fault = wire.last_payment_error.and_then(|fault| fault.decline_code.or(fault.code));
        Self {
            id: wire.id,
            status: wire.status,
            minor: wire.amount,
            received_minor: wire.amount_received.unwrap_or(asked),
            currency: wire.currency.to_ascii_uppercase(),
            client_secret: wire.client_secret.map(SecretString::from),
            reference: wire.metadata.and_then(|metadata| metadata.reference),
            charge: wire.latest_charge.map(Linked::id),
            fault: fault.and_then(|code| Failure::refused(&code).code().map(str::to_owned)),
        }
    }
}

impl Stripe {
    /// Makes a payment intent. Asked again within a day with the same number it is the same one;
    /// with another amount it is refused.
    ///
    /// # Errors
    /// As [`Failure`] says. One whose making is not known was never confirmed: only who holds
    /// its client secret can.
    pub async fn create_intent(&self, ask: &IntentAsk<'_>) -> Result<Intent, Failure> {
        let amount = ask.amount.minor().to_string();
        let currency = currency_out(ask.currency)?;
        let key = ask.reference.as_str();
        let metadata = format!("metadata[{REFERENCE}]");
        let mut form = vec![
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            (metadata.as_str(), key),
        ];
        form.extend(self.methods.iter().map(|way| ("payment_method_types[]", way.as_str())));
        let wire: IntentWire = self.post(&["payment_intents"], key, &form).await?;
        Ok(wire.into())
    }

    /// Where a payment intent stands.
    ///
    /// # Errors
    /// As [`Failure`] says; of code `resource_missing` if there is none.
    pub async fn intent(&self, id: &str) -> Result<Intent, Failure> {
        self.get::<IntentWire>(&["payment_intents", id], &[]).await.map(Into::into)
    }

    /// Calls a payment intent off, so that it cannot be confirmed any more. Refused if it is paid.
    ///
    /// # Errors
    /// As [`Failure`] says.
    pub async fn cancel_intent(&self, id: &str) -> Result<Intent, Failure> {
        let key = format!("cancel:{id}");
        self.post::<IntentWire>(&["payment_intents", id, "cancel"], &key, &[]).await.map(Into::into)
    }
}
