//! Carts: their owners' alone, of what everybody sees, and without a hold on the stock.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{address, another_shop, reserved, shop};

const SET: &str = "mutation ($input: CartItemSetInput!) { cartItemSet(input: $input) {
    cart { items { skuId quantity sku { price { amountMinor } } } } userErrors { code } } }";

const CART: &str = "{ cart { items { skuId quantity sku { product { id operator { id } } } } } }";

scenario! {
    async fn a_cart_is_its_owners_and_holds_no_stock(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let ana = world.person("ana").await;
        for (sku, quantity) in [(&tea.skus[0], 2), (&cups.skus[0], 1), (&tea.skus[0], 3)] {
            let input = json!({ "skuId": sku, "quantity": quantity });
            let _ = ana.act(SET, input).await.done();
            world.pass(kit::seconds(1));
        }
        let cart = ana.run(CART, json!({})).await.done();
        assert_eq!(cart.list("cart.items").len(), 2);
        assert_eq!(cart.text("cart.items.0.skuId"), cups.skus[0]);
        assert_eq!(cart.number("cart.items.1.quantity"), 3);
        assert_eq!(reserved(world).await, 0);
        let bob = world.person("bob").await;
        assert!(bob.run(CART, json!({})).await.done().list("cart.items").is_empty());
        let _ = ana.act(SET, json!({ "skuId": tea.skus[0], "quantity": 0 })).await.done();
        assert_eq!(ana.run(CART, json!({})).await.done().list("cart.items").len(), 1);
    }

    async fn a_cart_takes_only_what_everybody_sees(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        for (quantity, code) in
            [(-1, "QUANTITY_INVALID"), (1_000, "QUANTITY_INVALID"), (i32::MIN, "QUANTITY_INVALID")]
        {
            let input = json!({ "skuId": tea.skus[0], "quantity": quantity });
            nothing_changed(world, ana.act(SET, input)).await.refused(code);
        }
        let _ = crate::catalog::delist(&tea.owner, &tea.product).await.done();
        let input = json!({ "skuId": tea.skus[0], "quantity": 1 });
        nothing_changed(world, ana.act(SET, input)).await.refused("SKU_NOT_FOUND");
        let nothing = json!({ "skuId": "sku_019a0000000070008000000000000009", "quantity": 1 });
        nothing_changed(world, ana.act(SET, nothing)).await.refused("SKU_NOT_FOUND");
    }

    async fn a_closed_account_leaves_no_cart(world) {
        let tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let _ = ana.act(SET, json!({ "skuId": tea.skus[0], "quantity": 2 })).await.done();
        let _ = address(&ana).await;
        ana.sign_in_again().await;
        let close = "mutation { accountClose { userId userErrors { code } } }";
        let _ = ana.run(close, json!({})).await.done();
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM cart_item").await, 0);
        let open = "SELECT count(*) FROM postal_address WHERE removed_at IS NULL OR masked <> ''";
        assert_eq!(world.count(open).await, 0);
    }
}
