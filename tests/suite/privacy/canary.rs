//! Invented people with values that nothing else has: they go through every mutation that takes
//! personal data, and then every byte that was kept is searched for them in every usual dress
//! (G7). `CANARIES` says how many people; 2,000 take some minutes.

use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use kit::{Engine, World, scenario};
use serde_json::json;

const ADD_START: &str =
    "mutation ($input: ContactAddStartInput!) { contactAddStart(input: $input) {
    challenge { id } userErrors { code } } }";
const ADD_CONFIRM: &str = "mutation ($input: ContactAddConfirmInput!) {
    contactAddConfirm(input: $input) { contact { masked } userErrors { code } } }";
const CODE: &str = "mutation ($input: SessionCodeRequestInput!) {
    sessionCodeRequest(input: $input) { challenge { id } userErrors { code } } }";

/// How many people; few by default, so that the suite stays quick.
fn people() -> u32 {
    std::env::var("CANARIES").ok().and_then(|text| text.parse().ok()).unwrap_or(12)
}

/// Letters that look like chance and are the same for the same number.
fn word(number: u32) -> String {
    let mut state = u64::from(number) + 0x9e37_79b9_7f4a_7c15;
    let letter = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).expect("a letter"))
    };
    (0..16).map(letter).collect()
}

/// A mainland number without its country.
fn phone(number: u32) -> String {
    format!("177{:08}", 31_415_926 + u64::from(number) * 13)
}

/// A value in the dresses in which software usually keeps one.
fn dresses(value: &str) -> Vec<Vec<u8>> {
    let bytes = value.as_bytes();
    let hex: String = bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let mut dresses = vec![
        bytes.to_vec(),
        value.to_uppercase().into_bytes(),
        value.chars().rev().collect::<String>().into_bytes(),
        hex.clone().into_bytes(),
        hex.to_uppercase().into_bytes(),
        value.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        value.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        bytes.iter().flat_map(|byte| format!("%{byte:02x}").into_bytes()).collect(),
        bytes.iter().flat_map(|byte| format!("\\u00{byte:02x}").into_bytes()).collect(),
    ];
    for shift in 0..3 {
        // Wherever it begins within three bytes, these letters stand for it alone.
        let padded = [&b"   "[..shift], bytes].concat();
        for text in [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)] {
            let (from, to) = ((shift * 8).div_ceil(6), padded.len() * 8 / 6);
            dresses.push(text.as_bytes()[from..to].to_vec());
        }
    }
    dresses
}

/// Every file in which the shop, its keys and its logs are kept.
async fn files(world: &World) -> Vec<PathBuf> {
    if world.engine() == Engine::Postgres {
        world.run("CHECKPOINT").await;
    }
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
        Some(format!("{}: pattern {} at {}", path.display(), hit.pattern().as_usize(), hit.start()))
    };
    files.iter().filter_map(|path| in_file(path)).collect()
}

/// One person gives all they can give; what the shop answers is looked at too.
async fn live(world: &World, number: u32) -> Vec<String> {
    let email = format!("{}@canary.example", word(number));
    let mut said = Vec::new();
    let person = world.person_at(&format!("canary_{number}"), &email).await;
    let add = |contact| person.act(ADD_START, json!({ "contact": contact }));
    let started = add(json!({ "phone": phone(number) })).await.done();
    said.push(started.body.to_string());
    let challenge = started.text("contactAddStart.challenge.id");
    world.settle().await;
    let code = world.code_for(&format!("+86{}", phone(number)));
    let confirm = json!({ "challengeId": challenge, "code": code });
    said.push(person.act(ADD_CONFIRM, confirm).await.done().body.to_string());
    // The same address again, an address that is none, and a sign-in by code.
    let again = add(json!({ "email": email })).await;
    said.push(again.body.to_string());
    let malformed = format!("{}@@canary.example", word(number));
    said.push(add(json!({ "email": malformed })).await.body.to_string());
    let by_code = json!({ "contact": { "phone": phone(number) } });
    said.push(world.visitor().act(CODE, by_code).await.body.to_string());
    world.settle().await;
    said
}

scenario! {
    async fn g7_nothing_that_people_entrust_is_kept_in_the_clear(world) {
        let numbers = 0..people();
        let mut said = Vec::new();
        for number in numbers.clone() {
            said.extend(live(world, number).await);
        }
        let values = numbers.flat_map(|number| [word(number), phone(number)]);
        let needles: Vec<Vec<u8>> = values.flat_map(|value| dresses(&value)).collect();
        let search = AhoCorasick::new(&needles).expect("a search");
        assert_eq!(hits(&search, &files(world).await), [""; 0]);
        let answer = said.iter().find(|answer| search.is_match(answer.as_str()));
        assert_eq!(answer, None, "an answer repeats what was entrusted");
        // The search finds what is there to be found.
        for (number, column) in [(0, "display_name"), (1, "bio")] {
            let plant = format!("UPDATE account SET {column} = '{}'", word(number));
            world.run(&plant).await;
            assert!(!hits(&search, &files(world).await).is_empty(), "{column}");
        }
    }
}
