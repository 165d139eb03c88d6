//! CM-7: entries taken out, put in, swapped and renamed are named; so are wrong keys.

use contract::{PublicKeys, SigningKey, keys_document};
use time::Duration;
use time::macros::datetime;

use super::sample::{
    MADE, after, archive, builder, fault, files, keys, packed, signed_anew, signer,
};
use crate::{Builder, Fault, MANIFEST, SIGNATURE, Signer, verify};

#[test]
fn cm_7_an_archive_says_what_was_put_in() {
    let report = verify(&archive(), &keys()).unwrap();
    assert_eq!(report.case_id, "complaint_1");
    assert_eq!(report.made_at, MADE);
    assert_eq!(report.key_id, signer().id());
    let paths: Vec<_> = report.entries.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths, ["chat/1.txt", "chat/2.txt", "rulings/1.json", "snapshot.bin"]);
    let ruling = &report.entries[2];
    assert_eq!((ruling.bytes, ruling.what.as_str()), (15, "The ruling"));
    assert_eq!(ruling.media_type, "application/json");
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(report.entries[1].sha256, empty);
    // An archive without entries is one too.
    let none = Builder::new("complaint_2", MADE).sign(&signer()).unwrap();
    assert!(verify(&none, &keys()).unwrap().entries.is_empty());
}

#[test]
fn cm_7_the_same_content_has_the_same_bytes() {
    let whole = archive();
    assert_eq!(whole, archive());
    assert_eq!(packed(&files(&whole)), whole);
    let order: Vec<_> = files(&whole).into_iter().map(|(path, _)| path).collect();
    let sorted = ["chat/1.txt", "chat/2.txt", "rulings/1.json", "snapshot.bin"];
    assert_eq!(order[..2], [MANIFEST, SIGNATURE]);
    assert_eq!(order[2..], sorted);
    let one = Builder::new("c", MADE).entry("b", "t", "w", "1").entry("a", "t", "w", "2");
    let elsewhere = MADE.to_offset(time::macros::offset!(+8)) + Duration::milliseconds(5);
    let other = Builder::new("c", elsewhere).entry("a", "t", "w", "2").entry("b", "t", "w", "1");
    assert_eq!(one.sign(&signer()), other.sign(&signer()));
}

#[test]
fn cm_7_an_entry_taken_out_is_named() {
    let whole = files(&archive());
    for (place, (path, _)) in whole.iter().enumerate() {
        let found = after(|files| {
            files.remove(place);
        });
        assert_eq!(found, Fault::Missing { path: path.clone() });
    }
    assert_eq!(fault(&[0; 1024]), Fault::Missing { path: MANIFEST.to_owned() });
}

#[test]
fn cm_7_an_entry_put_in_is_named() {
    for place in 0..=files(&archive()).len() {
        let extra = ("chat/3.txt".to_owned(), b"never said".to_vec());
        let found = after(|files| files.insert(place, extra));
        assert_eq!(found, Fault::Extra { path: "chat/3.txt".to_owned() });
        let again = files(&archive())[2].clone();
        let found = after(|files| files.insert(place, again));
        assert_eq!(found, Fault::Twice { path: "chat/1.txt".to_owned() });
    }
}

#[test]
fn cm_7_swapped_and_renamed_entries_are_named() {
    let contents = after(|files| {
        let other = files[4].1.clone();
        files[4].1 = std::mem::replace(&mut files[2].1, other);
    });
    assert_eq!(contents, Fault::Changed { path: "chat/1.txt".to_owned() });
    let names = after(|files| {
        let other = files[3].0.clone();
        files[3].0 = std::mem::replace(&mut files[2].0, other);
    });
    assert_eq!(names, Fault::Changed { path: "chat/1.txt".to_owned() });
    let places = after(|files| files.swap(3, 5));
    assert_eq!(places, Fault::Moved { path: "snapshot.bin".to_owned() });
    let first = after(|files| files.swap(0, 1));
    assert_eq!(first, Fault::Moved { path: SIGNATURE.to_owned() });
    let renamed = after(|files| files[2].0 = "chat/0.txt".to_owned());
    assert_eq!(renamed, Fault::Missing { path: "chat/1.txt".to_owned() });
}

#[test]
fn cm_7_a_changed_manifest_is_told_from_a_changed_signature() {
    let other = Builder::new("complaint_2", MADE).sign(&signer()).unwrap();
    let other = files(&other);
    assert_eq!(after(|files| files[0] = other[0].clone()), Fault::Manifest);
    // Both of another archive: they fit each other, and not the entries.
    let both = after(|files| files[..2].clone_from_slice(&other[..2]));
    assert_eq!(both, Fault::Extra { path: "chat/1.txt".to_owned() });
    for (was, is) in [("\"hash\":\"", "\"hash\":\"0"), ("}", "} "), ("keyId", "keyID")] {
        let found = after(|files| {
            let text = String::from_utf8(files[1].1.clone()).unwrap();
            files[1].1 = text.replacen(was, is, 1).into_bytes();
        });
        assert_eq!(found, Fault::Signature, "{was}");
    }
    let by_other = Signer::from_seed(&[8; 32]).unwrap();
    let posing = after(|files| {
        let text = String::from_utf8(files[1].1.clone()).unwrap();
        files[1].1 = text.replace(signer().id(), by_other.id()).into_bytes();
    });
    assert_eq!(posing, Fault::Signature);
}

#[test]
fn cm_7_a_key_that_is_not_known_or_not_in_use_does_not_do() {
    let forger = Signer::from_seed(&[66; 32]).unwrap();
    let forged = builder().sign(&forger).unwrap();
    assert_eq!(fault(&forged), Fault::UnknownKey(forger.id().to_owned()));
    // Who calls the own key by the platform's name is no better off.
    let mut posing = files(&forged);
    let text = String::from_utf8(posing[1].1.clone()).unwrap();
    posing[1].1 = text.replace(forger.id(), signer().id()).into_bytes();
    assert_eq!(fault(&packed(&posing)), Fault::Signature);
    // Without any keys, what was changed is still named before the key.
    let none = PublicKeys::default();
    let unknown = Fault::UnknownKey(signer().id().to_owned());
    assert_eq!(verify(&archive(), &none), Err(unknown));
    let mut changed = files(&archive());
    changed[2].1[0] ^= 1;
    let fault_of = Fault::Changed { path: "chat/1.txt".to_owned() };
    assert_eq!(verify(&packed(&changed), &none), Err(fault_of));
    let early = Builder::new("complaint_1", datetime!(2025-12-31 23:59:59 UTC));
    assert_eq!(fault(&early.sign(&signer()).unwrap()), Fault::KeyNotInUse);
}

/// The list of keys is the one that contracts are verified with.
#[test]
fn cm_7_the_published_keys_of_contracts_verify_it() {
    let key = SigningKey::from_seed(&[7; 32]).unwrap();
    assert_eq!(key.id(), signer().id());
    assert_eq!(format!("{:?}", signer()), format!("Signer({})", key.id()));
    let published = keys_document(&[key.public(datetime!(2026-01-01 0:00 UTC))]);
    verify(&archive(), &PublicKeys::from_json(&published).unwrap()).unwrap();
}

/// Signed by the right key, and yet by no rules that are known: a later format, or a mistake.
#[test]
fn a_signed_manifest_of_another_form_is_refused() {
    for (was, is) in [
        ("archive/1", "archive/2"),
        ("\"chat/1.txt\"", "\"../1.txt\""),
        ("\"chat/1.txt\"", "\"manifest.json\""),
        ("\"chat/1.txt\"", "\"chat/2.txt\""),
        ("\"chat/1.txt\"", "\"z\""),
        ("\"What was said\"", "\"\""),
        ("complaint_1", "a\\nb"),
        ("\"madeAt\"", "\"made\""),
    ] {
        let found = fault(&signed_anew(|list| list.replacen(was, is, 1)));
        assert!(matches!(found, Fault::Form(_)), "{was}: {found}");
    }
    let laid_out = fault(&signed_anew(|list| list + "\n"));
    let Fault::Layout { path, .. } = laid_out else { panic!("{laid_out}") };
    assert_eq!(path.as_deref(), Some(MANIFEST));
}
