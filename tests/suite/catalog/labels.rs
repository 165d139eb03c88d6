//! What must be told of goods before they are offered (CA-4, CA-7).

use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::{Value, json};

use super::{CREATE, FOOD_LABEL, LABEL, category_of, draft, permit, see, state, submit, tea, tell};

scenario! {
    async fn ca_4_a_label_that_leaves_something_out_is_not_published(world) {
        let (ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let _ = permit(world, &ana, &shop, "2027-12-31").await.done();
        let (product, _) = draft(&ana, &shop, &food).await;
        let missing = |answer: kit::Answer| {
            answer.refused("LABEL_INCOMPLETE");
            answer.data("productSubmit.userErrors.0.missingFields").clone()
        };
        let all = missing(nothing_changed(world, submit(&ana, &product)).await);
        let named = |all: &Value| all.as_array().map_or(0, Vec::len);
        assert_eq!(named(&all), FOOD_LABEL.len(), "{all}");
        let _ = tell(&ana, &product, "ZH", &["INGREDIENTS", "STORAGE"]).await.done();
        let two = missing(nothing_changed(world, submit(&ana, &product)).await);
        assert_eq!(two, json!(["INGREDIENTS", "STORAGE"]));
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
        let seen = see(&world.visitor(), &product, "labels { language lines { field value } }
            category { goodsKind }").await;
        assert_eq!(seen["category"]["goodsKind"], "FOOD");
        assert_eq!(seen["labels"][0]["language"], "ZH");
        assert_eq!(seen["labels"][0]["lines"][0], json!({
            "field": "PRODUCT_NAME", "value": "明前龙井",
        }));
    }

    async fn ca_4_what_the_law_demands_has_a_date(world) {
        let (ana, shop) = world.seller("ana").await;
        let goods = category_of(world, "goods", "GENERAL", None).await;
        world.run("UPDATE label_requirement SET effective_to = effective_from + 1").await;
        let (product, _) = draft(&ana, &shop, &goods).await;
        let tomorrow = platform::clock::to_millis(world.app().now()) + 86_400_000;
        world.run(&format!(
            "INSERT INTO label_requirement (goods_kind, field, version, effective_from, \
             imported_only, basis) VALUES ('GENERAL', 'WARNINGS', 1, {tomorrow}, FALSE, 'a law')"
        )).await;
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
    }

    async fn ca_7_imported_food_needs_a_label_in_chinese_and_its_seller_answers(world) {
        let (ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let _ = permit(world, &ana, &shop, "2027-12-31").await.done();
        let input = tea(&shop, &food, &json!({ "originCountry": "FR" }));
        let drafted = ana.act(CREATE, input).await.done();
        let product = drafted.text("productCreate.product.id");
        // A label in another language is none.
        let _ = tell(&ana, &product, "EN", &[]).await.done();
        let refused = nothing_changed_but(world, &["goods_measure"], submit(&ana, &product)).await;
        refused.refused("CHINESE_LABEL_MISSING");
        assert_eq!(refused.text("productSubmit.userErrors.0.liable"), "SELLER");
        // Said twice, recorded once.
        nothing_changed(world, submit(&ana, &product)).await.refused("CHINESE_LABEL_MISSING");
        let seen = see(&ana, &product, "measures { kind rule liable }").await;
        assert_eq!(seen["measures"], json!([
            { "kind": "REFUSED", "rule": "CA-7", "liable": "SELLER" },
        ]));
        // In Chinese it must also say who answers for it here.
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let refused = nothing_changed(world, submit(&ana, &product)).await;
        refused.refused("LABEL_INCOMPLETE");
        let missing = refused.data("productSubmit.userErrors.0.missingFields");
        assert_eq!(missing, &json!(["IMPORTER"]));
    }

    async fn what_is_no_label_is_refused(world) {
        let (ana, shop) = world.seller("ana").await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &shop, &food).await;
        let line = |field: &str, value: &str| json!({ "field": field, "value": value });
        for (lines, code) in [
            (json!([line("STORAGE", "a"), line("STORAGE", "b")]), "FIELD_TWICE"),
            (json!([line("STORAGE", " ")]), "VALUE_INVALID"),
            (json!([line("STORAGE", &"x".repeat(1001))]), "VALUE_INVALID"),
            (json!([line("PRODUCTION_DATE", "yesterday")]), "DATE_INVALID"),
            (json!([line("PRODUCTION_DATE", "2026-05-01"), line("SAFE_USE_UNTIL", "2026-04-30")]),
                "DATE_INVALID"),
            (json!([line("PRODUCT_NAME", "Green tea")]), "NAME_NOT_CHINESE"),
        ] {
            let input = json!({ "id": product, "lines": lines });
            nothing_changed(world, ana.act(LABEL, input)).await.refused(code);
        }
        let (eve, _) = world.seller("eve").await;
        let foreign = tell(&eve, &product, "ZH", &[]);
        nothing_changed(world, foreign).await.refused("PRODUCT_NOT_FOUND");
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = permit(world, &ana, &shop, "2027-12-31").await.done();
        let _ = submit(&ana, &product).await.done();
        let late = tell(&ana, &product, "ZH", &["STORAGE"]);
        nothing_changed(world, late).await.refused("NOT_EDITABLE");
    }
}
