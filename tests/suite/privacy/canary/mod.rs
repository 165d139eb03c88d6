//! Invented people with values that nothing else has: they go through every mutation that takes
//! personal data, and then every byte that was kept is searched for them in every usual dress
//! (G7). `CANARIES` says how many people; 2,000 take some minutes.
//!
//! Searched are the database with its journal, the key store, the file store, a log of everything
//! that any of our crates and of the database's says at its most talkative, the names and labels of
//! all numbers, the rows of every table once more as text (a database may compress what it keeps),
//! a copy as a backup makes it, and every answer. Letters to people are not: they go to whom they
//! are about. Comments and posts are not either: they are public by nature; and what staff write as
//! a reason or about an incident names nobody, as the schema tells them.

mod dresses;
mod ears;
mod lives;

use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use kit::world::Reactions;
use kit::{Engine, World};

use dresses::{Canary, dressed, search};
use ears::Ears;
use lives::{Desk, Said, live};

/// How many people; few by default, so that the suite stays quick.
fn people() -> u32 {
    std::env::var("CANARIES").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

/// Copies the database as a backup does: on PostgreSQL the files of the server are what a backup
/// copies.
async fn back_up(world: &World) {
    if world.engine() == Engine::Postgres {
        world.run("CHECKPOINT").await;
        return;
    }
    let copy = world.folder().join("backup.db");
    world.run(&format!("VACUUM INTO '{}'", copy.display())).await;
}

/// Every file in which the shop, its keys, its logs and its backups are kept.
fn files(world: &World) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = world.folders();
    while let Some(folder) = folders.pop() {
        // What is removed while we look was not kept.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found
}

fn hits(search: &AhoCorasick, files: &[PathBuf]) -> Vec<String> {
    let in_file = |path: &Path| {
        let bytes = std::fs::read(path).ok()?;
        let hit = search.find(&bytes)?;
        let around = &bytes[hit.start().saturating_sub(60)..(hit.end() + 20).min(bytes.len())];
        let around = String::from_utf8_lossy(around).into_owned();
        Some(format!("{} at {}: {around:?}", path.display(), hit.start()))
    };
    files.iter().filter_map(|path| in_file(path)).collect()
}

async fn rows(world: &World) -> String {
    let tables = kit::tables::snapshot(world).await;
    tables.into_values().flatten().collect::<Vec<_>>().join("\n")
}

async fn story(world: &World, ears: &Ears) {
    let began = std::time::Instant::now();
    // Thousands of lives need not each wait for the disk; what is written is the same.
    world.app().database().hurry(true).await.expect("a hurry");
    let people: Vec<Canary> = (0..people()).map(Canary::new).collect();
    let (mut said, mut desk) = (Said::default(), Desk::open(world).await);
    for canary in &people {
        if canary.number % 10 == 9 {
            desk.sign_in_again().await;
        }
        live(world, &desk, canary, &mut said).await;
    }
    let lived = began.elapsed();
    world.settle().await;
    back_up(world).await;
    std::fs::write(world.folder().join("numbers.txt"), ears.numbers()).expect("a file");
    let search = search(&people);
    let kept = files(world);
    let bytes: u64 = kept.iter().filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    assert_eq!(hits(&search, &kept), [""; 0]);
    let rows = rows(world).await;
    let row = rows.lines().find(|row| search.is_match(row));
    assert_eq!(row, None, "a row tells what was entrusted");
    let answer = said.0.iter().find(|answer| search.is_match(answer.as_str()));
    assert_eq!(answer, None, "an answer repeats what was entrusted");
    // The ears heard something, and there are files of every kind.
    let named =
        |name: &str| kept.iter().filter(|file| file.to_string_lossy().contains(name)).count();
    assert!(named("log.txt") == 1 && named("archives") > 0 && named("documents") > 0, "{kept:?}");
    println!(
        "{:?}: {} people lived in {lived:?}; {} answers and {bytes} bytes in {} files searched, \
         {:?} in all",
        world.engine(),
        people.len(),
        said.0.len(),
        kept.len(),
        began.elapsed()
    );
    found_when_planted(world, &search, &people[0]).await;
}

/// The search finds what is there to be found, in every dress.
async fn found_when_planted(world: &World, search: &AhoCorasick, canary: &Canary) {
    let plant = format!("UPDATE account SET bio = '{}'", canary.word);
    world.run(&plant).await;
    if world.engine() == Engine::Postgres {
        world.run("CHECKPOINT").await;
    }
    assert!(!hits(search, &files(world)).is_empty(), "a planted row");
    for (number, dress) in dressed(canary).into_iter().enumerate() {
        let file = world.folder().join(format!("plant_{number}"));
        std::fs::write(&file, [b"before ", dress.as_slice(), b" after"].concat()).expect("a file");
        assert_eq!(hits(search, std::slice::from_ref(&file)).len(), 1, "dress {number}");
    }
}

/// Told on one thread, so that all that is said on the way is heard.
fn tell(engine: Engine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let world = runtime.block_on(World::reacting(engine, Reactions::of_the_shop()));
    let Some(world) = world else { return };
    let ears = Ears::open(&world.folder().join("log.txt"));
    ears.hear(|| runtime.block_on(story(&world, &ears)));
    runtime.block_on(world.close());
}

#[test]
fn g7_nothing_that_people_entrust_is_kept_in_the_clear_on_sqlite() {
    tell(Engine::Sqlite);
}

#[test]
fn g7_nothing_that_people_entrust_is_kept_in_the_clear_on_postgres() {
    tell(Engine::Postgres);
}
