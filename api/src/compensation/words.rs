//! What somebody writes in an objection: sealed under their own key, opened through the
//! gate.

use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field as _, Pii};

use super::objection::{About, Objection};
use super::store::objections;
use crate::identity::{Person, Risk, Staff, Support};
use crate::privacy::{Asking, Ground, Opened, Purpose, Reader, SubjectKeys, fields, open, row};

fields! {
    /// Why somebody disagrees.
    ObjectionWords = "compensation_objection"."words": Vec<u8>, Document, Address;
}

/// Seals what somebody wrote.
///
/// # Errors
/// The keys are another subject's.
pub fn seal(
    keys: &SubjectKeys,
    writer: Uuid,
    objection: Uuid,
    text: &str,
) -> Result<Vec<u8>, Failure> {
    let sealed =
        keys.seal::<ObjectionWords>(&text.as_bytes().to_vec(), &row(writer, objection, 1))?;
    Ok(sealed.as_bytes().to_vec())
}

/// What was written, for whoever wrote it and for staff who decide; nothing for anybody else, and
/// where it can no longer be opened.
///
/// # Errors
/// Either database's own.
pub async fn read(
    app: &App,
    reader: &Person,
    objection: &Objection,
) -> Result<Option<String>, Failure> {
    let (writer, account) = (objection.filed_by.uuid(), reader.account_id().uuid());
    let asking = if account == writer {
        own(writer)
    } else if let Some(role) = on_duty(reader, objection.about) {
        Asking {
            reader: Reader::Staff(account, role),
            subject: writer,
            purpose: Purpose::Dispute,
            ground: Ground::Contract,
            request: String::new(),
        }
    } else {
        return Ok(None);
    };
    let Ok(opened) = open(app, &asking, &[ObjectionWords::name()]).await? else { return Ok(None) };
    plain(&opened, (writer, objection.id.uuid()), objection.words.clone()).map(Some)
}

/// Everything that a person wrote here, for their archive.
///
/// # Errors
/// Either database's own.
pub async fn words_of(app: &App, subject: Uuid) -> Result<Vec<String>, Failure> {
    let sealed = objections::words_of(app.reader(), subject).await?;
    if sealed.is_empty() {
        return Ok(Vec::new());
    }
    let Ok(opened) = open(app, &own(subject), &[ObjectionWords::name()]).await? else {
        return Ok(Vec::new());
    };
    sealed
        .into_iter()
        .map(|(objection, sealed)| plain(&opened, (subject, objection), sealed))
        .collect()
}

/// The duty on which a member of staff decides about it.
fn on_duty(reader: &Person, about: About) -> Option<&'static str> {
    match about {
        About::Advance(_) => Staff::<Support>::of(reader).ok().map(|_| "SUPPORT"),
        About::Finding(_) => Staff::<Risk>::of(reader).ok().map(|_| "RISK"),
    }
}

fn own(subject: Uuid) -> Asking {
    Asking {
        reader: Reader::Subject(subject),
        subject,
        purpose: Purpose::OwnData,
        ground: Ground::Subject,
        request: String::new(),
    }
}

fn plain(
    opened: &Opened,
    (writer, objection): (Uuid, Uuid),
    sealed: Vec<u8>,
) -> Result<String, Failure> {
    let broken = || Failure::broken("the words of an objection are no record");
    let sealed = Pii::<ObjectionWords>::from_bytes(sealed).map_err(|_| broken())?;
    let plain = opened.read(&sealed, &row(writer, objection, 1))?;
    String::from_utf8(plain.expose().clone()).map_err(|_| broken())
}
