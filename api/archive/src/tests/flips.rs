//! CM-7: one byte changed, wherever it is, is refused; in an entry's content, it names the entry.

use super::sample::{archive, fault, keys};
use crate::{Fault, MANIFEST, SIGNATURE, container, verify};

/// What must be said of a byte within this file's content.
fn named(path: &str) -> Fault {
    match path {
        MANIFEST => Fault::Manifest,
        SIGNATURE => Fault::Signature,
        path => Fault::Changed { path: path.to_owned() },
    }
}

/// Every byte turned over, in headers, contents, padding and the end alike.
#[test]
fn cm_7_every_changed_byte_is_refused_and_named() {
    let whole = archive();
    verify(&whole, &keys()).unwrap();
    let members = container::read(&whole).unwrap();
    let mut contents = 0;
    for place in 0..whole.len() {
        let mut file = whole.clone();
        file[place] ^= 0xff;
        let found = fault(&file);
        let member = members.iter().rev().find(|member| member.at <= place).unwrap();
        let start = member.at + 512;
        if (start..start + member.content.len()).contains(&place) {
            assert_eq!(found, named(&member.path), "byte {place}");
            contents += 1;
        } else {
            let of_content = matches!(found, Fault::Changed { .. } | Fault::Manifest);
            assert!(!of_content, "byte {place}: {found}");
        }
    }
    let all: usize = members.iter().map(|member| member.content.len()).sum();
    assert_eq!(contents, all);
}

/// The eight single bits too: a header's sum would not see some changes of two.
#[test]
fn cm_7_every_turned_bit_is_refused() {
    let whole = archive();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut file = whole.clone();
            file[place] ^= 1 << bit;
            assert!(verify(&file, &keys()).is_err(), "bit {bit} of byte {place}");
        }
    }
}

/// A header whose checksum is put right again is still not the one that was written.
#[test]
fn cm_7_a_changed_header_with_a_fitting_sum_is_refused() {
    let whole = archive();
    let members = container::read(&whole).unwrap();
    let at = members.last().unwrap().at;
    // Mode, owner, time, owner's name, what the standard leaves empty.
    for place in [104, 113, 140, 265, 505] {
        let mut file = whole.clone();
        file[at + place] = b'1';
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(&file[at..at + 512]);
        header.set_cksum();
        file[at..at + 512].copy_from_slice(header.as_bytes());
        let Fault::Layout { at: found, path } = fault(&file) else { panic!("byte {place}") };
        assert!((at..=at + place).contains(&found));
        assert_eq!(path.as_deref(), Some("snapshot.bin"));
    }
}

#[test]
fn cm_7_a_changed_filling_names_its_entry() {
    let whole = archive();
    let members = container::read(&whole).unwrap();
    let ruling = members.iter().find(|member| member.path == "rulings/1.json").unwrap();
    let place = ruling.at + 512 + 100;
    let mut file = whole.clone();
    file[place] = 1;
    let path = Some("rulings/1.json".to_owned());
    assert_eq!(fault(&file), Fault::Layout { at: place, path });
}

#[test]
fn cm_7_every_truncation_and_every_addition_is_refused() {
    let whole = archive();
    for length in 0..whole.len() {
        assert!(verify(&whole[..length], &keys()).is_err(), "{length} bytes");
    }
    for more in [vec![0], vec![0; 512], vec![1], whole.clone()] {
        let found = fault(&[whole.clone(), more].concat());
        assert_eq!(found, Fault::Layout { at: whole.len(), path: None });
    }
    let last = container::read(&whole).unwrap().pop().unwrap().at;
    let cut = Fault::Cut { path: "snapshot.bin".to_owned() };
    assert_eq!(fault(&whole[..last + 600]), cut);
    for place in 0..whole.len() {
        let mut less = whole.clone();
        let byte = less.remove(place);
        assert!(verify(&less, &keys()).is_err(), "byte {place} was removed unseen");
        let mut more = whole.clone();
        more.insert(place, byte);
        assert!(verify(&more, &keys()).is_err(), "byte {place} was doubled unseen");
    }
}
