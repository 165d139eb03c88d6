//! The bytes of an announced upload arrive, are looked at, and become pictures or nothing.

use bytes::Bytes;
use platform::kernel::Id;
use platform::{App, Failure, timers, transaction};

use crate::media::look::{self, Source};
use crate::media::upload::{LONGEST_LOOK, Rejection, Upload, UploadState, reason};
use crate::media::{image, jobs, store, token};

/// Why bytes are not let in, in order of precedence. The upload stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLetIn {
    /// No upload, or not its token; the two look alike.
    Unknown,
    /// The token has let the bytes in before.
    AlreadyReceived,
    /// The token is past its time.
    TokenExpired,
    /// Not as many bytes as were announced; they may be sent again.
    LengthDiffers,
    /// Not the bytes that were announced; they may be sent again.
    HashDiffers,
}

/// A whole file, as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub bytes: Bytes,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

/// Opens an upload to whoever shows its token; asked before the first byte is read.
///
/// # Errors
/// The inner one says why it stays closed; the outer one is ours.
pub async fn admit(
    app: &App,
    id: Id<Upload>,
    token: &str,
) -> Result<Result<Upload, NotLetIn>, Failure> {
    let found = store::uploads::by_id(app.reader(), id).await?;
    let Some(upload) = found.filter(|upload| token::is_right(token, &upload.token_hash)) else {
        return Ok(Err(NotLetIn::Unknown));
    };
    Ok(closed(app, &upload).map_or(Ok(upload), Err))
}

fn closed(app: &App, upload: &Upload) -> Option<NotLetIn> {
    if upload.state != UploadState::Staged {
        return Some(NotLetIn::AlreadyReceived);
    }
    (app.now() >= upload.token_expires_at).then_some(NotLetIn::TokenExpired)
}

/// Takes the bytes of an upload, once, and looks at them: it is then `READY` or `REJECTED`.
///
/// # Errors
/// The inner one says why the bytes were not let in; the outer one is ours, and the upload is then
/// rejected as interrupted.
pub async fn receive(
    app: &App,
    upload: Upload,
    arrived: Arrived,
) -> Result<Result<Upload, NotLetIn>, Failure> {
    if arrived.bytes.len() as u64 != upload.bytes {
        return Ok(Err(NotLetIn::LengthDiffers));
    }
    if upload.sha256.as_ref().is_some_and(|announced| *announced != arrived.sha256) {
        return Ok(Err(NotLetIn::HashDiffers));
    }
    let let_in: Result<bool, Failure> = transaction!(app, |tx| {
        let first = store::uploads::receive(tx, upload.id, &arrived.sha256).await?;
        if first {
            // Should this server be stopped meanwhile, another one tells the client so.
            timers::set(tx, jobs::INTERRUPT, upload.id.uuid(), tx.now() + LONGEST_LOOK).await?;
        }
        Ok(first)
    });
    if !let_in? {
        return Ok(Err(closed(app, &upload).unwrap_or(NotLetIn::AlreadyReceived)));
    }
    let id = upload.id;
    if let Err(failure) = decide(app, upload, arrived).await {
        reject(app, id, Rejection::Interrupted).await?;
        return Err(failure);
    }
    let decided = store::uploads::by_id(app.reader(), id).await?;
    decided.map(Ok).ok_or_else(|| Failure::broken("an upload vanished while it was looked at"))
}

async fn decide(app: &App, upload: Upload, arrived: Arrived) -> Result<(), Failure> {
    let source = Source::File { bytes: arrived.bytes, announced: Some(upload.content_type) };
    let clean = match look::look(source).await? {
        Ok(clean) => clean,
        Err(rejection) => return reject(app, upload.id, rejection).await,
    };
    let bytes = look::keep_files(app, Id::from_uuid(upload.id.uuid()), &clean).await?;
    let image = image::made_of(&upload, &clean, app.now());
    transaction!(app, |tx| {
        // Somebody may have called it interrupted meanwhile; that stands, and expiry sweeps up.
        if store::uploads::decide(tx, upload.id, None).await? {
            let made = store::images::Made { image: &image, bytes, sha256: &arrived.sha256 };
            store::images::insert(tx, &made).await?;
        }
        timers::cancel(tx, jobs::INTERRUPT, upload.id.uuid()).await
    })
}

async fn reject(app: &App, id: Id<Upload>, rejection: Rejection) -> Result<(), Failure> {
    tracing::info!(reason = reason(rejection), "an upload was rejected");
    transaction!(app, |tx| {
        store::uploads::decide(tx, id, Some(rejection)).await?;
        timers::cancel(tx, jobs::INTERRUPT, id.uuid()).await
    })
}
