//! What differs between two contracts, value by value: an original and what somebody shows.

use std::collections::BTreeMap;
use std::convert::Infallible;

use base64::Engine as _;
use serde_json::Value;

use crate::file::{Contract, content};
use crate::marks::visit;

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where (RFC 6901), such as `/body/lines/0/quantity`.
    pub pointer: String,
    /// What the original says there; nothing if it says nothing.
    pub original: Option<Value>,
    /// What the other says there; nothing if it says nothing.
    pub other: Option<Value>,
}

/// Every value that differs, by its place.
pub fn diff(original: &Contract, other: &Contract) -> Vec<Difference> {
    let mut others = values(other);
    let mut found: Vec<Difference> = Vec::new();
    for (pointer, original) in values(original) {
        let other = others.remove(&pointer);
        if other.as_ref() != Some(&original) {
            found.push(Difference { pointer, original: Some(original), other });
        }
    }
    let added = others.into_iter().map(|(pointer, value)| Difference {
        pointer,
        original: None,
        other: Some(value),
    });
    found.extend(added);
    found.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    found
}

fn values(contract: &Contract) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let content = content(&contract.format, &contract.link, &contract.body);
    let Ok(()) = visit::<Infallible>(&content, &mut |pointer, value| {
        found.insert(pointer.to_owned(), value.clone());
        Ok(())
    });
    let signature = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(contract.signature);
    found.insert("/hash".to_owned(), contract.hash_text().into());
    found.insert("/keyId".to_owned(), contract.key_id.as_str().into());
    found.insert("/marks".to_owned(), contract.marks.to_text().into());
    found.insert("/signature".to_owned(), signature.into());
    found
}
