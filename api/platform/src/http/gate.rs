//! Which requests are read at all: bodies that say they are JSON, and GETs that no foreign page can
//! send unasked. Both make a browser ask first (a preflight), which is what stops forged requests.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::answer::Refused;
use crate::graphql::ErrorCode;

/// Whether the body is said to be JSON in UTF-8; anything else is refused unread.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Refused> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (first, second) = (values.next(), values.next());
    let json = first.and_then(|value| value.to_str().ok()).is_some_and(is_json);
    if json && second.is_none() {
        return Ok(());
    }
    Err(Refused::because(
        ErrorCode::UnsupportedMediaType,
        "Send `content-type: application/json`, in UTF-8.",
    ))
}

fn is_json(value: &str) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    essence.eq_ignore_ascii_case("application/json")
        && parts.filter(|part| !part.is_empty()).all(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let value = value.trim().trim_matches('"');
            !name.trim().eq_ignore_ascii_case("charset")
                || value.eq_ignore_ascii_case("utf-8")
                || value.eq_ignore_ascii_case("utf8")
        })
}

/// Whether a GET cannot have been sent by a foreign page without asking first: it carries a header
/// that a browser preflights, or the browser itself says where it comes from.
pub(crate) fn check_csrf(headers: &HeaderMap) -> Result<(), Refused> {
    let preflighted = ["x-fairstall-csrf", "apollo-require-preflight"]
        .iter()
        .any(|name| headers.get(*name).is_some_and(|value| !value.is_empty()));
    let same_origin = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    if preflighted || same_origin || check_content_type(headers).is_ok() {
        return Ok(());
    }
    Err(Refused::because(
        ErrorCode::CsrfPrevented,
        "Send the header `x-fairstall-csrf`, or `content-type: application/json`, with a GET.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &'static str, value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for right in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json; profile=x;",
        ] {
            assert!(check_content_type(&with("content-type", right)).is_ok(), "{right}");
        }
        for wrong in [
            "text/plain",
            "application/json; charset=latin1",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=application/json",
            "application/jsonp",
            "application/graphql",
            "",
        ] {
            assert!(check_content_type(&with("content-type", wrong)).is_err(), "{wrong}");
        }
        assert!(check_content_type(&HeaderMap::new()).is_err());
        let mut twice = with("content-type", "application/json");
        twice.append("content-type", "text/plain".parse().unwrap());
        assert!(check_content_type(&twice).is_err());
    }

    #[test]
    fn a_get_must_show_that_a_browser_asked_first() {
        assert!(check_csrf(&HeaderMap::new()).is_err());
        assert!(check_csrf(&with("content-type", "text/plain")).is_err());
        assert!(check_csrf(&with("sec-fetch-site", "cross-site")).is_err());
        assert!(check_csrf(&with("x-fairstall-csrf", "")).is_err());
        assert!(check_csrf(&with("x-fairstall-csrf", "1")).is_ok());
        assert!(check_csrf(&with("apollo-require-preflight", "true")).is_ok());
        assert!(check_csrf(&with("content-type", "application/json")).is_ok());
        assert!(check_csrf(&with("sec-fetch-site", "same-origin")).is_ok());
    }
}
