//! Invitations: signed, counted, over at last; their page; and what an order is due to.

mod groups;
mod refused;

use axum::body::Body;
use http::Request;
use kit::{Actor, Answer, hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::price_cut::{ABANDON, INVITE, begun, help, invite, running, see};
use crate::orders::{CANCEL, address, line, submit};

use super::price_cut::HELP;

pub const REVOKE: &str = "mutation ($input: InvitationRevokeInput!) {
    invitationRevoke(input: $input) { invitation { id isOpen revokedAt } userErrors { code } } }";

pub const ATTRIBUTE: &str = "mutation ($input: OrderAttributeInput!) {
    orderAttribute(input: $input) { order { id attribution { dealId inviter { handle } } }
        userErrors { code } } }";

const OPEN: &str = "query ($token: String!) { invitation(token: $token) {
    id isOpen token uses inviter { handle } priceCut { id } card { title url
        price { amountMinor } remaining { amountMinor } } } }";

pub async fn page(actor: &Actor<'_>, token: &str) -> (u16, String) {
    let request = Request::get(format!("/i/{token}")).body(Body::empty()).unwrap();
    let (status, body) = actor.call(request).await;
    (status, String::from_utf8(body).unwrap())
}

async fn attribute(actor: &Actor<'_>, order: &str, token: &str) -> Answer {
    let input = json!({ "idempotencyKey": "this-is-why", "orderId": order, "token": token });
    actor.act(ATTRIBUTE, input).await
}

scenario! {
    async fn what_opens_nothing(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (mut ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let forged = format!("{}{}", &token[..token.len() - 2], "AA");
        let long = "x".repeat(5_000);
        for wrong in ["", "nothing", &*forged, &token[..40], &long] {
            let key = json!({ "idempotencyKey": "some-key-here", "token": wrong });
            nothing_changed(world, bob.act(HELP, key)).await
                .refused("INVITATION_INVALID");
            assert_ne!(page(&bob, "nothing").await.0, 200);
        }
        let once = invite(&ana, &id, 1).await.done();
        let single = once.text("invitationCreate.invitation.token");
        let carl = world.person("carl").await;
        let _ = help(&carl, &single).await.done();
        nothing_changed(world, help(&bob, &single)).await.refused("INVITATION_USED_UP");
        let revoke = json!({ "id": once.text("invitationCreate.invitation.id") });
        nothing_changed(world, bob.act(REVOKE, revoke.clone())).await
            .refused("INVITATION_NOT_FOUND");
        let _ = ana.act(REVOKE, revoke.clone()).await.done();
        let _ = nothing_changed(world, ana.act(REVOKE, revoke)).await.done();
        nothing_changed(world, help(&bob, &single)).await.refused("INVITATION_REVOKED");
        assert_eq!(page(&bob, &single).await.0, 404);
        let short = json!({
            "idempotencyKey": "a-short-one", "dealId": id, "mostUses": 9, "hours": 1,
        });
        let short = ana.act(INVITE, short).await.done();
        let short = short.text("invitationCreate.invitation.token");
        world.pass(hours(1));
        bob.wake().await;
        ana.wake().await;
        nothing_changed(world, help(&bob, &short)).await.refused("INVITATION_EXPIRED");
        let _ = help(&bob, &token).await.done();
    }

    async fn what_nobody_is_invited_to(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, _) = begun(&ana, &campaign).await;
        nothing_changed(world, invite(&bob, &id, 5)).await.refused("DEAL_NOT_FOUND");
        let wish = |key: &str, uses: i32, hours: i32| json!({
            "idempotencyKey": key, "dealId": id, "mostUses": uses, "hours": hours,
        });
        for (input, code) in [
            (wish("some-key-here", 0, 1), "USES_INVALID"),
            (wish("some-key-here", 2_001, 1), "USES_INVALID"),
            (wish("some-key-here", -1, 1), "USES_INVALID"),
            (wish("some-key-here", 1, 0), "HOURS_INVALID"),
            (wish("some-key-here", 1, 721), "HOURS_INVALID"),
            (wish("short", 1, 1), "IDEMPOTENCY_KEY_INVALID"),
        ] {
            nothing_changed(world, ana.act(INVITE, input)).await.refused(code);
        }
        let first = ana.act(INVITE, wish("the-same-key", 1, 1)).await.done();
        let again = ana.act(INVITE, wish("the-same-key", 1, 1));
        let again = nothing_changed(world, again).await.done();
        let token = "invitationCreate.invitation.token";
        assert_eq!(first.text(token), again.text(token));
        nothing_changed(world, ana.act(INVITE, wish("the-same-key", 2, 1))).await
            .refused("IDEMPOTENCY_CONFLICT");
    }

    /// The true remaining amount, no script, no name of a helper, nothing of the inviter's address.
    async fn a_link_shows_the_true_numbers_and_nothing_of_people(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let _ = help(&bob, &token).await.done();
        world.run("UPDATE product SET title = '<b>Tea</b> & \"more\"'").await;
        let seen = world.visitor().run(OPEN, json!({ "token": token })).await.done();
        let now = see(&ana, &id, "price { amountMinor } remaining { amountMinor }").await;
        assert_eq!(seen.data("invitation.card.price"), &now["price"]);
        assert_eq!(seen.data("invitation.card.remaining"), &now["remaining"]);
        assert_eq!(seen.text("invitation.inviter.handle"), "ana");
        assert_eq!(seen.text("invitation.priceCut.id"), id);
        assert!(seen.data("invitation.token").is_null() && seen.data("invitation.uses").is_null());
        let own = ana.run(OPEN, json!({ "token": token })).await.done();
        assert_eq!(own.text("invitation.token"), token);
        assert_eq!(own.number("invitation.uses"), 1);
        let (status, page) = page(&world.visitor(), &token).await;
        assert_eq!(status, 200);
        for absent in ["<script", "<b>", "ana", "bob", "example.com\"", "cut_help_"] {
            assert!(!page.contains(absent), "{absent} in {page}");
        }
        assert!(page.contains("og:title") && page.contains("&lt;b&gt;Tea"), "{page}");
    }

    /// A help by buying: said before it is paid, counted when it can no longer be taken back, once.
    async fn buying_the_same_item_helps_once_it_stays_bought(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let (mut ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let home = address(&bob).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let answer = submit(&bob, "first-one", &home, lines.clone(), 12_800).await.done();
        let order = answer.text("checkoutSubmit.checkout.orders.0.id");
        let forged = attribute(&bob, &order, "nothing");
        nothing_changed(world, forged).await.refused("INVITATION_INVALID");
        let foreign = attribute(&ana, &order, &token);
        nothing_changed(world, foreign).await.refused("ORDER_NOT_FOUND");
        let own_home = address(&ana).await;
        let own = submit(&ana, "own-one-here", &own_home, lines, 12_800).await.done();
        let own = own.text("checkoutSubmit.checkout.orders.0.id");
        nothing_changed(world, attribute(&ana, &own, &token)).await.refused("OWN_INVITATION");
        let _ = ana.act(CANCEL, json!({ "id": own })).await.done();
        let said = attribute(&bob, &order, &token).await.done();
        assert_eq!(said.text("orderAttribute.order.attribution.dealId"), id);
        assert_eq!(said.text("orderAttribute.order.attribution.inviter.handle"), "ana");
        let _ = nothing_changed(world, attribute(&bob, &order, &token)).await.done();
        let other = json!({ "idempotencyKey": "once-more-now", "orderId": order, "token": token });
        nothing_changed(world, bob.act(ATTRIBUTE, other)).await.refused("ALREADY_ATTRIBUTED");
        let payment = pay_for(&bob, &order).await;
        let _ = bob.pay(&payment).await;
        assert_eq!(see(&ana, &id, "helpCount").await["helpCount"], json!(0));
        world.later(minutes(11)).await;
        ana.wake().await;
        let seen = see(&ana, &id, "helpCount atMostMoreHelps helps { nodes { kind } }").await;
        assert_eq!(seen["helpCount"], json!(1));
        assert_eq!(seen["atMostMoreHelps"], json!(3), "it takes two parts at once");
        assert_eq!(seen["helps"]["nodes"][0]["kind"], "BOUGHT");
    }

    /// Only the same item is put down to a price cut, and only while that takes helps.
    async fn another_item_is_not_put_down_to_a_price_cut(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let cups = crate::orders::another_shop(world, "cups").await;
        let (mut ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let home = address(&bob).await;
        let lines = |sku: &str| json!([line(sku, 1, 12_800)]);
        let other = submit(&bob, "other-item", &home, lines(&cups.skus[0]), 12_800).await.done();
        let other = other.text("checkoutSubmit.checkout.orders.0.id");
        nothing_changed(world, attribute(&bob, &other, &token)).await
            .refused("INVITATION_INVALID");
        let same = submit(&bob, "same-item", &home, lines(&tea.skus[0]), 12_800).await.done();
        let same = same.text("checkoutSubmit.checkout.orders.0.id");
        ana.wake().await;
        let abandon = json!({ "id": id });
        let _ = ana.act(ABANDON, abandon).await.done();
        nothing_changed(world, attribute(&bob, &same, &token)).await
            .refused("INVITATION_INVALID");
    }

    async fn an_order_that_is_taken_back_helps_nobody(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let home = address(&bob).await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let answer = submit(&bob, "first-one", &home, lines, 12_800).await.done();
        let order = answer.text("checkoutSubmit.checkout.orders.0.id");
        let _ = attribute(&bob, &order, &token).await.done();
        let _ = bob.pay(&pay_for(&bob, &order).await).await;
        let _ = bob.act(CANCEL, json!({ "id": order })).await.done();
        world.later(minutes(11)).await;
        let seen: Value = see(&world.visitor(), &id, "helpCount state").await;
        assert_eq!(seen, json!({ "helpCount": 0, "state": "STARTED" }));
    }
}

async fn pay_for(actor: &Actor<'_>, order: &str) -> String {
    let checkout = crate::orders::see(actor, order, "checkoutId").await["checkoutId"].clone();
    let query = "query ($id: ID!) { checkout(id: $id) { payment { id } } }";
    let seen = actor.run(query, json!({ "id": checkout })).await.done();
    seen.text("checkout.payment.id")
}
