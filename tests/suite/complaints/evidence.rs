//! Evidence: sealed, with its hash, its owner, its time, and everybody who had it in hand.

use axum::body::Body;
use http::Request;
use kit::{Actor, World, days, hours, nothing_changed, scenario};
use serde_json::{Value, json};
use sha2::Digest as _;

use super::{Story, act, done, see, state};
use crate::operators::story::{SHEET, put};

const STAGE: &str = "mutation ($input: ComplaintEvidenceStageInput!) {
    complaintEvidenceStage(input: $input) { document { id token } userErrors { code } } }";

const OPEN: &str = "mutation ($input: ComplaintEvidenceOpenInput!) {
    complaintEvidenceOpen(input: $input) { ticket { url } userErrors { code } } }";

const SHOWN: &str = "evidence { id side shows sha256 bytes contentType redactsId
    custody { number act isViewer } }";

/// A document that has arrived for a case.
pub async fn sent(actor: &Actor<'_>, case: &str) -> String {
    let input = json!({ "complaintId": case, "contentType": "application/pdf",
        "bytes": SHEET.len() });
    let staged = actor.act(STAGE, input).await.done();
    let id = staged.text("complaintEvidenceStage.document.id");
    let token = staged.text("complaintEvidenceStage.document.token");
    let (status, said) = put(actor, &id, &token, SHEET).await;
    assert_eq!(status, 200, "{said}");
    id
}

/// Evidence that was handed in.
pub async fn handed_in(actor: &Actor<'_>, case: &str, more: Value) -> String {
    actor.world().pass(kit::seconds(1));
    let mut input = json!({ "documentId": sent(actor, case).await, "shows": "PRODUCT" });
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    let _ = act(actor, "complaintEvidenceAdd", case, input).await.done();
    let shown = see(actor, case, "evidence { id }").await["evidence"].clone();
    let last = shown.as_array().expect("evidence").last().expect("one").clone();
    last["id"].as_str().expect("an id").to_owned()
}

async fn read(world: &World, url: &str) -> (u16, Vec<u8>) {
    let path = url.find("/documents").map(|at| &url[at..]).expect("an address of a document");
    world.visitor().call(Request::get(path).body(Body::empty()).expect("a request")).await
}

scenario! {
    async fn evidence_keeps_its_hash_and_its_custody(world) {
        let story = Story::begin(world).await;
        let case = story.accepted().await;
        let id = handed_in(&story.ana, &case, json!({})).await;
        let opened = story.tea.owner.act(OPEN, json!({ "evidenceId": id })).await.done();
        let (status, bytes) = read(world, &opened.text("complaintEvidenceOpen.ticket.url")).await;
        assert_eq!((status, bytes.as_slice()), (200, SHEET));
        let (again, _) = read(world, &opened.text("complaintEvidenceOpen.ticket.url")).await;
        assert_ne!(again, 200, "a ticket is good once");
        let seen = see(&story.ana, &case, SHOWN).await["evidence"][0].clone();
        let digest = sha2::Sha256::digest(SHEET);
        let hex = |text: String, byte: &u8| format!("{text}{byte:02x}");
        let digest = digest.iter().fold(String::new(), hex);
        assert_eq!(seen["sha256"], json!(digest));
        assert_eq!((&seen["side"], &seen["bytes"]), (&json!("COMPLAINANT"), &json!(SHEET.len())));
        assert_eq!(seen["custody"], json!([
            { "number": 1, "act": "SUBMITTED", "isViewer": true },
            { "number": 2, "act": "OPENED", "isViewer": false },
        ]));
        // A copy with parts blacked out stands beside the original, which stays.
        let copy = handed_in(&story.ana, &case, json!({ "redactsId": id })).await;
        let seen = see(&story.tea.owner, &case, SHOWN).await["evidence"].clone();
        assert_eq!(seen.as_array().unwrap().len(), 2);
        assert_eq!(seen[1]["redactsId"], json!(id));
        assert_ne!(copy, id);
    }

    async fn strangers_bring_and_see_nothing(world) {
        let story = Story::begin(world).await;
        let case = story.accepted().await;
        let id = handed_in(&story.ana, &case, json!({})).await;
        let eve = world.careful_person("eve").await;
        let stage = json!({ "complaintId": case, "contentType": "application/pdf", "bytes": 9 });
        nothing_changed(world, eve.act(STAGE, stage.clone())).await.refused("COMPLAINT_NOT_FOUND");
        nothing_changed(world, eve.act(OPEN, json!({ "evidenceId": id }))).await
            .refused("EVIDENCE_NOT_FOUND");
        for (kind, bytes, code) in [
            ("image/gif", 9, "CONTENT_TYPE_UNSUPPORTED"),
            ("application/pdf", 0, "SIZE_INVALID"),
            ("application/pdf", 10_485_761, "SIZE_INVALID"),
        ] {
            let bad = json!({ "complaintId": case, "contentType": kind, "bytes": bytes });
            nothing_changed(world, story.ana.act(STAGE, bad)).await.refused(code);
        }
        // Another's document, and one of another case, is no evidence.
        let theirs = sent(&story.tea.owner, &case).await;
        let input = json!({ "documentId": theirs, "shows": "PRODUCT" });
        nothing_changed(world, act(&story.ana, "complaintEvidenceAdd", &case, input.clone())).await
            .refused("DOCUMENT_INVALID");
        let _ = act(&story.tea.owner, "complaintEvidenceAdd", &case, input.clone()).await.done();
        nothing_changed(world, act(&story.tea.owner, "complaintEvidenceAdd", &case, input)).await
            .refused("DOCUMENT_INVALID");
        let own = sent(&story.ana, &case).await;
        let foreign = see(&story.ana, &case, "evidence { id side }").await["evidence"].clone();
        let of_shop = foreign.as_array().unwrap().iter().find(|one| one["side"] == "SELLER")
            .unwrap()["id"].clone();
        let input = json!({ "documentId": own, "shows": "PRODUCT", "redactsId": of_shop });
        nothing_changed(world, act(&story.ana, "complaintEvidenceAdd", &case, input)).await
            .refused("ORIGINAL_INVALID");
    }

    /// While evidence is collected the shop has four service hours, its complainant 72.
    async fn the_shop_adds_for_four_service_hours(world) {
        let mut story = Story::begin(world).await;
        let case = story.negotiating().await;
        let on = done(&story.ana, "complaintEscalate", &case, json!({})).await;
        assert_eq!(on["state"], "EVIDENCE_COLLECTION");
        let by = crate::fulfilment::instant(&on["sellerEvidenceBy"]);
        crate::fulfilment::until(world, by, -time::Duration::seconds(2)).await;
        story.wake().await;
        // Takes a second.
        let _ = handed_in(&story.tea.owner, &case, json!({})).await;
        let late = sent(&story.tea.owner, &case).await;
        world.later(kit::seconds(1)).await;
        story.wake().await;
        let input = json!({ "documentId": late, "shows": "CONTRACT" });
        nothing_changed(world, act(&story.tea.owner, "complaintEvidenceAdd", &case, input)).await
            .refused("TOO_LATE");
        world.later(hours(40)).await;
        story.wake().await;
        let _ = handed_in(&story.ana, &case, json!({})).await;
        assert_eq!(state(&story.ana, &case).await, "EVIDENCE_COLLECTION");
    }

    /// Three years after its end what was said and shown cannot be read any more by anybody.
    async fn a_case_is_forgotten_after_three_years(world) {
        let mut story = Story::begin(world).await;
        let case = story.accepted().await;
        let _ = handed_in(&story.ana, &case, json!({})).await;
        let _ = done(&story.ana, "complaintWithdraw", &case, json!({})).await;
        world.later(days(3 * 365)).await;
        story.sign_in_again().await;
        let words = "messages { nodes { text } }";
        let said = see(&story.ana, &case, words).await["messages"]["nodes"][0]["text"].clone();
        assert!(said.is_string());
        world.later(days(3)).await;
        story.sign_in_again().await;
        let said = see(&story.ana, &case, words).await["messages"]["nodes"][0]["text"].clone();
        assert!(said.is_null(), "{said}");
    }

    /// What was said and shown is never changed.
    async fn the_database_keeps_what_was_said_and_shown(world) {
        use sea_orm::ConnectionTrait as _;
        let story = Story::begin(world).await;
        let case = story.accepted().await;
        let _ = handed_in(&story.ana, &case, json!({})).await;
        for sql in [
            "UPDATE complaint_message SET kind = 'REPLY'",
            "DELETE FROM complaint_message",
            "UPDATE complaint_evidence SET shows = 'OTHER'",
            "DELETE FROM complaint_evidence",
            "UPDATE complaint_custody SET at = 1",
            "DELETE FROM complaint_custody",
        ] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }
}
