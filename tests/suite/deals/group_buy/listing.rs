//! The forming groups of a product: near completion first, a page at a time, for everybody, and
//! nothing of people but who leads.

use kit::{hours, minutes, scenario};
use serde_json::{Value, json};

use super::Story;

const LIST: &str = "query ($id: ID!, $first: Int, $after: String) { product(id: $id) {
    groupBuys(first: $first, after: $after) {
        nodes { id membersMissing seats secondsLeft leader { handle }
            members(first: 2) { nodes { isLeader } } mySeat { state }
            timeline(first: 2) { nodes { to } } }
        pageInfo { hasNextPage endCursor } } } }";

async fn page(story: &Story<'_>, first: i32, after: Option<&str>) -> Value {
    let input = json!({ "id": story.tea.product, "first": first, "after": after });
    let seen = story.world.visitor().run(LIST, input).await.done();
    seen.data("product.groupBuys").clone()
}

fn ids(page: &Value) -> Vec<String> {
    let nodes = page["nodes"].as_array().expect("nodes").iter();
    nodes.filter_map(|node| node["id"].as_str().map(str::to_owned)).collect()
}

scenario! {
    /// Fewest missing first, then the earliest end; each once, however small the page, and none
    /// that nobody can join: full, with every seat held, out of time.
    async fn groups_near_completion_come_first_and_each_once(world) {
        let story = Story::with(world, &json!({ "mostPerPerson": 9, "stock": 60 })).await;
        let mut groups = Vec::new();
        for n in 0..4 {
            let leader = story.buyer(&format!("leader{n}")).await;
            groups.push(story.led_by(&leader).await.0);
            world.later(minutes(1)).await;
        }
        let near = story.buyer("near").await;
        let _ = story.joins(&near, &groups[2]).await;
        let (eva, dan) = (story.buyer("eva").await, story.buyer("dan").await);
        // Every seat of the second is taken, two of them for a quarter of an hour.
        let _ = eva.sits(&groups[1]).await;
        let _ = dan.sits(&groups[1]).await;
        let expected = vec![groups[2].clone(), groups[0].clone(), groups[3].clone()];
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = page(&story, 1, after.as_deref()).await;
            found.extend(ids(&page));
            after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(found, expected);
        let seen = page(&story, 50, None).await;
        assert_eq!(ids(&seen), expected);
        let first = &seen["nodes"][0];
        assert_eq!(first["leader"]["handle"], "leader2");
        assert_eq!((&first["members"], &first["mySeat"]), (&Value::Null, &Value::Null));
        assert_eq!(first["timeline"]["nodes"], json!([]));
        let many = json!({ "id": story.tea.product, "first": 51 });
        world.visitor().run(LIST, many).await.error("TOO_COMPLEX");
        // Their time is up, and the clock that ends them has not come round yet.
        world.pass(hours(25));
        assert!(ids(&page(&story, 50, None).await).is_empty());
        world.settle().await;
    }
}
