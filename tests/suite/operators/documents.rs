//! Documents: what is taken, how it is kept, and who reads it.

use axum::body::Body;
use http::Request;
use kit::{Actor, World, days, minutes, nothing_changed, scenario, seconds};
use serde_json::json;

use super::story::{
    OPEN_DOCUMENT, SHEET, STAGE, attach, business, checkers, document, drafted, file, put, sent,
    shop,
};

async fn read(world: &World, url: &str) -> (u16, Vec<u8>) {
    let path = url.find("/documents").map(|at| &url[at..]).expect("an address of a document");
    world.visitor().call(Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn open(who: &Actor<'_>, document: &str, purpose: &str) -> kit::Answer {
    who.act(OPEN_DOCUMENT, json!({ "documentId": document, "purpose": purpose })).await
}

async fn shown(viewer: &Actor<'_>, id: &str) -> String {
    let fields = "registrations { nodes { documents { id kind } } }";
    let seen = shop(viewer, id, fields).await;
    seen["registrations"]["nodes"][0]["documents"][0]["id"].as_str().expect("an id").to_owned()
}

scenario! {
    /// Other formats under a document's name, programs, and files cut short are rejected, and
    /// nothing of them is kept.
    async fn what_is_no_document_is_rejected(world) {
        let (ana, id) = world.founder("ana").await;
        let jpeg = crate::media::jpeg(64, 48);
        let program = b"%PDF-1.7 /OpenAction<</S/JavaScript>> %%EOF";
        let files: [(&str, &[u8], &str); 7] = [
            ("application/pdf", b"MZ\x90\0\x03", "NOT_A_DOCUMENT"),
            ("application/pdf", b"<html><script>1</script>", "NOT_A_DOCUMENT"),
            ("application/pdf", b"PK\x03\x04%PDF-1.4 %%EOF", "NOT_A_DOCUMENT"),
            ("application/pdf", &jpeg, "TYPE_MISMATCH"),
            ("image/jpeg", SHEET, "TYPE_MISMATCH"),
            ("application/pdf", program, "ACTIVE_CONTENT"),
            ("image/jpeg", &jpeg[..60], "DAMAGED"),
        ];
        for (kind, bytes, reason) in files {
            let (_, status, said) = sent(&ana, &id, (kind, bytes)).await;
            assert_eq!((status, said["rejection"].as_str()), (422, Some(reason)), "{kind}");
        }
        let kept = "SELECT count(*) FROM document WHERE file IS NOT NULL";
        assert_eq!(world.count(kept).await, 0);
        let (_, status, _) = sent(&ana, &id, ("image/jpeg", &jpeg)).await;
        assert_eq!(status, 200);
        // A day later nothing is left of what nothing used.
        world.later(days(2)).await;
        assert_eq!(world.count("SELECT count(*) FROM document").await, 0);
    }

    async fn what_cannot_be_announced_is_refused(world) {
        let (ana, id) = world.founder("ana").await;
        let (eve, _) = world.founder("eve").await;
        let input = |kind: &str, bytes: i64| {
            json!({ "operatorId": id, "contentType": kind, "bytes": bytes })
        };
        for (input, code) in [
            (input("image/gif", 9), "CONTENT_TYPE_UNSUPPORTED"),
            (input("application/pdf", 0), "SIZE_INVALID"),
            (input("application/pdf", -1), "SIZE_INVALID"),
            (input("application/pdf", 10_485_761), "SIZE_INVALID"),
        ] {
            nothing_changed(world, ana.act(STAGE, input)).await.refused(code);
        }
        let bad = json!({ "operatorId": id, "contentType": "image/png", "bytes": 1, "sha256": "x" });
        nothing_changed(world, ana.act(STAGE, bad)).await.refused("SHA256_INVALID");
        let foreign = eve.act(STAGE, input("image/png", 9));
        nothing_changed(world, foreign).await.refused("OPERATOR_NOT_FOUND");
    }

    /// The token is the document's own, works once and for fifteen minutes; a wrong one, a wrong
    /// length and a second sending change nothing.
    async fn a_token_lets_the_bytes_in_once(world) {
        let (ana, id) = world.founder("ana").await;
        let input = json!({ "operatorId": id, "contentType": "application/pdf",
            "bytes": SHEET.len() });
        let staged = ana.act(STAGE, input.clone()).await.done();
        let document = staged.text("operatorDocumentStage.document.id");
        let token = staged.text("operatorDocumentStage.document.token");
        assert_eq!(nothing_changed(world, put(&ana, &document, "guess", SHEET)).await.0, 401);
        let short = put(&ana, &document, &token, &SHEET[1..]);
        assert_eq!(nothing_changed(world, short).await.0, 400);
        assert_eq!(put(&ana, &document, &token, SHEET).await.0, 200);
        assert_eq!(nothing_changed(world, put(&ana, &document, &token, SHEET)).await.0, 409);
        let late = ana.act(STAGE, input).await.done();
        let (document, token) = (late.text("operatorDocumentStage.document.id"),
            late.text("operatorDocumentStage.document.token"));
        world.pass(minutes(15));
        assert_eq!(nothing_changed(world, put(&ana, &document, &token, SHEET)).await.0, 401);
    }

    /// Sealed as it is stored, it is read by a member of staff who proved who they are: once, by
    /// the one address they were given, within a minute.
    async fn a_document_is_read_once_by_ticket(world) {
        let (ana, id) = world.founder("ana").await;
        let (mut staff, _) = checkers(world).await;
        let _ = file(&ana, &id, business(&json!({})), &json!({})).await;
        staff.sign_in_again().await;
        let document = shown(&staff, &id).await;
        let given = open(&staff, &document, "REVIEW").await.done();
        let url = given.text("operatorDocumentOpen.ticket.url");
        let (status, bytes) = read(world, &url).await;
        assert_eq!((status, bytes.as_slice()), (200, SHEET));
        assert_eq!(read(world, &url).await.0, 404);
        let late = open(&staff, &document, "REVIEW").await.done();
        world.pass(seconds(60));
        assert_eq!(read(world, &late.text("operatorDocumentOpen.ticket.url")).await.0, 404);
        assert_eq!(read(world, "/documents/read/guess").await.0, 404);
        // Not by the doors of pictures either.
        let picture = format!("/media/{}/320.jpg", document.replace("document_", "image_"));
        let request = Request::get(picture).body(Body::empty()).expect("a request");
        assert_eq!(world.visitor().call(request).await.0, 404);
    }

    async fn only_who_may_read_gets_a_ticket(world) {
        let (mut ana, id) = world.founder("ana").await;
        let (mut eve, _) = world.founder("eve").await;
        let (mut staff, _) = checkers(world).await;
        let own = world.staff("COMPLIANCE").await;
        crate::operators::admit(&ana, &id, &own, "SUPPORT").await;
        let _ = file(&ana, &id, business(&json!({})), &json!({})).await;
        let document = shown(&ana, &id).await;
        world.pass(minutes(6));
        nothing_changed(world, open(&staff, &document, "REVIEW")).await.refused("STEP_UP_NEEDED");
        let mut own = own;
        for who in [&mut ana, &mut eve, &mut staff, &mut own] {
            who.sign_in_again().await;
        }
        for (who, purpose, code) in [
            (&ana, "REVIEW", "DOCUMENT_NOT_FOUND"),
            (&eve, "OWN_DATA", "DOCUMENT_NOT_FOUND"),
            (&staff, "OWN_DATA", "DOCUMENT_NOT_FOUND"),
            (&own, "REVIEW", "OWN_MATTER"),
        ] {
            nothing_changed(world, open(who, &document, purpose)).await.refused(code);
        }
        let unknown = "document_019a0000000070008000000000000009";
        nothing_changed(world, open(&staff, unknown, "REVIEW")).await.refused("DOCUMENT_NOT_FOUND");
        let _ = open(&ana, &document, "OWN_DATA").await.done();
        let _ = open(&staff, &document, "DISPUTE").await.done();
    }

    /// A document is attached by who sent it, for the shop it was sent for, once, to a draft.
    async fn only_a_document_of_this_shop_is_attached(world) {
        let (ana, id) = world.founder("ana").await;
        let (eve, hers) = world.founder("eve").await;
        let draft = drafted(&ana, &id, business(&json!({})), &json!({})).await;
        let foreign = document(&eve, &hers).await;
        let own = document(&ana, &id).await;
        let no = attach(&ana, &draft, &foreign, "LICENCE");
        nothing_changed(world, no).await.refused("DOCUMENT_INVALID");
        let no = attach(&eve, &draft, &foreign, "LICENCE");
        nothing_changed(world, no).await.refused("REGISTRATION_NOT_FOUND");
        let _ = attach(&ana, &draft, &own, "LICENCE").await.done();
        let no = attach(&ana, &draft, &own, "PERMIT");
        nothing_changed(world, no).await.refused("DOCUMENT_INVALID");
        for _ in 1..12 {
            let more = document(&ana, &id).await;
            let _ = attach(&ana, &draft, &more, "PERMIT").await.done();
        }
        let more = document(&ana, &id).await;
        let no = attach(&ana, &draft, &more, "PERMIT");
        nothing_changed(world, no).await.refused("TOO_MANY_DOCUMENTS");
        let _ = crate::operators::story::submit(&ana, &draft).await.done();
        let no = attach(&ana, &draft, &more, "PERMIT");
        nothing_changed(world, no).await.refused("NOT_A_DRAFT");
    }

    async fn fifty_unused_documents_a_day(world) {
        let (ana, id) = world.founder("ana").await;
        let input = json!({ "operatorId": id, "contentType": "image/png", "bytes": 9 });
        for _ in 0..50 {
            let _ = ana.act(STAGE, input.clone()).await.done();
        }
        nothing_changed(world, ana.act(STAGE, input)).await.refused("TOO_MANY_UNUSED");
    }
}
