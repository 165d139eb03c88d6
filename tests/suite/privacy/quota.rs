//! Who may pass the gate, and how often.

use fairstall::privacy::{Asking, Denied, Ground, Purpose, Reader};
use kit::{hours, scenario, seconds};

use super::{ask, own, read, sealed};

scenario! {
    /// Nobody is the subject by saying so.
    async fn only_the_subject_reads_as_the_subject(world) {
        let app = world.app();
        let (first, second) = (sealed(app, 1).await, sealed(app, 2).await);
        let stranger = second.1.subject;
        for (reader, ground) in [
            (Reader::Subject(stranger), Ground::Subject),
            (Reader::Subject(stranger), Ground::Contract),
            (Reader::Staff(stranger, "SUPPORT"), Ground::Subject),
        ] {
            let asking = Asking { reader, ground, ..own(first.1.subject) };
            assert_eq!(ask(app, &asking).await.err(), Some(Denied::NoGround), "{asking:?}");
        }
        let denied = "SELECT count(*) FROM access_entry WHERE decision = 'DENIED'";
        assert_eq!(world.count(denied).await, 3, "who was turned away is written down too");
    }

    /// A grant opens one subject's one field for a minute.
    async fn a_grant_is_for_one_subject_and_one_minute(world) {
        let app = world.app();
        let (first, second) = (sealed(app, 1).await, sealed(app, 2).await);
        let opened = ask(app, &own(first.1.subject)).await.expect("an open gate");
        assert!(opened.read(&first.0, &first.1).is_ok());
        assert!(opened.read(&second.0, &second.1).is_err());
        world.pass(seconds(59));
        assert!(opened.read(&first.0, &first.1).is_ok());
        world.pass(seconds(1));
        assert!(opened.read(&first.0, &first.1).is_err());
    }

    /// PD-8: staff read at most a hundred fields an hour, on all servers together.
    async fn pd_8_what_staff_read_is_bounded_and_written_down(world) {
        let (here, there) = (world.app(), world.another_server().await);
        let (value, row) = sealed(here, 1).await;
        let staff = here.new_uuid();
        let asking = Asking {
            reader: Reader::Staff(staff, "SUPPORT"),
            purpose: Purpose::Dispute,
            ground: Ground::Law("ECL 63"),
            ..own(row.subject)
        };
        for round in 0..100 {
            let app = if round % 2 == 0 { here } else { &there };
            let opened = ask(app, &asking).await.expect("an open gate");
            assert!(opened.read(&value, &row).is_ok());
        }
        assert_eq!(ask(here, &asking).await.err(), Some(Denied::QuotaSpent));
        assert_eq!(ask(&there, &asking).await.err(), Some(Denied::QuotaSpent));
        assert_eq!(read(here, &value, &row).await, "+8613800000001", "the subject is not counted");
        world.pass(hours(1));
        assert!(ask(here, &asking).await.is_ok());
        let entries = "SELECT count(*) FROM access_entry WHERE role = 'SUPPORT' \
                       AND basis = 'law ECL 63' AND purpose = 'DISPUTE' AND request = 'req-1'";
        assert_eq!(world.count(entries).await, 103);
    }
}
