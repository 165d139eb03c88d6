//! Whether an answer is the right one. An answer that came quickly and is wrong is an error.

use bytes::Bytes;

/// What an answer must be: `{"data":…}` with these bytes, whatever `extensions` follow.
#[derive(Debug, Clone)]
pub struct Expected {
    before: Bytes,
    varies: Varies,
    after: Bytes,
}

/// What may differ from answer to answer, between the bytes that may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Varies {
    Nothing,
    Number,
    Text,
}

impl Expected {
    /// Exactly this answer of the floor, which has no extensions.
    pub fn same(answer: &[u8]) -> Self {
        let before = Bytes::copy_from_slice(answer.strip_suffix(b"}").unwrap_or(answer));
        Self { before, varies: Varies::Nothing, after: Bytes::new() }
    }

    /// A whole number between these.
    pub fn number(before: String, after: String) -> Self {
        Self { before: before.into(), varies: Varies::Number, after: after.into() }
    }

    /// A text that is not empty between these.
    pub fn text(before: String, after: String) -> Self {
        Self { before: before.into(), varies: Varies::Text, after: after.into() }
    }

    /// Why the answer is wrong; nothing if it is right.
    pub fn fault(&self, status: u16, body: &[u8]) -> Option<String> {
        if status != 200 {
            return Some(format!("status {status}: {}", start(body)));
        }
        let Some(rest) = body.strip_prefix(self.before.as_ref()) else {
            return Some(self.first_difference(body));
        };
        let varying = match self.varies {
            Varies::Nothing => 0,
            Varies::Number => rest.iter().take_while(|byte| byte.is_ascii_digit()).count(),
            Varies::Text => rest.iter().take_while(|byte| **byte != b'"').count(),
        };
        if varying == 0 && self.varies != Varies::Nothing {
            return Some(format!("nothing stands where something must: {}", start(rest)));
        }
        let Some(end) = rest[varying..].strip_prefix(self.after.as_ref()) else {
            return Some(format!("unexpected: {}", start(&rest[varying..])));
        };
        let closed = end == b"}" || end.starts_with(b",\"extensions\":");
        (!closed).then(|| format!("goes on with: {}", start(end)))
    }

    fn first_difference(&self, body: &[u8]) -> String {
        let at = self.before.iter().zip(body).take_while(|(a, b)| a == b).count();
        let from = at.saturating_sub(40);
        format!(
            "differs at byte {at}: \"{}\" in place of \"{}\"",
            start(&body[from.min(body.len())..]),
            start(&self.before[from.min(self.before.len())..])
        )
    }
}

fn start(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_are_right_and_extensions_are_let_be() {
        let expected = Expected::same(br#"{"data":{"a":1}}"#);
        assert_eq!(expected.fault(200, br#"{"data":{"a":1}}"#), None);
        assert_eq!(expected.fault(200, br#"{"data":{"a":1},"extensions":{"cost":{}}}"#), None);
        for wrong in [
            &br#"{"data":{"a":2}}"#[..],
            br#"{"data":{"a":1},"errors":[]}"#,
            br#"{"data":{"a":1}"#,
            b"",
        ] {
            assert!(expected.fault(200, wrong).is_some(), "{wrong:?}");
        }
        assert!(expected.fault(503, br#"{"data":{"a":1}}"#).is_some());
    }

    #[test]
    fn what_varies_must_be_there() {
        let number = Expected::number(r#"{"data":{"a":"#.into(), r#","b":true}"#.into());
        assert_eq!(number.fault(200, br#"{"data":{"a":12,"b":true}}"#), None);
        assert!(number.fault(200, br#"{"data":{"a":null,"b":true}}"#).is_some());
        assert!(number.fault(200, br#"{"data":{"a":12,"b":false}}"#).is_some());
        let text = Expected::text(r#"{"data":{"a":""#.into(), r#""}"#.into());
        assert_eq!(text.fault(200, br#"{"data":{"a":"x"},"extensions":{}}"#), None);
        assert!(text.fault(200, br#"{"data":{"a":""}}"#).is_some());
    }
}
