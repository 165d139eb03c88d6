//! Alipay packs a statement into a ZIP with names and text in GBK. Read here: stored or deflated
//! files of a plain archive, bounded before anything is unpacked; nothing else of the format.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::Failure;

/// A file of an archive, its name as the archive writes it.
pub(crate) struct Packed {
    pub(crate) name: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

const BAD: Failure = Failure::Malformed("a ZIP archive");
/// A statement has two files; no archive of one has more than these.
const MOST_FILES: usize = 16;

/// All files of an archive, together at most `most` bytes.
///
/// # Errors
/// [`Failure::Malformed`]: not such an archive, or larger.
pub(crate) fn files(zip: &[u8], most: usize) -> Result<Vec<Packed>, Failure> {
    let (count, mut at) = directory(zip).ok_or(BAD)?;
    if count > MOST_FILES {
        return Err(BAD);
    }
    let mut left = most;
    let mut found = Vec::with_capacity(count);
    for _ in 0..count {
        let entry = entry(zip, at).ok_or(BAD)?;
        let packed = entry.packed(zip).ok_or(BAD)?;
        let bytes = match entry.method {
            0 if packed.len() <= left => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, left).map_err(|_| BAD)?,
            _ => return Err(BAD),
        };
        if bytes.len() != entry.size || crc32(&bytes) != entry.crc {
            return Err(BAD);
        }
        left -= bytes.len();
        found.push(Packed { name: entry.name.to_vec(), bytes });
        at = entry.next;
    }
    Ok(found)
}

/// One entry of the central directory.
struct Entry<'a> {
    method: u16,
    crc: u32,
    packed_size: usize,
    size: usize,
    header: usize,
    name: &'a [u8],
    next: usize,
}

impl Entry<'_> {
    /// The packed bytes, behind the file's own header.
    fn packed<'z>(&self, zip: &'z [u8]) -> Option<&'z [u8]> {
        let header = zip.get(self.header..)?;
        if !header.starts_with(b"PK\x03\x04") {
            return None;
        }
        let skip = 30 + usize::from(half(header, 26)?) + usize::from(half(header, 28)?);
        header.get(skip..)?.get(..self.packed_size)
    }
}

/// How many files, and where the directory of them begins: in the last record, which a comment
/// may follow.
fn directory(zip: &[u8]) -> Option<(usize, usize)> {
    let earliest = zip.len().saturating_sub(22 + 0xffff);
    let at = (earliest..=zip.len().checked_sub(22)?)
        .rev()
        .find(|at| zip.get(*at..).is_some_and(|tail| tail.starts_with(b"PK\x05\x06")))?;
    let end = zip.get(at..)?;
    Some((usize::from(half(end, 10)?), word(end, 16)?))
}

fn entry(zip: &[u8], at: usize) -> Option<Entry<'_>> {
    let entry = zip.get(at..)?;
    if !entry.starts_with(b"PK\x01\x02") {
        return None;
    }
    let name_length = usize::from(half(entry, 28)?);
    let tail = usize::from(half(entry, 30)?) + usize::from(half(entry, 32)?);
    Some(Entry {
        method: half(entry, 10)?,
        crc: u32::from_le_bytes(*entry.get(16..)?.first_chunk()?),
        packed_size: word(entry, 20)?,
        size: word(entry, 24)?,
        header: word(entry, 42)?,
        name: entry.get(46..46 + name_length)?,
        next: at + 46 + name_length + tail,
    })
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn word(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

/// CRC-32 as ZIP has it.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::zip;
    use proptest::prelude::*;

    #[test]
    fn files_come_out_as_they_went_in() {
        let text = "支付宝".repeat(1000);
        let packed = zip(&[("a.csv", text.as_bytes()), ("b.csv", b"")]);
        let found = files(&packed, 1 << 20).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].name, b"a.csv");
        assert_eq!(found[0].bytes, text.as_bytes());
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeroes = vec![0; 1 << 20];
        let packed = zip(&[("a", &zeroes), ("b", &zeroes)]);
        assert!(packed.len() < 10_000);
        assert!(files(&packed, 2 << 20).is_ok());
        assert!(files(&packed, (2 << 20) - 1).is_err());
        assert!(files(&packed, 10).is_err());
    }

    #[test]
    fn cut_and_changed_archives_are_refused() {
        let packed = zip(&[("a.csv", b"one,two\n")]);
        for length in 0..packed.len() {
            assert!(files(&packed[..length], 1000).is_err(), "{length}");
        }
        let mut changed = packed.clone();
        changed[40] ^= 1;
        assert!(files(&changed, 1000).is_err());
    }

    proptest! {
        #[test]
        fn any_change_is_survived(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        ) {
            let mut packed = zip(&[("a.csv", b"one,two\n"), ("b.csv", &[7; 300])]);
            for (at, to) in changes {
                let at = at.index(packed.len());
                packed[at] = to;
            }
            let _ = files(&packed, 10_000);
        }
    }
}
