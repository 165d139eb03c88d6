//! A campaign from its plan to its end: who plans it, who looks at it, and what is no plan.

use kit::{hours, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{CREATE, REVIEW, SUBMIT, Story, WAIVE, plan};
use crate::catalog;
use crate::orders::{another_shop, shop};

async fn state(who: &kit::Actor<'_>, id: &str) -> Value {
    let query = "query ($id: ID!) { groupBuyCampaign(id: $id) { state rejection } }";
    who.run(query, json!({ "id": id })).await.done().data("groupBuyCampaign").clone()
}

scenario! {
    /// Drafted, handed in, let through, running, over; and seen by whom.
    async fn a_campaign_runs_from_its_plan_to_its_end(world) {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let visitor = world.visitor();
        let begins = (world.app().now() + time::Duration::hours(2))
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap();
        let input = plan(world, &tea.skus[0], &json!({ "startsAt": begins }));
        let made = tea.owner.act(CREATE, input.clone()).await.done();
        let id = made.text("groupBuyCampaignCreate.campaign.id");
        let again = nothing_changed(world, tea.owner.act(CREATE, input.clone())).await.done();
        assert_eq!(again.text("groupBuyCampaignCreate.campaign.id"), id);
        let mut other = input;
        other["size"] = json!(4);
        nothing_changed(world, tea.owner.act(CREATE, other)).await.refused("IDEMPOTENCY_CONFLICT");
        assert_eq!(state(&visitor, &id).await, Value::Null);
        assert_eq!(state(&staff, &id).await, Value::Null, "a draft is its shop's own");
        let it = json!({ "id": id });
        nothing_changed(world, staff.act(REVIEW, it.clone())).await.refused("CAMPAIGN_NOT_FOUND");
        let _ = tea.owner.act(SUBMIT, it.clone()).await.done();
        let _ = nothing_changed(world, tea.owner.act(SUBMIT, it.clone())).await.done();
        assert_eq!(state(&staff, &id).await["state"], "REVIEW");
        let queue = "{ groupBuyCampaignQueue { nodes { id } } }";
        let queued = staff.say(queue).await.done();
        assert_eq!(queued.text("groupBuyCampaignQueue.nodes.0.id"), id);
        let _ = staff.act(REVIEW, it.clone()).await.done();
        nothing_changed(world, staff.act(REVIEW, it.clone())).await.refused("NOT_IN_REVIEW");
        nothing_changed(world, tea.owner.act(SUBMIT, it)).await.refused("NOT_DRAFT");
        assert_eq!(state(&visitor, &id).await["state"], "SCHEDULED");
        world.later(hours(2)).await;
        assert_eq!(state(&visitor, &id).await["state"], "RUNNING");
        world.later(hours(24 * 7)).await;
        assert_eq!(state(&visitor, &id).await["state"], "ENDED");
    }

    async fn a_campaign_is_turned_down_with_a_reason(world) {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let made = tea.owner.act(CREATE, plan(world, &tea.skus[0], &json!({}))).await.done();
        let id = made.text("groupBuyCampaignCreate.campaign.id");
        let _ = tea.owner.act(SUBMIT, json!({ "id": id })).await.done();
        let no = |reason: &str| json!({ "id": id, "rejection": reason });
        nothing_changed(world, staff.act(REVIEW, no(""))).await.refused("REASON_INVALID");
        let long = "x".repeat(301);
        nothing_changed(world, staff.act(REVIEW, no(&long))).await.refused("REASON_INVALID");
        let _ = staff.act(REVIEW, no("The price alone was never asked for.")).await.done();
        let seen = state(&tea.owner, &id).await;
        assert_eq!(seen["state"], "REJECTED");
        assert_eq!(seen["rejection"], "The price alone was never asked for.");
        assert_eq!(state(&world.visitor(), &id).await, Value::Null);
    }

    /// The platform's fund pays leaders only if an administrator lets it and somebody else lets the
    /// campaign through; and never where a shop completes its own group by its word.
    async fn the_platforms_fund_is_opened_by_two_people(world) {
        let benefit = json!({ "amountMinor": "500", "funder": "PLATFORM", "capMinor": "900" });
        let changes = json!({ "size": 3, "leaderBenefit": benefit });
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let made = tea.owner.act(CREATE, plan(world, &tea.skus[0], &changes)).await.done();
        let campaign = made.text("groupBuyCampaignCreate.campaign.id");
        let id = json!({ "id": campaign });
        let mut admin = world.staff("ADMIN").await;
        admin.sign_in_again().await;
        let fund = "mutation ($input: GroupBuyCampaignFundInput!) {
            groupBuyCampaignFund(input: $input) { campaign { leaderBenefit { isApproved } }
                userErrors { code } } }";
        nothing_changed(world, admin.act(fund, id.clone())).await.refused("CAMPAIGN_NOT_FOUND");
        let mut tea = tea;
        tea.owner.wake().await;
        let _ = tea.owner.act(SUBMIT, id.clone()).await.done();
        let mut staff = staff;
        staff.wake().await;
        nothing_changed(world, staff.act(REVIEW, id.clone())).await.refused("FUNDING_NEEDED");
        nothing_changed(world, staff.act(fund, id.clone())).await.error("FORBIDDEN");
        let funded = admin.act(fund, id.clone()).await.done();
        let approved = "groupBuyCampaignFund.campaign.leaderBenefit.isApproved";
        assert_eq!(*funded.data(approved), json!(true));
        let _ = staff.act(REVIEW, id).await.done();
        world.settle().await;
        let mut story = Story { world, tea, staff, campaign };
        let ana = story.buyer("ana").await;
        let (group, _) = story.led_by(&ana).await;
        let fields = "leaderBenefit { state }";
        assert_eq!(story.look(&group, fields).await["leaderBenefit"]["state"], "PROMISED");
        story.tea.owner.wake().await;
        let _ = story.tea.owner.act(WAIVE, json!({ "id": group })).await.done();
        assert_eq!(story.look(&group, fields).await["leaderBenefit"]["state"], "LOST");
    }

    /// What is no plan is refused, and nothing changes.
    async fn what_is_no_plan_is_refused(world) {
        let tea = shop(world, "tea").await;
        let benefit = |minor: i64, cap: i64| json!({ "leaderBenefit": {
            "amountMinor": minor.to_string(), "funder": "OPERATOR",
            "capMinor": cap.to_string() } });
        let table = [
            (json!({ "idempotencyKey": "short" }), "IDEMPOTENCY_KEY_INVALID"),
            (json!({ "size": 1 }), "SIZE_INVALID"),
            (json!({ "size": 51 }), "SIZE_INVALID"),
            (json!({ "size": -1 }), "SIZE_INVALID"),
            (json!({ "hours": 0 }), "HOURS_INVALID"),
            (json!({ "hours": 73 }), "HOURS_INVALID"),
            (json!({ "endsAt": "2026-11-21T00:00:00Z" }), "TIMES_INVALID"),
            (json!({ "endsAt": "2027-11-21T00:00:00Z" }), "TIMES_INVALID"),
            (json!({ "stock": 2 }), "STOCK_INVALID"),
            (json!({ "stock": 0 }), "STOCK_INVALID"),
            (json!({ "stock": i32::MAX }), "STOCK_INVALID"),
            (json!({ "mostPerPerson": 0 }), "MOST_PER_PERSON_INVALID"),
            (json!({ "mostPerPerson": 1_000 }), "MOST_PER_PERSON_INVALID"),
            (json!({ "groupPriceMinor": "12800" }), "PRICE_INVALID"),
            (json!({ "groupPriceMinor": "12801" }), "PRICE_INVALID"),
            (json!({ "groupPriceMinor": "0" }), "PRICE_INVALID"),
            (json!({ "groupPriceMinor": "-1" }), "PRICE_INVALID"),
            (json!({ "groupPriceMinor": i64::MAX.to_string() }), "PRICE_INVALID"),
            (benefit(0, 500), "BENEFIT_INVALID"),
            (benefit(-1, 500), "BENEFIT_INVALID"),
            (benefit(501, 500), "BENEFIT_INVALID"),
            (benefit(9_901, 20_000), "BENEFIT_INVALID"),
            (benefit(1, i64::MAX), "BENEFIT_INVALID"),
        ];
        for (changes, code) in table {
            let input = plan(world, &tea.skus[0], &changes);
            nothing_changed(world, tea.owner.act(CREATE, input)).await.refused(code);
        }
    }

    /// Only managers and owners of the shop, with a second factor; and only for their own goods.
    async fn only_a_shop_plans_for_its_own_goods(world) {
        let tea = shop(world, "tea").await;
        let cups = another_shop(world, "cups").await;
        let input = plan(world, &cups.skus[0], &json!({}));
        nothing_changed(world, tea.owner.act(CREATE, input)).await.refused("SKU_NOT_FOUND");
        let ana = world.person("ana").await;
        let input = plan(world, &tea.skus[0], &json!({}));
        nothing_changed(world, ana.act(CREATE, input.clone())).await.refused("SKU_NOT_FOUND");
        let id = tea.owner.act(CREATE, input).await.done();
        let id = json!({ "id": id.text("groupBuyCampaignCreate.campaign.id") });
        for stranger in [&ana, &cups.owner] {
            let submit = stranger.act(SUBMIT, id.clone());
            nothing_changed(world, submit).await.refused("CAMPAIGN_NOT_FOUND");
        }
        let review = tea.owner.act(REVIEW, id);
        nothing_changed(world, review).await.error("FORBIDDEN");
    }

    /// Nobody lets a campaign of their own shop through.
    async fn staff_do_not_decide_their_own_matter(world) {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let made = tea.owner.act(CREATE, plan(world, &tea.skus[0], &json!({}))).await.done();
        let id = json!({ "id": made.text("groupBuyCampaignCreate.campaign.id") });
        let _ = tea.owner.act(SUBMIT, id.clone()).await.done();
        let join = format!(
            "INSERT INTO operator_member (operator_id, account_id, role, joined_at) \
             SELECT m.operator_id, a.id, 'SUPPORT', 0 FROM operator_member AS m, account AS a \
             WHERE a.handle = '{}' AND m.role = 'OWNER'", staff.handle);
        world.run(&join).await;
        nothing_changed(world, staff.act(REVIEW, id)).await.refused("OWN_MATTER");
    }

    /// A deal on a blocked product is refused at each step.
    async fn a_blocked_product_is_sold_by_no_deal(world) {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let input = plan(world, &tea.skus[0], &json!({}));
        let made = tea.owner.act(CREATE, input.clone()).await.done();
        let id = json!({ "id": made.text("groupBuyCampaignCreate.campaign.id") });
        let mut second = input.clone();
        second["idempotencyKey"] = json!("campaign-2");
        let second = tea.owner.act(CREATE, second).await.done();
        let second = json!({ "id": second.text("groupBuyCampaignCreate.campaign.id") });
        let _ = tea.owner.act(SUBMIT, second.clone()).await.done();
        let _ = catalog::delist(&tea.owner, &tea.product).await.done();
        world.settle().await;
        nothing_changed(world, tea.owner.act(SUBMIT, id)).await.refused("NOT_FOR_SALE");
        nothing_changed(world, staff.act(REVIEW, second)).await.refused("NOT_FOR_SALE");
        let mut third = input;
        third["idempotencyKey"] = json!("campaign-3");
        nothing_changed(world, tea.owner.act(CREATE, third)).await.refused("NOT_FOR_SALE");
    }

    /// One alone that costs less by now is no campaign any more.
    async fn a_price_that_fell_meanwhile_ends_the_plan(world) {
        let staff = world.staff("COMPLIANCE").await;
        let tea = shop(world, "tea").await;
        let input = plan(world, &tea.skus[0], &json!({}));
        let made = tea.owner.act(CREATE, input.clone()).await.done();
        let id = json!({ "id": made.text("groupBuyCampaignCreate.campaign.id") });
        let mut second = input;
        second["idempotencyKey"] = json!("campaign-2");
        let second = tea.owner.act(CREATE, second).await.done();
        let second = json!({ "id": second.text("groupBuyCampaignCreate.campaign.id") });
        let _ = tea.owner.act(SUBMIT, second.clone()).await.done();
        world.run("UPDATE sku SET price_minor = 9900 WHERE code = '50'").await;
        nothing_changed(world, tea.owner.act(SUBMIT, id)).await.refused("UNSOUND");
        nothing_changed(world, staff.act(REVIEW, second)).await.refused("UNSOUND");
    }

    /// Its shop sees what it planned; a page, the newest first.
    async fn a_shop_lists_its_campaigns(world) {
        let story = Story::of_three(world).await;
        let query = "query ($id: ID!) { groupBuyCampaigns(operatorId: $id, first: 1) {
            nodes { id state stockLeft mostPerPerson timeline(first: 5) { nodes { to } } } } }";
        let id = json!({ "id": story.tea.id });
        let own = story.tea.owner.run(query, id.clone()).await.done();
        assert_eq!(own.text("groupBuyCampaigns.nodes.0.id"), story.campaign);
        assert_eq!(own.text("groupBuyCampaigns.nodes.0.timeline.nodes.0.to"), "RUNNING");
        let other = story.staff.run(query, id).await.done();
        assert!(other.list("groupBuyCampaigns.nodes").is_empty());
    }
}
