//! Money goes back: how much, from where, and never twice.

use kit::{nothing_changed, scenario};
use platform::kernel::Id;
use serde_json::json;

use super::{Story, act, asked, column, done, see};
use crate::deals::group_buy;
use crate::fulfilment::balance;
use crate::ledger::minor;
use crate::orders::paying::{COMPLETE, deliver};
use crate::settlement::{payable, uuid};

scenario! {
    /// From the request to the refund: each piece at what was paid for it, out of the escrow.
    async fn a_changed_mind_is_refunded_out_of_the_escrow(world) {
        let story = Story::begin(world).await;
        let back = story.received("COOLING_OFF", 1).await;
        let words = see(&story.ana, &back, "words { kind text }").await["words"].clone();
        assert_eq!(words[0]["kind"], "ADDRESS");
        assert!(words[0]["text"].as_str().expect("words").contains("退货组"));
        let refunded = done(&story.tea.owner, "returnRefund", &back, json!({})).await;
        assert_eq!(refunded["state"], "REFUNDED");
        assert_eq!(refunded["refund"], json!({ "goods": { "amountMinor": "12800" },
            "freight": { "amountMinor": "0" }, "advanced": { "amountMinor": "0" },
            "by": "SHOP" }));
        world.settle().await;
        assert_eq!(story.escrow().await, (12_800, 12_800));
        assert_eq!(balance(&story.ana).await, 0, "it went back as it was paid");
        nothing_changed(world, act(&story.tea.owner, "returnRefund", &back, json!({}))).await
            .refused("STATE_FORBIDS");
        let open = "SELECT count(*) FROM order_matter";
        assert_eq!(world.count(open).await, 0, "nothing holds the order up");
        let second = story.received("COOLING_OFF", 1).await;
        let rest = done(&story.tea.owner, "returnRefund", &second, json!({})).await;
        assert_eq!(rest["refund"]["goods"]["amountMinor"], "12800");
        assert_eq!(story.escrow().await, (25_600, 0));
    }

    /// A settled order is refunded by its shop; a shop that does not have it is waited for, and
    /// then the platform pays in advance, and is owed it.
    async fn a_settled_order_is_refunded_by_its_shop_or_in_advance(world) {
        let mut story = Story::begin(world).await;
        let _ = story.ana.act(COMPLETE, json!({ "id": story.order })).await.done();
        world.settle().await;
        let before = minor(world.app(), payable(&story.tea.id)).await;
        assert!((12_800..25_600).contains(&before), "{before}");
        let first = story.received("COOLING_OFF", 1).await;
        let paid = done(&story.tea.owner, "returnRefund", &first, json!({})).await;
        assert_eq!(paid["refund"]["advanced"]["amountMinor"], "0");
        world.settle().await;
        let left = minor(world.app(), payable(&story.tea.id)).await;
        assert_eq!(left, before - 12_800);
        let second = story.received("COOLING_OFF", 1).await;
        nothing_changed(world, act(&story.tea.owner, "returnRefund", &second, json!({}))).await
            .refused("MONEY_SHORT");
        story.until_due(&second, time::Duration::ZERO).await;
        story.ana.sign_in_again().await;
        let refund = see(&story.ana, &second, "refund { goods { amountMinor } by
            advanced { amountMinor } }").await["refund"].clone();
        assert_eq!(refund, json!({ "goods": { "amountMinor": "12800" }, "by": "PLATFORM",
            "advanced": { "amountMinor": (12_800 - left).to_string() } }));
        let owed = fairstall::ledger::Account::Receivable(Id::from_uuid(uuid(&story.tea.id)));
        assert_eq!(minor(world.app(), owed).await, left - 12_800);
        assert_eq!(minor(world.app(), payable(&story.tea.id)).await, 0);
    }

    /// What is defective goes back at the shop's cost, to the fen, beside the price.
    async fn the_shop_bears_the_way_back_of_what_is_defective(world) {
        let story = Story::begin(world).await;
        let back = story.received("DEFECT_REFUND", 1).await;
        nothing_changed(world, act(&story.tea.owner, "returnRefund", &back, json!({}))).await
            .refused("MONEY_SHORT");
        let complete = json!({ "id": story.order });
        story.ana.act(COMPLETE, complete).await.refused("MATTER_OPEN");
        story.until_due(&back, time::Duration::ZERO).await;
        world.settle().await;
        assert_eq!(column(world, &back, "state").await, "REFUNDED");
        assert_eq!(column(world, &back, "advanced_minor").await, "1200");
        assert_eq!(story.escrow().await, (12_800, 12_800));
        let mut story = story;
        story.ana.sign_in_again().await;
        assert_eq!(balance(&story.ana).await, 1_200);
    }

    /// A member of a group gives back what everybody gives back, at the price of the group.
    async fn a_member_of_a_group_gives_back_at_the_price_of_the_group(world) {
        let story = group_buy::Story::of_three(world).await;
        world.run("UPDATE category SET cooling_off = 'STANDARD'").await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let eva = story.buyer("eva").await;
        let (group, _) = story.led_by(&ana).await;
        let order = story.joins(&bob, &group).await;
        story.joins(&eva, &group).await;
        world.settle().await;
        assert_eq!(bob.order(&order).await, "TO_SHIP");
        deliver(world, &order).await;
        let back = asked(&bob.actor, &order, "COOLING_OFF", 1).await;
        // The shop wants none of it back.
        let paid = done(&story.tea.owner, "returnRefund", &back, json!({})).await;
        assert_eq!(paid["refund"]["goods"]["amountMinor"], "9900");
        let others = "SELECT count(*) FROM escrow WHERE refunded_minor = 0";
        assert_eq!(world.count(others).await, 2);
    }

    /// GB-5: a leader who gives back what they bought is not paid for having brought the others.
    async fn gb_5_a_leader_who_gives_back_is_not_paid(world) {
        let benefit = json!({ "amountMinor": "500", "funder": "OPERATOR", "capMinor": "900" });
        let changes = json!({ "size": 2, "leaderBenefit": benefit });
        let story = group_buy::Story::with(world, &changes).await;
        world.run("UPDATE category SET cooling_off = 'STANDARD'").await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, first) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        world.settle().await;
        deliver(world, &first).await;
        let back = asked(&ana.actor, &first, "COOLING_OFF", 1).await;
        let _ = done(&story.tea.owner, "returnRefund", &back, json!({})).await;
        world.settle().await;
        let fields = "leaderBenefit { state }";
        assert_eq!(story.look(&group, fields).await["leaderBenefit"]["state"], "LOST");
        world.later(kit::days(12)).await;
        let paid = "SELECT count(*) FROM ledger_transfer WHERE key LIKE 'group_benefit:%'";
        assert_eq!(world.count(paid).await, 0);
    }
}
