//! An identity number is taken only from who consents to that, and to nothing else with it
//! [PIPL 29]; and what is kept of somebody who left is read for the law alone.

use kit::{Actor, nothing_changed, scenario};
use serde_json::json;

use super::story::{
    REVEAL, attach, business, checkers, document, drafted, fill, fill_without_consent, person,
    register, submit,
};
use crate::data_rights::{GIVE, WITHDRAW, given};

async fn withdraw(who: &Actor<'_>) {
    let _ = who.act(WITHDRAW, json!({ "purpose": "IDENTITY_VERIFICATION" })).await.done();
}

async fn reveal(who: &Actor<'_>, version: &str, purpose: &str) -> kit::Answer {
    who.act(REVEAL, json!({ "registrationId": version, "purpose": purpose })).await
}

scenario! {
    async fn pd_1_no_identity_number_without_a_separate_consent(world) {
        let (ana, id) = world.founder("ana").await;
        let none = json!({});
        let early = fill_without_consent(&ana, &id, person(&none), &none);
        nothing_changed(world, early).await.refused("IDENTITY_CONSENT_NEEDED");
        // Another consent is none, and somebody else's neither.
        let (bob, _) = world.founder("bob").await;
        let _ = ana.act(GIVE, given("PUBLICATION")).await.done();
        let _ = bob.act(GIVE, given("IDENTITY_VERIFICATION")).await.done();
        let other = fill_without_consent(&ana, &id, person(&none), &none);
        nothing_changed(world, other).await.refused("IDENTITY_CONSENT_NEEDED");
        // Where no number is collected none is asked for.
        let _ = fill_without_consent(&ana, &id, business(&none), &none).await.done();
        let _ = ana.act(GIVE, given("IDENTITY_VERIFICATION")).await.done();
        let _ = fill_without_consent(&ana, &id, person(&none), &none).await.done();
    }

    /// PD-2: taken back, it counts from then on: nothing more is shown, and nothing is handed in.
    async fn pd_2_a_consent_taken_back_stops_the_registration(world) {
        let (ana, id) = world.founder("ana").await;
        let version = drafted(&ana, &id, person(&json!({})), &json!({})).await;
        let (front, back) = (document(&ana, &id).await, document(&ana, &id).await);
        let _ = attach(&ana, &version, &front, "IDENTITY_FRONT").await.done();
        withdraw(&ana).await;
        let shown = attach(&ana, &version, &back, "IDENTITY_BACK");
        nothing_changed(world, shown).await.refused("IDENTITY_CONSENT_NEEDED");
        nothing_changed(world, submit(&ana, &version)).await.refused("IDENTITY_CONSENT_NEEDED");
        let none = json!({});
        let again = fill_without_consent(&ana, &id, person(&none), &none);
        nothing_changed(world, again).await.refused("IDENTITY_CONSENT_NEEDED");
        let _ = fill(&ana, &id, person(&json!({})), &json!({})).await.done();
        let _ = attach(&ana, &version, &back, "IDENTITY_BACK").await.done();
        let _ = submit(&ana, &version).await.done();
    }

    /// The entry of an access names the request that asked.
    async fn pd_8_an_access_names_its_request(world) {
        let (mut ana, id) = world.founder("ana").await;
        let version = drafted(&ana, &id, business(&json!({})), &json!({})).await;
        ana.sign_in_again().await;
        let _ = reveal(&ana, &version, "OWN_DATA").await.done();
        let named = "SELECT DISTINCT length(request) FROM access_entry WHERE purpose = 'OWN_DATA'
            AND table_name = 'registration'";
        let named = world.ask(named).await;
        assert!(named.len() == 1 && named[0] != "0", "{named:?}");
    }

    /// PD-4: whoever stood behind a shop has closed their account: what the law keeps of it is read
    /// for a dispute, and for nothing else.
    async fn pd_4_what_is_kept_turns_read_restricted(world) {
        let (mut ana, id) = world.founder("ana").await;
        let mut bob = world.careful_person("bob").await;
        let (cat, shared) = world.founder("cat").await;
        let mut staff = checkers(world).await;
        let version = register(world, &ana, (&id, person(&json!({}))), &staff).await;
        let theirs = drafted(&cat, &shared, business(&json!({})), &json!({})).await;
        crate::operators::admit(&cat, &shared, &bob, "OWNER").await;
        world.settle().await;
        for who in [&mut ana, &mut bob] {
            who.sign_in_again().await;
            let closed = who.say("mutation { accountClose { userErrors { code } } }").await;
            assert_eq!(closed.refusals(), [""; 0]);
        }
        world.settle().await;
        staff.0.sign_in_again().await;
        let review = reveal(&staff.0, &version, "REVIEW").await;
        review.refused("READ_RESTRICTED");
        let opened = reveal(&staff.0, &version, "DISPUTE").await.done();
        let texts = opened.list("registrationReveal.revelation.texts");
        assert!(texts.iter().any(|text| text["text"] == "司马小摊"), "kept, and readable by law");
        let denied = "SELECT count(*) FROM access_entry WHERE decision = 'DENIED'
            AND purpose = 'REGISTRATION_REVIEW'";
        assert!(world.count(denied).await > 0, "who was turned away is written down");
        // A shop that somebody still stands behind is read as before.
        submit(&cat, &theirs).await.refused("DOCUMENTS_MISSING");
        let mut cat = cat;
        cat.sign_in_again().await;
        let _ = reveal(&cat, &theirs, "OWN_DATA").await.done();
    }
}
