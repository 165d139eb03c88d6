//! A payment is told to its payer as it moves on, and to nobody else.

use std::time::Duration;

use kit::scenario;

use super::debt;
use crate::social::live::{Ear, passing_on};

const UPDATED: &str = "subscription ($id: ID!) { paymentUpdated(id: $id) { id state } }";

scenario! {
    async fn a_payment_that_moves_is_told_to_its_payer(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let eve = world.person("eve").await;
        let mut deaf = Ear::open(world, &eve, UPDATED, &payment).await;
        let told = deaf.next().await.expect("an error");
        assert_eq!(told["errors"][0]["extensions"]["code"], "NOT_FOUND", "{told}");
        let stop = passing_on(world);
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut ear = Ear::open(world, &ana, UPDATED, &payment).await;
        let pay = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            ana.pay(&payment).await
        };
        let (first, _) = tokio::join!(ear.next(), pay);
        let mut told = first.expect("it is told");
        for _ in 0..6 {
            if told["data"]["paymentUpdated"]["state"] == "CAPTURED" {
                break;
            }
            told = ear.next().await.expect("it goes on");
        }
        assert_eq!(told["data"]["paymentUpdated"]["id"], *payment);
        assert_eq!(told["data"]["paymentUpdated"]["state"], "CAPTURED");
        stop.cancel();
    }
}
