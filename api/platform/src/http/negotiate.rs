//! What to answer with: `Accept` read as RFC 9110 §12.5.1 says, for the media types we speak.
//! A missing header means `application/json`, so that old clients keep working.

use http::{HeaderMap, header};

/// The media types an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/json`: status 200 for every well-formed request.
    Json,
    /// `application/graphql-response+json`: the status tells.
    Response,
    /// `text/event-stream`: results as they come.
    Events,
    /// `text/html`: the explorer, on GET in development.
    Html,
}

impl Media {
    /// The value of `Content-Type`.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Events => "text/event-stream; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("application", "json"),
            Self::Response => ("application", "graphql-response+json"),
            Self::Events => ("text", "event-stream"),
            Self::Html => ("text", "html"),
        }
    }
}

/// One member of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths.
    quality: u16,
}

/// What the client would take.
pub(crate) struct Accepted<'a> {
    ranges: Vec<Range<'a>>,
    missing: bool,
}

impl<'a> Accepted<'a> {
    /// Reads every `Accept` header of the request; what cannot be read is passed over.
    pub(crate) fn of(headers: &'a HeaderMap) -> Self {
        let mut values = headers.get_all(header::ACCEPT).iter().peekable();
        let missing = values.peek().is_none();
        let ranges = values
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(range)
            .collect();
        Self { ranges, missing }
    }

    /// The best of `offered` for this client, or none that it would take. Between equals the
    /// client's own order decides, and a wildcard means the first that is offered.
    pub(crate) fn best(&self, offered: &[Media]) -> Option<Media> {
        if self.missing {
            return offered.first().copied();
        }
        let mut best: Option<(u16, u8, usize, Media)> = None;
        for media in offered {
            let Some((quality, specificity, place)) = self.weigh(*media) else { continue };
            let better = best.is_none_or(|(q, s, p, _)| {
                (quality, specificity) > (q, s) || ((quality, specificity) == (q, s) && place < p)
            });
            if quality > 0 && better {
                best = Some((quality, specificity, place, *media));
            }
        }
        best.map(|(.., media)| media)
    }

    /// Whether the client names this media type itself, not by a wildcard.
    pub(crate) fn names(&self, media: Media) -> bool {
        self.weigh(media).is_some_and(|(quality, specificity, _)| quality > 0 && specificity == 2)
    }

    /// Quality, specificity and place of the range that covers this type most specifically.
    fn weigh(&self, media: Media) -> Option<(u16, u8, usize)> {
        let (kind, subtype) = media.parts();
        let mut found: Option<(u16, u8, usize)> = None;
        for (place, range) in self.ranges.iter().enumerate() {
            let specificity = match (range.kind, range.subtype) {
                (k, s) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => 2,
                (k, "*") if k.eq_ignore_ascii_case(kind) => 1,
                ("*", "*") => 0,
                _ => continue,
            };
            if found.is_none_or(|(_, known, _)| specificity > known) {
                found = Some((range.quality, specificity, place));
            }
        }
        found
    }
}

fn range(member: &str) -> Option<Range<'_>> {
    let mut parts = member.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let mut quality = 1_000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        match name.trim() {
            "q" | "Q" => quality = thousandths(value.trim())?,
            // We write nothing but UTF-8, so another charset cannot be served.
            name if name.eq_ignore_ascii_case("charset") => {
                let value = value.trim().trim_matches('"');
                if !value.eq_ignore_ascii_case("utf-8") && !value.eq_ignore_ascii_case("utf8") {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(Range { kind, subtype, quality })
}

/// `0`, `0.5`, `1.000`: at most three decimals, between nought and one.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    Some((whole * 1_000 + decimals).min(1_000))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const POST: &[Media] = &[Media::Json, Media::Response, Media::Events];

    fn best(accept: &str) -> Option<Media> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        Accepted::of(&headers).best(POST)
    }

    #[test]
    fn the_highest_quality_wins_and_order_breaks_ties() {
        let cases = [
            ("application/json", Some(Media::Json)),
            ("application/graphql-response+json", Some(Media::Response)),
            ("application/graphql-response+json; charset=utf-8", Some(Media::Response)),
            ("application/json;q=0.9, application/graphql-response+json", Some(Media::Response)),
            ("application/graphql-response+json,application/json;q=0.9", Some(Media::Response)),
            ("application/graphql-response+json;q=0.1,application/json", Some(Media::Json)),
            (
                "application/graphql-response+json, application/graphql+json, application/json, \
              text/event-stream, multipart/mixed",
                Some(Media::Response),
            ),
            ("*/*", Some(Media::Json)),
            ("application/*", Some(Media::Json)),
            ("application/json;q=0, */*", Some(Media::Response)),
            ("*/*;q=0.1, text/event-stream", Some(Media::Events)),
            ("text/*", Some(Media::Events)),
            ("text/event-stream", Some(Media::Events)),
            ("APPLICATION/JSON", Some(Media::Json)),
            ("application/json; charset=latin1", None),
            ("application/json;q=2", None),
            ("application/json;q=0", None),
            ("image/png, text/html", None),
            ("nonsense", None),
            ("", None),
        ];
        for (accept, expected) in cases {
            assert_eq!(best(accept), expected, "{accept}");
        }
    }

    #[test]
    fn without_the_header_the_first_offered_is_taken() {
        let headers = HeaderMap::new();
        let accepted = Accepted::of(&headers);
        assert_eq!(accepted.best(POST), Some(Media::Json));
        assert!(!accepted.names(Media::Events));
    }
}
