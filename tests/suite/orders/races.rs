//! Many buyers at once: as many orders as there are pieces, and not one more (G1, D2).

use futures_util::future::join_all;
use kit::scenario;
use serde_json::json;

use super::{address, line, reserved, shop, submit};

/// Buyers, and how often each of them tries at once.
const BUYERS: usize = 20;
const TRIES: usize = 10;
/// How long a client waits whom an overloaded server has sent away.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(50);

scenario! {
    async fn two_hundred_wishes_for_the_last_piece_make_one_order(world) {
        assert_eq!(sold(world, 1).await, 1);
    }

    async fn two_hundred_wishes_for_a_hundred_pieces_make_a_hundred_orders(world) {
        assert_eq!(sold(world, 100).await, 100);
    }
}

async fn sold(world: &kit::World, pieces: i64) -> i64 {
    let tea = shop(world, "tea").await;
    world.run(&format!("UPDATE sku SET on_hand = {pieces} WHERE code = '50'")).await;
    let mut buyers = Vec::new();
    for number in 0..BUYERS {
        let buyer = world.person(&format!("buyer_{number}")).await;
        let home = address(&buyer).await;
        buyers.push((buyer, home));
    }
    let sku = &tea.skus[0];
    let tries = buyers.iter().flat_map(|(buyer, home)| {
        (0..TRIES).map(move |number| {
            let lines = json!([line(sku, 1, 12_800)]);
            let key = format!("try-number-{number}");
            async move {
                // As clients do: what was sent away, or has no answer, is asked again by its key.
                loop {
                    let answer = submit(buyer, &key, home, lines.clone(), 12_800).await;
                    if !matches!(answer.status, 503 | 504) {
                        break answer;
                    }
                    tokio::time::sleep(AGAIN).await;
                }
            }
        })
    });
    let mut done = 0;
    for answer in join_all(tries).await {
        if answer.refusals().is_empty() {
            let _ = answer.done();
            done += 1;
        } else {
            answer.refused("SOLD_OUT");
        }
    }
    assert_eq!(world.count("SELECT count(*) FROM trade_order").await, done);
    assert_eq!(reserved(world).await, done);
    let orphans = "SELECT count(*) FROM stock_reservation WHERE NOT EXISTS \
                   (SELECT 1 FROM trade_order WHERE id = order_id)";
    assert_eq!(world.count(orphans).await, 0);
    let ends = "SELECT seq FROM order_chain";
    assert_eq!(world.count(ends).await, done, "the chain has each of them");
    done
}
