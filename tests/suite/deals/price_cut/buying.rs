//! Ordering ends a session; its seed is told then, and anyone checks the whole.

use std::time::Duration;

use kit::{hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{ABANDON, BUY, STOP, begun, help, minor, running, see, start};
use crate::orders::{address, reserved};

const MILLISECOND: Duration = Duration::from_millis(1);

const PREVIEW: &str = "query ($input: PriceCutPreviewInput!) { priceCutPreview(input: $input) {
    total { amountMinor } problems { code } } }";

fn wish(id: &str, address: &str, total: i64) -> Value {
    json!({
        "idempotencyKey": "i-buy-it-now", "id": id, "addressId": address,
        "seenTotalMinor": total.to_string(),
    })
}

scenario! {
    /// From the start to the floor, ordered, paid, and verified by anyone.
    async fn a_cut_from_start_to_floor_is_ordered_and_verified(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let mut ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let before = see(&ana, &id, "commitment seed file").await;
        assert!(before["seed"].is_null() && before["file"].is_null());
        for number in 0..5 {
            let helper = world.person(&format!("helper_{number}")).await;
            let _ = help(&helper, &token).await.done();
        }
        let home = address(&ana).await;
        let asked = json!({ "input": { "id": id, "addressId": home } });
        let seen = ana.run(PREVIEW, asked).await.done();
        assert_eq!(minor(seen.data("priceCutPreview.total.amountMinor")), 9_900);
        for (total, code) in
            [(9_899, "TOTAL_CHANGED"), (0, "TOTAL_CHANGED"), (-9_900, "TOTAL_CHANGED"),
             (i64::MAX, "TOTAL_CHANGED")]
        {
            nothing_changed(world, ana.act(BUY, wish(&id, &home, total))).await.refused(code);
        }
        let bob = world.person("bob").await;
        let foreign = wish(&id, &address(&bob).await, 9_900);
        nothing_changed(world, bob.act(BUY, foreign)).await.refused("PRICE_CUT_NOT_FOUND");
        let bought = ana.act(BUY, wish(&id, &home, 9_900)).await.done();
        let order = bought.data("priceCutBuy.priceCut.order").clone();
        assert_eq!(minor(&order["price"]["total"]["amountMinor"]), 9_900);
        assert_eq!(minor(&order["price"]["discount"]["amountMinor"]), 2_900);
        assert_eq!(order["attribution"]["dealId"], json!(id));
        assert_eq!(reserved(world).await, 1, "the held piece is the order's");
        let again = ana.act(BUY, wish(&id, &home, 9_900));
        let again = nothing_changed(world, again).await.done();
        assert_eq!(again.text("priceCutBuy.priceCut.order.id"), order["id"].as_str().unwrap());
        nothing_changed(world, ana.act(BUY, wish(&id, &home, 9_901))).await
            .refused("IDEMPOTENCY_CONFLICT");
        nothing_changed(world, ana.act(ABANDON, json!({ "id": id }))).await.refused("ENDED");
        // Whoever may see it may check it, offline.
        let told = see(&world.visitor(), &id, "state commitment seed file").await;
        assert_eq!(told["state"], "ORDERED");
        assert_eq!(told["commitment"], before["commitment"]);
        let file = told["file"].as_str().unwrap();
        let holds = cut::verify(file, before["commitment"].as_str()).unwrap();
        assert_eq!((holds.helps, holds.cut_minor, holds.remaining_minor), (5, 2_900, 0));
        let mut altered: Value = serde_json::from_str(file).unwrap();
        let amount = altered["helps"][2]["amountMinor"].as_i64().unwrap();
        altered["helps"][2]["amountMinor"] = json!(amount + 1);
        let fault = cut::verify(&altered.to_string(), None).unwrap_err();
        assert_eq!(fault.pointer, "/helps/2/amountMinor");
        ana.wake().await;
        world.later(minutes(31)).await;
        assert_eq!(reserved(world).await, 0, "an order that is not paid is given up");
    }

    /// PC-5: a list price that has fallen below the cut price is what its owner pays.
    async fn pc_5_a_cheaper_list_price_later_is_the_owners(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let (id, _) = begun(&ana, &campaign).await;
        let update = "mutation ($input: SkuUpdateInput!) { skuUpdate(input: $input) {
            userErrors { code } } }";
        let dearer = json!({ "id": tea.skus[0], "priceMinor": "15800" });
        let _ = tea.owner.act(update, dearer).await.done();
        let home = address(&ana).await;
        let asked = json!({ "input": { "id": id, "addressId": home } });
        let seen = ana.run(PREVIEW, asked.clone()).await.done();
        assert_eq!(minor(seen.data("priceCutPreview.total.amountMinor")), 12_800);
        let cheaper = json!({ "id": tea.skus[0], "priceMinor": "9000" });
        let _ = tea.owner.act(update, cheaper).await.done();
        let seen = ana.run(PREVIEW, asked).await.done();
        assert_eq!(minor(seen.data("priceCutPreview.total.amountMinor")), 9_000);
        let bought = ana.act(BUY, wish(&id, &home, 9_000)).await.done();
        let paid = bought.data("priceCutBuy.priceCut.order.price.total.amountMinor");
        assert_eq!(minor(paid), 9_000);
    }

    /// PC-5: a campaign that is stopped takes nothing from those who have begun.
    async fn pc_5_who_has_begun_keeps_the_terms(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let _ = tea.owner.act(STOP, json!({ "id": campaign })).await.done();
        let bob = world.person("bob").await;
        nothing_changed(world, start(&bob, &campaign)).await.refused("NOT_RUNNING");
        let _ = help(&bob, &token).await.done();
        assert_eq!(see(&ana, &id, "helpCount").await["helpCount"], json!(1));
    }

    /// One millisecond before the deadline it counts, at the deadline not, though no timer came.
    async fn the_deadline_is_exact_without_any_timer(world) {
        let (_, campaign) = running(world, &json!({ "hours": 1 })).await;
        let mut ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let (mut bob, mut carl) = (world.person("bob").await, world.person("carl").await);
        let home = address(&ana).await;
        world.pass(Duration::from_millis(3_600_000 - 1));
        for one in [&mut ana, &mut bob, &mut carl] {
            one.wake().await;
        }
        let _ = help(&bob, &token).await.done();
        world.pass(MILLISECOND);
        nothing_changed(world, help(&carl, &token)).await.refused("ENDED");
        let price = see(&ana, &id, "price { amountMinor } state").await;
        assert_eq!(price["state"], "IN_PROGRESS", "the timer is late");
        let late = wish(&id, &home, minor(&price["price"]["amountMinor"]));
        nothing_changed(world, ana.act(BUY, late)).await.refused("ENDED");
        nothing_changed(world, ana.act(ABANDON, json!({ "id": id }))).await.refused("ENDED");
        world.settle().await;
        let ended = see(&ana, &id, "state seed file").await;
        assert_eq!(ended["state"], "EXPIRED");
        cut::verify(ended["file"].as_str().unwrap(), None).unwrap();
        assert_eq!(reserved(world).await, 0);
    }

    /// Who wins late has a day to order.
    async fn a_session_that_is_won_late_waits_for_its_order(world) {
        let (_, campaign) = running(world, &json!({ "hours": 1, "mostHelps": 2 })).await;
        let mut ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        for number in 0..2 {
            let helper = world.person(&format!("helper_{number}")).await;
            let _ = help(&helper, &token).await.done();
        }
        world.later(hours(23)).await;
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &id, "state").await["state"], "WON");
        let home = address(&ana).await;
        let _ = ana.act(BUY, wish(&id, &home, 9_900)).await.done();
    }

    async fn a_won_session_that_nobody_orders_expires(world) {
        let (_, campaign) = running(world, &json!({ "hours": 1, "mostHelps": 2 })).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        for number in 0..2 {
            let helper = world.person(&format!("helper_{number}")).await;
            let _ = help(&helper, &token).await.done();
        }
        world.later(hours(25)).await;
        assert_eq!(see(&world.visitor(), &id, "state").await["state"], "EXPIRED");
        assert_eq!(reserved(world).await, 0);
    }
}
