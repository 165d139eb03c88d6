//! Who of a shop plans and stops its deals: a manager or an owner, with a second factor.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::group_buy::{self, Story, WAIVE};
use super::price_cut;
use crate::operators::admit;

scenario! {
    async fn deals_take_a_manager_with_a_second_factor(world) {
        let mut story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let tea = &mut story.tea;
        tea.owner.wake().await;
        let plan = group_buy::plan(world, &tea.skus[0], &json!({ "idempotencyKey": "campaign-2" }));
        let wish = price_cut::wish(world, tea, &json!({}));
        let drafted = tea.owner.act(group_buy::CREATE, plan.clone()).await.done();
        let planned = json!({ "id": drafted.text("groupBuyCampaignCreate.campaign.id") });
        let drafted = tea.owner.act(price_cut::CREATE, wish.clone()).await.done();
        let wished = json!({ "id": drafted.text("priceCutCampaignCreate.campaign.id") });
        let mut bob = world.careful_person("bob").await;
        let mut dan = world.person("dan").await;
        let mut eve = world.careful_person("eve").await;
        tea.owner.sign_in_again().await;
        admit(&tea.owner, &tea.id, &bob, "SUPPORT").await;
        admit(&tea.owner, &tea.id, &dan, "MANAGER").await;
        world.settle().await;
        for one in [&mut bob, &mut dan, &mut eve] {
            one.sign_in_again().await;
        }
        let running = json!({ "id": story.campaign });
        for (mutation, input, unknown) in [
            (group_buy::CREATE, plan, "SKU_NOT_FOUND"),
            (group_buy::SUBMIT, planned.clone(), "CAMPAIGN_NOT_FOUND"),
            (group_buy::STOP, running, "CAMPAIGN_NOT_FOUND"),
            (WAIVE, json!({ "id": group }), "GROUP_NOT_FOUND"),
            (price_cut::CREATE, wish, "SKU_NOT_FOUND"),
            (price_cut::HAND_IN, wished.clone(), "CAMPAIGN_NOT_FOUND"),
            (price_cut::STOP, wished, "CAMPAIGN_NOT_FOUND"),
        ] {
            for (who, code) in
                [(&bob, "ROLE_TOO_LOW"), (&dan, "SECOND_FACTOR_NEEDED"), (&eve, unknown)]
            {
                nothing_changed(world, who.act(mutation, input.clone())).await.refused(code);
            }
        }
        story.tea.owner.wake().await;
        let stop = story.tea.owner.act(group_buy::STOP, planned);
        nothing_changed(world, stop).await.refused("NOTHING_TO_STOP");
    }
}
