//! What is said in a case: sealed under the case's own key, so that it outlives the accounts of its
//! parties, and opened through the gate.

use platform::kernel::Id;
use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field as _, Pii};

use super::complaint::{Complaint, Side};
use super::party::Party;
use super::store::cases;
use super::store::messages::Message;
use crate::privacy::{
    Asking, Ground, Purpose, Reader, SubjectKeys, Wish, fields, keys_of, keys_of_newcomer,
    open_all, row,
};

fields! {
    /// What somebody said in a case.
    MessageWords = "complaint_message"."words": Vec<u8>, Document, Address;
}

/// The keys of a case, made when they are asked for first. Ask before the transaction that seals.
///
/// # Errors
/// The case has been erased; either database's own.
pub async fn keys(app: &App, case: Id<Complaint>) -> Result<SubjectKeys, Failure> {
    keys_of(app, case.uuid()).await
}

/// The same for a case that is only about to be: where it never comes to be, the key goes after a
/// day.
///
/// # Errors
/// As [`keys`].
pub async fn keys_of_new(app: &App, case: Id<Complaint>) -> Result<SubjectKeys, Failure> {
    keys_of_newcomer(app, case.uuid(), "complaint").await
}

/// Seals what somebody said, for the row of its number.
///
/// # Errors
/// The keys are another case's.
pub fn seal(
    keys: &SubjectKeys,
    case: Id<Complaint>,
    seq: i64,
    text: &str,
) -> Result<Vec<u8>, Failure> {
    let sealed = keys.seal::<MessageWords>(&text.as_bytes().to_vec(), &place(case, seq))?;
    Ok(sealed.as_bytes().to_vec())
}

/// Each message has a row of its own: the case, and the number of the message in it.
fn place(case: Id<Complaint>, seq: i64) -> vault::pii::Row {
    let number = u128::from(seq.unsigned_abs());
    row(case.uuid(), Uuid::from_u128(case.uuid().as_u128() ^ number), 1)
}

/// Reads what was said, for a party of the case: one access for all of it. Nothing where it can no
/// longer be opened, or the reader has read as much within an hour as one may.
///
/// # Errors
/// Either database's own.
pub async fn read(
    app: &App,
    case: &Complaint,
    reader: Party,
    messages: &[Message],
) -> Result<Vec<Option<String>>, Failure> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let account = reader.account.uuid();
    let (reader, ground) = match reader.side {
        Side::Complainant => (Reader::Subject(account), Ground::Subject),
        Side::Seller => (Reader::Other(account), Ground::Contract),
        Side::Desk => (Reader::Staff(account, "SUPPORT"), Ground::Law("ECL 62")),
        Side::Mediator => (Reader::Staff(account, "MEDIATOR"), Ground::Law("ECL 62")),
        Side::Panel => (Reader::Staff(account, "ARBITRATOR"), Ground::Law("ECL 62")),
    };
    let subject = case.complainant.uuid();
    let purpose = Purpose::Dispute;
    let asking = Asking { reader, subject, purpose, ground, request: String::new() };
    let wish = Wish { asking, fields: vec![MessageWords::name()], sealed_under: case.id.uuid() };
    let opened = open_all(app, &[wish]).await?.pop();
    let Some(Ok(opened)) = opened else { return Ok(vec![None; messages.len()]) };
    let broken = || Failure::broken("what was said in a case is no record");
    let text = |message: &Message| {
        let sealed =
            Pii::<MessageWords>::from_bytes(message.words.clone()).map_err(|_| broken())?;
        let plain = opened.read(&sealed, &place(case.id, message.seq))?;
        String::from_utf8(plain.expose().clone()).map(Some).map_err(|_| broken())
    };
    messages.iter().map(text).collect()
}

/// The keys of a case that is known, for what may be taken; none where it will be refused anyway,
/// so that no refused request makes a key.
///
/// # Errors
/// As [`keys`].
pub async fn keys_if(
    app: &App,
    case: Id<Complaint>,
    is_sound: bool,
) -> Result<Option<SubjectKeys>, Failure> {
    if !is_sound || cases::by_id(app.reader(), case).await?.is_none() {
        return Ok(None);
    }
    keys(app, case).await.map(Some)
}

/// The keys that were asked for.
///
/// # Errors
/// They were not: the case came into being between two looks, which no request can bring about.
pub fn had(keys: Option<&SubjectKeys>) -> Result<&SubjectKeys, Failure> {
    keys.ok_or_else(|| Failure::contention("a case without its keys"))
}
