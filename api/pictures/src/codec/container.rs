//! Walks the outside of a file: its dimensions as the header tells them, and whether it is whole.
//!
//! Decoders are lenient with files that were cut short and paint the rest grey; a shop would
//! rather hear that its upload broke off.

use super::Format;

/// Width and height from the header; `None` when there is no sound header.
pub fn dimensions(format: Format, file: &[u8]) -> Option<(u32, u32)> {
    match format {
        Format::Jpeg => jpeg_frame(file),
        Format::Png => {
            let header = file.get(8..24).filter(|header| &header[4..8] == b"IHDR")?;
            Some((big(&header[8..12])?, big(&header[12..16])?))
        }
        Format::WebP => webp_dimensions(file),
    }
}

/// Whether the file has its own end.
pub fn is_whole(format: Format, file: &[u8]) -> bool {
    match format {
        Format::Jpeg => jpeg_ends(file),
        Format::Png => png_ends(file),
        Format::WebP => {
            let promised = file.get(4..8).and_then(little);
            promised.is_some_and(|size| file.len() as u64 >= u64::from(size) + 8)
        }
    }
}

fn big(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?))
}

fn little(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?))
}

/// One marker segment: the marker, where its body starts, where the next marker is looked for.
struct Segment {
    marker: u8,
    body: usize,
    next: usize,
}

fn jpeg_segment(file: &[u8], mut at: usize) -> Option<Segment> {
    while *file.get(at)? != 0xff {
        at += 1;
    }
    while *file.get(at)? == 0xff {
        at += 1;
    }
    let marker = *file.get(at)?;
    let body = at + 1;
    let alone = matches!(marker, 0x00 | 0x01 | 0xd0..=0xd9);
    let length =
        if alone { 0 } else { u16::from_be_bytes(file.get(body..body + 2)?.try_into().ok()?) };
    Some(Segment { marker, body, next: body + usize::from(length) })
}

fn jpeg_frame(file: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let Segment { marker, body, next } = jpeg_segment(file, at)?;
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let sides = file.get(body + 3..body + 7)?;
                let side = |at: usize| u32::from(u16::from_be_bytes([sides[at], sides[at + 1]]));
                return Some((side(2), side(0)));
            }
            0xd9 | 0xda => return None,
            _ => at = next,
        }
    }
}

fn jpeg_ends(file: &[u8]) -> bool {
    let mut at = 2;
    // Between segments, and within a scan, anything up to the next marker is skipped; stuffed
    // zeroes and restarts are markers without a body.
    while let Some(Segment { marker, next, .. }) = jpeg_segment(file, at) {
        if marker == 0xd9 {
            return true;
        }
        at = next;
    }
    false
}

fn png_ends(file: &[u8]) -> bool {
    let mut at = 8;
    while let Some(length) = file.get(at..).and_then(big) {
        let Some(name) = file.get(at + 4..at + 8) else { return false };
        let Some(end) = usize::try_from(length).ok().and_then(|n| at.checked_add(n + 12)) else {
            return false;
        };
        if name == b"IEND" {
            return file.len() >= end;
        }
        at = end;
    }
    false
}

fn webp_dimensions(file: &[u8]) -> Option<(u32, u32)> {
    let chunk = file.get(12..30)?;
    let three = |at: usize| Some(u32::from_le_bytes([chunk[at], chunk[at + 1], chunk[at + 2], 0]));
    match &chunk[..4] {
        b"VP8X" => Some((three(12)? + 1, three(15)? + 1)),
        b"VP8L" if chunk[8] == 0x2f => {
            let bits = little(&chunk[9..13])?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " if chunk[11..14] == [0x9d, 0x01, 0x2a] => {
            let side =
                |at: usize| u32::from(u16::from_le_bytes([chunk[at], chunk[at + 1]]) & 0x3fff);
            Some((side(14), side(16)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_header_is_read_without_its_pixels() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend(50_000_u32.to_be_bytes());
        png.extend(50_000_u32.to_be_bytes());
        assert_eq!(dimensions(Format::Png, &png), Some((50_000, 50_000)));
    }

    #[test]
    fn random_bytes_after_a_magic_never_panic() {
        let magics: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8X"];
        let mut state = 7_u32;
        for round in 0..3_000_usize {
            let mut file = magics[round % 3].to_vec();
            for _ in 0..round % 60 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                file.push(state.to_be_bytes()[0]);
            }
            for format in [Format::Jpeg, Format::Png, Format::WebP] {
                let _ = dimensions(format, &file);
                let _ = is_whole(format, &file);
            }
        }
    }
}
