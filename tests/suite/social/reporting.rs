//! Reports of posts, and what staff do with them.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{HIDE, draft, key, published};

const REPORT: &str = "mutation ($input: PostReportInput!) { postReport(input: $input) {
    report { id state reason } userErrors { code } } }";
const DISMISS: &str = "mutation ($input: PostReportDismissInput!) {
    postReportDismiss(input: $input) { report { state decidedAt } userErrors { code } } }";
const QUEUE: &str = "query ($state: PostReportState!) { reports(state: $state) {
    nodes { id state note reporter { handle } post { id state images { id } } } } }";

fn report(post: &str) -> serde_json::Value {
    json!({ "idempotencyKey": key(), "postId": post, "reason": "HIDDEN_AD", "note": "Look." })
}

scenario! {
    async fn a_report_is_upheld_or_dismissed(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let staff = world.staff("COMPLIANCE").await;
        let good = published(world, &ana, json!({})).await;
        let bad = published(world, &ana, json!({})).await;
        let of_good = bob.act(REPORT, report(&good)).await.done().text("postReport.report.id");
        world.pass(kit::seconds(1));
        let _ = bob.act(REPORT, report(&bad)).await.done();
        let queue = staff.run(QUEUE, json!({ "state": "OPEN" })).await;
        assert_eq!(queue.text("reports.nodes.0.id"), of_good);
        assert_eq!(queue.text("reports.nodes.0.reporter.handle"), "bob");
        assert_eq!(queue.text("reports.nodes.1.post.id"), bad);
        bob.run(QUEUE, json!({ "state": "OPEN" })).await.error("FORBIDDEN");

        let dismiss = json!({ "reportId": of_good });
        nothing_changed(world, bob.act(DISMISS, dismiss.clone())).await.error("FORBIDDEN");
        let _ = staff.act(DISMISS, dismiss.clone()).await.done();
        nothing_changed(world, staff.act(DISMISS, dismiss)).await.refused("NOT_OPEN");
        let _ = staff.act(HIDE, json!({ "postId": bad, "reason": "It is one." })).await.done();
        let upheld = staff.run(QUEUE, json!({ "state": "UPHELD" })).await;
        assert_eq!(upheld.text("reports.nodes.0.post.state"), "HIDDEN");
        assert!(staff.run(QUEUE, json!({ "state": "OPEN" })).await
            .list("reports.nodes").is_empty());
        let _ = bob.act(REPORT, report(&good)).await.done();
    }

    async fn what_cannot_be_reported_is_refused(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let staff = world.staff("COMPLIANCE").await;
        let post = published(world, &ana, json!({})).await;
        let secret = draft(world, &ana, json!({})).await;
        let with = |name: &str, value: &str| {
            let mut input = report(&post);
            input[name] = json!(value);
            input
        };
        for (input, code) in [
            (with("idempotencyKey", "short"), "IDEMPOTENCY_KEY_INVALID"),
            (with("note", &"x".repeat(501)), "NOTE_INVALID"),
            (report(&secret), "POST_NOT_FOUND"),
        ] {
            nothing_changed(world, bob.act(REPORT, input)).await.refused(code);
        }
        nothing_changed(world, ana.act(REPORT, report(&post))).await.refused("OWN_POST");
        let first = report(&post);
        let _ = bob.act(REPORT, first.clone()).await.done();
        let _ = nothing_changed(world, bob.act(REPORT, first.clone())).await.done();
        nothing_changed(world, bob.act(REPORT, report(&post))).await.refused("ALREADY_REPORTED");
        let mut other = first;
        other["note"] = json!("Else");
        nothing_changed(world, bob.act(REPORT, other)).await.refused("IDEMPOTENCY_CONFLICT");
        let none = json!({ "reportId": format!("post_report_{}", "0".repeat(32)) });
        nothing_changed(world, staff.act(DISMISS, none)).await.refused("REPORT_NOT_FOUND");
    }
}
