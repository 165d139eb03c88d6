//! The parties agree: offers, counter-offers, what a mediator proposes, and what is then carried
//! out.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};
use time::Duration;

use super::{CASE, Story, act, column, done, see};
use crate::fulfilment::balance;
use crate::ledger::minor;
use crate::settlement::payable;

fn offer(refund: i64, compensation: i64) -> Value {
    json!({ "refundMinor": refund.to_string(), "compensationMinor": compensation.to_string(),
        "text": "This is what we offer." })
}

fn open_offer(case: &Value) -> String {
    let offers = case["offers"].as_array().expect("offers");
    let open = offers.iter().find(|one| one["state"] == "OPEN").expect("an open offer");
    open["id"].as_str().expect("an id").to_owned()
}

async fn escrow(world: &kit::World) -> Vec<String> {
    world
        .ask("SELECT funded_minor || ' ' || released_minor || ' ' || refunded_minor FROM escrow")
        .await
}

scenario! {
    /// A counter-offer takes the place of an offer; who made it agrees to it, and the other side's
    /// yes resolves the case.
    async fn two_sides_agree(world) {
        let mut story = Story::begin(world).await;
        let case = story.negotiating().await;
        let (ana, shop) = (&story.ana, &story.tea.owner);
        let first = open_offer(&done(shop, "complaintOfferMake", &case, offer(3_000, 0)).await);
        nothing_changed(world, act(shop, "complaintOfferAnswer", &case,
            json!({ "offerId": first, "agrees": true }))).await.refused("ALREADY_AGREED");
        world.pass(kit::seconds(1));
        let second = done(ana, "complaintOfferMake", &case, offer(6_000, 500)).await;
        assert_eq!(second["offers"][1]["state"], "REPLACED");
        nothing_changed(world, act(ana, "complaintOfferAnswer", &case,
            json!({ "offerId": first, "agrees": true }))).await.refused("OFFER_NOT_OPEN");
        let second = open_offer(&second);
        let no = json!({ "offerId": second, "agrees": false });
        let _ = done(shop, "complaintOfferAnswer", &case, no).await;
        let third = open_offer(&done(shop, "complaintOfferMake", &case, offer(5_000, 0)).await);
        let yes = json!({ "offerId": third, "agrees": true });
        let agreed = done(ana, "complaintOfferAnswer", &case, yes).await;
        assert_eq!((&agreed["state"], &agreed["resolvedHow"]),
            (&json!("RESOLVED"), &json!("SETTLEMENT")));
        assert!(agreed["appealBy"].is_null(), "what was agreed stands");
        nothing_changed(world, act(ana, "complaintAppeal", &case,
            json!({ "text": "I have changed my mind." }))).await.refused("FINAL");
        let executed = done(shop, "complaintExecute", &case, json!({})).await;
        assert_eq!(executed["state"], "FEEDBACK");
        assert_eq!(executed["rulings"][0]["executedBy"], "SELLER");
        world.settle().await;
        assert_eq!(escrow(world).await, ["12800 0 5000"]);
        let said = json!({ "satisfaction": 4, "text": "Quick in the end." });
        story.wake().await;
        let closed = done(&story.ana, "complaintFeedbackGive", &case, said).await;
        assert_eq!(closed["state"], "CLOSED");
        assert_eq!(world.count("SELECT count(*) FROM order_matter").await, 0);
    }

    /// What a shop agreed to and does not carry out, the platform does at the second: escrow first,
    /// compensation from the shop, which owes what it does not have.
    async fn the_platform_carries_out_what_the_shop_does_not(world) {
        let mut story = Story::begin(world).await;
        let case = story.negotiating().await;
        let made = done(&story.tea.owner, "complaintOfferMake", &case, offer(12_800, 2_000)).await;
        let yes = json!({ "offerId": open_offer(&made), "agrees": true });
        let agreed = done(&story.ana, "complaintOfferAnswer", &case, yes).await;
        assert_eq!(agreed["deadline"]["effect"], "PLATFORM_EXECUTES");
        // The shop has nothing coming and no deposit.
        nothing_changed(world, act(&story.tea.owner, "complaintExecute", &case, json!({}))).await
            .refused("INSUFFICIENT_FUNDS");
        story.until_due(&case, -Duration::seconds(1)).await;
        assert_eq!(column(world, &case, "state").await, "RESOLVED");
        world.later(kit::seconds(1)).await;
        story.sign_in_again().await;
        let seen = see(&story.ana, &case, CASE).await;
        assert_eq!(seen["state"], "FEEDBACK");
        assert_eq!(seen["rulings"][0]["executedBy"], "PLATFORM");
        assert_eq!(seen["rulings"][0]["advanced"]["amountMinor"], "2000");
        assert_eq!(escrow(world).await, ["12800 0 12800"]);
        assert_eq!(balance(&story.ana).await, 2_000);
        let owed = fairstall::ledger::Account::Receivable(platform::kernel::Id::from_uuid(
            crate::settlement::uuid(&story.tea.id)));
        assert_eq!(minor(world.app(), owed).await, -2_000);
    }

    /// After the order is settled a refund comes out of what the shop is owed.
    async fn a_settled_order_is_refunded_by_its_shop(world) {
        let mut story = Story::begin(world).await;
        let complete = json!({ "id": story.order });
        let _ = story.ana.act(crate::orders::paying::COMPLETE, complete).await.done();
        world.settle().await;
        let before = minor(world.app(), payable(&story.tea.id)).await;
        assert!(before > 0);
        story.wake().await;
        let case = story.negotiating().await;
        let made = done(&story.tea.owner, "complaintOfferMake", &case, offer(4_000, 0)).await;
        let yes = json!({ "offerId": open_offer(&made), "agrees": true });
        let _ = done(&story.ana, "complaintOfferAnswer", &case, yes).await;
        let _ = done(&story.tea.owner, "complaintExecute", &case, json!({})).await;
        world.settle().await;
        assert_eq!(minor(world.app(), payable(&story.tea.id)).await, before - 4_000);
        let refunds = "SELECT state || ' ' || amount_minor FROM payment_refund";
        assert_eq!(world.ask(refunds).await, ["PAID 4000"]);
    }

    async fn what_cannot_be_offered_is_refused(world) {
        let story = Story::begin(world).await;
        let case = story.filed().await;
        // Before it is taken up nobody offers anything.
        let early = act(&story.tea.owner, "complaintOfferMake", &case, offer(1, 0));
        nothing_changed(world, early).await
            .refused("STATE_FORBIDS");
        let _ = done(&story.desk, "complaintAccept", &case, json!({})).await;
        for bad in [offer(12_801, 0), offer(-1, 0), offer(0, 128_001), offer(0, -1)] {
            nothing_changed(world, act(&story.tea.owner, "complaintOfferMake", &case, bad)).await
                .refused("AMOUNT_INVALID");
        }
        for amount in ["", "1.5", "one", "99999999999999999999"] {
            let bad = json!({ "refundMinor": amount, "text": "This." });
            nothing_changed(world, act(&story.tea.owner, "complaintOfferMake", &case, bad)).await
                .refused("AMOUNT_INVALID");
        }
        let eve = world.careful_person("eve").await;
        nothing_changed(world, act(&eve, "complaintOfferMake", &case, offer(1, 0))).await
            .refused("COMPLAINT_NOT_FOUND");
        nothing_changed(world, act(&story.desk, "complaintOfferMake", &case, offer(1, 0))).await
            .refused("COMPLAINT_NOT_FOUND");
    }

    /// A mediator proposes, both sides agree.
    async fn a_mediator_leads_to_an_agreement(world) {
        let mut story = Story::begin(world).await;
        let mut mediators = story.officers("MEDIATOR", 1).await;
        let case = story.investigating().await;
        let found = json!({ "text": "The pictures show a broken lid." });
        let led = done(&story.desk, "complaintFindingRecord", &case, found).await;
        assert_eq!(led["state"], "MEDIATION");
        let mediator = &mut mediators[0];
        mediator.sign_in_again().await;
        let listed = mediator.say("{ mediationCases { nodes { id viewerSide } } }").await.done();
        assert_eq!(listed.text("mediationCases.nodes.0.id"), case);
        assert_eq!(listed.text("mediationCases.nodes.0.viewerSide"), "MEDIATOR");
        let proposed = done(mediator, "complaintOfferMake", &case, offer(6_400, 0)).await;
        let yes = json!({ "offerId": open_offer(&proposed), "agrees": true });
        let half = done(&story.ana, "complaintOfferAnswer", &case, yes.clone()).await;
        assert_eq!(half["state"], "MEDIATION", "one side is not both");
        nothing_changed(world, act(mediator, "complaintOfferAnswer", &case, yes.clone())).await
            .refused("COMPLAINT_NOT_FOUND");
        let agreed = done(&story.tea.owner, "complaintOfferAnswer", &case, yes).await;
        assert_eq!((&agreed["state"], &agreed["resolvedHow"]),
            (&json!("RESOLVED"), &json!("MEDIATION")));
    }
}
