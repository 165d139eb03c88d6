//! Idempotency keys: the first answer again, the effect once, for 72 hours.

use kit::{World, hours, machinery};
use platform::idempotency::{Replay, Request, sweep};
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::reactions::{effect, effects, prepare, reactions};

const KEY: &str = "key-0001";

/// A mutation as slices write it: look for the first answer, do the effect, keep the answer.
async fn pay(app: &App, of: Uuid, key: &str, amount: i64) -> Result<Option<String>, Failure> {
    let request = Request::new("account_1", "testPay", key, &amount).expect("a sound key");
    transaction!(app, |tx| {
        match request.replay::<String>(tx.conn(), tx.now()).await? {
            Replay::Conflict => return Ok(None),
            Replay::Answered(answer) => return Ok(Some(answer)),
            Replay::First => {}
        }
        effect(tx, of, amount).await?;
        let answer = format!("paid {amount} as {}", app.new_uuid());
        request.keep(tx, &answer).await?;
        Ok(Some(answer))
    })
}

async fn anybody(world: &World) -> Uuid {
    prepare(world).await;
    world.app().new_uuid()
}

machinery! {
    with reactions();

    async fn the_same_key_and_input_get_the_first_answer_again(world) {
        let somebody = anybody(world).await;
        let first = pay(world.app(), somebody, KEY, 100).await.unwrap();
        world.pass(kit::hours(71) + kit::minutes(59));
        let other_server = world.another_server().await;
        assert_eq!(pay(&other_server, somebody, KEY, 100).await.unwrap(), first);
        assert_eq!(effects(world, somebody).await, ["100"]);
    }

    async fn another_input_under_the_key_is_a_conflict(world) {
        let somebody = anybody(world).await;
        pay(world.app(), somebody, KEY, 100).await.unwrap();
        assert_eq!(pay(world.app(), somebody, KEY, 101).await.unwrap(), None);
        assert!(pay(world.app(), somebody, "key-0002", 101).await.unwrap().is_some());
        assert_eq!(effects(world, somebody).await, ["100", "101"]);
    }

    async fn requests_at_once_have_one_effect_and_one_answer(world) {
        let somebody = anybody(world).await;
        let other = world.another_server().await;
        let tasks: Vec<_> = (0..12)
            .map(|number| {
                let app = if number % 2 == 0 { world.app().clone() } else { other.clone() };
                tokio::spawn(async move { pay(&app, somebody, KEY, 100).await })
            })
            .collect();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap().unwrap().expect("no conflict"));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(effects(world, somebody).await, ["100"]);
    }

    async fn what_failed_keeps_no_answer(world) {
        let somebody = anybody(world).await;
        let request = Request::new("account_1", "testPay", KEY, &100).unwrap();
        let failed: Result<(), Failure> = transaction!(world.app(), |tx| {
            request.keep(tx, &"an answer").await?;
            Err(Failure::broken("after all"))
        });
        assert!(failed.is_err());
        assert!(pay(world.app(), somebody, KEY, 100).await.unwrap().is_some());
        assert_eq!(effects(world, somebody).await, ["100"]);
    }

    async fn after_72_hours_the_key_is_free(world) {
        let somebody = anybody(world).await;
        pay(world.app(), somebody, KEY, 100).await.unwrap();
        world.pass(hours(72));
        assert!(pay(world.app(), somebody, KEY, 7).await.unwrap().is_some());
        assert_eq!(effects(world, somebody).await, ["100", "7"]);
        world.pass(hours(72));
        assert_eq!(sweep(world.app()).await.unwrap(), 1);
        assert_eq!(world.count("SELECT count(*) FROM idempotency").await, 0);
    }
}

#[test]
fn a_key_has_8_to_128_visible_characters() {
    let sound = |key: &str| Request::new("p", "o", key, &1).is_some();
    assert!(sound("12345678") && sound(&"x".repeat(128)));
    assert!(!sound("1234567") && !sound(&"x".repeat(129)) && !sound("1234 5678"));
}
