//! The gate: the only way from a sealed value to its text. It asks who reads what of whom, what
//! for and by what right, and the answer is in the access ledger before anything is opened
//! (PD-1, PD-8).

use platform::clock::Clock;
use platform::database::Tx;
use platform::{App, Failure, transaction};
use uuid::Uuid;
use vault::keys::SubjectKey;
use vault::pii::{AccessGrant, Field, FieldName, Pii, Plain, Row};

use super::ledger::{self, NewEntry};
use super::store::erasures;
use super::{Safe, consent};

/// Who wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The person the data is about.
    Subject(Uuid),
    /// Staff, by account and role.
    Staff(Uuid, &'static str),
    /// Somebody else who has an account, such as a seller who ships.
    Other(Uuid),
    /// A part of the platform, by its name in the ledger, such as `delivery`.
    Platform(&'static str),
}

impl Reader {
    fn actor(self) -> Uuid {
        match self {
            Self::Subject(account) | Self::Staff(account, _) | Self::Other(account) => account,
            Self::Platform(_) => Uuid::nil(),
        }
    }

    fn role(self) -> &'static str {
        match self {
            Self::Subject(_) => "SUBJECT",
            Self::Staff(_, role) | Self::Platform(role) => role,
            Self::Other(_) => "OTHER",
        }
    }

    /// Whether what they read within an hour is bounded.
    fn has_quota(self) -> bool {
        matches!(self, Self::Staff(..) | Self::Other(_))
    }
}

/// What somebody wants to read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To send the subject a message that they asked for or are owed.
    Delivery,
    /// To guard the subject's own account, such as from a password that others would guess.
    Security,
    /// The subject reads what is theirs, or takes it along.
    OwnData,
    /// Staff check who an operator is.
    RegistrationReview,
    /// The report of operators' identities that the authority is owed.
    IdentityReport,
    /// Staff decide a dispute.
    Dispute,
    /// A seller sends the subject what they ordered.
    Shipping,
}

impl Purpose {
    /// Its name in the ledger.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delivery => "DELIVERY",
            Self::Security => "SECURITY",
            Self::OwnData => "OWN_DATA",
            Self::RegistrationReview => "REGISTRATION_REVIEW",
            Self::IdentityReport => "IDENTITY_REPORT",
            Self::Dispute => "DISPUTE",
            Self::Shipping => "SHIPPING",
        }
    }
}

/// By what right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// The reader is the subject.
    Subject,
    /// Needed for what the subject asked for [PIPL 13 (2)].
    Contract,
    /// A duty by law, with its source, such as `NTM 24`.
    Law(&'static str),
    /// The subject's live consent to this purpose and recipient (PD-1). That the reader acts for
    /// this recipient, the caller has seen: here it is an id beside another.
    Consent { to: consent::Purpose, recipient: Option<Uuid> },
}

impl Ground {
    fn basis(self) -> String {
        match self {
            Self::Subject => "subject".to_owned(),
            Self::Contract => "contract".to_owned(),
            Self::Law(source) => format!("law {source}"),
            Self::Consent { to, .. } => format!("consent to {to:?}"),
        }
    }
}

/// One wish to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    pub reader: Reader,
    pub subject: Uuid,
    pub purpose: Purpose,
    pub ground: Ground,
    /// The id of the request it came with; empty for what no request asked for.
    pub request: String,
}

/// Why nothing was opened, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The ground does not hold for this reader.
    NoGround,
    /// The subject's data has been erased.
    Erased,
    /// There is no live consent to this purpose and recipient.
    NoConsent,
    /// The reader has read as much within an hour as one may.
    QuotaSpent,
}

/// Values of one subject may be read, for a minute.
pub struct Opened {
    grant: AccessGrant,
    key: SubjectKey,
    clock: Clock,
}

impl Opened {
    /// Reads a value of a field that was asked for.
    ///
    /// # Errors
    /// It is another subject's or another field's, does not open in this row, or a minute has
    /// passed.
    pub fn read<F: Field>(&self, value: &Pii<F>, row: &Row) -> Result<Plain<F::Value>, Failure> {
        value
            .reveal(&self.grant, &self.key, row, self.clock.now())
            .map_err(|withheld| Failure::because("open a sealed value", withheld))
    }
}

/// Asks for fields of one subject.
///
/// # Errors
/// The inner one says why nothing is opened; the outer one is ours: what cannot be written down is
/// not opened either.
pub async fn open(
    app: &App,
    asking: &Asking,
    fields: &[FieldName],
) -> Result<Result<Opened, Denied>, Failure> {
    let safe = Safe::of(app)?;
    let decided = transaction!(app, |tx| {
        let decided = decide(tx, asking, fields.len()).await?;
        let entry = NewEntry {
            actor: asking.reader.actor(),
            role: asking.reader.role(),
            subject: asking.subject,
            purpose: asking.purpose.name(),
            basis: decided.clone().unwrap_or_else(|_| asking.ground.basis()),
            request: &asking.request,
            granted: decided.is_ok(),
        };
        ledger::write(tx, &entry, fields).await?;
        Ok::<_, Failure>(decided)
    })?;
    if let Err(denied) = decided {
        return Ok(Err(denied));
    }
    let Some(key) = safe.key_of(asking.subject).await? else { return Ok(Err(Denied::Erased)) };
    let purpose = vault::pii::Purpose::named(asking.purpose.name());
    let actor = asking.reader.actor();
    let grant = safe.issuer.issue(actor, asking.subject, fields, purpose, app.now());
    Ok(Ok(Opened { grant, key, clock: app.clock().clone() }))
}

/// The basis on which it is opened, as the ledger has it. Asked in the transaction that writes the
/// entry: a consent that was taken back before, on whichever server, opens nothing (PD-2).
async fn decide(
    tx: &Tx,
    asking: &Asking,
    fields: usize,
) -> Result<Result<String, Denied>, Failure> {
    let own = matches!(asking.reader, Reader::Subject(account) if account == asking.subject);
    if !own && (asking.ground == Ground::Subject || matches!(asking.reader, Reader::Subject(_))) {
        return Ok(Err(Denied::NoGround));
    }
    if erasures::is_erased(tx.conn(), asking.subject).await? {
        return Ok(Err(Denied::Erased));
    }
    let mut basis = asking.ground.basis();
    if let Ground::Consent { to, recipient } = asking.ground {
        let live = consent::live(tx.conn(), asking.subject, to, recipient, tx.now()).await?;
        let Some(id) = live else { return Ok(Err(Denied::NoConsent)) };
        basis = format!("consent {id}");
    }
    if asking.reader.has_quota() {
        let most = u64::from(tx.app().settings().vault.reveals_per_hour);
        let since = tx.now() - time::Duration::HOUR;
        let read = ledger::reads_since(tx, asking.reader.actor(), since).await?;
        if read + fields as u64 > most {
            return Ok(Err(Denied::QuotaSpent));
        }
    }
    Ok(Ok(basis))
}
