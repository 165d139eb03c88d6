//! Checkout: what was seen is what is ordered, split by shop, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fairstall::orders::Order;
use kit::{Actor, days, nothing_changed, scenario};
use platform::kernel::Id;
use serde_json::{Value, json};

use super::{
    SUBMIT, address, address_in, another_shop, line, ordered, reserved, see, shop, shop_of, submit,
};
use crate::catalog;
use crate::reflection::Schema;

const PREVIEW: &str = "query ($input: CheckoutInput!) { checkoutPreview(input: $input) {
    total { amountMinor } profile problems { code skuId operatorId saleBar }
    orders { operator { id } price { goods { amountMinor } freight { amountMinor }
            total { amountMinor } }
        lines { title quantity unitPrice { amountMinor } total { amountMinor }
            coolingOff mayConfirmNoCoolingOff } } } }";

async fn preview(actor: &Actor<'_>, address: &str, lines: Value) -> kit::Answer {
    actor.run(PREVIEW, json!({ "input": { "addressId": address, "lines": lines } })).await
}

scenario! {
    /// MON-1: the sum of what is paid is the sum of its lines, of every order.
    async fn mon_1_a_cart_across_shops_becomes_an_order_at_each(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 2, 12_800), line(&cups.skus[0], 1, 12_800)]);
        let seen = preview(&ana, &home, lines.clone()).await.done();
        assert_eq!(seen.text("checkoutPreview.total.amountMinor"), "38400");
        assert_eq!(seen.list("checkoutPreview.orders").len(), 2);
        assert!(seen.list("checkoutPreview.problems").is_empty());
        let answer = submit(&ana, "first-one", &home, lines, 38_400).await.done();
        let orders = answer.list("checkoutSubmit.checkout.orders");
        let totals: i64 = orders
            .iter()
            .map(|order| order["price"]["total"]["amountMinor"].as_str().unwrap())
            .map(|text| text.parse::<i64>().unwrap())
            .sum();
        assert_eq!(totals, 38_400);
        for order in orders {
            assert_eq!(order["state"], "SUBMITTED");
            assert_eq!(order["profile"], "CN");
            let sum: i64 = order["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| line["total"]["amountMinor"].as_str().unwrap().parse::<i64>().unwrap())
                .sum();
            assert_eq!(order["price"]["goods"]["amountMinor"], json!(sum.to_string()));
        }
        assert_eq!(reserved(world).await, 3);
        let held = "SELECT count(*) FROM operator_open_matter WHERE kind = 'order'";
        assert_eq!(world.count(held).await, 2, "neither shop can leave meanwhile (OP-9)");
    }

    /// OR-2: one idempotency key is one order.
    async fn or_2_one_key_is_one_order(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let first = submit(&ana, "the-same-key", &home, lines.clone(), 12_800).await.done();
        let again = nothing_changed(
            world,
            submit(&ana, "the-same-key", &home, lines.clone(), 12_800),
        )
        .await
        .done();
        let id = "checkoutSubmit.checkout.id";
        assert_eq!(first.text(id), again.text(id));
        let other = json!([line(&tea.skus[0], 2, 12_800)]);
        let conflict = submit(&ana, "the-same-key", &home, other, 25_600);
        nothing_changed(world, conflict).await.refused("IDEMPOTENCY_CONFLICT");
        let short = submit(&ana, "short", &home, lines.clone(), 12_800);
        nothing_changed(world, short).await.refused("IDEMPOTENCY_KEY_INVALID");
        // Another person's key is another key.
        let bob = world.person("bob").await;
        let other_home = address(&bob).await;
        let _ = submit(&bob, "the-same-key", &other_home, lines, 12_800).await.done();
        assert_eq!(world.count("SELECT count(*) FROM trade_order").await, 2);
    }

    async fn or_2_the_same_key_at_once_is_one_order(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let tries = (0..8).map(|_| submit(&ana, "all-at-once", &home, lines.clone(), 12_800));
        for answer in futures_util::future::join_all(tries).await {
            let _ = answer.done();
        }
        assert_eq!(world.count("SELECT count(*) FROM trade_order").await, 1);
        assert_eq!(reserved(world).await, 1);
    }

    async fn what_was_seen_is_what_is_ordered(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let sku = &tea.skus[0];
        let try_with = |lines: Value, total: i64| submit(&ana, "some-key", &home, lines, total);
        for (lines, total, code) in [
            (json!([line(sku, 1, 12_700)]), 12_700, "PRICE_CHANGED"),
            (json!([line(sku, 1, 1)]), 1, "PRICE_CHANGED"),
            (json!([line(sku, 1, 12_800)]), 12_799, "TOTAL_CHANGED"),
            (json!([line(sku, 1, 12_800)]), -12_800, "TOTAL_CHANGED"),
            (json!([line(sku, 21, 12_800)]), 268_800, "SOLD_OUT"),
            (json!([line(&tea.skus[1], 1, 23_800)]), 23_800, "SOLD_OUT"),
            (json!([line(sku, 0, 12_800)]), 0, "LINES_INVALID"),
            (json!([line(sku, -1, 12_800)]), -12_800, "LINES_INVALID"),
            (json!([line(sku, 1_000, 12_800)]), 12_800_000, "LINES_INVALID"),
            (json!([line(sku, 1, 12_800), line(sku, 1, 12_800)]), 25_600, "LINES_INVALID"),
            (json!([]), 0, "LINES_INVALID"),
            (json!([line("sku_019a0000000070008000000000000009", 1, 1)]), 1, "SKU_NOT_FOUND"),
        ] {
            nothing_changed(world, try_with(lines, total)).await.refused(code);
        }
        let _ = catalog::delist(&tea.owner, &tea.product).await.done();
        let answer = nothing_changed(world, try_with(json!([line(sku, 1, 12_800)]), 12_800)).await;
        answer.refused("NOT_FOR_SALE");
        assert_eq!(answer.text("checkoutSubmit.userErrors.0.saleBar"), "NOT_LIVE");
        assert_eq!(answer.text("checkoutSubmit.userErrors.0.skuId"), *sku);
    }

    /// A price that changes between the look and the order changes nothing silently (OR-3).
    async fn or_3_a_new_price_is_never_charged_unseen(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let placed = ordered(&ana, &tea, "before-it").await;
        let update = "mutation ($input: SkuUpdateInput!) { skuUpdate(input: $input) {
            userErrors { code } } }";
        let input = json!({ "id": tea.skus[0], "priceMinor": "15800" });
        let _ = tea.owner.act(update, input).await.done();
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        nothing_changed(world, submit(&ana, "after-it", &home, lines, 12_800)).await
            .refused("PRICE_CHANGED");
        let price = see(&ana, &placed, "price { total { amountMinor } } state").await;
        assert_eq!(price["price"]["total"]["amountMinor"], "12800");
        assert_eq!(price["state"], "SUBMITTED", "nobody closes it for its price");
    }

    /// Whose shops they are is asked once, for one shop as for three.
    async fn a_checkout_asks_once_whose_shops_they_are(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let bowls = shop_of(world, "bowls", "bowls").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let asked: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&asked);
        let hears = world.app().database().listen(move |statement| {
            if statement.sql.contains("operator_member") {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        assert!(hears, "nobody else listens");
        let one = json!([line(&tea.skus[0], 1, 12_800)]);
        let _ = submit(&ana, "one-shop", &home, one, 12_800).await.done();
        assert_eq!(asked.swap(0, Ordering::Relaxed), 1);
        let three = [&tea, &cups, &bowls].map(|shop| line(&shop.skus[0], 1, 12_800));
        let _ = submit(&ana, "three-shops", &home, json!(three), 38_400).await.done();
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    async fn what_is_not_ones_own_is_not_ordered_with(world) {
        let tea = shop(world, "tea").await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let foreign = submit(&bob, "foreign-1", &home, lines.clone(), 12_800);
        nothing_changed(world, foreign).await.refused("ADDRESS_NOT_FOUND");
        let own = address(&tea.owner).await;
        let self_buy = submit(&tea.owner, "own-shop", &own, lines.clone(), 12_800);
        nothing_changed(world, self_buy).await.refused("OWN_SHOP");
        // Nor in a checkout of several shops, wherever its own one stands.
        let cups = another_shop(world, "cups").await;
        for lines in [[&tea, &cups], [&cups, &tea]] {
            let lines = lines.map(|shop| line(&shop.skus[0], 1, 12_800));
            let both = submit(&tea.owner, "own-shop", &own, json!(lines), 25_600);
            let told = nothing_changed(world, both).await;
            told.refused("OWN_SHOP");
            assert_eq!(told.text("checkoutSubmit.userErrors.0.operatorId"), tea.id);
        }
        let order = ordered(&ana, &tea, "first-one").await;
        for (who, sees) in [(&ana, true), (&tea.owner, true), (&bob, false)] {
            assert_eq!(!see(who, &order, "state").await.is_null(), sees);
        }
        let checkout = see(&ana, &order, "checkoutId").await["checkoutId"].clone();
        let query = "query ($id: ID!) { checkout(id: $id) { id } }";
        let foreign = bob.run(query, json!({ "id": checkout })).await.done();
        assert!(foreign.data("checkout").is_null());
    }

    /// CO-4: no confirmation unless the buyer gives it; CO-3: and then only where the law lets it.
    async fn co_4_a_right_is_given_up_only_by_saying_so(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        for (class, confirms, excluded) in [
            ("SEALED", false, false),
            ("SEALED", true, true),
            ("MARKED", true, true),
            ("STANDARD", true, false),
            ("PERISHABLE", false, true),
        ] {
            world.run(&format!("UPDATE category SET cooling_off = '{class}'")).await;
            let mut one = line(&tea.skus[0], 1, 12_800);
            if confirms {
                one["confirmsNoCoolingOff"] = json!(true);
            }
            let seen = preview(&ana, &home, json!([line(&tea.skus[0], 1, 12_800)])).await.done();
            let may = "checkoutPreview.orders.0.lines.0.mayConfirmNoCoolingOff";
            assert_eq!(*seen.data(may), json!(["SEALED", "MARKED"].contains(&class)), "{class}");
            let key = format!("order-{class}-{confirms}");
            let answer = submit(&ana, &key, &home, json!([one]), 12_800).await.done();
            let said = "checkoutSubmit.checkout.orders.0.lines.0.isCoolingOffExcluded";
            assert_eq!(*answer.data(said), json!(excluded), "{class} {confirms}");
        }
    }

    /// CO-10: the law is that of the place, pinned on the order.
    async fn co_10_the_law_of_the_place_is_pinned(world) {
        let tea = shop(world, "tea").await;
        let rates = "mutation ($input: ShippingRatesSetInput!) { shippingRatesSet(input: $input) {
            userErrors { code } } }";
        let everywhere = json!({ "operatorId": tea.id,
            "rates": [{ "region": "*", "firstMinor": "0" }] });
        let _ = tea.owner.act(rates, everywhere).await.done();
        let ana = world.person("ana").await;
        for (region, profile) in [("CN-33", "CN"), ("DE-BY", "EU"), ("SG", "CN")] {
            let place = address_in(&ana, region).await;
            let lines = json!([line(&tea.skus[0], 1, 12_800)]);
            let key = format!("order-to-{region}");
            let answer = submit(&ana, &key, &place, lines, 12_800).await.done();
            let said = "checkoutSubmit.checkout.orders.0.profile";
            assert_eq!(*answer.data(said), json!(profile), "{region}");
        }
    }

    /// A child without a guardian buys nothing (PD-5).
    async fn pd_5_a_child_without_a_guardian_orders_nothing(world) {
        let tea = shop(world, "tea").await;
        let kid = world.person_of("kid", "UNDER_14").await;
        let home = address(&kid).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        nothing_changed(world, submit(&kid, "kid-buys-it", &home, lines, 12_800)).await
            .refused("MAY_NOT_ACT");
    }

    /// Paid or given up within half an hour: at the very instant it is too late.
    async fn what_is_not_paid_in_half_an_hour_is_given_up(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        assert_eq!(reserved(world).await, 1);
        world.later(kit::seconds(30 * 60 - 1)).await;
        ana.wake().await;
        assert_eq!(see(&ana, &order, "state").await["state"], "SUBMITTED");
        world.later(kit::seconds(1)).await;
        assert_eq!(see(&ana, &order, "state").await["state"], "CANCELLED");
        assert_eq!(reserved(world).await, 0);
        let open = "SELECT count(*) FROM operator_open_matter";
        assert_eq!(world.count(open).await, 0);
        world.later(days(1)).await;
        ana.wake().await;
        let moved = see(&ana, &order, "timeline(first: 5) { nodes { to } }").await;
        assert_eq!(moved["timeline"]["nodes"].as_array().unwrap().len(), 1);
    }

    async fn a_preview_says_everything_that_stands_against_it(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let abroad = address_in(&ana, "US-CA").await;
        let lines = json!([line(&tea.skus[0], 21, 1), line(&tea.skus[1], 1, 23_800)]);
        let seen = nothing_changed(world, preview(&ana, &abroad, lines)).await.done();
        let problems: Vec<&str> = seen
            .list("checkoutPreview.problems")
            .iter()
            .filter_map(|problem| problem["code"].as_str())
            .collect();
        assert_eq!(problems, ["PRICE_CHANGED", "SOLD_OUT", "NOT_SENT_THERE"]);
    }

    async fn an_id_that_is_none_is_told_so(world) {
        let ana = world.person("ana").await;
        let input = json!({ "idempotencyKey": "some-key", "seenTotalMinor": "1",
            "checkout": { "addressId": "nowhere", "lines": [] } });
        ana.act(SUBMIT, input).await.error("INVALID_ID");
        let id: Id<Order> = "order_019a0000000070008000000000000009".parse().expect("an id");
        assert!(see(&ana, &id.to_string(), "id").await.is_null());
    }
}

/// OR-7: nothing can be in an order but what the buyer put there: no input has a default that adds
/// something or gives something up.
#[test]
fn or_7_nothing_is_chosen_for_the_buyer() {
    let schema = Schema::get();
    for (input, field) in
        [("CheckoutInput", "lines"), ("CheckoutLineInput", "confirmsNoCoolingOff")]
    {
        let found = schema.find(input).inputs().iter().find(|own| own.name == field);
        let default = found.expect(field).default.clone();
        assert!(default.is_none() || default.as_deref() == Some("false"), "{input}.{field}");
    }
}
