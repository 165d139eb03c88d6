//! What a price may be compared with, and that lists and pages show the same one.

use futures_util::future::join;
use kit::world::{days, hours};
use kit::{Actor, Answer, nothing_changed, scenario};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{UPDATE, approve, category, delist, draft, live, see, submit};

async fn price(owner: &Actor<'_>, sku: &str, price: i64, compared: Value) -> Answer {
    let mut input = json!({ "id": sku, "priceMinor": price.to_string() });
    if compared != json!("keep") {
        input["comparedMinor"] = compared;
    }
    owner.act(UPDATE, input).await
}

scenario! {
    async fn prc_16_a_price_is_compared_with_the_lowest_of_seven_days(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = live(world, &ana, &shop, &tea_category).await;
        let keep = json!("keep");
        // 128.00 for three days, 110.00 for one, then 150.00: the lowest counts.
        for (wait, next) in [(3, 11_000), (1, 15_000), (1, 15_000)] {
            world.later(days(wait)).await;
            ana.sign_in_again().await;
            let _ = price(&ana, &skus[0], next, keep.clone()).await.done();
        }
        let dear = price(&ana, &skus[0], 9_900, json!("11001"));
        nothing_changed(world, dear).await.refused("COMPARED_PRICE_TOO_HIGH");
        let set = price(&ana, &skus[0], 9_900, json!("11000")).await.done();
        assert_eq!(set.text("skuUpdate.sku.comparedPrice.amountMinor"), "11000");
        // A promotion upon a promotion is compared with the first one.
        let again = price(&ana, &skus[0], 9_000, json!("11000"));
        nothing_changed(world, again).await.refused("COMPARED_PRICE_TOO_HIGH");
        let _ = price(&ana, &skus[0], 9_000, json!("9900")).await.done();
        let none = price(&ana, &skus[0], 9_000, Value::Null).await.done();
        assert!(none.data("skuUpdate.sku.comparedPrice").is_null());
    }

    async fn prc_16_off_the_shelves_for_a_week_the_last_price_counts(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, skus) = live(world, &ana, &shop, &tea_category).await;
        world.later(days(1)).await;
        ana.sign_in_again().await;
        let _ = delist(&ana, &product).await.done();
        world.later(days(9)).await;
        ana.sign_in_again().await;
        // While it was off the shelves nobody was asked this price.
        let _ = price(&ana, &skus[0], 20_000, json!("keep")).await.done();
        let above = price(&ana, &skus[0], 10_000, json!("12801"));
        nothing_changed(world, above).await.refused("COMPARED_PRICE_TOO_HIGH");
        let _ = price(&ana, &skus[0], 10_000, json!("12800")).await.done();
    }

    async fn prc_16_what_was_never_offered_has_nothing_to_be_compared_with(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        let input = price(&ana, &skus[0], 10_000, json!("12800"));
        nothing_changed(world, input).await.refused("COMPARED_PRICE_TOO_HIGH");
    }

    async fn prc_16_a_comparison_goes_with_a_price_that_rises(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = live(world, &ana, &shop, &tea_category).await;
        world.later(hours(1)).await;
        ana.sign_in_again().await;
        let _ = price(&ana, &skus[0], 10_000, json!("12800")).await.done();
        let risen = price(&ana, &skus[0], 12_800, json!("keep")).await.done();
        assert!(risen.data("skuUpdate.sku.comparedPrice").is_null());
    }

    /// What was offered stays known: the database itself refuses to change or forget it.
    async fn prc_16_the_past_of_a_price_cannot_be_changed(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let _ = live(world, &ana, &shop, &tea_category).await;
        assert_eq!(world.count("SELECT count(*) FROM sku_price").await, 2);
        for wrong in ["UPDATE sku_price SET price_minor = 1", "DELETE FROM sku_price"] {
            assert!(world.direct().execute_unprepared(wrong).await.is_err(), "{wrong}");
        }
    }

    async fn prc_20_a_list_shows_the_price_of_the_page(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let staff = world.staff("COMPLIANCE").await;
        let (product, skus) = draft(&ana, &shop, &tea_category).await;
        let _ = submit(&ana, &product).await.done();
        let _ = approve(&staff, &product).await.done();
        for next in [9_900, 30_000, 12_801] {
            let _ = price(&ana, &skus[0], next, json!("keep")).await.done();
            let list = "{ products { nodes { priceFrom { amountMinor } skus { price { amountMinor }
                } } } }";
            let listed = world.visitor().run(list, json!({})).await.done();
            let listed = listed.data("products.nodes.0").clone();
            let page = see(&world.visitor(), &product, "priceFrom { amountMinor }
                skus { price { amountMinor } }").await;
            assert_eq!(listed, page);
            let lowest = page["skus"].as_array().into_iter().flatten()
                .filter_map(|sku| sku["price"]["amountMinor"].as_str()?.parse::<i64>().ok())
                .min();
            assert_eq!(page["priceFrom"]["amountMinor"], json!(lowest.unwrap().to_string()));
        }
    }

    /// Two variants change at the same moment: the list never shows less than any page asks.
    async fn prc_20_the_lowest_price_is_true_whoever_changes_it_meanwhile(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        for round in 0..8 {
            let low = 10_000 + round;
            let _ = price(&ana, &skus[0], low, json!("keep")).await.done();
            let _ = price(&ana, &skus[1], low + 100, json!("keep")).await.done();
            let both = join(
                price(&ana, &skus[0], 20_000, json!("keep")),
                price(&ana, &skus[1], 30_000, json!("keep")),
            ).await;
            let _ = (both.0.done(), both.1.done());
            let untrue = "SELECT count(*) FROM product WHERE price_from_minor <> \
                          (SELECT min(price_minor) FROM sku WHERE product_id = product.id)";
            assert_eq!(world.count(untrue).await, 0, "round {round}");
        }
    }
}
