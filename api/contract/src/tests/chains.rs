//! A chain shows which of its contracts is missing, moved, changed, doubled or told twice.

use serde_json::json;

use super::sample::{body_with, chain, key, keys};
use crate::{Break, Broken, Contract, Head, Why, canonical, form, verify_chain};

fn verified(chain: &[Contract], known: Option<&Head>) -> Result<Head, Break> {
    let start = Head::start("operator_0193566ee00070008000000000000001");
    verify_chain(chain, &keys(), &start, known)
}

fn broken(chain: &[Contract], known: Option<&Head>) -> (u64, Why) {
    let broken = verified(chain, known).unwrap_err();
    (broken.seq, broken.why)
}

#[test]
fn or_1_a_whole_chain_verifies_from_any_place() {
    let chain = chain(5);
    assert_eq!(verified(&chain, None), Ok(chain[4].head()));
    assert_eq!(verified(&chain, Some(&chain[4].head())), Ok(chain[4].head()));
    assert_eq!(verified(&chain, Some(&chain[2].head())), Ok(chain[4].head()));
    assert_eq!(verified(&[], None).map(|head| head.seq), Ok(0));
    let part = verify_chain(&chain[2..], &keys(), &Head::before(&chain[2]), None);
    assert_eq!(part, Ok(chain[4].head()));
    let stored = Head::stored("operator_1", 5, &chain[4].hash_text()).unwrap();
    assert_eq!(stored.hash, chain[4].hash());
}

#[test]
fn or_1_each_kind_of_tampering_is_named_at_its_place() {
    let whole = chain(5);
    let take = |places: &[usize]| -> Vec<Contract> {
        places.iter().map(|place| whole[*place].clone()).collect()
    };
    assert_eq!(broken(&take(&[0, 1, 3, 4]), None), (3, Why::Missing));
    assert_eq!(broken(&take(&[1, 2]), None), (1, Why::Missing));
    assert_eq!(broken(&take(&[0, 2, 1, 3, 4]), None), (2, Why::Moved));
    assert_eq!(broken(&take(&[0, 1, 1, 2]), None), (2, Why::Twice));
    assert_eq!(broken(&take(&[0, 1, 2]), Some(&whole[4].head())), (4, Why::Cut));
    assert_eq!(broken(&[], Some(&whole[4].head())), (1, Why::Cut));
}

#[test]
fn or_1_a_changed_contract_is_named_by_place_and_member() {
    let mut chain = chain(4);
    let mut value = canonical::read(&chain[2].to_json().unwrap()).unwrap();
    value["body"]["price"]["freightMinor"] = json!(900);
    chain[2] = Contract::from_json(&canonical::write(&value).unwrap()).unwrap();
    let members = vec!["/body/price/freightMinor".to_owned()];
    assert_eq!(broken(&chain, None), (3, Why::Changed(Broken::Changed { members })));
}

/// Who owns the signing key can tell a second history, and both are signed: the chain shows where
/// they part.
#[test]
fn or_1_two_histories_are_found_though_both_are_signed() {
    let whole = chain(4);
    let other = body_with("/order", json!("order_other"));
    let second = form(&other, whole[1].link(), &key()).unwrap();
    let spliced = [whole[0].clone(), second.clone(), whole[2].clone(), whole[3].clone()];
    assert_eq!(broken(&spliced, None), (3, Why::Forked));
    let both = [whole[0].clone(), whole[1].clone(), second.clone()];
    assert_eq!(broken(&both, None), (2, Why::Forked));
    let told = [whole[0].clone(), second];
    assert_eq!(broken(&told, Some(&whole[1].head())), (2, Why::Forked));
    assert_eq!(broken(&whole[..3], Some(&Head::start("operator_2"))), (0, Why::Foreign));
}

#[test]
fn or_1_a_contract_of_another_operator_is_foreign() {
    let mut chain = chain(2);
    let foreign = Head { chain: "operator_2".to_owned(), ..chain[0].head() };
    let body = body_with("/seller/operator", json!("operator_2"));
    chain[1] = form(&body, &foreign.next(), &key()).unwrap();
    assert_eq!(broken(&chain, None), (2, Why::Foreign));
}
