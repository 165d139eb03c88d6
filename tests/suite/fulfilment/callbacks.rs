//! What carriers tell: in any order, twice, too early, and forged.

use fairstall::fulfilment::{newest_secret, renew_secret, secret};
use kit::{nothing_changed, scenario};
use serde_json::json;
use time::Duration;

use super::{WAY, event, instant, post, send, signed, tell, to_ship, wake};
use crate::orders::{see, shop};

scenario! {
    /// PY-2 for carriers: whatever the order of telling, the end is the same.
    async fn records_in_reverse_twice_and_before_the_parcel_end_the_same(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(5)).await;
        wake!(ana, tea.owner);
        let now = world.app().now();
        let collected = event("c-1", "SF10000001", "COLLECTED", now - Duration::hours(3));
        let moving = event("c-2", "SF10000001", "IN_TRANSIT", now - Duration::hours(2));
        let delivered = event("c-3", "SF10000001", "DELIVERED", now - Duration::hours(1));
        // The carrier is faster than the shop.
        assert_eq!(tell(world, "SF", vec![delivered.clone(), moving.clone()]).await, 200);
        assert_eq!(see(&ana, &order, "state").await["state"], "TO_SHIP");
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        world.settle().await;
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "SIGNED");
        assert_eq!(instant(&seen["signedAt"]), now - Duration::hours(1));
        let again = vec![collected, delivered.clone(), moving, delivered];
        assert_eq!(tell(world, "SF", again.clone()).await, 200);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["parcels"][0]["state"], "SIGNED");
        assert_eq!(seen["parcels"][0]["events"]["nodes"].as_array().unwrap().len(), 3);
        assert_eq!(instant(&seen["parcels"][0]["scannedAt"]), now - Duration::hours(3));
        assert_eq!(nothing_changed(world, tell(world, "SF", again)).await, 200);
    }

    async fn forged_callbacks_change_nothing(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        let at = world.app().now();
        let body = json!({ "events": [event("1", "SF10000001", "DELIVERED", at)] }).to_string();
        let (key, now) = (secret(world.app().keys(), "SF", 1), at.unix_timestamp());
        let good = signed(&key, now, &body);
        let forged = [
            ("SF", String::new(), body.clone()),
            ("SF", "t=,v1=".to_owned(), body.clone()),
            ("SF", format!("t={now},v1={}", "0".repeat(64)), body.clone()),
            ("SF", good.clone(), body.replace("DELIVERED", "LOST")),
            ("SF", good.replace(&format!("t={now}"), &format!("t={}", now + 1)), body.clone()),
            ("SF", signed(&key, now - 301, &body), body.clone()),
            ("SF", signed(&key, now + 301, &body), body.clone()),
            // The secret of one carrier is not that of another.
            ("SF", signed(&secret(world.app().keys(), "ZTO", 1), now, &body), body.clone()),
            ("ZTO", good.clone(), body.clone()),
        ];
        for (number, (carrier, signature, body)) in forged.into_iter().enumerate() {
            let status = nothing_changed(world, post(world, carrier, &signature, body)).await;
            assert_eq!(status, 401, "forgery {number}");
        }
        assert_eq!(post(world, "SF", &good, body).await, 200);
        assert_eq!(see(&ana, &order, "state").await["state"], "SIGNED");
    }

    async fn callbacks_that_are_not_as_agreed_are_refused_whole(world) {
        let now = world.app().now();
        let good = event("1", "SF10000001", "COLLECTED", now);
        let with = |name: &str, value: serde_json::Value| {
            let mut event = good.clone();
            event[name] = value;
            event
        };
        let bad = [
            vec![],
            vec![good.clone(); 101],
            vec![good.clone(), with("kind", json!("STOLEN"))],
            vec![with("id", json!(""))],
            vec![with("id", json!("a".repeat(65)))],
            vec![with("waybill", json!("'; DROP TABLE parcel; --"))],
            vec![with("at", json!("2999-01-01T00:00:00Z"))],
            vec![with("at", json!("yesterday"))],
        ];
        for (number, events) in bad.into_iter().enumerate() {
            let status = nothing_changed(world, tell(world, "SF", events)).await;
            assert_eq!(status, 400, "number {number}");
        }
        // A carrier that keeps no records has nothing to tell; one that is not there neither.
        for carrier in ["OTHER", "NOBODY"] {
            let status = nothing_changed(world, tell(world, carrier, vec![good.clone()])).await;
            assert_eq!(status, 400);
        }
        let huge = "x".repeat(70_000);
        let (key, at) = (secret(world.app().keys(), "SF", 1), now.unix_timestamp());
        assert_eq!(post(world, "SF", &signed(&key, at, &huge), huge).await, 413);
        // What names people is left out, and the event stays.
        let named = with("place", json!("张三 13812345678"));
        assert_eq!(tell(world, "SF", vec![named]).await, 200);
        assert_eq!(world.ask("SELECT place FROM carrier_record").await, [""]);
    }

    /// A number that was on another parcel before this order was paid proves nothing.
    async fn a_scan_from_before_the_payment_is_no_scan(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let old = event("1", "SF10000001", "DELIVERED", world.app().now() - Duration::days(3));
        assert_eq!(tell(world, "SF", vec![old]).await, 200);
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "TO_SHIP");
        assert_eq!(seen["parcels"][0]["state"], "CREATED");
    }

    /// A carrier changes over to a new secret in its own time: both are good for a while.
    async fn a_renewed_secret_is_good_at_once_and_the_one_before_for_a_while(world) {
        let app = world.app();
        let first = secret(app.keys(), "SF", 1);
        let signs = async |key: [u8; 32], id: &str| {
            let at = world.app().now();
            let body = json!({ "events": [event(id, "SF10000001", "COLLECTED", at)] }).to_string();
            post(world, "SF", &signed(&key, at.unix_timestamp(), &body), body).await
        };
        assert_eq!(newest_secret(app, "SF").await.unwrap(), Some(first));
        let second = renew_secret(app, "SF", Duration::days(7)).await.unwrap().unwrap();
        assert_ne!(first, second);
        assert_eq!(newest_secret(app, "SF").await.unwrap(), Some(second));
        assert_eq!((signs(first, "1").await, signs(second, "2").await), (200, 200));
        // Another carrier's is not touched, and nobody can sign with what is to come.
        assert_eq!(newest_secret(app, "ZTO").await.unwrap(), Some(secret(app.keys(), "ZTO", 1)));
        let coming = secret(app.keys(), "SF", 3);
        assert_eq!(nothing_changed(world, signs(coming, "3")).await, 401);
        world.later(kit::days(7)).await;
        assert_eq!(nothing_changed(world, signs(first, "4")).await, 401);
        assert_eq!(signs(second, "5").await, 200);
        // One that got out is ended at once.
        let third = renew_secret(world.app(), "SF", Duration::ZERO).await.unwrap().unwrap();
        assert_eq!(nothing_changed(world, signs(second, "6")).await, 401);
        assert_eq!(signs(third, "7").await, 200);
        let nobody = renew_secret(world.app(), "TELEPORT", Duration::ZERO);
        assert_eq!(nothing_changed(world, nobody).await.unwrap(), None);
    }
}
