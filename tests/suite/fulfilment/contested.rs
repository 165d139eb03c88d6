//! Excuses and appeals of shops, and who decides them.

use kit::{Actor, Answer, nothing_changed, nothing_changed_but, scenario};
use serde_json::json;
use time::Duration;

use super::{balance, file, instant, keyed, only_claim, to_ship, until, wake};
use crate::orders::shop;

pub const EXCUSE: &str = "mutation ($input: ShippingExcuseFileInput!) {
    shippingExcuseFile(input: $input) { claim { state excuse } userErrors { code } } }";
pub const AGREE: &str = "mutation ($input: ShippingExcuseAgreeInput!) {
    shippingExcuseAgree(input: $input) { claim { state } userErrors { code } } }";
pub const APPEAL: &str = "mutation ($input: ShippingClaimAppealInput!) {
    shippingClaimAppeal(input: $input) { claim { state } userErrors { code } } }";
const DECIDE: &str = "mutation ($input: ShippingClaimDecideInput!) {
    shippingClaimDecide(input: $input) { claim { state paid { amountMinor } }
        userErrors { code } } }";

async fn decide(staff: &Actor<'_>, id: &str, excused: bool) -> Answer {
    staff.act(DECIDE, keyed(json!({ "id": id, "isExcused": excused }))).await
}

scenario! {
    /// SH-4: the buyer agrees, and nothing is paid.
    async fn sh_4_an_excuse_that_its_buyer_agrees_to_clears_it(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut bob = world.person("bob").await;
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner, bob);
        let claim = only_claim(&ana, &order).await;
        let id = claim["id"].as_str().unwrap().to_owned();
        let agree = json!({ "id": id });
        nothing_changed(world, ana.act(AGREE, keyed(agree.clone()))).await.refused("NOT_CONTESTED");
        for excuse in ["FORCE_MAJEURE"] {
            let input = json!({ "id": id, "excuse": excuse });
            for stranger in [&bob, &ana] {
                nothing_changed(world, stranger.act(EXCUSE, keyed(input.clone()))).await
                    .refused("CLAIM_NOT_FOUND");
            }
            let given = tea.owner.act(EXCUSE, keyed(input.clone())).await.done();
            assert_eq!(given.data("shippingExcuseFile.claim.state"), "CONTESTED");
            let again = tea.owner.act(EXCUSE, keyed(input));
            let _ = nothing_changed_but(world, &["idempotency"], again).await.done();
        }
        nothing_changed(world, bob.act(AGREE, keyed(agree.clone()))).await.refused("CLAIM_NOT_FOUND");
        nothing_changed(world, tea.owner.act(AGREE, keyed(agree.clone()))).await.refused("CLAIM_NOT_FOUND");
        let agreed = ana.act(AGREE, keyed(agree)).await.done();
        assert_eq!(agreed.data("shippingExcuseAgree.claim.state"), "CLEARED");
        nothing_changed(world, file(&ana, &id)).await.refused("CLOSED");
        assert_eq!(balance(&ana).await, 0);
    }

    /// SH-4: staff decide; turned down, what was claimed meanwhile is paid, and no second excuse
    /// puts it off.
    async fn sh_4_an_excuse_is_decided_by_staff_who_have_no_part_in_it(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut staff = world.staff("SUPPORT").await;
        let mut orders = Vec::new();
        for _ in 0..3 {
            orders.push(to_ship(world, &mut ana, &mut tea, 1).await);
        }
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner, staff);
        let mut ids = Vec::new();
        for (order, excuse) in orders.iter().zip(["AGREED_DELAY", "PRESALE_DATE", "ADDRESS_ERROR"]) {
            let claim = only_claim(&ana, order).await;
            let id = claim["id"].as_str().unwrap().to_owned();
            nothing_changed(world, decide(&staff, &id, true)).await.refused("NOTHING_TO_DECIDE");
            let _ = tea.owner.act(EXCUSE, keyed(json!({ "id": id, "excuse": excuse }))).await.done();
            ids.push(id);
        }
        tea.owner.act(DECIDE, keyed(json!({ "id": ids[0], "isExcused": true }))).await.error("FORBIDDEN");
        let claimed = file(&ana, &ids[0]).await.done();
        assert_eq!(claimed.data("shippingClaimFile.claim.state"), "CONTESTED");
        assert_eq!(balance(&ana).await, 0);
        let turned = decide(&staff, &ids[0], false).await.done();
        assert_eq!(turned.data("shippingClaimDecide.claim.state"), "COMPENSATED");
        assert_eq!(balance(&ana).await, 1_280);
        let excused = decide(&staff, &ids[1], true).await.done();
        assert_eq!(excused.data("shippingClaimDecide.claim.state"), "CLEARED");
        let back = decide(&staff, &ids[2], false).await.done();
        assert_eq!(back.data("shippingClaimDecide.claim.state"), "FOUND");
        let second = json!({ "id": ids[2], "excuse": "FORCE_MAJEURE" });
        nothing_changed(world, tea.owner.act(EXCUSE, keyed(second))).await.refused("ALREADY_CONTESTED");
        let _ = file(&ana, &ids[2]).await.done();
        assert_eq!(balance(&ana).await, 2_560);
        let paid = json!({ "id": ids[0], "excuse": "AGREED_DELAY" });
        nothing_changed(world, tea.owner.act(EXCUSE, keyed(paid))).await.refused("ALREADY_CONTESTED");
        let list = "{ shippingClaims(state: COMPENSATED) { nodes { id } } }";
        assert_eq!(staff.say(list).await.list("shippingClaims.nodes").len(), 2);
        ana.say(list).await.error("FORBIDDEN");
    }

    /// An appeal that is right brings the money back; one that is not leaves it.
    async fn an_appeal_is_decided_and_takes_back_what_was_paid(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut staff = world.staff("SUPPORT").await;
        let one = to_ship(world, &mut ana, &mut tea, 1).await;
        let two = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner, staff);
        let mut ids = Vec::new();
        for order in [&one, &two] {
            let claim = only_claim(&ana, order).await;
            let id = claim["id"].as_str().unwrap().to_owned();
            let input = json!({ "id": id });
            nothing_changed(world, tea.owner.act(APPEAL, keyed(input.clone()))).await.refused("NOT_COMPENSATED");
            let _ = file(&ana, &id).await.done();
            nothing_changed(world, ana.act(APPEAL, keyed(input.clone()))).await.refused("CLAIM_NOT_FOUND");
            let _ = tea.owner.act(APPEAL, keyed(input.clone())).await.done();
            let again = tea.owner.act(APPEAL, keyed(input));
            let _ = nothing_changed_but(world, &["idempotency"], again).await.done();
            ids.push(id);
        }
        assert_eq!(balance(&ana).await, 2_560);
        let cleared = decide(&staff, &ids[0], true).await.done();
        assert_eq!(cleared.data("shippingClaimDecide.claim.state"), "CLEARED");
        assert_eq!(cleared.data("shippingClaimDecide.claim.paid.amountMinor"), "0");
        assert_eq!(balance(&ana).await, 1_280);
        let upheld = decide(&staff, &ids[1], false).await.done();
        assert_eq!(upheld.data("shippingClaimDecide.claim.state"), "UPHELD");
        assert_eq!(balance(&ana).await, 1_280);
        for id in &ids {
            nothing_changed(world, decide(&staff, id, true)).await.refused("NOTHING_TO_DECIDE");
        }
    }

    async fn an_appeal_is_made_within_seven_days(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(48)).await;
        wake!(ana, tea.owner);
        let id = only_claim(&ana, &order).await["id"].as_str().unwrap().to_owned();
        let _ = file(&ana, &id).await.done();
        let appeal_by = instant(&only_claim(&ana, &order).await["appealBy"]);
        until(world, appeal_by, Duration::ZERO).await;
        wake!(ana, tea.owner);
        nothing_changed(world, tea.owner.act(APPEAL, keyed(json!({ "id": id })))).await.refused("TOO_LATE");
    }
}
