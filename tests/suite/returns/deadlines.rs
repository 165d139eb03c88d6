//! Every clock of a return: a second before nothing happens, and at the second it does.

use kit::{World, scenario};
use serde_json::json;
use time::Duration;

use super::{Story, asked, breaches, column, done, see, show};

/// Nothing happens a second before the deadline of a return, and this at it; answers what the shop
/// did not do in time.
async fn becomes(world: &World, story: &Story<'_>, back: &str, to: &str) -> Vec<String> {
    let before = column(world, back, "state").await;
    story.until_due(back, -Duration::seconds(1)).await;
    assert_eq!(column(world, back, "state").await, before, "a second before");
    world.later(kit::seconds(1)).await;
    assert_eq!(column(world, back, "state").await, to);
    breaches(world).await
}

scenario! {
    /// No address within a day: the platform gives one; not sent back in seven days: it lapses, and
    /// its pieces can be asked for again.
    async fn an_address_is_due_in_a_day_and_goods_in_seven(world) {
        let story = Story::begin(world).await;
        let back = asked(&story.ana, &story.order, "COOLING_OFF", 2).await;
        let missed = becomes(world, &story, &back, "ADDRESS_GIVEN").await;
        assert_eq!(missed, ["ADDRESS_LATE"]);
        let mut story = story;
        story.ana.wake().await;
        let seen = see(&story.ana, &back, "words { kind text }").await;
        assert_eq!(seen["words"][0]["kind"], "ADDRESS");
        assert!(seen["words"][0]["text"].as_str().expect("an address").contains("returns centre"));
        becomes(world, &story, &back, "LAPSED").await;
        assert_eq!(world.count("SELECT sum(taken) FROM returned_piece").await, 0);
        assert_eq!(world.count("SELECT count(*) FROM order_matter").await, 0);
    }

    /// CO-7: seven days from the day the goods came; then the platform pays, the shop was late, and
    /// after fifteen it has refused wilfully, whatever the platform did in its place.
    async fn co_7_a_refund_is_due_in_seven_days_and_wilful_after_fifteen(world) {
        let story = Story::begin(world).await;
        let back = story.received("COOLING_OFF", 1).await;
        let missed = becomes(world, &story, &back, "REFUNDED").await;
        assert_eq!(missed, ["REFUND_LATE"]);
        assert_eq!(column(world, &back, "settled_by").await, "PLATFORM");
        assert_eq!(story.escrow().await, (12_800, 12_800));
        world.later(kit::days(8)).await;
        assert_eq!(breaches(world).await, ["REFUND_LATE", "WILFUL_REFUSAL"]);
    }

    /// A shop that acts in time has broken nothing, however long it is.
    async fn who_refunds_in_time_has_broken_nothing(world) {
        let story = Story::begin(world).await;
        let back = story.received("COOLING_OFF", 1).await;
        let _ = done(&story.tea.owner, "returnRefund", &back, json!({})).await;
        world.later(kit::days(30)).await;
        assert!(breaches(world).await.is_empty());
    }

    /// Goods nobody speaks of any more count as received, and are paid for.
    async fn goods_on_their_way_count_as_received_after_fifteen_days(world) {
        let story = Story::begin(world).await;
        let back = story.sent_back("COOLING_OFF", 1).await;
        becomes(world, &story, &back, "RECEIVED").await;
        becomes(world, &story, &back, "REFUNDED").await;
    }

    /// What was not sent is paid back after a day, and what has not come after 36 hours.
    async fn what_does_not_come_is_paid_back(world) {
        let story = Story::unsent(world, "STANDARD").await;
        let back = asked(&story.ana, &story.order, "REFUND_ONLY", 2).await;
        becomes(world, &story, &back, "REFUNDED").await;
        assert_eq!(story.escrow().await, (25_600, 0));
    }

    /// What came before is a matter for a person: nobody's money goes by silence alone.
    async fn a_refund_without_goods_is_never_given_by_silence(world) {
        let story = Story::begin(world).await;
        let back = asked(&story.ana, &story.order, "REFUND_ONLY", 1).await;
        becomes(world, &story, &back, "DISPUTED").await;
        assert_eq!(story.escrow().await, (0, 25_600));
    }

    /// A refusal stands after five days without an answer.
    async fn a_refusal_stands_after_five_days(world) {
        let story = Story::begin(world).await;
        let back = asked(&story.ana, &story.order, "DEFECT_REFUND", 1).await;
        let why = json!({ "text": "The picture shows another shop's cup." });
        let _ = done(&story.tea.owner, "returnRefuse", &back, why).await;
        becomes(world, &story, &back, "REJECTED").await;
        assert_eq!(story.escrow().await, (0, 25_600));
        assert!(breaches(world).await.is_empty());
    }

    /// What a shop keeps stands after five days, and the rest is paid.
    async fn what_a_shop_keeps_stands_after_five_days(world) {
        let story = Story::begin(world).await;
        let back = story.assessed("COOLING_OFF", "DAMAGED", 3_000).await;
        becomes(world, &story, &back, "REFUNDED").await;
        assert_eq!(story.escrow().await, (9_800, 15_800));
    }

    /// A replacement counts as come after ten days; one that is not sent in seven is paid back.
    async fn a_replacement_comes_in_ten_days_or_is_paid_back(world) {
        let story = Story::begin(world).await;
        let back = story.received("EXCHANGE", 1).await;
        let way = json!({ "carrier": "SF", "waybill": "SF20003000" });
        let _ = done(&story.tea.owner, "returnReplace", &back, way).await;
        becomes(world, &story, &back, "COMPLETED").await;
        let mut story = story;
        story.sign_in_again().await;
        let other = story.received("REPAIR", 1).await;
        let _ = show(&story.ana, &other).await;
        becomes(world, &story, &other, "REFUNDED").await;
    }
}
