//! `POST /callbacks/carriers/{carrier}`: what carriers record, signed with the secret that they
//! were given. Bounded, idempotent, in any order.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, StatusCode};
use platform::graphql::ErrorCode;
use platform::{App, Failure};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;
use time::{Duration, OffsetDateTime};

use super::actions::{callback, import};
use super::secret;
use super::store::parcels;
use super::store::records::Record;
use super::waybill;

/// The most bytes of one callback.
const MOST_BYTES: usize = 64 * 1024;
/// The most events of one callback.
const MOST_EVENTS: usize = 100;
/// How old a signature may be.
const TOLERANCE: Duration = Duration::minutes(5);
/// `t=SECONDS,v1=HEX`: HMAC-SHA-256 over the seconds, a dot and the body.
const SIGNATURE: &str = "fairstall-signature";

/// The route of carriers.
pub fn routes(app: &App) -> Router {
    Router::new()
        .route("/callbacks/carriers/{carrier}", post(take))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(app.clone())
}

#[derive(Deserialize)]
struct Told {
    events: Vec<ToldEvent>,
}

#[derive(Deserialize)]
struct ToldEvent {
    id: String,
    waybill: String,
    kind: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    #[serde(default)]
    place: String,
}

async fn take(
    State(app): State<App>,
    Path(carrier): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else { return refused(ErrorCode::PayloadTooLarge) };
    let given = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let secrets = match secret::good(&app, &carrier).await {
        Ok(secrets) => secrets,
        Err(failure) => {
            failure.log("carrier callback");
            return refused(ErrorCode::Internal);
        }
    };
    if !secrets.iter().any(|secret| is_signed(secret, given, &body, app.now())) {
        return refused(ErrorCode::Unauthenticated);
    }
    match taken(&app, &carrier, &body).await {
        Ok(Some(new)) => axum::Json(json!({ "new": new })).into_response(),
        Ok(None) => refused(ErrorCode::BadRequest),
        Err(failure) => {
            failure.log("carrier callback");
            refused(ErrorCode::Internal)
        }
    }
}

async fn taken(app: &App, carrier: &str, body: &[u8]) -> Result<Option<usize>, Failure> {
    let known = parcels::carrier(app.reader(), carrier).await?;
    let Some(known) = known.filter(|carrier| carrier.is_tracked) else { return Ok(None) };
    let Some(records) = read(body, app.now()) else { return Ok(None) };
    callback::take(app, &known.code, records).await.map(Some)
}

/// The records of a body; nothing where any of them is not as agreed.
fn read(body: &[u8], now: OffsetDateTime) -> Option<Vec<Record>> {
    let told: Told = serde_json::from_slice(body).ok()?;
    if !(1..=MOST_EVENTS).contains(&told.events.len()) {
        return None;
    }
    told.events.into_iter().map(|event| record(event, now)).collect()
}

fn record(event: ToldEvent, now: OffsetDateTime) -> Option<Record> {
    let named =
        (1..=64).contains(&event.id.len()) && event.id.bytes().all(|b| b.is_ascii_graphic());
    if !named || !waybill::is_time(event.at, now) {
        return None;
    }
    Some(Record {
        waybill: waybill::number(&event.waybill)?,
        kind: import::kind(&event.kind)?,
        at: event.at,
        // What a carrier writes may name people: then it is left out, and the event stays.
        place: waybill::place(&event.place).unwrap_or_default(),
        event_id: event.id,
    })
}

/// Whether a carrier signed these bytes a moment ago.
fn is_signed(secret: &[u8; 32], header: &str, body: &[u8], now: OffsetDateTime) -> bool {
    let part = |name: &str| {
        header.split(',').find_map(|part| part.trim().strip_prefix(name)).unwrap_or_default()
    };
    let (seconds, signature) = (part("t="), part("v1="));
    let Ok(at) = seconds.parse::<i64>() else { return false };
    let Ok(at) = OffsetDateTime::from_unix_timestamp(at) else { return false };
    if (now - at).abs() > TOLERANCE {
        return false;
    }
    let Some(signature) = unhex(signature) else { return false };
    let mut block = [0; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(seconds.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.verify_slice(&signature).is_ok()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let pair = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(bytes)
}

fn refused(code: ErrorCode) -> Response {
    let status = StatusCode::from_u16(match code {
        ErrorCode::Unauthenticated => 401,
        ErrorCode::BadRequest => 400,
        ErrorCode::PayloadTooLarge => 413,
        _ => 500,
    });
    let message = "This callback was not taken.";
    let body = json!({ "errors": [{
        "message": message, "extensions": { "code": code.as_str() } }] });
    (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), axum::Json(body)).into_response()
}
