//! What is refused to whoever begins, helps, orders or appeals; and that nothing changes then.

use kit::{hours, minutes, nothing_changed, scenario};
use serde_json::json;

use super::{
    ABANDON, APPEAL, BUY, CREATE, DECIDE, HAND_IN, HELP, INVITE, JUDGE, START, STOP, after, begun,
    campaign, help, running, start, wish,
};
use crate::catalog;
use crate::operators::admit;
use crate::orders::{address, address_in, shop};

const NO_HELP: &str = "cut_help_019a0000000070008000000000000009";

scenario! {
    async fn what_stands_against_an_order_changes_nothing(world) {
        let (mut tea, campaign) = running(world, &json!({})).await;
        let (mut ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, _) = begun(&ana, &campaign).await;
        let home = address(&ana).await;
        let wish = |key: &str, to: &str| json!({
            "idempotencyKey": key, "id": id, "addressId": to, "seenTotalMinor": "12800",
        });
        let key = "i-buy-it-now";
        let (abroad, foreign) = (address_in(&ana, "DE-BE").await, address(&bob).await);
        for (input, code) in [
            (wish("short", &home), "IDEMPOTENCY_KEY_INVALID"),
            (wish(key, &foreign), "ADDRESS_NOT_FOUND"),
            (wish(key, &abroad), "NOT_SENT_THERE"),
        ] {
            nothing_changed(world, ana.act(BUY, input)).await.refused(code);
        }
        world.run("UPDATE account SET age_band = 'UNDER_14' WHERE handle = 'ana'").await;
        ana.sign_in_again().await;
        nothing_changed(world, ana.act(BUY, wish(key, &home))).await.refused("MAY_NOT_ACT");
        world.run("UPDATE account SET age_band = 'ADULT' WHERE handle = 'ana'").await;
        ana.sign_in_again().await;
        tea.owner.sign_in_again().await;
        admit(&tea.owner, &tea.id, &ana, "SUPPORT").await;
        nothing_changed(world, ana.act(BUY, wish(key, &home))).await.refused("OWN_SHOP");
        let _ = catalog::delist(&tea.owner, &tea.product).await.done();
        nothing_changed(world, ana.act(BUY, wish(key, &home))).await.refused("NOT_FOR_SALE");
    }

    async fn who_may_not_act_begins_and_helps_nothing(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let kid = world.person_of("kid", "UNDER_14").await;
        nothing_changed(world, start(&kid, &campaign)).await.refused("MAY_NOT_ACT");
        nothing_changed(world, help(&kid, &token)).await.refused("MAY_NOT_ACT");
        let invite = json!({
            "idempotencyKey": "some-key-here", "dealId": id, "mostUses": 1, "hours": 1,
        });
        nothing_changed(world, kid.act(INVITE, invite)).await.refused("MAY_NOT_ACT");
    }

    async fn a_key_is_a_key_everywhere(world) {
        let (tea, one) = running(world, &json!({})).await;
        let changes = json!({ "idempotencyKey": "campaign-2" });
        let other = campaign(world, &tea, &changes).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let start = |key: &str, id: &str| json!({ "idempotencyKey": key, "campaignId": id });
        nothing_changed(world, ana.act(START, start("short", &one))).await
            .refused("IDEMPOTENCY_KEY_INVALID");
        let _ = ana.act(START, start("one-key-only", &one)).await.done();
        let _ = nothing_changed(world, ana.act(START, start("one-key-only", &one))).await.done();
        nothing_changed(world, ana.act(START, start("one-key-only", &other))).await
            .refused("IDEMPOTENCY_CONFLICT");
        nothing_changed(world, ana.act(START, start("another-key", &one))).await
            .refused("ALREADY_STARTED");
        let (_, token) = begun(&bob, &one).await;
        let short = json!({ "idempotencyKey": "short", "token": token });
        nothing_changed(world, ana.act(HELP, short)).await.refused("IDEMPOTENCY_KEY_INVALID");
    }

    async fn what_cannot_be_appealed_against_or_decided(world) {
        let (_, campaign) = running(world, &json!({ "hours": 1 })).await;
        let (mut ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let (_, to_mine) = begun(&ana, &campaign).await;
        let (_, to_his) = begun(&bob, &campaign).await;
        let counted = help(&ana, &to_his).await.done();
        let counted = json!({ "id": counted.text("priceCutHelp.help.id") });
        let held = help(&bob, &to_mine).await.done();
        let held = json!({ "id": held.text("priceCutHelp.help.id") });
        nothing_changed(world, ana.act(APPEAL, counted)).await.refused("NOT_HELD");
        let none = json!({ "id": NO_HELP });
        nothing_changed(world, ana.act(APPEAL, none)).await.refused("HELP_NOT_FOUND");
        let mut risk = world.staff("RISK").await;
        let none = json!({ "id": NO_HELP, "decision": "GENUINE" });
        nothing_changed(world, risk.act(JUDGE, none)).await.refused("HELP_NOT_FOUND");
        world.later(hours(1)).await;
        for one in [&mut ana, &mut bob] {
            one.sign_in_again().await;
        }
        risk.sign_in_again().await;
        nothing_changed(world, bob.act(APPEAL, held)).await.refused("ENDED");
        let none = json!({ "id": "price_cut_019a0000000070008000000000000009" });
        nothing_changed(world, ana.act(ABANDON, none)).await.refused("PRICE_CUT_NOT_FOUND");
    }

    /// Staff who have a part in it decide neither a campaign nor a help.
    async fn staff_do_not_decide_their_own_matter(world) {
        let (tea, running) = running(world, &json!({})).await;
        let mut compliance = world.staff("COMPLIANCE").await;
        let mut input = wish(world, &tea, &json!({}));
        input["idempotencyKey"] = json!("campaign-2");
        let drafted = tea.owner.act(CREATE, input).await.done();
        let draft = json!({ "id": drafted.text("priceCutCampaignCreate.campaign.id") });
        let _ = tea.owner.act(HAND_IN, draft.clone()).await.done();
        let mut risk = world.staff("RISK").await;
        let ana = world.person("ana").await;
        let (_, to_hers) = begun(&ana, &running).await;
        let (_, to_his) = begun(&risk, &running).await;
        let _ = help(&ana, &to_his).await.done();
        let held = help(&risk, &to_hers).await.done();
        assert_eq!(held.text("priceCutHelp.help.heldFor"), "RING");
        let judge = json!({ "id": held.text("priceCutHelp.help.id"), "decision": "GENUINE" });
        nothing_changed(world, risk.act(JUDGE, judge.clone())).await.refused("OWN_MATTER");
        for one in [&mut risk, &mut compliance] {
            one.wake().await;
        }
        let mut owner = tea.owner;
        owner.sign_in_again().await;
        admit(&owner, &tea.id, &compliance, "SUPPORT").await;
        nothing_changed(world, compliance.act(DECIDE, draft)).await.refused("OWN_MATTER");
    }

    async fn what_is_over_before_it_is_looked_at_never_runs(world) {
        let mut tea = shop(world, "tea").await;
        let mut staff = world.staff("COMPLIANCE").await;
        let soon = json!({ "endsAt": after(world, minutes(30)) });
        let mut drafts = Vec::new();
        for number in 0..3 {
            let mut input = wish(world, &tea, &soon);
            input["idempotencyKey"] = json!(format!("campaign-{number}"));
            let drafted = tea.owner.act(CREATE, input).await.done();
            drafts.push(json!({ "id": drafted.text("priceCutCampaignCreate.campaign.id") }));
        }
        let _ = tea.owner.act(HAND_IN, drafts[0].clone()).await.done();
        world.later(minutes(30)).await;
        tea.owner.sign_in_again().await;
        staff.sign_in_again().await;
        nothing_changed(world, staff.act(DECIDE, drafts[0].clone())).await.refused("TIMES_INVALID");
        nothing_changed(world, tea.owner.act(HAND_IN, drafts[1].clone())).await
            .refused("TIMES_INVALID");
        let _ = catalog::delist(&tea.owner, &tea.product).await.done();
        nothing_changed(world, tea.owner.act(HAND_IN, drafts[2].clone())).await
            .refused("NOT_FOR_SALE");
        let eve = world.careful_person("eve").await;
        nothing_changed(world, eve.act(STOP, drafts[0].clone())).await
            .refused("CAMPAIGN_NOT_FOUND");
    }
}
