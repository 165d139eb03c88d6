//! Lists of goods, to their end.

use kit::{World, scenario};
use serde_json::{Value, json};

use super::{CREATE, approve, category, submit, tea};

const PAGE: &str = "query ($sort: ProductSort!, $after: String) {
    products(sort: $sort, first: 2, after: $after) {
        nodes { title priceFrom { amountMinor } category { slug } operator { handle } }
        pageInfo { hasNextPage endCursor } } }";

/// Every title of a list, two at a time.
async fn titles(world: &World, sort: &str) -> Vec<String> {
    let (visitor, mut after, mut titles) = (world.visitor(), Value::Null, Vec::new());
    loop {
        let variables = json!({ "sort": sort, "after": after });
        let page = visitor.run(PAGE, variables).await.done();
        let nodes = page.data("products.nodes").as_array().cloned().unwrap_or_default();
        titles.extend(nodes.iter().filter_map(|node| node["title"].as_str().map(str::to_owned)));
        if page.data("products.pageInfo.hasNextPage") != &json!(true) {
            return titles;
        }
        after = page.data("products.pageInfo.endCursor").clone();
    }
}

scenario! {
    async fn every_order_is_read_to_its_end_without_gaps(world) {
        let (ana, shop) = world.seller("ana").await;
        let tea_category = category(world).await;
        let staff = world.staff("COMPLIANCE").await;
        for (at, price) in [300, 100, 500, 200, 400].into_iter().enumerate() {
            let changes = json!({
                "idempotencyKey": format!("product-{at}"),
                "title": format!("tea {price}"),
                "skus": [{ "code": "a", "priceMinor": price.to_string(), "onHand": 1 }],
            });
            let drafted = ana.act(CREATE, tea(&shop, &tea_category, &changes)).await.done();
            let product = drafted.text("productCreate.product.id");
            let _ = submit(&ana, &product).await.done();
            world.pass(std::time::Duration::from_secs(1));
            let _ = approve(&staff, &product).await.done();
        }
        let named = |prices: [i32; 5]| prices.map(|price| format!("tea {price}")).to_vec();
        assert_eq!(titles(world, "NEWEST").await, named([400, 200, 500, 100, 300]));
        assert_eq!(titles(world, "PRICE_LOW_FIRST").await, named([100, 200, 300, 400, 500]));
        assert_eq!(titles(world, "PRICE_HIGH_FIRST").await, named([500, 400, 300, 200, 100]));
    }

    async fn a_page_has_its_bounds_and_its_own_cursors(world) {
        let visitor = world.visitor();
        for (first, code) in [(0, "BAD_REQUEST"), (-1, "BAD_REQUEST"), (51, "TOO_COMPLEX")] {
            let query = format!("{{ products(first: {first}) {{ nodes {{ id }} }} }}");
            visitor.run(&query, json!({})).await.error(code);
        }
        let foreign = "{ products(after: \"bm90IGEgY3Vyc29yIG9mIG91cnM\") { nodes { id } } }";
        visitor.run(foreign, json!({})).await.error("INVALID_CURSOR");
        let wrong = "{ product(id: \"post_019a0000000070008000000000000001\") { id } }";
        visitor.run(wrong, json!({})).await.error("INVALID_ID");
    }
}
