//! Uploads as whoever announced them sees them, and the root fields about them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::image::{Image, address, load_image};
use crate::identity::graphql::ViewerExt;
use crate::media::actions::{self, StageInput, StageRefusal, Staged};
use crate::media::{self, store, upload};

/// A picture that you have announced, on its way to be used.
pub struct Upload {
    upload: media::Upload,
    token: Option<String>,
}

impl From<Staged> for Upload {
    fn from(staged: Staged) -> Self {
        Self { upload: staged.upload, token: Some(staged.token) }
    }
}

/// A picture that you have announced: send its bytes by one HTTP PUT, and use it within a day.
#[Object]
impl Upload {
    /// The id, beginning with `upload_`; name it where the picture is to be shown, such as in
    /// `imageIds` of a post.
    async fn id(&self) -> ID {
        self.upload.id.to_string().into()
    }

    /// What it is for.
    async fn purpose(&self) -> UploadPurpose {
        self.upload.purpose.into()
    }

    /// The media type that was announced.
    async fn content_type(&self) -> &str {
        self.upload.content_type.as_str()
    }

    /// How many bytes were announced.
    async fn bytes(&self) -> i32 {
        i32::try_from(self.upload.bytes).unwrap_or(i32::MAX)
    }

    /// The SHA-256 of the file in lower-case hexadecimal: as announced, or as it arrived.
    async fn sha256(&self) -> Option<&str> {
        self.upload.sha256.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> UploadState {
        self.upload.state.into()
    }

    /// Why no picture could be made of it; null unless it is `REJECTED`.
    async fn rejection(&self) -> Option<UploadRejection> {
        self.upload.rejection.map(Into::into)
    }

    /// Where to send the file: `PUT` with `Authorization: Bearer` and the token, and the announced
    /// `Content-Type`. The answer is 200 when the picture is ready and 422 when it is rejected.
    async fn upload_url(&self, ctx: &Context<'_>) -> String {
        address(ctx, &format!("/uploads/{}", self.upload.id))
    }

    /// The secret that lets the bytes in, once. Told in the answer of `uploadCreate` and never
    /// again: null everywhere else.
    async fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Until when the token works: 15 minutes from the announcement.
    async fn token_expires_at(&self) -> DateTime {
        DateTime(self.upload.token_expires_at)
    }

    /// When it is removed, unless something uses it by then; null once something does.
    async fn expires_at(&self) -> Option<DateTime> {
        self.upload.expires_at().map(DateTime)
    }

    /// The picture that was made of it; null before it is `READY`. Its address serves nothing
    /// before the upload is `ATTACHED`.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        load_image(ctx, self.upload.id.uuid()).await
    }
}

/// What an upload is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "upload::UploadPurpose")]
pub enum UploadPurpose {
    /// A picture of a post.
    PostImage,
    /// A picture of a product.
    ProductImage,
    /// Your own picture.
    Avatar,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "upload::UploadState")]
pub enum UploadState {
    /// Announced; its bytes have not arrived.
    Staged,
    /// All bytes have arrived and are being looked at.
    Received,
    /// A picture was made of it; it may be used.
    Ready,
    /// No picture could be made of it; `rejection` says why.
    Rejected,
    /// Something shows the picture.
    Attached,
    /// Nothing used it within a day; it is being removed.
    Expired,
}

/// Why no picture could be made of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "upload::Rejection")]
pub enum UploadRejection {
    /// Neither JPEG nor PNG nor WebP, whatever it is called.
    NotAPicture,
    /// Another type than was announced.
    TypeMismatch,
    /// More than 40 megapixels, or a side longer than 16,383 pixels.
    TooManyPixels,
    /// Cut short or damaged.
    Damaged,
    /// We were stopped while looking at it; announce and send it again.
    Interrupted,
}

/// What to announce.
#[derive(InputObject)]
pub struct UploadCreateInput {
    /// What the picture is for.
    pub purpose: UploadPurpose,
    /// The media type of the file: `image/jpeg`, `image/png` or `image/webp`.
    pub content_type: String,
    /// How many bytes the file has, at most 10,485,760; exactly as many must arrive.
    pub bytes: i32,
    /// The SHA-256 of the file in hexadecimal; what arrives must have it.
    pub sha256: Option<String>,
    /// What to tell somebody who cannot see the picture, up to 300 characters.
    #[graphql(default)]
    pub alt: String,
}

payload! {
    /// The answer of `uploadCreate`.
    pub struct UploadCreatePayload refused by StageRefusal {
        /// The upload, with its token; null when refused.
        upload: Upload,
    }
}

#[derive(Default)]
pub struct UploadQuery;

#[Object]
impl UploadQuery {
    /// An upload of yours by its id; null if there is none.
    async fn upload(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which upload.")] id: ID,
    ) -> Result<Option<Upload>> {
        let (person, id) = (ctx.person()?, parse_id(&id)?);
        let found = store::uploads::by_id(ctx.app().reader(), id).await?;
        let own = found.filter(|upload| upload.owner_id == person.account_id());
        Ok(own.map(|upload| Upload { upload, token: None }))
    }
}

#[derive(Default)]
pub struct UploadMutation;

#[Object]
impl UploadMutation {
    /// Announce a picture; send its bytes to `uploadUrl` afterwards. At most 100 a day that
    /// nothing uses.
    async fn upload_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What will be sent.")] input: UploadCreateInput,
    ) -> Result<UploadCreatePayload> {
        let staged = actions::stage(
            ctx.app(),
            ctx.person()?,
            StageInput {
                purpose: input.purpose.into(),
                content_type: input.content_type,
                bytes: input.bytes.into(),
                sha256: input.sha256,
                alt: input.alt,
            },
        )
        .await;
        reply(staged)
    }
}
