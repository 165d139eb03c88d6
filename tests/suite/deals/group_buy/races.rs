//! Many joiners at once (GB-1): exact seats, captures equal to refunds and orders, and nobody
//! without an outcome.

use futures_util::future::join_all;
use kit::{minutes, scenario};
use serde_json::json;

use super::{Buyer, Story, seating};
use crate::orders::paying::payment;

/// Buyers, and how often each of them tries at once.
const BUYERS: usize = 25;
const TRIES: usize = 8;
/// How long a client waits whom an overloaded server has sent away.
const AGAIN: std::time::Duration = std::time::Duration::from_millis(50);

/// As clients do: what was sent away, or has no answer, is asked again by its key.
async fn insist(buyer: &Buyer<'_>, group: &str, number: usize) -> kit::Answer {
    let key = json!({ "idempotencyKey": format!("try-number-{number}") });
    loop {
        let answer = buyer.ask_to_join(group, &key).await;
        if !matches!(answer.status, 503 | 504) && !answer.codes().contains(&"CONFLICT") {
            return answer;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

scenario! {
    /// Two hundred joins at nine seats: nine of them, and each who has one pays once.
    async fn gb_1_two_hundred_joiners_at_ten_seats(world) {
        let story = Story::with(world, &json!({ "size": 10, "stock": 100 })).await;
        world.run("UPDATE sku SET on_hand = 100 WHERE code = '50'").await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let mut buyers = Vec::new();
        for number in 0..BUYERS {
            buyers.push(story.buyer(&format!("buyer_{number}")).await);
        }
        let tries = buyers.iter().flat_map(|buyer| {
            let group = &group;
            (0..TRIES).map(move |number| insist(buyer, group, number))
        });
        let mut done = 0;
        for answer in join_all(tries).await {
            match answer.refusals().as_slice() {
                [] => {
                    let _ = answer.done();
                    done += 1;
                }
                [code] => assert!(["GROUP_FULL", "ALREADY_IN"].contains(code), "{answer}"),
                _ => panic!("{answer}"),
            }
        }
        assert_eq!(done, 9);
        let seats = "SELECT count(DISTINCT account_id) FROM group_member WHERE state = 'SEATED'";
        assert_eq!(world.count(seats).await, 9);
        assert_eq!(world.count("SELECT count(*) FROM trade_order").await, 10);
        let mut payments = Vec::new();
        for buyer in &buyers {
            let mine = "{ myOrders { nodes { id } } }";
            let orders = buyer.actor.say(mine).await.done();
            for order in orders.list("myOrders.nodes") {
                let order = order["id"].as_str().expect("an id");
                payments.push((buyer, payment(&buyer.actor, order).await));
            }
        }
        let pay = payments.iter().map(|(buyer, id)| buyer.actor.confirm(id, json!({})));
        for answer in join_all(pay).await {
            let _ = answer.done();
        }
        world.settle().await;
        assert_eq!(
            story.look(&group, "state paid seats").await,
            json!({ "state": "SUCCEEDED", "paid": 10, "seats": 10 })
        );
        assert_eq!(story.money().await, (99_000, 0));
        let shipped = "SELECT count(*) FROM trade_order WHERE state = 'TO_SHIP'";
        assert_eq!(world.count(shipped).await, 10);
        world.later(minutes(20)).await;
        assert_eq!(story.reserved().await, 10);
    }

    /// The last seat, and everybody who leaves and comes at once: the counters hold.
    async fn seats_that_come_and_go_at_once_are_counted_exactly(world) {
        let story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let mut buyers = Vec::new();
        for number in 0..6 {
            buyers.push(story.buyer(&format!("buyer_{number}")).await);
        }
        for round in 0..3 {
            let comes = buyers.iter().map(|buyer| insist(buyer, &group, round));
            let answers = join_all(comes).await;
            assert_eq!(answers.iter().filter(|answer| answer.refusals().is_empty()).count(), 2);
            let goes = buyers.iter().map(|buyer| buyer.leaves(&group));
            for answer in join_all(goes).await {
                assert!(answer.codes().is_empty() || answer.codes() == ["CONFLICT"], "{answer}");
            }
            for buyer in &buyers {
                let _ = buyer.leaves(&group).await;
            }
            let seen = story.look(&group, "seats paid").await;
            assert_eq!(seen, json!({ "seats": 1, "paid": 1 }), "round {round}");
        }
        assert_eq!(story.reserved().await, 1);
    }

    /// One request sent eight times at once, for the last seat: one seat, and everybody who asked
    /// hears of it.
    async fn one_key_at_once_is_one_seat(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let mut orders = Vec::new();
        for answer in join_all((0..8).map(|_| insist(&bob, &group, 0))).await {
            orders.push(seating(&answer.done(), "Join").1);
        }
        orders.dedup();
        assert_eq!(orders.len(), 1, "{orders:?}");
        assert_eq!(world.count("SELECT count(*) FROM trade_order").await, 2);
        assert_eq!(story.look(&group, "seats").await["seats"], 2);
    }

    /// Members, buyers whose seats fall due and newcomers meet in every order: what the row counts
    /// is what there is, and nobody is out of pocket.
    async fn seats_that_expire_while_others_come_are_counted_exactly(world) {
        let story = Story::with(world, &json!({ "size": 4 })).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let mut buyers = Vec::new();
        for number in 0..8 {
            buyers.push(story.buyer(&format!("buyer_{number}")).await);
        }
        for round in 0..3 {
            let held = join_all(buyers.iter().take(3).map(|one| insist(one, &group, round))).await;
            assert!(held.iter().all(|answer| answer.refusals().is_empty()), "round {round}");
            // The quarter of an hour is over, and everybody comes before and while seats fall free.
            world.pass(minutes(15));
            for buyer in &mut buyers {
                buyer.actor.wake().await;
            }
            let comes = buyers.iter().skip(3).map(|one| insist(one, &group, round + 10));
            let goes = buyers.iter().take(3).map(|one| one.leaves(&group));
            let (came, ..) =
                futures_util::join!(join_all(comes), join_all(goes), world.settle());
            let came = came.iter().filter(|answer| answer.refusals().is_empty()).count();
            assert!(came <= 3, "round {round}");
            counted(&story, &group).await;
            for buyer in &buyers {
                let _ = buyer.leaves(&group).await;
            }
            world.settle().await;
            assert_eq!(story.look(&group, "seats paid").await, json!({ "seats": 1, "paid": 1 }));
            counted(&story, &group).await;
        }
        assert_eq!(story.reserved().await, 1);
        assert_eq!(story.money().await, (9_900, 0));
    }
}

/// The counters of a group are what its rows say, and no reconciler finds otherwise.
async fn counted(story: &Story<'_>, group: &str) {
    let rows = "SELECT count(*) FROM group_member WHERE state IN ('SEATED', 'PAID')";
    let seats = story.look(group, "seats").await["seats"].clone();
    assert_eq!(seats, json!(story.world.count(rows).await));
    assert!(seats.as_i64().is_some_and(|seats| seats <= 4), "{seats}");
}
