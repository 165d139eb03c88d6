//! Parcels: what is in them, who sees them, and whose word moves them.

use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::json;
use time::Duration;

use super::{CREATE, TRACK, WAY, event, instant, keyed, send, tell, to_ship, wake};
use crate::orders::{another_shop, see, shop};

scenario! {
    /// Sent with the first scan, at the carrier's own time; delivered with the signing.
    async fn an_order_is_sent_with_the_first_scan_and_delivered_with_the_signing(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        assert_eq!(see(&ana, &order, "state").await["state"], "TO_SHIP", "no carrier has it yet");
        world.later(kit::hours(3)).await;
        wake!(ana, tea.owner);
        let scanned = world.app().now() - Duration::hours(1);
        assert_eq!(tell(world, "SF", vec![event("1", "SF10000001", "COLLECTED", scanned)]).await, 200);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "SHIPPED");
        assert_eq!(instant(&seen["shippedAt"]), scanned);
        assert_eq!(seen["parcels"][0]["state"], "COLLECTED");
        world.later(kit::hours(20)).await;
        wake!(ana, tea.owner);
        let delivered = world.app().now() - Duration::minutes(5);
        let told = vec![event("2", "SF10000001", "DELIVERED", delivered)];
        assert_eq!(tell(world, "SF", told).await, 200);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "SIGNED");
        assert_eq!(instant(&seen["signedAt"]), delivered);
        assert_eq!(seen["parcels"][0]["state"], "SIGNED");
        assert_eq!(seen["parcels"][0]["events"]["nodes"][0]["place"], "杭州");
        assert_eq!(seen["shippingClaims"], json!([]));
    }

    /// No record of a carrier: the later of waybill and click.
    async fn without_a_carriers_record_the_click_counts(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(2)).await;
        wake!(ana, tea.owner);
        let clicked = world.app().now();
        let parcel = send(&tea, &order, "OTHER", "COURIER-1").await;
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "SHIPPED");
        assert_eq!(instant(&seen["shippedAt"]), clicked);
        // A lie about time: delivered yesterday, says the shop; it counts from when it says so.
        world.later(kit::hours(30)).await;
        wake!(ana, tea.owner);
        let early = world.app().now() - Duration::hours(25);
        let at = crate::fulfilment::event("", "", "", early)["at"].clone();
        let input = json!({ "parcelId": parcel, "kind": "DELIVERED", "at": at });
        let _ = tea.owner.act(TRACK, keyed(input)).await.done();
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "SIGNED");
        assert_eq!(instant(&seen["signedAt"]), world.app().now());
    }

    /// Where the carrier keeps records, the shop's own word is shown and moves nothing.
    async fn the_word_of_a_shop_moves_nothing_where_a_carrier_keeps_records(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let parcel = send(&tea, &order, "ZTO", "ZTO1000001").await;
        let now = crate::fulfilment::event("", "", "", world.app().now())["at"].clone();
        for kind in ["COLLECTED", "DELIVERED"] {
            let input = json!({ "parcelId": parcel, "kind": kind, "at": now, "place": "宁波" });
            let _ = tea.owner.act(TRACK, keyed(input)).await.done();
        }
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["state"], "TO_SHIP");
        assert_eq!(seen["parcels"][0]["state"], "CREATED");
        assert_eq!(seen["parcels"][0]["events"]["nodes"].as_array().unwrap().len(), 2);
    }

    async fn an_order_in_two_parcels_is_delivered_with_the_second(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 3).await;
        let input = |waybill: &str, quantity: i32| json!({
            "orderId": order, "carrier": "SF", "waybill": waybill,
            "lines": [{ "position": 1, "quantity": quantity }] });
        nothing_changed(world, tea.owner.act(CREATE, keyed(input("SF10000001", 4)))).await
            .refused("MORE_THAN_ORDERED");
        for bad in [0, -1, 1_000] {
            nothing_changed(world, tea.owner.act(CREATE, keyed(input("SF10000001", bad)))).await
                .refused("LINES_INVALID");
        }
        let _ = tea.owner.act(CREATE, keyed(input("SF10000001", 1))).await.done();
        nothing_changed(world, tea.owner.act(CREATE, keyed(input("SF10000002", 3)))).await
            .refused("MORE_THAN_ORDERED");
        let rest = send(&tea, &order, "SF", "SF10000002").await;
        let seen = see(&ana, &order, WAY).await;
        let parcels = seen["parcels"].as_array().unwrap();
        let second = parcels.iter().find(|parcel| parcel["waybill"] == "SF10000002").unwrap();
        assert_eq!(second["lines"], json!([{ "position": 1, "quantity": 2 }]));
        let now = world.app().now();
        assert_eq!(tell(world, "SF", vec![event("1", "SF10000001", "DELIVERED", now)]).await, 200);
        assert_eq!(see(&ana, &order, "state").await["state"], "SHIPPED");
        world.later(kit::hours(1)).await;
        wake!(ana, tea.owner);
        let later = world.app().now();
        assert_eq!(tell(world, "SF", vec![event("2", "SF10000002", "DELIVERED", later)]).await, 200);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!((seen["state"].as_str(), instant(&seen["signedAt"])), (Some("SIGNED"), later));
        nothing_changed(world, tea.owner.act(CREATE, keyed(input("SF10000003", 1)))).await
            .refused("NOT_TO_SHIP");
        let _ = rest;
    }

    /// The table itself refuses more pieces than were ordered, whoever writes.
    async fn the_database_refuses_more_than_was_ordered(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 2).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        let forged = "UPDATE shipment_line SET sent = ordered + 1";
        assert!(refused(world, forged).await);
        assert!(refused(world, "UPDATE parcel_line SET quantity = 1").await);
        assert!(refused(world, "DELETE FROM tracking_event WHERE 1 = 1").await
            || world.count("SELECT count(*) FROM tracking_event").await == 0);
        assert!(refused(world, "UPDATE parcel SET state = 'RETURNED' WHERE state = 'SIGNED'").await
            || world.count("SELECT count(*) FROM parcel WHERE state = 'SIGNED'").await == 0);
        assert_eq!(world.count("SELECT sent FROM shipment_line").await, 2);
    }

    /// A waybill told again is the same parcel; on another order it is refused.
    async fn a_waybill_is_on_one_parcel(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let one = to_ship(world, &mut ana, &mut tea, 1).await;
        let two = to_ship(world, &mut ana, &mut tea, 1).await;
        let input = |order: &str, waybill: &str| {
            json!({ "orderId": order, "carrier": "SF", "waybill": waybill })
        };
        let first = tea.owner.act(CREATE, keyed(input(&one, "sf10000001 "))).await.done();
        let again = tea.owner.act(CREATE, keyed(input(&one, "SF10000001")));
        let again = nothing_changed_but(world, &["idempotency"], again).await.done();
        assert_eq!(first.data("parcelCreate.parcel.id"), again.data("parcelCreate.parcel.id"));
        nothing_changed(world, tea.owner.act(CREATE, keyed(input(&two, "SF10000001")))).await
            .refused("WAYBILL_TAKEN");
        nothing_changed(world, tea.owner.act(CREATE, keyed(input(&two, "SF 1")))).await
            .refused("WAYBILL_INVALID");
        let unknown = json!({ "orderId": two, "carrier": "TELEPORT", "waybill": "SF10000002" });
        nothing_changed(world, tea.owner.act(CREATE, keyed(unknown))).await.refused("CARRIER_UNKNOWN");
    }

    /// SH-5: both sides see where it is, and nobody else.
    async fn sh_5_tracking_is_seen_by_both_and_nobody_else(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let (mut cups, mut bob) = (another_shop(world, "cups").await, world.person("bob").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        wake!(cups.owner, bob);
        let parcel = send(&tea, &order, "SF", "SF10000001").await;
        let staff = world.staff("SUPPORT").await;
        for sees in [&ana, &tea.owner, &staff] {
            assert_eq!(see(sees, &order, WAY).await["parcels"][0]["id"], json!(parcel));
        }
        for blind in [&bob, &cups.owner] {
            assert!(see(blind, &order, WAY).await.is_null());
        }
        let now = crate::fulfilment::event("", "", "", world.app().now())["at"].clone();
        let track = json!({ "parcelId": parcel, "kind": "LOST", "at": now });
        let create = json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000009" });
        for stranger in [&bob, &cups.owner, &ana] {
            nothing_changed(world, stranger.act(TRACK, keyed(track.clone()))).await
                .refused("PARCEL_NOT_FOUND");
            nothing_changed(world, stranger.act(CREATE, keyed(create.clone()))).await
                .refused("ORDER_NOT_FOUND");
        }
        world.visitor().act(CREATE, keyed(create)).await.error("UNAUTHENTICATED");
    }

    async fn places_and_times_of_events_are_held_to_their_form(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let parcel = send(&tea, &order, "OTHER", "COURIER-1").await;
        let at = |at| crate::fulfilment::event("", "", "", at)["at"].clone();
        let now = world.app().now();
        let track = |at, place: &str| {
            json!({ "parcelId": parcel, "kind": "IN_TRANSIT", "at": at, "place": place })
        };
        let number = track(at(now), "张三 13812345678");
        nothing_changed(world, tea.owner.act(TRACK, keyed(number))).await.refused("PLACE_INVALID");
        let future = track(at(now + Duration::minutes(6)), "");
        nothing_changed(world, tea.owner.act(TRACK, keyed(future))).await.refused("TIME_INVALID");
        let ages = track(at(now - Duration::days(181)), "");
        nothing_changed(world, tea.owner.act(TRACK, keyed(ages))).await.refused("TIME_INVALID");
        let once = track(at(now), "绍兴");
        let _ = tea.owner.act(TRACK, keyed(once.clone())).await.done();
        let _ = nothing_changed_but(world, &["idempotency"], tea.owner.act(TRACK, keyed(once))).await.done();
    }

    /// SH-6: any carrier will do, also one that is not listed.
    async fn sh_6_no_carrier_is_forced(world) {
        let listed = world.visitor().say("{ carriers { code name isTracked } }").await;
        let codes: Vec<&str> =
            listed.list("carriers").iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"OTHER") && codes.contains(&"SF"));
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 3).await;
        for (number, carrier) in ["SF", "OTHER", "DHL"].iter().enumerate() {
            let input = json!({ "orderId": order, "carrier": carrier,
                "waybill": format!("ANY-{number}00"), "lines": [{ "position": 1, "quantity": 1 }] });
            let _ = tea.owner.act(CREATE, keyed(input)).await.done();
        }
    }
}

async fn refused(world: &kit::World, sql: &str) -> bool {
    use sea_orm::ConnectionTrait as _;
    world.direct().execute_unprepared(sql).await.is_err()
}
