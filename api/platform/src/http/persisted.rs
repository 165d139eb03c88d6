//! Operations named by hash or id instead of by text: the trusted list of an operator, and the
//! automatic ones that clients register themselves. A hash is always checked against its text.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::answer::Refused;
use super::request::{Parameters, Persisted};
use crate::config::Graphql;
use crate::graphql::document::{Compiled, Documents};
use crate::graphql::{ErrorCode, RequestError};

type Hash = [u8; 32];

/// Everything that can be named without its text.
pub(crate) struct PersistedDocuments {
    documents: Arc<Documents>,
    trusted: Trusted,
    trusted_only: bool,
    /// Absent when clients may not register operations.
    automatic: Option<Cache<Hash, Arc<Compiled>>>,
}

/// The operator's list: by the name its clients use, and by the hash of the text.
#[derive(Default)]
struct Trusted {
    by_id: HashMap<String, Arc<str>>,
    by_hash: HashMap<Hash, Arc<str>>,
}

impl PersistedDocuments {
    /// Reads the manifest, if one is set.
    pub(crate) fn new(documents: Arc<Documents>, settings: &Graphql) -> Result<Self, String> {
        let trusted = settings
            .trusted_operations
            .as_deref()
            .map_or_else(|| Ok(Trusted::default()), Trusted::read)?;
        let automatic = settings.automatic_persisted && !settings.trusted_only;
        let automatic = automatic.then(|| Cache::new(settings.automatic_persisted_entries));
        Ok(Self { documents, trusted, trusted_only: settings.trusted_only, automatic })
    }

    /// The compiled document that the request means, by whichever name.
    pub(crate) fn find(&self, parameters: &Parameters) -> Result<Arc<Compiled>, Refused> {
        match (&parameters.document_id, &parameters.persisted, &parameters.query) {
            (Some(id), None, None) => self.by_name(id.strip_prefix("sha256:").unwrap_or(id)),
            (None, Some(named), None) => {
                check_version(named)?;
                self.by_name(&named.hash)
            }
            (None, Some(named), Some(text)) => {
                check_version(named)?;
                self.register(&named.hash, text)
            }
            (None, None, Some(text)) => self.by_text(text),
            (None, None, None) => Err(Refused::because(
                ErrorCode::BadRequest,
                "`query` is missing: send the document as a string.",
            )),
            _ => Err(Refused::because(
                ErrorCode::BadRequest,
                "`documentId` stands alone: send no `query` and no hash with it.",
            )),
        }
    }

    fn by_name(&self, name: &str) -> Result<Arc<Compiled>, Refused> {
        if let Some(text) = self.trusted.by_id.get(name) {
            return self.compile(text);
        }
        if self.trusted_only {
            return Err(not_trusted());
        }
        let Some(automatic) = &self.automatic else { return Err(not_supported()) };
        let known = read_hash(name).and_then(|hash| automatic.get(&hash));
        known.ok_or_else(|| {
            // The words are the protocol: clients compare them and send the text.
            refused(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound")
        })
    }

    fn register(&self, name: &str, text: &str) -> Result<Arc<Compiled>, Refused> {
        if let Some(trusted) = self.trusted.by_id.get(name).filter(|trusted| &***trusted == text) {
            return self.compile(trusted);
        }
        let document = self.by_text(text)?;
        if read_hash(name).as_ref() != Some(document.hash()) {
            return Err(Refused::because(
                ErrorCode::BadRequest,
                "The hash is not the SHA-256 of the document that came with it.",
            ));
        }
        // Only what fits the schema is remembered, so nobody can fill the store with rubbish.
        if let Some(automatic) = &self.automatic {
            automatic.insert(*document.hash(), Arc::clone(&document));
        }
        Ok(document)
    }

    fn by_text(&self, text: &str) -> Result<Arc<Compiled>, Refused> {
        if self.trusted_only && !self.trusted.by_hash.contains_key(&hash(text)) {
            return Err(not_trusted());
        }
        self.compile(text)
    }

    fn compile(&self, text: &str) -> Result<Arc<Compiled>, Refused> {
        self.documents.compile(text).map_err(Refused::document)
    }
}

impl Trusted {
    fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        Self::parse(&text)
    }

    /// Apollo's manifest, or a plain map of hash to text.
    fn parse(text: &str) -> Result<Self, String> {
        use serde_json::Value;
        let manifest: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let entries: Vec<(&str, &str)> = match manifest.get("operations") {
            Some(Value::Array(operations)) => operations
                .iter()
                .map(|operation| {
                    let text = |name| operation.get(name).and_then(Value::as_str);
                    text("id").zip(text("body")).ok_or("an operation lacks its `id` or `body`")
                })
                .collect::<Result<_, _>>()?,
            _ => manifest
                .as_object()
                .ok_or("it is neither a manifest nor a map of hash to text")?
                .iter()
                .map(|(id, body)| {
                    body.as_str()
                        .map(|body| (id.as_str(), body))
                        .ok_or("a document is not a string")
                })
                .collect::<Result<_, _>>()?,
        };
        let mut trusted = Self::default();
        for (id, body) in entries {
            let body: Arc<str> = body.into();
            trusted.by_hash.insert(hash(&body), Arc::clone(&body));
            trusted.by_id.insert(hex(&hash(&body)), Arc::clone(&body));
            trusted.by_id.insert(id.strip_prefix("sha256:").unwrap_or(id).to_owned(), body);
        }
        Ok(trusted)
    }
}

fn check_version(named: &Persisted) -> Result<(), Refused> {
    if named.version == 1 { Ok(()) } else { Err(not_supported()) }
}

fn refused(code: ErrorCode, message: &str) -> Refused {
    Refused::document(vec![RequestError::new(code, message)])
}

/// Again the words are the protocol: clients fall back to sending texts.
fn not_supported() -> Refused {
    refused(ErrorCode::PersistedQueryNotSupported, "PersistedQueryNotSupported")
}

fn not_trusted() -> Refused {
    refused(
        ErrorCode::PersistedQueryNotSupported,
        "Only operations of the trusted list are run here.",
    )
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

/// A hash as clients write it.
pub(crate) fn hex(hash: &Hash) -> String {
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn read_hash(text: &str) -> Option<Hash> {
    let mut hash = Hash::default();
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (place, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(hash)
}
