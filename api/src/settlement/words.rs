//! What somebody of a shop writes in an appeal: sealed under their own key, opened through the
//! gate.

use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field as _, Pii};

use super::appeal::Appeal;
use super::store::appeals;
use crate::identity::{Person, Risk, Staff};
use crate::privacy::{Asking, Ground, Opened, Purpose, Reader, SubjectKeys, fields, open, row};

fields! {
    /// Why a shop disagrees.
    AppealWords = "fraud_appeal"."words": Vec<u8>, Document, Address;
}

/// Seals what somebody wrote.
///
/// # Errors
/// The keys are another subject's.
pub fn seal(
    keys: &SubjectKeys,
    writer: Uuid,
    appeal: Uuid,
    text: &str,
) -> Result<Vec<u8>, Failure> {
    let sealed = keys.seal::<AppealWords>(&text.as_bytes().to_vec(), &row(writer, appeal, 1))?;
    Ok(sealed.as_bytes().to_vec())
}

/// What was written, for whoever wrote it and for staff of risk; nothing for anybody else, and
/// where it can no longer be opened.
///
/// # Errors
/// Either database's own.
pub async fn read(app: &App, reader: &Person, appeal: &Appeal) -> Result<Option<String>, Failure> {
    let (writer, account) = (appeal.filed_by.uuid(), reader.account_id().uuid());
    let asking = if account == writer {
        own(writer)
    } else if Staff::<Risk>::of(reader).is_ok() {
        Asking {
            reader: Reader::Staff(account, "RISK"),
            subject: writer,
            purpose: Purpose::Dispute,
            ground: Ground::Contract,
            request: String::new(),
        }
    } else {
        return Ok(None);
    };
    let Ok(opened) = open(app, &asking, &[AppealWords::name()]).await? else { return Ok(None) };
    plain(&opened, (writer, appeal.id.uuid()), appeal.words.clone()).map(Some)
}

/// Everything that a person wrote here, for their archive.
///
/// # Errors
/// Either database's own.
pub async fn words_of(app: &App, subject: Uuid) -> Result<Vec<String>, Failure> {
    let sealed = appeals::words_of(app.reader(), subject).await?;
    if sealed.is_empty() {
        return Ok(Vec::new());
    }
    let Ok(opened) = open(app, &own(subject), &[AppealWords::name()]).await? else {
        return Ok(Vec::new());
    };
    sealed.into_iter().map(|(appeal, sealed)| plain(&opened, (subject, appeal), sealed)).collect()
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
    (writer, appeal): (Uuid, Uuid),
    sealed: Vec<u8>,
) -> Result<String, Failure> {
    let broken = || Failure::broken("the words of an appeal are no record");
    let sealed = Pii::<AppealWords>::from_bytes(sealed).map_err(|_| broken())?;
    let plain = opened.read(&sealed, &row(writer, appeal, 1))?;
    String::from_utf8(plain.expose().clone()).map_err(|_| broken())
}
