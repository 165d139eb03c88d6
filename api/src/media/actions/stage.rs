//! A picture is announced; whoever announced it gets a token to send it with.

use platform::kernel::Prose;
use platform::{App, Error, refusals, timers, transaction};

use crate::identity::Person;
use crate::media::upload::{
    ContentType, LIFE, MOST_BYTES, MOST_UNUSED_A_DAY, TOKEN_LIFE, Upload, UploadPurpose,
    UploadState,
};
use crate::media::{jobs, store, token};

/// What is announced.
#[derive(Debug, Clone)]
pub struct StageInput {
    pub purpose: UploadPurpose,
    pub content_type: String,
    pub bytes: i64,
    /// Of the file, in hexadecimal; checked when it arrives.
    pub sha256: Option<String>,
    /// What a person who cannot see the picture is told.
    pub alt: String,
}

/// An announced upload, with the token that is told once and never again.
#[derive(Debug, Clone)]
pub struct Staged {
    pub upload: Upload,
    pub token: String,
}

refusals! {
    /// Why no upload was opened, in order of precedence.
    pub enum StageRefusal: "UploadCreateErrorCode", UploadCreateUserError {
        /// The account is suspended, or its person is a child without a guardian.
        AccountRestrained at [] says "This account may not send pictures.",
        /// Neither `image/jpeg` nor `image/png` nor `image/webp`.
        ContentTypeUnsupported at ["contentType"] says "Pictures are JPEG, PNG or WebP files.",
        /// No bytes, or more than 10,485,760.
        SizeInvalid at ["bytes"] says "A picture has at most 10 MiB.",
        /// Not 64 hexadecimal digits.
        Sha256Invalid at ["sha256"] says "A SHA-256 has 64 hexadecimal digits.",
        /// More than 300 characters, or control characters.
        AltInvalid at ["alt"] says "A description of a picture has at most 300 characters.",
        /// A hundred uploads of the last 24 hours are not used by anything; `retryAt` says when
        /// the oldest of them counts no more.
        TooManyUnused at [] says "Use the pictures you have sent before you send more.",
    }
}

/// Opens an upload for a person. It waits 15 minutes for its bytes, and a day to be used.
///
/// # Errors
/// [`StageRefusal`], or ours.
pub async fn stage(
    app: &App,
    person: &Person,
    input: StageInput,
) -> Result<Staged, Error<StageRefusal>> {
    person.may_act().map_err(|_| StageRefusal::AccountRestrained)?;
    let token = token::new(app);
    let upload = announced(app, person, input, &token)?;
    let now = upload.staged_at;
    transaction!(app, |tx| {
        // Two at once may both be the hundredth: the limit guards the disk, not a right.
        let unused = store::uploads::unused_since(tx.conn(), upload.owner_id, now - LIFE).await?;
        if unused.len() as u64 >= MOST_UNUSED_A_DAY {
            let oldest = unused.first().copied().unwrap_or(now);
            return Err(Error::until(StageRefusal::TooManyUnused, oldest + LIFE));
        }
        store::uploads::insert(tx, &upload).await?;
        timers::set(tx, jobs::EXPIRE, upload.id.uuid(), now + LIFE).await?;
        Ok(Staged { upload: upload.clone(), token: token.clone() })
    })
}

fn announced(
    app: &App,
    person: &Person,
    input: StageInput,
    token: &str,
) -> Result<Upload, StageRefusal> {
    let content_type =
        ContentType::parse(&input.content_type).ok_or(StageRefusal::ContentTypeUnsupported)?;
    let bytes = u64::try_from(input.bytes)
        .ok()
        .filter(|bytes| (1..=MOST_BYTES).contains(bytes))
        .ok_or(StageRefusal::SizeInvalid)?;
    let sha256 = input.sha256.map(|text| sha256(&text)).transpose()?;
    let alt = Prose::<0, 300>::parse(&input.alt).map_err(|_| StageRefusal::AltInvalid)?;
    let now = app.now();
    Ok(Upload {
        id: app.new_id(),
        owner_id: person.account_id(),
        purpose: input.purpose,
        content_type,
        bytes,
        sha256,
        alt: alt.into_string(),
        state: UploadState::Staged,
        rejection: None,
        token_hash: token::hash(token),
        token_expires_at: now + TOKEN_LIFE,
        staged_at: now,
    })
}

fn sha256(text: &str) -> Result<String, StageRefusal> {
    let well_formed = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    well_formed.then(|| text.to_ascii_lowercase()).ok_or(StageRefusal::Sha256Invalid)
}
