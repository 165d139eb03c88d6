//! What shops promise beyond the law, and from whom a person has taken it.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{Story, ask, asked, bought, done, wish};
use crate::fulfilment::{balance, keyed};
use crate::orders::address;
use crate::orders::paying::deliver;

const PROMISE: &str = "mutation ($input: ReturnPromiseSetInput!) {
    returnPromiseSet(input: $input) { promise { days bearsCarriage takesExcluded }
        userErrors { code } } }";

const LIMIT: &str = "mutation ($input: ReturnLimitSetInput!) { returnLimitSet(input: $input) {
    limit { id until user { id } reason } userErrors { code } } }";

const LIFT: &str = "mutation ($input: ReturnLimitLiftInput!) { returnLimitLift(input: $input) {
    limit { id liftedAt } userErrors { code } } }";

fn promise(shop: &str, days: i32) -> Value {
    json!({ "operatorId": shop, "days": days, "bearsCarriage": true, "takesExcluded": true })
}

/// Another order of two pieces, delivered.
async fn another(story: &mut Story<'_>) -> String {
    let home = address(&story.ana).await;
    let order = bought(&story.ana, &story.tea, &home, false).await;
    story.world.later(kit::minutes(10)).await;
    deliver(story.world, &order).await;
    story.wake().await;
    order
}

scenario! {
    /// CO-9: a better promise is kept for the orders that were made under it, and for no others.
    async fn co_9_a_better_promise_is_kept(world) {
        let mut story = Story::of_goods(world, "PERISHABLE").await;
        let shop = story.tea.id.clone();
        nothing_changed(world, async {
            for days in [6, 366, -1] {
                story.tea.owner.act(PROMISE, promise(&shop, days)).await.refused("DAYS_INVALID");
            }
            story.ana.act(PROMISE, promise(&shop, 30)).await.refused("OPERATOR_NOT_FOUND");
        }).await;
        let made = story.tea.owner.act(PROMISE, promise(&shop, 30)).await.done();
        assert_eq!(*made.data("returnPromiseSet.promise.days"), json!(30));
        nothing_changed(world, ask(&story.ana, wish(&story.order, "COOLING_OFF", 1))).await
            .refused("EXCLUDED");
        let order = another(&mut story).await;
        world.later(kit::days(20)).await;
        story.sign_in_again().await;
        story.order = order;
        let back = story.received("COOLING_OFF", 1).await;
        let seen = "query ($id: ID!) { node(id: $id) { ... on Operator {
            returnPromise { days } } } }";
        let seen = world.visitor().run(seen, json!({ "id": shop })).await.done();
        assert_eq!(*seen.data("node.returnPromise.days"), json!(30));
        story.until_due(&back, time::Duration::ZERO).await;
        story.ana.sign_in_again().await;
        assert_eq!(balance(&story.ana).await, 1_200, "the way back, as promised");
    }

    /// CO-11: only a person takes a promise from somebody, with a reason, for a time; what the law
    /// gives stays theirs, and only another person lifts it.
    async fn co_11_only_a_person_takes_a_promise_away(world) {
        let mut story = Story::of_goods(world, "PERISHABLE").await;
        let shop = story.tea.id.clone();
        let _ = story.tea.owner.act(PROMISE, promise(&shop, 30)).await.done();
        let order = another(&mut story).await;
        // However often somebody gives things back, nothing happens by itself.
        for _ in 0..20 {
            let back = asked(&story.ana, &order, "COOLING_OFF", 1).await;
            let _ = done(&story.ana, "returnWithdraw", &back, json!({})).await;
            world.pass(kit::seconds(1));
        }
        let limit = |reason: &str, days: i32| keyed(json!({ "userId": story.ana.id,
            "reason": reason, "days": days }));
        let why = "Twenty returns in a row, and none was ever sent.";
        nothing_changed(world, async {
            story.desk.act(LIMIT, limit("short", 30)).await.refused("REASON_INVALID");
            for days in [0, 181, -1] {
                story.desk.act(LIMIT, limit(why, days)).await.refused("DAYS_INVALID");
            }
            for who in [&story.ana, &story.tea.owner] {
                who.act(LIMIT, limit(why, 30)).await.error("FORBIDDEN");
            }
        }).await;
        let set = story.desk.act(LIMIT, limit(why, 30)).await.done();
        let id = set.text("returnLimitSet.limit.id");
        nothing_changed(world, ask(&story.ana, wish(&order, "COOLING_OFF", 1))).await
            .refused("EXCLUDED");
        let _ = asked(&story.ana, &order, "DEFECT_REFUND", 1).await;
        let lift = json!({ "limitId": id });
        nothing_changed(world, story.desk.act(LIFT, lift.clone())).await.refused("OWN_DECISION");
        let other = world.staff("SUPPORT").await;
        let _ = other.act(LIFT, lift.clone()).await.done();
        nothing_changed(world, other.act(LIFT, lift)).await.refused("LIMIT_NOT_FOUND");
        let _ = asked(&story.ana, &order, "COOLING_OFF", 1).await;
    }
}
