//! A document: a licence or an identity card, kept sealed and never shown to the public.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::{Field as _, FieldName, Row};

pub use super::store::documents::DocumentRejection;
use crate::identity::Account;
use crate::privacy::{self, fields};

/// How many documents one account may have that nothing uses, of the last day.
pub const MOST_UNUSED_A_DAY: u64 = 50;

/// A file that is kept sealed under a key of its own, which is derived from its subject's.
#[derive(Debug, Clone)]
pub struct Document {
    pub id: Id<Document>,
    pub owner_id: Id<Account>,
    /// Whose data it is.
    pub subject_id: Uuid,
    pub content_type: DocumentType,
    pub bytes: u64,
    pub sha256: Option<String>,
    pub state: DocumentState,
    pub rejection: Option<DocumentRejection>,
    pub token_hash: String,
    pub token_expires_at: OffsetDateTime,
    pub staged_at: OffsetDateTime,
    pub(super) file: Option<String>,
}

impl Noun for Document {
    const PREFIX: &'static str = "document";
}

impl Document {
    /// What to ask the gate for.
    pub fn file_field() -> FieldName {
        DocumentFile::name()
    }

    /// Where the file stands; it never changes.
    pub(super) fn row(&self) -> Row {
        privacy::row(self.subject_id, self.id.uuid(), 1)
    }
}

fields! {
    /// The bytes of one file; its chunks are not padded.
    DocumentFile = "document"."file": Vec<u8>, Document, Short;
}

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentState {
    /// Announced; its bytes have not arrived.
    Staged,
    /// Sealed and stored; it may be used.
    Stored,
    /// Not a document that is taken.
    Rejected,
    /// Part of something.
    Attached,
    /// Nothing used it within a day; it is being removed.
    Expired,
}

impl States for DocumentState {
    const MACHINE: &'static str = "document";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Staged, Self::Stored, &[ActorKind::User]),
        (Self::Staged, Self::Rejected, &[ActorKind::System]),
        (Self::Stored, Self::Attached, &[ActorKind::Operator]),
        (Self::Staged, Self::Expired, &[ActorKind::System]),
        (Self::Stored, Self::Expired, &[ActorKind::System]),
        (Self::Rejected, Self::Expired, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Staged => "STAGED",
            Self::Stored => "STORED",
            Self::Rejected => "REJECTED",
            Self::Attached => "ATTACHED",
            Self::Expired => "EXPIRED",
        }
        .to_owned()
    }
}

/// The formats that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentType {
    Jpeg,
    Png,
    WebP,
    Pdf,
}

impl DocumentType {
    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::WebP, Self::Pdf];

    /// Reads a media type; nothing but these four, without parameters.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(text.trim()))
    }

    /// As in an HTTP header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }
}

/// A reason as the API writes it.
pub const fn reason(rejection: DocumentRejection) -> &'static str {
    match rejection {
        DocumentRejection::NotADocument => "NOT_A_DOCUMENT",
        DocumentRejection::TypeMismatch => "TYPE_MISMATCH",
        DocumentRejection::TooManyPixels => "TOO_MANY_PIXELS",
        DocumentRejection::Damaged => "DAMAGED",
        DocumentRejection::ActiveContent => "ACTIVE_CONTENT",
    }
}

/// What a PDF brings along that is more than a page to look at.
const ACTIVE: [&[u8]; 6] =
    [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/Encrypt", b"/OpenAction"];

/// Judges a PDF by its bytes, without reading it as one: nothing here runs what is in it.
///
/// # Errors
/// It is none, is cut short, or brings programs, other files or a lock along.
pub fn judge_pdf(bytes: &[u8]) -> Result<(), DocumentRejection> {
    if !is_pdf(bytes) {
        return Err(DocumentRejection::NotADocument);
    }
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    if !contains(tail, b"%%EOF") {
        return Err(DocumentRejection::Damaged);
    }
    if ACTIVE.iter().any(|name| contains(bytes, name)) {
        return Err(DocumentRejection::ActiveContent);
    }
    Ok(())
}

/// Whether it begins as a PDF does.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.")
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_types_are_taken_and_nothing_else() {
        for known in DocumentType::ALL {
            assert_eq!(DocumentType::parse(known.as_str()), Some(known));
        }
        for other in ["", "image/gif", "image/svg+xml", "application/zip", "application/pdf;x=1"] {
            assert_eq!(DocumentType::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_pdf_is_judged_by_its_bytes() {
        use DocumentRejection as R;
        let table: [(&[u8], Result<(), R>); 7] = [
            (b"%PDF-1.4\n1 0 obj\n%%EOF\n", Ok(())),
            (b"%PDF-2.0\n%%EOF", Ok(())),
            (b"", Err(R::NotADocument)),
            (b"MZ\x90\0%PDF-1.4 %%EOF", Err(R::NotADocument)),
            (b"%PDF-1.4\ncut", Err(R::Damaged)),
            (b"%PDF-1.4 /OpenAction << /S /JavaScript >> %%EOF", Err(R::ActiveContent)),
            (b"%PDF-1.4 /EmbeddedFiles %%EOF", Err(R::ActiveContent)),
        ];
        for (bytes, judged) in table {
            assert_eq!(judge_pdf(bytes), judged, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_is_part_of_something_stays() {
        use DocumentState::{Attached, Expired, Rejected, Staged, Stored};
        for from in [Staged, Stored, Rejected] {
            assert!(from.may_become(Expired, ActorKind::System), "{from:?}");
        }
        assert_eq!(Attached.next_for(ActorKind::System), []);
        assert!(!Rejected.may_become(Attached, ActorKind::Operator));
    }
}
