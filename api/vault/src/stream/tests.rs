//! A sealed document is whole or it does not open.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::*;
use crate::chance::System;
use crate::keys::SubjectKey;
use crate::pii::Mark;
use crate::place::Category;
use crate::record::{KeyUse, MessageKey};

fn key() -> SubjectKey {
    SubjectKey::random(1, Uuid::from_u128(2), Mark::random(&System), &System)
}

fn place() -> Place {
    Place {
        tenant: Uuid::from_u128(1),
        table: "evidence",
        column: "file",
        subject: Uuid::from_u128(2),
        record: Uuid::from_u128(3),
        row_version: 1,
        category: Category::Document,
    }
}

fn text(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// Seals `text`, pushed in parts of `part` bytes.
fn seal(key: &SubjectKey, text: &[u8], part: usize) -> Vec<u8> {
    let (mut encryptor, header) = Encryptor::new(key, &place(), &System).unwrap();
    let mut sealed = header.to_vec();
    for part in text.chunks(part) {
        encryptor.push(part, &mut sealed).unwrap();
    }
    encryptor.finish(&mut sealed).unwrap();
    sealed
}

/// Opens a whole document, pushed in parts of `part` bytes.
fn open_in(
    key: &SubjectKey,
    place: &Place,
    sealed: &[u8],
    part: usize,
) -> Result<Vec<u8>, Unopened> {
    let (header, body) = sealed.split_first_chunk::<HEADER>().ok_or(Unopened)?;
    let mut decryptor = Decryptor::open(header, place, key)?;
    let mut text = Zeroizing::new(Vec::new());
    for part in body.chunks(part) {
        decryptor.push(part, &mut text)?;
    }
    decryptor.finish(&mut text)?;
    Ok(text.to_vec())
}

fn open(key: &SubjectKey, sealed: &[u8]) -> Result<Vec<u8>, Unopened> {
    open_in(key, &place(), sealed, 10_000)
}

#[test]
fn documents_of_all_lengths_open_again() {
    let key = key();
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7] {
        let text = text(length);
        for part in [997, CHUNK, 3 * CHUNK] {
            let sealed = seal(&key, &text, part);
            assert_eq!(sealed.len() as u64, sealed_length(length as u64), "{length}");
            assert!(open_in(&key, &place(), &sealed, part) == Ok(text.clone()), "{length} {part}");
        }
    }
}

#[test]
fn memory_is_bounded_by_a_chunk() {
    let key = key();
    let (mut encryptor, header) = Encryptor::new(&key, &place(), &System).unwrap();
    let mut decryptor = Decryptor::open(&header, &place(), &key).unwrap();
    let mut opened = 0;
    let part = text(100_000);
    for _ in 0..20 {
        let (mut sealed, mut text) = (Vec::new(), Zeroizing::new(Vec::new()));
        encryptor.push(&part, &mut sealed).unwrap();
        decryptor.push(&sealed, &mut text).unwrap();
        opened += text.len();
        assert_eq!(encryptor.buffer.capacity(), CHUNK);
        assert_eq!(decryptor.buffer.capacity(), SEALED_CHUNK);
    }
    let (mut sealed, mut text) = (Vec::new(), Zeroizing::new(Vec::new()));
    encryptor.finish(&mut sealed).unwrap();
    decryptor.push(&sealed, &mut text).unwrap();
    decryptor.finish(&mut text).unwrap();
    assert_eq!(opened + text.len(), 2_000_000);
}

#[test]
fn every_cut_is_found() {
    let key = key();
    let sealed = seal(&key, &text(2 * CHUNK + 100), CHUNK);
    let ends = [0, 1, HEADER - 1, HEADER, HEADER + 1, HEADER + TAG, HEADER + CHUNK];
    let chunk_ends = [1, 2].map(|chunks| HEADER + chunks * SEALED_CHUNK);
    let near = chunk_ends.into_iter().flat_map(|end| [end - 1, end, end + 1, end + TAG]);
    for end in ends.into_iter().chain(near).chain([sealed.len() - 1]) {
        assert_eq!(open(&key, &sealed[..end]), Err(Unopened), "cut at {end}");
    }
    // A document of whole chunks, without its last one.
    let sealed = seal(&key, &text(2 * CHUNK), CHUNK);
    assert_eq!(open(&key, &sealed[..HEADER + SEALED_CHUNK]), Err(Unopened));
}

#[test]
fn what_is_added_repeated_or_moved_is_found() {
    let key = key();
    let sealed = seal(&key, &text(3 * CHUNK), CHUNK);
    let (header, body) = sealed.split_at(HEADER);
    let chunks: Vec<&[u8]> = body.chunks(SEALED_CHUNK).collect();
    let put = |order: &[usize]| {
        let chunks: Vec<&[u8]> = order.iter().map(|number| chunks[*number]).collect();
        open(&key, &[header, &chunks.concat()].concat())
    };
    assert!(put(&[0, 1, 2]).is_ok());
    for order in [&[1, 0, 2][..], &[0, 2, 1], &[0, 0, 1, 2], &[0, 1, 2, 2], &[0, 2], &[1, 2], &[2]]
    {
        assert_eq!(put(order), Err(Unopened), "{order:?}");
    }
    for more in [1, TAG, SEALED_CHUNK] {
        let longer = [sealed.clone(), vec![0; more]].concat();
        assert_eq!(open(&key, &longer), Err(Unopened), "{more}");
    }
}

#[test]
fn chunks_of_another_document_are_found() {
    let key = key();
    let (one, two) = (seal(&key, &text(2 * CHUNK), CHUNK), seal(&key, &text(2 * CHUNK), CHUNK));
    let swapped = [&one[..HEADER + SEALED_CHUNK], &two[HEADER + SEALED_CHUNK..]].concat();
    assert_eq!(open(&key, &swapped), Err(Unopened));
    assert_eq!(open(&key, &[&one[..HEADER], &two[HEADER..]].concat()), Err(Unopened));
}

#[test]
fn every_flipped_byte_is_found() {
    let key = key();
    let sealed = seal(&key, &text(CHUNK + 50), CHUNK);
    let body = (HEADER..sealed.len()).step_by(4_099).chain(sealed.len() - 70..sealed.len());
    for at in (0..HEADER).chain(body) {
        let mut flipped = sealed.clone();
        flipped[at] ^= 1;
        assert_eq!(open(&key, &flipped), Err(Unopened), "byte {at}");
    }
}

#[test]
fn another_place_or_key_is_refused() {
    let key = key();
    let sealed = seal(&key, b"text", 4);
    for other in [
        Place { record: Uuid::from_u128(9), ..place() },
        Place { row_version: 2, ..place() },
        Place { tenant: Uuid::from_u128(9), ..place() },
        Place { category: Category::TradeRecord, ..place() },
    ] {
        assert_eq!(open_in(&key, &other, &sealed, 100), Err(Unopened));
    }
    assert_eq!(open(&self::key(), &sealed), Err(Unopened));
}

#[test]
fn after_a_failure_nothing_more_comes_out() {
    let key = key();
    let mut sealed = seal(&key, &text(4 * CHUNK), CHUNK);
    sealed[HEADER + SEALED_CHUNK] ^= 1;
    let (header, body) = sealed.split_first_chunk::<HEADER>().unwrap();
    let mut decryptor = Decryptor::open(header, &place(), &key).unwrap();
    let mut text = Zeroizing::new(Vec::new());
    assert_eq!(decryptor.push(body, &mut text), Err(Unopened));
    assert_eq!(text.len(), CHUNK);
    assert_eq!(decryptor.push(&body[2 * SEALED_CHUNK..], &mut text), Err(Unopened));
    assert_eq!(decryptor.finish(&mut text), Err(Unopened));
    assert_eq!(text.len(), CHUNK);
}

#[test]
fn the_last_number_is_the_end() {
    let cipher = MessageKey::derive(key().holder(), &[0; SALT], KeyUse::Stream, b"").into_cipher();
    let mut chunks = Chunks::new(cipher, &[0; HEADER], &place());
    chunks.next = Some(u32::MAX);
    assert!(chunks.nonce(false).is_ok());
    assert_eq!(chunks.nonce(true), Err(TooLong));
}
