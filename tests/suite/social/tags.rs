//! Tags: what they offered stays, and where they lead ends with the product.

use std::time::Duration;

use kit::scenario;
use serde_json::{Value, json};

use super::{goods, listed, published, see, tag, uuid};

const FIELDS: &str = "tags { state title operatorName priceAtPublication { amount currency }
    product { id } sku { id } }";

const SCREEN: &str = "mutation ($input: ProductScreenInput!) { productScreen(input: $input) {
    product { id } userErrors { code } } }";

scenario! {
    async fn a_tag_keeps_what_it_offered_when_published(world) {
        let ana = world.person("ana").await;
        let scarf = goods(world, "Scarf").await;
        let post = published(world, &ana, json!({ "tags": [tag(&scarf)] })).await;
        let product = uuid(world, &scarf.product);
        world.run(&format!("UPDATE product SET title = 'Dearer' WHERE id = {product}")).await;
        let sku = uuid(world, &scarf.sku);
        world.run(&format!("UPDATE sku SET price_minor = 9900 WHERE id = {sku}")).await;
        let seen = see(&world.visitor(), &post, FIELDS).await;
        assert_eq!(seen["tags"][0]["title"], "Scarf");
        assert_eq!(seen["tags"][0]["priceAtPublication"]["amount"], "12.90");
        assert_eq!(seen["tags"][0]["product"]["id"], json!(scarf.product));
        assert_eq!(seen["tags"][0]["state"], "ACTIVE");
    }

    /// PO-3: tags of a blocked product are broken within a minute, and lead nowhere from the very
    /// next answer.
    async fn po_3_tags_of_a_blocked_product_break(world) {
        let ana = world.person("ana").await;
        let (scarf, bowl) = (goods(world, "Scarf").await, goods(world, "Bowl").await);
        let tags = json!({ "tags": [tag(&scarf), tag(&bowl)] });
        let post = published(world, &ana, tags).await;
        let by_product = format!(r#"posts(where: {{ productId: "{}" }})"#, scarf.product);
        let by_shop = format!(r#"posts(where: {{ operatorId: "{}" }})"#, scarf.operator);
        let by_other = format!(r#"posts(where: {{ operatorId: "{}" }})"#, bowl.operator);
        assert_eq!(listed(&ana, &by_product).await, [post.as_str()]);

        let staff = world.staff("COMPLIANCE").await;
        let block = json!({ "id": scarf.product, "blockReason": "forbidden" });
        let _ = staff.act(SCREEN, block).await.done();
        let at_once = see(&ana, &post, FIELDS).await;
        assert_eq!(at_once["tags"][0]["product"], Value::Null);
        assert_eq!(at_once["tags"][0]["state"], "BROKEN");

        world.later(Duration::from_mins(1)).await;
        let broken = "SELECT count(*) FROM post_tag WHERE state = 'BROKEN'";
        assert_eq!(world.count(broken).await, 1);
        let seen = see(&world.visitor(), &post, FIELDS).await;
        assert_eq!(seen["tags"][0]["title"], "Scarf");
        assert_eq!(seen["tags"][0]["state"], "BROKEN");
        assert_eq!(seen["tags"][0]["sku"], Value::Null);
        assert_eq!(seen["tags"][1]["product"]["id"], json!(bowl.product));
        assert_eq!(listed(&ana, &by_product).await, [""; 0]);
        assert_eq!(listed(&ana, &by_shop).await, [""; 0]);
        assert_eq!(listed(&ana, &by_other).await, [post.as_str()]);

        // For good: a product that comes back revives no tag.
        let product = uuid(world, &scarf.product);
        for state in ["SCREENING", "LIVE"] {
            world.run(&format!(
                "UPDATE product SET state = '{state}', block_reason = NULL WHERE id = {product}"
            )).await;
        }
        world.run("DELETE FROM transition WHERE machine = 'product'").await;
        assert_eq!(see(&ana, &post, FIELDS).await["tags"][0]["state"], "BROKEN");
    }
}
