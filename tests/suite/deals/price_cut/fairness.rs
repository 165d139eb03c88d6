//! Help that looks traded is held with a reason, appealed against, and decided by people.

use kit::{hours, nothing_changed, scenario};
use serde_json::json;

use super::{APPEAL, JUDGE, begun, help, running, see};

scenario! {
    /// Two new accounts that help each other: the second help waits, and takes the next ordinal
    /// when staff release it.
    async fn a_ring_is_held_and_released_by_people(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (mut ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let (mine, to_mine) = begun(&ana, &campaign).await;
        let (_, to_his) = begun(&bob, &campaign).await;
        let first = help(&ana, &to_his).await.done();
        assert_eq!(first.text("priceCutHelp.help.state"), "COUNTED");
        let held = help(&bob, &to_mine).await.done();
        assert_eq!(held.text("priceCutHelp.help.state"), "HELD");
        assert_eq!(held.text("priceCutHelp.help.heldFor"), "RING");
        assert!(held.data("priceCutHelp.help.ordinal").is_null());
        let id = held.text("priceCutHelp.help.id");
        let before = see(&ana, &mine, "helpCount price { amountMinor }").await;
        assert_eq!(before["helpCount"], json!(0));
        assert_eq!(before["price"]["amountMinor"], "12800");
        let carl = world.person("carl").await;
        let _ = help(&carl, &to_mine).await.done();
        let risk = world.staff("RISK").await;
        let refuse = json!({ "id": id, "decision": "BOUGHT_HELP" });
        nothing_changed(world, risk.act(JUDGE, refuse)).await.refused("NOT_WAITING");
        ana.wake().await;
        bob.wake().await;
        nothing_changed(world, ana.act(APPEAL, json!({ "id": id }))).await
            .refused("HELP_NOT_FOUND");
        let _ = bob.act(APPEAL, json!({ "id": id })).await.done();
        nothing_changed(world, bob.act(APPEAL, json!({ "id": id }))).await.refused("NOT_HELD");
        let queue = "{ priceCutAppeals { nodes { id helper { handle } } } }";
        let listed = risk.run(queue, json!({})).await.done();
        assert_eq!(listed.text("priceCutAppeals.nodes.0.helper.handle"), "bob");
        bob.run(queue, json!({})).await.error("FORBIDDEN");
        let genuine = json!({ "id": id, "decision": "GENUINE" });
        nothing_changed(world, bob.act(JUDGE, genuine.clone())).await.error("FORBIDDEN");
        let released = risk.act(JUDGE, genuine.clone()).await.done();
        assert_eq!(released.number("priceCutHelpDecide.help.ordinal"), 2);
        nothing_changed(world, risk.act(JUDGE, genuine)).await.refused("NOT_WAITING");
        assert_eq!(see(&ana, &mine, "helpCount").await["helpCount"], json!(2));
    }

    async fn what_is_refused_cuts_nothing_and_over_is_over(world) {
        let (_, campaign) = running(world, &json!({ "hours": 1 })).await;
        let people = [
            world.person("ana").await, world.person("bob").await, world.person("carl").await,
        ];
        let (mine, to_mine) = begun(&people[0], &campaign).await;
        let mut held = Vec::new();
        for other in &people[1..] {
            let (_, theirs) = begun(other, &campaign).await;
            let _ = help(&people[0], &theirs).await.done();
            let answer = help(other, &to_mine).await.done();
            held.push(answer.text("priceCutHelp.help.id"));
            let _ = other.act(APPEAL, json!({ "id": held.last() })).await.done();
        }
        let mut risk = world.staff("RISK").await;
        let refuse = json!({ "id": held[0], "decision": "SAME_PERSON" });
        let _ = risk.act(JUDGE, refuse).await.done();
        assert_eq!(see(&world.visitor(), &mine, "helpCount").await["helpCount"], json!(0));
        world.later(hours(1)).await;
        risk.sign_in_again().await;
        let late = json!({ "id": held[1], "decision": "GENUINE" });
        nothing_changed(world, risk.act(JUDGE, late)).await.refused("ENDED");
        let late = json!({ "id": held[1], "decision": "TOO_LATE" });
        let _ = risk.act(JUDGE, late).await.done();
    }
}
