//! Personal texts are opened with a purpose and a fresh proof, by those who may.

use kit::{Actor, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::story::{REVEAL, business, checkers, drafted, file, identity, person, register};

async fn reveal(who: &Actor<'_>, version: &str, purpose: &str) -> kit::Answer {
    who.act(REVEAL, json!({ "registrationId": version, "purpose": purpose })).await
}

scenario! {
    async fn who_checks_reads_what_was_sealed(world) {
        let (mut ana, id) = world.founder("ana").await;
        let (mut staff, _) = checkers(world).await;
        let version = file(&ana, &id, person(&json!({})), &json!({})).await;
        staff.sign_in_again().await;
        let opened = reveal(&staff, &version, "REVIEW").await.done();
        let texts = opened.list("registrationReveal.revelation.texts");
        let text = |field: &str| {
            let found = texts.iter().find(|text| text["field"] == field);
            found.map_or(Value::Null, |text| text["text"].clone())
        };
        assert_eq!(text("PERSON_NAME"), "司马小摊");
        assert_eq!(text("IDENTITY_NUMBER"), json!(identity("19880101", 1)));
        assert_eq!(text("PHONE"), "+8613987654321");
        ana.sign_in_again().await;
        let own = reveal(&ana, &version, "OWN_DATA").await.done();
        assert_eq!(own.list("registrationReveal.revelation.texts").len(), 5);
    }

    async fn who_may_not_read_learns_nothing(world) {
        let (mut ana, id) = world.founder("ana").await;
        let (mut eve, _) = world.founder("eve").await;
        let (mut staff, _) = checkers(world).await;
        let mut bob = world.careful_person("bob").await;
        crate::operators::admit(&ana, &id, &bob, "MANAGER").await;
        let mut own = world.staff("COMPLIANCE").await;
        crate::operators::admit(&ana, &id, &own, "FINANCE").await;
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        world.pass(minutes(6));
        nothing_changed(world, reveal(&staff, &version, "REVIEW")).await.refused("STEP_UP_NEEDED");
        for who in [&mut ana, &mut eve, &mut staff, &mut bob, &mut own] {
            who.sign_in_again().await;
        }
        for (who, purpose, code) in [
            (&ana, "REVIEW", "REGISTRATION_NOT_FOUND"),
            (&bob, "OWN_DATA", "REGISTRATION_NOT_FOUND"),
            (&eve, "OWN_DATA", "REGISTRATION_NOT_FOUND"),
            (&staff, "OWN_DATA", "REGISTRATION_NOT_FOUND"),
            (&own, "DISPUTE", "OWN_MATTER"),
        ] {
            nothing_changed(world, reveal(who, &version, purpose)).await.refused(code);
        }
    }

    /// A text that is moved to another shop's row does not open there.
    async fn a_moved_text_does_not_open(world) {
        let (ana, id) = world.founder("ana").await;
        let (bob, other) = world.founder("bob").await;
        let (mut staff, second) = checkers(world).await;
        let _ = file(&bob, &other, business(&json!({})), &json!({})).await;
        let version = drafted(&ana, &id, business(&json!({})), &json!({})).await;
        let hex = version.trim_start_matches("registration_");
        let is_it = match world.engine() {
            kit::Engine::Sqlite => format!("hex(id) = upper('{hex}')"),
            kit::Engine::Postgres => format!("id = '{hex}'::uuid"),
        };
        world.run(&format!(
            "UPDATE registration SET phone_sealed = (SELECT phone_sealed FROM registration \
             WHERE NOT ({is_it}) LIMIT 1) WHERE {is_it}")).await;
        let mut ana = ana;
        ana.sign_in_again().await;
        reveal(&ana, &version, "OWN_DATA").await.error("INTERNAL");
        // And a sound one does, for whoever checks it.
        let sound = register(world, &ana, (&id, business(&json!({}))), &(second,
            world.staff("COMPLIANCE").await)).await;
        staff.sign_in_again().await;
        let _ = reveal(&staff, &sound, "DISPUTE").await.done();
    }
}
