//! Sending one-time codes: the same answer and the same work whether or not the address is known.
//! The code leaves by a consumer of the fact told here, so the request never waits for a carrier.

use platform::database::Tx;
use platform::kernel::{Id, Noun};
use platform::{App, Failure, events};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::code::{self, CodePurpose};
use crate::identity::contact::Contact;
use crate::identity::facts::CodeRequested;
use crate::identity::store::codes::{self, NewCode};
use crate::privacy;

/// A one-time code, named by its id only.
pub struct OneTimeCode;

impl Noun for OneTimeCode {
    const PREFIX: &'static str = "code";
}

/// A code on its way, or what looks like one.
#[derive(Debug, Clone, Copy)]
pub struct SentChallenge {
    /// To be given back with the code.
    pub id: Id<OneTimeCode>,
    /// When the code stops being good.
    pub expires_at: OffsetDateTime,
    /// When another may be asked for.
    pub resend_at: OffsetDateTime,
}

/// Why no code was sent: too many went to this address; when the next one may.
pub struct TooSoon(pub OffsetDateTime);

/// What a code is for.
pub struct Errand<'a> {
    pub purpose: CodePurpose,
    pub contact: &'a Contact,
    pub lookup: &'a str,
    pub account_id: Option<Uuid>,
    /// No answer will be right: the address is taken, or unknown.
    pub decoy: bool,
    pub locale: &'a str,
}

/// How an address is looked up.
///
/// # Errors
/// The server was put together without its index keys.
pub fn lookup(app: &App, contact: &Contact) -> Result<String, Failure> {
    Ok(contact.lookup(&privacy::index_key(app, "contact", "lookup")?))
}

/// How a phone number in an address would be looked up if it were somebody's contact.
///
/// # Errors
/// It is no phone number, or the server was put together without its index keys.
pub fn phone_lookup(app: &App, phone: &str) -> Result<String, Failure> {
    let contact = Contact::phone(phone).map_err(|_| Failure::broken("no phone number"))?;
    lookup(app, &contact)
}

/// Stores a code and tells that it is to be sent. Refuses while the address had one too recently.
pub async fn send(tx: &Tx, errand: Errand<'_>) -> Result<Result<SentChallenge, TooSoon>, Failure> {
    let now = tx.now();
    let sent = codes::sent_at(tx.conn(), errand.lookup, now).await?;
    if let Some(at) = code::next_send_at(&sent, now) {
        return Ok(Err(TooSoon(at)));
    }
    let id = tx.app().new_uuid();
    let digits = zeroize::Zeroizing::new(tx.app().chance().digits(code::DIGITS));
    let state = codes::insert(
        tx,
        &NewCode {
            id,
            purpose: errand.purpose,
            contact: errand.contact,
            lookup: errand.lookup,
            account_id: errand.account_id,
            decoy: errand.decoy,
            code: &digits,
            locale: errand.locale,
        },
    )
    .await?;
    events::record(tx, &CodeRequested { code_id: id }).await?;
    Ok(Ok(SentChallenge {
        id: Id::from_uuid(id),
        expires_at: state.expires_at,
        resend_at: now + code::RESEND_AFTER,
    }))
}
