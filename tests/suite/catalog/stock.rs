//! Price and stock.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{UPDATE, category, draft};

scenario! {
    async fn a_price_moves_the_products_lowest_and_drops_a_stale_comparison(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        let input = json!({ "id": skus[1], "priceMinor": "9900", "onHand": 7 });
        let updated = ana.act(UPDATE, input).await.done();
        assert_eq!(updated.data("skuUpdate.sku.available"), &json!(7));
        assert_eq!(updated.text("skuUpdate.sku.product.priceFrom.amountMinor"), "9900");
        assert_eq!(updated.text("skuUpdate.sku.comparedPrice.amountMinor"), "25600");
        let dearer = json!({ "id": skus[1], "priceMinor": "30000" });
        let updated = ana.act(UPDATE, dearer).await.done();
        assert!(updated.data("skuUpdate.sku.comparedPrice").is_null());
        assert_eq!(updated.text("skuUpdate.sku.product.priceFrom.amountMinor"), "12800");
    }

    async fn what_cannot_be_is_refused(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (_, skus) = draft(&ana, &shop, &tea_category).await;
        world.run("UPDATE sku SET reserved = 5 WHERE code = '50'").await;
        for (change, code) in [
            (json!({ "id": skus[0], "priceMinor": "0" }), "PRICE_INVALID"),
            (json!({ "id": skus[0], "onHand": -1 }), "STOCK_INVALID"),
            (json!({ "id": skus[0], "onHand": 4 }), "BELOW_RESERVED"),
            (json!({ "id": "sku_019a0000000070008000000000000009" }), "SKU_NOT_FOUND"),
        ] {
            nothing_changed(world, ana.act(UPDATE, change)).await.refused(code);
        }
        let (eve, _) = world.seller("eve").await;
        let foreign = json!({ "id": skus[0], "priceMinor": "1" });
        nothing_changed(world, eve.act(UPDATE, foreign)).await.refused("SKU_NOT_FOUND");
    }
}
