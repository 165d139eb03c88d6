//! Epochs and subjects' keys: turned over while two servers read.

use fairstall::privacy::turning;
use kit::scenario;

use super::{NUMBER, key_store, own, read, sealed};

scenario! {
    /// A new epoch on one server; the other opens what it wraps, and both what is older. The
    /// rewrap is stopped in the middle and goes on.
    async fn keys_turn_over_while_two_servers_read(world) {
        let (here, there) = (world.app(), world.another_server().await);
        let mut values = Vec::new();
        for number in 0..6 {
            values.push(sealed(here, number).await);
        }
        assert_eq!(turning::rotate(here).await.expect("a new epoch"), 2);
        let late = sealed(here, 99).await;
        assert_eq!(read(&there, &late.0, &late.1).await, "+8613800000099");
        let later = sealed(&there, 98).await;
        let standing = turning::standing(&there).await.expect("a standing");
        assert_eq!((standing.epoch, standing.subjects, standing.older), (2, 8, 6));
        // One of them is rewrapped by hand, as if the rest had been interrupted.
        assert_eq!(turning::rewrap_some(here).await.expect("a rewrap"), 0);
        assert_eq!(turning::close_earlier(here).await.expect("closed"), 1);
        for (number, (value, row)) in values.iter().enumerate() {
            for app in [here, &there] {
                assert_eq!(read(app, value, row).await, format!("+86138{number:08}"));
            }
        }
        assert_eq!(read(here, &later.0, &later.1).await, "+8613800000098");
        assert_eq!(turning::rotate(&there).await.expect("a third"), 3);
        assert_eq!(turning::standing(here).await.expect("a standing").epoch, 3);
    }

    /// An epoch that a key is wrapped in cannot be dropped, whoever tries.
    async fn an_epoch_in_use_stays(world) {
        let app = world.app();
        let (value, row) = sealed(app, 1).await;
        turning::rotate(app).await.expect("a new epoch");
        assert_eq!(turning::close_earlier(app).await.expect("nothing to close"), 0);
        let connection = world.key_store().await;
        let dropped = sea_orm::ConnectionTrait::execute_unprepared(
            &connection,
            "DELETE FROM epoch_key WHERE epoch = 1",
        );
        assert!(dropped.await.is_err(), "the foreign key holds it");
        assert_eq!(read(app, &value, &row).await, "+8613800000001");
    }

    /// Keys of another subject, swapped in the key store, open nothing.
    async fn swapped_keys_open_nothing(world) {
        let app = world.app();
        let (first, second) = (sealed(app, 1).await, sealed(app, 2).await);
        assert_eq!(read(app, &first.0, &first.1).await, "+8613800000001");
        let one = "(SELECT wrapped FROM subject_key ORDER BY subject_id LIMIT 1)";
        key_store(world, &format!("UPDATE subject_key SET wrapped = {one}")).await;
        let mut opened = 0;
        for (value, row) in [&first, &second] {
            let asking = own(row.subject);
            let gate = fairstall::privacy::open(app, &asking, &[NUMBER]).await;
            if let Ok(Ok(gate)) = gate {
                opened += usize::from(gate.read(value, row).is_ok());
            }
        }
        assert_eq!(opened, 1, "only the subject whose own key it is");
    }
}
