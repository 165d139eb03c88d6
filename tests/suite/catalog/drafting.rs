//! New products.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{CREATE, category, draft, see, tea};

scenario! {
    async fn a_draft_is_seen_by_its_shop_alone(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, skus) = draft(&ana, &shop, &tea_category).await;
        let seen = see(&ana, &product, "state originCountry priceFrom { amount }
            allowedTransitions
            skus { available options { value } comparedPrice { amount } }").await;
        assert_eq!(seen["state"], "DRAFT");
        assert_eq!(seen["priceFrom"]["amount"], "128.00");
        assert_eq!(seen["allowedTransitions"], json!(["SCREENING"]));
        assert_eq!(seen["skus"][0]["available"], 20);
        assert_eq!(seen["skus"][1]["comparedPrice"], Value::Null);
        assert_eq!(seen["originCountry"], "CN");
        let eve = world.careful_person("eve").await;
        for stranger in [&world.visitor(), &eve] {
            assert_eq!(see(stranger, &product, "id").await, Value::Null);
            let node = "query ($id: ID!) { node(id: $id) { id } }";
            let found = stranger.run(node, json!({ "id": product })).await.done();
            assert!(found.data("node").is_null());
            let list = "query ($shop: ID!) { products(where: {operatorId: $shop, state: DRAFT}) {
                nodes { id } } }";
            let found = stranger.run(list, json!({ "shop": shop })).await.done();
            assert_eq!(found.data("products.nodes"), &json!([]));
        }
        assert_eq!(skus.len(), 2);
    }

    async fn the_same_key_drafts_once(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let same = tea(&shop, &tea_category, &json!({}));
        let again = nothing_changed(world, ana.act(CREATE, same)).await.done();
        assert_eq!(again.text("productCreate.product.id"), product);
        let other = tea(&shop, &tea_category, &json!({ "title": "Autumn tea" }));
        nothing_changed(world, ana.act(CREATE, other)).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn what_cannot_be_sold_is_not_drafted(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let sku = |changes: Value| {
            let mut sku = json!({ "code": "a", "priceMinor": "100", "onHand": 1 });
            for (name, value) in changes.as_object().into_iter().flatten() {
                sku[name] = value.clone();
            }
            sku
        };
        let option = json!({ "name": "Size", "value": "L" });
        let table = [
            (json!({ "idempotencyKey": "short" }), "IDEMPOTENCY_KEY_INVALID"),
            (json!({ "operatorId": "operator_019a0000000070008000000000000009" }),
                "OPERATOR_NOT_FOUND"),
            (json!({ "title": "two\nlines" }), "TITLE_INVALID"),
            (json!({ "description": "x".repeat(5001) }), "DESCRIPTION_INVALID"),
            (json!({ "skus": [] }), "SKU_COUNT_INVALID"),
            (json!({ "skus": vec![sku(json!({})); 51] }), "SKU_COUNT_INVALID"),
            (json!({ "skus": [sku(json!({})), sku(json!({}))] }), "SKU_CODE_INVALID"),
            (json!({ "skus": [sku(json!({ "code": "" }))] }), "SKU_CODE_INVALID"),
            (json!({ "skus": [sku(json!({ "options": [option, option] }))] }),
                "SKU_OPTIONS_INVALID"),
            (json!({ "skus": [sku(json!({ "priceMinor": "0" }))] }), "PRICE_INVALID"),
            (json!({ "skus": [sku(json!({ "priceMinor": "-1" }))] }), "PRICE_INVALID"),
            (json!({ "skus": [sku(json!({ "priceMinor": "9223372036854775807" }))] }),
                "PRICE_INVALID"),
            (json!({ "originCountry": "XX" }), "ORIGIN_INVALID"),
            (json!({ "skus": [sku(json!({ "onHand": -1 }))] }), "STOCK_INVALID"),
            (json!({ "categoryId": "category_019a0000000070008000000000000009" }),
                "CATEGORY_NOT_FOUND"),
            (json!({ "imageIds": ["upload_019a0000000070008000000000000009"] }),
                "IMAGES_INVALID"),
        ];
        for (wrong, code) in table {
            let input = tea(&shop, &tea_category, &wrong);
            nothing_changed(world, ana.act(CREATE, input)).await.refused(code);
        }
    }

    async fn only_managers_and_owners_list_goods(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let bob = world.careful_person("bob").await;
        let input = tea(&shop, &tea_category, &json!({}));
        nothing_changed(world, bob.act(CREATE, input.clone())).await.refused("OPERATOR_NOT_FOUND");
        crate::operators::admit(&ana, &shop, &bob, "SUPPORT").await;
        nothing_changed(world, bob.act(CREATE, input.clone())).await.refused("ROLE_TOO_LOW");
        let _ = crate::operators::set_role(&ana, &shop, &bob.id, "MANAGER").await.done();
        let _ = bob.act(CREATE, input).await.done();
    }
}
