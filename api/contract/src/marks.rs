//! Marks: four bytes of a hash for each single value of a contract, so that the one that was
//! changed can be named. They prove nothing; the hash over everything does, and covers them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::canonical::{self, NotCanonical};

/// The marks of a contract, in the canonical order of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks(Vec<[u8; 4]>);

impl Marks {
    /// The marks of a content.
    pub fn of(content: &Value) -> Result<Self, NotCanonical> {
        Ok(Self(leaves(content)?.into_iter().map(|leaf| leaf.mark).collect()))
    }

    /// As contracts have them.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.concat())
    }

    /// From a contract.
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let marks: Vec<[u8; 4]> =
            bytes.chunks(4).map(<[u8; 4]>::try_from).collect::<Result<_, _>>().ok()?;
        Some(Self(marks))
    }

    /// The places of a content that these marks are not of: changed or added values by their
    /// pointers, and where values are gone, the pointer before them.
    pub fn strange(&self, content: &Value) -> Result<Vec<String>, NotCanonical> {
        let leaves = leaves(content)?;
        let mut strange = Vec::new();
        let mut stated = self.0.as_slice();
        let mut before = String::new();
        for (place, leaf) in leaves.iter().enumerate() {
            let ahead = stated.iter().position(|mark| *mark == leaf.mark);
            match ahead {
                Some(0) => stated = &stated[1..],
                Some(gone) => {
                    // Marks in between are of values that were replaced (and named already) or
                    // that are gone.
                    if strange.last() != Some(&before) {
                        strange.push(format!("{before} (what follows it)"));
                    }
                    stated = &stated[gone + 1..];
                }
                None => {
                    strange.push(leaf.pointer.clone());
                    // A value was replaced, unless what follows fits the same mark: then it was
                    // added.
                    let next = leaves.get(place + 1).map(|next| next.mark);
                    if next.is_none() || next != stated.first().copied() {
                        stated = stated.get(1..).unwrap_or_default();
                    }
                }
            }
            before.clone_from(&leaf.pointer);
        }
        if !stated.is_empty() {
            strange.push(format!("{before} (what follows it)"));
        }
        Ok(strange)
    }
}

struct Leaf {
    pointer: String,
    mark: [u8; 4],
}

fn leaves(content: &Value) -> Result<Vec<Leaf>, NotCanonical> {
    let mut found = Vec::new();
    visit(content, &mut |pointer, value| {
        let mut hash = Sha256::new();
        hash.update(b"fairstall/contract/mark/1\n");
        hash.update(pointer.as_bytes());
        hash.update(b"\n");
        hash.update(canonical::write(value)?.as_bytes());
        let hash = hash.finalize();
        let mark = [hash[0], hash[1], hash[2], hash[3]];
        found.push(Leaf { pointer: pointer.to_owned(), mark });
        Ok(())
    })?;
    Ok(found)
}

/// Calls `each` with the pointer of every single value, in canonical order. What is empty counts
/// as a value.
pub fn visit<E>(
    content: &Value,
    each: &mut impl FnMut(&str, &Value) -> Result<(), E>,
) -> Result<(), E> {
    walk(&mut String::new(), content, each)
}

fn walk<E>(
    pointer: &mut String,
    value: &Value,
    each: &mut impl FnMut(&str, &Value) -> Result<(), E>,
) -> Result<(), E> {
    let length = pointer.len();
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in canonical::ordered(members) {
                pointer.push('/');
                pointer.push_str(&canonical::step(name));
                walk(pointer, member, each)?;
                pointer.truncate(length);
            }
            Ok(())
        }
        Value::Array(items) if !items.is_empty() => {
            for (place, item) in items.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&place.to_string());
                walk(pointer, item, each)?;
                pointer.truncate(length);
            }
            Ok(())
        }
        single => each(pointer, single),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_changed_an_added_and_a_missing_value_are_named() {
        let original = json!({ "a": 1, "b": [10, 20, 30], "c": { "d": "x", "e": [] } });
        let marks = Marks::of(&original).unwrap();
        assert_eq!(Marks::from_text(&marks.to_text()), Some(marks.clone()));
        let strange = |content: Value| marks.strange(&content).unwrap();
        assert!(strange(original.clone()).is_empty());
        let cases = [
            (json!({ "a": 2, "b": [10, 20, 30], "c": { "d": "x", "e": [] } }), vec!["/a"]),
            (json!({ "a": 1, "b": [10, 21, 30], "c": { "d": "x", "e": [] } }), vec!["/b/1"]),
            (json!({ "a": 1, "b": [10, 20, 30], "c": { "d": "x", "e": [0] } }), vec!["/c/e/0"]),
            (
                json!({ "a": 1, "a2": 0, "b": [10, 20, 30], "c": { "d": "x", "e": [] } }),
                vec!["/a2"],
            ),
            (
                json!({ "a": 1, "b": [10, 20, 30], "c": { "e": [] } }),
                vec!["/b/2 (what follows it)"],
            ),
            (
                json!({ "a": 1, "b": [10, 20, 30], "c": { "d": "x" } }),
                vec!["/c/d (what follows it)"],
            ),
            (json!({ "a": 0, "b": [10, 20, 0], "c": { "d": "x", "e": [] } }), vec!["/a", "/b/2"]),
        ];
        for (content, named) in cases {
            assert_eq!(strange(content.clone()), named, "{content}");
        }
    }

    #[test]
    fn marks_of_another_length_are_no_marks() {
        assert_eq!(Marks::from_text("AAAA"), None);
        assert_eq!(Marks::from_text("not base64!"), None);
        assert_eq!(Marks::from_text(""), Some(Marks(Vec::new())));
    }
}
