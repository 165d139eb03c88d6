//! Posts carry deals: who may show which, what their readers see of it, and by what they come.

use kit::{Actor, World, hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{
    BLOCK, CREATE, HIDE, PUBLISH, REMOVE, UPDATE, content, draft, key, publish, published, see,
};
use crate::catalog;
use crate::deals::group_buy::{Buyer, OPEN, Story, seating};
use crate::deals::price_cut::{self, HELP, begun};

const DEAL: &str = "deal { __typename
    ... on GroupBuy { id groupState: state membersMissing price { amountMinor } endsAt: deadline
        secondsLeft members { nodes { isLeader } } }
    ... on PriceCut { id cutState: state price { amountMinor } remaining { amountMinor }
        deadline }
    ... on GroupBuyCampaign { id campaignState: state groupPrice { amountMinor } }
    ... on PriceCutCampaign { id state floorPrice { amountMinor } } } dealToken";

fn carries(deal: &str) -> Value {
    json!({ "dealId": deal, "relation": "COMMISSION" })
}

async fn deal(eyes: &Actor<'_>, post: &str) -> Value {
    see(eyes, post, DEAL).await["deal"].clone()
}

async fn deal_token(eyes: &Actor<'_>, post: &str) -> String {
    see(eyes, post, DEAL).await["dealToken"].as_str().expect("a token").to_owned()
}

async fn attribution(buyer: &Actor<'_>, order: &str) -> Value {
    let due = "attribution { dealId inviter { handle } postId }";
    crate::orders::see(buyer, order, due).await["attribution"].clone()
}

async fn joins(buyer: &Buyer<'_>, group: &str, more: Value) -> kit::Answer {
    buyer.ask_to_join(group, more).await
}

scenario! {
    /// A reader joins from the post: by its invitation, and put down to it.
    async fn a_post_opens_its_group_and_the_order_is_put_down_to_it(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let eva = story.buyer("eva").await;
        let (group, _) = story.led_by(&ana).await;
        let post = published(world, &ana.actor, json!({ "dealId": group })).await;
        let seen = deal(&world.visitor(), &post).await;
        assert_eq!(seen["__typename"], "GroupBuy");
        assert_eq!((&seen["id"], &seen["groupState"]), (&json!(group), &json!("FORMING")));
        assert_eq!(seen["membersMissing"], 2);
        assert_eq!(seen["price"]["amountMinor"], "9900");
        assert!(seen["secondsLeft"].is_number() && seen["members"].is_null(), "{seen}");
        let token = deal_token(&bob.actor, &post).await;
        let more = json!({ "invitationToken": token, "postId": post });
        let (_, order) = seating(&joins(&bob, &group, more).await.done(), "Join");
        assert_eq!(attribution(&bob.actor, &order).await, json!({
            "dealId": group, "inviter": { "handle": "ana" }, "postId": post }));
        let only = json!({ "postId": post });
        let (_, order) = seating(&joins(&eva, &group, only).await.done(), "Join");
        assert_eq!(attribution(&eva.actor, &order).await, json!({
            "dealId": group, "inviter": null, "postId": post }));
        bob.pay(&story_order(&bob, &group).await).await;
        eva.pay(&order).await;
        let ended = deal(&world.visitor(), &post).await;
        assert_eq!(ended["groupState"], "SUCCEEDED");
        assert_eq!(ended["membersMissing"], 0);
        assert_eq!(ended["secondsLeft"], Value::Null);
    }

    /// A group is opened from a post with its campaign; what leads elsewhere is told, and nothing
    /// is ordered.
    async fn a_post_with_a_campaign_opens_a_new_group(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let post = published(world, &ana.actor, json!({ "dealId": story.campaign })).await;
        let seen = deal(&world.visitor(), &post).await;
        assert_eq!(seen["__typename"], "GroupBuyCampaign");
        assert_eq!(seen["groupPrice"]["amountMinor"], "9900");
        assert_eq!(see(&bob.actor, &post, "dealToken").await["dealToken"], Value::Null);
        let plain = published(world, &ana.actor, json!({})).await;
        for wrong in [&*plain, "post_00000000000070008000000000000001"] {
            let input = json!({ "postId": wrong });
            nothing_changed(world, story.ask_to_open(&bob, input)).await.refused("POST_NOT_FOUND");
        }
        let elsewhere = json!({ "postId": post });
        nothing_changed(world, joins(&bob, &group, elsewhere.clone())).await
            .refused("POST_NOT_FOUND");
        let (opened, order) = seating(&story.ask_to_open(&bob, elsewhere).await.done(), "Open");
        assert_eq!(attribution(&bob.actor, &order).await, json!({
            "dealId": opened, "inviter": null, "postId": post }));
        let input = json!({ "campaignId": story.campaign, "idempotencyKey": "another-one",
            "seenTotalMinor": "9900", "purchase": { "addressId": bob.home },
            "postId": "order_00000000000070008000000000000001" });
        nothing_changed(world, bob.actor.act(OPEN, input)).await.error("INVALID_ID");
    }

    /// A price cut is shown exactly, helped at from the post, and shown as ended when it has.
    async fn a_post_with_a_price_cut_asks_for_helps_until_it_ends(world) {
        let (_, campaign) = price_cut::running(world, &json!({})).await;
        let (mut ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, _) = begun(&ana, &campaign).await;
        let post = published(world, &ana, carries(&id)).await;
        let offer = published(world, &bob, json!({ "dealId": campaign })).await;
        assert_eq!(deal(&ana, &offer).await["floorPrice"]["amountMinor"], "9900");
        let token = deal_token(&bob, &post).await;
        let input = json!({ "idempotencyKey": "from-a-post", "token": token });
        let _ = bob.act(HELP, input).await.done();
        let seen = deal(&world.visitor(), &post).await;
        let exact = "price { amountMinor } remaining { amountMinor }";
        let now = price_cut::see(&ana, &id, exact).await;
        assert_eq!((&seen["price"], &seen["remaining"]), (&now["price"], &now["remaining"]));
        assert_eq!(seen["__typename"], "PriceCut");
        assert_eq!(seen["cutState"], "IN_PROGRESS");
        ana.wake().await;
        let _ = ana.act(price_cut::ABANDON, json!({ "id": id })).await.done();
        assert_eq!(deal(&world.visitor(), &post).await["cutState"], "ABANDONED");
        world.later(hours(25)).await;
        assert_eq!(see(&world.visitor(), &post, DEAL).await["dealToken"], Value::Null);
    }

    /// What nobody may show: a group of others, one that does not form, another's price cut, what
    /// there is not, and nothing of a product that is blocked.
    async fn what_a_post_may_not_carry(world) {
        let mut story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (opened, order) = seating(&story.ask_to_open(&ana, json!({})).await.done(), "Open");
        let none = "group_buy_00000000000070008000000000000001";
        let plain = draft(world, &bob.actor, json!({})).await;
        for (who, id) in [(&ana, &*opened), (&bob, &*opened), (&bob, none)] {
            let input = content(world, &who.actor, json!({ "dealId": id })).await;
            nothing_changed(world, who.actor.act(CREATE, input)).await.refused("DEAL_NOT_FOUND");
        }
        let input = json!({ "postId": plain, "dealId": opened });
        nothing_changed(world, bob.actor.act(UPDATE, input)).await.refused("DEAL_NOT_FOUND");
        let input = content(world, &bob.actor, json!({ "dealId": plain })).await;
        nothing_changed(world, bob.actor.act(CREATE, input)).await.error("INVALID_ID");
        ana.pay(&order).await;
        let ready = draft(world, &ana.actor, json!({ "dealId": opened })).await;
        assert_eq!(deal(&ana.actor, &ready).await["id"], json!(opened));
        let _ = ana.actor.act(UPDATE, json!({ "postId": ready, "removesDeal": true })).await.done();
        assert_eq!(deal(&ana.actor, &ready).await, Value::Null);
        let _ = ana.actor.act(UPDATE, json!({ "postId": ready, "dealId": opened })).await.done();
        story.staff.wake().await;
        let _ = catalog::block(&story.staff, &story.tea.product, "Recalled.").await.done();
        nothing_changed(world, publish(&ana.actor, &ready)).await.refused("DEAL_ENDED");
        world.settle().await;
        nothing_changed(world, publish(&ana.actor, &ready)).await.refused("DEAL_ENDED");
    }

    /// PO-1: who gains when readers come says so, and the label follows; so does who sells it.
    async fn po_1_who_gains_by_the_deal_says_so(world) {
        let benefit = json!({ "leaderBenefit": { "amountMinor": "500", "funder": "OPERATOR",
            "capMinor": "5000" } });
        let story = Story::with(world, &benefit).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let silent = draft(world, &ana.actor, json!({ "dealId": group })).await;
        nothing_changed(world, publish(&ana.actor, &silent)).await.refused("GAIN_UNDECLARED");
        let said = published(world, &ana.actor, carries(&group)).await;
        assert_eq!(see(&world.visitor(), &said, "adLabel").await["adLabel"], "广告");
        // A member who is promised nothing has nothing to say.
        let member = published(world, &bob.actor, json!({ "dealId": group })).await;
        assert_eq!(see(&world.visitor(), &member, "adLabel").await["adLabel"], Value::Null);
        let own = draft(world, &story.tea.owner, json!({ "dealId": story.campaign })).await;
        nothing_changed(world, publish(&story.tea.owner, &own)).await
            .refused("OWN_SHOP_UNDECLARED");
        let campaign = price_cut::campaign(world, &story.tea, &json!({})).await;
        let (cut, _) = begun(&ana.actor, &campaign).await;
        let silent = draft(world, &ana.actor, json!({ "dealId": cut })).await;
        nothing_changed(world, publish(&ana.actor, &silent)).await.refused("GAIN_UNDECLARED");
    }

    /// A private post, a block between two, a hidden or removed post, a blocked product: nothing
    /// of the deal is seen through it, and nobody is put down to it.
    async fn what_is_not_seen_shows_no_deal_and_brings_nobody(world) {
        let mut story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let private = published(world, &ana.actor,
            json!({ "dealId": group, "visibility": "PRIVATE" })).await;
        let shown = published(world, &ana.actor, json!({ "dealId": group })).await;
        let hidden = published(world, &ana.actor, json!({ "dealId": group })).await;
        let removed = published(world, &ana.actor, json!({ "dealId": group })).await;
        let tokens = [
            deal_token(&bob.actor, &hidden).await,
            deal_token(&bob.actor, &removed).await,
        ];
        let _ = story.staff.act(HIDE, json!({ "postId": hidden, "reason": "x" })).await.done();
        let _ = ana.actor.act(REMOVE, json!({ "postId": removed })).await.done();
        let _ = ana.actor.act(BLOCK, json!({ "userId": bob.actor.id })).await.done();
        for post in [&private, &shown, &hidden, &removed] {
            assert_eq!(see(&bob.actor, post, DEAL).await, Value::Null, "{post}");
            let from = json!({ "postId": post });
            nothing_changed(world, joins(&bob, &group, from)).await.refused("POST_NOT_FOUND");
        }
        for token in tokens {
            let by = json!({ "invitationToken": token });
            nothing_changed(world, joins(&bob, &group, by)).await.refused("INVITATION_REVOKED");
        }
        assert_eq!(deal(&ana.actor, &private).await["id"], json!(group));
        story.staff.wake().await;
        let _ = catalog::block(&story.staff, &story.tea.product, "Recalled.").await.done();
        assert_eq!(see(&world.visitor(), &shown, DEAL).await,
            json!({ "deal": null, "dealToken": null }));
        world.settle().await;
        world.later(minutes(1)).await;
    }

    /// A page costs the same number of statements however many posts carry deals, of every kind.
    async fn a_page_of_deals_takes_at_most_eight_statements(world) {
        let story = Story::with(world, &json!({ "size": 30, "stock": 60 })).await;
        let campaign = price_cut::campaign(world, &story.tea, &json!({ "stock": 20 })).await;
        let reader = world.person("reader").await;
        for n in 0..5 {
            let author = story.buyer(&format!("author{n}")).await;
            let (group, _) = story.led_by(&author).await;
            let (cut, _) = begun(&author.actor, &campaign).await;
            for deal in [&group, &cut, &story.campaign, &campaign] {
                let post = tagged(world, &story, &author.actor, deal).await;
                assert!(!post.is_empty());
            }
        }
        let page = format!("query ($first: Int!) {{ feedDiscover(first: $first) {{ nodes {{
            id text adLabel topics likeCount author {{ id handle displayName }}
            images {{ id url width height }}
            tags {{ x y state title priceAtPublication {{ amount }} product {{ id title
                priceFrom {{ amount currency }} skus {{ id price {{ amount }} available }} }} }}
            viewer {{ hasLiked hasSaved isAuthor }}
            {DEAL} }} }} }}");
        let mut counts = Vec::new();
        for first in [4, 20] {
            let read = async || reader.run(&page, json!({ "first": first })).await;
            let (statements, answer) = world.fewest_statements(read).await;
            let nodes = answer.list("feedDiscover.nodes");
            assert_eq!(nodes.len(), usize::try_from(first).expect("a page"));
            assert!(nodes.iter().all(|node| !node["deal"].is_null()), "{answer}");
            counts.push(statements);
        }
        assert!(counts.iter().all(|count| *count <= 8), "{counts:?} statements");
        // A question each would cost sixteen more.
        assert!(counts[1] < counts[0] + 4, "{counts:?} for four posts and twenty");
    }
}

async fn story_order(buyer: &Buyer<'_>, group: &str) -> String {
    let query = "query ($id: ID!) { groupBuy(id: $id) { mySeat { order { id } } } }";
    let seen = buyer.actor.run(query, json!({ "id": group })).await.done();
    seen.text("groupBuy.mySeat.order.id")
}

async fn tagged(world: &World, story: &Story<'_>, author: &Actor<'_>, deal: &str) -> String {
    let tag = json!({ "picture": 1, "x": 500, "y": 250, "productId": story.tea.product,
        "skuId": story.tea.skus[0] });
    let mut more = carries(deal);
    more["tags"] = json!([tag]);
    let id = draft(world, author, more).await;
    let input = json!({ "idempotencyKey": key(), "postId": id });
    let answer = author.act(PUBLISH, input).await.done();
    assert_eq!(answer.text("postPublish.post.state"), "PUBLISHED");
    id
}
