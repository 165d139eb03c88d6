//! Blind indices: a value is found again by a keyed hash of it, which tells nothing without the key.

use hmac::{Hmac, KeyInit, Mac};
use platform::App;
use sha2::Sha256;

/// A column that is searched for exact values. Values are normalised before they come here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    pub table: &'static str,
    pub column: &'static str,
}

/// The hash under which a normalised value of a column is found, 32 hexadecimal digits: the same
/// for the same value, and another in every other column.
pub fn blind(app: &App, index: Index, normalised: &str) -> String {
    use std::fmt::Write as _;
    let purpose = format!("privacy/blind/1/{}.{}", index.table, index.column);
    // HMAC pads every key to the block of its hash: 64 bytes.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&app.keys().derive(&purpose));
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(normalised.as_bytes());
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    digest[..16].iter().fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
