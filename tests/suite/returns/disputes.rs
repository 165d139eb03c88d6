//! What a shop finds, what its buyer says to that, and what staff decide.

use axum::body::Body;
use http::Request;
use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{RETURN, Story, act, asked, done, found, see, show};
use crate::operators::story::SHEET;

const OPEN: &str = "mutation ($input: ReturnEvidenceOpenInput!) {
    returnEvidenceOpen(input: $input) { ticket { url } userErrors { code } } }";

scenario! {
    /// CO-5: that it was opened is no reason; what is one depends on the goods, and is shown first.
    async fn co_5_a_shop_keeps_money_only_for_a_flaw_that_it_shows(world) {
        let story = Story::begin(world).await;
        let shop = &story.tea.owner;
        let back = story.received("COOLING_OFF", 1).await;
        let opened = json!({ "flaw": "OPENED", "deductionMinor": "100", "text": "It was opened." });
        assert!(!act(shop, "returnAssess", &back, opened).await.codes().is_empty());
        nothing_changed(world, async {
            for flaw in ["SEAL_BROKEN", "ACTIVATION_DATA", "NOT_DEFECTIVE", "NOT_RECEIVED"] {
                act(shop, "returnAssess", &back, found(flaw, 100)).await.refused("FLAW_INVALID");
            }
            for minor in [0, -1, 12_801, i64::MAX] {
                act(shop, "returnAssess", &back, found("DAMAGED", minor)).await
                    .refused("DEDUCTION_INVALID");
            }
            act(shop, "returnAssess", &back, found("DAMAGED", 100)).await
                .refused("EVIDENCE_NEEDED");
        }).await;
        // What its buyer shows is not what the shop shows.
        let _ = show(&story.ana, &back).await;
        nothing_changed(world, act(shop, "returnAssess", &back, found("DAMAGED", 100))).await
            .refused("EVIDENCE_NEEDED");
        let _ = show(shop, &back).await;
        let assessed = done(shop, "returnAssess", &back, found("DAMAGED", 12_800)).await;
        assert_eq!((&assessed["state"], &assessed["flaw"]),
            (&json!("ASSESSED"), &json!("DAMAGED")));
    }

    /// Its buyer agrees to what is kept, and has the rest at once.
    async fn a_buyer_agrees_to_a_part(world) {
        let story = Story::begin(world).await;
        let back = story.assessed("COOLING_OFF", "DAMAGED", 2_800).await;
        let words = see(&story.ana, &back, "words { kind text }").await["words"].clone();
        assert_eq!(words[1]["text"], "The box was crushed when it came back.");
        let agreed = done(&story.ana, "returnAnswer", &back, json!({ "agrees": true })).await;
        assert_eq!(agreed["state"], "REFUNDED");
        assert_eq!(agreed["refund"]["goods"]["amountMinor"], "10000");
        assert_eq!(story.escrow().await, (10_000, 15_600));
    }

    /// Whoever disagrees says why, and a person decides: no more than the goods cost, once, and not
    /// one of the parties.
    async fn staff_decide_what_is_in_dispute(world) {
        let story = Story::begin(world).await;
        let back = story.assessed("COOLING_OFF", "DAMAGED", 5_000).await;
        nothing_changed(world, act(&story.ana, "returnAnswer", &back, json!({ "agrees": false })))
            .await.refused("TEXT_INVALID");
        let no = json!({ "agrees": false, "text": "It was like that." });
        let disputed = done(&story.ana, "returnAnswer", &back, no).await;
        assert_eq!(disputed["state"], "DISPUTED");
        let desk = story.desk.say("{ returnDesk { nodes { id state deadline { effect } } } }").await
            .done();
        assert_eq!(desk.data("returnDesk.nodes.0.deadline.effect"), "ESCALATED");
        let decided = |minor: i64| json!({ "refundMinor": minor.to_string(),
            "text": "The pictures show no damage of the buyer's." });
        for minor in [-1, 12_801] {
            nothing_changed(world, act(&story.desk, "returnDecide", &back, decided(minor))).await
                .refused("REFUND_INVALID");
        }
        for party in [&story.ana, &story.tea.owner] {
            nothing_changed(world, act(party, "returnDecide", &back, decided(1))).await
                .error("FORBIDDEN");
        }
        let done = done(&story.desk, "returnDecide", &back, decided(12_000)).await;
        assert_eq!((&done["state"], &done["refund"]["goods"]["amountMinor"]),
            (&json!("REFUNDED"), &json!("12000")));
        assert_eq!(story.escrow().await, (12_000, 13_600));
        let words = see(&story.tea.owner, &back, "words { kind }").await["words"].clone();
        assert_eq!(words.as_array().expect("words").last().expect("one")["kind"], "DECISION");
        nothing_changed(world, act(&story.desk, "returnDecide", &back, decided(1))).await
            .refused("STATE_FORBIDS");
    }

    /// A changed mind in time is nobody's to refuse; what is said to be defective is.
    async fn a_changed_mind_cannot_be_refused(world) {
        let story = Story::begin(world).await;
        let why = json!({ "text": "We do not like this at all." });
        let back = asked(&story.ana, &story.order, "COOLING_OFF", 1).await;
        nothing_changed(world, act(&story.tea.owner, "returnRefuse", &back, why.clone())).await
            .refused("RIGHT_OF_BUYER");
        let seen = see(&story.tea.owner, &back, RETURN).await;
        assert_eq!(seen["state"], "REQUESTED");
        let sql = "UPDATE goods_return SET state = 'REFUSED'";
        assert!(sea_orm::ConnectionTrait::execute_unprepared(world.direct(), sql).await.is_err());
        let broken = asked(&story.ana, &story.order, "DEFECT_REFUND", 1).await;
        let refused = done(&story.tea.owner, "returnRefuse", &broken, why).await;
        assert_eq!(refused["state"], "REFUSED");
        let agreed = done(&story.ana, "returnAnswer", &broken, json!({ "agrees": true })).await;
        assert_eq!(agreed["state"], "REJECTED");
    }

    /// Goods that never come are told of a week after they were sent, and not before.
    async fn what_never_came_back_is_told_after_a_week(world) {
        let mut story = Story::begin(world).await;
        let back = story.sent_back("COOLING_OFF", 1).await;
        let _ = show(&story.tea.owner, &back).await;
        nothing_changed(world, act(&story.tea.owner, "returnAssess", &back,
            found("NOT_RECEIVED", 12_800))).await.refused("FLAW_INVALID");
        world.later(kit::days(7)).await;
        story.sign_in_again().await;
        let told = done(&story.tea.owner, "returnAssess", &back, found("NOT_RECEIVED", 12_800))
            .await;
        assert_eq!(told["state"], "ASSESSED");
        let agreed = done(&story.ana, "returnAnswer", &back, json!({ "agrees": true })).await;
        assert_eq!(agreed["state"], "REJECTED", "there is nothing left to pay");
    }

    /// What is shown is read by the parties and by staff, once a ticket, and by nobody else.
    async fn evidence_is_read_by_who_has_a_part_in_it(world) {
        let story = Story::begin(world).await;
        let back = story.sent_back("DEFECT_REFUND", 1).await;
        let _ = show(&story.ana, &back).await;
        let seen = see(&story.tea.owner, &back, "evidence { id bySeller sha256 }").await;
        let id = seen["evidence"][0]["id"].clone();
        let eve = world.person("eve").await;
        nothing_changed(world, eve.act(OPEN, json!({ "evidenceId": id }))).await
            .refused("EVIDENCE_NOT_FOUND");
        let opened = story.tea.owner.act(OPEN, json!({ "evidenceId": id })).await.done();
        let url = opened.text("returnEvidenceOpen.ticket.url");
        let path = &url[url.find("/documents").expect("an address")..];
        let read = Request::get(path).body(Body::empty()).expect("a request");
        let (status, bytes) = world.visitor().call(read).await;
        assert_eq!((status, bytes.as_slice()), (200, SHEET));
    }
}
