//! The risk centre: weighed by versioned rules, with reason and appeal (PY-7), and stopped at once.

use kit::paying::PAYMENT_PASSWORD;
use kit::{Actor, World, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{debt, places, state};

const PROPOSE: &str =
    "mutation ($input: RiskRulesProposeInput!) { riskRulesPropose(input: $input) {
    rules { version publishedAt } userErrors { code } } }";
const PUBLISH: &str =
    "mutation ($input: RiskRulesPublishInput!) { riskRulesPublish(input: $input) {
    rules { version publishedAt publishedBy { id } } userErrors { code } } }";
const APPEAL: &str = "mutation ($input: PaymentAppealInput!) { paymentAppeal(input: $input) {
    case { id kind state text } userErrors { code } } }";
const DECIDE: &str = "mutation ($input: RiskCaseDecideInput!) { riskCaseDecide(input: $input) {
    case { id state reason decidedAt } userErrors { code } } }";
const QUEUE: &str = "{ riskCaseQueue { nodes { id kind text isOverdue dueAt payment { id state }
    findings { score verdict hits rulesVersion } } } }";
const CASE: &str = "query ($id: ID!) { riskCase(id: $id) { id state text reason
    findings { score } } }";
const STOP: &str = "mutation ($input: EmergencyStopSetInput!) { emergencyStopSet(input: $input) {
    stop { id scope provider operator { id } reason setBy { id } untilAt } userErrors { code } } }";
const LIFT: &str = "mutation ($input: EmergencyStopLiftInput!) { emergencyStopLift(input: $input) {
    stop { id liftedAt } userErrors { code } } }";

fn rules(weight: i64) -> String {
    json!({
        "factors": [{ "from_minor": 0, "needed": 0 }],
        "challenge_from": 40, "hold_from": 70, "deny_from": 100,
        "rules": [{ "name": "ANY", "condition": "AMOUNT_FROM_MINOR", "threshold": 1,
                    "weight": weight }],
    })
    .to_string()
}

/// Two members of staff put rules into force by which every payment weighs so much.
async fn weigh(world: &World, weight: i64) -> (Actor<'_>, Actor<'_>) {
    let (mut one, mut other) = (world.staff("RISK").await, world.staff("RISK").await);
    one.sign_in_again().await;
    other.sign_in_again().await;
    let proposed = one.act(PROPOSE, json!({ "body": rules(weight) })).await.done();
    let version = proposed.number("riskRulesPropose.rules.version");
    let _ = other.act(PUBLISH, json!({ "version": version })).await.done();
    (one, other)
}

fn decision(case: &str, upheld: bool) -> Value {
    json!({ "caseId": case, "isUpheld": upheld, "reason": "NO_RISK_FOUND" })
}

async fn first_case(staff: &Actor<'_>) -> String {
    staff.say(QUEUE).await.text("riskCaseQueue.nodes.0.id")
}

scenario! {
    async fn py_7_a_challenge_asks_for_more_and_goes_on(world) {
        let _staff = weigh(world, 40).await;
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        ana.sign_in_again().await;
        ana.set_payment_password().await;
        world.pass(minutes(6));
        let (payment, _) = world.owe(&ana.id, &[(&shop, 500)]).await;
        let challenged = ana.confirm(&payment, json!({})).await.done();
        assert_eq!(challenged.text("paymentConfirm.payment.state"), "CHALLENGED");
        assert_eq!(challenged.text("paymentConfirm.payment.stoppedReason"), "RISK_CHALLENGE");
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["factorsNeeded"], 1);
        assert_eq!(seen["allowedTransitions"], json!(["CONFIRMED"]));
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, 0]);
        let again = json!({ "idempotencyKey": "key-00002" });
        nothing_changed(world, ana.confirm(&payment, again)).await.refused("FACTOR_NEEDED");
        let more = json!({ "idempotencyKey": "key-00003", "paymentPassword": PAYMENT_PASSWORD });
        let _ = ana.confirm(&payment, more).await.done();
        world.settle().await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn py_7_what_is_held_has_a_reason_a_case_and_a_way_on(world) {
        let (one, _) = weigh(world, 70).await;
        let (ana, _, payment, _) = debt(world, 500).await;
        let held = ana.confirm(&payment, json!({})).await.done();
        assert_eq!(held.text("paymentConfirm.payment.state"), "HELD");
        assert_eq!(held.text("paymentConfirm.payment.stoppedReason"), "RISK_HOLD");
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, 0]);
        let queue = one.say(QUEUE).await;
        assert_eq!(queue.text("riskCaseQueue.nodes.0.payment.id"), payment);
        assert_eq!(queue.text("riskCaseQueue.nodes.0.findings.0.hits.0"), "ANY");
        assert_eq!(queue.number("riskCaseQueue.nodes.0.findings.0.score"), 70);
        let case = first_case(&one).await;
        // The payer sees that there is a case, and nothing of what the rules found.
        let seen = ana.run(CASE, json!({ "id": case })).await;
        assert!(seen.list("riskCase.findings").is_empty());
        let eve = world.person("eve").await;
        assert!(eve.run(CASE, json!({ "id": case })).await.data("riskCase").is_null());
        nothing_changed(world, eve.act(DECIDE, decision(&case, true))).await.error("FORBIDDEN");
        let mut one = one;
        one.sign_in_again().await;
        let _ = one.act(DECIDE, decision(&case, true)).await.done();
        nothing_changed(world, one.act(DECIDE, decision(&case, false))).await
            .refused("ALREADY_DECIDED");
        assert_eq!(state(&ana, &payment).await, "CREATED");
        // What staff let go is not held again for the same.
        let _ = ana.pay(&payment).await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn py_7_what_is_denied_has_a_reason_and_an_appeal(world) {
        let (mut one, mut other) = weigh(world, 100).await;
        let (ana, _, payment, _) = debt(world, 500).await;
        let early = json!({ "paymentId": payment, "text": "Why?" });
        nothing_changed(world, ana.act(APPEAL, early.clone())).await.refused("NOT_STOPPED");
        let denied = ana.confirm(&payment, json!({})).await.done();
        assert_eq!(denied.text("paymentConfirm.payment.state"), "DENIED");
        let seen = ana.payment(&payment).await;
        assert_eq!(seen["stoppedReason"], "RISK_DENIED");
        let again = json!({ "idempotencyKey": "key-00002" });
        nothing_changed(world, ana.confirm(&payment, again)).await.refused("STATE_FORBIDS");
        let empty = json!({ "paymentId": payment, "text": " " });
        nothing_changed(world, ana.act(APPEAL, empty)).await.refused("TEXT_INVALID");
        let eve = world.person("eve").await;
        nothing_changed(world, eve.act(APPEAL, early.clone())).await.refused("PAYMENT_NOT_FOUND");
        let filed = ana.act(APPEAL, early.clone()).await.done();
        assert_eq!(filed.text("paymentAppeal.case.text"), "Why?");
        nothing_changed(world, ana.act(APPEAL, early)).await.refused("ALREADY_APPEALED");
        let case = filed.text("paymentAppeal.case.id");
        one.sign_in_again().await;
        other.sign_in_again().await;
        let queue = one.say(QUEUE).await;
        assert_eq!(queue.text("riskCaseQueue.nodes.0.text"), "Why?");
        let _ = other.act(DECIDE, decision(&case, true)).await.done();
        assert_eq!(state(&ana, &payment).await, "CREATED");
        let _ = ana.pay(&payment).await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn py_7_an_appeal_is_decided_by_somebody_else(world) {
        let (mut one, mut other) = weigh(world, 70).await;
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, json!({})).await.done();
        one.sign_in_again().await;
        let case = first_case(&one).await;
        let _ = one.act(DECIDE, decision(&case, false)).await.done();
        assert_eq!(state(&ana, &payment).await, "DENIED");
        let filed = ana.act(APPEAL, json!({ "paymentId": payment, "text": "No." })).await.done();
        let case = filed.text("paymentAppeal.case.id");
        nothing_changed(world, one.act(DECIDE, decision(&case, true))).await
            .refused("DECIDED_BY_SAME");
        other.sign_in_again().await;
        let _ = other.act(DECIDE, decision(&case, false)).await.done();
        assert_eq!(state(&ana, &payment).await, "DENIED");
        let seen = ana.run(CASE, json!({ "id": case })).await;
        assert_eq!(seen.text("riskCase.reason"), "NO_RISK_FOUND");
    }

    async fn staff_decide_nothing_of_their_own(world) {
        let (mut one, _) = weigh(world, 70).await;
        let (_, shop) = world.seller("stall").await;
        let (payment, _) = world.owe(&one.id, &[(&shop, 500)]).await;
        one.sign_in_again().await;
        let _ = one.confirm(&payment, json!({})).await.done();
        assert_eq!(state(&one, &payment).await, "CREATED".replace("CREATED", "HELD"));
        let case = first_case(&one).await;
        nothing_changed(world, one.act(DECIDE, decision(&case, true))).await.refused("OWN_PAYMENT");
        let none = format!("risk_case_{}", "0".repeat(32));
        nothing_changed(world, one.act(DECIDE, decision(&none, true))).await
            .refused("CASE_NOT_FOUND");
        world.pass(minutes(6));
        nothing_changed(world, one.act(DECIDE, decision(&case, true))).await
            .refused("STEP_UP_NEEDED");
    }

    async fn rules_take_four_eyes_and_are_kept_as_they_were(world) {
        let (mut one, mut other) = (world.staff("RISK").await, world.staff("RISK").await);
        let body = json!({ "body": rules(1) });
        world.pass(minutes(6));
        nothing_changed(world, one.act(PROPOSE, body.clone())).await.refused("STEP_UP_NEEDED");
        one.sign_in_again().await;
        for wrong in ["", "{}", "[]", "{\"rules\":[]}", &rules(0), &rules(1_001),
            &rules(1).replace("40", "71"), &rules(1).replace("ANY", "any")]
        {
            nothing_changed(world, one.act(PROPOSE, json!({ "body": wrong }))).await
                .refused("BODY_INVALID");
        }
        let proposed = one.act(PROPOSE, body).await.done();
        assert_eq!(proposed.number("riskRulesPropose.rules.version"), 2);
        let version = json!({ "version": 2 });
        nothing_changed(world, one.act(PUBLISH, version.clone())).await.refused("PROPOSED_BY_SAME");
        nothing_changed(world, other.act(PUBLISH, version.clone())).await.refused("STEP_UP_NEEDED");
        other.sign_in_again().await;
        let none = json!({ "version": 3 });
        nothing_changed(world, other.act(PUBLISH, none)).await.refused("VERSION_NOT_FOUND");
        let _ = other.act(PUBLISH, version.clone()).await.done();
        nothing_changed(world, other.act(PUBLISH, version)).await.refused("ALREADY_PUBLISHED");
        let list = "{ riskRules { nodes { version body publishedBy { id } proposedBy { id } } } }";
        let seen = one.say(list).await;
        assert_eq!(seen.list("riskRules.nodes").len(), 2);
        assert_eq!(seen.text("riskRules.nodes.0.publishedBy.id"), other.id);
        let ana = world.person("ana").await;
        ana.say(list).await.error("FORBIDDEN");
    }

    async fn what_the_rules_found_is_never_changed(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        assert_eq!(world.count("SELECT count(*) FROM risk_assessment").await, 1);
        for sql in ["UPDATE risk_assessment SET score = 0", "DELETE FROM risk_assessment"] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), sql).await;
            assert!(refused.is_err(), "{sql}");
        }
    }

    async fn many_confirmations_in_an_hour_weigh(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let mut states = Vec::new();
        for number in 0..11 {
            let (payment, _) = world.owe(&ana.id, &[(&shop, 100)]).await;
            let more = json!({ "idempotencyKey": format!("key-000{number:02}") });
            let answer = ana.confirm(&payment, more).await.done();
            states.push(answer.text("paymentConfirm.payment.state"));
        }
        assert_eq!(states[8], "AUTHORISED");
        assert_eq!(states[9], "CHALLENGED");
        let hits = world.ask("SELECT hits FROM risk_assessment WHERE verdict = 'CHALLENGE'").await;
        assert!(hits[0].contains("MANY_IN_AN_HOUR"), "{hits:?}");
    }

    async fn a_stop_stops_all_or_one_provider_or_one_operator(world) {
        let mut staff = world.staff("RISK").await;
        let (ana, shop, payment, _) = debt(world, 500).await;
        let (_, other_shop) = world.seller("booth").await;
        let (other, _) = world.owe(&ana.id, &[(&other_shop, 500)]).await;
        staff.sign_in_again().await;
        let set = |more: serde_json::Value| {
            let mut input = json!({ "reason": "An attack is running." });
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        };
        for (more, hits_other) in [
            (json!({}), true),
            (json!({ "provider": "SANDBOX" }), true),
            (json!({ "operatorId": shop }), false),
        ] {
            let stop = staff.act(STOP, set(more)).await.done();
            let id = stop.text("emergencyStopSet.stop.id");
            assert_eq!(stop.text("emergencyStopSet.stop.setBy.id"), staff.id);
            nothing_changed(world, ana.confirm(&payment, json!({}))).await.refused("STOPPED");
            if hits_other {
                nothing_changed(world, ana.confirm(&other, json!({}))).await.refused("STOPPED");
            }
            let lifted = staff.act(LIFT, json!({ "stopId": id })).await.done();
            assert!(lifted.data("emergencyStopLift.stop.liftedAt").is_string());
            nothing_changed(world, staff.act(LIFT, json!({ "stopId": id }))).await
                .refused("STOP_NOT_FOUND");
        }
        let _ = ana.pay(&payment).await;
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn a_stop_ends_by_itself_and_says_who_and_why(world) {
        let mut staff = world.staff("RISK").await;
        let (ana, shop, payment, _) = debt(world, 500).await;
        world.pass(minutes(6));
        let until = "2026-11-22T03:00:00.000Z";
        let input = json!({ "reason": "Drill.", "untilAt": until });
        nothing_changed(world, staff.act(STOP, input.clone())).await.refused("STEP_UP_NEEDED");
        staff.sign_in_again().await;
        nothing_changed(world, ana.act(STOP, input.clone())).await.error("FORBIDDEN");
        let nobody = format!("operator_{}", "0".repeat(32));
        for (wrong, code) in [
            (json!({ "reason": "", "untilAt": until }), "REASON_INVALID"),
            (json!({ "reason": "x", "untilAt": "2026-11-22T02:00:00Z" }), "UNTIL_INVALID"),
            (json!({ "reason": "x", "operatorId": nobody }), "OPERATOR_NOT_FOUND"),
            (json!({ "reason": "x", "operatorId": shop, "provider": "SANDBOX" }), "SCOPE_INVALID"),
        ] {
            nothing_changed(world, staff.act(STOP, wrong)).await.refused(code);
        }
        let _ = staff.act(STOP, input).await.done();
        let list = "{ emergencyStops { scope reason setBy { id } untilAt } }";
        assert_eq!(staff.say(list).await.text("emergencyStops.0.reason"), "Drill.");
        nothing_changed(world, ana.confirm(&payment, json!({}))).await.refused("STOPPED");
        world.pass(minutes(60));
        assert!(staff.elsewhere().token.is_none());
        staff.sign_in_again().await;
        assert!(staff.say(list).await.list("emergencyStops").is_empty());
        world.pass(minutes(6));
        nothing_changed(world, staff.act(LIFT, json!({
            "stopId": format!("stop_{}", "0".repeat(32)) }))).await.refused("STEP_UP_NEEDED");
    }
}
