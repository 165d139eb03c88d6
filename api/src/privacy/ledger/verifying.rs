//! Reading the whole ledger and saying where it was tampered with, if it was.

use platform::{App, Failure};
use time::Duration;
use vault::chain::{Broken, Checkpoint, PublicKey, Verified, Verifier};

use super::store;

/// What came of reading the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is whole.
    Whole(Verified),
    /// It was tampered with.
    Broken(Broken),
    /// Entries older than a minute have no place in the chain.
    Unsealed(u64),
}

/// How many entries are read at once.
const BATCH: u64 = 180;
/// An entry is sealed within a second; a minute is no accident.
const PATIENCE: Duration = Duration::MINUTE;

/// Verifies the whole ledger against its checkpoints, and against anchors kept elsewhere.
///
/// # Errors
/// The database's own.
pub async fn verify(
    app: &App,
    keys: Vec<PublicKey>,
    anchors: &[Checkpoint],
) -> Result<Verdict, Failure> {
    let db = app.reader();
    let mut entries = Vec::new();
    loop {
        let after = entries.last().map_or(0, |last: &vault::chain::Sealed| last.seq);
        let batch = store::sealed_after(db, after, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        entries.extend(batch);
    }
    let checkpoints = store::checkpoints(db).await?;
    let verified = Verifier::new(super::NAME, keys).verify(&entries, &checkpoints, anchors);
    let verified = match verified {
        Ok(verified) => verified,
        Err(broken) => return Ok(Verdict::Broken(broken)),
    };
    match store::unsealed_before(db, app.now() - PATIENCE).await? {
        0 => Ok(Verdict::Whole(verified)),
        unsealed => Ok(Verdict::Unsealed(unsealed)),
    }
}

/// Reads anchors as they are kept, one line each.
///
/// # Errors
/// The number of the first line that is none.
pub fn read_anchors(text: &str) -> Result<Vec<Checkpoint>, usize> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| anchor(line).ok_or(number)).collect()
}

fn anchor(line: &str) -> Option<Checkpoint> {
    let mut words = line.split_whitespace();
    let (seq, at) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let (head, signature) = (bytes(words.next()?)?, bytes(words.next()?)?);
    words.next().is_none().then_some(Checkpoint { seq, head, at, signature })
}

/// Exactly `N` bytes out of hexadecimal.
pub fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..N).map(byte).collect();
    bytes?.try_into().ok()
}
