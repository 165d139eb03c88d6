//! A ledger that was tampered with is found out, always (G9).

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use time::OffsetDateTime;

use super::*;
use crate::chance::System;

const LEDGER: &str = "access";
const ENTRIES: u64 = 2_000;
/// A minute of the live ledger.
const EVERY: u64 = 50;

#[derive(Clone)]
struct Ledger {
    entries: Vec<Sealed>,
    checkpoints: Vec<Checkpoint>,
    anchors: Vec<Checkpoint>,
}

fn entry(seq: u64) -> Vec<u8> {
    // No two of the ledger are alike, so that every swap is a change.
    format!("actor {} read field {} of subject {}", seq % 7, seq % 3, seq % 101).into_bytes()
}

fn ledger(signer: &Signer) -> Ledger {
    let mut chain = Chain::start(LEDGER);
    let mut ledger = Ledger { entries: vec![], checkpoints: vec![], anchors: vec![] };
    for number in 1..=ENTRIES {
        let entry = entry(number);
        let (seq, hash) = chain.append(&entry);
        ledger.entries.push(Sealed { seq, entry, hash });
        if seq % EVERY == 0 {
            let now = OffsetDateTime::UNIX_EPOCH + time::Duration::seconds(seq.cast_signed());
            ledger.checkpoints.push(signer.sign(&chain, now).unwrap());
        }
    }
    ledger.anchors = ledger.checkpoints.clone();
    ledger
}

impl Ledger {
    fn verify(&self, signer: &Signer) -> Result<Verified, Broken> {
        let verifier = Verifier::new(LEDGER, vec![signer.public_key()]);
        verifier.verify(&self.entries, &self.checkpoints, &self.anchors)
    }

    /// What a thorough tamperer does after a change: numbers and hashes fit again.
    fn rehash(&mut self) {
        let mut chain = Chain::start(LEDGER);
        for sealed in &mut self.entries {
            (sealed.seq, sealed.hash) = chain.append(&sealed.entry);
        }
    }

    /// Tampers in one of ten ways, and says in which.
    fn tamper(&mut self, way: usize, chance: &mut StdRng) -> &'static str {
        let at = chance.random_range(0..self.entries.len());
        let other = (at + chance.random_range(1..self.entries.len())) % self.entries.len();
        match way {
            0 => {
                let byte = chance.random_range(0..self.entries[at].entry.len());
                self.entries[at].entry[byte] ^= 1 << chance.random_range(0..8);
                "an entry changed"
            }
            1 => {
                let byte = chance.random_range(0..32);
                self.entries[at].hash[byte] ^= 1 << chance.random_range(0..8);
                "a hash changed"
            }
            2 => {
                self.entries.remove(at);
                "an entry removed"
            }
            3 => {
                let copy = self.entries[other].clone();
                self.entries.insert(at, copy);
                "an entry added"
            }
            4 => {
                self.entries.swap(at, other);
                "two entries swapped"
            }
            5 => {
                let (first, second) = (at.min(other), at.max(other));
                let bytes = self.entries[first].entry.clone();
                self.entries[first].entry = self.entries[second].entry.clone();
                self.entries[second].entry = bytes;
                "the bytes of two entries swapped"
            }
            6 => {
                self.entries.truncate(at);
                "the end cut off"
            }
            7 => {
                self.entries.truncate(at);
                self.checkpoints.retain(|checkpoint| checkpoint.seq <= at as u64);
                "the end cut off, checkpoints too"
            }
            8 => {
                let place = chance.random_range(0..self.checkpoints.len());
                self.checkpoints[place].head[chance.random_range(0..32)] ^= 1;
                "a checkpoint changed"
            }
            _ => {
                self.checkpoints.remove(chance.random_range(0..self.checkpoints.len()));
                "a checkpoint removed"
            }
        }
    }
}

#[test]
fn a_thousand_tampers_are_a_thousand_finds() {
    let (signer, _) = Signer::create(LEDGER, &System).unwrap();
    let whole = ledger(&signer);
    let verified = whole.verify(&signer).unwrap();
    let (signed, anchored) = (verified.signed, verified.anchored);
    assert_eq!((verified.entries, signed, anchored), (ENTRIES, ENTRIES, ENTRIES));
    let mut chance = StdRng::seed_from_u64(9);
    let mut finds = 0;
    for number in 0..1_000 {
        let mut tampered = whole.clone();
        let what = tampered.tamper(number % 10, &mut chance);
        // Every second one of those that touch entries is covered up. A changed hash is not: it
        // would be the old one again.
        let rehashed = [0, 2, 3, 4, 5, 6].contains(&(number % 10)) && number / 10 % 2 == 1;
        if rehashed {
            tampered.rehash();
        }
        assert!(tampered.verify(&signer).is_err(), "{number}: {what}, rehashed {rehashed}");
        finds += 1;
    }
    assert_eq!(finds, 1_000);
}

#[test]
fn who_owns_the_database_cannot_sign() {
    let (signer, _) = Signer::create(LEDGER, &System).unwrap();
    let mut forged = ledger(&signer);
    forged.entries[1_000].entry = b"nothing happened".to_vec();
    forged.rehash();
    let found = forged.verify(&signer).unwrap_err();
    assert_eq!(found, Broken { seq: 1_050, what: What::Rewritten });
    // Nor with a key of their own.
    let (own, _) = Signer::create(LEDGER, &System).unwrap();
    let rest = forged.entries.iter().map(|sealed| (sealed.seq, sealed.hash));
    forged.checkpoints = rest
        .filter(|(seq, _)| seq % EVERY == 0)
        .map(|(seq, head)| own.sign(&Chain::resume(seq, head), OffsetDateTime::UNIX_EPOCH).unwrap())
        .collect();
    assert_eq!(forged.verify(&signer).unwrap_err(), Broken { seq: 50, what: What::Forged });
}

/// With the signing key stolen, the copies on another machine still hold.
#[test]
fn anchors_hold_even_a_stolen_signing_key() {
    let (signer, _) = Signer::create(LEDGER, &System).unwrap();
    let mut forged = ledger(&signer);
    forged.entries[1_000].entry = b"nothing happened".to_vec();
    forged.rehash();
    for checkpoint in &mut forged.checkpoints {
        let at = usize::try_from(checkpoint.seq).unwrap() - 1;
        let chain = Chain::resume(checkpoint.seq, forged.entries[at].hash);
        let now = OffsetDateTime::from_unix_timestamp(checkpoint.at).unwrap();
        *checkpoint = signer.sign(&chain, now).unwrap();
    }
    let found = forged.verify(&signer).unwrap_err();
    assert_eq!(found, Broken { seq: 1_050, what: What::CheckpointMissing });
}

#[test]
fn broken_places_are_named() {
    let (signer, _) = Signer::create(LEDGER, &System).unwrap();
    let whole = ledger(&signer);
    let broken = |change: fn(&mut Ledger)| {
        let mut ledger = whole.clone();
        change(&mut ledger);
        let broken = ledger.verify(&signer).unwrap_err();
        (broken.seq, broken.what)
    };
    assert_eq!(broken(|ledger| ledger.entries[9].entry.push(0)), (10, What::Entry));
    assert_eq!(broken(|ledger| drop(ledger.entries.remove(9))), (10, What::Order));
    assert_eq!(broken(|ledger| ledger.entries.swap(9, 10)), (10, What::Order));
    assert_eq!(broken(|ledger| ledger.entries.truncate(1_999)), (2_000, What::Truncated));
    assert_eq!(broken(|ledger| ledger.entries.clear()), (1, What::Truncated));
    assert_eq!(broken(|ledger| ledger.checkpoints[1].at += 1), (100, What::Forged));
    assert_eq!(broken(|ledger| ledger.checkpoints.swap(0, 1)), (50, What::CheckpointOrder));
    let lost = broken(|ledger| ledger.checkpoints.truncate(39));
    assert_eq!(lost, (2_000, What::CheckpointMissing));
    assert_eq!(broken(|ledger| ledger.anchors[0].signature[0] ^= 1), (50, What::Forged));
}

#[test]
fn a_ledger_is_not_another_one() {
    let (signer, seed) = Signer::create(LEDGER, &System).unwrap();
    let whole = ledger(&signer);
    let other = Verifier::new("consent", vec![signer.public_key()]);
    assert_eq!(other.verify(&whole.entries, &[], &[]).unwrap_err().what, What::Entry);
    assert_eq!(other.verify(&[], &whole.checkpoints, &[]).unwrap_err().what, What::Forged);
    let again = Signer::from_seed(LEDGER, &seed).unwrap();
    assert_eq!(again.public_key(), signer.public_key());
    assert!(whole.checkpoints[0].is_signed_by(&again.public_key(), LEDGER));
}

#[test]
fn what_no_signature_covers_yet_is_told() {
    let (signer, _) = Signer::create(LEDGER, &System).unwrap();
    let mut ledger = ledger(&signer);
    ledger.checkpoints.truncate(39);
    ledger.anchors.truncate(30);
    let verified = ledger.verify(&signer).unwrap();
    assert_eq!((verified.entries, verified.signed, verified.anchored), (2_000, 1_950, 1_500));
    assert_eq!(Verifier::new(LEDGER, vec![]).verify(&[], &[], &[]).unwrap().entries, 0);
}
