//! The access ledger: whatever is done to its rows is found.

use fairstall::privacy::ledger::{self, Verdict};
use kit::{Engine, World, minutes, scenario};
use vault::chain::What;

use super::{read, sealed, verdict};

/// Reads a number this many times, and seals and signs what was written.
async fn fill(world: &World, times: usize) {
    let app = world.app();
    let (value, row) = sealed(app, 1).await;
    for _ in 0..times {
        read(app, &value, &row).await;
    }
    ledger::seal_due(app).await.expect("sealed");
    ledger::sign_due(app).await.expect("signed");
}

/// Takes away what keeps rows as they are, as who owns the database can.
async fn unguard(world: &World) {
    for table in ["access_entry", "access_seal", "access_checkpoint"] {
        let triggers = match world.engine() {
            Engine::Postgres => vec![format!("DROP TRIGGER keep_{table} ON {table}")],
            Engine::Sqlite => {
                ["update", "delete"].map(|verb| format!("DROP TRIGGER keep_{table}_{verb}")).into()
            }
        };
        for trigger in triggers {
            world.run(&trigger).await;
        }
    }
}

fn broken(verdict: &Verdict) -> Option<(u64, What)> {
    match verdict {
        Verdict::Broken(broken) => Some((broken.seq, broken.what)),
        _ => None,
    }
}

scenario! {
    /// RT-2: no row of it can be changed or deleted, and each has its place in the chain.
    async fn rt_2_the_ledger_is_append_only_and_chained(world) {
        fill(world, 5).await;
        let Verdict::Whole(whole) = verdict(world.app()).await else { panic!("a whole ledger") };
        assert_eq!((whole.entries, whole.signed), (5, 5));
        for change in [
            "UPDATE access_entry SET purpose = 'X'",
            "DELETE FROM access_entry",
            "UPDATE access_seal SET seq = seq + 10",
            "DELETE FROM access_checkpoint",
        ] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), change);
            assert!(refused.await.is_err(), "{change}");
        }
    }

    /// Two servers seal at once: every entry once, without gaps.
    async fn two_servers_seal_one_chain(world) {
        let (here, there) = (world.app(), world.another_server().await);
        let (value, row) = sealed(here, 1).await;
        for _ in 0..8 {
            tokio::join!(read(here, &value, &row), read(&there, &value, &row));
            let _ = tokio::join!(ledger::seal_due(here), ledger::seal_due(&there));
        }
        ledger::seal_due(here).await.expect("sealed");
        let Verdict::Whole(whole) = verdict(here).await else { panic!("a whole ledger") };
        assert_eq!(whole.entries, 16);
        assert_eq!(world.count("SELECT count(*) FROM access_unsealed").await, 0);
    }

    /// A changed word, a lost entry, a lost end: found, each with its place.
    async fn who_owns_the_database_is_found_out(world) {
        fill(world, 6).await;
        unguard(world).await;
        let third = "(SELECT entry_id FROM access_seal WHERE seq = 3)";
        world.run(&format!("UPDATE access_entry SET basis = 'x' WHERE id = {third}")).await;
        assert_eq!(broken(&verdict(world.app()).await), Some((3, What::Entry)));
        world.run(&format!("UPDATE access_entry SET basis = 'subject' WHERE id = {third}")).await;
        assert_eq!(broken(&verdict(world.app()).await), None);
        world.run("UPDATE access_entry SET decision = 'DENIED'").await;
        assert_eq!(broken(&verdict(world.app()).await), Some((1, What::Entry)));
        world.run("UPDATE access_entry SET decision = 'GRANTED'").await;
        world.run("DELETE FROM access_checkpoint").await;
        world.run("DELETE FROM access_seal WHERE seq >= 5").await;
        // Without the checkpoint the end is gone unseen; an anchor kept elsewhere tells.
        let unsealed = verdict(world.app()).await;
        assert!(matches!(unsealed, Verdict::Whole(_)), "{unsealed:?}");
        world.pass(minutes(2));
        assert_eq!(verdict(world.app()).await, Verdict::Unsealed(2));
    }

    /// Anchors: the copies of checkpoints that the thief does not have.
    async fn a_cut_end_is_found_by_an_anchor(world) {
        fill(world, 4).await;
        let app = world.app();
        let (value, row) = sealed(app, 2).await;
        read(app, &value, &row).await;
        ledger::seal_due(app).await.expect("sealed");
        world.pass(minutes(1));
        let anchor = ledger::sign_due(app).await.expect("signed").expect("a checkpoint");
        assert_eq!(anchor.seq, 5);
        unguard(world).await;
        world.run("DELETE FROM access_checkpoint").await;
        world.run("DELETE FROM access_seal WHERE seq = 5").await;
        world.run("DELETE FROM access_entry WHERE id NOT IN (SELECT entry_id FROM access_seal)")
            .await;
        let keys = vec![ledger::public_key(app).expect("a key")];
        let found = ledger::verify(app, keys, &[anchor]).await.expect("a verdict");
        assert!(broken(&found).is_some(), "{found:?}");
    }
}
