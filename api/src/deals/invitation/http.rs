//! `GET /i/{token}`: the page of an invitation, for browsers and for messengers that draw a card of
//! it. No script, nothing from elsewhere, nothing of people.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use platform::{App, Failure};

use super::card::{self, Card};
use super::words::Language;
use super::{named, store};
use crate::media;

/// How wide a picture a messenger draws.
const WIDTH: u32 = 640;

/// The routes of invitations.
pub fn routes(app: &App) -> Router {
    Router::new().route("/i/{token}", get(fetch)).with_state(app.clone())
}

async fn fetch(
    State(app): State<App>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = Language::of(accepted, "");
    let gone = || given(StatusCode::NOT_FOUND, page(language, language.over()));
    let Ok(Path(token)) = path else { return gone() };
    match drawn(&app, &token, accepted).await {
        Ok(Some(page)) => given(StatusCode::OK, page),
        Ok(None) => gone(),
        Err(failure) => {
            failure.log("invitation");
            given(StatusCode::INTERNAL_SERVER_ERROR, page(language, language.broken()))
        }
    }
}

async fn drawn(app: &App, token: &str, accepted: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(id) = named(app, token) else { return Ok(None) };
    let known = store::by_id(app.reader(), id).await?;
    let now = app.now();
    // Used up, it still shows the deal to those who have come by it; taken back or over, nothing.
    let shown = known.filter(|known| known.revoked_at.is_none() && now < known.expires_at);
    let Some(known) = shown else { return Ok(None) };
    let Some(card) = card::of(app, &known).await? else { return Ok(None) };
    let picture = match card.image {
        Some(image) => media::many(app.reader(), [image]).await?.pop(),
        None => None,
    };
    let origin = app.settings().server.public_url.as_str().trim_end_matches('/').to_owned();
    let picture = picture.map(|image| format!("{origin}{}", image.path(WIDTH)));
    let language = Language::of(accepted, &card.title);
    Ok(Some(body(language, &card, picture.as_deref())))
}

fn body(language: Language, card: &Card, picture: Option<&str>) -> String {
    let (title, url) = (escaped(&card.title), escaped(&card.url));
    let told = language.told(card);
    let mut head = format!(
        "<meta property=\"og:type\" content=\"product\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n\
         <meta property=\"og:url\" content=\"{url}\">\n\
         <meta property=\"og:description\" content=\"{told}\">\n"
    );
    let mut shown = format!("<h1>{title}</h1>\n<p>{told}</p>\n");
    if let Some(picture) = picture {
        let picture = escaped(picture);
        head = format!("{head}<meta property=\"og:image\" content=\"{picture}\">\n");
        shown = format!("{shown}<img src=\"{picture}\" alt=\"{title}\" width=\"320\">\n");
    }
    let shown = format!("{shown}<p>{}</p>\n", language.next_step(card));
    whole(language, &title, (&head, &shown))
}

fn page(language: Language, told: &str) -> String {
    whole(language, told, ("", &format!("<p>{told}</p>\n")))
}

fn whole(language: Language, title: &str, (head, shown): (&str, &str)) -> String {
    let tag = language.tag();
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n{head}</head>\n\
         <body>\n{shown}</body>\n</html>\n"
    )
}

/// Text as it may stand in an element and in an attribute.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, one| {
        match one {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(one),
        }
        safe
    })
}

fn given(status: StatusCode, page: String) -> Response {
    let mut response = (status, page).into_response();
    let policy = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                  frame-ancestors 'none'";
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // What remains is true for so long only.
        (header::CACHE_CONTROL, "public, max-age=10"),
        (header::VARY, "accept-language"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use platform::kernel::{Currency, Money};
    use time::macros::datetime;

    use super::super::card::Offer;
    use super::*;

    #[test]
    fn a_title_stays_a_title() {
        let card = Card {
            title: "<script>alert('1')</script> & \"tea\"".to_owned(),
            image: None,
            offer: Offer::Cut {
                price: Money::new(12_345, Currency::Cny),
                remaining: Money::new(1, Currency::Cny),
                deadline: datetime!(2026-11-22 02:00 UTC),
                takes_helps: true,
            },
            url: "https://example.com/i/a".to_owned(),
        };
        let page = body(Language::English, &card, Some("https://example.com/a.jpg?\"onload=\"x"));
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("\"onload"), "{page}");
        assert!(page.contains("123.45 CNY now; 0.01 CNY still to be cut."), "{page}");
        let page = body(Language::Chinese, &card, None);
        assert!(page.contains("<html lang=\"zh-CN\">"), "{page}");
        assert!(page.contains("content=\"现价 123.45 CNY，还可砍 0.01 CNY。\""), "{page}");
    }
}
