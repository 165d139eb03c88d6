//! Makes archives.

use time::{OffsetDateTime, UtcOffset};

use crate::manifest::{Bad, Entry, FORMAT, Manifest, sha256};
use crate::signature::Signer;
use crate::{MANIFEST, MOST_BYTES, SIGNATURE, container};

/// An archive that is being put together.
#[derive(Debug)]
pub struct Builder {
    case_id: String,
    made_at: OffsetDateTime,
    entries: Vec<(Entry, Vec<u8>)>,
}

/// Why no archive was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// The case has no name, or one that is too long or of several lines.
    #[error("the case has no proper name")]
    Case,
    /// The time cannot be written down.
    #[error("the time it is made at has no text")]
    Time,
    /// No entry may have this path, or two have it.
    #[error("no entry can be put at `{0}`")]
    Path(String),
    /// The media type or what is said of this entry is empty, too long or of several lines.
    #[error("what is said of `{0}` is not one line")]
    Text(String),
    /// There are too many entries.
    #[error("an archive has at most {} entries", crate::MOST_ENTRIES)]
    TooMany,
    /// It would be too large.
    #[error("an archive has at most {MOST_BYTES} bytes")]
    TooLarge,
    /// The library cannot sign.
    #[error("it could not be signed")]
    Signature,
    /// The container could not be written.
    #[error("it could not be written: {0}")]
    Container(String),
}

impl Builder {
    /// An empty archive of a case.
    pub fn new(case_id: impl Into<String>, made_at: OffsetDateTime) -> Self {
        Self { case_id: case_id.into(), made_at, entries: Vec::new() }
    }

    /// With one more entry. They may come in any order.
    #[must_use]
    pub fn entry(
        mut self,
        path: impl Into<String>,
        media_type: impl Into<String>,
        what: impl Into<String>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let content = bytes.into();
        let entry = Entry {
            // More than this number holds is more than an archive does.
            bytes: u64::try_from(content.len()).unwrap_or(u64::MAX),
            media_type: media_type.into(),
            path: path.into(),
            sha256: sha256(&content),
            what: what.into(),
        };
        self.entries.push((entry, content));
        self
    }

    /// The file: the same for the same content, time (to the second) and key.
    ///
    /// # Errors
    /// See [`NotMade`]; whatever is made verifies.
    pub fn sign(mut self, signer: &Signer) -> Result<Vec<u8>, NotMade> {
        self.entries.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
        let (entries, contents): (Vec<_>, Vec<_>) = self.entries.into_iter().unzip();
        let made_at = self.made_at.checked_to_offset(UtcOffset::UTC).ok_or(NotMade::Time)?;
        let made_at = made_at.replace_nanosecond(0).map_err(|_| NotMade::Time)?;
        let manifest =
            Manifest { case_id: self.case_id, entries, format: FORMAT.to_owned(), made_at };
        manifest.check().map_err(|bad| match bad {
            Bad::Case => NotMade::Case,
            Bad::Entries => NotMade::TooMany,
            Bad::Path(path) => NotMade::Path(path),
            Bad::Text(path) => NotMade::Text(path),
        })?;
        let list = manifest.to_json().ok_or(NotMade::Time)?;
        let signature = signer.sign(list.as_bytes()).and_then(|signature| signature.to_json());
        let signature = signature.ok_or(NotMade::Signature)?;
        let entries = manifest.entries.iter().map(|entry| entry.path.as_str());
        let entries = entries.zip(contents.iter().map(Vec::as_slice));
        let members = [(MANIFEST, list.as_bytes()), (SIGNATURE, signature.as_bytes())];
        let members = members.into_iter().chain(entries);
        let size = container::size(members.clone().map(|(_, content)| content.len()));
        if size > MOST_BYTES {
            return Err(NotMade::TooLarge);
        }
        let mut file = Vec::with_capacity(size);
        let written = container::write(&mut file, members);
        written.map_err(|error| NotMade::Container(error.to_string()))?;
        Ok(file)
    }
}
