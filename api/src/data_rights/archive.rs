//! The archive of a person: one document for each slice, as JSON, sealed at rest under their key.

use platform::clock::to_millis;
use platform::{App, Failure};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::personal::TABLES;
use super::registry::REGISTRY;
use super::request::{RequestKind, SubjectRequest};
use super::store::requests;
use super::words::{self, Words};
use crate::privacy::personal::rows;
use crate::social;

/// What a feed is ordered by, for whoever asks.
const RANKING: &str = "Posts in the feed are ordered by how new they are and by their likes, \
    comments and saves: each doubling counts as four hours. Only with your consent to a \
    personalised feed is what you wrote, liked or saved left out of it. Nothing else about you is \
    used.";
const SCREENS: &str = "A program holds posts and products whose words stand on a list until a \
    person has looked at them. Each such move of yours is below, with its reason.";

/// Where the file of an archive is kept.
pub fn key_of(id: Uuid) -> String {
    format!("archives/{}", id.simple())
}

/// Everything that a request asks for, as JSON.
///
/// # Errors
/// Ours.
pub async fn document(app: &App, request: &SubjectRequest) -> Result<String, Failure> {
    let subject = request.subject.uuid();
    let mut slices = Map::new();
    if request.kind == RequestKind::Explain {
        let decisions = social::personal::decisions(app, subject).await?;
        let explained = json!({ "ranking": RANKING, "screens": SCREENS, "decisions": decisions });
        slices.insert("automated_decisions".to_owned(), explained);
    } else {
        for declared in REGISTRY {
            let found = (declared.export)(app.clone(), subject).await?;
            slices.insert(declared.slice.to_owned(), Value::Object(found));
        }
    }
    let kind = serde_json::to_value(request.kind).unwrap_or_default();
    let archive = json!({
        "format": "fairstall/archive/1",
        "note": "Instants are milliseconds since 1970 in UTC.",
        "subject": request.subject.to_string(),
        "request": request.id.to_string(),
        "kind": kind,
        "made_at": to_millis(app.now()),
        "slices": slices,
    });
    Ok(archive.to_string())
}

/// What this room holds of a person; their own words in the clear, for their own eyes.
///
/// # Errors
/// Ours.
pub async fn own(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = rows(app.reader(), &TABLES, subject).await?;
    let mut texts = Vec::new();
    for request in requests::of_subject(app.reader(), subject).await? {
        let read = words::words_as(app, &words::own(subject), &request).await?;
        if read != Words::default() {
            texts.push(json!({
                "request": request.id.to_string(),
                "corrections": read.corrections,
                "answer": read.answer,
                "appeal": read.appeal,
            }));
        }
    }
    if !texts.is_empty() {
        found.insert("subject_request_words".to_owned(), Value::Array(texts));
    }
    Ok(found)
}
