//! PO-4: who is shown to have bought something has; by their orders, and as long as they kept it.

use fairstall::payments::RefundSource;
use kit::paying::bare;
use kit::{Actor, World, minutes, scenario};
use serde_json::{Value, json};

use super::{published, see};
use crate::orders::paying::{deliver, pay};
use crate::orders::{Shop, ordered, shop};
use crate::payments::refund;

fn tags(shop: &Shop<'_>, shows: bool) -> Value {
    let tag = json!({ "picture": 1, "x": 500, "y": 500, "productId": shop.product,
        "showsBought": shows });
    json!({ "tags": [tag] })
}

async fn is_bought(world: &World, post: &str) -> bool {
    let seen = see(&world.visitor(), post, "tags { isBought }").await;
    seen["tags"][0]["isBought"].as_bool().expect("an answer")
}

/// An order of the shop's product, on its way to its buyer, and there.
async fn buys(world: &World, buyer: &mut Actor<'_>, shop: &Shop<'_>) -> String {
    let order = ordered(buyer, shop, "first-one").await;
    pay(buyer, &order).await;
    world.later(minutes(10)).await;
    buyer.wake().await;
    order
}

scenario! {
    async fn po_4_bought_takes_an_order_that_was_delivered(world) {
        let (tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut bob = world.person("bob").await;
        let before = published(world, &ana, tags(&tea, true)).await;
        let boast = published(world, &bob, tags(&tea, true)).await;
        assert!(!is_bought(world, &before).await, "nobody's word counts");
        let order = buys(world, &mut ana, &tea).await;
        world.settle().await;
        assert!(!is_bought(world, &before).await, "paid, and not there yet");
        deliver(world, &order).await;
        assert!(is_bought(world, &before).await);
        assert!(!is_bought(world, &boast).await, "somebody else's order");
        // Published afterwards, it shows at once; and never where the author does not want it.
        let after = published(world, &ana, tags(&tea, true)).await;
        let quiet = published(world, &ana, tags(&tea, false)).await;
        assert!(is_bought(world, &after).await);
        assert!(!is_bought(world, &quiet).await, "it is theirs to tell");
        bob.wake().await;
        let _ = bob;
    }

    async fn po_4_a_refund_takes_it_away(world) {
        let (tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = buys(world, &mut ana, &tea).await;
        deliver(world, &order).await;
        let post = published(world, &ana, tags(&tea, true)).await;
        assert!(is_bought(world, &post).await);
        refund(world, bare(&order), 1, RefundSource::Escrow, "a-fen").await.expect("a refund");
        world.settle().await;
        assert!(!is_bought(world, &post).await);
        let later = published(world, &ana, tags(&tea, true)).await;
        assert!(!is_bought(world, &later).await);
    }
}
