//! What is said about a return: sealed under the return's own key, so that it outlives the accounts
//! of its parties, and opened through the gate.

use platform::kernel::Id;
use platform::{App, Failure};
use uuid::Uuid;
use vault::pii::{Field as _, Pii};

use super::goods_return::Return;
use super::party::{Party, Side};
use super::store::words::{Said, Word};
use super::store::{returns, words};
use crate::privacy::{
    Asking, Ground, Purpose, Reader, SubjectKeys, Wish, fields, keys_of, keys_of_newcomer,
    open_all, row,
};
use platform::database::Tx;

fields! {
    /// What somebody said about a return.
    ReturnWords = "return_word"."words": Vec<u8>, Document, Address;
}

/// The keys of a return that is only about to be: where it never comes to be, the key goes after a
/// day. Ask before the transaction that seals.
///
/// # Errors
/// Either database's own.
pub async fn keys_of_new(app: &App, id: Id<Return>) -> Result<SubjectKeys, Failure> {
    keys_of_newcomer(app, id.uuid(), "goods_return").await
}

/// The keys of a return that is known, for what may be taken; none where it will be refused anyway,
/// so that no refused request makes a key.
///
/// # Errors
/// It has been erased; either database's own.
pub async fn keys_if(
    app: &App,
    id: Id<Return>,
    is_sound: bool,
) -> Result<Option<SubjectKeys>, Failure> {
    if !is_sound || returns::by_id(app.reader(), id).await?.is_none() {
        return Ok(None);
    }
    keys_of(app, id.uuid()).await.map(Some)
}

/// Keeps what somebody says; of each kind there is one about a return.
///
/// # Errors
/// The keys were not asked for, which no request can bring about; the database's own.
pub async fn say(
    tx: &Tx,
    id: Id<Return>,
    by: Id<crate::identity::Account>,
    (keys, kind, text): (Option<&SubjectKeys>, Word, &str),
) -> Result<(), Failure> {
    let keys = keys.ok_or_else(|| Failure::contention("a return without its keys"))?;
    let sealed = keys.seal::<ReturnWords>(&text.as_bytes().to_vec(), &place(id, kind))?;
    let said = Said { of: id, kind, author: by, words: sealed.as_bytes().to_vec(), at: tx.now() };
    words::insert(tx, &said).await
}

/// Each kind of words has a row of its own: the return, and the number of the kind.
fn place(id: Id<Return>, kind: Word) -> vault::pii::Row {
    let number = match kind {
        Word::Reason => 1,
        Word::Address => 2,
        Word::Refusal => 3,
        Word::Assessment => 4,
        Word::Answer => 5,
        Word::Decision => 6,
    };
    row(id.uuid(), Uuid::from_u128(id.uuid().as_u128() ^ number), 1)
}

/// Reads what was said, for a party: one access for all of it. Nothing where it can no longer be
/// opened, or the reader has read as much within an hour as one may.
///
/// # Errors
/// Either database's own.
pub async fn read(
    app: &App,
    back: &Return,
    reader: Party,
    said: &[Said],
) -> Result<Vec<Option<String>>, Failure> {
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let account = reader.account.uuid();
    let (reader, ground) = match reader.side {
        Side::Buyer => (Reader::Subject(account), Ground::Subject),
        Side::Seller => (Reader::Other(account), Ground::Contract),
        Side::Desk => (Reader::Staff(account, "SUPPORT"), Ground::Law("ECL 62")),
    };
    let subject = back.buyer_id.uuid();
    let purpose = Purpose::Dispute;
    let asking = Asking { reader, subject, purpose, ground, request: String::new() };
    let wish = Wish { asking, fields: vec![ReturnWords::name()], sealed_under: back.id.uuid() };
    let opened = open_all(app, &[wish]).await?.pop();
    let Some(Ok(opened)) = opened else { return Ok(vec![None; said.len()]) };
    let broken = || Failure::broken("what was said about a return is no record");
    let text = |one: &Said| {
        let sealed = Pii::<ReturnWords>::from_bytes(one.words.clone()).map_err(|_| broken())?;
        let plain = opened.read(&sealed, &place(back.id, one.kind))?;
        String::from_utf8(plain.expose().clone()).map(Some).map_err(|_| broken())
    };
    said.iter().map(text).collect()
}
