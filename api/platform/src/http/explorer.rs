//! The explorer: one page to try queries on, for development. It needs nothing from elsewhere, and
//! its policy lets it run only its own script and talk only to us.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::answer::{Refused, reply};
use super::frame::Scope;
use super::negotiate::Media;
use super::transport::Shared;
use crate::graphql::ErrorCode;

const PAGE: &str = include_str!("explorer.html");

/// Where the examples go in the page.
const EXAMPLES: &str = "/*examples*/[]";

/// A query that the explorer offers to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// A few words for the list.
    pub title: String,
    /// The document.
    pub query: String,
    /// Its variables, as JSON; empty for none.
    pub variables: String,
}

/// The page, ready to be sent.
pub(crate) struct Explorer {
    page: Bytes,
    policy: HeaderValue,
}

impl Explorer {
    pub(crate) fn new(examples: &[Example]) -> Self {
        let examples = serde_json::to_string(examples).unwrap_or_else(|_| "[]".to_owned());
        // Inside a page, `</script>` would end the block wherever it stands.
        let page = PAGE.replace(EXAMPLES, &examples.replace('<', "\\u003c"));
        let (script, style) = (hash_of(PAGE, "script"), hash_of(PAGE, "style"));
        let policy = format!(
            "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; \
             connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        let policy = HeaderValue::from_str(&policy);
        let policy = policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
        Self { page: page.into(), policy }
    }
}

/// Serves the page; where it is off, there is nothing here.
pub(crate) async fn page(
    State(shared): State<Arc<Shared>>,
    Extension(scope): Extension<Arc<Scope>>,
) -> Response {
    let Some(explorer) = &shared.explorer else {
        return Refused::because(
            ErrorCode::NotFound,
            "There is nothing here; GraphQL is at /graphql.",
        )
        .into_response(Media::Json, &scope.id);
    };
    let mut response = reply(StatusCode::OK, Media::Html, Body::from(explorer.page.clone()));
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, explorer.policy.clone());
    response
}

/// The hash by which the policy knows the page's own block of this kind: the last `<tag>` in it.
fn hash_of(page: &str, tag: &str) -> String {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    let block = page.rsplit_once(&open).and_then(|(_, rest)| rest.split_once(&close));
    STANDARD.encode(Sha256::digest(block.map_or("", |(block, _)| block)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_carries_its_examples_and_loads_nothing_from_elsewhere() {
        let example = Example {
            title: "</script><b>".to_owned(),
            query: "{ __typename }".to_owned(),
            variables: String::new(),
        };
        let explorer = Explorer::new(&[example]);
        let page = std::str::from_utf8(&explorer.page).unwrap();
        assert!(page.contains(r#""title":"\u003c/script>\u003cb>""#));
        assert!(!page.contains(EXAMPLES));
        for outside in
            ["http://", "https://", "src=", "href=", "@import", "url(", " style=", " onclick="]
        {
            assert!(!PAGE.contains(outside), "{outside}");
        }
        assert_eq!(PAGE.matches("<script>").count(), 1);
        assert_eq!(PAGE.matches("<style>").count(), 1);
    }
}
