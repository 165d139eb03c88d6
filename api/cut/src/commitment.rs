//! What is shown at the start: a hash of the terms and of the seed, which binds without telling.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::file::Terms;

/// The name of the algorithm; another algorithm has another name.
pub const FORMAT: &str = "fairstall.price-cut.1";

/// SHA-256 of the canonical text, in 64 hexadecimal digits.
pub fn commitment(session: &str, terms: &Terms, seed: &[u8; 32]) -> String {
    hex(&Sha256::digest(text(session, terms, seed).as_bytes()))
}

/// One `name=value` a line, in this order, each line ended by a line feed.
fn text(session: &str, terms: &Terms, seed: &[u8; 32]) -> String {
    let lines = [
        ("format", FORMAT.to_owned()),
        ("session", session.to_owned()),
        ("campaign", terms.campaign.clone()),
        ("sku", terms.sku.clone()),
        ("currency", terms.currency.clone()),
        ("startMinor", terms.start_minor.to_string()),
        ("floorMinor", terms.floor_minor.to_string()),
        ("parts", terms.parts.to_string()),
        ("partsBought", terms.parts_bought.to_string()),
        ("startedAt", terms.started_at.to_string()),
        ("deadline", terms.deadline.to_string()),
        ("version", terms.version.clone()),
        ("seed", hex(seed)),
    ];
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name}={value}");
        text
    })
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The seed of 64 lower-case hexadecimal digits.
pub fn seed_from(text: &str) -> Option<[u8; 32]> {
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() != 64 || !lower {
        return None;
    }
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().enumerate() {
        let from = place.checked_mul(2)?;
        *byte = u8::from_str_radix(text.get(from..from.checked_add(2)?)?, 16).ok()?;
    }
    Some(seed)
}
