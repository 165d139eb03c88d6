//! `PUT /uploads/{id}` and `GET /media/…`: what is let in, once, and who sees what was made of it.

use axum::body::Body;
use http::{Method, Request, header};
use kit::{machinery, minutes, nothing_changed};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{
    Announced, Sender, Studio, announce, attach, code, jpeg, picture, reactions, ready, said, send,
    sent, shown,
};

machinery! {
    with reactions();
    /// The whole way of a picture: sent, ready, used, and then served for ever in every width.
    async fn a_picture_is_sent_used_and_served(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let photo = jpeg(1500, 1000);
        let upload = announce(&ana, photo.len()).await;
        let (status, answer) = send(&studio, &upload, photo).await;
        assert_eq!((status, &answer["state"]), (200, &json!("READY")));

        let told = shown(&ana, &upload.id).await;
        assert_eq!(told["image"]["width"], 1500);
        assert_eq!(told["image"]["height"], 1000);
        assert_eq!(told["image"]["alt"], "A red mug");
        assert_eq!(told["image"]["placeholder"].as_str().map(str::len), Some(28));
        assert!(told["image"]["dominantColor"].as_str().is_some_and(|text| text.len() == 7));
        assert!(told["image"]["url"].as_str().is_some_and(|url| url.ends_with("/640.jpg")));

        for width in [320, 640, 1280] {
            let early = picture(&studio, &upload.id, &format!("{width}.jpg"), None).await;
            assert_eq!(early.status(), 404, "not before something shows it");
        }
        assert!(attach(world, &ana.id, &[&upload.id]).await.is_some());
        assert_eq!(shown(&ana, &upload.id).await["state"], "ATTACHED");
        for (width, height) in [(320, 213), (640, 426), (1280, 853)] {
            let served = picture(&studio, &upload.id, &format!("{width}.jpg"), None).await;
            assert_eq!(served.status(), 200);
            let headers = served.headers().clone();
            let has = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
            assert_eq!(has("content-type"), Some("image/jpeg"));
            assert_eq!(has("x-content-type-options"), Some("nosniff"));
            assert_eq!(has("cache-control"), Some("public, max-age=31536000, immutable"));
            assert_eq!(has("content-security-policy"), Some("default-src 'none'; sandbox"));
            let tag = has("etag").expect("a tag").to_owned();
            let bytes = axum::body::to_bytes(served.into_body(), 1 << 20).await.expect("bytes");
            let seen = image::load_from_memory(&bytes).expect("a picture");
            assert_eq!((seen.width(), seen.height()), (width, height));
            let again = picture(&studio, &upload.id, &format!("{width}.jpg"), Some(&tag)).await;
            assert_eq!(again.status(), 304);
        }
        let others =
            ["1500.jpg", "640.png", "640", "0640.jpg", "..%2f640.jpg", "%2e%2e", "640.jpg%00"];
        for other in others {
            assert_eq!(picture(&studio, &upload.id, other, None).await.status(), 404, "{other}");
        }
    }

    /// A token lets bytes in once: a second sending, by whomever, changes nothing.
    async fn a_token_works_once(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let upload = ready(&studio, &ana).await;
        let (status, answer) = nothing_changed(world, send(&studio, &upload, jpeg(64, 48))).await;
        assert_eq!((status, code(&answer)), (409, "CONFLICT"));
    }

    /// Two who send at once: one is let in.
    async fn of_two_at_once_one_is_let_in(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let photo = jpeg(64, 48);
        let upload = announce(&ana, photo.len()).await;
        let sending = || send(&studio, &upload, photo.clone());
        let (one, other) = tokio::join!(sending(), sending());
        let mut statuses = [one.0, other.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }

    /// Without its own token, in time, no upload opens; unknown and forbidden look alike.
    async fn no_upload_opens_without_its_token(world) {
        let studio = Studio::new(world);
        let (ana, ben) = (studio.person("ana").await, studio.person("ben").await);
        let photo = jpeg(64, 48);
        let theirs = announce(&ana, photo.len()).await;
        let own = announce(&ben, photo.len()).await;
        let crossed = Announced { id: theirs.id.clone(), token: own.token.clone() };
        let unknown = Announced { id: format!("upload_{}", "0".repeat(32)), token: own.token };
        let unlocked = Announced { id: theirs.id.clone(), token: String::new() };
        for wrong in [crossed, unknown, unlocked] {
            let sending = send(&studio, &wrong, photo.clone());
            let (status, answer) = nothing_changed(world, sending).await;
            assert_eq!((status, code(&answer)), (401, "UNAUTHENTICATED"));
        }
        for id in ["..%2f..%2fetc%2fpasswd", "upload_1", "post_00000000000000000000000000000000"] {
            let wrong = Announced { id: id.to_owned(), token: theirs.token.clone() };
            let sending = send(&studio, &wrong, photo.clone());
            let (status, answer) = nothing_changed(world, sending).await;
            assert_eq!((status, code(&answer)), (404, "NOT_FOUND"), "{id}");
        }
        world.pass(minutes(15));
        let (status, _) = nothing_changed(world, send(&studio, &theirs, photo)).await;
        assert_eq!(status, 401, "the token is past its time");
    }

    /// What arrives is what was announced: its length, its hash, its type. Otherwise it may be
    /// sent again.
    async fn what_arrives_is_what_was_announced(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let photo = jpeg(64, 48);
        let upload = announce(&ana, photo.len()).await;
        let longer = [&photo[..], b"more"].concat();
        for (bytes, expected) in [(longer, 413), (photo[..100].to_vec(), 400), (Vec::new(), 400)] {
            let (status, _) = nothing_changed(world, send(&studio, &upload, bytes)).await;
            assert_eq!(status, expected);
        }
        let typed = |kind: &str, size: usize| {
            Request::builder()
                .method(Method::PUT)
                .uri(format!("/uploads/{}", upload.id))
                .header(header::AUTHORIZATION, format!("Bearer {}", upload.token))
                .header(header::CONTENT_TYPE, kind)
                .header(header::CONTENT_LENGTH, size)
                .body(Body::from(photo.clone()))
                .expect("a request")
        };
        let router = studio.router();
        for (request, expected) in [
            (typed("text/html", photo.len()), 415),
            (typed("image/png", photo.len()), 415),
            (typed("image/jpeg", photo.len() + 1), 400),
            (typed("image/jpeg", 11 << 20), 413),
        ] {
            let answer = router.clone().oneshot(request);
            let (status, _) = said(nothing_changed(world, answer).await.expect("an answer")).await;
            assert_eq!(status, expected);
        }
        assert_eq!(send(&studio, &upload, photo.clone()).await.0, 200);

        let hash = shown(&ana, &upload.id).await["sha256"].as_str().expect("a hash").to_uppercase();
        for (sha256, expected) in [("0".repeat(64), 400), (hash, 200)] {
            let upload = announce_with(&ana, photo.len(), &sha256).await;
            assert_eq!(send(&studio, &upload, photo.clone()).await.0, expected);
            let state = shown(&ana, &upload.id).await["state"].clone();
            assert_eq!(state, if expected == 200 { "READY" } else { "STAGED" });
        }
    }

    /// A file that is announced as another type than it is, or is none of the three, is rejected;
    /// its owner learns why, and it can never be used.
    async fn a_rejected_file_stays_rejected(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let (upload, status) = sent(&studio, &ana, "image/png", &jpeg(64, 48)).await;
        assert_eq!(status, 422);
        let told = shown(&ana, &upload.id).await;
        assert_eq!(told["state"], "REJECTED");
        assert_eq!(told["rejection"], "TYPE_MISMATCH");
        assert_eq!(told["image"], Value::Null);
        assert!(attach(world, &ana.id, &[&upload.id]).await.is_none());
    }
}

async fn announce_with(actor: &Sender<'_>, bytes: usize, sha256: &str) -> Announced {
    let input = json!({ "purpose": "POST_IMAGE", "contentType": "image/jpeg", "bytes": bytes,
        "sha256": sha256 });
    let created = actor.act(super::CREATE, input).await.done();
    Announced {
        id: created.text("uploadCreate.upload.id"),
        token: created.text("uploadCreate.upload.token"),
    }
}
