//! What happens to a group reaches those who look at it, wherever it happens, and each sees what
//! they may.

use std::time::Duration;

use kit::{scenario, seconds};
use serde_json::{Value, json};

use super::{Story, look, seating};
use crate::orders::paying::payment;
use crate::social::live::{Ear, answering, passing_on_at};

const UPDATED: &str = "subscription ($id: ID!) { groupBuyUpdated(id: $id) {
    id state paid seats membersMissing mySeat { state }
    members { nodes { user { handle } hasPaid } } timeline { nodes { to } } } }";

scenario! {
    /// A seat is taken at one server and told at another: a member sees who, everybody how many.
    async fn a_member_sees_members_and_a_visitor_only_how_full_it_is(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        world.pass(seconds(1));
        let elsewhere = world.another_server().await;
        let stop = passing_on_at(&elsewhere);
        world.at_rest().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let router = answering(&elsewhere);
        let mut member = Ear::at(router.clone(), &ana.actor, UPDATED, &group).await;
        let mut public = Ear::at(router, &world.visitor(), UPDATED, &group).await;
        let sits = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let order = bob.sits(&group).await;
            world.at_rest().await;
            order
        };
        let (told, seen, order) = tokio::join!(member.next(), public.next(), sits);
        let (told, seen) = (told.expect("it is told"), seen.expect("it is told"));
        let told = &told["data"]["groupBuyUpdated"];
        assert_eq!((&told["seats"], &told["paid"]), (&json!(2), &json!(1)), "{told}");
        assert_eq!(told["members"]["nodes"], json!([
            { "user": { "handle": "ana" }, "hasPaid": true },
            { "user": { "handle": "bob" }, "hasPaid": false },
        ]));
        assert_eq!(told["mySeat"]["state"], "PAID");
        let seen = &seen["data"]["groupBuyUpdated"];
        assert_eq!((&seen["seats"], &seen["membersMissing"]), (&json!(2), &json!(2)), "{seen}");
        assert_eq!((&seen["members"], &seen["mySeat"]), (&Value::Null, &Value::Null));
        assert_eq!(seen["timeline"]["nodes"], json!([]));
        assert!(!seen.to_string().contains("bob"), "{seen}");
        let _ = bob.actor.pay(&payment(&bob.actor, &order).await).await;
        assert_eq!(look(&ana.actor, &group, "paid").await["paid"], 2);
        stop.cancel();
    }

    /// A group that nobody has paid for is its leader's own matter, live as otherwise.
    async fn a_stranger_hears_nothing_of_a_group_that_is_not_paid(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = seating(&story.ask_to_open(&ana, json!({})).await.done(), "Open");
        for stranger in [&bob.actor, &world.visitor()] {
            let mut ear = Ear::open(world, stranger, UPDATED, &group).await;
            let told = ear.next().await.expect("an error is told");
            assert_eq!(told["errors"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
        }
        let none = "group_buy_00000000000070008000000000000001";
        let mut ear = Ear::open(world, &bob.actor, UPDATED, none).await;
        let told = ear.next().await.expect("an error is told");
        assert_eq!(told["errors"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
    }
}
