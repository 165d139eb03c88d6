//! A file that somebody announced, and the limits it has to keep.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};

pub use super::store::uploads::{Rejection, UploadPurpose};
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

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Announced; its bytes have not arrived.
    Staged,
    /// All bytes have arrived and are being looked at.
    Received,
    /// A picture was made of it; whoever sent it may use it.
    Ready,
    /// No picture could be made of it.
    Rejected,
    /// Something shows the picture.
    Attached,
    /// Nothing used it within a day; it is being removed.
    Expired,
}

impl States for UploadState {
    const MACHINE: &'static str = "upload";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Staged, Self::Received, &[ActorKind::User]),
        (Self::Received, Self::Ready, &[ActorKind::System]),
        (Self::Received, Self::Rejected, &[ActorKind::System]),
        (Self::Ready, Self::Attached, &[ActorKind::User]),
        (Self::Staged, Self::Expired, &[ActorKind::System]),
        (Self::Received, Self::Expired, &[ActorKind::System]),
        (Self::Ready, Self::Expired, &[ActorKind::System]),
        (Self::Rejected, Self::Expired, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Staged => "STAGED",
            Self::Received => "RECEIVED",
            Self::Ready => "READY",
            Self::Rejected => "REJECTED",
            Self::Attached => "ATTACHED",
            Self::Expired => "EXPIRED",
        }
        .to_owned()
    }
}

/// A reason as the API writes it.
pub const fn reason(rejection: Rejection) -> &'static str {
    match rejection {
        Rejection::NotAPicture => "NOT_A_PICTURE",
        Rejection::TypeMismatch => "TYPE_MISMATCH",
        Rejection::TooManyPixels => "TOO_MANY_PIXELS",
        Rejection::Damaged => "DAMAGED",
        Rejection::Interrupted => "INTERRUPTED",
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
    fn what_is_used_stays_and_everything_else_goes() {
        use UploadState::{Attached, Expired, Ready, Received, Rejected, Staged};
        for from in [Staged, Received, Ready, Rejected] {
            assert!(from.may_become(Expired, ActorKind::System), "{from:?}");
            assert!(!from.may_become(Expired, ActorKind::User), "{from:?}");
        }
        assert_eq!(Attached.next_for(ActorKind::System), []);
        assert_eq!(Expired.next_for(ActorKind::System), []);
        assert!(!Rejected.may_become(Attached, ActorKind::User));
        assert!(!Staged.may_become(Ready, ActorKind::System));
    }

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
