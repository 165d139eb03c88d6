//! Who sees what of groups, in which order, and what a seat would cost.

use kit::{scenario, seconds};
use serde_json::{Value, json};

use super::{Story, look};

const PREVIEW: &str = "query ($input: GroupBuyPreviewInput!) { groupBuyPreview(input: $input) {
    total { amountMinor } freight { amountMinor } saved { amountMinor } problems { code } } }";

scenario! {
    /// Near completion first; a page at a time.
    async fn a_product_lists_the_groups_near_completion_first(world) {
        let story = Story::of_three(world).await;
        let (ana, bob, eva) =
            (story.buyer("ana").await, story.buyer("bob").await, story.buyer("eva").await);
        let (far, _) = story.led_by(&ana).await;
        world.later(kit::seconds(1)).await;
        let (near, _) = story.led_by(&bob).await;
        let _ = story.joins(&eva, &near).await;
        let query = "query ($id: ID!, $after: String) { product(id: $id) {
            groupBuyCampaigns { id groupPrice { amountMinor } }
            groupBuys(first: 1, after: $after) { nodes { id membersMissing }
                pageInfo { hasNextPage endCursor } } } }";
        let visitor = world.visitor();
        let page = visitor.run(query, json!({ "id": story.tea.product })).await.done();
        assert_eq!(page.text("product.groupBuyCampaigns.0.id"), story.campaign);
        assert_eq!(page.text("product.groupBuys.nodes.0.id"), near);
        let after = page.text("product.groupBuys.pageInfo.endCursor");
        let next = json!({ "id": story.tea.product, "after": after });
        let page = visitor.run(query, next).await.done();
        assert_eq!(page.text("product.groupBuys.nodes.0.id"), far);
        assert_eq!(page.data("product.groupBuys.pageInfo.hasNextPage"), &json!(false));
    }

    /// Everybody sees how full it is and who leads it; members see each other; nobody sees more
    /// than a public profile, or another's seat.
    async fn members_see_each_other_and_others_do_not(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let eva = story.buyer("eva").await;
        let (group, _) = story.led_by(&ana).await;
        world.pass(seconds(1));
        let _ = bob.sits(&group).await;
        let fields = "leader { handle } paid seats mySeat { state }
            members { nodes { user { handle } isLeader hasPaid } }
            timeline(first: 5) { nodes { to } }";
        let seen = look(&eva.actor, &group, fields).await;
        assert_eq!(seen["leader"]["handle"], "ana");
        assert_eq!((&seen["members"], &seen["mySeat"]), (&Value::Null, &Value::Null));
        assert_eq!(seen["timeline"]["nodes"], json!([]));
        let seen = look(&world.visitor(), &group, fields).await;
        assert_eq!(seen, json!({ "leader": { "handle": "ana" }, "paid": 1, "seats": 2,
            "members": null, "mySeat": null, "timeline": { "nodes": [] } }));
        let query = "query ($id: ID!) { groupBuy(id: $id) { mySeat { order { id } } } }";
        let told = world.visitor().run(query, json!({ "id": group })).await;
        assert_eq!(told.codes(), ["UNAUTHENTICATED"], "{told}");
        let seen = look(&bob.actor, &group, fields).await;
        assert_eq!(seen["members"]["nodes"], json!([
            { "user": { "handle": "ana" }, "isLeader": true, "hasPaid": true },
            { "user": { "handle": "bob" }, "isLeader": false, "hasPaid": false },
        ]));
        assert_eq!(seen["timeline"]["nodes"][0]["to"], "FORMING");
        let mine = "{ myGroupBuys { nodes { id mySeat { state order { id } } } } }";
        let own = bob.actor.say(mine).await.done();
        assert_eq!(own.text("myGroupBuys.nodes.0.id"), group);
        assert!(eva.actor.say(mine).await.done().list("myGroupBuys.nodes").is_empty());
        let node = "query ($id: ID!) { node(id: $id) { id } }";
        let found = world.visitor().run(node, json!({ "id": group })).await.done();
        assert_eq!(found.text("node.id"), group);
    }

    /// What it would cost, of a new group and of one that forms; it holds nothing.
    async fn a_preview_says_what_a_seat_costs(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        for place in [json!({ "campaignId": story.campaign }), json!({ "groupId": group })] {
            let input = json!({ "place": place,
                "purchase": { "addressId": bob.home, "quantity": 2 } });
            let told = kit::nothing_changed(world, bob.actor.act(PREVIEW, input)).await.done();
            let told = told.data("groupBuyPreview");
            assert_eq!(told["total"]["amountMinor"], "19800");
            assert_eq!(told["saved"]["amountMinor"], "5800");
            assert_eq!(told["problems"], json!([]));
        }
        let input = json!({ "place": { "groupId": "group_buy_00000000000070008000000000000001" },
            "purchase": { "addressId": bob.home } });
        let told = bob.actor.act(PREVIEW, input).await.done();
        assert_eq!(told.data("groupBuyPreview"), &Value::Null);
    }
}
