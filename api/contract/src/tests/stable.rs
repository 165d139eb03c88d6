//! OR-1: contracts of the first day verify for ever. This one was written down then.

use super::sample::{contract, keys};
use crate::{Contract, verify};

const KEPT: &str = include_str!("../../tests/vectors/contract_1.json");

#[test]
fn or_1_a_contract_of_the_first_day_still_verifies() {
    let kept = Contract::from_json(KEPT).unwrap();
    assert_eq!(verify(&kept, &keys()), Ok(()));
    assert_eq!(kept, contract(), "the same content is written, hashed and signed as then");
}
