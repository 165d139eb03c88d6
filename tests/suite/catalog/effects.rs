//! What follows when a rule is published or takes effect (CA-1 to CA-3).

use fairstall::catalog::{self, Channel, Product};
use kit::tables::snapshot;
use kit::world::{minutes, seconds};
use kit::{World, scenario};
use platform::kernel::{Country, Id};
use platform::timers;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use super::{
    category, category_of, delist, draft, live, publish, rule, see, state, submit, unsaleable,
};

/// Moves the clock to an instant; nothing reacts on the way.
fn pass_to(world: &World, instant: OffsetDateTime) {
    world.pass((instant - world.app().now()).unsigned_abs());
}

/// What checkout's part of the shop will ask about an order that was paid.
async fn is_carried_out(world: &World, product: &str, paid_at: OffsetDateTime) -> bool {
    let id = Id::<Product>::parse(product).expect("an id").uuid();
    let hits = catalog::hits_of(world.app().reader(), [id]).await.expect("hits");
    let place = (Channel::Domestic, Country::CN);
    let hits = hits.get(&id).map_or(&[][..], Vec::as_slice);
    catalog::paid_order_check(hits, place, paid_at, world.app().now()).is_ok()
}

scenario! {
    async fn ca_1_a_ban_counts_from_its_first_second(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let ban = rule(&json!({ "effectiveFrom": "2027-02-18T00:00:00+08:00" }));
        let _ = publish(world, &staff, &[ban]).await.done();
        world.settle().await;
        let visitor = world.visitor();
        pass_to(world, datetime!(2027-02-17 23:59:59 +8));
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, Value::Null);
        // No job has run yet: the sale is refused all the same.
        pass_to(world, datetime!(2027-02-18 00:00:00 +8));
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, "BANNED");
        assert_eq!(state(world).await, "LIVE");
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
        assert_eq!(see(&visitor, &product, "id").await, Value::Null);
    }

    /// A rule that counts at once takes what it forbids off the shelves within a minute, and says
    /// by which list and version.
    async fn ca_1_a_rule_of_now_blocks_within_a_minute(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        world.later(minutes(1)).await;
        assert_eq!(state(world).await, "BLOCKED");
        ana.sign_in_again().await;
        let seen = see(&ana, &product, "blockReason measures { kind rule liable }
            ruleHits { rule { list version evidence } }
            timeline(first: 1) { nodes { from to actor ruleVersion } }").await;
        assert_eq!(seen, json!({
            "blockReason": "Forbidden by list story/1: spring tea (a law)",
            "measures": [{ "kind": "BLOCKED", "rule": "story/1", "liable": "UNDECIDED" }],
            "ruleHits": [{ "rule": { "list": "story", "version": 1, "evidence": "a law" } }],
            "timeline": { "nodes": [{
                "from": "LIVE", "to": "BLOCKED", "actor": "SYSTEM", "ruleVersion": "story/1",
            }] },
        }));
        // The appeal comes before the same rule.
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
    }

    async fn ca_1_whichever_server_is_there_takes_it_into_effect(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let _ = live(world, &ana, &shop, &tea_category).await;
        let from = "2026-11-23T00:00:00+08:00";
        let _ = publish(world, &staff, &[rule(&json!({ "effectiveFrom": from }))]).await.done();
        let other = world.another_server().await;
        while timers::fire_due(&other).await.expect("timers fire") > 0 {}
        assert_eq!(state(world).await, "LIVE");
        pass_to(world, datetime!(2026-11-23 00:00:00 +8));
        while timers::fire_due(&other).await.expect("timers fire") > 0 {}
        assert_eq!(state(world).await, "BLOCKED");
    }

    /// More products than one transaction looks at, and more of them forbidden than one changes.
    async fn ca_1_a_job_comes_through_all_products_in_slices(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let _ = live(world, &ana, &shop, &tea_category).await;
        let hex = match world.engine() {
            kit::Engine::Sqlite => "unhex(printf('019a0000000070008000%012x', n + 4096))",
            kit::Engine::Postgres => {
                "('019a0000000070008000' || lpad(to_hex(n + 4096), 12, '0'))::uuid"
            }
        };
        let copies = format!(
            "INSERT INTO product (id, operator_id, category_id, title, description, state, \
             price_from_minor, currency, listed_at, created_at, version) \
             WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number \
             WHERE n < 1100) SELECT {hex}, operator_id, category_id, \
             CASE WHEN n % 5 = 0 THEN 'Spring tea' ELSE 'Cup' END, '', 'LIVE', 100, 'CNY', 1, 1, 1 \
             FROM number, product"
        );
        world.run(&copies).await;
        let from = "2026-11-23T00:00:00+08:00";
        let _ = publish(world, &staff, &[rule(&json!({ "effectiveFrom": from }))]).await.done();
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM product_rule_hit").await, 221);
        assert_eq!(world.count("SELECT count(*) FROM product WHERE state = 'BLOCKED'").await, 0);
        pass_to(world, datetime!(2026-11-23 00:00:00 +8));
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM product WHERE state = 'BLOCKED'").await, 221);
        assert_eq!(world.count("SELECT count(*) FROM goods_sweep").await, 0);
    }

    async fn ca_2_a_channel_or_a_country_leaves_the_others(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let rules = [rule(&json!({ "channel": "EXPORT" })), rule(&json!({ "country": "NZ" }))];
        let _ = publish(world, &staff, &rules).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
        let visitor = world.visitor();
        for (channel, ship_to, reason) in [
            ("DOMESTIC", "CN", Value::Null),
            ("EXPORT", "DE", json!("BANNED")),
            ("IMPORT", "CN", Value::Null),
            ("IMPORT", "NZ", json!("BANNED")),
        ] {
            let why = unsaleable(&visitor, &product, channel, ship_to).await;
            assert_eq!(why, reason, "{channel} to {ship_to}");
        }
        let rest = ["DOMESTIC", "IMPORT"].map(|channel| rule(&json!({ "channel": channel })));
        let _ = publish(world, &staff, &rest).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
    }

    async fn ca_2_a_rule_of_a_kind_of_goods_reaches_the_kinds_below(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let drinks = category_of(world, "drinks", "UNLABELLED", None).await;
        let tea = category_of(world, "tea", "UNLABELLED", Some(&drinks)).await;
        let (product, _) = live(world, &ana, &shop, &tea).await;
        let of = |changes: Value| {
            let mut rule = rule(&changes);
            rule["term"] = Value::Null;
            rule
        };
        // Forbidden as a drink abroad, but tea may go to Germany.
        let rules = [
            of(json!({ "categoryId": drinks, "channel": "EXPORT" })),
            of(json!({ "categoryId": tea, "channel": "EXPORT", "country": "DE",
                "action": "PERMIT" })),
        ];
        let _ = publish(world, &staff, &rules).await.done();
        world.settle().await;
        let visitor = world.visitor();
        assert_eq!(unsaleable(&visitor, &product, "EXPORT", "DE").await, Value::Null);
        assert_eq!(unsaleable(&visitor, &product, "EXPORT", "FR").await, "BANNED");
    }

    /// What an order would need stays: every row of the product that was there is there, and only
    /// the flag of the rule tells whether an order that is paid is carried out.
    async fn ca_3_blocking_deletes_nothing_and_paid_orders_survive(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let paid_at = world.app().now();
        world.pass(seconds(1));
        let before = snapshot(world).await;
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
        let after = snapshot(world).await;
        for table in ["sku", "sku_price", "product_rule_hit", "transition", "event"] {
            assert!(after[table].is_superset(&before[table]), "{table}");
        }
        assert_eq!(after["product"].len(), before["product"].len());
        assert!(is_carried_out(world, &product, paid_at).await);
        assert!(!is_carried_out(world, &product, world.app().now()).await);
        let _ = publish(world, &staff, &[rule(&json!({ "isIllegal": true }))]).await.done();
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert!(!is_carried_out(world, &product, paid_at).await);
    }

    async fn a_permit_of_the_same_scope_lifts_a_ban_that_was_before(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
        world.pass(seconds(1));
        let _ = publish(world, &staff, &[rule(&json!({ "action": "PERMIT" }))]).await.done();
        world.settle().await;
        // Nobody is put back on the shelves unasked.
        assert_eq!(state(world).await, "BLOCKED");
        ana.sign_in_again().await;
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "LIVE");
    }

    /// What is not on the shelves is not touched; it meets the rule at the screen.
    async fn a_product_off_the_shelves_meets_the_rule_when_it_comes_back(world) {
        let (mut ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let (product, _) = live(world, &ana, &shop, &tea_category).await;
        let _ = delist(&ana, &product).await.done();
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "DELISTED");
        ana.sign_in_again().await;
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        assert_eq!(state(world).await, "BLOCKED");
    }

    async fn a_product_is_drafted_whatever_the_lists_say(world) {
        let (ana, shop) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea_category = category(world).await;
        let _ = publish(world, &staff, &[rule(&json!({}))]).await.done();
        world.settle().await;
        let (product, _) = draft(&ana, &shop, &tea_category).await;
        let why = unsaleable(&ana, &product, "DOMESTIC", "CN").await;
        assert_eq!(why, "NOT_LIVE");
    }
}
