//! OR-1: a contract changed by one byte fails, and what was changed is named.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::sample::{body_with, contract, key, keys};
use crate::{Broken, Contract, NotRead, SigningKey, canonical, diff, form, verify};

#[test]
fn or_1_a_formed_contract_verifies_and_reads_back_byte_for_byte() {
    let contract = contract();
    verify(&contract, &keys()).unwrap();
    let text = contract.to_json().unwrap();
    let read = Contract::from_json(&text).unwrap();
    assert_eq!(read, contract);
    assert_eq!(read.to_json().unwrap(), text);
    assert_eq!(verify(&read, &keys()), Ok(()));
}

/// Every byte of the file, with each of its eight bits turned.
#[test]
fn or_1_every_turned_bit_of_every_byte_is_found() {
    let (file, keys) = (contract().to_json().unwrap(), keys());
    for place in 0..file.len() {
        for bit in 0..8 {
            let mut bytes = file.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let found = match Contract::from_json(&text) {
                Err(_) => true,
                Ok(read) => verify(&read, &keys).is_err(),
            };
            assert!(found, "bit {bit} of byte {place} was turned unseen");
        }
    }
}

/// Every byte removed, and every byte doubled.
#[test]
fn or_1_every_missing_and_every_doubled_byte_is_found() {
    let (file, keys) = (contract().to_json().unwrap(), keys());
    let holds = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).ok()?;
        verify(&Contract::from_json(&text).ok()?, &keys).ok()
    };
    for place in 0..file.len() {
        let mut less = file.clone().into_bytes();
        let byte = less.remove(place);
        assert_eq!(holds(less), None, "byte {place} was removed unseen");
        let mut more = file.clone().into_bytes();
        more.insert(place, byte);
        assert_eq!(holds(more), None, "byte {place} was doubled unseen");
    }
}

/// The file with one member replaced, canonical again.
fn changed(pointer: &str, member: Value) -> Contract {
    let mut value = canonical::read(&contract().to_json().unwrap()).unwrap();
    *value.pointer_mut(pointer).unwrap() = member;
    Contract::from_json(&canonical::write(&value).unwrap()).unwrap()
}

#[test]
fn or_1_the_changed_member_is_named() {
    let zeros = "0".repeat(64);
    let cases = [
        ("/body/lines/0/quantity", json!(3)),
        ("/body/lines/1/title", json!("another tea")),
        ("/body/price/totalMinor", json!(1)),
        ("/body/disputes/forum", json!("elsewhere")),
        ("/body/insurance/insurer", json!(null)),
        ("/chain", json!("operator_2")),
        ("/seq", json!(2)),
        ("/previous", json!(zeros.replace('0', "1"))),
        ("/hash", json!(zeros)),
        ("/marks", json!("AAAAAA")),
    ];
    for (pointer, member) in cases {
        let broken = verify(&changed(pointer, member), &keys()).unwrap_err();
        assert_eq!(broken, Broken::Changed { members: vec![pointer.to_owned()] });
    }
    let other = SigningKey::from_seed(&[8; 32]).unwrap();
    let broken = verify(&changed("/keyId", json!(other.id())), &keys()).unwrap_err();
    assert_eq!(broken, Broken::Changed { members: vec!["/keyId".to_owned()] });
    let unknown = verify(&changed("/keyId", json!("nobody")), &keys()).unwrap_err();
    assert_eq!(unknown, Broken::UnknownKey("nobody".to_owned()));
    let signature = changed("/signature", json!("A".repeat(86)));
    assert_eq!(verify(&signature, &keys()), Err(Broken::Signature));
    let format = changed("/format", json!("fairstall-contract/2"));
    assert_eq!(verify(&format, &keys()), Err(Broken::Format("fairstall-contract/2".to_owned())));
}

#[test]
fn or_1_added_and_removed_members_are_named() {
    let mut value = canonical::read(&contract().to_json().unwrap()).unwrap();
    value["body"]["seller"]["phone"] = json!("x");
    let added = Contract::from_json(&canonical::write(&value).unwrap()).unwrap();
    let expected = Broken::Changed { members: vec!["/body/seller/phone".to_owned()] };
    assert_eq!(verify(&added, &keys()), Err(expected));

    let mut value = canonical::read(&contract().to_json().unwrap()).unwrap();
    value["body"]["lines"].as_array_mut().unwrap().pop();
    let removed = Contract::from_json(&canonical::write(&value).unwrap()).unwrap();
    let Err(Broken::Changed { members }) = verify(&removed, &keys()) else { panic!() };
    assert_eq!(members, ["/body/lines/0/variant (what follows it)"]);
}

/// Who signs anew with a key of their own is an unknown signer, whatever they call the key.
#[test]
fn or_1_a_contract_signed_by_somebody_else_does_not_hold() {
    let forger = SigningKey::from_seed(&[66; 32]).unwrap();
    let cheaper = body_with("/order", json!("order_forged"));
    let forged = form(&cheaper, contract().link(), &forger).unwrap();
    assert_eq!(verify(&forged, &keys()), Err(Broken::UnknownKey(forger.id().to_owned())));
    let text = forged.to_json().unwrap().replace(forger.id(), key().id());
    let posing = Contract::from_json(&text).unwrap();
    assert_eq!(verify(&posing, &keys()), Err(Broken::Signature));
}

#[test]
fn or_1_a_key_signs_only_while_it_is_in_use() {
    for formed in ["2025-12-31T23:59:59Z", "2020-01-01T00:00:00Z"] {
        let early = form(&body_with("/formedAt", json!(formed)), contract().link(), &key());
        assert_eq!(verify(&early.unwrap(), &keys()), Err(Broken::KeyNotInUse));
    }
}

#[test]
fn a_layout_that_is_not_canonical_is_no_contract_file() {
    let text = contract().to_json().unwrap();
    let end = text.len();
    let laid_out = format!("{text}\n");
    assert_eq!(Contract::from_json(&laid_out), Err(NotRead::Layout { at: end }));
    let spaced = text.replacen(':', ": ", 1);
    assert!(matches!(Contract::from_json(&spaced), Err(NotRead::Layout { .. })));
    for bad in ["", "{}", "[]", "null", "{\"a\":1}", &text.replacen("\"seq\"", "\"sEq\"", 1)] {
        assert!(Contract::from_json(bad).is_err(), "{bad}");
    }
    assert_eq!(Contract::from_json("{}"), Err(NotRead::Member("body".to_owned())));
    let upper = contract().hash_text();
    let shouted = text.replace(&upper, &upper.to_uppercase());
    assert_eq!(Contract::from_json(&shouted), Err(NotRead::Member("hash".to_owned())));
}

#[test]
fn a_difference_is_named_with_both_values() {
    let shown = changed("/body/lines/0/quantity", json!(3));
    let found = diff(&contract(), &shown);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pointer, "/body/lines/0/quantity");
    assert_eq!(found[0].original, Some(json!(2)));
    assert_eq!(found[0].other, Some(json!(3)));
    assert!(diff(&contract(), &contract()).is_empty());
}

proptest! {
    /// Whatever is written over whatever part of the file, it is found.
    #[test]
    fn or_1_no_part_can_be_overwritten(place in any::<prop::sample::Index>(), other in "[ -~]{1,8}") {
        let file = contract().to_json().unwrap();
        let from = place.index(file.len() - other.len());
        let (Some(before), Some(after)) = (file.get(..from), file.get(from + other.len()..)) else {
            return Ok(());
        };
        let text = format!("{before}{other}{after}");
        prop_assume!(text != file);
        let holds = Contract::from_json(&text).is_ok_and(|read| verify(&read, &keys()).is_ok());
        prop_assert!(!holds);
    }
}
