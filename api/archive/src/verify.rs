//! Holds a file against the public keys, and names what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use contract::PublicKeys;
use time::OffsetDateTime;

use crate::container::{self, Member};
use crate::manifest::{Entry, Manifest};
use crate::signature::Signature;
use crate::{Fault, MANIFEST, SIGNATURE};

/// What an archive that holds says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The case that it is of.
    pub case_id: String,
    /// When it was made.
    pub made_at: OffsetDateTime,
    /// The key that signed it, in use then.
    pub key_id: String,
    /// Every entry, by path; each is what was signed.
    pub entries: Vec<Entry>,
}

/// Whether a file is byte for byte what the platform made and signed, by a key that was in use
/// then. No bytes make it panic, and it reads no more of them than an archive may have.
///
/// # Errors
/// The first [`Fault`]. A key that is not known comes last: everything else fits then.
pub fn verify(file: &[u8], keys: &PublicKeys) -> Result<Report, Fault> {
    let members = container::read(file)?;
    let contents = contents(&members)?;
    let whole = |path: &str| {
        contents.get(path).copied().ok_or_else(|| Fault::Missing { path: path.to_owned() })
    };
    let (list, seal) = (whole(MANIFEST)?, whole(SIGNATURE)?);
    let signature = Signature::read(seal).ok_or(Fault::Signature)?;
    signature.check(list, keys)?;
    let manifest = Manifest::read(list)?;
    for entry in &manifest.entries {
        if !entry.is_of(whole(&entry.path)?) {
            return Err(Fault::Changed { path: entry.path.clone() });
        }
    }
    layout(file, &members, &manifest, &signature, &contents)?;
    let key = keys.get(&signature.key_id);
    let key = key.ok_or_else(|| Fault::UnknownKey(signature.key_id.clone()))?;
    if !key.is_valid_at(manifest.made_at) {
        return Err(Fault::KeyNotInUse);
    }
    Ok(Report {
        case_id: manifest.case_id,
        made_at: manifest.made_at,
        key_id: signature.key_id,
        entries: manifest.entries,
    })
}

/// The contents by path; each path is there once.
fn contents<'m, 'a>(members: &'m [Member<'a>]) -> Result<BTreeMap<&'m str, &'a [u8]>, Fault> {
    let mut contents = BTreeMap::new();
    for member in members {
        if contents.insert(member.path.as_str(), member.content).is_some() {
            return Err(Fault::Twice { path: member.path.clone() });
        }
    }
    Ok(contents)
}

/// Whether nothing but what the manifest names is there, in its order, and the file made anew
/// from what was read is the file.
fn layout(
    file: &[u8],
    members: &[Member<'_>],
    manifest: &Manifest,
    signature: &Signature,
    contents: &BTreeMap<&str, &[u8]>,
) -> Result<(), Fault> {
    let named = manifest.entries.iter().map(|entry| entry.path.as_str());
    let order: Vec<&str> = [MANIFEST, SIGNATURE].into_iter().chain(named).collect();
    let expected: BTreeSet<&str> = order.iter().copied().collect();
    if let Some(extra) = members.iter().find(|member| !expected.contains(member.path.as_str())) {
        return Err(Fault::Extra { path: extra.path.clone() });
    }
    let mut places = members.iter().zip(&order);
    if let Some((moved, _)) = places.find(|(member, path)| member.path != **path) {
        return Err(Fault::Moved { path: moved.path.clone() });
    }
    let list = manifest.to_json().unwrap_or_default();
    let seal = signature.to_json().unwrap_or_default();
    let anew = order.iter().map(|path| match *path {
        MANIFEST => (MANIFEST, list.as_bytes()),
        SIGNATURE => (SIGNATURE, seal.as_bytes()),
        path => (path, contents.get(path).copied().unwrap_or_default()),
    });
    match container::difference(file, anew) {
        None => Ok(()),
        Some(at) => {
            Err(Fault::Layout { at, path: container::owner(members, at).map(str::to_owned) })
        }
    }
}
