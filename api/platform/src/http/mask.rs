//! The last gate on the way out: every error has a documented code, and what is not meant for a
//! client is logged once and replaced by "internal error" with the request id.

use async_graphql::{ErrorExtensionValues, PathSegment, Response, ServerError, Value};

use super::answer::RequestId;
use crate::failure::Failure;
use crate::graphql::ErrorCode;

/// How the library begins the message of a value that does not fit its type: the client's fault.
const INPUT_FAULTS: [&str; 3] =
    ["Failed to parse \"", "Expected input type \"", "Invalid value for argument "];

/// Gives every error a code; masks those that have none.
pub(crate) fn mask(response: &mut Response, id: &RequestId) {
    for error in &mut response.errors {
        match code(error) {
            Some(ErrorCode::Internal) | None if is_input_fault(error) => {
                set(error, ErrorCode::BadRequest, None);
            }
            Some(ErrorCode::Internal) | None => {
                log(error, id);
                "internal error".clone_into(&mut error.message);
                error.extensions = None;
                error.source = None;
                set(error, ErrorCode::Internal, Some(id));
            }
            Some(_) => {}
        }
    }
}

/// The documented code of an error, if it has one.
pub(crate) fn code(error: &ServerError) -> Option<ErrorCode> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(text) => ErrorCode::from_text(text),
        Value::Enum(name) => ErrorCode::from_text(name.as_str()),
        _ => None,
    }
}

fn is_input_fault(error: &ServerError) -> bool {
    error.extensions.is_none()
        && error.source.is_none()
        && INPUT_FAULTS.iter().any(|start| error.message.starts_with(start))
}

fn set(error: &mut ServerError, code: ErrorCode, id: Option<&RequestId>) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    extensions.set("code", code.as_str());
    if let Some(id) = id {
        extensions.set("requestId", id.as_str());
    }
}

fn log(error: &ServerError, id: &RequestId) {
    if let Some(failure) = error.source::<Failure>() {
        return failure.log(id.as_str());
    }
    let path = path(&error.path);
    let failure = error.message.as_str();
    tracing::error!(request_id = id.as_str(), path, failure, "a resolver failed");
}

fn path(segments: &[PathSegment]) -> String {
    let mut text = String::new();
    for segment in segments {
        if !text.is_empty() {
            text.push('.');
        }
        match segment {
            PathSegment::Field(name) => text.push_str(name),
            PathSegment::Index(index) => text.push_str(&index.to_string()),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(error: ServerError) -> String {
        let mut response = Response::from_errors(vec![error]);
        mask(&mut response, &RequestId::new("r1"));
        serde_json::to_string(&response.errors).unwrap()
    }

    fn error(message: &str, code: Option<&str>) -> ServerError {
        let mut error = ServerError::new(message, None);
        if let Some(code) = code {
            error.extensions.get_or_insert_default().set("code", code);
        }
        error
    }

    #[test]
    fn only_documented_codes_pass_and_all_else_is_masked() {
        insta::assert_snapshot!(
            masked(error("There is no such post.", Some("NOT_FOUND"))),
            @r#"[{"message":"There is no such post.","extensions":{"code":"NOT_FOUND"}}]"#
        );
        let hidden =
            r#"[{"message":"internal error","extensions":{"code":"INTERNAL","requestId":"r1"}}]"#;
        assert_eq!(masked(error("SELECT * FROM account", None)), hidden);
        assert_eq!(masked(error("SELECT", Some("INTERNAL"))), hidden);
        assert_eq!(masked(error("SELECT", Some("SECRET_CODE"))), hidden);
        insta::assert_snapshot!(
            masked(error("Failed to parse \"DateTime\": no", None)),
            @r#"[{"message":"Failed to parse \"DateTime\": no","extensions":{"code":"BAD_REQUEST"}}]"#
        );
    }
}
