//! What people and staff write in requests, and what is made for them: sealed under the key of the
//! one who asks, and opened through the gate.

use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field, FieldName, Pii};

use super::request::{Correction, SubjectRequest};
use crate::identity::Person;
use crate::privacy::{Asking, Ground, Opened, Purpose, Reader, SubjectKeys, fields, open, row};

fields! {
    /// What is to be put right.
    RequestFields = "subject_request"."fields": Vec<u8>, Document, Address;
    /// What staff say of their decision.
    RequestAnswer = "subject_request"."answer": Vec<u8>, Document, Address;
    /// Why somebody disagrees.
    RequestAppeal = "subject_request"."appeal": Vec<u8>, Document, Address;
    /// Everything we have of a person; kept as a file.
    RequestArchive = "subject_request"."archive": Vec<u8>, Document, Address;
}

/// A text as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// The words of a request in the clear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub corrections: Vec<Correction>,
    pub answer: Option<String>,
    pub appeal: Option<String>,
}

/// Seals a text for its column of a request.
///
/// # Errors
/// The keys are another subject's.
pub fn seal<F: Field<Value = Vec<u8>>>(
    keys: &SubjectKeys,
    (subject, request): (Uuid, Uuid),
    text: &str,
) -> Result<Sealed, Failure> {
    let sealed = keys.seal::<F>(&text.as_bytes().to_vec(), &row(subject, request, 1))?;
    Ok(Sealed(sealed.as_bytes().to_vec()))
}

fn read<F: Field<Value = Vec<u8>>>(
    opened: &Opened,
    (subject, request): (Uuid, Uuid),
    sealed: &Sealed,
) -> Result<String, Failure> {
    let broken = || Failure::broken("a sealed text of a request is no record");
    let sealed = Pii::<F>::from_bytes(sealed.0.clone()).map_err(|_| broken())?;
    let plain = opened.read(&sealed, &row(subject, request, 1))?;
    String::from_utf8(plain.expose().clone()).map_err(|_| broken())
}

/// The subject reads what is theirs.
pub fn own(subject: Uuid) -> Asking {
    Asking {
        reader: Reader::Subject(subject),
        subject,
        purpose: Purpose::OwnData,
        ground: Ground::Subject,
        request: String::new(),
    }
}

/// Whoever filed a request reads it, or staff who decide on it.
fn by(reader: &Person, subject: Uuid) -> Asking {
    let account = reader.account_id().uuid();
    if account == subject {
        return own(subject);
    }
    let role = reader.roles().iter().next().map_or("STAFF", |role| role.name());
    Asking {
        reader: Reader::Staff(account, role),
        subject,
        purpose: Purpose::Dispute,
        ground: Ground::Law("PIPL 50"),
        request: String::new(),
    }
}

/// The words of a request, for whoever filed it or for staff who decide on it. Empty where they can
/// no longer be opened.
///
/// # Errors
/// Either database's own.
pub async fn words(app: &App, reader: &Person, request: &SubjectRequest) -> Result<Words, Failure> {
    words_as(app, &by(reader, request.subject.uuid()), request).await
}

/// The same, for any asking.
///
/// # Errors
/// Either database's own.
pub async fn words_as(
    app: &App,
    asking: &Asking,
    request: &SubjectRequest,
) -> Result<Words, Failure> {
    let place = (request.subject.uuid(), request.id.uuid());
    let wanted: Vec<FieldName> = [
        request.fields.as_ref().map(|_| RequestFields::name()),
        request.answer.as_ref().map(|_| RequestAnswer::name()),
        request.appeal.as_ref().map(|_| RequestAppeal::name()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut words = Words::default();
    if wanted.is_empty() {
        return Ok(words);
    }
    let Ok(opened) = open(app, asking, &wanted).await? else { return Ok(words) };
    if let Some(sealed) = &request.fields {
        let text = read::<RequestFields>(&opened, place, sealed)?;
        words.corrections = serde_json::from_str(&text).unwrap_or_default();
    }
    if let Some(sealed) = &request.answer {
        words.answer = Some(read::<RequestAnswer>(&opened, place, sealed)?);
    }
    if let Some(sealed) = &request.appeal {
        words.appeal = Some(read::<RequestAppeal>(&opened, place, sealed)?);
    }
    Ok(words)
}

/// An archive in the clear, for whoever it is about; nothing once it can no longer be opened.
///
/// # Errors
/// Either database's own.
pub async fn archive(
    app: &App,
    request: &SubjectRequest,
    sealed: &Sealed,
) -> Result<Option<String>, Failure> {
    let place = (request.subject.uuid(), request.id.uuid());
    match open(app, &own(place.0), &[RequestArchive::name()]).await? {
        Ok(opened) => read::<RequestArchive>(&opened, place, sealed).map(Some),
        Err(_) => Ok(None),
    }
}
