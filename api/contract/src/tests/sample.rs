//! A key, a body and a chain to try things on.

use serde_json::{Value, json};
use time::macros::datetime;

use crate::{Contract, Head, PublicKeys, SigningKey, canonical, form};

pub fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32]).unwrap()
}

pub fn keys() -> PublicKeys {
    let other = SigningKey::from_seed(&[8; 32]).unwrap();
    let from = datetime!(2026-01-01 0:00 UTC);
    [key().public(from), other.public(from)].into_iter().collect()
}

pub fn body() -> Value {
    canonical::read(include_str!("../../tests/vectors/body.json")).unwrap()
}

/// The body with one member changed.
pub fn body_with(pointer: &str, member: Value) -> Value {
    let mut body = body();
    *body.pointer_mut(pointer).unwrap() = member;
    body
}

pub fn contract() -> Contract {
    form(&body(), &Head::start("operator_0193566ee00070008000000000000001").next(), &key()).unwrap()
}

/// Contracts 1 to `length` of one operator.
pub fn chain(length: u64) -> Vec<Contract> {
    let mut head = Head::start("operator_0193566ee00070008000000000000001");
    let mut chain = Vec::new();
    for place in 1..=length {
        let body = body_with("/order", json!(format!("order_{place}")));
        let contract = form(&body, &head.next(), &key()).unwrap();
        head = contract.head();
        chain.push(contract);
    }
    chain
}
