//! `uploadCreate`: an upload is announced, or refused with nothing changed.

use fairstall::media::{self, Source, UploadPurpose};
use kit::{hours, machinery, nothing_changed};
use platform::{Failure, transaction};
use serde_json::json;

use super::{CREATE, Studio, UPLOAD, announce, reactions, shown};

machinery! {
    with reactions();
    /// Whoever announces a picture learns where to send it, with which secret, and until when; the
    /// secret is told once and not kept.
    async fn an_upload_is_announced(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let input = json!({ "purpose": "AVATAR", "contentType": "image/png", "bytes": 1000 });
        let created = ana.act(CREATE, input).await.done();
        let id = created.text("uploadCreate.upload.id");
        let url = created.text("uploadCreate.upload.uploadUrl");
        assert!(url.ends_with(&format!("/uploads/{id}")) && url.starts_with("http"), "{url}");
        assert_eq!(created.text("uploadCreate.upload.state"), "STAGED");
        let token = created.text("uploadCreate.upload.token");
        assert_eq!(token.len(), 43);
        assert_eq!(shown(&ana, &id).await["token"], json!(null));
        let kept = world.ask("SELECT token_hash FROM upload").await.concat();
        assert!(!kept.contains(&token));
    }

    /// Each rule says no with its own code, and nothing is written.
    async fn wrong_input_is_refused(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let good = json!({ "purpose": "POST_IMAGE", "contentType": "image/png", "bytes": 1000 });
        for (field, value, code) in [
            ("contentType", json!("image/svg+xml"), "CONTENT_TYPE_UNSUPPORTED"),
            ("contentType", json!("text/html"), "CONTENT_TYPE_UNSUPPORTED"),
            ("contentType", json!(""), "CONTENT_TYPE_UNSUPPORTED"),
            ("bytes", json!(0), "SIZE_INVALID"),
            ("bytes", json!(-1), "SIZE_INVALID"),
            ("bytes", json!(10 * 1024 * 1024 + 1), "SIZE_INVALID"),
            ("sha256", json!("abc"), "SHA256_INVALID"),
            ("sha256", json!("g".repeat(64)), "SHA256_INVALID"),
            ("alt", json!("x".repeat(301)), "ALT_INVALID"),
        ] {
            let mut input = good.clone();
            input[field] = value;
            nothing_changed(world, ana.act(CREATE, input)).await.refused(code);
        }
        let largest = json!({ "purpose": "POST_IMAGE", "contentType": "image/png",
            "bytes": 10 * 1024 * 1024, "sha256": "A".repeat(64), "alt": "x".repeat(300) });
        let _ = ana.act(CREATE, largest).await.done();
    }

    /// An upload is its owner's alone: a stranger finds none, and a visitor is asked to sign in.
    async fn nobody_else_sees_an_upload(world) {
        let studio = Studio::new(world);
        let (ana, ben) = (studio.person("ana").await, studio.person("ben").await);
        let upload = announce(&ana, 100).await;
        assert_eq!(shown(&ben, &upload.id).await, json!(null));
        let asked = studio.visitor().run(UPLOAD, json!({ "id": upload.id })).await;
        asked.error("UNAUTHENTICATED");
        let input = json!({ "purpose": "AVATAR", "contentType": "image/png", "bytes": 1000 });
        studio.visitor().act(CREATE, input).await.error("UNAUTHENTICATED");
    }

    /// A hundred pictures of a day that nothing uses are enough; the refusal says when there is
    /// room again, and then there is.
    async fn a_hundred_unused_a_day_are_enough(world) {
        let studio = Studio::new(world);
        let ana = studio.person("ana").await;
        let owner = ana.id.parse().expect("an id of a user");
        let mut prepared = Vec::new();
        for _ in 0..100 {
            let drawing =
                pictures::demo::Drawing { width: 2, height: 2, rgb: vec![9; 12] };
            let source = Source::Drawing(drawing);
            let made =
                media::prepare(world.app(), owner, UploadPurpose::PostImage, "", source).await;
            prepared.push(made.expect("no failure").expect("a picture"));
        }
        let kept: Result<(), Failure> = transaction!(world.app(), |tx| {
            for one in &prepared {
                media::keep(tx, one).await?;
            }
            Ok(())
        });
        kept.expect("kept");
        let input = json!({ "purpose": "POST_IMAGE", "contentType": "image/png", "bytes": 10 });
        let refused = nothing_changed(world, ana.act(CREATE, input.clone())).await;
        refused.refused("TOO_MANY_UNUSED");
        assert!(refused.body["data"]["uploadCreate"]["userErrors"][0]["retryAt"].is_string());
        world.later(hours(24)).await;
        let ana = studio.again(ana).await;
        let _ = ana.act(CREATE, input).await.done();
    }
}
