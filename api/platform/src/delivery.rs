//! Letters and short messages to people: to the console in development, by SMTP in production,
//! into a box in tests. Sent by workers, never inside a transaction.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{DeliveryKind, DeliverySettings};
use crate::failure::Failure;

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An e-mail address.
    Email(String),
    /// A phone number in E.164 form.
    Phone(String),
}

/// A message to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: Address,
    pub subject: String,
    pub text: String,
}

/// Carries messages.
pub trait Delivery: Send + Sync + 'static {
    /// Hands a message over to whoever carries it.
    ///
    /// # Errors
    /// It could not be handed over; it may be tried again.
    fn send(&self, letter: Letter) -> BoxFuture<'_, Result<(), Failure>>;
}

/// The carrier that the settings name.
///
/// # Errors
/// The mail server's address or the sender is malformed.
pub fn carrier(settings: &DeliverySettings) -> Result<Arc<dyn Delivery>, Failure> {
    match (settings.kind, &settings.smtp_url, &settings.from) {
        (DeliveryKind::Console, ..) => Ok(Arc::new(Console)),
        (DeliveryKind::Smtp, Some(url), Some(from)) => Ok(Arc::new(Smtp::new(url.expose(), from)?)),
        (DeliveryKind::Smtp, ..) => Err(Failure::broken("smtp without a server or a sender")),
    }
}

/// Prints messages, for development: a code is read off the terminal.
pub struct Console;

impl Delivery for Console {
    fn send(&self, letter: Letter) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            let (Address::Email(to) | Address::Phone(to)) = &letter.to;
            tracing::info!(target: "delivery", "message to {to}: {} {}", letter.subject, letter.text);
            Ok(())
        })
    }
}

/// Sends e-mail by SMTP. Phone numbers need a provider of short messages, which is not built in.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// Connects by address, such as `smtps://user:secret@mail.example:465`.
    ///
    /// # Errors
    /// The address or the sender is malformed.
    pub fn new(url: &str, from: &str) -> Result<Self, Failure> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|error| Failure::because("smtp address", error))?
            .build();
        let from = from.parse().map_err(|error: lettre::address::AddressError| {
            Failure::because("smtp sender", error)
        })?;
        Ok(Self { transport, from })
    }
}

impl Delivery for Smtp {
    fn send(&self, letter: Letter) -> BoxFuture<'_, Result<(), Failure>> {
        Box::pin(async move {
            let Address::Email(to) = &letter.to else {
                return Err(Failure::broken("no carrier for short messages is configured"));
            };
            let to: Mailbox = to.parse().map_err(|error: lettre::address::AddressError| {
                Failure::because("recipient", error)
            })?;
            let message = Message::builder()
                .from(self.from.clone())
                .to(to)
                .subject(letter.subject)
                .body(letter.text)
                .map_err(|error| Failure::because("message", error))?;
            self.transport.send(message).await.map_err(|error| Failure::because("smtp", error))?;
            Ok(())
        })
    }
}

/// Keeps messages in a box, for tests.
#[derive(Default)]
pub struct Letterbox(Mutex<Vec<Letter>>);

impl Letterbox {
    /// Takes all messages out, oldest first.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Delivery for Letterbox {
    fn send(&self, letter: Letter) -> BoxFuture<'_, Result<(), Failure>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
        Box::pin(async { Ok(()) })
    }
}
