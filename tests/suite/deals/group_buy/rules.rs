//! The numbered rules of groups (GB-2 to GB-10); GB-1 is told in `races`.

use kit::{hours, minutes, nothing_changed, scenario};
use platform::{events, timers};
use serde_json::json;
use std::time::Duration;

use super::{JOIN, Story, WAIVE, home, look, seating};
use crate::orders::paying::deliver;

const MILLISECOND: Duration = Duration::from_millis(1);

/// To a minute and a moment before the deadline of a group that its leader has just paid for.
const ALMOST: Duration = Duration::from_millis(24 * 3_600_000 - 60_001);

scenario! {
    /// The whole way: opened, filled, sent; each pays the price of the group.
    async fn gb_4_a_group_succeeds_with_the_last_payment(world) {
        let story = Story::of_three(world).await;
        let (ana, bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (group, first) = story.led_by(&ana).await;
        let second = story.joins(&bob, &group).await;
        let seen = story.look(&group, "state paid membersMissing seats deadline secondsLeft").await;
        assert_eq!(seen["state"], "FORMING");
        assert_eq!((&seen["paid"], &seen["membersMissing"]), (&json!(2), &json!(1)));
        assert_eq!(seen["secondsLeft"], 24 * 3_600);
        assert_eq!(ana.order(&first).await, "FORMING");
        let third = story.joins(&eva, &group).await;
        let seen = story.look(&group, "state paid membersMissing waiver { size }").await;
        assert_eq!(seen["state"], "SUCCEEDED");
        assert_eq!((&seen["paid"], &seen["waiver"]), (&json!(3), &json!(null)));
        for (buyer, order) in [(&ana, &first), (&bob, &second), (&eva, &third)] {
            assert_eq!(buyer.order(order).await, "TO_SHIP");
            let price = "price { total { amountMinor } discount { amountMinor } } shipBy
                groupBuy { id mySeat { state } }";
            let seen = crate::orders::see(&buyer.actor, order, price).await;
            assert_eq!(seen["price"]["total"]["amountMinor"], "9900");
            assert_eq!(seen["price"]["discount"]["amountMinor"], "2900");
            assert_eq!(seen["groupBuy"]["mySeat"]["state"], "CONFIRMED");
            assert_ne!(seen["shipBy"], json!(null), "the clock of shipping begins now");
        }
        for (buyer, order) in [(ana, first), (bob, second), (eva, third)] {
            deliver(world, &order).await;
            drop(buyer);
        }
        assert_eq!(story.look(&group, "state").await["state"], "FULFILLING");
        world.later(hours(24 * 15)).await;
        assert_eq!(story.look(&group, "state").await["state"], "CLOSED");
    }

    /// GB-2: the last millisecond counts, though both the consumer and the timer come late, and the
    /// timer before the consumer.
    async fn gb_2_a_capture_at_the_last_millisecond_counts(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        world.later(ALMOST).await;
        bob.actor.wake().await;
        let second = bob.sits(&group).await;
        let payment = crate::orders::paying::payment(&bob.actor, &second).await;
        world.later(minutes(1)).await;
        let _ = bob.actor.confirm(&payment, json!({})).await.done();
        capture_alone(world).await;
        world.pass(Duration::from_secs(5));
        for _ in 0..3 {
            timers::fire_due(world.app()).await.expect("timers");
        }
        assert_eq!(story.look(&group, "state").await["state"], "FORMING", "it is waited for");
        world.later(Duration::from_secs(5)).await;
        assert_eq!(story.look(&group, "state").await["state"], "SUCCEEDED");
        bob.actor.wake().await;
        assert_eq!(bob.order(&second).await, "TO_SHIP");
        assert_eq!(story.money().await, (19_800, 0));
        drop((ana, first));
    }

    /// GB-2: the millisecond after is too late, though the timer has not come yet.
    async fn gb_2_a_capture_at_the_deadline_is_refunded(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        world.later(ALMOST).await;
        bob.actor.wake().await;
        let second = bob.sits(&group).await;
        let payment = crate::orders::paying::payment(&bob.actor, &second).await;
        world.later(minutes(1)).await;
        let _ = bob.actor.confirm(&payment, json!({})).await.done();
        world.pass(MILLISECOND);
        capture_alone(world).await;
        world.later(Duration::from_secs(5)).await;
        bob.actor.wake().await;
        assert_eq!(bob.order(&second).await, "CANCELLED");
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.money().await, (19_800, 19_800));
        assert_eq!(story.reserved().await, 0);
    }

    /// GB-3: with fewer only by the shop's word, which everybody sees; never with nobody, and never
    /// while somebody is paying.
    async fn gb_3_completion_with_fewer_is_a_visible_waiver(world) {
        let mut story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        story.tea.owner.wake().await;
        let id = json!({ "id": group });
        let _ = bob.sits(&group).await;
        let waive = story.tea.owner.act(WAIVE, id.clone());
        nothing_changed(world, waive).await.refused("SEATS_PENDING");
        let _ = bob.leaves(&group).await.done();
        nothing_changed(world, bob.actor.act(WAIVE, id.clone())).await.refused("GROUP_NOT_FOUND");
        let done = story.tea.owner.act(WAIVE, id.clone()).await.done();
        assert_eq!(done.text("groupBuyWaive.group.state"), "SUCCEEDED");
        let again = nothing_changed(world, story.tea.owner.act(WAIVE, id)).await.done();
        assert_eq!(again.number("groupBuyWaive.group.waiver.completedWith"), 1);
        let seen = story.look(&group, "state paid size waiver { completedWith size }").await;
        assert_eq!(seen["waiver"], json!({ "completedWith": 1, "size": 3 }));
        assert_eq!(seen["paid"], 1, "nobody is made up");
        world.settle().await;
        assert_eq!(ana.order(&first).await, "TO_SHIP");
        // The database refuses a group that is complete with too few and without a waiver.
        let synthetic = "SELECT count(*) FROM group_member WHERE NOT EXISTS \
            (SELECT 1 FROM trade_order AS o WHERE o.id = order_id AND o.buyer_id = account_id)";
        assert_eq!(world.count(synthetic).await, 0);
    }

    /// GB-5: the leader is paid once, after success and when what they bought is theirs to keep.
    async fn gb_5_a_leader_is_paid_once_after_success(world) {
        let benefit = json!({ "amountMinor": "500", "funder": "OPERATOR", "capMinor": "500" });
        let changes = json!({ "size": 2, "leaderBenefit": benefit });
        let story = Story::with(world, &changes).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let second = story.joins(&bob, &group).await;
        // The cap is spent: the next leader is promised nothing.
        let eva = story.buyer("eva").await;
        let (other, _) = story.led_by(&eva).await;
        let fields = "leaderBenefit { state amount { amountMinor } }";
        assert_eq!(story.look(&other, fields).await["leaderBenefit"], json!(null));
        let seen = story.look(&group, fields).await;
        assert_eq!(seen["leaderBenefit"]["state"], "PROMISED");
        let wallet = "SELECT count(*) FROM ledger_transfer WHERE key LIKE 'group_benefit:%'";
        assert_eq!(world.count(wallet).await, 0);
        deliver(world, &first).await;
        deliver(world, &second).await;
        world.later(hours(24 * 12)).await;
        assert_eq!(world.count(wallet).await, 1);
        let seen = story.look(&group, fields).await;
        assert_eq!(seen["leaderBenefit"]["state"], "PAID");
        world.later(hours(24)).await;
        assert_eq!(world.count(wallet).await, 1);
    }

    /// GB-5 and GB-6: a leader whose money goes back loses the benefit; another member whose money
    /// goes back changes nothing for anybody else.
    async fn gb_5_and_gb_6_only_the_leaders_own_refund_costs_the_benefit(world) {
        let benefit = json!({ "amountMinor": "500", "funder": "OPERATOR", "capMinor": "900" });
        let changes = json!({ "size": 2, "leaderBenefit": benefit });
        let mut story = Story::with(world, &changes).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let second = story.joins(&bob, &group).await;
        story.tea.owner.wake().await;
        let decline = "mutation ($input: OrderDeclineInput!) { orderDecline(input: $input) {
            order { id } userErrors { code } } }";
        let of = |order: &str| json!({ "orderId": order, "idempotencyKey": order });
        let _ = story.tea.owner.act(decline, of(&second)).await.done();
        world.settle().await;
        let fields = "state paid seats membersMissing leaderBenefit { state }";
        let seen = story.look(&group, fields).await;
        assert_eq!(seen["state"], "SUCCEEDED");
        assert_eq!((&seen["paid"], &seen["membersMissing"]), (&json!(2), &json!(0)));
        assert_eq!(seen["leaderBenefit"]["state"], "PROMISED");
        assert_eq!(ana.order(&first).await, "TO_SHIP");
        let price = crate::orders::see(&ana.actor, &first, "price { total { amountMinor } }").await;
        assert_eq!(price["price"]["total"]["amountMinor"], "9900");
        assert_eq!(story.members().await, ["CONFIRMED", "REFUNDED"]);
        let _ = story.tea.owner.act(decline, of(&first)).await.done();
        world.settle().await;
        let seen = story.look(&group, fields).await;
        assert_eq!(seen["leaderBenefit"]["state"], "LOST");
        assert_eq!(seen["state"], "CLOSED", "every order of it is over");
        assert_eq!(story.money().await, (19_800, 19_800));
    }

    /// GB-7 and GB-9: what was captured has gone back, each by its own payment; nothing is held.
    async fn gb_7_and_gb_9_a_failed_group_gives_everything_back(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let second = story.joins(&bob, &group).await;
        let eva = story.buyer("eva").await;
        let unpaid = eva.sits(&group).await;
        assert_eq!(story.reserved().await, 3, "pieces are reserved with the order");
        world.later(hours(24)).await;
        assert_eq!(story.look(&group, "state").await["state"], "REFUNDED");
        assert_eq!(story.money().await, (19_800, 19_800));
        let by_payment = "SELECT count(*) FROM payment_part \
            WHERE captured_minor <> refunded_minor";
        assert_eq!(world.count(by_payment).await, 0);
        assert_eq!(story.reserved().await, 0);
        assert_eq!(world.count("SELECT taken FROM group_campaign").await, 0);
        assert_eq!(world.count("SELECT count(*) FROM group_identity").await, 0);
        for (mut buyer, order) in [(ana, first), (bob, second), (eva, unpaid)] {
            buyer.actor.wake().await;
            assert_eq!(buyer.order(&order).await, "CANCELLED");
        }
        let path = "SELECT to_state FROM transition WHERE machine = 'group_buy' ORDER BY seq";
        assert_eq!(world.ask(path).await, ["FORMING", "FAILED", "REFUNDING", "REFUNDED"]);
    }

    /// GB-8: the same person with a second account: by the phone of the address, by a verified
    /// phone that is another's address, and however often they try.
    async fn gb_8_one_identity_joins_once(world) {
        let story = Story::of_three(world).await;
        let (ana, twin) = (story.buyer("ana").await, story.buyer("twin").await);
        let (group, _) = story.led_by(&ana).await;
        let again = nothing_changed(world, ana.ask_to_join(&group, json!({
            "idempotencyKey": "another-key" })));
        again.await.refused("ALREADY_IN");
        let phone = "13912345678";
        let (one, two) = (home(&twin.actor, phone).await, home(&ana.actor, phone).await);
        let mut bob = story.buyer("bob").await;
        bob.home = home(&bob.actor, phone).await;
        let _ = bob.sits(&group).await;
        let to = |home: &str| json!({ "purchase": { "addressId": home } });
        nothing_changed(world, twin.ask_to_join(&group, to(&one))).await.refused("ALREADY_IN");
        nothing_changed(world, ana.ask_to_join(&group, to(&two))).await.refused("ALREADY_IN");
        // Who has left may come again.
        let _ = bob.leaves(&group).await.done();
        let (_, order) = seating(&twin.ask_to_join(&group, to(&one)).await.done(), "Join");
        assert_eq!(twin.order(&order).await, "SUBMITTED");
        let stored = "SELECT count(*) FROM group_identity WHERE digest LIKE '%13912345678%'";
        assert_eq!(world.count(stored).await, 0);
    }

    /// GB-9: stock of the shop and of the campaign is never sold twice.
    async fn gb_9_neither_stock_is_ever_oversold(world) {
        let story = Story::with(world, &json!({ "stock": 3, "mostPerPerson": 3 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let two = json!({ "purchase": { "quantity": 2 }, "seenTotalMinor": "19800" });
        let (group, order) = seating(&story.ask_to_open(&ana, &two).await.done(), "Open");
        ana.pay(&order).await;
        nothing_changed(world, bob.ask_to_join(&group, &two)).await.refused("SOLD_OUT");
        world.run("UPDATE sku SET on_hand = 2 WHERE code = '50'").await;
        nothing_changed(world, bob.ask_to_join(&group, json!({}))).await.refused("SOLD_OUT");
        assert_eq!(world.count("SELECT taken FROM group_campaign").await, 2);
        world.run("UPDATE sku SET on_hand = 20 WHERE code = '50'").await;
        let _ = bob.sits(&group).await;
        let eva = story.buyer("eva").await;
        nothing_changed(world, eva.ask_to_join(&group, json!({}))).await.refused("SOLD_OUT");
        world.later(minutes(15)).await;
        assert_eq!(world.count("SELECT taken FROM group_campaign").await, 2, "freed with the seat");
    }

    /// GB-10: the right to change one's mind is that of any order; the contract says so, and the
    /// group has nothing that could take it away.
    async fn gb_10_cooling_off_is_each_members_own(world) {
        let story = Story::with(world, &json!({ "size": 2 })).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        world.run("UPDATE category SET cooling_off = 'SEALED'").await;
        let (group, first) = story.led_by(&ana).await;
        let said = json!({ "purchase": { "confirmsNoCoolingOff": true } });
        let (_, second) = seating(&bob.ask_to_join(&group, &said).await.done(), "Join");
        bob.pay(&second).await;
        let excluded = "lines { isCoolingOffExcluded }";
        let hers = crate::orders::see(&ana.actor, &first, excluded).await;
        let his = crate::orders::see(&bob.actor, &second, excluded).await;
        assert_eq!(hers["lines"][0]["isCoolingOffExcluded"], false);
        assert_eq!(his["lines"][0]["isCoolingOffExcluded"], true, "by his own word, not hers");
        let told = look(&ana.actor, &group, "disclosure { textEn textZh }").await;
        assert!(told["disclosure"]["textEn"].as_str().unwrap().contains("refunded in full"));
    }

    /// The same key is the same seat, with another input a conflict.
    async fn a_seat_is_taken_once_for_a_key(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let first = bob.sits(&group).await;
        let replay = nothing_changed(world, bob.ask_to_join(&group, json!({}))).await.done();
        assert_eq!(seating(&replay, "Join").1, first);
        let other = bob.ask_to_join(&group, json!({ "purchase": { "quantity": 2 } }));
        nothing_changed(world, other).await.refused("IDEMPOTENCY_CONFLICT");
        let bad = bob.actor.act(JOIN, json!({
            "idempotencyKey": "short", "groupId": group, "seenTotalMinor": "9900",
            "purchase": { "addressId": bob.home } }));
        nothing_changed(world, bad).await.refused("IDEMPOTENCY_KEY_INVALID");
    }
}

/// The provider is asked and has the money; nobody hears of it yet.
pub(super) async fn capture_alone(world: &kit::World) {
    let captured = "SELECT count(*) FROM payment WHERE state = 'CAPTURED'";
    let before = world.count(captured).await;
    for _ in 0..20 {
        if world.count(captured).await > before {
            return;
        }
        events::deliver_due(world.app()).await.expect("events");
    }
    panic!("nothing was captured");
}
