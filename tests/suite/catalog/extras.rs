//! What may be bought along with a product, and is never chosen for anybody (CA-8).

use kit::{Actor, Answer, nothing_changed, scenario, tables};
use serde_json::{Value, json};

use super::{CREATE, category, draft, live, see, tea};
use crate::reflection::Schema;

const EXTRAS: &str = "mutation ($input: ProductExtrasSetInput!) { productExtrasSet(input: $input) {
    product { extras { note sku { code } } } userErrors { code field } } }";

async fn offer(owner: &Actor<'_>, product: &str, extras: Value) -> Answer {
    owner.act(EXTRAS, json!({ "id": product, "extras": extras })).await
}

/// A second product of the shop; answers its variants.
async fn another(owner: &Actor<'_>, shop: &str, category: &str) -> Vec<String> {
    let input = tea(shop, category, &json!({ "idempotencyKey": "another-one", "title": "Cup" }));
    let drafted = owner.act(CREATE, input).await.done();
    let skus = drafted.list("productCreate.product.skus").iter();
    skus.filter_map(|sku| sku["id"].as_str().map(str::to_owned)).collect()
}

/// Neither the types nor the table have a place for a choice made beforehand, or for a person.
#[test]
fn ca_8_nothing_in_the_schema_can_choose_an_extra() {
    let schema = Schema::get();
    let names = |ty: &str| -> Vec<String> {
        let ty = schema.find(ty);
        let fields = ty.fields().iter().map(|field| field.name.clone());
        fields.chain(ty.inputs().iter().map(|input| input.name.clone())).collect()
    };
    assert_eq!(names("ProductExtra"), ["sku", "note"]);
    assert_eq!(names("ProductExtraInput"), ["skuId", "note"]);
    assert_eq!(names("ProductExtrasSetInput"), ["id", "extras"]);
    let inputs = schema.find("Product").field("extras").expect("extras").args.len();
    assert_eq!(inputs, 0, "extras are the product's, not somebody's");
}

scenario! {
    async fn ca_8_the_table_has_no_place_for_a_choice(world) {
        assert!(tables::tables(world).await.contains(&"product_extra".to_owned()));
        let columns = match world.engine() {
            kit::Engine::Sqlite => "SELECT name FROM pragma_table_info('product_extra')",
            kit::Engine::Postgres => {
                "SELECT column_name FROM information_schema.columns \
                 WHERE table_name = 'product_extra'"
            }
        };
        let mut columns = world.ask(columns).await;
        columns.sort();
        assert_eq!(columns, ["note", "position", "product_id", "sku_id"]);
    }

    async fn ca_8_extras_are_a_list_that_looks_the_same_to_everybody(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let cups = another(&ana, &shop, &tea_category).await;
        let extras = json!([{ "skuId": cups[1], "note": "A larger cup" }, { "skuId": cups[0] }]);
        let _ = offer(&ana, &product, extras).await.done();
        let expected = json!({ "extras": [
            { "note": "A larger cup", "sku": { "code": "100" } },
            { "note": "", "sku": { "code": "50" } },
        ] });
        let bob = world.person("bob").await;
        for eyes in [&world.visitor(), &bob, &ana] {
            assert_eq!(see(eyes, &product, "extras { note sku { code } }").await, expected);
        }
        let _ = offer(&ana, &product, json!([])).await.done();
        assert_eq!(see(&bob, &product, "extras { note }").await, json!({ "extras": [] }));
    }

    async fn what_is_no_extra_is_refused(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let (product, own) = draft(&ana, &shop, &tea_category).await;
        let cups = another(&ana, &shop, &tea_category).await;
        let (eve, eves_shop) = world.seller("eve").await;
        let foreign = another(&eve, &eves_shop, &tea_category).await;
        let eleven: Vec<Value> =
            (10..21).map(|n| json!({ "skuId": format!("sku_019a00000000700080000000000000{n}") }))
                .collect();
        for (extras, code) in [
            (json!([{ "skuId": cups[0] }, { "skuId": cups[0] }]), "EXTRA_COUNT_INVALID"),
            (json!(eleven), "EXTRA_COUNT_INVALID"),
            (json!([{ "skuId": cups[0], "note": "x".repeat(121) }]), "NOTE_INVALID"),
            (json!([{ "skuId": cups[0], "note": "a\nb" }]), "NOTE_INVALID"),
            (json!([{ "skuId": own[0] }]), "SKU_NOT_FOUND"),
            (json!([{ "skuId": foreign[0] }]), "SKU_NOT_FOUND"),
            (json!([{ "skuId": "sku_019a0000000070008000000000000009" }]), "SKU_NOT_FOUND"),
        ] {
            nothing_changed(world, offer(&ana, &product, extras)).await.refused(code);
        }
        let by_stranger = offer(&eve, &product, json!([{ "skuId": foreign[0] }]));
        nothing_changed(world, by_stranger).await.refused("PRODUCT_NOT_FOUND");
    }
}
