//! The container: a plain tar, of which only the oldest common form is written and read. Times,
//! owners and modes are fixed, so the same content has the same bytes.

use std::io::{self, Write};

use crate::paths::is_path;
use crate::{Fault, MOST_BYTES, MOST_ENTRIES};

/// The unit of a tar: a header is one, and a content is filled up to whole ones.
const BLOCK: usize = 512;

/// A file in the container.
#[derive(Debug)]
pub struct Member<'a> {
    pub path: String,
    /// Where its header begins.
    pub at: usize,
    pub content: &'a [u8],
}

/// How many bytes a container of such contents has, with the two empty blocks at its end.
pub fn size(contents: impl Iterator<Item = usize>) -> usize {
    contents.fold(BLOCK.saturating_mul(2), |sum, content| {
        sum.saturating_add(BLOCK).saturating_add(filled(content))
    })
}

fn filled(content: usize) -> usize {
    content.checked_next_multiple_of(BLOCK).unwrap_or(usize::MAX)
}

/// Writes a container, its files in this order.
pub fn write<'a>(
    to: impl Write,
    members: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> io::Result<()> {
    let mut tar = tar::Builder::new(to);
    for (path, content) in members {
        let mut header = tar::Header::new_ustar();
        header.set_path(path)?;
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_size(u64::try_from(content.len()).map_err(io::Error::other)?);
        header.set_cksum();
        tar.append(&header, content)?;
    }
    tar.finish()
}

/// The files of a container, in its order. That every byte is as [`write`] has it is not asked.
pub fn read(file: &[u8]) -> Result<Vec<Member<'_>>, Fault> {
    if file.len() > MOST_BYTES {
        return Err(Fault::TooLarge);
    }
    let mut members = Vec::new();
    let mut at = 0;
    let container = |at, error: io::Error| Fault::Container { at, why: error.to_string() };
    let mut tar = tar::Archive::new(file);
    // Raw: what other forms of tar say in additional headers is refused as no plain file.
    for entry in tar.entries().map_err(|error| container(0, error))?.raw(true) {
        let entry = entry.map_err(|error| container(at, error))?;
        // The manifest and its signature are two more.
        if members.len() >= MOST_ENTRIES.saturating_add(2) {
            return Err(Fault::TooMany);
        }
        let member = member(file, &entry)?;
        at = at.saturating_add(BLOCK).saturating_add(filled(member.content.len()));
        members.push(member);
    }
    Ok(members)
}

fn member<'a>(file: &'a [u8], entry: &tar::Entry<'_, &[u8]>) -> Result<Member<'a>, Fault> {
    let name = entry.path_bytes();
    let path = String::from_utf8_lossy(&name).into_owned();
    if !entry.header().entry_type().is_file() {
        return Err(Fault::Kind { path });
    }
    if !is_path(&path) {
        return Err(Fault::Path { path });
    }
    let place = || {
        let start = usize::try_from(entry.raw_file_position()).ok()?;
        let end = start.checked_add(usize::try_from(entry.size()).ok()?)?;
        Some((start.checked_sub(BLOCK)?, file.get(start..end)?))
    };
    match place() {
        Some((at, content)) => Ok(Member { path, at, content }),
        None => Err(Fault::Cut { path }),
    }
}

/// Holds the bytes of a container that is written anew against those of the file; fails at the
/// first that differs. Nothing is written anywhere, so it needs no second gigabyte.
struct Comparison<'a> {
    file: &'a [u8],
    at: usize,
    differs: bool,
}

impl Write for Comparison<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Whoever writes may go on after a failure, and must not find a later place that fits.
        if self.differs {
            return Err(io::Error::other("it differs"));
        }
        let rest = self.file.get(self.at..).unwrap_or_default();
        let same = rest.iter().zip(bytes).take_while(|(one, other)| one == other).count();
        self.at = self.at.saturating_add(same);
        self.differs = same < bytes.len();
        if self.differs { Err(io::Error::other("it differs")) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first byte of a file that [`write`] would not have written so; nothing if there is none.
pub fn difference<'a>(
    file: &[u8],
    members: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Option<usize> {
    let mut comparison = Comparison { file, at: 0, differs: false };
    let written = write(&mut comparison, members);
    (written.is_err() || comparison.differs || comparison.at != file.len()).then_some(comparison.at)
}

/// The file of a container that a byte belongs to: its header, its content or what fills it up.
pub fn owner<'m>(members: &'m [Member<'_>], at: usize) -> Option<&'m str> {
    let member = members.iter().rev().find(|member| member.at <= at)?;
    let end = member.at.saturating_add(BLOCK).saturating_add(filled(member.content.len()));
    (at < end).then_some(member.path.as_str())
}
