//! Archives: everything of a person, sealed at rest, handed out once to nobody else.

use axum::body::Body;
use http::Request;
use kit::{Actor, days, minutes, nothing_changed, scenario, seconds};
use serde_json::{Value, json};

use super::{GIVE, LINK, file, given, see};
use crate::social::draft;

async fn link(actor: &Actor<'_>, id: &str) -> String {
    let made = actor.act(LINK, json!({ "requestId": id })).await.done();
    let url = made.text("subjectArchiveLinkCreate.link.url");
    url[url.find("/archives/").unwrap()..].to_owned()
}

async fn get(actor: &Actor<'_>, path: &str) -> (u16, Vec<u8>) {
    actor.call(Request::get(path).body(Body::empty()).unwrap()).await
}

scenario! {
    async fn an_archive_holds_everything_and_opens_once(world) {
        let (ana, eve) = (world.person("ana").await, world.person("eve").await);
        draft(world, &ana, json!({ "text": "A very own sentence." })).await;
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        let filed = file(&ana, "ACCESS", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        assert_eq!(see(&ana, &id).await["archiveReadyAt"], Value::Null);
        nothing_changed(world, ana.act(LINK, json!({ "requestId": id }))).await
            .refused("NOT_READY");
        world.settle().await;
        assert_eq!(see(&ana, &id).await["state"], "FULFILLED");
        let wanted = json!({ "requestId": id });
        nothing_changed(world, eve.act(LINK, wanted)).await.refused("REQUEST_NOT_FOUND");

        let key = format!("archives/{}", id.trim_start_matches("subject_request_"));
        let stored = world.app().blobs().get(&key).await.unwrap().unwrap();
        let stored = String::from_utf8_lossy(&stored).into_owned();
        assert!(!stored.contains("sentence") && !stored.contains("ana@example.com"));

        let first = link(&ana, &id).await;
        let path = link(&ana, &id).await;
        assert_eq!(get(&world.visitor(), &first).await.0, 404, "a newer link ends the older one");
        let (status, body) = get(&world.visitor(), &path).await;
        assert_eq!(status, 200);
        assert_eq!(get(&ana, &path).await.0, 404, "a link works once");
        let archive: Value = serde_json::from_slice(&body).unwrap();
        let slices = &archive["slices"];
        assert_eq!(slices["identity"]["account"][0]["handle"], "ana");
        assert_eq!(slices["identity"]["contact_addresses"], json!(["ana@example.com"]));
        assert_eq!(slices["social"]["post"][0]["text"], "A very own sentence.");
        assert!(slices["social"]["post"][0]["topics"].is_array());
        assert_eq!(slices["data_rights"]["consent_event"][0]["purpose"], "MARKETING");
        let text = String::from_utf8(body).unwrap();
        assert!(!text.contains("argon2id") && !text.contains("eve@"));
    }

    async fn an_archive_goes_after_seven_days_and_a_link_after_ten_minutes(world) {
        let mut ana = world.person("ana").await;
        let filed = file(&ana, "PORT", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        world.settle().await;
        let path = link(&ana, &id).await;
        world.pass(minutes(10));
        assert_eq!(get(&world.visitor(), &path).await.0, 404);
        ana.sign_in_again().await;
        world.pass(minutes(6));
        nothing_changed(world, ana.act(LINK, json!({ "requestId": id }))).await
            .refused("STEP_UP_NEEDED");
        world.later(days(7).saturating_sub(minutes(18))).await;
        ana.sign_in_again().await;
        link(&ana, &id).await;
        world.later(minutes(2)).await;
        ana.sign_in_again().await;
        nothing_changed(world, ana.act(LINK, json!({ "requestId": id }))).await.refused("EXPIRED");
        let key = format!("archives/{}", id.trim_start_matches("subject_request_"));
        assert!(world.app().blobs().get(&key).await.unwrap().is_none());
        world.pass(seconds(1));
    }

    async fn a_wrong_address_opens_nothing(world) {
        let ana = world.person("ana").await;
        let filed = file(&ana, "COPY", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        world.settle().await;
        let path = link(&ana, &id).await;
        for wrong in [
            format!("{path}x"),
            format!("/archives/{id}/x"),
            "/archives/x/y".to_owned(),
            format!("/archives/{}/x", id.replace("subject_request", "user")),
        ] {
            assert_eq!(get(&world.visitor(), &wrong).await.0, 404, "{wrong}");
        }
        assert_eq!(get(&world.visitor(), &path).await.0, 200, "guesses do not use it up");
    }

    async fn what_programs_decided_is_explained(world) {
        let ana = world.person("ana").await;
        let filed = file(&ana, "EXPLAIN", "key-00001").await.done();
        world.settle().await;
        let id = filed.text("subjectRequestFile.request.id");
        let (_, body) = get(&ana, &link(&ana, &id).await).await;
        let told: Value = serde_json::from_slice(&body).unwrap();
        let told = &told["slices"]["automated_decisions"];
        assert!(told["ranking"].as_str().unwrap().contains("ordered by how new they are"));
        assert_eq!(told["decisions"], json!([]));
    }
}
