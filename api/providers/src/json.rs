//! The members of a JSON object as they stand in the text: Alipay signs the text of a node, not
//! its meaning, so what is verified must be exactly what was sent.

use crate::Failure;

/// The members of the object that `text` is, each with the raw text of its value.
///
/// # Errors
/// [`Failure::Malformed`]: not JSON, not an object, or a name stands twice (the second would be
/// read where the first was verified).
pub(crate) fn members(text: &str) -> Result<Vec<(String, &str)>, Failure> {
    let bad = Failure::Malformed("a JSON object");
    // The parser bounds the nesting and proves the form; the scan below only finds the places.
    let value: serde_json::Value = serde_json::from_str(text).map_err(|_| bad.clone())?;
    if !value.is_object() {
        return Err(bad);
    }
    let bytes = text.as_bytes();
    let mut found: Vec<(String, &str)> = Vec::new();
    let mut at = skip_blank(bytes, 0) + 1;
    loop {
        at = skip_blank(bytes, at);
        if bytes.get(at) != Some(&b'"') {
            return Ok(found);
        }
        let name_ends = string_end(bytes, at);
        let name = text.get(at..name_ends).ok_or_else(|| bad.clone())?;
        let name: String = serde_json::from_str(name).map_err(|_| bad.clone())?;
        let begins = skip_blank(bytes, skip_blank(bytes, name_ends) + 1);
        let ends = value_end(bytes, begins);
        let raw = text.get(begins..ends).ok_or_else(|| bad.clone())?;
        if found.iter().any(|(known, _)| *known == name) {
            return Err(Failure::Malformed("a JSON member that stands twice"));
        }
        found.push((name, raw.trim_end()));
        at = skip_blank(bytes, ends);
        if bytes.get(at) != Some(&b',') {
            return Ok(found);
        }
        at += 1;
    }
}

fn skip_blank(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// The place after the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The place after the value that begins at `at`: the next comma or bracket of its own level.
fn value_end(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn members_are_found_as_they_stand() {
        let text =
            r#" { "a" : { "x": "}\"," , "y":[1, {"z":2}] } ,"b\u0063":"s\\", "d": -1.5e3 } "#;
        let found = members(text).unwrap();
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a", "bc", "d"]);
        assert_eq!(found[0].1, r#"{ "x": "}\"," , "y":[1, {"z":2}] }"#);
        assert_eq!(found[1].1, r#""s\\""#);
        assert_eq!(found[2].1, "-1.5e3");
        assert!(members("{}").unwrap().is_empty());
    }

    #[test]
    fn doubled_and_broken_objects_are_refused() {
        for bad in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            "[]",
            "1",
            "",
            r#"{"a":1"#,
            r#"{"a":1}x"#,
            "{a:1}",
        ] {
            assert!(members(bad).is_err(), "{bad}");
        }
        assert!(members(&format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000))).is_err());
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(serde_json::Value::from),
            "[ -~\u{4ed8}\"\\\\]{0,12}".prop_map(serde_json::Value::from),
            Just(serde_json::Value::Null),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
                prop::collection::hash_map("[a-z{}\",]{0,5}", inner, 0..5)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_found_means_what_it_meant(
            value in prop::collection::hash_map("[a-z\"{}:,\\\\]{0,6}", value(), 0..6),
            pretty in any::<bool>(),
        ) {
            let value = serde_json::Value::Object(value.into_iter().collect());
            let text = if pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            let found = members(&text).unwrap();
            prop_assert_eq!(found.len(), value.as_object().unwrap().len());
            for (name, raw) in found {
                let read: serde_json::Value = serde_json::from_str(raw).unwrap();
                prop_assert_eq!(&read, &value[&name]);
            }
        }

        #[test]
        fn any_text_is_survived(text in "[\\[\\]{}\",:a\\\\ 0-9]{0,60}") {
            let _ = members(&text);
        }
    }
}
