//! What becomes of an order.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{CANCEL, ordered, reserved, see, shop};

const LIST: &str = "query ($state: OrderState, $first: Int, $after: String) {
    myOrders(state: $state, first: $first, after: $after) {
        nodes { id state } pageInfo { hasNextPage endCursor } } }";

const OF_SHOP: &str = "query ($id: ID!) { operatorOrders(operatorId: $id) { nodes { id } } }";

scenario! {
    async fn a_buyer_cancels_what_is_not_paid(world) {
        let tea = shop(world, "tea").await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let order = ordered(&ana, &tea, "first-one").await;
        let cancel = json!({ "id": order });
        nothing_changed(world, bob.act(CANCEL, cancel.clone())).await.refused("ORDER_NOT_FOUND");
        nothing_changed(world, tea.owner.act(CANCEL, cancel.clone())).await
            .refused("ORDER_NOT_FOUND");
        let _ = ana.act(CANCEL, cancel.clone()).await.done();
        assert_eq!(reserved(world).await, 0);
        nothing_changed(world, ana.act(CANCEL, cancel)).await.refused("TOO_LATE");
        let seen = see(&ana, &order, "state allowedTransitions cancelBy").await;
        assert_eq!(seen["state"], "CANCELLED");
        assert_eq!(seen["allowedTransitions"], json!([]));
        assert!(seen["cancelBy"].is_null());
    }

    async fn lists_show_everybody_their_own(world) {
        let tea = shop(world, "tea").await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let mut made = Vec::new();
        for number in 0..5 {
            made.push(ordered(&ana, &tea, &format!("my-order-{number}")).await);
            world.pass(kit::seconds(1));
        }
        made.reverse();
        let page = ana.run(LIST, json!({ "first": 3 })).await.done();
        let after = page.text("myOrders.pageInfo.endCursor");
        let rest = ana.run(LIST, json!({ "first": 3, "after": after })).await.done();
        let ids: Vec<String> = [&page, &rest]
            .iter()
            .flat_map(|page| page.list("myOrders.nodes").to_vec())
            .map(|node| node["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids, made);
        let none = ana.run(LIST, json!({ "state": "PAID" })).await.done();
        assert!(none.list("myOrders.nodes").is_empty());
        assert!(bob.run(LIST, json!({})).await.done().list("myOrders.nodes").is_empty());
        let of_shop = json!({ "id": tea.id });
        let own = tea.owner.run(OF_SHOP, of_shop.clone()).await.done();
        assert_eq!(own.list("operatorOrders.nodes").len(), 5);
        let foreign = bob.run(OF_SHOP, of_shop).await.done();
        assert!(foreign.list("operatorOrders.nodes").is_empty());
        bob.run("{ orders { nodes { id } } }", json!({})).await.error("FORBIDDEN");
        let staff = world.staff("SUPPORT").await;
        let all = staff.run("{ orders { nodes { id } } }", json!({})).await.done();
        assert_eq!(all.list("orders.nodes").len(), 5);
    }

    /// A page of orders with everything a list shows costs a constant number of statements.
    async fn a_page_of_orders_takes_few_statements(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let query = "{ myOrders(first: 20) { nodes { id state operator { name logo { url } }
            address { masked } lines { title quantity image { url } total { amount } }
            price { total { amount } } contract { hash } invoice { state } } } }";
        let mut counts = Vec::new();
        for number in 0..4 {
            let _ = ordered(&ana, &tea, &format!("my-order-{number}")).await;
            let read = async || ana.run(query, json!({})).await;
            let (count, answer) = world.fewest_statements(read).await;
            let _ = answer.done();
            counts.push(count);
        }
        // A question each would cost two more.
        assert!(counts[3] < counts[1] + 2, "{counts:?}");
        assert!(counts[3] <= 9, "{counts:?}");
    }
}
