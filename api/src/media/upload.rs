//! A file that somebody announced, and the limits it has to keep.

pub use entity::media::upload::{Rejection, UploadPurpose, UploadState};
use platform::kernel::{Id, Noun};
use time::{Duration, OffsetDateTime};

use crate::identity::Account;

/// The largest file.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// How many uploads one account may have that nothing uses, of the last day.
pub const MOST_UNUSED_A_DAY: u64 = 100;
/// How long the token lets the bytes in.
pub const TOKEN_LIFE: Duration = Duration::minutes(15);
/// How long an upload waits to be used.
pub const LIFE: Duration = Duration::DAY;
/// How long we look at a file, at the very most: after that we were stopped while doing so.
pub const LONGEST_LOOK: Duration = Duration::minutes(2);

/// A file that somebody announced, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    pub id: Id<Upload>,
    pub owner_id: Id<Account>,
    pub purpose: UploadPurpose,
    pub content_type: ContentType,
    /// As announced; what arrives must be exactly as long.
    pub bytes: u64,
    /// As announced, or as arrived; lower-case hexadecimal.
    pub sha256: Option<String>,
    /// What a person who cannot see the picture is told; may be empty.
    pub alt: String,
    pub state: UploadState,
    pub rejection: Option<Rejection>,
    pub token_hash: String,
    pub token_expires_at: OffsetDateTime,
    pub staged_at: OffsetDateTime,
}

impl Noun for Upload {
    const PREFIX: &'static str = "upload";
}

impl Upload {
    /// When it is removed, unless something uses it by then.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        (self.state != UploadState::Attached).then(|| self.staged_at + LIFE)
    }
}

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentType {
    Jpeg,
    Png,
    WebP,
}

impl ContentType {
    /// Reads a media type; nothing but these three, without parameters.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::WebP]
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// As in an HTTP header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_types_are_taken_and_nothing_else() {
        for known in [ContentType::Jpeg, ContentType::Png, ContentType::WebP] {
            assert_eq!(ContentType::parse(known.as_str()), Some(known));
        }
        assert_eq!(ContentType::parse("IMAGE/PNG"), Some(ContentType::Png));
        for other in ["", "image/*", "image/svg+xml", "image/gif", "text/html", "image/png;x=1"] {
            assert_eq!(ContentType::parse(other), None, "{other}");
        }
    }
}
