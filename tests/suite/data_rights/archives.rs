//! Archives: everything of a person, sealed at rest, handed out once to nobody else.

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use kit::{Actor, World, days, minutes, nothing_changed, scenario, seconds};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{GIVE, LINK, file, given, see};
use crate::operators::story::{checkers, identity, person, register};
use crate::social::draft;

async fn link(actor: &Actor<'_>, id: &str) -> String {
    let made = actor.act(LINK, json!({ "requestId": id })).await.done();
    let url = made.text("subjectArchiveLinkCreate.link.url");
    url[url.find("/archives/").unwrap()..].to_owned()
}

async fn get(actor: &Actor<'_>, path: &str) -> (u16, Vec<u8>) {
    actor.call(Request::get(path).body(Body::empty()).unwrap()).await
}

/// An archive as its owner fetches it.
async fn fetched(world: &World, who: &Actor<'_>, kind: &str) -> Value {
    let filed = file(who, kind, &format!("key-{kind}-1")).await.done();
    world.settle().await;
    let id = filed.text("subjectRequestFile.request.id");
    let (status, body) = get(who, &link(who, &id).await).await;
    assert_eq!(status, 200);
    serde_json::from_slice(&body).expect("an archive is JSON")
}

const PAYOUT: &str = "mutation ($input: OperatorPayoutHolderSetInput!) {
    operatorPayoutHolderSet(input: $input) { operator { id } userErrors { code } } }";

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

    /// PIPL 45: who asks what there is gets what is sealed of their registrations too, their own
    /// and their business's; nobody else's, and the ledger has it.
    async fn an_archive_has_the_sealed_texts_of_registrations(world) {
        let ((ana, stall), (bob, _)) = (world.founder("ana").await, world.founder("bob").await);
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&stall, person(&json!({}))), &staff).await;
        let mut ana = ana;
        ana.sign_in_again().await;
        let holder = json!({ "operatorId": stall, "name": "司马小摊" });
        let _ = ana.act(PAYOUT, holder).await.done();
        let texts = |archive: &Value| archive["slices"]["operators"]["registration_texts"].clone();
        let archive = fetched(world, &ana, "ACCESS").await;
        assert_eq!(texts(&archive)[0]["person_name"], "司马小摊");
        assert_eq!(texts(&archive)[0]["identity_number"], json!(identity("19880101", 1)));
        assert_eq!(texts(&archive)[0]["phone"], "+8613987654321");
        assert_eq!(archive["slices"]["operators"]["payout_names"][0]["name"], "司马小摊");
        let mut bob = bob;
        bob.sign_in_again().await;
        assert_eq!(texts(&fetched(world, &bob, "ACCESS").await), Value::Null);
        let given = "SELECT count(*) FROM access_entry WHERE role = 'GIVER' AND purpose = 'OWN_DATA'
            AND decision = 'GRANTED'";
        assert_eq!(world.count(given).await, 6, "five texts and a name");
    }

    /// PIPL 45: to carry data over is to get what one gave, and not what we wrote or observed.
    async fn a_portable_copy_has_what_was_given_and_no_more(world) {
        let mut ana = world.careful_person("ana").await;
        draft(world, &ana, json!({ "text": "A very own sentence." })).await;
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        ana.sign_in_again().await;
        let all = fetched(world, &ana, "COPY").await;
        let given = fetched(world, &ana, "PORT").await;
        assert_eq!(all["format"], "fairstall/archive/1");
        assert_eq!(given["format"], "fairstall/portable/1");
        for archive in [&all, &given] {
            assert_eq!(archive["slices"]["identity"]["account"][0]["handle"], "ana");
            let addresses = &archive["slices"]["identity"]["contact_addresses"];
            assert_eq!(addresses, &json!(["ana@example.com"]));
            assert_eq!(archive["slices"]["social"]["post"][0]["text"], "A very own sentence.");
        }
        for (slice, table) in [
            ("identity", "session"),
            ("data_rights", "consent_event"),
            ("data_rights", "access_entry"),
            ("platform", "transition"),
        ] {
            assert!(all["slices"][slice][table].is_array(), "{table}");
            assert!(given["slices"][slice][table].is_null(), "{table}");
        }
    }

    /// A long life is written and read by pieces, and each is whole.
    async fn an_archive_of_many_pieces_is_whole(world) {
        let mut ana = world.careful_person("ana").await;
        for number in 0..12 {
            let text = format!("{number} {}", "long ".repeat(300));
            draft(world, &ana, json!({ "text": text })).await;
        }
        ana.sign_in_again().await;
        let archive = fetched(world, &ana, "ACCESS").await;
        assert_eq!(archive["slices"]["social"]["post"].as_array().expect("posts").len(), 12);
        let key = format!("archives/{}", archive["request"].as_str().expect("an id")
            .trim_start_matches("subject_request_"));
        // Cut off at a piece's end, or changed anywhere, it breaks off and is never whole.
        let sealed = world.app().blobs().get(&key).await.unwrap().unwrap();
        for cut in [sealed.len() - 1, sealed.len() / 2, 40] {
            world.app().blobs().put(&key, sealed.slice(..cut)).await.unwrap();
            let id = archive["request"].as_str().expect("an id");
            let path = link(&ana, id).await;
            let request = Request::get(path).body(Body::empty()).unwrap();
            let answer = world.router().oneshot(request).await.unwrap();
            let body = answer.into_body().collect().await;
            assert!(body.is_err(), "cut at {cut}: a body that seems whole");
        }
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
