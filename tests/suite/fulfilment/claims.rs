//! What the clocks find, and what it costs.

use futures_util::future::join_all;
use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::json;
use time::Duration;

use super::{WAY, balance, event, file, instant, only_claim, send, tell, to_ship, until, wake};
use crate::orders::{see, shop};

const MOMENT: Duration = Duration::milliseconds(1);

scenario! {
    /// SH-1: no scan for 24 hours after the click.
    async fn sh_1_no_scan_for_a_day_is_a_candidate_of_false_shipping(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        let clicked = world.app().now();
        until(world, clicked + Duration::hours(24), -MOMENT).await;
        wake!(ana, tea.owner);
        assert_eq!(see(&ana, &order, WAY).await["shippingClaims"], json!([]));
        until(world, clicked + Duration::hours(24), Duration::ZERO).await;
        wake!(ana, tea.owner);
        let claim = only_claim(&ana, &order).await;
        assert_eq!((claim["kind"].as_str(), claim["state"].as_str()), (Some("FALSE_SHIPPING"), Some("FOUND")));
        assert_eq!(claim["amount"]["amountMinor"], "3840", "30 % of 128.00");
        // The carrier tells late that it had the parcel in time: there was nothing false about it.
        let in_time = event("1", "SF10000001", "COLLECTED", clicked + Duration::hours(23));
        assert_eq!(tell(world, "SF", vec![in_time]).await, 200);
        assert_eq!(only_claim(&ana, &order).await["state"], "CLEARED");
        let id = claim["id"].as_str().unwrap();
        nothing_changed(world, file(&ana, id)).await.refused("CLOSED");
    }

    /// A scan after the day does not undo the breach.
    async fn sh_1_a_scan_that_came_too_late_clears_nothing(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        world.later(kit::hours(25)).await;
        wake!(ana, tea.owner);
        assert_eq!(tell(world, "SF", vec![event("1", "SF10000001", "COLLECTED", world.app().now())]).await, 200);
        assert_eq!(only_claim(&ana, &order).await["state"], "FOUND");
    }

    /// SH-3: late from the promise on, and the carrier's time counts to the millisecond.
    async fn sh_3_late_costs_a_tenth_of_the_line(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let ship_by = instant(&see(&ana, &order, WAY).await["shipBy"]);
        until(world, ship_by, -MOMENT).await;
        wake!(ana, tea.owner);
        assert_eq!(see(&ana, &order, WAY).await["shippingClaims"], json!([]));
        until(world, ship_by, Duration::ZERO).await;
        wake!(ana, tea.owner);
        let claim = only_claim(&ana, &order).await;
        assert_eq!((claim["kind"].as_str(), claim["state"].as_str()), (Some("LATE"), Some("FOUND")));
        assert_eq!(claim["amount"]["amountMinor"], "1280");
        assert_eq!(claim["allowedTransitions"], json!(["COMPENSATED"]));
        let id = claim["id"].as_str().unwrap();
        let paid = file(&ana, id).await.done();
        assert_eq!(paid.data("shippingClaimFile.claim.state"), "COMPENSATED");
        assert_eq!(balance(&ana).await, 1_280);
        // Told again, it is the same claim, and nothing more is paid.
        let again = file(&ana, id);
        let _ = nothing_changed_but(world, &["idempotency"], again).await.done();
        let owed = world.count("SELECT count(*) FROM ledger_transfer WHERE kind = 'COMPENSATION'").await;
        assert_eq!(owed, 1);
    }

    /// SH-3 at its bounds, end to end: a line of 30.00 costs 5.00, one of 2,000.00 costs 100.00.
    async fn sh_3_the_bounds_hold(world) {
        for (price, cost) in [(3_000, "500"), (200_000, "10000")] {
            let handle = format!("stall_{price}");
            let (mut tea, mut ana) = if price == 3_000 {
                (shop(world, &handle).await, world.person("ana").await)
            } else {
                (crate::orders::another_shop(world, &handle).await, world.person("bob").await)
            };
            world.run(&format!("UPDATE sku SET price_minor = {price}, compared_minor = NULL")).await;
            ana.set_payment_password().await;
            let home = crate::orders::address(&ana).await;
            let lines = json!([crate::orders::line(&tea.skus[0], 1, price)]);
            let made = crate::orders::submit(&ana, "one-order", &home, lines, price).await.done();
            let order = made.text("checkoutSubmit.checkout.orders.0.id");
            crate::fulfilment::pay_for(world, &mut ana, &order).await;
            world.later(kit::hours(48)).await;
            wake!(ana, tea.owner);
            assert_eq!(only_claim(&ana, &order).await["amount"]["amountMinor"], cost);
        }
    }

    async fn a_scan_a_moment_before_the_promise_is_in_time(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let one = to_ship(world, &mut ana, &mut tea, 1).await;
        let two = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(30)).await;
        wake!(ana, tea.owner);
        let _ = send(&tea, &one, "SF", "SF10000001").await;
        let _ = send(&tea, &two, "SF", "SF10000002").await;
        let promise = |seen: serde_json::Value| instant(&seen["shipBy"]);
        let by_one = promise(see(&ana, &one, WAY).await);
        let by_two = promise(see(&ana, &two, WAY).await);
        until(world, by_two, MOMENT).await;
        wake!(ana, tea.owner);
        let told = vec![
            event("1", "SF10000001", "COLLECTED", by_one - MOMENT),
            event("2", "SF10000002", "COLLECTED", by_two),
        ];
        assert_eq!(tell(world, "SF", told).await, 200);
        assert_eq!(only_claim(&ana, &one).await["state"], "CLEARED");
        assert_eq!(only_claim(&ana, &two).await["state"], "FOUND");
        assert_eq!(world.count("SELECT sum(due) FROM shipping_day").await, 2);
        assert_eq!(world.count("SELECT sum(late) FROM shipping_day").await, 1);
    }

    /// SH-2: only the highest compensation of an order is paid, whichever is claimed first.
    async fn sh_2_only_the_highest_of_an_order_is_paid(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut expected = 0;
        for first in ["LATE", "FALSE_SHIPPING"] {
            let order = to_ship(world, &mut ana, &mut tea, 1).await;
            let waybill = format!("SF-{first}").replace('_', "-");
            let _ = send(&tea, &order, "SF", &waybill).await;
            world.later(kit::hours(49)).await;
            wake!(ana, tea.owner);
            let seen = see(&ana, &order, WAY).await;
            let mut claims = seen["shippingClaims"].as_array().unwrap().clone();
            assert_eq!(claims.len(), 2);
            claims.sort_by_key(|claim| claim["kind"] != first);
            for claim in &claims {
                let _ = file(&ana, claim["id"].as_str().unwrap()).await.done();
            }
            expected += 3_840;
            assert_eq!(balance(&ana).await, expected, "{first} first");
        }
    }

    /// A claim is made within fifteen natural days; then it lapses.
    async fn a_claim_is_made_within_fifteen_days(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let one = to_ship(world, &mut ana, &mut tea, 1).await;
        let two = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner);
        let (first, second) = (only_claim(&ana, &one).await, only_claim(&ana, &two).await);
        let claim_by = instant(&second["claimBy"]);
        until(world, claim_by, -MOMENT).await;
        wake!(ana, tea.owner);
        let _ = file(&ana, first["id"].as_str().unwrap()).await.done();
        until(world, claim_by, Duration::ZERO).await;
        wake!(ana, tea.owner);
        assert_eq!(only_claim(&ana, &two).await["state"], "LAPSED");
        nothing_changed(world, file(&ana, second["id"].as_str().unwrap())).await.refused("CLOSED");
        assert_eq!(balance(&ana).await, 1_280);
    }

    /// Another's claim is not found; many wishes at once are paid once.
    async fn a_claim_is_paid_once_and_to_its_buyer(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut bob = world.person("bob").await;
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner, bob);
        let claim = only_claim(&ana, &order).await;
        let id = claim["id"].as_str().unwrap();
        for stranger in [&bob, &tea.owner] {
            nothing_changed(world, file(stranger, id)).await.refused("CLAIM_NOT_FOUND");
        }
        for answer in join_all((0..8).map(|_| file(&ana, id))).await {
            let _ = answer.done();
        }
        assert_eq!(balance(&ana).await, 1_280);
    }

    /// What came into force after the contract was formed does not touch the order.
    async fn the_rules_of_the_day_of_the_contract_hold(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let now = platform::clock::to_millis(world.app().now());
        world.run(&format!("INSERT INTO shipping_rule VALUES (2, {now}, 5000, 500, 90000, 9000, 1000, 90000, 24, 15, 7)")).await;
        let later = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner);
        assert_eq!(only_claim(&ana, &order).await["amount"]["amountMinor"], "1280");
        assert_eq!(only_claim(&ana, &later).await["amount"]["amountMinor"], "6400");
    }
}
