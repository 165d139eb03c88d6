//! Registration: who stands behind an operator, shown, checked by two, and shown again (OP).
//!
//! A version is filled in by the operator's owner, submitted with its documents, and checked: the
//! first member of staff recommends it, a second one approves; one is enough to say no, with
//! reasons for each field.
//!
//! ```text
//! DRAFT ──▶ SUBMITTED ──▶ RECOMMENDED ──▶ APPROVED
//!               └──────────────┴─────────▶ REJECTED
//! ```
//!
//! Once submitted, a version is never changed: the next one is another row, and what was in force
//! stays in force until the next one is approved. What is public of it stands in the clear; names
//! of persons, identity numbers, addresses of persons, phones and e-mail addresses are sealed, and
//! found again by blind indices where a rule compares them.

mod approve;
mod documents;
mod fill;
mod form;
pub mod graphql;
pub mod graphql_review;
pub mod graphql_types;
mod number;
mod reveal;
mod review;
mod store;
mod store_papers;
mod submit;

pub use entity::operators::registration::RegistrationPurpose;
pub use entity::operators::registration_document::DocumentKind;
pub use entity::operators::registration_review::ReviewDecision;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Id, Noun, hex};
use platform::transitions::{ActorKind, States};
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::normal::PersonName;
use vault::pii::{Field as _, FieldName, Pii, Row};
use zeroize::Zeroizing;

pub use documents::{AttachRefusal, StageRefusal, attach, stage};
pub use fill::{FillInput, FillRefusal, fill};
pub use form::{DECLARATION, Details, ExemptionGround, PersonDetails, Public, RegisteredDetails};
pub use number::{NoNumber, credit_code, identity_number};
pub use reveal::{Leave, OpenRefusal, RevealFor, RevealRefusal, Revealed, open_document, reveal};
pub use review::{Decision, Reason, ReviewRefusal, review};
pub(super) use store::name_index_in_force;
pub use store::{given_by, many, of_operator, open_of};
pub(super) use submit::overdue;
pub use submit::{SubmitRefusal, submit};

use super::Operator;
use super::standing::OperatorKind;
use crate::identity::{Account, Person};
use crate::privacy::consent::{self, Purpose};
use crate::privacy::{self, Opened, fields, index_key};

/// One version of what an operator says of itself.
#[derive(Debug, Clone)]
pub struct Registration {
    pub id: Id<Registration>,
    pub operator_id: Id<Operator>,
    /// From 1 within the operator.
    pub version: i32,
    pub purpose: RegistrationPurpose,
    pub kind: OperatorKind,
    pub state: RegistrationState,
    /// It says that nothing of that one has changed, and says nothing itself.
    pub confirms_id: Option<Id<Registration>>,
    pub public: Public,
    pub sealed: SealedTexts,
    pub name_index: Option<String>,
    pub identity_index: Option<String>,
    /// The day on which what it reports has changed.
    pub changed_on: Option<OffsetDateTime>,
    pub created_by: Id<Account>,
    pub created_at: OffsetDateTime,
    pub submitted_by: Option<Id<Account>>,
    pub submitted_at: Option<OffsetDateTime>,
    /// Until when the platform has to have checked it.
    pub due_at: Option<OffsetDateTime>,
    /// Since when the platform is late.
    pub overdue_at: Option<OffsetDateTime>,
    pub decided_at: Option<OffsetDateTime>,
    pub recommended_by: Option<Id<Account>>,
}

impl Noun for Registration {
    const PREFIX: &'static str = "registration";
}

/// The personal texts of a version, sealed for their places.
#[derive(Debug, Clone, Default)]
pub struct SealedTexts {
    pub name: Option<Pii<NameText>>,
    pub identity: Option<Pii<IdentityText>>,
    pub address: Option<Pii<AddressText>>,
    pub phone: Option<Pii<PhoneText>>,
    pub email: Option<Pii<EmailText>>,
}

fields! {
    /// The name of a person, or of a legal representative.
    NameText = "registration"."name_sealed": Vec<u8>, Name, Short;
    /// The number of an identity card.
    IdentityText = "registration"."identity_sealed": Vec<u8>, Identity, Short;
    /// Where a person lives.
    AddressText = "registration"."address_sealed": Vec<u8>, Address, Address;
    /// A phone number.
    PhoneText = "registration"."phone_sealed": Vec<u8>, Contact, Short;
    /// An e-mail address.
    EmailText = "registration"."email_sealed": Vec<u8>, Contact, Address;
}

/// A field of the form, for reasons and for what is on file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistrationField {
    LegalName,
    CreditCode,
    Licence,
    BusinessAddress,
    Region,
    PersonName,
    IdentityNumber,
    Address,
    Phone,
    Email,
    ExemptionGround,
    Document,
}

impl RegistrationField {
    /// Every field.
    pub const ALL: [Self; 12] = [
        Self::LegalName,
        Self::CreditCode,
        Self::Licence,
        Self::BusinessAddress,
        Self::Region,
        Self::PersonName,
        Self::IdentityNumber,
        Self::Address,
        Self::Phone,
        Self::Email,
        Self::ExemptionGround,
        Self::Document,
    ];

    /// As it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LegalName => "LEGAL_NAME",
            Self::CreditCode => "CREDIT_CODE",
            Self::Licence => "LICENCE",
            Self::BusinessAddress => "BUSINESS_ADDRESS",
            Self::Region => "REGION",
            Self::PersonName => "PERSON_NAME",
            Self::IdentityNumber => "IDENTITY_NUMBER",
            Self::Address => "ADDRESS",
            Self::Phone => "PHONE",
            Self::Email => "EMAIL",
            Self::ExemptionGround => "EXEMPTION_GROUND",
            Self::Document => "DOCUMENT",
        }
    }
}

/// Where a name is found again: whoever is paid is compared with whoever is registered. Nothing for
/// what is no name of a person.
///
/// # Errors
/// The server was put together without a safe.
pub(super) fn name_index(app: &App, name: &str) -> Result<Option<String>, Failure> {
    let key = index_key(app, "registration", "name_index")?;
    let name = PersonName::parse(name).ok();
    Ok(name.map(|name| hex(key.unique(&name).as_bytes())))
}

/// Whether a person allows, by a consent to this and to nothing else, that their identity number is
/// processed [PIPL 29].
async fn may_identify(tx: &Tx, person: &Person) -> Result<bool, Failure> {
    let (subject, purpose) = (person.account_id().uuid(), Purpose::IdentityVerification);
    let live = consent::live(tx.conn(), subject, purpose, None, tx.now()).await?;
    Ok(live.is_some())
}

/// Where an identity number is found again: two shops of one person.
fn identity_index(app: &App, number: &str) -> Result<String, Failure> {
    let key = index_key(app, "registration", "identity_index")?;
    let number = vault::normal::IdentityNumber::parse(number);
    let number = number.map_err(|_| Failure::broken("an identity number that was read is none"))?;
    Ok(hex(key.unique(&number).as_bytes()))
}

impl Registration {
    /// Where its sealed texts stand. A draft that is filled in anew is another version of its row:
    /// what it said before does not open in it any more.
    fn row(&self) -> Row {
        let filled = u64::try_from(to_millis(self.created_at)).unwrap_or(0);
        privacy::row(self.operator_id.uuid(), self.id.uuid(), filled)
    }

    /// The personal fields that are on file under seal, in the order of the form.
    pub fn sealed_fields(&self) -> Vec<RegistrationField> {
        self.columns().into_iter().map(|(field, _)| field).collect()
    }

    /// What to ask the gate for.
    pub fn names(&self) -> Vec<FieldName> {
        self.columns().into_iter().map(|(_, name)| name).collect()
    }

    fn columns(&self) -> Vec<(RegistrationField, FieldName)> {
        use RegistrationField as F;
        let texts = &self.sealed;
        let all = [
            (F::PersonName, NameText::name(), texts.name.is_some()),
            (F::IdentityNumber, IdentityText::name(), texts.identity.is_some()),
            (F::Address, AddressText::name(), texts.address.is_some()),
            (F::Phone, PhoneText::name(), texts.phone.is_some()),
            (F::Email, EmailText::name(), texts.email.is_some()),
        ];
        let there = all.into_iter().filter(|(.., there)| *there);
        there.map(|(field, name, _)| (field, name)).collect()
    }

    /// The texts in the clear, once the gate is open.
    ///
    /// # Errors
    /// One of them was not asked for, or does not open in this row.
    pub fn texts(
        &self,
        opened: &Opened,
    ) -> Result<Vec<(RegistrationField, Zeroizing<String>)>, Failure> {
        use RegistrationField as F;
        let (texts, row) = (&self.sealed, self.row());
        let mut read = Vec::new();
        if let Some(sealed) = &texts.name {
            read.push((F::PersonName, text(opened.read(sealed, &row)?.expose())?));
        }
        if let Some(sealed) = &texts.identity {
            read.push((F::IdentityNumber, text(opened.read(sealed, &row)?.expose())?));
        }
        if let Some(sealed) = &texts.address {
            read.push((F::Address, text(opened.read(sealed, &row)?.expose())?));
        }
        if let Some(sealed) = &texts.phone {
            read.push((F::Phone, text(opened.read(sealed, &row)?.expose())?));
        }
        if let Some(sealed) = &texts.email {
            read.push((F::Email, text(opened.read(sealed, &row)?.expose())?));
        }
        Ok(read)
    }

    /// Its kind as the schema writes it.
    pub const fn kind_name(&self) -> &'static str {
        match self.kind {
            OperatorKind::Registered => "REGISTERED",
            OperatorKind::NaturalPerson => "NATURAL_PERSON",
            OperatorKind::SelfOperated => "SELF_OPERATED",
            OperatorKind::ServiceProvider => "SERVICE_PROVIDER",
        }
    }

    /// Whether its licence, if it has one, is good at an instant (OP-1).
    pub fn licence_is_good(&self, now: OffsetDateTime) -> bool {
        self.kind == OperatorKind::NaturalPerson
            || (self.public.licence_from.is_some_and(|from| from <= now)
                && self.public.licence_until.is_none_or(|until| now < until))
    }

    /// Whether the platform is late with it, whether or not the timer has run.
    fn is_overdue(&self, now: OffsetDateTime) -> bool {
        let waits = [RegistrationState::Submitted, RegistrationState::Recommended];
        self.overdue_at.is_some()
            || (waits.contains(&self.state) && self.due_at.is_some_and(|due| due <= now))
    }

    /// Who may never decide about it, whatever their duty: whoever filled it in or submitted it.
    fn is_by(&self, account: Id<Account>) -> bool {
        self.created_by == account || self.submitted_by == Some(account)
    }
}

fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Failure::broken("a sealed text is none"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The documents that a kind has to show.
pub const fn documents_of(kind: OperatorKind) -> &'static [DocumentKind] {
    match kind {
        OperatorKind::NaturalPerson => &[DocumentKind::IdentityFront, DocumentKind::IdentityBack],
        OperatorKind::Registered | OperatorKind::SelfOperated | OperatorKind::ServiceProvider => {
            &[DocumentKind::Licence]
        }
    }
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationState {
    /// Being filled in; it can still be changed.
    Draft,
    /// Waits for the first of two members of staff.
    Submitted,
    /// The first agrees; it waits for the second.
    Recommended,
    /// In force, or was until a later one was approved.
    Approved,
    /// Not good enough; the reasons say why.
    Rejected,
}

impl States for RegistrationState {
    const MACHINE: &'static str = "registration";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Submitted, &[ActorKind::Operator]),
        (Self::Submitted, Self::Recommended, &[ActorKind::Staff]),
        (Self::Submitted, Self::Rejected, &[ActorKind::Staff]),
        (Self::Recommended, Self::Approved, &[ActorKind::Staff]),
        (Self::Recommended, Self::Rejected, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Submitted => "SUBMITTED",
            Self::Recommended => "RECOMMENDED",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
        }
        .to_owned()
    }
}

/// A document of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attachment {
    pub registration_id: Id<Registration>,
    pub document_id: Uuid,
    pub kind: DocumentKind,
}

/// What was decided about a version, by whom and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub staff_id: Id<Account>,
    pub decision: ReviewDecision,
    /// The field of the form, and why.
    pub reasons: Vec<(String, String)>,
    pub at: OffsetDateTime,
}

/// Whether a version of an operator is being drafted or checked.
///
/// # Errors
/// The database's own.
pub(super) async fn is_on_its_way(tx: &Tx, operator: Id<Operator>) -> Result<bool, Failure> {
    Ok(store::open(tx, operator).await?.is_some())
}
