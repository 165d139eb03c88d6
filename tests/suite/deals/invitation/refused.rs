//! What an order is not due to; and that nothing changes then.

use kit::{hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{ATTRIBUTE, REVOKE, pay_for};
use crate::deals::price_cut::{INVITE, begun, help, running};
use crate::orders::ordered;

scenario! {
    async fn an_invitation_that_opens_nothing_is_no_reason(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let (mut ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let mut made: Vec<Value> = Vec::new();
        for (key, uses) in [("used-up-one", 1), ("taken-back-1", 9), ("over-soon-01", 9)] {
            let input = json!({
                "idempotencyKey": key, "dealId": id, "mostUses": uses, "hours": 1,
            });
            made.push(ana.act(INVITE, input).await.done()
                .data("invitationCreate.invitation").clone());
        }
        let carl = world.person("carl").await;
        let _ = help(&carl, made[0]["token"].as_str().unwrap()).await.done();
        let _ = ana.act(REVOKE, json!({ "id": made[1]["id"] })).await.done();
        world.later(hours(1)).await;
        ana.wake().await;
        bob.wake().await;
        let order = ordered(&bob, &tea, "first-one").await;
        let said = |key: &str, token: &Value| json!({
            "idempotencyKey": key, "orderId": order, "token": token,
        });
        let key = "this-is-why";
        for (input, code) in [
            (said("short", &json!(token)), "IDEMPOTENCY_KEY_INVALID"),
            (said(key, &made[0]["token"]), "INVITATION_EXPIRED"),
            (said(key, &made[1]["token"]), "INVITATION_REVOKED"),
            (said(key, &made[2]["token"]), "INVITATION_EXPIRED"),
        ] {
            nothing_changed(world, bob.act(ATTRIBUTE, input)).await.refused(code);
        }
        let once = json!({
            "idempotencyKey": "used-up-two", "dealId": id, "mostUses": 1, "hours": 1,
        });
        let once = ana.act(INVITE, once).await.done();
        let once = once.data("invitationCreate.invitation.token").clone();
        let mut dora = world.person("dora").await;
        dora.wake().await;
        let _ = help(&dora, once.as_str().unwrap()).await.done();
        let used = bob.act(ATTRIBUTE, said(key, &once));
        nothing_changed(world, used).await.refused("INVITATION_USED_UP");
        let _ = bob.act(ATTRIBUTE, said(key, &json!(token))).await.done();
        let other = bob.act(ATTRIBUTE, said(key, &once));
        nothing_changed(world, other).await.refused("IDEMPOTENCY_CONFLICT");
    }

    async fn what_is_paid_or_over_is_due_to_nobody_afterwards(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let (ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let (_, token) = begun(&ana, &campaign).await;
        let paid = ordered(&bob, &tea, "first-one").await;
        let _ = bob.pay(&pay_for(&bob, &paid).await).await;
        let late = ordered(&bob, &tea, "second-one").await;
        let said = |order: &str| json!({
            "idempotencyKey": "this-is-why", "orderId": order, "token": token,
        });
        nothing_changed(world, bob.act(ATTRIBUTE, said(&paid))).await.refused("TOO_LATE");
        // Its time has passed, though no timer has come.
        world.pass(minutes(31));
        bob.wake().await;
        nothing_changed(world, bob.act(ATTRIBUTE, said(&late))).await.refused("TOO_LATE");
        world.settle().await;
    }
}
