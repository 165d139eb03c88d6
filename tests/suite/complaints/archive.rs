//! The archive of a case for a court: signed, complete, verified offline (CM-7).

use archive::{Fault, verify};
use axum::body::Body;
use http::Request;
use kit::{Actor, World, days, minutes, nothing_changed, scenario};
use serde_json::{Value, json};
use sha2::Digest as _;

use super::evidence::handed_in;
use super::{Story, act, done, see};
use crate::operators::story::SHEET;

const OPEN: &str = "mutation ($input: ComplaintArchiveOpenInput!) {
    complaintArchiveOpen(input: $input) { link { url expiresAt } userErrors { code } } }";

const ARCHIVE: &str = "archive { readyAt expiresAt bytes sha256 }";

async fn open(actor: &Actor<'_>, case: &str) -> kit::Answer {
    actor.act(OPEN, json!({ "complaintId": case })).await
}

async fn fetch(world: &World, url: &str) -> (u16, Vec<u8>) {
    let path = &url[url.find("/cases").expect("an address of an archive")..];
    world.visitor().call(Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn keys(world: &World) -> contract::PublicKeys {
    let path = "/.well-known/fairstall-contract-keys.json";
    let asked = Request::get(path).body(Body::empty()).expect("a request");
    let (status, body) = world.visitor().call(asked).await;
    assert_eq!(status, 200);
    contract::PublicKeys::from_json(&String::from_utf8(body).expect("text")).expect("keys")
}

fn entry(tar: &[u8], path: &str) -> Vec<u8> {
    let mut files = tar::Archive::new(tar);
    let mut found = Vec::new();
    for file in files.entries().expect("entries") {
        let mut file = file.expect("an entry");
        if file.path().expect("a path").to_string_lossy() == path {
            std::io::Read::read_to_end(&mut file, &mut found).expect("bytes");
        }
    }
    found
}

scenario! {
    /// Everything of a case is in one file that verifies without us; one byte changed is named.
    async fn cm_7_the_archive_of_a_case_verifies_offline(world) {
        let story = Story::begin(world).await;
        let case = story.negotiating().await;
        let _ = handed_in(&story.ana, &case, json!({})).await;
        assert!(see(&story.ana, &case, ARCHIVE).await["archive"].is_null());
        nothing_changed(world, open(&story.ana, &case)).await.refused("ARCHIVE_NOT_FOUND");
        let _ = done(&story.ana, "complaintArchiveAsk", &case, json!({})).await;
        nothing_changed(world, open(&story.ana, &case)).await.refused("NOT_READY");
        world.settle().await;
        let seen = see(&story.ana, &case, ARCHIVE).await["archive"].clone();
        assert!(seen["readyAt"].is_string());
        let url = open(&story.ana, &case).await.done().text("complaintArchiveOpen.link.url");
        let (status, tar) = fetch(world, &url).await;
        assert_eq!(status, 200);
        assert_eq!(json!(tar.len()), seen["bytes"]);
        let digest = platform::kernel::hex(&sha2::Sha256::digest(&tar));
        assert_eq!(json!(digest), seen["sha256"]);
        assert_eq!(fetch(world, &url).await.0, 404, "a link is good once");
        let keys = keys(world).await;
        let report = verify(&tar, &keys).expect("it verifies");
        assert_eq!(report.case_id, case);
        assert_eq!(entry(&tar, "evidence/001.pdf"), SHEET);
        let said: Value = serde_json::from_slice(&entry(&tar, "conversation.json")).expect("JSON");
        assert_eq!(said[0]["text"], "The lid is broken, and the shop does not answer.");
        let contract = String::from_utf8(entry(&tar, "contract.json")).expect("text");
        let own = crate::orders::see(&story.ana, &story.order, "contract { file }").await;
        assert_eq!(json!(contract), own["contract"]["file"]);
        let moves: Value = serde_json::from_slice(&entry(&tar, "payments.json")).expect("JSON");
        assert!(!moves["moves"].as_array().expect("moves").is_empty());
        // One letter of what was said.
        let mut changed = tar.clone();
        let text = b"The lid is broken";
        let at = tar.windows(text.len()).position(|part| part == text).expect("what was said");
        changed[at] = b'X';
        match verify(&changed, &keys) {
            Err(Fault::Changed { path }) => assert_eq!(path, "conversation.json"),
            other => panic!("{other:?}"),
        }
    }

    /// Only who has a part in a case has an archive of it; five a day, for seven days each.
    async fn an_archive_is_for_who_has_a_part_in_the_case(world) {
        let mut story = Story::begin(world).await;
        let case = story.accepted().await;
        let eve = world.person("eve").await;
        nothing_changed(world, act(&eve, "complaintArchiveAsk", &case, json!({}))).await
            .refused("COMPLAINT_NOT_FOUND");
        nothing_changed(world, open(&eve, &case)).await.refused("ARCHIVE_NOT_FOUND");
        for _ in 0..5 {
            let _ = done(&story.tea.owner, "complaintArchiveAsk", &case, json!({})).await;
            world.pass(kit::seconds(1));
        }
        nothing_changed(world, act(&story.tea.owner, "complaintArchiveAsk", &case, json!({})))
            .await.refused("TOO_MANY");
        world.settle().await;
        nothing_changed(world, open(&story.ana, &case)).await.refused("ARCHIVE_NOT_FOUND");
        let late = open(&story.tea.owner, &case).await.done();
        world.pass(minutes(1));
        let url = late.text("complaintArchiveOpen.link.url");
        assert_eq!(fetch(world, &url).await.0, 404, "its minute is over");
        world.later(days(7)).await;
        story.sign_in_again().await;
        nothing_changed(world, open(&story.tea.owner, &case)).await.refused("EXPIRED");
    }
}
