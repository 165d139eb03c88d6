//! A GraphQL request as it comes over the wire: the JSON of a POST, the query string of a GET, the
//! payload of a socket's `subscribe`. Read strictly; what has the wrong type is named.

use std::borrow::Cow;
use std::fmt;
use std::mem::replace;

use http::Uri;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::answer::Refused;
use super::field::{Field, Skipped, Wanted};
use crate::graphql::{ErrorCode, RequestError};

/// The parameters of the GraphQL-over-HTTP specification.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// The document's text.
    pub(crate) query: Option<String>,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: Map<String, Value>,
    /// The hash by which a persisted operation is named, in `extensions.persistedQuery`.
    pub(crate) persisted: Option<Persisted>,
    /// The name of a trusted operation, or `sha256:` and a hash.
    pub(crate) document_id: Option<String>,
}

/// `extensions.persistedQuery`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Persisted {
    pub(crate) version: u64,
    pub(crate) hash: String,
}

impl Parameters {
    /// Reads the body of a POST.
    pub(crate) fn from_json(body: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(body).map_err(|error| malformed("The body", &error))
    }

    /// Reads the query string of a GET.
    pub(crate) fn from_uri(uri: &Uri) -> Result<Self, Refused> {
        let mut parameters = Self::default();
        let mut seen = [false; 5];
        let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        for (name, value) in pairs {
            let Some(place) = NAMES.iter().position(|known| *known == name) else { continue };
            if replace(&mut seen[place], true) {
                return Err(bad_request(format!("`{name}` is given twice.")));
            }
            let text = (!value.is_empty()).then(|| value.clone().into_owned());
            let json = |name| move |error: serde_json::Error| malformed(name, &error);
            match NAMES[place] {
                "query" => parameters.query = text,
                "operationName" => parameters.operation_name = text,
                "documentId" => parameters.document_id = text,
                "variables" if text.is_some() => {
                    let field: Field<Map<String, Value>> =
                        serde_json::from_str(&value).map_err(json("`variables`"))?;
                    parameters.variables =
                        field.take("variables").map_err(bad_request)?.unwrap_or_default();
                }
                "extensions" if text.is_some() => {
                    let field: Field<Extensions> =
                        serde_json::from_str(&value).map_err(json("`extensions`"))?;
                    parameters.persisted =
                        persisted(field.take("extensions").map_err(bad_request)?)?;
                }
                _ => {}
            }
        }
        Ok(parameters)
    }

    /// Whether the operation is named by hash or id, whatever else is given.
    pub(crate) const fn names_persisted(&self) -> bool {
        self.persisted.is_some() || self.document_id.is_some()
    }
}

const NAMES: [&str; 5] = ["query", "operationName", "variables", "extensions", "documentId"];

fn bad_request(message: impl Into<String>) -> Refused {
    Refused::request(RequestError::new(ErrorCode::BadRequest, message))
}

/// A sentence about JSON that cannot be read, without any of its content.
fn malformed(what: &str, error: &serde_json::Error) -> Refused {
    use serde_json::error::Category;
    bad_request(match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let end = text.find(" at line ").unwrap_or(text.len());
            text[..end].to_owned()
        }
        Category::Eof => format!("{what} is not JSON: it ends too early."),
        Category::Syntax | Category::Io => {
            format!("{what} is not JSON (line {}, column {}).", error.line(), error.column())
        }
    })
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParametersVisitor)
    }
}

struct ParametersVisitor;

impl ParametersVisitor {
    const WRONG: &'static str =
        "A GraphQL request is one JSON object; lists of them are not taken.";
}

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Parameters;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GraphQL request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parameters, A::Error> {
        let mut parameters = Parameters::default();
        let mut seen = [false; 5];
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            let Some(place) = NAMES.iter().position(|known| *known == name) else {
                map.next_value::<Skipped>()?;
                continue;
            };
            if replace(&mut seen[place], true) {
                return Err(de::Error::custom(format_args!("`{name}` is given twice.")));
            }
            match NAMES[place] {
                "query" => parameters.query = map.next_value::<Field<_>>()?.expect("query")?,
                "operationName" => {
                    let name: Option<String> =
                        map.next_value::<Field<_>>()?.expect("operationName")?;
                    parameters.operation_name = name.filter(|name| !name.is_empty());
                }
                "documentId" => {
                    parameters.document_id = map.next_value::<Field<_>>()?.expect("documentId")?;
                }
                "variables" => {
                    let variables =
                        map.next_value::<Field<Map<String, Value>>>()?.expect("variables")?;
                    parameters.variables = variables.unwrap_or_default();
                }
                _ => {
                    let extensions = map.next_value::<Field<Extensions>>()?.expect("extensions")?;
                    parameters.persisted = persisted(extensions).map_err(first_message)?;
                }
            }
        }
        Ok(parameters)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Parameters, A::Error> {
        Err(de::Error::custom(Self::WRONG))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Parameters, E> {
        Err(E::custom(Self::WRONG))
    }
}

fn first_message<E: de::Error>(refused: Refused) -> E {
    let message = refused.errors.into_iter().next().map(|error| error.message);
    E::custom(message.unwrap_or_default())
}

impl Wanted for String {
    const WANTED: &'static str = "a string";

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Wanted for Map<String, Value> {
    const WANTED: &'static str = "an object";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut variables = Self::default();
        while let Some((name, value)) = map.next_entry()? {
            variables.insert(name, value);
        }
        Ok(Some(variables))
    }
}

/// What of `extensions` is ours; all else is somebody else's and passed over.
#[derive(Default)]
struct Extensions {
    persisted_query: Option<Value>,
}

impl Wanted for Extensions {
    const WANTED: &'static str = "an object";

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        let mut extensions = Self::default();
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if name == "persistedQuery" {
                extensions.persisted_query = Some(map.next_value()?);
            } else {
                map.next_value::<Skipped>()?;
            }
        }
        Ok(Some(extensions))
    }
}

fn persisted(extensions: Option<Extensions>) -> Result<Option<Persisted>, Refused> {
    let given = extensions.and_then(|extensions| extensions.persisted_query);
    let Some(given) = given.filter(|given| !given.is_null()) else { return Ok(None) };
    let version = given.get("version").and_then(Value::as_u64);
    let hash = given.get("sha256Hash").and_then(Value::as_str);
    match (version, hash) {
        (Some(version), Some(hash)) if !hash.is_empty() => {
            Ok(Some(Persisted { version, hash: hash.to_owned() }))
        }
        _ => Err(bad_request(
            "`extensions.persistedQuery` must have a `version` and a `sha256Hash`.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(result: Result<Parameters, Refused>) -> String {
        result.unwrap_err().errors.remove(0).message
    }

    fn post(body: &str) -> Result<Parameters, Refused> {
        Parameters::from_json(body.as_bytes())
    }

    fn get(query: &str) -> Result<Parameters, Refused> {
        Parameters::from_uri(&format!("/graphql?{query}").parse().unwrap())
    }

    #[test]
    fn a_well_formed_body_is_read_whole() {
        let read = post(
            r#"{"query":"{a}","operationName":"A","variables":{"x":[1,{"y":null}]},"other":[{}],
                "extensions":{"tracing":1,"persistedQuery":{"version":1,"sha256Hash":"ab"}}}"#,
        )
        .unwrap();
        assert_eq!(read.query.as_deref(), Some("{a}"));
        assert_eq!(read.operation_name.as_deref(), Some("A"));
        assert_eq!(serde_json::to_string(&read.variables).unwrap(), r#"{"x":[1,{"y":null}]}"#);
        assert_eq!(read.persisted, Some(Persisted { version: 1, hash: "ab".to_owned() }));
        let nulls = r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#;
        assert_eq!(post(nulls).unwrap(), post(r#"{"query":"{a}","operationName":""}"#).unwrap());
    }

    #[test]
    fn a_wrong_type_is_named_and_broken_json_is_told_apart() {
        insta::assert_snapshot!(refusal(post(r#"{"query":0}"#)), @"`query` must be a string.");
        insta::assert_snapshot!(refusal(post(r#"{"query":{"a":[1]}}"#)), @"`query` must be a string.");
        insta::assert_snapshot!(refusal(post(r#"{"operationName":false}"#)), @"`operationName` must be a string.");
        insta::assert_snapshot!(refusal(post(r#"{"variables":[1]}"#)), @"`variables` must be an object.");
        insta::assert_snapshot!(refusal(post(r#"{"extensions":"x"}"#)), @"`extensions` must be an object.");
        insta::assert_snapshot!(refusal(post(r#"{"query":"a","query":"b"}"#)), @"`query` is given twice.");
        insta::assert_snapshot!(refusal(post(r#"[{"query":"a"}]"#)), @"A GraphQL request is one JSON object; lists of them are not taken.");
        insta::assert_snapshot!(refusal(post("null")), @"A GraphQL request is one JSON object; lists of them are not taken.");
        insta::assert_snapshot!(refusal(post(r#"{"query":"#)), @"The body is not JSON: it ends too early.");
        insta::assert_snapshot!(refusal(post("")), @"The body is not JSON: it ends too early.");
        insta::assert_snapshot!(refusal(post(r#"{"query":"a"} x"#)), @"The body is not JSON (line 1, column 15).");
        insta::assert_snapshot!(
            refusal(post(r#"{"extensions":{"persistedQuery":{"version":"1"}}}"#)),
            @"`extensions.persistedQuery` must have a `version` and a `sha256Hash`."
        );
    }

    #[test]
    fn nesting_is_bounded_before_anything_is_built() {
        for name in ["variables", "extensions", "unknown", "query"] {
            for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
                let (open, close) = (open.repeat(5_000), close.repeat(5_000));
                let told = refusal(post(&format!(r#"{{"{name}":{{"x":{open}1{close}}}}}"#)));
                assert!(told.starts_with("The body is not JSON (line 1, column "), "{told}");
            }
        }
    }

    #[test]
    fn a_query_string_is_read_like_a_body() {
        let read =
            get("query=%7Ba%7D&operationName=A&variables=%7B%22x%22%3A1%7D&unknown=1&extensions=\
             %7B%22persistedQuery%22%3A%7B%22version%22%3A1%2C%22sha256Hash%22%3A%22ab%22%7D%7D")
            .unwrap();
        assert_eq!(read.query.as_deref(), Some("{a}"));
        assert!(read.names_persisted());
        assert_eq!(serde_json::to_string(&read.variables).unwrap(), r#"{"x":1}"#);
        assert_eq!(get("variables=&extensions=&operationName=").unwrap(), Parameters::default());
        insta::assert_snapshot!(refusal(get("variables=[1]")), @"`variables` must be an object.");
        insta::assert_snapshot!(refusal(get("variables=%7B")), @"`variables` is not JSON: it ends too early.");
        insta::assert_snapshot!(refusal(get("query=a&query=b")), @"`query` is given twice.");
    }
}
