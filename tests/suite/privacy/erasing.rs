//! The end of personal data: a key destroyed, and destroyed again after a restore.

use fairstall::privacy::{self, Denied};
use kit::scenario;
use platform::{Failure, transaction};

use super::{ask, key_store, own, read, sealed};

async fn erase(app: &platform::App, subject: uuid::Uuid) {
    transaction!(app, |tx| {
        privacy::erase(tx, subject, "STORY").await?;
        Ok::<_, Failure>(())
    })
    .expect("an erasure");
}

scenario! {
    /// From the commit on nobody reads, on any server; soon after the key is gone, and no new one
    /// is made.
    async fn an_erased_subject_is_read_by_nobody(world) {
        let (here, there) = (world.app(), world.another_server().await);
        let (value, row) = sealed(here, 1).await;
        assert_eq!(read(&there, &value, &row).await, "+8613800000001");
        erase(here, row.subject).await;
        for app in [here, &there] {
            assert_eq!(ask(app, &own(row.subject)).await.err(), Some(Denied::Erased));
        }
        world.settle().await;
        let left = format!("subject {}", row.subject.simple());
        assert_eq!(world.keys_in_store().await, 0, "{left}");
        assert!(privacy::keys_of(here, row.subject).await.is_err());
        erase(here, row.subject).await;
    }

    /// RT-6: the key store of yesterday is put back; the next start destroys the key again.
    async fn rt_6_a_restored_key_is_destroyed_again(world) {
        let app = world.app();
        let (value, row) = sealed(app, 1).await;
        key_store(world, "CREATE TABLE yesterday AS SELECT * FROM subject_key").await;
        erase(app, row.subject).await;
        world.settle().await;
        assert_eq!(world.keys_in_store().await, 0);
        key_store(world, "INSERT INTO subject_key SELECT * FROM yesterday").await;
        key_store(world, "DROP TABLE yesterday").await;
        assert_eq!(ask(app, &own(row.subject)).await.err(), Some(Denied::Erased));
        assert_eq!(privacy::replay(app).await.expect("a replay"), 1);
        assert_eq!(world.keys_in_store().await, 0);
        assert_eq!(privacy::replay(app).await.expect("a replay"), 0);
        drop(value);
    }

    /// PD-4: who closes their account takes their key with them.
    async fn pd_4_a_closed_account_has_no_key(world) {
        let mut ana = world.person("ana").await;
        assert_eq!(world.keys_in_store().await, 1);
        ana.sign_in_again().await;
        let close = "mutation { accountClose { userErrors { code } } }";
        let _ = ana.say(close).await.done();
        world.settle().await;
        assert_eq!(world.keys_in_store().await, 0);
        assert_eq!(world.count("SELECT count(*) FROM erasure").await, 1);
    }
}
