//! Hashes as text: lower-case hexadecimal digits, and no other way to write the same bytes.

use std::fmt::Write as _;

/// The digits of bytes.
pub fn write(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of digits; nothing where there is anything but the right number of lower-case ones.
pub fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N.checked_mul(2)? {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = (digit(pair[0])? << 4) | digit(pair[1])?;
    }
    Some(bytes)
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => letter.checked_sub(b'0'),
        b'a'..=b'f' => letter.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_one_text() {
        assert_eq!(write(&[0, 15, 16, 255]), "000f10ff");
        assert_eq!(read("000f10ff"), Some([0, 15, 16, 255]));
        for text in ["000f10f", "000f10ff0", "000F10FF", "000f10fg", "000f10é", ""] {
            assert_eq!(read::<4>(text), None, "{text}");
        }
    }
}
