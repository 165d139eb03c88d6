//! What can be wrong with a file that is said to be an archive.

/// The first thing that is wrong, by the path it concerns wherever there is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The content of an entry is not the one that was signed.
    #[error("{path}: it was changed")]
    Changed {
        /// Of the entry.
        path: String,
    },
    /// The manifest names it, or every archive has it, and it is not there.
    #[error("{path}: it is missing")]
    Missing {
        /// Of the entry.
        path: String,
    },
    /// It is there, and the manifest does not name it.
    #[error("{path}: it is not in the manifest")]
    Extra {
        /// Of the entry.
        path: String,
    },
    /// Two entries have this path.
    #[error("{path}: it is there twice")]
    Twice {
        /// Of both.
        path: String,
    },
    /// Entries stand in another order than archives have.
    #[error("{path}: it stands in another place")]
    Moved {
        /// Of the first that does.
        path: String,
    },
    /// The file ends within this entry.
    #[error("{path}: it is cut off")]
    Cut {
        /// Of the entry.
        path: String,
    },
    /// It is a link, a folder or something else that is no plain file.
    #[error("{path}: it is not a plain file")]
    Kind {
        /// Of the entry.
        path: String,
    },
    /// Archives have no such paths: it leads elsewhere, is too long, or has other letters.
    #[error("{path}: it is not a path of an archive")]
    Path {
        /// As far as it can be read.
        path: String,
    },
    /// The manifest is not the one that was signed.
    #[error("manifest.json: it was changed")]
    Manifest,
    /// The signature is not the one that was made.
    #[error("manifest.sig: it was changed, or is not by its key")]
    Signature,
    /// The manifest is signed, and yet none of this format.
    #[error("manifest.json: {0}")]
    Form(String),
    /// All fits together, but by a key that is not among the known ones.
    #[error("manifest.sig: its key `{0}` is not among the known ones")]
    UnknownKey(String),
    /// The key was not signing when the archive says that it was made.
    #[error("manifest.sig: its key was not in use when the archive was made")]
    KeyNotInUse,
    /// It is larger than archives are.
    #[error("it has more than {} bytes", crate::MOST_BYTES)]
    TooLarge,
    /// It has more entries than archives have.
    #[error("it has more than {} entries", crate::MOST_ENTRIES)]
    TooMany,
    /// From here on it is not a tar.
    #[error("byte {at}: {why}")]
    Container {
        /// Counted from 0.
        at: usize,
        /// What the reader says.
        why: String,
    },
    /// What was signed is there, but the bytes around it (headers, padding, the end) are not as
    /// they were written.
    #[error("byte {at}{}: it is not as it was written", within(.path.as_ref()))]
    Layout {
        /// The first such byte, counted from 0.
        at: usize,
        /// The entry whose header, content or padding it is in; nothing at the end.
        path: Option<String>,
    },
}

fn within(path: Option<&String>) -> String {
    path.map(|path| format!(", at {path}")).unwrap_or_default()
}
