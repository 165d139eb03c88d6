//! The look at a file: off the threads that serve requests, two at a time, with every limit of the
//! codec; and the storing of what was made of it.

use bytes::Bytes;
use futures_util::future::try_join_all;
use pictures::codec::{self, Clean, Format, Unfit};
use pictures::demo::Drawing;
use platform::kernel::{Id, hex};
use platform::{App, Failure};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::image::{Image, storage_key};
use super::upload::{ContentType, Rejection};

/// How many files are looked at at once. The largest picture takes a third of a gibibyte.
static LOOKS: Semaphore = Semaphore::const_new(2);

/// What is looked at.
#[derive(Debug)]
pub enum Source {
    /// A file of somebody, and the type it was announced as.
    File { bytes: Bytes, announced: Option<ContentType> },
    /// A drawing of our own: pixels already, so that nothing has to be read from a file.
    Drawing(Drawing),
}

impl Source {
    /// How many bytes it has, and their SHA-256.
    pub(super) fn measure(&self) -> (u64, String) {
        let bytes: &[u8] = match self {
            Self::File { bytes, .. } => bytes,
            Self::Drawing(drawing) => &drawing.rgb,
        };
        (bytes.len() as u64, hex(&Sha256::digest(bytes)))
    }
}

/// Makes clean pictures of a source.
///
/// # Errors
/// The inner one says why there are none; the outer one is ours.
pub async fn look(source: Source) -> Result<Result<Clean, Rejection>, Failure> {
    let turn = LOOKS.acquire().await.map_err(|error| Failure::because("looks", error))?;
    let work = move || {
        // Held until the work is done, whether or not somebody still waits for it.
        let _turn = turn;
        judge(source)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(judged) => Ok(judged),
        Err(error) if error.is_panic() => {
            tracing::error!("a file made the picture codec panic; it was rejected as damaged");
            Ok(Err(Rejection::Damaged))
        }
        Err(error) => Err(Failure::because("look at a file", error)),
    }
}

fn judge(source: Source) -> Result<Clean, Rejection> {
    let made = match source {
        Source::Drawing(drawing) => codec::clean_drawing(drawing),
        Source::File { bytes, announced } => {
            let found = Format::sniff(&bytes).ok_or(Rejection::NotAPicture)?;
            if announced.is_some_and(|announced| announced.as_str() != found.media_type()) {
                return Err(Rejection::TypeMismatch);
            }
            codec::clean(&bytes)
        }
    };
    made.map_err(|unfit| match unfit {
        Unfit::UnknownType => Rejection::NotAPicture,
        Unfit::TooManyPixels => Rejection::TooManyPixels,
        Unfit::Broken => Rejection::Damaged,
    })
}

/// Stores the variants of a picture; answers how many bytes they have together.
///
/// # Errors
/// The file store's own.
pub async fn keep_files(app: &App, id: Id<Image>, clean: &Clean) -> Result<u64, Failure> {
    let puts = clean.variants.iter().map(|variant| async move {
        let bytes = Bytes::copy_from_slice(&variant.jpeg);
        app.blobs().put(&storage_key(id, variant.width), bytes).await
    });
    try_join_all(puts).await?;
    Ok(clean.variants.iter().map(|variant| variant.jpeg.len() as u64).sum())
}
