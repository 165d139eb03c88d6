//! What a payer writes to the risk centre: sealed under their key, opened through the gate.

use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field as _, Pii};

use super::case::RiskCase;
use super::store;
use crate::identity::Person;
use crate::privacy::{Asking, Ground, Opened, Purpose, Reader, SubjectKeys, fields, open, row};

fields! {
    /// What the payer wrote.
    CaseWords = "risk_case"."words": Vec<u8>, Document, Address;
}

/// Seals what a payer wrote.
///
/// # Errors
/// The keys are another subject's.
pub fn seal(keys: &SubjectKeys, payer: Uuid, case: Uuid, text: &str) -> Result<Vec<u8>, Failure> {
    let sealed = keys.seal::<CaseWords>(&text.as_bytes().to_vec(), &row(payer, case, 1))?;
    Ok(sealed.as_bytes().to_vec())
}

/// What the payer wrote, for the payer or for staff on the case; nothing where it can no longer be
/// opened.
///
/// # Errors
/// Either database's own.
pub async fn read(app: &App, reader: &Person, case: &RiskCase) -> Result<Option<String>, Failure> {
    let Some(sealed) = &case.words else { return Ok(None) };
    let (subject, account) = (case.payer.uuid(), reader.account_id().uuid());
    let asking = if account == subject {
        own(subject)
    } else {
        Asking {
            reader: Reader::Staff(account, "RISK"),
            subject,
            purpose: Purpose::Dispute,
            ground: Ground::Law("ECL 57"),
            request: String::new(),
        }
    };
    let Ok(opened) = open(app, &asking, &[CaseWords::name()]).await? else { return Ok(None) };
    plain(&opened, (subject, case.id.uuid()), sealed.clone()).map(Some)
}

/// Everything that a person wrote here, for their archive.
///
/// # Errors
/// Either database's own.
pub async fn words_of(app: &App, subject: Uuid) -> Result<Vec<String>, Failure> {
    let sealed = store::words_of(app.reader(), subject).await?;
    if sealed.is_empty() {
        return Ok(Vec::new());
    }
    let asking = own(subject);
    let Ok(opened) = open(app, &asking, &[CaseWords::name()]).await? else {
        return Ok(Vec::new());
    };
    sealed.into_iter().map(|(case, sealed)| plain(&opened, (subject, case), sealed)).collect()
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
    (subject, case): (Uuid, Uuid),
    sealed: Vec<u8>,
) -> Result<String, Failure> {
    let broken = || Failure::broken("the words of a case are no record");
    let sealed = Pii::<CaseWords>::from_bytes(sealed).map_err(|_| broken())?;
    let plain = opened.read(&sealed, &row(subject, case, 1))?;
    String::from_utf8(plain.expose().clone()).map_err(|_| broken())
}
