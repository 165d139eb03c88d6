//! PD-5: for a child below 14 its guardian consents, and what they allowed ends with them.

use kit::{Actor, World, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{GIVE, WITHDRAW, given, is_live};

const ASK: &str = "mutation ($input: GuardianshipRequestInput!) {
    guardianshipRequest(input: $input) { guardianship { id } userErrors { code } } }";
const CONFIRM: &str = "mutation ($input: GuardianshipConfirmInput!) {
    guardianshipConfirm(input: $input) { guardianship { state } userErrors { code } } }";
const END: &str = "mutation ($input: GuardianshipEndInput!) {
    guardianshipEnd(input: $input) { guardianship { state } userErrors { code } } }";

fn for_child(child: &Actor<'_>) -> Value {
    let mut input = given("PERSONALISED_FEED");
    input["childId"] = json!(child.id);
    input
}

async fn guarded(child: &Actor<'_>, adult: &Actor<'_>) -> String {
    let asked = child.act(ASK, json!({ "guardianHandle": adult.handle })).await.done();
    let id = asked.text("guardianshipRequest.guardianship.id");
    let _ = adult.act(CONFIRM, json!({ "guardianshipId": id })).await.done();
    id
}

async fn three(world: &World) -> [Actor<'_>; 3] {
    let child = world.person_of("kid", "UNDER_14").await;
    [child, world.person("mother").await, world.person("eve").await]
}

scenario! {
    async fn pd_5_only_the_guardian_consents_for_a_child(world) {
        let [child, adult, eve] = three(world).await;
        let own = given("PERSONALISED_FEED");
        nothing_changed(world, child.act(GIVE, own.clone())).await.refused("GUARDIAN_NEEDED");
        for who in [&adult, &eve] {
            nothing_changed(world, who.act(GIVE, for_child(&child))).await
                .refused("CHILD_NOT_FOUND");
        }
        let id = guarded(&child, &adult).await;
        nothing_changed(world, child.act(GIVE, own)).await.refused("GUARDIAN_NEEDED");
        nothing_changed(world, eve.act(GIVE, for_child(&child))).await.refused("CHILD_NOT_FOUND");
        let _ = adult.act(GIVE, for_child(&child)).await.done();
        assert!(is_live(world, &child.id, "PERSONALISED_FEED", None).await);
        assert!(!is_live(world, &adult.id, "PERSONALISED_FEED", None).await);
        let theirs = "query ($id: ID!) { consentHistory(childId: $id) { nodes { method } } }";
        let seen = adult.run(theirs, json!({ "id": child.id })).await;
        assert_eq!(seen.text("consentHistory.nodes.0.method"), "GUARDIAN");
        eve.run(theirs, json!({ "id": child.id })).await.error("NOT_FOUND");

        world.pass(kit::seconds(1));
        let _ = adult.act(END, json!({ "guardianshipId": id })).await.done();
        world.settle().await;
        assert!(!is_live(world, &child.id, "PERSONALISED_FEED", None).await);
        let own = child.say("{ consentHistory { nodes { method kind } } }").await;
        assert_eq!(own.text("consentHistory.nodes.0.method"), "GUARDIANSHIP_ENDED");
    }

    async fn pd_5_a_child_may_take_back_what_was_allowed_for_it(world) {
        let [child, adult, eve] = three(world).await;
        guarded(&child, &adult).await;
        let _ = adult.act(GIVE, for_child(&child)).await.done();
        let foreign = json!({ "purpose": "PERSONALISED_FEED", "childId": child.id });
        nothing_changed(world, eve.act(WITHDRAW, foreign)).await.refused("CHILD_NOT_FOUND");
        let _ = child.act(WITHDRAW, json!({ "purpose": "PERSONALISED_FEED" })).await.done();
        assert!(!is_live(world, &child.id, "PERSONALISED_FEED", None).await);
    }
}
