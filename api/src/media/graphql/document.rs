//! Documents as whoever announced them sees them, and the leave to read one.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use platform::graphql::scalars::DateTime;

use super::image::address;
use crate::media::{self, document};

/// A document that you have announced: send its bytes by one HTTP PUT, and use it within a day.
/// It is kept sealed and never shown to the public.
pub struct DocumentUpload {
    document: media::Document,
    token: String,
}

impl From<(media::Document, String)> for DocumentUpload {
    fn from((document, token): (media::Document, String)) -> Self {
        Self { document, token }
    }
}

/// A document that you have announced: send its bytes by one HTTP PUT, and use it within a day.
/// It is kept sealed and never shown to the public.
#[Object]
impl DocumentUpload {
    /// The id, beginning with `document_`; name it where the document is attached.
    async fn id(&self) -> ID {
        self.document.id.to_string().into()
    }

    /// The media type that was announced.
    async fn content_type(&self) -> &str {
        self.document.content_type.as_str()
    }

    /// How many bytes were announced.
    async fn bytes(&self) -> i32 {
        i32::try_from(self.document.bytes).unwrap_or(i32::MAX)
    }

    /// Where it stands.
    async fn state(&self) -> DocumentState {
        self.document.state.into()
    }

    /// Where to send the file: `PUT` with `Authorization: Bearer` and the token, and the announced
    /// `Content-Type`. The answer is 200 when it is stored and 422 when it is rejected, with the
    /// reason in `rejection`: `NOT_A_DOCUMENT`, `TYPE_MISMATCH`, `TOO_MANY_PIXELS`, `DAMAGED` or
    /// `ACTIVE_CONTENT` (a PDF with programs, files or a lock in it).
    async fn upload_url(&self, ctx: &Context<'_>) -> String {
        address(ctx, &format!("/documents/{}", self.document.id))
    }

    /// The secret that lets the bytes in, once; told here and never again.
    async fn token(&self) -> &str {
        &self.token
    }

    /// Until when the token works: 15 minutes from the announcement.
    async fn token_expires_at(&self) -> DateTime {
        DateTime(self.document.token_expires_at)
    }
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "document::DocumentState")]
pub enum DocumentState {
    /// Announced; its bytes have not arrived.
    Staged,
    /// Sealed and stored; it may be attached.
    Stored,
    /// Not a document that is taken.
    Rejected,
    /// Part of a registration.
    Attached,
    /// Nothing used it within a day; it is being removed.
    Expired,
}

/// Leave to read a document.
#[derive(SimpleObject)]
pub struct DocumentTicket {
    /// Where to get it, once, without any header; then nobody can any more.
    pub url: String,
    /// Until when: 60 seconds from now.
    pub expires_at: DateTime,
}

impl DocumentTicket {
    /// The address of a ticket.
    pub fn of(ctx: &Context<'_>, ticket: &str, until: time::OffsetDateTime) -> Self {
        let url = address(ctx, &format!("/documents/read/{ticket}"));
        Self { url, expires_at: DateTime(until) }
    }
}
