//! Pictures that come from ourselves, such as the demo's: the same checks and the same processing
//! as for everybody's, without HTTP and without waiting for a token.

use bytes::Bytes;
use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Failure, timers, transaction};

use crate::identity::Account;
use crate::media::look::{self, Source};
use crate::media::upload::{
    ContentType, LIFE, Rejection, TOKEN_LIFE, Upload, UploadPurpose, UploadState,
};
use crate::media::{Image, image, jobs, store, token};

/// A picture whose files are stored and whose rows are not: to be kept in a transaction, together
/// with as many others as the caller likes. One that is never kept leaves files behind.
#[derive(Debug, Clone)]
pub struct Prepared {
    upload: Upload,
    image: Image,
    bytes: u64,
    sha256: String,
}

/// Makes a ready upload of a file; see [`prepare`] and [`keep`] for many at once.
///
/// # Errors
/// The inner one says why no picture could be made; the outer one is ours.
pub async fn import(
    app: &App,
    owner: Id<Account>,
    bytes: Bytes,
) -> Result<Result<Id<Upload>, Rejection>, Failure> {
    let source = Source::File { bytes, announced: None };
    let prepared = match prepare(app, owner, UploadPurpose::PostImage, "", source).await? {
        Ok(prepared) => prepared,
        Err(rejection) => return Ok(Err(rejection)),
    };
    transaction!(app, |tx| { keep(tx, &prepared).await.map(Ok) })
}

/// Looks at a picture and stores its files. Many may be prepared at once; they take turns.
///
/// # Errors
/// The inner one says why no picture could be made; the outer one is ours.
pub async fn prepare(
    app: &App,
    owner: Id<Account>,
    purpose: UploadPurpose,
    alt: &str,
    source: Source,
) -> Result<Result<Prepared, Rejection>, Failure> {
    let (length, sha256) = source.measure();
    let clean = match look::look(source).await? {
        Ok(clean) => clean,
        Err(rejection) => return Ok(Err(rejection)),
    };
    let now = app.now();
    let upload = Upload {
        id: app.new_id(),
        owner_id: owner,
        purpose,
        content_type: ContentType::Jpeg,
        bytes: length,
        sha256: Some(sha256.clone()),
        alt: alt.chars().take(300).collect(),
        state: UploadState::Ready,
        rejection: None,
        token_hash: token::hash(&token::new(app)),
        token_expires_at: now + TOKEN_LIFE,
        staged_at: now,
    };
    let image = image::made_of(&upload, &clean, now);
    let bytes = look::keep_files(app, image.id, &clean).await?;
    Ok(Ok(Prepared { upload, image, bytes, sha256 }))
}

/// Writes the rows of a prepared picture, ready to be attached in the same transaction.
///
/// # Errors
/// The database's own.
pub async fn keep(tx: &Tx, prepared: &Prepared) -> Result<Id<Upload>, Failure> {
    let Prepared { upload, image, bytes, sha256 } = prepared;
    store::uploads::insert(tx, upload).await?;
    store::images::insert(tx, &store::images::Made { image, bytes: *bytes, sha256 }).await?;
    timers::set(tx, jobs::EXPIRE, upload.id.uuid(), upload.staged_at + LIFE).await?;
    Ok(upload.id)
}
