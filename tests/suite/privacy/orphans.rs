//! Keys of people who never came to be go after a day; no other key does.

use fairstall::privacy::{self, sweep_orphans};
use kit::{days, hours, scenario};
use platform::{Failure, transaction};

use super::{key_store, read, sealed};

scenario! {
    async fn a_key_of_nobody_goes_after_a_day(world) {
        let (app, ana) = (world.app(), world.person("ana").await);
        // Somebody began to register and never did; and somebody of a kind that is not awaited.
        privacy::keys_of_newcomer(app, app.new_uuid(), "account").await.expect("keys");
        let (value, row) = sealed(app, 1).await;
        world.pass(hours(24));
        assert_eq!(sweep_orphans(app).await.expect("a sweep"), 0, "a day is not over");
        world.pass(hours(1));
        assert_eq!(sweep_orphans(app).await.expect("a sweep"), 1);
        assert_eq!(world.keys_in_store().await, 2);
        let mut ana = ana;
        ana.sign_in_again().await;
        let mine = ana.say("{ me { contacts { masked } } }").await.done();
        assert_eq!(mine.list("me.contacts").len(), 1);
        assert_eq!(read(app, &value, &row).await, "+8613800000001");
        world.pass(days(2));
        assert_eq!(sweep_orphans(app).await.expect("a sweep"), 0, "who came to be is not looked up");
        key_store(world, "UPDATE subject_key SET made_at = 0").await;
        assert_eq!(sweep_orphans(app).await.expect("a sweep"), 0);
    }

    /// RT-5: not even the key of somebody who is not there yet goes while it is held.
    async fn rt_5_a_held_key_of_nobody_stays(world) {
        let (app, staff) = (world.app(), world.staff("COMPLIANCE").await);
        let subject = app.new_uuid();
        privacy::keys_of_newcomer(app, subject, "account").await.expect("keys");
        let hold = fairstall::privacy::retention::LegalHold {
            id: app.new_id(),
            target: subject,
            reason: "File 2026-17.".to_owned(),
            set_by: crate::data_rights::uuid(&staff.id),
            from_at: app.now(),
            lifted: None,
        };
        transaction!(app, |tx| {
            fairstall::privacy::retention::insert(tx, &hold).await?;
            Ok::<_, Failure>(())
        })
        .expect("a hold");
        world.pass(days(2));
        assert_eq!(sweep_orphans(app).await.expect("a sweep"), 0);
        assert_eq!(world.keys_in_store().await, 2);
        let erased: Result<(), Failure> =
            transaction!(app, |tx| { privacy::erase(tx, subject, "STORY").await });
        assert!(erased.is_err(), "and nobody erases it");
    }
}
