//! Writes a small archive and the list of keys that verifies it into a folder, to try
//! docs/CASE-ARCHIVE.md on: `cargo run -p fairstall-archive --example sample FOLDER`.

use std::error::Error;
use std::path::PathBuf;

use archive::{Builder, Signer};
use contract::{SigningKey, keys_document};
use time::macros::datetime;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("which folder?")?);
    // A seed that everybody knows: what it signs proves nothing.
    let seed = [7; 32];
    let signer = Signer::from_seed(&seed).ok_or("no such key")?;
    let key = SigningKey::from_seed(&seed).ok_or("no such key")?;
    let archive = Builder::new("complaint_1", datetime!(2026-05-01 12:00 UTC))
        .entry("chat/1.txt", "text/plain", "What was said", "The lid is broken.\n")
        .entry("rulings/1.json", "application/json", "The ruling", "{\"upheld\":true}")
        .sign(&signer)?;
    std::fs::write(folder.join("case.tar"), archive)?;
    let keys = keys_document(&[key.public(datetime!(2026-01-01 0:00 UTC))]);
    std::fs::write(folder.join("keys.json"), keys)?;
    Ok(())
}
