//! A hundred helpers at once: as many as there are parts, and not a fen under the floor.

use futures_util::future::join_all;
use kit::scenario;
use serde_json::json;

use super::{ABANDON, BUY, HELP, begun, help, minor, running, see, start};
use crate::orders::address;

const HELPERS: usize = 100;
const AGAIN: std::time::Duration = std::time::Duration::from_millis(50);

scenario! {
    async fn pc_2_a_hundred_helpers_at_once_add_up_to_the_difference(world) {
        let changes = json!({ "mostHelps": 40, "floorMinor": "1" });
        let (_, campaign) = running(world, &changes).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let mut helpers = Vec::new();
        for number in 0..HELPERS {
            helpers.push(world.person(&format!("helper_{number}")).await);
        }
        let tries = helpers.iter().map(|helper| {
            let token = &token;
            async move {
                loop {
                    let answer = help(helper, token).await;
                    let busy = answer.codes().contains(&"CONFLICT");
                    if !busy && !matches!(answer.status, 503 | 504) {
                        break answer;
                    }
                    tokio::time::sleep(AGAIN).await;
                }
            }
        });
        let (mut counted, mut cut) = (0, 0);
        for answer in join_all(tries).await {
            if answer.refusals().is_empty() {
                let answer = answer.done();
                cut += minor(answer.data("priceCutHelp.help.amountMinor"));
                counted += 1;
            } else {
                answer.refused("ENDED");
            }
        }
        assert_eq!((counted, cut), (40, 12_799));
        let seen = see(&ana, &id, "state price { amountMinor } percent").await;
        assert_eq!((&seen["state"], &seen["percent"]), (&json!("WON"), &json!(100)));
        assert_eq!(minor(&seen["price"]["amountMinor"]), 1);
        let _ = ana.act(ABANDON, json!({ "id": id })).await.done();
        let told = see(&ana, &id, "file").await;
        let holds = cut::verify(told["file"].as_str().unwrap(), None).unwrap();
        assert_eq!((holds.helps, holds.remaining_minor), (40, 0));
    }

    async fn the_last_piece_begins_one_session(world) {
        let (_, campaign) = running(world, &json!({ "stock": 1 })).await;
        let mut people = Vec::new();
        for number in 0..10 {
            people.push(world.person(&format!("owner_{number}")).await);
        }
        let tries = people.iter().map(|person| start(person, &campaign));
        let answers = join_all(tries).await;
        let begun = answers.iter().filter(|answer| answer.refusals().is_empty()).count();
        assert_eq!(begun, 1);
        assert_eq!(world.count("SELECT count(*) FROM price_cut").await, 1);
    }

    /// The last piece of a campaign, asked for eight times with one key, and then ordered so.
    async fn one_key_at_once_begins_and_buys_once(world) {
        let (_, campaign) = running(world, &json!({ "stock": 1 })).await;
        let ana = world.person("ana").await;
        let mut begun = Vec::new();
        for answer in join_all((0..8).map(|_| start(&ana, &campaign))).await {
            begun.push(answer.done().text("priceCutStart.priceCut.id"));
        }
        begun.dedup();
        assert_eq!(begun.len(), 1, "{begun:?}");
        let wish = json!({
            "idempotencyKey": "i-buy-it-now", "id": begun[0], "addressId": address(&ana).await,
            "seenTotalMinor": "12800",
        });
        let mut orders = Vec::new();
        for answer in join_all((0..8).map(|_| ana.act(BUY, wish.clone()))).await {
            orders.push(answer.done().text("priceCutBuy.priceCut.order.id"));
        }
        orders.dedup();
        assert_eq!(orders.len(), 1, "{orders:?}");
        assert_eq!(world.count("SELECT count(*) FROM trade_order").await, 1);
    }

    async fn one_key_at_once_is_one_help(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        for answer in join_all((0..8).map(|_| help(&bob, &token))).await {
            let answer = answer.done();
            assert_eq!(answer.number("priceCutHelp.help.ordinal"), 1);
        }
        assert_eq!(see(&ana, &id, "helpCount").await["helpCount"], json!(1));
        let other = json!({
            "idempotencyKey": format!("help-{}", &token[..40]), "token": "something else",
        });
        bob.act(HELP, other).await.refused("IDEMPOTENCY_CONFLICT");
    }
}
