//! The write wrapper: told again when another was in the way, undone as a whole otherwise.

use std::sync::atomic::{AtomicI64, Ordering};

use kit::{Engine, World, machinery};
use platform::{App, Failure, events, transaction};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::reactions::{effect, effects, noted, prepare, reactions};

async fn anybody(world: &World) -> Uuid {
    prepare(world).await;
    world.app().new_uuid()
}

/// Raises a fault of PostgreSQL on the first calls. Sequences do not go back with a transaction.
async fn faulty(world: &World, code: &str, calls: i64) {
    world.run("CREATE SEQUENCE calls").await;
    world
        .run(&format!(
            "CREATE FUNCTION faulty() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN \
             IF nextval('calls') <= {calls} THEN \
             RAISE EXCEPTION 'injected' USING ERRCODE = '{code}'; END IF; RETURN 1; END $$"
        ))
        .await;
}

async fn disturbed(app: &App, of: Uuid, told: &AtomicI64) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let number = told.fetch_add(1, Ordering::Relaxed) + 1;
        effect(tx, of, number).await?;
        tx.conn().execute_unprepared("SELECT faulty()").await?;
        Ok(())
    })
}

machinery! {
    with reactions();

    async fn what_fails_is_undone_as_a_whole(world) {
        let somebody = anybody(world).await;
        let failed: Result<(), Failure> = transaction!(world.app(), |tx| {
            effect(tx, somebody, 1).await?;
            Err(Failure::broken("after all"))
        });
        assert!(failed.is_err());
        assert_eq!(effects(world, somebody).await, [""; 0]);
    }

    async fn a_dropped_story_is_undone(world) {
        let somebody = anybody(world).await;
        let app = world.app().clone();
        let story = async move {
            let told: Result<(), Failure> = transaction!(&app, |tx| {
                effect(tx, somebody, 1).await?;
                std::future::pending::<()>().await;
                Ok(())
            });
            told
        };
        let cut = tokio::time::timeout(kit::world::moment() * 20, story).await;
        assert!(cut.is_err());
        let after: Result<(), Failure> =
            transaction!(world.app(), |tx| { effect(tx, somebody, 2).await });
        after.unwrap();
        assert_eq!(effects(world, somebody).await, ["2"]);
    }

    /// Serialisation failures and deadlocks: the whole story again, its effect once.
    async fn a_serialisation_fault_is_told_again(world) {
        let somebody = anybody(world).await;
        if world.engine() == Engine::Postgres {
            for code in ["40001", "40P01"] {
                faulty(world, code, 3).await;
                let told = AtomicI64::new(0);
                disturbed(world.app(), somebody, &told).await.unwrap();
                assert_eq!(told.load(Ordering::Relaxed), 4);
                world.run("DROP FUNCTION faulty; DROP SEQUENCE calls").await;
            }
            assert_eq!(effects(world, somebody).await, ["4", "4"]);
        }
    }

    async fn endless_contention_is_given_up(world) {
        let somebody = anybody(world).await;
        if world.engine() == Engine::Postgres {
            faulty(world, "40001", 1_000).await;
            let told = AtomicI64::new(0);
            let failure = disturbed(world.app(), somebody, &told).await.unwrap_err();
            assert!(failure.is_contention());
            assert_eq!(told.load(Ordering::Relaxed), 6);
            assert_eq!(effects(world, somebody).await, [""; 0]);
        }
    }

    /// Writers of one aggregate meet at its next number; all get through, without gap or double.
    async fn writers_of_one_aggregate_do_not_lose_each_other(world) {
        let somebody = anybody(world).await;
        let other = world.another_server().await;
        let tasks: Vec<_> = (0..8)
            .map(|number| {
                let app = if number % 2 == 0 { world.app().clone() } else { other.clone() };
                tokio::spawn(async move {
                    let told: Result<(), Failure> = transaction!(&app, |tx| {
                        events::record(tx, &noted(somebody, number)).await
                    });
                    told
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let numbers = world.ask("SELECT seq FROM event ORDER BY seq").await;
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    }

    async fn readers_cannot_write_on_the_embedded_engine(world) {
        let _ = anybody(world).await;
        if world.engine() == Engine::Sqlite {
            let write = "INSERT INTO story_attempt (of, number) VALUES ('x', 1)";
            let refused = world.app().reader().execute_unprepared(write).await;
            assert!(refused.unwrap_err().to_string().contains("readonly"));
        }
    }
}
