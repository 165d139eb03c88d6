//! A record does not open outside the vault, with its key or without.

use vault::keys::SubjectKey;
use vault::{Place, Record};

fn with_the_key(record: &Record, key: &SubjectKey, place: &Place) {
    let _ = record.open(key, place);
}

fn without_the_key(record: &Record, place: &Place) {
    let _ = record.open(place);
}

fn main() {}
