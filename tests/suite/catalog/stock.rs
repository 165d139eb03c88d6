//! Price and stock.

use kit::{World, nothing_changed, scenario};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{UPDATE, category, draft, see};

/// Takes back what a story held by hand: at its end the shelves are compared with the orders.
async fn held_by_nobody(world: &World) {
    world.run("UPDATE sku SET reserved = 0").await;
}

scenario! {
    async fn a_price_moves_the_products_lowest(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        let input = json!({ "id": skus[1], "priceMinor": "9900", "onHand": 7 });
        let updated = ana.act(UPDATE, input).await.done();
        assert_eq!(updated.data("skuUpdate.sku.available"), &json!(7));
        assert_eq!(updated.text("skuUpdate.sku.product.priceFrom.amountMinor"), "9900");
        let dearer = json!({ "id": skus[1], "priceMinor": "30000" });
        let updated = ana.act(UPDATE, dearer).await.done();
        assert_eq!(updated.text("skuUpdate.sku.product.priceFrom.amountMinor"), "12800");
    }

    async fn what_orders_hold_cannot_be_bought_and_is_never_more_than_there_is(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, skus) = draft(&ana, &shop, &tea_category).await;
        world.run("UPDATE sku SET reserved = 5 WHERE code = '50'").await;
        let seen = see(&ana, &product, "skus { available }").await;
        assert_eq!(seen["skus"][0]["available"], 15);
        for wrong in ["reserved = on_hand + 1", "reserved = -1", "on_hand = 4", "on_hand = -1"] {
            let statement = format!("UPDATE sku SET {wrong} WHERE code = '50'");
            assert!(world.direct().execute_unprepared(&statement).await.is_err(), "{wrong}");
        }
        let less = ana.act(UPDATE, json!({ "id": skus[0], "onHand": 5 })).await.done();
        assert_eq!(less.data("skuUpdate.sku.available"), &json!(0));
        held_by_nobody(world).await;
    }

    async fn what_cannot_be_is_refused(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        world.run("UPDATE sku SET reserved = 5 WHERE code = '50'").await;
        for (change, code) in [
            (json!({ "id": skus[0], "priceMinor": "0" }), "PRICE_INVALID"),
            (json!({ "id": skus[0], "comparedMinor": "12800" }), "COMPARED_PRICE_INVALID"),
            (json!({ "id": skus[0], "comparedMinor": "10000000000" }), "COMPARED_PRICE_INVALID"),
            (json!({ "id": skus[0], "comparedMinor": "12801" }), "COMPARED_PRICE_TOO_HIGH"),
            (json!({ "id": skus[0], "onHand": -1 }), "STOCK_INVALID"),
            (json!({ "id": skus[0], "onHand": 4 }), "BELOW_RESERVED"),
            (json!({ "id": "sku_019a0000000070008000000000000009" }), "SKU_NOT_FOUND"),
        ] {
            nothing_changed(world, ana.act(UPDATE, change)).await.refused(code);
        }
        let (eve, _) = world.seller("eve").await;
        let foreign = json!({ "id": skus[0], "priceMinor": "1" });
        nothing_changed(world, eve.act(UPDATE, foreign)).await.refused("SKU_NOT_FOUND");
        held_by_nobody(world).await;
    }
}
