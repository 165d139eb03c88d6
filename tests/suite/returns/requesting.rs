//! What may be given back, of what, by whom, and until when.

use kit::{nothing_changed, scenario};
use serde_json::json;
use sha2::Digest as _;
use time::Duration;

use super::{Story, act, ask, asked, bought, column, done, mutation, see, wish};
use crate::fulfilment::{instant, keyed, until};
use crate::orders::paying::deliver;
use crate::orders::{address, address_in, shop};

const PREVIEW: &str = "query ($order: ID!, $kind: ReturnKind!, $lines: [ReturnPieces!]!) {
    returnPreview(orderId: $order, kind: $kind, lines: $lines) { problem until
        goods { amountMinor } freight { amountMinor } doesShopBearCarriage statement
        confirmation } }";

const TERMS: &str = "lines { returnTerms { left isExcluded coolingOffUntil defectUntil
    repairUntil } }";

scenario! {
    /// CO-1: the window closes to the second, and no one asks behind it.
    async fn co_1_the_window_closes_to_the_second(world) {
        let mut story = Story::begin(world).await;
        let seen = crate::orders::see(&story.ana, &story.order, TERMS).await;
        let terms = &seen["lines"][0]["returnTerms"];
        assert_eq!((&terms["left"], &terms["isExcluded"]), (&json!(2), &json!(false)));
        let end = instant(&terms["coolingOffUntil"]);
        assert_eq!(end.to_offset(platform::kernel::calendar::SHANGHAI).time(),
            time::Time::MIDNIGHT);
        until(world, end, -Duration::seconds(1)).await;
        story.ana.wake().await;
        let back = asked(&story.ana, &story.order, "COOLING_OFF", 1).await;
        assert_eq!(column(world, &back, "rule_version").await, "returns-cn/2026-11-23");
        world.later(kit::seconds(1)).await;
        story.ana.wake().await;
        let late = wish(&story.order, "COOLING_OFF", 1);
        nothing_changed(world, ask(&story.ana, late)).await.refused("WINDOW_OVER");
        // What is defective is exchanged for months yet.
        let _ = asked(&story.ana, &story.order, "EXCHANGE", 1).await;
    }

    /// CO-3, CO-4: what the law lets a buyer give up counts only if they said so at this purchase.
    async fn co_3_a_right_is_given_up_only_by_confirming_it_at_the_purchase(world) {
        let mut story = Story::of_goods(world, "SEALED").await;
        let _ = asked(&story.ana, &story.order, "COOLING_OFF", 1).await;
        let home = address(&story.ana).await;
        let given_up = bought(&story.ana, &story.tea, &home, true).await;
        world.later(kit::minutes(10)).await;
        deliver(world, &given_up).await;
        story.wake().await;
        nothing_changed(world, ask(&story.ana, wish(&given_up, "COOLING_OFF", 1))).await
            .refused("EXCLUDED");
        let _ = asked(&story.ana, &given_up, "DEFECT_REFUND", 1).await;
    }

    /// By the law itself some goods are not given back without a reason, whatever was confirmed.
    async fn co_4_the_law_itself_excludes_some_goods(world) {
        let story = Story::of_goods(world, "PERISHABLE").await;
        nothing_changed(world, ask(&story.ana, wish(&story.order, "COOLING_OFF", 1))).await
            .refused("EXCLUDED");
    }

    /// CO-10: the law of the order holds, and in the Union a withdrawal takes two steps.
    async fn co_10_a_withdrawal_in_the_union_is_confirmed_and_has_a_receipt(world) {
        let tea = shop(world, "tea").await;
        world.run("UPDATE category SET cooling_off = 'STANDARD'").await;
        let rates = "mutation ($input: ShippingRatesSetInput!) { shippingRatesSet(input: $input) {
            userErrors { code } } }";
        let everywhere = json!({ "operatorId": tea.id,
            "rates": [{ "region": "*", "firstMinor": "0" }] });
        let _ = tea.owner.act(rates, everywhere).await.done();
        let mut ana = world.person("ana").await;
        let home = address_in(&ana, "DE-BY").await;
        let order = bought(&ana, &tea, &home, false).await;
        world.later(kit::minutes(10)).await;
        deliver(world, &order).await;
        ana.wake().await;
        nothing_changed(world, ask(&ana, wish(&order, "COOLING_OFF", 2))).await
            .refused("CONFIRMATION_NEEDED");
        let asked = json!({ "order": order, "kind": "COOLING_OFF",
            "lines": [{ "position": 1, "quantity": 2 }] });
        let shown = ana.run(PREVIEW, asked).await.done();
        assert!(shown.text("returnPreview.statement").contains("I withdraw from the contract"));
        let mut input = wish(&order, "COOLING_OFF", 2);
        input["confirmation"] = json!("a".repeat(64));
        nothing_changed(world, ask(&ana, input.clone())).await.refused("CONFIRMATION_NEEDED");
        input["confirmation"] = shown.data("returnPreview.confirmation").clone();
        let taken = ask(&ana, input).await.done();
        let back = taken.data("returnRequest.return");
        assert_eq!(back["ruleVersion"], "returns-eu/2026-06-19");
        assert_eq!(back["profile"], "EU");
        let id = back["id"].as_str().expect("an id");
        let receipt = see(&ana, id, "receipt { text sha256 }").await["receipt"].clone();
        let text = receipt["text"].as_str().expect("a text");
        assert!(text.contains(&order) && text.contains("Received at 2026-"), "{text}");
        let digest = sha2::Sha256::digest(text.as_bytes());
        assert_eq!(receipt["sha256"], json!(platform::kernel::hex(&digest)));
        let changed = "UPDATE return_receipt SET text = 'nothing'";
        assert!(sea_orm::ConnectionTrait::execute_unprepared(world.direct(), changed).await
            .is_err());
    }

    /// No more is given back than was bought, however it is asked for.
    async fn no_more_is_given_back_than_was_bought(world) {
        let story = Story::begin(world).await;
        let (ana, order) = (&story.ana, &story.order);
        for quantity in [0, -1, 3, i32::MAX] {
            nothing_changed(world, ask(ana, wish(order, "COOLING_OFF", quantity))).await
                .refused("QUANTITY_INVALID");
        }
        let mut twice = wish(order, "COOLING_OFF", 1);
        twice["lines"] = json!([{ "position": 1, "quantity": 1 }, { "position": 1, "quantity": 1 }]);
        let mut other = wish(order, "COOLING_OFF", 1);
        other["lines"] = json!([{ "position": 2, "quantity": 1 }]);
        let mut none = wish(order, "COOLING_OFF", 1);
        none["lines"] = json!([]);
        for input in [twice, other, none] {
            nothing_changed(world, ask(ana, input)).await.refused("LINES_INVALID");
        }
        let mut silent = wish(order, "EXCHANGE", 1);
        silent["text"] = json!(null);
        nothing_changed(world, ask(ana, silent)).await.refused("TEXT_INVALID");
        let both = asked(ana, order, "COOLING_OFF", 2).await;
        nothing_changed(world, ask(ana, wish(order, "COOLING_OFF", 1))).await
            .refused("QUANTITY_INVALID");
        let _ = done(ana, "returnWithdraw", &both, json!({})).await;
        let one = asked(ana, order, "COOLING_OFF", 1).await;
        assert_ne!(one, both);
        let left = crate::orders::see(ana, order, TERMS).await;
        assert_eq!(left["lines"][0]["returnTerms"]["left"], 1);
        // The database counts too.
        let counted = "UPDATE returned_piece SET taken = 3";
        assert!(sea_orm::ConnectionTrait::execute_unprepared(world.direct(), counted).await
            .is_err());
    }

    /// The same key is the same return; another's order is nobody's.
    async fn a_return_is_asked_for_once_and_by_its_buyer(world) {
        let story = Story::begin(world).await;
        let eve = world.person("eve").await;
        let input = wish(&story.order, "COOLING_OFF", 1);
        for who in [&eve, &story.tea.owner, &story.desk] {
            nothing_changed(world, ask(who, input.clone())).await.refused("ORDER_NOT_FOUND");
        }
        let request = mutation("returnRequest");
        let input = keyed(input);
        let first = story.ana.act(&request, input.clone()).await.done();
        let again = nothing_changed(world, story.ana.act(&request, input.clone())).await.done();
        let id = first.text("returnRequest.return.id");
        assert_eq!(id, again.text("returnRequest.return.id"));
        let mut more = input;
        more["lines"][0]["quantity"] = json!(2);
        nothing_changed(world, story.ana.act(&request, more)).await
            .refused("IDEMPOTENCY_CONFLICT");
        assert!(see(&eve, &id, "id").await.is_null());
        nothing_changed(world, async {
            for verb in ["returnWithdraw", "returnReceive", "returnRefund"] {
                act(&eve, verb, &id, json!({})).await.refused("RETURN_NOT_FOUND");
            }
        }).await;
        let seen = see(&story.tea.owner, &id, "viewerSide words { kind text }").await;
        assert_eq!(seen["viewerSide"], "SELLER");
        let lists = "query ($id: ID!) { operatorReturns(operatorId: $id) { nodes { id } } }";
        let mine = story.tea.owner.run(lists, json!({ "id": story.tea.id })).await.done();
        assert_eq!(mine.list("operatorReturns.nodes").len(), 1);
        let theirs = eve.run(lists, json!({ "id": story.tea.id })).await.done();
        assert!(theirs.data("operatorReturns").is_null());
    }

    /// What has not come is not given back, and what was cancelled is over.
    async fn what_has_not_come_is_not_given_back(world) {
        let story = Story::unsent(world, "STANDARD").await;
        nothing_changed(world, ask(&story.ana, wish(&story.order, "COOLING_OFF", 2))).await
            .refused("NOT_DELIVERED");
        nothing_changed(world, ask(&story.ana, wish(&story.order, "REFUND_ONLY", 1))).await
            .refused("WHOLE_ORDER_ONLY");
        let back = asked(&story.ana, &story.order, "REFUND_ONLY", 2).await;
        let paid = done(&story.tea.owner, "returnRefund", &back, json!({})).await;
        assert_eq!(paid["state"], "REFUNDED");
        assert_eq!(paid["refund"]["goods"]["amountMinor"], "25600");
        assert_eq!(story.escrow().await, (25_600, 0));
        nothing_changed(world, ask(&story.ana, wish(&story.order, "REFUND_ONLY", 2))).await
            .refused("QUANTITY_INVALID");
        let seen = crate::orders::see(&story.ana, &story.order, "state").await;
        assert_eq!(seen["state"], "CANCELLED");
    }
}
