//! Every byte of a record counts, and so does every part of its place.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::chance::System;
use crate::pii::Mark;
use crate::place::Category;

const SUBJECT: Uuid = Uuid::from_u128(2);

fn key() -> SubjectKey {
    key_of(SUBJECT)
}

fn key_of(subject: Uuid) -> SubjectKey {
    SubjectKey::random(3, subject, Mark::random(&System), &System)
}

fn place() -> Place {
    Place {
        tenant: Uuid::from_u128(1),
        table: "contact",
        column: "phone",
        subject: SUBJECT,
        record: Uuid::from_u128(4),
        row_version: 5,
        category: Category::Contact,
    }
}

fn sealed(key: &SubjectKey) -> Record {
    Record::seal(key, &place(), Padding::Short, b"+8613812345678", &System).unwrap()
}

/// What comes of bytes that were tampered with.
fn open(bytes: Vec<u8>, key: &SubjectKey, place: &Place) -> Result<Vec<u8>, Unopened> {
    Record::from_bytes(bytes)?.open(key, place).map(|text| text.to_vec())
}

#[test]
fn a_record_is_laid_out_as_the_design_says() {
    let key = key();
    let record = sealed(&key);
    assert_eq!(record.as_bytes().len(), 98 + 32 + 16);
    assert_eq!(record.as_bytes()[..6], [1, 1, 0, 0, 0, 3]);
    assert_eq!((record.epoch(), record.key_id()), (3, key.id()));
    assert_eq!(record.as_bytes()[6..22], key.id().0);
    assert_eq!(&*record.open(&key, &place()).unwrap(), b"+8613812345678");
}

/// Made by another program, from the words of the design alone: a change of the format would lose
/// all that is stored.
#[test]
fn a_record_of_another_program_opens() {
    let stored = concat!(
        "010100000003080808080808080808080808080808080909090909090909090909090909",
        "09090909090909090909090909090909090915c5e91cc2d6d7c5216427ed5014b685eba9",
        "55827bc7fda344831bc0d0edc4c50a0a0a0a0a0a0a0a0a0a0a0aa6792cc781f14ccc2f06",
        "1df937b5278a0d7f1a8c34054bd3caefd17cd0b39a2b13c4510b011dff7663ed740b67ce",
        "6316"
    );
    let pair = |at| u8::from_str_radix(&stored[at..at + 2], 16).unwrap();
    let record = Record::from_bytes((0..stored.len()).step_by(2).map(pair).collect()).unwrap();
    let key = zeroize::Zeroizing::new([7; 32]);
    let holder = Holder { id: KeyId([8; 16]), epoch: 3, key };
    let opened = record.open_with(&holder, KeyUse::Value, &place()).unwrap();
    assert_eq!(&*opened, b"+8613812345678");
}

#[test]
fn every_flipped_bit_is_refused() {
    let key = key();
    let record = sealed(&key);
    for at in 0..record.as_bytes().len() {
        for bit in 0..8 {
            let mut flipped = record.as_bytes().to_vec();
            flipped[at] ^= 1 << bit;
            assert_eq!(open(flipped, &key, &place()), Err(Unopened), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn every_other_length_is_refused() {
    let key = key();
    let record = sealed(&key);
    let bytes = record.as_bytes();
    for length in 0..bytes.len() {
        assert_eq!(open(bytes[..length].to_vec(), &key, &place()), Err(Unopened), "{length}");
    }
    assert_eq!(open([bytes, &[0]].concat(), &key, &place()), Err(Unopened));
    assert_eq!(open([bytes, bytes].concat(), &key, &place()), Err(Unopened));
}

/// Places that differ from [`place`] in one part each, with the name of the part.
fn other_places() -> [(&'static str, Place); 7] {
    let place = place();
    let other = Uuid::from_u128(9);
    [
        ("tenant", Place { tenant: other, ..place }),
        ("table", Place { table: "account", ..place }),
        ("column", Place { column: "email", ..place }),
        ("subject", Place { subject: other, ..place }),
        ("record", Place { record: other, ..place }),
        ("row version", Place { row_version: 6, ..place }),
        ("category", Place { category: Category::TradeRecord, ..place }),
    ]
}

/// The same key everywhere: only the place can tell two cells apart.
#[test]
fn every_two_cells_that_are_swapped_are_refused() {
    let key = key();
    let cells: Vec<(&str, Place, Record)> = std::iter::once(("itself", place()))
        .chain(other_places())
        .map(|(part, place)| {
            let padded = Padding::Short.pad(b"value");
            let holder = key.holder();
            let record = Record::seal_with(holder, KeyUse::Value, &place, &padded, &System);
            (part, place, record.unwrap())
        })
        .collect();
    for (from, _, record) in &cells {
        for (to, place, _) in &cells {
            let opened = record.open_with(key.holder(), KeyUse::Value, place);
            assert_eq!(opened.is_ok(), from == to, "{from} → {to}");
        }
    }
}

#[test]
fn an_older_value_put_back_is_refused() {
    let key = key();
    let old = sealed(&key);
    let now = Place { row_version: 6, ..place() };
    assert_eq!(open(old.as_bytes().to_vec(), &key, &now), Err(Unopened));
    let moved = old.reseal((&key, &place()), (&key, &now), &System).unwrap();
    assert_eq!(&*moved.open(&key, &now).unwrap(), b"+8613812345678");
    assert_eq!(moved.open(&key, &place()).err(), Some(Unopened));
}

#[test]
fn a_value_is_not_moved_to_another_cell_or_person() {
    let key = key();
    let record = sealed(&key);
    for (part, place_now) in other_places() {
        let moved = record.reseal((&key, &place()), (&key, &place_now), &System);
        assert_eq!(moved.is_ok(), part == "row version", "{part}");
    }
    let stranger = key_of(Uuid::from_u128(9));
    assert!(record.reseal((&key, &place()), (&stranger, &place()), &System).is_err());
    let successor = self::key();
    let moved = record.reseal((&key, &place()), (&successor, &place()), &System).unwrap();
    assert!(moved.open(&key, &place()).is_err());
    assert_eq!(&*moved.open(&successor, &place()).unwrap(), b"+8613812345678");
}

#[test]
fn another_persons_key_neither_seals_nor_opens() {
    let stranger = key_of(Uuid::from_u128(9));
    assert!(Record::seal(&stranger, &place(), Padding::Short, b"a", &System).is_err());
    assert_eq!(sealed(&key()).open(&stranger, &place()).err(), Some(Unopened));
    // Not even a key of the same person with another id.
    assert_eq!(sealed(&key()).open(&key(), &place()).err(), Some(Unopened));
}

/// The commitment alone refuses a wrong key, before anything is decrypted: here the tag would fit.
#[test]
fn a_wrong_key_is_refused_by_the_commitment() {
    let key = key();
    let record = sealed(&key);
    let salt = record.part(SALT_AT).unwrap();
    let head = &record.as_bytes()[..SALT_AT];
    let right = MessageKey::derive(key.holder(), &salt, KeyUse::Value, head);
    assert_eq!(right.check(right.commitment()), Ok(()));
    let wrong = MessageKey::derive(self::key().holder(), &salt, KeyUse::Value, head);
    assert_eq!(wrong.check(right.commitment()), Err(Unopened));
    let mut bytes = record.as_bytes().to_vec();
    bytes[COMMITMENT_AT..NONCE_AT].copy_from_slice(wrong.commitment());
    let body =
        right.decrypt(&record.part(NONCE_AT).unwrap(), &place().to_bytes(), &bytes[TEXT_AT..]);
    assert!(body.is_ok(), "the tag still fits");
    assert_eq!(open(bytes, &key, &place()), Err(Unopened));
}

#[test]
fn keys_of_one_use_do_not_open_another() {
    let key = key();
    let padded = Padding::Short.pad(b"a");
    let record = Record::seal_with(key.holder(), KeyUse::Key, &place(), &padded, &System).unwrap();
    assert!(record.open_with(key.holder(), KeyUse::Key, &place()).is_ok());
    assert!(record.open_with(key.holder(), KeyUse::Value, &place()).is_err());
}

#[test]
fn lengths_are_hidden() {
    let key = key();
    let length = |padding, bytes: usize| {
        Record::seal(&key, &place(), padding, &vec![7; bytes], &System).unwrap().as_bytes().len()
    };
    for bytes in 0..32 {
        assert_eq!(length(Padding::Short, bytes), length(Padding::Short, 0), "{bytes}");
    }
    for bytes in 0..64 {
        assert_eq!(length(Padding::Address, bytes), length(Padding::Address, 0), "{bytes}");
    }
    assert_eq!(length(Padding::Short, 32), length(Padding::Short, 0) + 32);
}

#[test]
fn nothing_is_sealed_alike_twice() {
    let key = key();
    let (first, second) = (sealed(&key), sealed(&key));
    let differs =
        |from: usize, to: usize| first.as_bytes()[from..to] != second.as_bytes()[from..to];
    assert!(differs(SALT_AT, COMMITMENT_AT) && differs(COMMITMENT_AT, NONCE_AT));
    assert!(differs(NONCE_AT, TEXT_AT) && differs(TEXT_AT, 146));
}

#[test]
fn a_record_shows_nothing() {
    assert_eq!(format!("{:?}", sealed(&key())), "Record(…)");
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(value in proptest::collection::vec(any::<u8>(), 0..300)) {
        let key = key();
        for padding in [Padding::Short, Padding::Address] {
            let record = Record::seal(&key, &place(), padding, &value, &System).unwrap();
            let stored = Record::from_bytes(record.as_bytes().to_vec()).unwrap();
            prop_assert_eq!(&*stored.open(&key, &place()).unwrap(), &value);
        }
    }

    #[test]
    fn any_bytes_are_refused_and_nothing_breaks(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(open(bytes.clone(), &key(), &place()).is_err());
        let headed = [&[VERSION, SUITE][..], &bytes].concat();
        prop_assert!(open(headed, &key(), &place()).is_err());
    }
}
