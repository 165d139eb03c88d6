//! A key, an archive, and means to put one together wrongly.

use contract::{PublicKeys, SigningKey};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::container::{self, Member};
use crate::{Builder, Fault, MANIFEST, Signer, verify};

pub const MADE: OffsetDateTime = datetime!(2026-05-01 12:00 UTC);

pub fn signer() -> Signer {
    Signer::from_seed(&[7; 32]).unwrap()
}

/// As they are published: of the keys that sign contracts.
pub fn keys() -> PublicKeys {
    let key = |seed| SigningKey::from_seed(&[seed; 32]).unwrap();
    let from = datetime!(2026-01-01 0:00 UTC);
    [key(7).public(from), key(8).public(from)].into_iter().collect()
}

pub fn builder() -> Builder {
    Builder::new("complaint_1", MADE)
        .entry("rulings/1.json", "application/json", "The ruling", b"{\"upheld\":true}")
        .entry("chat/1.txt", "text/plain", "What was said", "盖子碎了\n")
        .entry("chat/2.txt", "text/plain", "What was answered", "")
        .entry("snapshot.bin", "application/octet-stream", "The item as sold", vec![3; 512])
}

pub fn archive() -> Vec<u8> {
    builder().sign(&signer()).unwrap()
}

/// The files of an archive: path and content.
pub type Files = Vec<(String, Vec<u8>)>;

pub fn files(archive: &[u8]) -> Files {
    let member = |member: Member<'_>| (member.path, member.content.to_vec());
    container::read(archive).unwrap().into_iter().map(member).collect()
}

pub fn packed(files: &Files) -> Vec<u8> {
    let mut file = Vec::new();
    let members = files.iter().map(|(path, content)| (path.as_str(), content.as_slice()));
    container::write(&mut file, members).unwrap();
    file
}

pub fn fault(file: &[u8]) -> Fault {
    verify(file, &keys()).unwrap_err()
}

/// What is wrong once the files of the archive were tampered with.
pub fn after(tamper: impl FnOnce(&mut Files)) -> Fault {
    let mut files = files(&archive());
    tamper(&mut files);
    fault(&packed(&files))
}

/// An archive whose manifest was written anew, with a signature over it by the right key.
pub fn signed_anew(rewrite: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut files = files(&archive());
    assert_eq!(files[0].0, MANIFEST);
    let list = rewrite(String::from_utf8(files[0].1.clone()).unwrap());
    let signature = signer().sign(list.as_bytes()).unwrap().to_json().unwrap();
    files[0].1 = list.into_bytes();
    files[1].1 = signature.into_bytes();
    packed(&files)
}
