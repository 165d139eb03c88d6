//! What people and staff write in requests, and what is made for them: sealed under the key of the
//! one who asks, and opened through the gate.

use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field, FieldName, Pii, Row};

use super::request::{Correction, SubjectRequest};
use crate::identity::Person;
use crate::privacy::{
    Asking, FileOpener, FileSealer, Ground, Opened, Purpose, Reader, SubjectKeys, fields, open, row,
};

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

/// The sealed texts of one version of a request's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    pub version: i32,
    pub fields: Option<Sealed>,
    pub answer: Option<Sealed>,
    pub appeal: Option<Sealed>,
}

impl Texts {
    /// The texts of a request for its next version, with another answer.
    ///
    /// # Errors
    /// The keys are another subject's, or a text is not of the row it stands in.
    pub fn answered(
        keys: &SubjectKeys,
        request: &SubjectRequest,
        answer: &str,
    ) -> Result<Self, Failure> {
        let next = Self::next(keys, request)?;
        let place = place(request, next.version);
        Ok(Self { answer: Some(seal::<RequestAnswer>(keys, &place, answer)?), ..next })
    }

    /// The same with another appeal.
    ///
    /// # Errors
    /// As [`Self::answered`].
    pub fn appealed(
        keys: &SubjectKeys,
        request: &SubjectRequest,
        appeal: &str,
    ) -> Result<Self, Failure> {
        let next = Self::next(keys, request)?;
        let place = place(request, next.version);
        Ok(Self { appeal: Some(seal::<RequestAppeal>(keys, &place, appeal)?), ..next })
    }

    /// What there is, for the next version.
    fn next(keys: &SubjectKeys, request: &SubjectRequest) -> Result<Self, Failure> {
        let version = request.version.checked_add(1);
        let version = version.ok_or_else(|| Failure::broken("a request was changed too often"))?;
        let (from, to) = (place(request, request.version), place(request, version));
        Ok(Self {
            version,
            fields: reseal::<RequestFields>(keys, request.fields.as_ref(), (&from, &to))?,
            answer: reseal::<RequestAnswer>(keys, request.answer.as_ref(), (&from, &to))?,
            appeal: reseal::<RequestAppeal>(keys, request.appeal.as_ref(), (&from, &to))?,
        })
    }
}

/// One version of a request's row.
fn place(request: &SubjectRequest, version: i32) -> Row {
    let version = u64::from(version.unsigned_abs());
    row(request.subject.uuid(), request.id.uuid(), version)
}

fn reseal<F: Field<Value = Vec<u8>>>(
    keys: &SubjectKeys,
    sealed: Option<&Sealed>,
    (from, to): (&Row, &Row),
) -> Result<Option<Sealed>, Failure> {
    let Some(sealed) = sealed else { return Ok(None) };
    let sealed = keys.reseal(&record::<F>(sealed)?, from, to)?;
    Ok(Some(Sealed(sealed.as_bytes().to_vec())))
}

/// What is to be put right, sealed for a new request.
///
/// # Errors
/// The keys are another subject's.
pub fn corrections(
    keys: &SubjectKeys,
    (subject, request): (Uuid, Uuid),
    text: &str,
) -> Result<Sealed, Failure> {
    seal::<RequestFields>(keys, &row(subject, request, 1), text)
}

fn seal<F: Field<Value = Vec<u8>>>(
    keys: &SubjectKeys,
    place: &Row,
    text: &str,
) -> Result<Sealed, Failure> {
    let sealed = keys.seal::<F>(&text.as_bytes().to_vec(), place)?;
    Ok(Sealed(sealed.as_bytes().to_vec()))
}

fn record<F: Field<Value = Vec<u8>>>(sealed: &Sealed) -> Result<Pii<F>, Failure> {
    Pii::<F>::from_bytes(sealed.0.clone())
        .map_err(|_| Failure::broken("a sealed text of a request is no record"))
}

fn read<F: Field<Value = Vec<u8>>>(
    opened: &Opened,
    place: &Row,
    sealed: &Sealed,
) -> Result<String, Failure> {
    let plain = opened.read(&record::<F>(sealed)?, place)?;
    String::from_utf8(plain.expose().clone())
        .map_err(|_| Failure::broken("a sealed text of a request is none"))
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
    let place = place(request, request.version);
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
        let text = read::<RequestFields>(&opened, &place, sealed)?;
        words.corrections = serde_json::from_str(&text).unwrap_or_default();
    }
    if let Some(sealed) = &request.answer {
        words.answer = Some(read::<RequestAnswer>(&opened, &place, sealed)?);
    }
    if let Some(sealed) = &request.appeal {
        words.appeal = Some(read::<RequestAppeal>(&opened, &place, sealed)?);
    }
    Ok(words)
}

/// Begins to seal the archive of a request.
///
/// # Errors
/// The keys are another subject's.
pub fn archive_sealer(keys: &SubjectKeys, request: &SubjectRequest) -> Result<FileSealer, Failure> {
    keys.file::<RequestArchive>(&place(request, request.version))
}

/// Begins to open an archive for whoever it is about; nothing once it can no longer be opened.
///
/// # Errors
/// Either database's own.
pub async fn archive_opener(
    app: &App,
    request: &SubjectRequest,
) -> Result<Option<FileOpener>, Failure> {
    let asking = own(request.subject.uuid());
    let opened = open(app, &asking, &[RequestArchive::name()]).await?;
    let place = place(request, request.version);
    Ok(opened.ok().map(|opened| opened.file::<RequestArchive>(&place)))
}
