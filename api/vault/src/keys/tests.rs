//! Rungs of the ladder are bound to their subject, their epoch and the rung above.

use uuid::Uuid;

use super::*;
use crate::chance::System;
use crate::pii::Mark;
use crate::record::Unopened;

const SUBJECT: Uuid = Uuid::from_u128(7);

fn epoch(number: u32) -> EpochKey {
    EpochKey(Holder::random(number, &System))
}

fn subject_key(above: &EpochKey) -> (SubjectKey, WrappedSubjectKey, Mark) {
    let mark = Mark::random(&System);
    let key = SubjectKey::random(above.epoch(), SUBJECT, mark.clone(), &System);
    let wrapped = key.wrap(above, &System).unwrap();
    (key, wrapped, mark)
}

#[test]
fn a_subject_key_is_bound_to_its_subject_and_epoch() {
    let above = epoch(1);
    let (key, wrapped, mark) = subject_key(&above);
    let again = SubjectKey::unwrap(&wrapped, &above, SUBJECT, mark.clone()).unwrap();
    assert_eq!((again.id(), again.epoch(), again.subject()), (key.id(), 1, SUBJECT));
    assert_eq!(again.holder().key, key.holder().key);
    let refused = |above: &EpochKey, subject| {
        SubjectKey::unwrap(&wrapped, above, subject, mark.clone()).err() == Some(Unopened)
    };
    assert!(refused(&above, Uuid::from_u128(8)));
    assert!(refused(&epoch(1), SUBJECT));
    // The same key of the epoch under another number: the number is bound as well.
    let holder = Holder { id: above.0.id, epoch: 2, key: above.0.key.clone() };
    assert!(refused(&EpochKey(holder), SUBJECT));
}

#[test]
fn every_flipped_byte_of_a_wrapped_key_is_refused() {
    let above = epoch(1);
    let (_, wrapped, mark) = subject_key(&above);
    for at in 0..wrapped.as_bytes().len() {
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes[at] ^= 1;
        let opened = WrappedSubjectKey::from_bytes(bytes)
            .and_then(|wrapped| SubjectKey::unwrap(&wrapped, &above, SUBJECT, mark.clone()));
        assert_eq!(opened.err(), Some(Unopened), "byte {at}");
    }
}

#[test]
fn a_rewrapped_key_is_the_same_key() {
    let (old, new) = (epoch(1), epoch(2));
    let (key, wrapped, mark) = subject_key(&old);
    let opened = SubjectKey::unwrap(&wrapped, &old, SUBJECT, mark.clone()).unwrap();
    let rewrapped = opened.wrap(&new, &System).unwrap();
    assert_eq!((wrapped.epoch(), rewrapped.epoch()), (1, 2));
    let again = SubjectKey::unwrap(&rewrapped, &new, SUBJECT, mark.clone()).unwrap();
    assert_eq!((again.id(), again.epoch()), (key.id(), 2));
    assert_eq!(again.holder().key, key.holder().key);
    assert!(SubjectKey::unwrap(&rewrapped, &old, SUBJECT, mark).is_err());
}

#[test]
fn key_ids_are_shown_and_keys_are_not_equal_by_chance() {
    assert_eq!(format!("{:?}", KeyId([0xab; 16])), "ab".repeat(16));
    assert_ne!(epoch(1).id(), epoch(1).id());
}
