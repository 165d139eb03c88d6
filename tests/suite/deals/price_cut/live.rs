//! What happens to a price cut reaches those who look at it, wherever it happens.

use std::time::Duration;

use kit::scenario;
use serde_json::{Value, json};

use super::{begun, help, running, see};
use crate::social::live::{Ear, answering, passing_on_at};

const UPDATED: &str = "subscription ($id: ID!) { priceCutUpdated(id: $id) {
    id state price { amountMinor } remaining { amountMinor } percent atMostMoreHelps helpCount seed
    helps { nodes { ordinal kind helper { handle } } } } }";

scenario! {
    /// A help at one server is told at another: the exact numbers to everybody, who it was to the
    /// owner alone, the seed to nobody.
    async fn everybody_sees_the_numbers_and_the_owner_who_helped(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let elsewhere = world.another_server().await;
        let stop = passing_on_at(&elsewhere);
        world.at_rest().await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let router = answering(&elsewhere);
        let mut owner = Ear::at(router.clone(), &ana, UPDATED, &id).await;
        let mut public = Ear::at(router, &world.visitor(), UPDATED, &id).await;
        let helps = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let _ = help(&bob, &token).await.done();
            world.at_rest().await;
        };
        let (told, seen, ()) = tokio::join!(owner.next(), public.next(), helps);
        let (told, seen) = (told.expect("it is told"), seen.expect("it is told"));
        let (told, seen) = (&told["data"]["priceCutUpdated"], &seen["data"]["priceCutUpdated"]);
        let now = see(&ana, &id, "price { amountMinor } remaining { amountMinor } percent").await;
        for heard in [told, seen] {
            assert_eq!(heard["state"], "IN_PROGRESS", "{heard}");
            assert_eq!((&heard["price"], &heard["remaining"]), (&now["price"], &now["remaining"]));
            assert_eq!((&heard["percent"], &heard["helpCount"]), (&now["percent"], &json!(1)));
            assert_eq!(heard["seed"], Value::Null);
        }
        assert_eq!(told["helps"]["nodes"][0]["helper"]["handle"], "bob", "{told}");
        assert_eq!(seen["helps"]["nodes"][0]["helper"], Value::Null, "{seen}");
        assert!(!seen.to_string().contains("bob"), "{seen}");
        stop.cancel();
    }

    async fn nobody_listens_to_a_price_cut_that_there_is_not(world) {
        let none = "price_cut_00000000000070008000000000000001";
        let mut ear = Ear::open(world, &world.visitor(), UPDATED, none).await;
        let told = ear.next().await.expect("an error is told");
        assert_eq!(told["errors"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
    }
}
