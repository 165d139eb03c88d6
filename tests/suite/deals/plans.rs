//! Every list of deals has an index for its order, and none is sorted to be read.

use kit::scenario;
use serde_json::json;

use super::group_buy::Story;
use super::price_cut::{begun, campaign, help};
use crate::platform::plans::assert_no_waste;

scenario! {
    async fn every_list_of_deals_has_its_index(world) {
        let mut story = Story::of_three(world).await;
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let cuts = campaign(world, &story.tea, &json!({})).await;
        let (cut, token) = begun(&ana.actor, &cuts).await;
        let bob = world.person("bob").await;
        let _ = help(&bob, &token).await.done();
        let risk = world.staff("RISK").await;
        let (mut ana, visitor) = (ana.actor, world.visitor());
        ana.wake().await;
        story.staff.wake().await;
        story.tea.owner.wake().await;
        let (product, shop) = (&story.tea.product, &story.tea.id);
        let id = "nodes { id }";
        let on_sale = format!("{{ product(id: \"{product}\") {{ groupBuys(first: 5) {{ {id} }} }} }}");
        let running = format!("{{ product(id: \"{product}\") {{ groupBuyCampaigns {{ id }} }} }}");
        let members = format!(
            "{{ groupBuy(id: \"{group}\") {{ members(first: 5) {{ nodes {{ isLeader }} }} }} }}");
        let helps = format!("{{ priceCut(id: \"{cut}\") {{ helps(first: 5) {{ {id} }} }} }}");
        let campaigns =
            format!("{{ groupBuyCampaigns(operatorId: \"{shop}\", first: 5) {{ {id} }} }}");
        let cut_campaigns =
            format!("{{ operatorPriceCutCampaigns(operatorId: \"{shop}\", first: 5) {{ {id} }} }}");
        let (owner, staff) = (&story.tea.owner, &story.staff);
        assert_no_waste(world, &[
            (&visitor, on_sale.as_str()),
            (&visitor, running.as_str()),
            (&ana, members.as_str()),
            (&visitor, helps.as_str()),
            (&ana, "{ myGroupBuys(first: 5) { nodes { id } } }"),
            (&ana, "{ myPriceCuts(first: 5) { nodes { id } } }"),
            (&ana, "{ myInvitations(first: 5) { nodes { id } } }"),
            (owner, campaigns.as_str()),
            (owner, cut_campaigns.as_str()),
            (staff, "{ groupBuyCampaignQueue(first: 5) { nodes { id } } }"),
            (staff, "{ priceCutCampaignQueue(first: 5) { nodes { id } } }"),
            (&risk, "{ priceCutAppeals(first: 5) { nodes { id } } }"),
        ]).await;
    }
}
