//! The sealer: gives entries their place in the chain within a second, and signs where the chain
//! has come to each minute.

use platform::kernel::hex;
use std::io::Write as _;

use platform::database::Tx;
use platform::{App, Failure, transaction};
use vault::chain::{Checkpoint, PublicKey};

use super::store;
use crate::privacy::Safe;

/// How many entries are sealed in one transaction.
const BATCH: u64 = 180;

/// Seals what waits, in the order in which it was written; how much. One server at a time: of two,
/// the second finds nothing to do.
///
/// # Errors
/// The database's own.
pub async fn seal_due(app: &App) -> Result<u64, Failure> {
    let mut all = 0;
    loop {
        let sealed = transaction!(app, |tx| { seal_some(tx).await })?;
        all += sealed;
        if sealed < BATCH {
            return Ok(all);
        }
    }
}

async fn seal_some(tx: &Tx) -> Result<u64, Failure> {
    if !store::is_my_turn(tx).await? {
        return Ok(0);
    }
    let waiting = store::waiting(tx, BATCH).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut chain = store::head(tx.conn()).await?;
    let seal = |(id, bytes): (uuid::Uuid, Vec<u8>)| {
        let (seq, hash) = chain.append(&bytes);
        (seq, id, hash)
    };
    let seals: Vec<_> = waiting.into_iter().map(seal).collect();
    store::add_seals(tx, &seals).await?;
    Ok(seals.len() as u64)
}

/// Signs where the chain has come to, if it has come further; the checkpoint is also appended to
/// the file of anchors, for which the setting should name a place on another machine.
///
/// # Errors
/// The database's own; the file cannot be written.
pub async fn sign_due(app: &App) -> Result<Option<Checkpoint>, Failure> {
    let safe = Safe::of(app)?;
    let signed = transaction!(app, |tx| {
        if !store::is_my_turn(tx).await? {
            return Ok::<_, Failure>(None);
        }
        let chain = store::head(tx.conn()).await?;
        if chain.seq() == store::signed_up_to(tx.conn()).await? {
            return Ok(None);
        }
        let signed = safe.signer.sign(&chain, tx.now());
        let signed = signed.map_err(|error| Failure::because("sign a checkpoint", error))?;
        store::add_checkpoint(tx, &signed).await?;
        Ok(Some(signed))
    })?;
    if let (Some(checkpoint), Some(path)) = (&signed, &app.settings().vault.anchor_file) {
        let line = anchor_line(checkpoint);
        let path = path.clone();
        let write = move || {
            let mut file = std::fs::File::options().create(true).append(true).open(path)?;
            file.write_all(line.as_bytes())?;
            file.sync_all()
        };
        let written = tokio::task::spawn_blocking(write).await;
        let written = written.map_err(|error| Failure::because("anchor a checkpoint", error))?;
        written.map_err(|error| Failure::because("anchor a checkpoint", error))?;
    }
    Ok(signed)
}

/// The key that verifies checkpoints. Keep it outside, with the anchors.
///
/// # Errors
/// The server was put together without a safe.
pub fn public_key(app: &App) -> Result<PublicKey, Failure> {
    Ok(Safe::of(app)?.signer.public_key())
}

/// A checkpoint as one line: number, instant, hash, signature.
fn anchor_line(checkpoint: &Checkpoint) -> String {
    let Checkpoint { seq, at, head, signature } = checkpoint;
    format!("{seq} {at} {} {}\n", hex(head), hex(signature))
}
