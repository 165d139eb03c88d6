//! A shop is registered: filled in, shown, submitted, checked by two; on both tracks.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use crate::data_rights::{GIVE, given};

use super::story::{
    approve, business, checkers, drafted, everything, file, fill, identity, person, register, shop,
    state, submit, with,
};

scenario! {
    /// The whole way of a business; nothing personal of it is in the clear in any table.
    async fn a_business_comes_to_be_active(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        assert_eq!(state(world, &id).await, "DRAFT");
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        assert_eq!(state(world, &id).await, "SUBMITTED");
        let first = approve(&staff.0, &version).await.done();
        assert_eq!(first.text("registrationReview.registration.state"), "RECOMMENDED");
        assert_eq!(state(world, &id).await, "SUBMITTED");
        let second = approve(&staff.1, &version).await.done();
        assert_eq!(second.text("registrationReview.registration.operator.state"), "ACTIVE");
        world.settle().await;
        assert!(world.letters_to(&ana.email).iter().any(|l| l.text.contains("审核已通过")));
        let text = everything(world).await;
        for secret in ["欧阳小铺", "13912345678", "owner@example.com"] {
            assert!(!text.contains(secret), "{secret} is in the clear");
        }
        assert!(text.contains("示例市青窑商贸有限公司"));
    }

    /// OP-2, OP-6: what everybody is shown of a business.
    async fn op_2_a_business_shows_its_licence(world) {
        let (ana, id) = world.founder("ana").await;
        let fields = "badge licence { kind legalName creditCode businessAddress validFrom validUntil
            exemptionGround declaration region } verifiedAt reverifyBy hasPendingChange";
        assert_eq!(shop(&world.visitor(), &id, fields).await["licence"], Value::Null);
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        let seen = shop(&world.visitor(), &id, fields).await;
        assert_eq!(seen["badge"], "REGISTERED");
        assert_eq!(seen["licence"], json!({
            "kind": "REGISTERED", "legalName": "示例市青窑商贸有限公司",
            "creditCode": "91350100M000100Y43", "businessAddress": "示例省示例市示例路 1 号",
            "validFrom": "2019-12-31T16:00:00.000Z", "validUntil": null,
            "exemptionGround": null, "declaration": null, "region": null,
        }));
        assert_eq!(seen["reverifyBy"], "2027-05-22T16:00:00.000Z");
    }

    /// OP-2, OP-6: what everybody is shown of a natural person, and what of them nobody is.
    async fn op_2_a_person_shows_a_declaration_and_not_their_home(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, person(&json!({}))), &staff).await;
        let fields = "badge licence { kind legalName exemptionGround declaration region
            contactChannel businessAddress }";
        let seen = shop(&world.visitor(), &id, fields).await;
        assert_eq!(seen["badge"], "EXEMPT");
        let licence = &seen["licence"];
        assert_eq!(licence["exemptionGround"], "SMALL_SPORADIC_TRADE");
        assert_eq!(licence["region"], "浙江省杭州市");
        assert_eq!(licence["contactChannel"], "PLATFORM");
        assert!(licence["declaration"].as_str().is_some_and(|text| text.contains("零星小额")));
        let text = everything(world).await;
        let number = identity("19880101", 1);
        for secret in ["司马小摊", "示例路 7 号", "13987654321", "stall@example.com", &number] {
            assert!(!text.contains(secret), "{secret} is in the clear");
        }
    }

    /// Every form that cannot be right is refused with its code, and nothing of it is stored.
    async fn forms_that_cannot_be_right_are_refused(world) {
        let (ana, id) = world.founder("ana").await;
        let young = identity("20081123", 7);
        let forms = [
            (business(&json!({ "issuingCountry": "DE" })), "FOREIGN_DOCUMENT"),
            (business(&json!({ "legalName": " " })), "LEGAL_NAME_INVALID"),
            (business(&json!({ "creditCode": "9135" })), "CREDIT_CODE_INVALID"),
            (business(&json!({ "creditCode": "91350100M000100Y44" })), "CREDIT_CODE_CHECK_WRONG"),
            (business(&json!({ "licenceFrom": "2020" })), "LICENCE_DATES_INVALID"),
            (business(&json!({ "licenceFrom": "2030-01-01" })), "LICENCE_DATES_INVALID"),
            (business(&json!({ "licenceUntil": "2026-11-21" })), "LICENCE_EXPIRED"),
            (business(&json!({ "businessAddress": "" })), "ADDRESS_INVALID"),
            (business(&json!({ "representative": "x" })), "PERSON_NAME_INVALID"),
            (business(&json!({ "phone": "12" })), "PHONE_INVALID"),
            (business(&json!({ "email": "nobody" })), "EMAIL_INVALID"),
            (business(&json!({ "kind": "SELF_OPERATED" })), "KIND_FORBIDDEN"),
            (business(&json!({ "kind": "NATURAL_PERSON" })), "KIND_FORBIDDEN"),
            (person(&json!({ "issuingCountry": "US" })), "FOREIGN_DOCUMENT"),
            (person(&json!({ "name": "" })), "PERSON_NAME_INVALID"),
            (person(&json!({ "identityNumber": "130503670401001" })), "IDENTITY_NUMBER_INVALID"),
            (person(&json!({ "identityNumber": "110105194912310021" })), "IDENTITY_CHECK_WRONG"),
            (person(&json!({ "identityNumber": young })), "TOO_YOUNG"),
            (person(&json!({ "region": "杭州市示例路 7 号" })), "REGION_INVALID"),
            (person(&json!({ "address": "x".repeat(201) })), "ADDRESS_INVALID"),
            (person(&json!({ "acceptsDeclaration": false })), "DECLARATION_NEEDED"),
            (json!({ "unchanged": true }), "PURPOSE_FORBIDDEN"),
        ];
        // Given before: each form is to change nothing by itself.
        let _ = ana.act(GIVE, given("IDENTITY_VERIFICATION")).await.done();
        for (form, code) in forms {
            nothing_changed(world, fill(&ana, &id, form, &json!({}))).await.refused(code);
        }
        for (changes, code) in [
            (json!({ "purpose": "CHANGE" }), "PURPOSE_FORBIDDEN"),
            (json!({ "purpose": "TRANSFER" }), "PURPOSE_FORBIDDEN"),
            (json!({ "changedOn": "2027-01-01" }), "CHANGED_ON_INVALID"),
            (json!({ "changedOn": "now" }), "CHANGED_ON_INVALID"),
        ] {
            let filled = fill(&ana, &id, business(&json!({})), &changes);
            nothing_changed(world, filled).await.refused(code);
        }
    }

    async fn only_owners_register_their_own_shop(world) {
        let (ana, id) = world.founder("ana").await;
        let (eve, hers) = world.founder("eve").await;
        let bob = world.careful_person("bob").await;
        let cat = world.person("cat").await;
        crate::operators::admit(&ana, &id, &bob, "MANAGER").await;
        crate::operators::admit(&ana, &id, &cat, "OWNER").await;
        world.settle().await;
        let form = || business(&json!({}));
        let draft = drafted(&ana, &id, form(), &json!({})).await;
        let none = json!({});
        nothing_changed(world, fill(&eve, &id, form(), &none)).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, fill(&bob, &id, form(), &none)).await.refused("OWNER_ONLY");
        nothing_changed(world, fill(&cat, &id, form(), &none)).await.refused("SECOND_FACTOR_NEEDED");
        nothing_changed(world, submit(&eve, &draft)).await.refused("REGISTRATION_NOT_FOUND");
        nothing_changed(world, submit(&bob, &draft)).await.refused("OWNER_ONLY");
        nothing_changed(world, submit(&cat, &draft)).await.refused("SECOND_FACTOR_NEEDED");
        nothing_changed(world, submit(&ana, &draft)).await.refused("DOCUMENTS_MISSING");
        // A draft is its shop's own matter.
        let query = "query ($id: ID!) { registration(id: $id) { state } }";
        let seen = eve.run(query, json!({ "id": draft })).await.done();
        assert_eq!(seen.data("registration"), &Value::Null);
        let staff = world.staff("COMPLIANCE").await;
        let seen = staff.run(query, json!({ "id": draft })).await.done();
        assert_eq!(seen.data("registration"), &Value::Null);
        nothing_changed(world, approve(&staff, &draft)).await.refused("REGISTRATION_NOT_FOUND");
        let foreign = drafted(&eve, &hers, form(), &json!({})).await;
        nothing_changed(world, submit(&ana, &foreign)).await.refused("REGISTRATION_NOT_FOUND");
    }

    /// A draft is filled in anew as often as one likes; what was submitted stays as it was, by the
    /// database's own rule.
    async fn what_was_submitted_is_never_changed(world) {
        let (ana, id) = world.founder("ana").await;
        let first = drafted(&ana, &id, person(&json!({})), &json!({})).await;
        let again = drafted(&ana, &id, business(&json!({})), &json!({})).await;
        assert_eq!(first, again);
        let one = "SELECT count(*) FROM registration WHERE credit_code IS NOT NULL \
                   AND identity_sealed IS NULL";
        assert_eq!(world.count(one).await, 1);
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        assert_eq!(version, first);
        let changes = json!({});
        let filled = fill(&ana, &id, business(&json!({})), &changes);
        nothing_changed(world, filled).await.refused("REVIEW_OPEN");
        nothing_changed(world, submit(&ana, &version)).await.refused("NOT_A_DRAFT");
        for statement in [
            "UPDATE registration SET legal_name = 'x'",
            "UPDATE registration SET name_sealed = 'x'",
            "UPDATE registration SET state = 'APPROVED', decided_at = 1",
            "DELETE FROM registration",
        ] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), statement);
            assert!(refused.await.is_err(), "{statement}");
        }
    }

    /// OP-1: nobody becomes active on a licence that has ended, at whichever step it ends.
    async fn op_1_a_licence_that_has_ended_makes_nobody_active(world) {
        let (mut ana, id) = world.founder("ana").await;
        let mut staff = checkers(world).await;
        let form = business(&json!({ "licenceUntil": "2026-11-22" }));
        let draft = drafted(&ana, &id, form.clone(), &json!({})).await;
        let licence = crate::operators::story::document(&ana, &id).await;
        let _ = crate::operators::story::attach(&ana, &draft, &licence, "LICENCE").await.done();
        world.pass(kit::days(1));
        ana.sign_in_again().await;
        nothing_changed(world, submit(&ana, &draft)).await.refused("LICENCE_EXPIRED");
        let form = with(form["registered"].clone(), &json!({ "licenceUntil": "2026-11-23" }));
        let version = file(&ana, &id, json!({ "registered": form }), &json!({})).await;
        staff.0.sign_in_again().await;
        let _ = approve(&staff.0, &version).await.done();
        world.pass(kit::days(1));
        staff.1.sign_in_again().await;
        nothing_changed(world, approve(&staff.1, &version)).await.refused("LICENCE_EXPIRED");
        assert_eq!(state(world, &id).await, "SUBMITTED");
    }

    /// The platform's own shop is registered by an admin, and is marked so; OP-6.
    async fn op_6_the_platforms_own_shop_is_marked(world) {
        let boss = world.staff("ADMIN").await;
        let open = "mutation { operatorOpen(input: {handle: \"own\", name: \"Own\"}) {
            operator { id } userErrors { code } } }";
        let id = boss.say(open).await.done().text("operatorOpen.operator.id");
        let staff = checkers(world).await;
        let own = business(&json!({ "kind": "SELF_OPERATED" }));
        let version = register(world, &boss, (&id, own), &staff).await;
        assert!(version.starts_with("registration_"));
        let seen = shop(&world.visitor(), &id, "badge licence { kind }").await;
        assert_eq!(seen, json!({ "badge": "SELF_OPERATED", "licence": { "kind": "SELF_OPERATED" } }));
    }

    /// OP-10: who submits is reminded, and that is kept: of what, whom, when, in which words.
    async fn op_10_prompts_are_kept(world) {
        let (ana, id) = world.founder("ana").await;
        let _ = file(&ana, &id, person(&json!({})), &json!({})).await;
        let fields = "prompts { kind textVersion text user { id } }";
        let seen = shop(&ana, &id, fields).await;
        let mut kinds: Vec<_> = seen["prompts"].as_array().expect("a list").iter()
            .filter_map(|prompt| prompt["kind"].as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["REGISTRATION", "TAX"]);
        assert_eq!(seen["prompts"][0]["textVersion"], "2026-11");
        assert_eq!(seen["prompts"][0]["user"]["id"], json!(ana.id));
        let foreign = shop(&world.person("zoe").await, &id, fields).await;
        assert_eq!(foreign["prompts"], json!([]));
        let refused = sea_orm::ConnectionTrait::execute_unprepared(
            world.direct(), "DELETE FROM operator_prompt");
        assert!(refused.await.is_err());
    }
}
