//! The gate: the only way from a sealed value to its text. It asks who reads what of whom, what
//! for and by what right, and the answer is in the access ledger before anything is opened
//! (PD-1, PD-8).

use platform::clock::Clock;
use platform::database::Tx;
use platform::http::current_request;
use platform::{App, Failure, transaction};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::keys::SubjectKey;
use vault::pii::{AccessGrant, Field, FieldName, Pii, Plain, Row};

use super::file::FileOpener;
use super::ledger::{self, NewEntry};
use super::store::{erasures, restrictions};
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
    /// Whoever gave the data of a shop, in a copy of what they gave.
    Giver(Uuid),
    /// A part of the platform, by its name in the ledger, such as `delivery`.
    Platform(&'static str),
}

impl Reader {
    fn actor(self) -> Uuid {
        match self {
            Self::Subject(account)
            | Self::Staff(account, _)
            | Self::Other(account)
            | Self::Giver(account) => account,
            Self::Platform(_) => Uuid::nil(),
        }
    }

    fn role(self) -> &'static str {
        match self {
            Self::Subject(_) => "SUBJECT",
            Self::Staff(_, role) | Self::Platform(role) => role,
            Self::Other(_) => "OTHER",
            Self::Giver(_) => "GIVER",
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
    /// A seller writes the invoice that the subject asked for.
    Invoicing,
}

impl Purpose {
    const ALL: [Self; 8] = [
        Self::Delivery,
        Self::Security,
        Self::OwnData,
        Self::RegistrationReview,
        Self::IdentityReport,
        Self::Dispute,
        Self::Shipping,
        Self::Invoicing,
    ];

    /// The purpose of a name in the ledger.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

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
            Self::Invoicing => "INVOICING",
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
    /// The id of the request it came with; empty for the one that is being worked on, if any.
    pub request: String,
}

impl Asking {
    /// Whether it may be read though its owner has left: by staff or a report, for a dispute or for
    /// an authority, on a duty by law; and by the owner, who has a right to it.
    fn is_for_the_law(&self) -> bool {
        let on_duty = matches!(self.reader, Reader::Staff(..) | Reader::Platform(_));
        let legal = matches!(self.purpose, Purpose::Dispute | Purpose::IdentityReport);
        on_duty && legal && matches!(self.ground, Ground::Law(_))
    }
}

/// Why nothing was opened, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The ground does not hold for this reader.
    NoGround,
    /// The subject's data has been erased.
    Erased,
    /// It is kept by law alone, and this is not what the law keeps it for (PD-4).
    Restricted,
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
    entry: Uuid,
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

    /// Begins to read a file of a field that was asked for.
    pub fn file<F: Field>(self, row: &Row) -> FileOpener {
        FileOpener::new::<F>((self.grant, self.key, self.clock), row)
    }

    /// The entry in the ledger that says so, of the first field; [`resume`] takes it.
    pub fn entry(&self) -> Uuid {
        self.entry
    }

    /// From this instant on nothing is opened with it any more.
    pub fn until(&self) -> OffsetDateTime {
        self.grant.expires_at()
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
    let wish = Wish::of(asking.clone(), fields.to_vec());
    let opened = open_all(app, std::slice::from_ref(&wish)).await?.pop();
    opened.ok_or_else(|| Failure::broken("the gate gave no answer"))
}

/// One wish to read, and the fields it is about.
#[derive(Debug, Clone)]
pub struct Wish {
    pub asking: Asking,
    pub fields: Vec<FieldName>,
    /// Under whose key it is sealed: the subject's own, unless it has to outlive their account.
    pub sealed_under: Uuid,
}

impl Wish {
    /// A wish to read what is sealed under the subject's own key.
    pub const fn of(asking: Asking, fields: Vec<FieldName>) -> Self {
        let sealed_under = asking.subject;
        Self { asking, fields, sealed_under }
    }
}

/// Asks for fields of several subjects at once; answers in the order of the wishes. All of them are
/// written down by one transaction.
///
/// # Errors
/// As [`open`].
pub async fn open_all(app: &App, wishes: &[Wish]) -> Result<Vec<Result<Opened, Denied>>, Failure> {
    let safe = Safe::of(app)?;
    let subjects: Vec<Uuid> = wishes.iter().map(|wish| wish.sealed_under).collect();
    let request = current_request().map(|id| id.to_string()).unwrap_or_default();
    let written = transaction!(app, |tx| {
        let gone = erasures::among(tx.conn(), &subjects).await?;
        let resting = restrictions::among(tx.conn(), &subjects).await?;
        let mut decisions = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let subject = &wish.sealed_under;
            let state = State { gone: gone.contains(subject), rests: resting.contains(subject) };
            decisions.push(decide(tx, &wish.asking, wish.fields.len(), state).await?);
        }
        let entries: Vec<NewEntry<'_>> = wishes
            .iter()
            .zip(&decisions)
            .map(|(wish, decided)| entry(wish, decided.as_ref().ok(), &request))
            .collect();
        let first = ledger::write(tx, &entries).await?;
        let written = decisions.into_iter().zip(first);
        Ok::<_, Failure>(written.map(|(decided, first)| decided.map(|_| first)).collect::<Vec<_>>())
    })?;
    let mut keys = safe.keys_of_all(&subjects).await?;
    let opened = wishes.iter().zip(written).map(|(wish, written)| {
        let (entry, Wish { asking, fields, sealed_under }) = (written?, wish);
        let key = keys.remove(sealed_under).ok_or(Denied::Erased)?;
        let purpose = vault::pii::Purpose::named(asking.purpose.name());
        let actor = asking.reader.actor();
        let grant = safe.issuer.issue(actor, *sealed_under, fields, purpose, app.now());
        Ok(Opened { grant, key, clock: app.clock().clone(), entry })
    });
    Ok(opened.collect())
}

/// What is written down of one wish: the basis on which it is opened, or the one that did not do.
fn entry<'a>(wish: &'a Wish, basis: Option<&String>, request: &'a str) -> NewEntry<'a> {
    let Wish { asking, fields, .. } = wish;
    NewEntry {
        actor: asking.reader.actor(),
        role: asking.reader.role(),
        subject: asking.subject,
        fields,
        purpose: asking.purpose.name(),
        basis: basis.cloned().unwrap_or_else(|| asking.ground.basis()),
        request: if asking.request.is_empty() { request } else { &asking.request },
        granted: basis.is_some(),
    }
}

/// How it stands with the data of a subject.
#[derive(Debug, Clone, Copy)]
struct State {
    gone: bool,
    /// Kept by law alone.
    rests: bool,
}

/// Opens once more what an entry of the last minute let somebody read: for what is asked for by one
/// request and fetched by another, perhaps from another server. What rests on a consent is asked
/// for anew, as it may have been taken back.
///
/// # Errors
/// As [`open`].
pub async fn resume(
    app: &App,
    entry: Uuid,
    field: FieldName,
) -> Result<Result<Opened, Denied>, Failure> {
    let safe = Safe::of(app)?;
    let Some(seen) = ledger::granted(app.reader(), entry).await? else {
        return Ok(Err(Denied::NoGround));
    };
    let is_it = seen.table == field.table && seen.column == field.column;
    let purpose = Purpose::named(&seen.purpose).filter(|_| is_it);
    let Some(purpose) = purpose else { return Ok(Err(Denied::NoGround)) };
    if seen.basis.starts_with("consent ") {
        return Ok(Err(Denied::NoConsent));
    }
    if erasures::is_erased(app.reader(), seen.subject).await? {
        return Ok(Err(Denied::Erased));
    }
    let Some(key) = safe.key_of(seen.subject).await? else { return Ok(Err(Denied::Erased)) };
    let purpose = vault::pii::Purpose::named(purpose.name());
    let grant = safe.issuer.issue(seen.actor, seen.subject, &[field], purpose, seen.at);
    Ok(Ok(Opened { grant, key, clock: app.clock().clone(), entry }))
}

/// The basis on which it is opened, as the ledger has it. Asked in the transaction that writes the
/// entry: a consent that was taken back before, on whichever server, opens nothing (PD-2).
async fn decide(
    tx: &Tx,
    asking: &Asking,
    fields: usize,
    state: State,
) -> Result<Result<String, Denied>, Failure> {
    let own = matches!(asking.reader, Reader::Subject(account) if account == asking.subject);
    if !own && (asking.ground == Ground::Subject || matches!(asking.reader, Reader::Subject(_))) {
        return Ok(Err(Denied::NoGround));
    }
    if state.gone {
        return Ok(Err(Denied::Erased));
    }
    if state.rests && !asking.is_for_the_law() {
        return Ok(Err(Denied::Restricted));
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
