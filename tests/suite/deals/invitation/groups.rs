//! Groups are joined through invitations: who may ask, who comes, and what their order is due to.

use kit::{Actor, Answer, hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{ATTRIBUTE, REVOKE, page};
use crate::deals::group_buy::{Buyer, Story, look, seating};
use crate::deals::price_cut::{INVITE, invite};
use crate::orders::paying::payment;

const DUE: &str = "state attribution { dealId inviter { handle } postId }";

fn token(answer: &Answer) -> String {
    answer.text("invitationCreate.invitation.token")
}

async fn due(actor: &Actor<'_>, order: &str) -> Value {
    crate::orders::see(actor, order, DUE).await
}

async fn comes(buyer: &Buyer<'_>, group: &str, token: &str) -> Answer {
    buyer.ask_to_join(group, json!({ "invitationToken": token })).await
}

scenario! {
    /// A member asks, a friend comes by the link, and the order is due to both deal and inviter.
    async fn a_friend_joins_through_the_link_of_a_member(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let asked = invite(&ana.actor, &group, 5).await.done();
        let link = token(&asked);
        let opened = "query ($token: String!) { invitation(token: $token) { isOpen
            groupBuy { id membersMissing } priceCut { id } token uses card { title isOpen
            price { amountMinor } remaining { amountMinor } membersMissing size deadline } } }";
        let seen = world.visitor().run(opened, json!({ "token": link })).await.done();
        let seen = seen.data("invitation");
        assert_eq!(seen["groupBuy"], json!({ "id": group, "membersMissing": 2 }));
        assert_eq!(seen["card"]["price"]["amountMinor"], "9900");
        assert_eq!(seen["card"]["membersMissing"], 2);
        assert_eq!(seen["card"]["size"], 3);
        assert_eq!(seen["card"]["isOpen"], true);
        for null in [&seen["priceCut"], &seen["token"], &seen["uses"], &seen["card"]["remaining"]] {
            assert_eq!(null, &Value::Null);
        }
        let (_, order) = seating(&comes(&bob, &group, &link).await.done(), "Join");
        let said = due(&bob.actor, &order).await;
        assert_eq!(said["attribution"], json!({
            "dealId": group, "inviter": { "handle": "ana" }, "postId": null }));
        // Who came and goes and comes again is counted once.
        let _ = bob.leaves(&group).await.done();
        let again = json!({ "invitationToken": link, "idempotencyKey": "once-again" });
        let _ = bob.ask_to_join(&group, again).await.done();
        let own = ana.actor.run(opened, json!({ "token": link })).await.done();
        assert_eq!(own.number("invitation.uses"), 1);
    }

    /// Forged, of another group, to a price cut, own, taken back, used up, expired: each is told
    /// why, nothing is ordered, and nothing has changed.
    async fn what_brings_nobody_into_a_group(world) {
        let story = Story::of_three(world).await;
        let (ana, mut bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (eva, dan) = (story.buyer("eva").await, story.buyer("dan").await);
        let (group, _) = story.led_by(&ana).await;
        let (other, _) = story.led_by(&eva).await;
        let once = invite(&ana.actor, &group, 1).await.done();
        let link = token(&once);
        let elsewhere = token(&invite(&eva.actor, &other, 9).await.done());
        let forged = format!("{}AA", &link[..link.len() - 2]);
        for wrong in ["", "nothing", &*forged, &*elsewhere, &"x".repeat(4_000)] {
            nothing_changed(world, comes(&bob, &group, wrong)).await.refused("INVITATION_INVALID");
        }
        let _ = comes(&dan, &group, &link).await.done();
        nothing_changed(world, comes(&bob, &group, &link)).await.refused("INVITATION_USED_UP");
        let back = invite(&ana.actor, &group, 3).await.done();
        let revoke = json!({ "id": back.text("invitationCreate.invitation.id") });
        let _ = ana.actor.act(REVOKE, revoke).await.done();
        nothing_changed(world, comes(&bob, &group, &token(&back))).await
            .refused("INVITATION_REVOKED");
        let short = json!({ "idempotencyKey": "one-hour-only", "dealId": group, "mostUses": 3,
            "hours": 1 });
        let short = token(&ana.actor.act(INVITE, short).await.done());
        world.later(hours(1)).await;
        bob.actor.wake().await;
        nothing_changed(world, comes(&bob, &group, &short)).await.refused("INVITATION_EXPIRED");
        let _ = bob.ask_to_join(&group, json!({})).await.done();
    }

    /// A member of the group who left it cannot come by the invitation that they sent out.
    async fn nobody_comes_by_their_own_invitation(world) {
        let story = Story::of_three(world).await;
        let (ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let link = token(&invite(&bob.actor, &group, 9).await.done());
        let _ = bob.leaves(&group).await.done();
        let own = json!({ "invitationToken": link, "idempotencyKey": "my-own-link" });
        nothing_changed(world, bob.ask_to_join(&group, own)).await.refused("OWN_INVITATION");
    }

    /// Only who has a seat in a group that forms asks others to it.
    async fn who_may_not_ask_others_to_a_group(world) {
        let story = Story::of_three(world).await;
        let (mut ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let eva = story.buyer("eva").await;
        let (opened, order) = seating(&story.ask_to_open(&ana, json!({})).await.done(), "Open");
        nothing_changed(world, invite(&ana.actor, &opened, 5)).await.refused("DEAL_NOT_FOUND");
        ana.pay(&order).await;
        nothing_changed(world, invite(&bob.actor, &opened, 5)).await.refused("DEAL_NOT_FOUND");
        let _ = story.joins(&bob, &opened).await;
        let _ = story.joins(&eva, &opened).await;
        nothing_changed(world, invite(&ana.actor, &opened, 5)).await.refused("DEAL_NOT_FOUND");
        let (late, order) = {
            let fresh = json!({ "idempotencyKey": "a-second-group" });
            seating(&story.ask_to_open(&ana, fresh).await.done(), "Open")
        };
        ana.pay(&order).await;
        world.pass(hours(24));
        ana.actor.wake().await;
        nothing_changed(world, invite(&ana.actor, &late, 6)).await.refused("DEAL_NOT_FOUND");
        world.later(minutes(1)).await;
    }

    /// By which invitation a seat was taken may be said until it is paid, and only of its group.
    async fn a_seat_is_attributed_to_its_own_group_alone(world) {
        let story = Story::of_three(world).await;
        let (ana, eva) = (story.buyer("ana").await, story.buyer("eva").await);
        let bob = story.buyer("bob").await;
        let (group, _) = story.led_by(&ana).await;
        let (other, _) = story.led_by(&eva).await;
        let link = token(&invite(&ana.actor, &group, 9).await.done());
        let elsewhere = token(&invite(&eva.actor, &other, 9).await.done());
        let order = bob.sits(&group).await;
        let say = |token: &str| json!({ "idempotencyKey": "this-is-why", "orderId": order,
            "token": token });
        nothing_changed(world, bob.actor.act(ATTRIBUTE, say(&elsewhere))).await
            .refused("INVITATION_INVALID");
        let plain = crate::orders::ordered(&bob.actor, &story.tea, "a-plain-order").await;
        let of_plain = json!({ "idempotencyKey": "this-is-why", "orderId": plain, "token": link });
        nothing_changed(world, bob.actor.act(ATTRIBUTE, of_plain)).await
            .refused("INVITATION_INVALID");
        let no_post = "post_00000000000070008000000000000001";
        let from = json!({ "idempotencyKey": "this-is-why", "orderId": order, "token": link,
            "postId": no_post });
        nothing_changed(world, bob.actor.act(ATTRIBUTE, from)).await.refused("POST_NOT_FOUND");
        let said = bob.actor.act(ATTRIBUTE, say(&link)).await.done();
        assert_eq!(said.text("orderAttribute.order.attribution.dealId"), group);
        let _ = bob.actor.pay(&payment(&bob.actor, &order).await).await;
        assert_eq!(look(&bob.actor, &group, "paid").await["paid"], 2);
    }

    /// The page of a link to a group: in the reader's language, or in that of what is sold; it
    /// says when nobody can join any more.
    async fn the_page_of_a_group_speaks_the_language_of_its_reader(world) {
        let story = Story::of_three(world).await;
        let (mut ana, bob) = (story.buyer("ana").await, story.buyer("bob").await);
        let (group, _) = story.led_by(&ana).await;
        let _ = story.joins(&bob, &group).await;
        let link = token(&invite(&ana.actor, &group, 9).await.done());
        let told = |text: &str| format!("property=\"og:description\" content=\"{text}\"");
        let english = told("99.00 CNY each in a group of 3; 1 still to join.");
        let chinese = told("3 人团每件 99.00 CNY，还差 1 人。");
        world.run("UPDATE product SET title = 'Green tea'").await;
        for (language, expected, tag) in [
            (None, &english, "lang=\"en\""),
            (Some("zh-CN,zh;q=0.9,en;q=0.8"), &chinese, "lang=\"zh-CN\""),
            (Some("fr, en;q=0.5"), &english, "lang=\"en\""),
        ] {
            let (status, page) = page_in(&world.visitor(), &link, language).await;
            assert_eq!(status, 200);
            assert!(page.contains(expected.as_str()) && page.contains(tag), "{page}");
            assert!(!page.contains("<script") && !page.contains("ana"), "{page}");
        }
        world.run("UPDATE product SET title = '明前龙井'").await;
        let (_, shown) = page(&world.visitor(), &link).await;
        assert!(shown.contains(&chinese), "{shown}");
        world.later(hours(24)).await;
        ana.actor.wake().await;
        let (_, shown) = page_in(&world.visitor(), &link, Some("en")).await;
        assert!(shown.contains("nobody can join now"), "{shown}");
        let (status, shown) = page_in(&world.visitor(), "forged", Some("zh")).await;
        assert_eq!(status, 404);
        assert!(shown.contains("此邀请已失效或不存在。"), "{shown}");
    }
}

async fn page_in(actor: &Actor<'_>, token: &str, language: Option<&str>) -> (u16, String) {
    let mut request = http::Request::get(format!("/i/{token}"));
    if let Some(language) = language {
        request = request.header("accept-language", language);
    }
    let (status, body) = actor.call(request.body(axum::body::Body::empty()).unwrap()).await;
    (status, String::from_utf8(body).unwrap())
}
