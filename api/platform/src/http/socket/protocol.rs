//! The words of `graphql-transport-ws`: what a client may say, what we say, and the codes with
//! which we hang up. Anything that is not in the protocol is 4400.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::http::caller::token_of;
use crate::http::request::Parameters;

/// The name of the protocol in the handshake.
pub(super) const SUBPROTOCOL: &str = "graphql-transport-ws";

/// Why we hang up: a close code and the words that go with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Goodbye(pub(super) u16, pub(super) &'static str);

impl Goodbye {
    pub(super) const GOING_AWAY: Self = Self(1001, "Going away");
    pub(super) const NOT_TEXT: Self = Self(1007, "Not UTF-8");
    pub(super) const TOO_LARGE: Self = Self(1009, "Message too large");
    pub(super) const INVALID: Self = Self(4400, "Invalid message received");
    pub(super) const UNAUTHORIZED: Self = Self(4401, "Unauthorized");
    pub(super) const FORBIDDEN: Self = Self(4403, "Forbidden");
    pub(super) const TOO_MANY_SOCKETS: Self = Self(4403, "Too many sockets");
    pub(super) const SESSION_OVER: Self = Self(4403, "The session is over");
    pub(super) const SUBPROTOCOL: Self = Self(4406, "Subprotocol not acceptable");
    pub(super) const INIT_TIMEOUT: Self = Self(4408, "Connection initialisation timeout");
    pub(super) const TOO_MANY_INITS: Self = Self(4429, "Too many initialisation requests");
    pub(super) const BROKEN: Self = Self(4500, "Internal server error");
}

/// What a client says.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// `connection_init`, with the token in its payload if there is one.
    Init { token: Option<Token> },
    /// `ping`, whose payload goes back in the `pong`.
    Ping { payload: Option<Value> },
    /// `pong`.
    Pong,
    /// `subscribe`.
    Subscribe { id: String, parameters: Box<Parameters> },
    /// `complete`.
    Complete { id: String },
}

/// A token in the payload of `connection_init`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Bearer(String),
    /// Something stands where the token should, but is none.
    Unreadable,
}

/// Reads one message; `None` is 4400.
pub(super) fn hear(text: &str) -> Option<Heard> {
    let Value::Object(mut message) = serde_json::from_str(text).ok()? else { return None };
    let kind = message.remove("type")?;
    match kind.as_str()? {
        "connection_init" => Some(Heard::Init { token: token(object(&mut message)?.as_ref()) }),
        "ping" => Some(Heard::Ping { payload: object(&mut message)?.map(Value::Object) }),
        "pong" => object(&mut message).map(|_| Heard::Pong),
        "subscribe" => {
            let id = id(&mut message)?;
            let payload = message.remove("payload").filter(Value::is_object)?;
            payload.get("query").filter(|query| query.is_string())?;
            let mut parameters = Parameters::deserialize(payload).ok()?;
            // The protocol demands a text; an empty one leaves room for a persisted one's name.
            if parameters.names_persisted() {
                parameters.query = parameters.query.filter(|text| !text.is_empty());
            }
            Some(Heard::Subscribe { id, parameters: Box::new(parameters) })
        }
        "complete" => id(&mut message).map(|id| Heard::Complete { id }),
        _ => None,
    }
}

/// A payload that is an object, `null` or absent.
#[expect(clippy::option_option, reason = "the outer one is the protocol's no, the inner absence")]
fn object(message: &mut Map<String, Value>) -> Option<Option<Map<String, Value>>> {
    match message.remove("payload") {
        None | Some(Value::Null) => Some(None),
        Some(Value::Object(payload)) => Some(Some(payload)),
        Some(_) => None,
    }
}

fn id(message: &mut Map<String, Value>) -> Option<String> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() => Some(id),
        _ => None,
    }
}

/// `Authorization` or `authorization` as a header would have it, or the bare `token`.
fn token(payload: Option<&Map<String, Value>>) -> Option<Token> {
    let payload = payload?;
    let given = |name| payload.get(name).filter(|value| !value.is_null());
    let readable = |token: Option<&str>| {
        token.map_or(Token::Unreadable, |token| Token::Bearer(token.to_owned()))
    };
    if let Some(header) = given("Authorization").or_else(|| given("authorization")) {
        return Some(readable(header.as_str().and_then(|header| token_of(header).ok())));
    }
    let bare = given("token")?.as_str().map(|token| format!("Bearer {token}"));
    Some(readable(bare.as_deref().and_then(|header| token_of(header).ok())))
}

/// `connection_ack`.
pub(super) const ACK: &str = r#"{"type":"connection_ack"}"#;

/// `pong`, with the payload of the ping it answers.
pub(super) fn pong(payload: Option<&Value>) -> String {
    payload.map_or_else(
        || r#"{"type":"pong"}"#.to_owned(),
        |payload| format!(r#"{{"type":"pong","payload":{payload}}}"#),
    )
}

/// `next`: one result.
pub(super) fn next(id: &str, body: &[u8]) -> Vec<u8> {
    about(id, "next", Some(body))
}

/// `error`: why the operation was not run.
pub(super) fn error(id: &str, errors: &[u8]) -> Vec<u8> {
    about(id, "error", Some(errors))
}

/// `complete`: no more will come.
pub(super) fn complete(id: &str) -> Vec<u8> {
    about(id, "complete", None)
}

fn about(id: &str, kind: &str, payload: Option<&[u8]>) -> Vec<u8> {
    let id = Value::from(id).to_string();
    let head = format!(r#"{{"id":{id},"type":"{kind}""#);
    let payload = payload.map_or_else(Vec::new, |payload| [br#","payload":"#, payload].concat());
    [head.as_bytes(), &payload, b"}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_protocol_allows_is_understood() {
        assert_eq!(hear(r#"{"type":"connection_init"}"#), Some(Heard::Init { token: None }));
        assert_eq!(hear(r#"{"type":"pong","payload":{}}"#), Some(Heard::Pong));
        assert_eq!(
            hear(r#"{"type":"complete","id":"1","extra":true}"#),
            Some(Heard::Complete { id: "1".to_owned() })
        );
        let Some(Heard::Subscribe { id, parameters }) = hear(
            r#"{"type":"subscribe","id":"a","payload":{"query":"{a}","operationName":null,"variables":{"x":1}}}"#,
        ) else {
            panic!("not understood")
        };
        assert_eq!((id.as_str(), parameters.query.as_deref()), ("a", Some("{a}")));
        assert_eq!(parameters.variables.len(), 1);
    }

    #[test]
    fn anything_else_is_an_invalid_message() {
        for wrong in [
            "",
            "nonsense",
            "[]",
            "null",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"start","id":"1","payload":{"query":"{a}"}}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"connection_init","payload":[]}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":null}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":"x"}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"complete","id":""}"#,
        ] {
            assert_eq!(hear(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_token_may_come_under_three_names() {
        let token = |payload: &str| match hear(&format!(
            r#"{{"type":"connection_init","payload":{payload}}}"#
        )) {
            Some(Heard::Init { token }) => token,
            other => panic!("{other:?}"),
        };
        let bearer = Some(Token::Bearer("t".to_owned()));
        assert_eq!(token(r#"{"Authorization":"Bearer t"}"#), bearer);
        assert_eq!(token(r#"{"authorization":"bearer t"}"#), bearer);
        assert_eq!(token(r#"{"token":"t"}"#), bearer);
        assert_eq!(token(r#"{"token":null,"other":1}"#), None);
        assert_eq!(token(r#"{"authorization":"t"}"#), Some(Token::Unreadable));
        assert_eq!(token(r#"{"token":7}"#), Some(Token::Unreadable));
    }

    #[test]
    fn what_we_say_is_json_whatever_the_id_is() {
        let said = String::from_utf8(next("a\"\n", br#"{"data":null}"#)).unwrap();
        assert_eq!(said, r#"{"id":"a\"\n","type":"next","payload":{"data":null}}"#);
        assert_eq!(complete("1"), br#"{"id":"1","type":"complete"}"#);
        assert_eq!(error("1", b"[]"), br#"{"id":"1","type":"error","payload":[]}"#);
        assert_eq!(pong(Some(&serde_json::json!({"a":1}))), r#"{"type":"pong","payload":{"a":1}}"#);
    }
}
