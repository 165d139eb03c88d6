//! The values of invented people, and every dress in which software usually keeps one.

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::operators::story::identity;

/// What one invented person has that nobody else has. The word is part of their address, name,
/// street, documents and all they write.
#[derive(Clone)]
pub struct Canary {
    pub number: u32,
    pub word: String,
    /// Two mainland numbers without their country.
    pub phones: [String; 2],
    pub identity: String,
}

impl Canary {
    pub fn new(number: u32) -> Self {
        let phone = |prefix: u64| format!("{prefix}{:08}", 31_415_926 + u64::from(number) * 13);
        let born = format!("19{:02}{:02}{:02}", 60 + number % 40, 1 + number % 12, 1 + number % 28);
        Self {
            number,
            word: word(number),
            phones: [phone(177), phone(178)],
            identity: identity(&born, u64::from(number)),
        }
    }

    pub fn email(&self) -> String {
        format!("{}@canary.example", self.word)
    }

    pub fn name(&self) -> String {
        format!("司马{}", self.word)
    }

    /// A PDF that says the word.
    pub fn document(&self) -> Vec<u8> {
        let said = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Title({}, {})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
            self.word, self.identity
        );
        said.into_bytes()
    }

    fn values(&self) -> [&str; 4] {
        [&self.word, &self.phones[0], &self.phones[1], &self.identity]
    }
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

/// A value as it is, in capitals, reversed, in hexadecimal of both cases, as UTF-16 of both orders,
/// percent-encoded, as JSON escapes, and in Base64 wherever it begins within three bytes.
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
    dresses.sort_unstable();
    dresses.dedup();
    dresses
}

/// Looks for every value of these people in every dress.
pub fn search(people: &[Canary]) -> AhoCorasick {
    let needles: Vec<Vec<u8>> = people.iter().flat_map(Canary::values).flat_map(dresses).collect();
    AhoCorasick::new(&needles).expect("a search")
}

/// Every dress of one word, for planting.
pub fn dressed(person: &Canary) -> Vec<Vec<u8>> {
    dresses(&person.word)
}
