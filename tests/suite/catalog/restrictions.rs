//! What waits for staff, and how many questions a page of goods costs.

use futures_util::future::join;
use kit::{Actor, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{
    CREATE, approve, block, category, draft, live, publish, rule, see, state, submit, tea,
    unsaleable,
};

const QUEUE: &str = "{ productQueue { nodes { product { id state } rule { action term }
    clearedAt } } }";

async fn queue(staff: &Actor<'_>) -> Vec<Value> {
    staff.run(QUEUE, json!({})).await.done().list("productQueue.nodes").to_vec()
}

fn restriction(changes: &Value) -> Value {
    let mut rule = rule(changes);
    rule["action"] = json!("RESTRICT");
    rule
}

scenario! {
    async fn a_restricted_product_waits_for_staff(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let _ = publish(world, &staff, &[restriction(&json!({}))]).await.done();
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "SCREENING");
        assert_eq!(queue(&staff).await, [json!({
            "product": { "id": product, "state": "SCREENING" },
            "rule": { "action": "RESTRICT", "term": "spring tea" },
            "clearedAt": null,
        })]);
        nothing_changed(world, approve(&ana, &product)).await.error("FORBIDDEN");
        let _ = approve(&staff, &product).await.done();
        assert_eq!(unsaleable(&world.visitor(), &product, "DOMESTIC", "CN").await, Value::Null);
        assert_eq!(queue(&staff).await, [Value::Null; 0]);
    }

    /// A new restriction does not empty a shelf: it holds up the sales it is about.
    async fn a_restriction_of_what_is_live_holds_up_its_sales(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let rules = [restriction(&json!({ "channel": "EXPORT" }))];
        let _ = publish(world, &staff, &rules).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
        let visitor = world.visitor();
        assert_eq!(unsaleable(&visitor, &product, "EXPORT", "DE").await, "RESTRICTED");
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, Value::Null);
        assert_eq!(queue(&staff).await.len(), 1);
        let _ = approve(&staff, &product).await.done();
        assert_eq!(unsaleable(&visitor, &product, "EXPORT", "DE").await, Value::Null);
        assert_eq!(queue(&staff).await.len(), 0);
        // Once more changes nothing.
        let _ = nothing_changed(world, approve(&staff, &product)).await.done();
    }

    async fn staff_cannot_let_pass_what_a_rule_forbids(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let _ = submit(&ana, &product).await.done();
        nothing_changed(world, approve(&staff, &product)).await.refused("PROHIBITED");
        let _ = block(&staff, &product, "as the list says").await.done();
    }

    /// Staff and a new ban at the same moment: whoever comes first, it is not sold in the end.
    async fn a_ban_and_an_approval_end_in_a_block(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let _ = submit(&ana, &product).await.done();
        let rules = [rule(&json!({}))];
        let _ = join(approve(&staff, &product), publish(world, &staff, &rules)).await;
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
    }

    /// One question for a page, however many products are on it.
    async fn whether_a_page_of_goods_is_sold_costs_no_question_each(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let rules = [restriction(&json!({ "country": "NZ" })), rule(&json!({ "country": "SG" }))];
        let _ = publish(world, &staff, &rules).await.done();
        let page = "{ products(first: 5) { nodes { saleable { isSaleable } labels { language }
            extras { note } operator { permits { number } } } } }";
        let mut costs = Vec::new();
        for at in 0..4 {
            let key = json!({ "idempotencyKey": format!("product-{at}") });
            let drafted = ana.act(CREATE, tea(&shop, &tea_category, &key)).await.done();
            let product = drafted.text("productCreate.product.id");
            let _ = submit(&ana, &product).await.done();
            world.settle().await;
            let read = async || world.visitor().run(page, json!({})).await;
            let (cost, listed) = world.fewest_statements(read).await;
            assert_eq!(listed.done().list("products.nodes").len(), at + 1);
            costs.push(cost);
        }
        // A question each would cost three more.
        assert!(costs.iter().all(|cost| cost.abs_diff(costs[0]) < 3), "{costs:?}");
    }

    async fn what_speaks_of_a_product_is_for_its_people_and_staff(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let _ = publish(world, &staff, &[rule(&json!({ "country": "NZ" }))]).await.done();
        world.settle().await;
        let (eve, _) = world.seller("eve").await;
        let hits = "ruleHits { rule { country } } measures { kind }";
        let none = json!({ "ruleHits": [], "measures": [] });
        for stranger in [&world.visitor(), &eve] {
            assert_eq!(see(stranger, &product, hits).await, none);
        }
        let one = json!([{ "rule": { "country": "NZ" } }]);
        assert_eq!(see(&staff, &product, hits).await["ruleHits"], one);
    }
}
