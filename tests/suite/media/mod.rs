//! Uploads and pictures: what is let in, what is made of it, who sees it, what is swept out.

mod attach;
mod attacks;
mod expire;
mod picture;
mod receive;
mod stage;
mod studio;

use std::io::Cursor;

use axum::body::Body;
use axum::response::Response;
use fairstall::identity::Account;
use fairstall::media::{self, Upload};
use http::{Request, header};
use http_body_util::BodyExt;
use image::{ImageFormat, Rgb, RgbImage};
use kit::World;
use platform::kernel::Id;
use platform::{Failure, transaction};
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

pub use studio::{Sender, Studio, reactions};

pub const CREATE: &str = "mutation ($input: UploadCreateInput!) {
    uploadCreate(input: $input) {
        upload { id uploadUrl token state tokenExpiresAt expiresAt image { id } }
        userErrors { code message field retryAt } } }";

pub const UPLOAD: &str = "query ($id: ID!) { upload(id: $id) {
    state rejection sha256 token expiresAt
    image { id width height dominantColor placeholder alt url(width: 500) } } }";

/// An upload that waits for its bytes.
pub struct Announced {
    pub id: String,
    pub token: String,
}

/// Announces a JPEG of so many bytes.
pub async fn announce(actor: &Sender<'_>, bytes: usize) -> Announced {
    announce_as(actor, "image/jpeg", bytes).await
}

pub async fn announce_as(actor: &Sender<'_>, content_type: &str, bytes: usize) -> Announced {
    let input = json!({
        "purpose": "POST_IMAGE", "contentType": content_type, "bytes": bytes, "alt": "A red mug",
    });
    let created = actor.act(CREATE, input).await.done();
    Announced {
        id: created.text("uploadCreate.upload.id"),
        token: created.text("uploadCreate.upload.token"),
    }
}

/// Sends bytes as whoever has the token would, and answers the status and what was said.
pub async fn send(studio: &Studio<'_>, to: &Announced, bytes: impl Into<Body>) -> (u16, Value) {
    let request = Request::put(format!("/uploads/{}", to.id))
        .header(header::AUTHORIZATION, format!("Bearer {}", to.token))
        .body(bytes.into())
        .expect("a request");
    said(studio.router().oneshot(request).await.expect("an answer")).await
}

pub async fn said(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// The code of an answer that is no picture.
pub fn code(said: &Value) -> &str {
    said["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

/// What the owner is told of an upload.
pub async fn shown(actor: &Sender<'_>, id: &str) -> Value {
    actor.run(UPLOAD, json!({ "id": id })).await.done().data("upload").clone()
}

/// Announces and sends a file.
pub async fn sent(
    studio: &Studio<'_>,
    actor: &Sender<'_>,
    kind: &str,
    file: &[u8],
) -> (Announced, u16) {
    let announced = announce_as(actor, kind, file.len()).await;
    let (status, _) = send(studio, &announced, file.to_vec()).await;
    (announced, status)
}

/// A picture of this person's that is ready to be used.
pub async fn ready(studio: &Studio<'_>, actor: &Sender<'_>) -> Announced {
    let (announced, status) = sent(studio, actor, "image/jpeg", &jpeg(64, 48)).await;
    assert_eq!(status, 200);
    announced
}

/// Uses uploads, as an action of a higher slice does in its transaction.
pub async fn attach(world: &World, owner: &str, ids: &[&str]) -> Option<Vec<Uuid>> {
    let owner: Id<Account> = owner.parse().expect("an id of a user");
    let ids: Vec<Id<Upload>> = ids.iter().map(|id| id.parse().expect("an upload")).collect();
    let attached: Result<_, Failure> =
        transaction!(world.app(), |tx| { media::attach(tx, owner, &ids).await });
    attached.expect("no failure")
}

/// Asks for a width of a picture.
pub async fn picture(
    studio: &Studio<'_>,
    upload: &str,
    file: &str,
    known: Option<&str>,
) -> Response {
    let path = format!("/media/{}/{file}", upload.replace("upload_", "image_"));
    let mut request = Request::get(path);
    if let Some(tag) = known {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let request = request.body(Body::empty()).expect("a request");
    studio.router().oneshot(request).await.expect("an answer")
}

pub fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 { Rgb([200, 30, 30]) } else { Rgb([240, 240, 250]) }
    })
}

pub fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    drawing(width, height).write_to(&mut file, format).expect("a file");
    file.into_inner()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    file(width, height, ImageFormat::Jpeg)
}
