//! Keys of people who never came to be. A newcomer's key is made before the transaction that writes
//! the newcomer, in another database; where that fails, the key is left over, opens nothing, and is
//! destroyed here.

use std::collections::{BTreeMap, HashSet};

use platform::{App, Failure};
use time::Duration;
use uuid::Uuid;

use super::store::{keys, subjects};
use super::{Safe, retention};

/// A registration takes minutes; after a day nobody is still about to be.
const PATIENCE: Duration = Duration::DAY;
/// How many keys are looked at for one question.
const BATCH: u64 = 180;

/// Destroys the keys that are older than a day and whose subject is nowhere; how many.
///
/// # Errors
/// Either database's own; what was done by then is done.
pub async fn sweep(app: &App) -> Result<u64, Failure> {
    let store = Safe::of(app)?.store();
    let mut destroyed = 0;
    loop {
        let waiting = keys::awaited(store, app.now() - PATIENCE, BATCH).await?;
        if waiting.is_empty() {
            return Ok(destroyed);
        }
        let (there, nowhere) = told_apart(app, waiting).await?;
        keys::came_to_be(store, &there).await?;
        destroyed += keys::destroy(store, &nowhere).await?;
    }
}

/// Those who came to be, or are held, and those who are nowhere.
async fn told_apart(
    app: &App,
    waiting: Vec<(Uuid, String)>,
) -> Result<(Vec<Uuid>, Vec<Uuid>), Failure> {
    let all: Vec<Uuid> = waiting.iter().map(|(subject, _)| *subject).collect();
    let mut known: HashSet<Uuid> = retention::held_among(app.reader(), all.iter().copied()).await?;
    let mut by_table: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for (subject, table) in waiting {
        by_table.entry(table).or_default().push(subject);
    }
    // One question for each kind of subject: there are as many as there are kinds of newcomers.
    for (table, newcomers) in &by_table {
        known.extend(subjects::among(app.reader(), table, newcomers).await?);
    }
    Ok(all.into_iter().partition(|subject| known.contains(subject)))
}
