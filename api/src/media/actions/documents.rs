//! Documents: announced, sealed as they arrive, read once by ticket, removed when nothing uses
//! them. The bytes are in the clear in memory alone, and only while they are looked at.

use bytes::Bytes;
use pictures::codec::Format;
use platform::database::Tx;
use platform::kernel::{Id, hex};
use platform::timers::Firing;
use platform::{App, Failure, timers, transaction};
use time::OffsetDateTime;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::receive::{Arrived, NotLetIn};
use crate::identity::Account;
use crate::media::document::{
    Document, DocumentFile, DocumentRejection, DocumentState, DocumentType, MOST_UNUSED_A_DAY,
    is_pdf, judge_pdf,
};
use crate::media::look::{self, Source};
use crate::media::upload::{LIFE, MOST_BYTES, Rejection, TOKEN_LIFE};
use crate::media::{jobs, store, token};
use crate::privacy::{self, Opened, keys_of, retention};

/// What is announced.
#[derive(Debug, Clone)]
pub struct DocumentInput {
    pub content_type: String,
    pub bytes: i64,
    /// Of the file, in hexadecimal; checked when it arrives.
    pub sha256: Option<String>,
}

/// Why no document may be announced, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADocument {
    ContentType,
    Size,
    Sha256,
    /// Fifty of the last day are not used by anything.
    TooManyUnused(OffsetDateTime),
}

/// Announces a document of a subject; answers it with the token that lets its bytes in. It waits
/// 15 minutes for its bytes, and a day to be used. Whether the owner may act for the subject is
/// for the caller to know.
///
/// # Errors
/// The inner one says why not; the outer one is ours.
pub async fn stage_document(
    tx: &Tx,
    (owner_id, subject_id): (Id<Account>, Uuid),
    input: &DocumentInput,
) -> Result<Result<(Document, String), NotADocument>, Failure> {
    let (now, token) = (tx.now(), token::new(tx.app()));
    let document = match announced((owner_id, subject_id), input, now) {
        Ok(document) => Document { token_hash: token::hash(&token), ..document(tx.app()) },
        Err(why) => return Ok(Err(why)),
    };
    let unused = store::documents::unused_since(tx.conn(), owner_id, now - LIFE).await?;
    if unused.len() as u64 >= MOST_UNUSED_A_DAY {
        let oldest = unused.first().copied().unwrap_or(now);
        return Ok(Err(NotADocument::TooManyUnused(oldest + LIFE)));
    }
    store::documents::insert(tx, &document).await?;
    timers::set(tx, jobs::EXPIRE_DOCUMENT, document.id.uuid(), now + LIFE).await?;
    Ok(Ok((document, token)))
}

fn announced(
    (owner_id, subject_id): (Id<Account>, Uuid),
    input: &DocumentInput,
    now: OffsetDateTime,
) -> Result<impl FnOnce(&App) -> Document, NotADocument> {
    let content_type = DocumentType::parse(&input.content_type).ok_or(NotADocument::ContentType)?;
    let bytes = u64::try_from(input.bytes).ok().filter(|bytes| (1..=MOST_BYTES).contains(bytes));
    let bytes = bytes.ok_or(NotADocument::Size)?;
    let sha256 = input.sha256.as_ref().map(|text| {
        let sound = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        sound.then(|| text.to_ascii_lowercase()).ok_or(NotADocument::Sha256)
    });
    let sha256 = sha256.transpose()?;
    Ok(move |app: &App| Document {
        id: app.new_id(),
        owner_id,
        subject_id,
        content_type,
        bytes,
        sha256,
        state: DocumentState::Staged,
        rejection: None,
        token_hash: String::new(),
        token_expires_at: now + TOKEN_LIFE,
        staged_at: now,
        file: None,
    })
}

/// Opens a document to whoever shows its token; asked before the first byte is read.
///
/// # Errors
/// The inner one says why it stays closed; the outer one is ours.
pub async fn admit_document(
    app: &App,
    id: Id<Document>,
    shown: &str,
) -> Result<Result<Document, NotLetIn>, Failure> {
    let found = store::documents::by_id(app.reader(), id).await?;
    let Some(document) = found.filter(|own| token::is_right(shown, &own.token_hash)) else {
        return Ok(Err(NotLetIn::Unknown));
    };
    if document.state != DocumentState::Staged {
        return Ok(Err(NotLetIn::AlreadyReceived));
    }
    if app.now() >= document.token_expires_at {
        return Ok(Err(NotLetIn::TokenExpired));
    }
    Ok(Ok(document))
}

/// Takes the bytes of a document, once: it is then `STORED` under seal, or `REJECTED`.
///
/// # Errors
/// The inner one says why the bytes were not let in; the outer one is ours, and the bytes may be
/// sent again.
pub async fn receive_document(
    app: &App,
    document: Document,
    arrived: Arrived,
) -> Result<Result<Document, NotLetIn>, Failure> {
    if arrived.bytes.len() as u64 != document.bytes {
        return Ok(Err(NotLetIn::LengthDiffers));
    }
    if document.sha256.as_ref().is_some_and(|announced| *announced != arrived.sha256) {
        return Ok(Err(NotLetIn::HashDiffers));
    }
    let id = document.id;
    if let Err(rejection) = judge(&document, arrived.bytes.clone()).await? {
        tracing::info!("a document was rejected");
        let first: Result<bool, Failure> =
            transaction!(app, |tx| { store::documents::reject(tx, id, rejection).await });
        return if first? { reread(app, id).await } else { Ok(Err(NotLetIn::AlreadyReceived)) };
    }
    let file = put(app, &document, &arrived.bytes).await?;
    let kept = store::documents::Kept { file: &file, sha256: &arrived.sha256 };
    let first: Result<bool, Failure> =
        transaction!(app, |tx| { store::documents::store(tx, id, &kept).await });
    if !first? {
        // Two came at once, or it expired meanwhile: what was written here belongs to nobody.
        app.blobs().delete(&file).await?;
        return Ok(Err(NotLetIn::AlreadyReceived));
    }
    reread(app, id).await
}

async fn reread(app: &App, id: Id<Document>) -> Result<Result<Document, NotLetIn>, Failure> {
    let found = store::documents::by_id(app.reader(), id).await?;
    found.map(Ok).ok_or_else(|| Failure::broken("a document vanished while it was looked at"))
}

/// Looks at the bytes: they are what they were announced as, and nothing else.
async fn judge(
    document: &Document,
    bytes: Bytes,
) -> Result<Result<(), DocumentRejection>, Failure> {
    let sniffed = match Format::sniff(&bytes) {
        Some(format) => DocumentType::parse(format.media_type()),
        None if is_pdf(&bytes) => Some(DocumentType::Pdf),
        None => None,
    };
    let Some(sniffed) = sniffed else { return Ok(Err(DocumentRejection::NotADocument)) };
    if sniffed != document.content_type {
        return Ok(Err(DocumentRejection::TypeMismatch));
    }
    if sniffed == DocumentType::Pdf {
        return Ok(judge_pdf(&bytes));
    }
    // Read to its last pixel, and thrown away: staff look at the file as it was sent.
    let looked = look::look(Source::File { bytes, announced: None }).await?;
    Ok(looked.map(|_| ()).map_err(|rejection| match rejection {
        Rejection::TooManyPixels => DocumentRejection::TooManyPixels,
        Rejection::NotAPicture => DocumentRejection::NotADocument,
        Rejection::TypeMismatch => DocumentRejection::TypeMismatch,
        Rejection::Damaged | Rejection::Interrupted => DocumentRejection::Damaged,
    }))
}

/// Seals the bytes for their place and writes them; answers where.
async fn put(app: &App, document: &Document, bytes: &[u8]) -> Result<String, Failure> {
    let keys = keys_of(app, document.subject_id).await?;
    let mut sealer = keys.file::<DocumentFile>(&document.row())?;
    sealer.push(bytes)?;
    let sealed = sealer.finish()?;
    let file = format!("documents/{}/{}", document.id.uuid().simple(), app.new_uuid().simple());
    app.blobs().put(&file, sealed.into()).await?;
    Ok(file)
}

/// A sealed document that comes from ourselves, such as the demo's: stored, ready to be attached.
///
/// # Errors
/// The inner one says why it is none; the outer one is ours.
pub async fn import_document(
    app: &App,
    (owner, subject): (Id<Account>, Uuid),
    (content_type, bytes): (DocumentType, Bytes),
) -> Result<Result<Id<Document>, NotLetIn>, Failure> {
    use sha2::Digest as _;
    let input = DocumentInput {
        content_type: content_type.as_str().to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sha256: None,
    };
    let staged: Result<_, Failure> =
        transaction!(app, |tx| { stage_document(tx, (owner, subject), &input).await });
    let Ok((document, _)) = staged? else { return Ok(Err(NotLetIn::LengthDiffers)) };
    let sha256 = hex(&sha2::Sha256::digest(&bytes));
    let received = receive_document(app, document, Arrived { bytes, sha256 }).await?;
    Ok(received.map(|document| document.id))
}

/// Gives leave to read a document once, within a minute; answers the secret part of its address
/// and when it ends. The gate of personal data was opened for its file, and wrote that down.
///
/// # Errors
/// The database's own.
pub async fn ticket(
    tx: &Tx,
    (document, reader): (&Document, Id<Account>),
    opened: &Opened,
) -> Result<(String, OffsetDateTime), Failure> {
    let token = token::new(tx.app());
    let leave = (opened.entry(), opened.until());
    store::documents::drop_old_tickets(tx).await?;
    store::documents::put_ticket(tx, (document.id, reader), &token::hash(&token), leave).await?;
    Ok((token, opened.until()))
}

/// Takes a ticket and gives the document's bytes in the clear; nothing for a ticket that is not
/// known, was used, is past its minute, or of a shop whose data has been erased.
///
/// # Errors
/// The database's or the file store's own; the ticket is then used up all the same.
pub async fn redeem(
    app: &App,
    shown: &str,
) -> Result<Option<(DocumentType, Zeroizing<Vec<u8>>)>, Failure> {
    let hash = token::hash(shown);
    let taken: Result<Option<(Uuid, Uuid)>, Failure> =
        transaction!(app, |tx| { store::documents::take_ticket(tx, &hash).await });
    let Some((document, entry)) = taken? else { return Ok(None) };
    let found = store::documents::by_id(app.reader(), Id::from_uuid(document)).await?;
    let Some(document) = found else { return Ok(None) };
    if document.file.is_none() {
        return Ok(None);
    }
    let opened = privacy::resume(app, entry, Document::file_field()).await?;
    let Ok(opened) = opened else { return Ok(None) };
    let clear = read_document(app, opened, &document).await?;
    Ok(clear.map(|clear| (document.content_type, clear)))
}

/// The bytes of a document in the clear, through the gate that was opened for its file; nothing if
/// they are gone.
///
/// # Errors
/// The file store's own; what is there is not what was written.
pub async fn read_document(
    app: &App,
    opened: Opened,
    document: &Document,
) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let Some(file) = &document.file else { return Ok(None) };
    let Some(sealed) = app.blobs().get(file).await? else { return Ok(None) };
    let mut clear = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opener = opened.file::<DocumentFile>(&document.row());
    opener.push(&sealed, &mut clear)?;
    opener.finish(&mut clear)?;
    Ok(Some(clear))
}

/// Removes a document that nothing uses, with its bytes. One that is part of something stays, and
/// one that is held, or whose owner or shop is, until that ends (RT-5).
///
/// # Errors
/// Ours; it is then tried again, and goes on where it stopped.
pub async fn expire_document(app: &App, firing: Firing) -> Result<(), Failure> {
    let id: Id<Document> = Id::from_uuid(firing.aggregate);
    let unused: Result<bool, Failure> = transaction!(app, |tx| {
        let found = store::documents::by_id(tx.conn(), id).await?;
        let whose = found.map(|found| [found.owner_id.uuid(), found.subject_id]);
        let held = whose.into_iter().flatten().chain([id.uuid()]);
        if retention::is_held(tx.conn(), held).await? {
            firing.settle(tx).await?;
            timers::set(tx, jobs::EXPIRE_DOCUMENT, id.uuid(), tx.now() + jobs::LOOK_AGAIN).await?;
            return Ok(false);
        }
        let unused = store::documents::expire(tx, id).await?;
        if !unused {
            firing.settle(tx).await?;
        }
        Ok(unused)
    });
    if !unused? {
        return Ok(());
    }
    app.blobs().delete_folder(&format!("documents/{}", id.uuid().simple())).await?;
    transaction!(app, |tx| {
        store::documents::remove_expired(tx, id).await?;
        firing.settle(tx).await
    })
}
