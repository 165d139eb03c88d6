//! The contract file: what was agreed, its place in the operator's chain, its hash and the
//! platform's signature. There is exactly one file for one contract, byte for byte.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::body::{BadBody, Body};
use crate::canonical::{self, NotCanonical};
use crate::chain::{Head, Link};
use crate::keys::SigningKey;
use crate::marks::Marks;
use crate::{Hash, hexadecimal};

/// The first member of every contract: which rules it was written by.
pub const FORMAT: &str = "fairstall-contract/1";

/// The members of a contract file.
const MEMBERS: [&str; 9] =
    ["body", "chain", "format", "hash", "keyId", "marks", "previous", "seq", "signature"];

/// A contract as it is kept and handed out. One that was read may say anything:
/// [`verify`](crate::verify) says whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub(crate) format: String,
    pub(crate) link: Link,
    pub(crate) body: Value,
    pub(crate) marks: Marks,
    pub(crate) hash: Hash,
    pub(crate) key_id: String,
    pub(crate) signature: [u8; 64],
}

/// Why no contract was formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotFormed {
    /// The body is not one of a contract.
    #[error(transparent)]
    Body(#[from] BadBody),
    /// A number has no canonical text.
    #[error(transparent)]
    Number(#[from] NotCanonical),
    /// The place in the chain does not exist: numbers begin with 1, and the first has nothing
    /// before it.
    #[error("there is no such place in a chain")]
    Link,
    /// The library cannot sign.
    #[error("it could not be signed")]
    Signature,
}

/// Why a text is no contract file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It is not JSON, or says something twice.
    #[error(transparent)]
    Text(#[from] canonical::Unread),
    /// A member is missing, is none of a contract, or is not of its form.
    #[error("the member `{0}` is missing, unknown or not of its form")]
    Member(String),
    /// It could be a contract that was laid out anew: the text differs from the one canonical
    /// text from this byte on.
    #[error("byte {at} is not as the canonical text has it")]
    Layout {
        /// Counted from 0.
        at: usize,
    },
}

/// Forms a contract: body, link and signature. What `body` says is checked against
/// [`Body`]: a contract whose sums do not agree is not formed.
///
/// # Errors
/// See [`NotFormed`]; nothing is formed then.
pub fn form(body: &Value, link: &Link, key: &SigningKey) -> Result<Contract, NotFormed> {
    let read = Body::read(body)?;
    read.check_chain(&link.chain)?;
    if link.seq == 0 || (link.seq == 1) != (link.previous == [0; 32]) {
        return Err(NotFormed::Link);
    }
    let content = content(FORMAT, link, body);
    let marks = Marks::of(&content)?;
    let hash = hash(content, &marks)?;
    let signature = key.sign(&message(&hash)).ok_or(NotFormed::Signature)?;
    Ok(Contract {
        format: FORMAT.to_owned(),
        link: link.clone(),
        body: body.clone(),
        marks,
        hash,
        key_id: key.id().to_owned(),
        signature,
    })
}

impl Contract {
    /// The file: canonical, so there is one text for one contract.
    ///
    /// # Errors
    /// A number has no canonical text, which neither a formed contract nor one that was read has.
    pub fn to_json(&self) -> Result<String, NotCanonical> {
        let mut members = content(&self.format, &self.link, &self.body);
        let own = [
            ("hash", hexadecimal::write(&self.hash)),
            ("keyId", self.key_id.clone()),
            ("marks", self.marks.to_text()),
            ("signature", URL_SAFE_NO_PAD.encode(self.signature)),
        ];
        if let Value::Object(members) = &mut members {
            members.extend(own.map(|(name, text)| (name.to_owned(), Value::String(text))));
        }
        canonical::write(&members)
    }

    /// Reads a file. It says nothing yet about whether it holds.
    ///
    /// # Errors
    /// It is not byte for byte a text that [`to_json`](Self::to_json) could have written.
    pub fn from_json(text: &str) -> Result<Self, NotRead> {
        let value = canonical::read(text)?;
        let contract = Self::of(&value)?;
        // A change that leaves the content alone is a change still.
        let own = contract.to_json().map_err(|number| NotRead::Member(number.pointer))?;
        if own == text {
            return Ok(contract);
        }
        let same = own.bytes().zip(text.bytes()).take_while(|(own, given)| own == given);
        Err(NotRead::Layout { at: same.count() })
    }

    fn of(value: &Value) -> Result<Self, NotRead> {
        let none = Map::new();
        let members = value.as_object().unwrap_or(&none);
        let bad = |name: &str| NotRead::Member(name.to_owned());
        if let Some(name) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(NotRead::Member(name.clone()));
        }
        if let Some(name) = MEMBERS.iter().find(|name| !members.contains_key(**name)) {
            return Err(bad(name));
        }
        let text = |name: &str| members[name].as_str().ok_or_else(|| bad(name));
        let hash = |name: &str| hexadecimal::read(text(name)?).ok_or_else(|| bad(name));
        let signature = URL_SAFE_NO_PAD.decode(text("signature")?).ok();
        let link = Link {
            chain: text("chain")?.to_owned(),
            seq: members["seq"].as_u64().ok_or_else(|| bad("seq"))?,
            previous: hash("previous")?,
        };
        Ok(Self {
            format: text("format")?.to_owned(),
            link,
            body: members["body"].clone(),
            marks: Marks::from_text(text("marks")?).ok_or_else(|| bad("marks"))?,
            hash: hash("hash")?,
            key_id: text("keyId")?.to_owned(),
            signature: signature
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| bad("signature"))?,
        })
    }

    /// Its place in the operator's chain.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// What was agreed.
    pub fn body(&self) -> &Value {
        &self.body
    }

    /// The hash it states: what the next contract of the chain points back to.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The hash as text.
    pub fn hash_text(&self) -> String {
        hexadecimal::write(&self.hash)
    }

    /// The name of the key that signed it.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The signature as the file has it.
    pub fn signature_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.signature)
    }

    /// Where the chain has come to with it.
    pub fn head(&self) -> Head {
        Head { chain: self.link.chain.clone(), seq: self.link.seq, hash: self.hash }
    }
}

/// What is hashed, but for the marks.
pub(crate) fn content(format: &str, link: &Link, body: &Value) -> Value {
    let members = [
        ("format", Value::from(format)),
        ("chain", Value::from(link.chain.as_str())),
        ("seq", Value::from(link.seq)),
        ("previous", Value::from(hexadecimal::write(&link.previous))),
        ("body", body.clone()),
    ];
    Value::Object(members.map(|(name, member)| (name.to_owned(), member)).into_iter().collect())
}

/// SHA-256 over the canonical text of the file without `hash`, `keyId` and `signature`.
pub(crate) fn hash(mut content: Value, marks: &Marks) -> Result<Hash, NotCanonical> {
    if let Value::Object(members) = &mut content {
        members.insert("marks".to_owned(), Value::String(marks.to_text()));
    }
    let mut hash = Sha256::new();
    hash.update(b"fairstall/contract/hash/1\n");
    hash.update(canonical::write(&content)?.as_bytes());
    Ok(hash.finalize().into())
}

/// The bytes that are signed: no other use of the key signs bytes that begin like this.
pub(crate) fn message(hash: &Hash) -> Vec<u8> {
    [b"fairstall/contract/signature/1\n".as_slice(), hash].concat()
}
