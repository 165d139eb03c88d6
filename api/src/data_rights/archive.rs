//! The archive of a person: one object for each slice, as JSON, sealed at rest under their key.

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{BoxStream, try_unfold};
use platform::blobs::BlobWriter;
use platform::clock::to_millis;
use platform::{App, Failure};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::registry::{Declared, REGISTRY};
use super::request::{RequestKind, SubjectRequest};
use super::store::requests;
use super::words;
use crate::privacy::personal::{Extent, documents};
use crate::privacy::{FileSealer, keys_of};
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

/// What we wrote about somebody, beside their tables: told, and not carried over.
const OURS: [&str; 1] = ["subject_request_answers"];

/// Makes the archive of a request, sealed at rest under the key of whoever asked. Rows are written
/// as they are read, so that a long life needs no more memory than a short one.
///
/// # Errors
/// Ours; nothing is there then, and it may be made again.
pub async fn make(app: &App, request: &SubjectRequest) -> Result<(), Failure> {
    let keys = keys_of(app, request.subject.uuid()).await?;
    let sealer = words::archive_sealer(&keys, request)?;
    let mut out = Out { sealer, file: app.blobs().writer(&key_of(request.id.uuid())), unsent: 0 };
    let kind = serde_json::to_value(request.kind).unwrap_or_default();
    let head = json!({
        "format": match extent(request.kind) {
            Extent::Everything => "fairstall/archive/1",
            Extent::Given => "fairstall/portable/1",
        },
        "note": "Instants are milliseconds since 1970 in UTC.",
        "subject": request.subject.to_string(),
        "request": request.id.to_string(),
        "kind": kind,
        "made_at": to_millis(app.now()),
    });
    let head = head.to_string();
    // The slices stand last in the same object.
    out.write(head.strip_suffix('}').unwrap_or(&head)).await?;
    out.write(r#","slices":{"#).await?;
    if request.kind == RequestKind::Explain {
        out.write(&explained(app, request.subject.uuid()).await?).await?;
    } else {
        for (number, declared) in REGISTRY.iter().enumerate() {
            out.begin(number, declared.slice, "{").await?;
            slice(app, request, declared, &mut out).await?;
            out.write("}").await?;
        }
    }
    out.write("}}").await?;
    out.finish().await
}

/// What a kind of request is about. To carry one's data over is to get what one gave [PIPL 45]; to
/// see it, and to get a copy, is to get all there is.
const fn extent(kind: RequestKind) -> Extent {
    match kind {
        RequestKind::Port => Extent::Given,
        _ => Extent::Everything,
    }
}

async fn explained(app: &App, subject: Uuid) -> Result<String, Failure> {
    let decisions = social::personal::decisions(app, subject).await?;
    let told = json!({ "ranking": RANKING, "screens": SCREENS, "decisions": decisions });
    Ok(format!(r#""automated_decisions":{told}"#))
}

/// One slice: its tables row by row, and what it opens beside them.
async fn slice(
    app: &App,
    request: &SubjectRequest,
    declared: &Declared,
    out: &mut Out,
) -> Result<(), Failure> {
    let (subject, extent) = (request.subject.uuid(), extent(request.kind));
    let mut members = 0;
    for table in declared.tables {
        let rows = documents(app.reader(), (table, extent), subject).await?;
        let Some(rows) = rows else { continue };
        let mut rows = std::pin::pin!(rows);
        let mut there = 0;
        while let Some(row) = rows.next().await {
            let row = row?;
            if there == 0 {
                out.begin(members, table.name, "[").await?;
            } else {
                out.write(",").await?;
            }
            out.write(&row).await?;
            there += 1;
        }
        if there > 0 {
            out.write("]").await?;
            members += 1;
        }
    }
    let is_table = |name: &str| declared.tables.iter().any(|table| table.name == name);
    for (name, beside) in (declared.export)(app.clone(), subject).await? {
        let ours = OURS.contains(&name.as_str()) && extent == Extent::Given;
        if !is_table(&name) && !ours {
            out.begin(members, &name, "").await?;
            out.write(&beside.to_string()).await?;
            members += 1;
        }
    }
    Ok(())
}

/// An archive as it is written: sealed piece by piece, and sent to the file store.
struct Out {
    sealer: FileSealer,
    file: BlobWriter,
    unsent: usize,
}

/// So many bytes are sealed before they are sent.
const SENT_AT_ONCE: usize = 256 * 1024;

impl Out {
    async fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.sealer.push(text.as_bytes())?;
        self.unsent += text.len();
        if self.unsent >= SENT_AT_ONCE {
            self.unsent = 0;
            self.file.put(self.sealer.take().into()).await?;
        }
        Ok(())
    }

    /// Begins a member of an object, after so many others. Names are ours and need no escapes.
    async fn begin(&mut self, before: usize, name: &str, open: &str) -> Result<(), Failure> {
        let comma = if before == 0 { "" } else { "," };
        self.write(&format!(r#"{comma}"{name}":{open}"#)).await
    }

    async fn finish(mut self) -> Result<(), Failure> {
        let sealed = self.sealer.finish()?;
        self.file.put(sealed.into()).await?;
        self.file.finish().await
    }
}

/// An archive in the clear, as it is read.
pub type Clear = BoxStream<'static, Result<Bytes, Failure>>;

/// Opens the archive of a request for whoever it is about; nothing if it is gone, or they are.
///
/// # Errors
/// Ours. What comes out of it breaks off where the file was changed.
pub async fn read(app: &App, request: &SubjectRequest) -> Result<Option<Clear>, Failure> {
    let Some(opener) = words::archive_opener(app, request).await? else { return Ok(None) };
    let sealed = app.blobs().stream(&key_of(request.id.uuid())).await?;
    let Some(sealed) = sealed else { return Ok(None) };
    let clear = try_unfold((sealed, Some(opener)), |(mut sealed, opener)| async move {
        let Some(mut opener) = opener else { return Ok(None) };
        let mut clear = Zeroizing::new(Vec::new());
        while let Some(piece) = sealed.next().await {
            opener.push(&piece?, &mut clear)?;
            if !clear.is_empty() {
                let piece = Bytes::from(std::mem::take(&mut *clear));
                return Ok(Some((piece, (sealed, Some(opener)))));
            }
        }
        opener.finish(&mut clear)?;
        Ok(Some((Bytes::from(std::mem::take(&mut *clear)), (sealed, None))))
    });
    Ok(Some(clear.boxed()))
}

/// What this room opens for a person beside its tables: their own words, and what was answered.
///
/// # Errors
/// Ours.
pub async fn own(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let (mut said, mut answered) = (Vec::new(), Vec::new());
    for request in requests::of_subject(app.reader(), subject).await? {
        let read = words::words_as(app, &words::own(subject), &request).await?;
        if !read.corrections.is_empty() || read.appeal.is_some() {
            said.push(json!({
                "request": request.id.to_string(),
                "corrections": read.corrections,
                "appeal": read.appeal,
            }));
        }
        if let Some(answer) = read.answer {
            answered.push(json!({ "request": request.id.to_string(), "answer": answer }));
        }
    }
    let mut found = Map::new();
    for (name, texts) in [("subject_request_words", said), (OURS[0], answered)] {
        if !texts.is_empty() {
            found.insert(name.to_owned(), Value::Array(texts));
        }
    }
    Ok(found)
}
