//! A page costs the same number of SQL statements however long it is.

use kit::scenario;
use serde_json::json;

use super::{LIKE, goods, published, tag};

const PAGE: &str = "query ($first: Int!) { feedDiscover(first: $first) { nodes {
    id text adLabel topics likeCount
    author { id handle displayName }
    images { id url width height }
    tags { x y state title priceAtPublication { amount }
        product { id title priceFrom { amount currency } skus { id price { amount } available } } }
    viewer { hasLiked hasSaved isAuthor } } } }";

/// The most statements of a page of the feed with all that it shows.
const MOST: u64 = 6;

scenario! {
    async fn a_page_of_the_feed_takes_at_most_six_statements(world) {
        let bob = world.person("bob").await;
        let mut authors = Vec::new();
        for n in 0..4 {
            authors.push(world.person(&format!("author{n}")).await);
        }
        for n in 0..20 {
            let shelf = [goods(world, "Scarf").await, goods(world, "Bowl").await];
            let tags = json!({ "tags": shelf.iter().map(tag).collect::<Vec<_>>() });
            let post = published(world, &authors[n % 4], tags).await;
            if n % 3 == 0 {
                let _ = bob.act(LIKE, json!({ "postId": post })).await.done();
            }
        }
        let mut counts = Vec::new();
        for first in [1, 20] {
            let read = async || bob.run(PAGE, json!({ "first": first })).await;
            let (statements, answer) = world.fewest_statements(read).await;
            let nodes = answer.list("feedDiscover.nodes");
            assert_eq!(nodes.len(), first);
            assert_eq!(nodes[0]["tags"][1]["product"]["skus"][0]["price"]["amount"], "12.90");
            counts.push(statements);
        }
        assert!(counts.iter().all(|count| *count <= MOST), "{counts:?} statements");
        // A question each would cost nineteen more.
        assert!(counts[1] < counts[0] + 3, "{counts:?} for one post and twenty");
    }
}
