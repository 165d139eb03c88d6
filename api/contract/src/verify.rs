//! Holds one contract against the public keys, and names what is wrong with it.

use crate::body::{BadBody, Body};
use crate::file::{Contract, FORMAT, content, hash, message};
use crate::hexadecimal;
use crate::keys::PublicKeys;
use crate::marks::Marks;

/// What is wrong with a contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// It is written by rules that are not known here.
    #[error("its format `{0}` is not known")]
    Format(String),
    /// These values are not those that were signed (RFC 6901; at most eight are named).
    #[error("changed after signing: {}", .members.join(", "))]
    Changed {
        /// Where, in the order of the file.
        members: Vec<String>,
    },
    /// The key that signed it is not among the known ones.
    #[error("its key `{0}` is not among the known ones")]
    UnknownKey(String),
    /// The key signed something else, or somebody else signed.
    #[error("its signature is not by its key")]
    Signature,
    /// Its key was not signing when it says that it was formed.
    #[error("its key was not in use when it was formed")]
    KeyNotInUse,
    /// It is signed, and yet no contract of this format.
    #[error(transparent)]
    Body(#[from] BadBody),
}

/// How many values [`Broken::Changed`] names.
const NAMED: usize = 8;

/// Whether a contract is what the platform signed: nothing of it was changed, by a key that was
/// in use when it was formed, and it is a contract by its own rules.
///
/// # Errors
/// What is wrong with it, as exactly as it can be told.
pub fn verify(contract: &Contract, keys: &PublicKeys) -> Result<(), Broken> {
    if contract.format != FORMAT {
        return Err(Broken::Format(contract.format.clone()));
    }
    intact(contract, keys)?;
    let key =
        keys.get(&contract.key_id).ok_or_else(|| Broken::UnknownKey(contract.key_id.clone()))?;
    let signed = message(&contract.hash);
    if !key.verifies(&signed, &contract.signature) {
        // The right key under a wrong name, or a wrong signature.
        let other = keys.iter().any(|key| key.verifies(&signed, &contract.signature));
        return Err(if other { changed("/keyId") } else { Broken::Signature });
    }
    let body = Body::read(&contract.body)?;
    body.check_chain(&contract.link.chain)?;
    if !key.is_valid_at(body.formed_at) {
        return Err(Broken::KeyNotInUse);
    }
    Ok(())
}

/// Whether the stated hash is that of the content; who signed is not asked.
pub(crate) fn intact(contract: &Contract, keys: &PublicKeys) -> Result<(), Broken> {
    let content = content(&contract.format, &contract.link, &contract.body);
    // A contract that was read has numbers of the canonical kind only.
    let number = |number: crate::canonical::NotCanonical| changed(&number.pointer);
    let computed = hash(content.clone(), &contract.marks).map_err(number)?;
    if computed == contract.hash {
        return Ok(());
    }
    let signed = |hash: &crate::Hash| {
        keys.get(&contract.key_id)
            .is_some_and(|key| key.verifies(&message(hash), &contract.signature))
    };
    if signed(&computed) {
        return Err(changed("/hash"));
    }
    let mut members = contract.marks.strange(&content).map_err(number)?;
    if let Ok(own) = Marks::of(&content)
        && hash(content, &own).is_ok_and(|own| own == contract.hash)
    {
        // With the marks that the content gives, everything fits: they are what was changed.
        members = vec!["/marks".to_owned()];
    }
    if members.is_empty() {
        members.push("/hash".to_owned());
    }
    members.truncate(NAMED);
    Err(Broken::Changed { members })
}

fn changed(pointer: &str) -> Broken {
    Broken::Changed { members: vec![pointer.to_owned()] }
}

/// The link as text, for those who compare by eye.
impl std::fmt::Display for crate::Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} after {}", self.chain, self.seq, hexadecimal::write(&self.previous))
    }
}
