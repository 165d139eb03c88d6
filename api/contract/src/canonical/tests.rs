//! The examples of RFC 8785 as far as contracts go, and what must be refused.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// RFC 8785, 3.2.2 and 3.2.3 with integers in place of the fractions.
#[test]
fn the_example_of_the_standard() {
    let given = r#"{
        "numbers": [333333333, -30, 4, 0, 9007199254740991],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = "{\"literals\":[null,true,false],\
        \"numbers\":[333333333,-30,4,0,9007199254740991],\
        \"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    assert_eq!(write(&read(given).unwrap()).unwrap(), expected);
    let bytes = "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c";
    let begins = crate::hexadecimal::write(&expected.as_bytes()[..30]);
    assert_eq!(begins, bytes, "3.2.4 begins like this");
}

/// RFC 8785, 3.2.3: sorted by UTF-16 code units, where an emoji stands before U+FB33 although its
/// code point is higher.
#[test]
fn names_are_sorted_by_utf_16_code_units() {
    let given = r#"{
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
        \"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\
        \"😀\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
    assert_eq!(write(&read(given).unwrap()).unwrap(), expected);
}

#[test]
fn every_control_character_is_written_in_one_way() {
    let all: String = (0..0x20_u8).map(char::from).chain(['\u{7f}', '/', '\u{2028}']).collect();
    let expected = "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\
        \\u000e\\u000f\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\
        \\u001b\\u001c\\u001d\\u001e\\u001f\u{7f}/\u{2028}\"";
    assert_eq!(write(&json!(all)).unwrap(), expected);
}

#[test]
fn fractions_exponents_and_large_numbers_are_refused_with_their_place() {
    assert_eq!(write(&json!(LARGEST)).unwrap(), "9007199254740991");
    assert_eq!(write(&json!(-LARGEST)).unwrap(), "-9007199254740991");
    for number in [json!(1.5), json!(LARGEST + 1), json!(-LARGEST - 1), json!(u64::MAX)] {
        let refused = write(&json!({ "a/b": [0, { "~": number }] })).unwrap_err();
        assert_eq!(refused.pointer, "/a~1b/1/~0");
    }
    for text in ["1.0", "1e2", "-0", "0.5", "9007199254740992", "-9007199254740992", "1E400"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn what_two_readers_could_read_in_two_ways_is_refused() {
    let refused = [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"b":{"a":1,"a":2}}]"#,
        r#"{"a":1,}"#,
        r#""\ud800""#,
        "[1] 2",
        "",
        "NaN",
        "01",
        "'a'",
        "\u{feff}{}",
    ];
    for text in refused {
        assert!(read(text).is_err(), "{text}");
    }
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    assert!(read(&deep).is_err());
}

fn content() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-LARGEST..=LARGEST).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What is written reads back as the same content, and is written the same again, whatever
    /// layout it went through.
    #[test]
    fn writing_and_reading_lose_nothing(content in content()) {
        let text = write(&content).unwrap();
        prop_assert_eq!(&read(&text).unwrap(), &content);
        let laid_out = serde_json::to_string_pretty(&content).unwrap();
        prop_assert_eq!(write(&read(&laid_out).unwrap()).unwrap(), text);
    }

    /// No text, whatever is in it, does anything but be read or refused.
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        let _ = read(&text);
    }
}
