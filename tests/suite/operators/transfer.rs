//! A shop goes to another holder (OP-8).

use kit::{Actor, Answer, days, minutes, nothing_changed, scenario};
use serde_json::json;

use super::story::{approve, business, checkers, drafted, file, fill, register, shop, state};

const START: &str = "mutation ($input: OperatorTransferStartInput!) {
    operatorTransferStart(input: $input) { transfer { id state } userErrors { code } } }";

const ACCEPT: &str = "mutation ($input: OperatorTransferAcceptInput!) {
    operatorTransferAccept(input: $input) {
        transfer { state areBothLiable } userErrors { code } } }";

const CANCEL: &str = "mutation ($input: OperatorTransferCancelInput!) {
    operatorTransferCancel(input: $input) { transfer { state } userErrors { code } } }";

async fn start(owner: &Actor<'_>, shop: &str, handle: &str) -> Answer {
    owner.act(START, json!({ "operatorId": shop, "handle": handle })).await
}

async fn answer(who: &Actor<'_>, verb: &str, id: &str) -> Answer {
    who.act(verb, json!({ "transferId": id })).await
}

scenario! {
    /// Both answer for the shop, for everybody to see, until the new holder is verified; and then
    /// the old one is out of it.
    async fn op_8_both_are_liable_until_the_new_holder_is_verified(world) {
        let (mut ana, id) = world.founder("ana").await;
        let bob = world.careful_person("bob").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        ana.sign_in_again().await;
        let started = start(&ana, &id, "bob").await.done();
        let transfer = started.text("operatorTransferStart.transfer.id");
        let fields = "state hasPendingChange reverifyBy transfer { state areBothLiable
            giver { id } receiver { id } }";
        let visitor = world.visitor();
        assert_eq!(shop(&visitor, &id, "transfer { id }").await["transfer"], json!(null));
        let accepted = answer(&bob, ACCEPT, &transfer).await.done();
        assert_eq!(accepted.data("operatorTransferAccept.transfer.areBothLiable"), &json!(true));
        world.settle().await;
        let seen = shop(&visitor, &id, fields).await;
        assert_eq!(seen["state"], "REVERIFY_DUE");
        assert_eq!(seen["reverifyBy"], "2026-12-22T16:00:00.000Z");
        assert_eq!(seen["transfer"], json!({ "state": "ACCEPTED", "areBothLiable": true,
            "giver": { "id": ana.id }, "receiver": { "id": bob.id } }));
        let form = || business(&json!({ "legalName": "新主商贸有限公司" }));
        let changes = json!({});
        let old = fill(&ana, &id, form(), &changes);
        nothing_changed(world, old).await.refused("RECEIVER_ONLY");
        let changes = json!({ "purpose": "CHANGE" });
        let other = fill(&bob, &id, form(), &changes);
        nothing_changed(world, other).await.refused("PURPOSE_FORBIDDEN");
        let version = file(&bob, &id, form(), &json!({})).await;
        assert_eq!(shop(&visitor, &id, fields).await["hasPendingChange"], true);
        let _ = approve(&staff.0, &version).await.done();
        let _ = approve(&staff.1, &version).await.done();
        world.settle().await;
        let seen = shop(&visitor, &id, "state transfer { id } licence { legalName }").await;
        assert_eq!(seen, json!({ "state": "ACTIVE", "transfer": null,
            "licence": { "legalName": "新主商贸有限公司" } }));
        let changes = json!({});
        let out = fill(&ana, &id, form(), &changes);
        nothing_changed(world, out).await.refused("OPERATOR_NOT_FOUND");
        assert_eq!(world.ask("SELECT state FROM operator_transfer").await, ["COMPLETED"]);
    }

    /// Who is not verified within thirty days lists nothing new; both stay liable.
    async fn op_8_a_new_holder_has_thirty_days(world) {
        let (mut ana, id) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        ana.sign_in_again().await;
        let started = start(&ana, &id, "bob").await.done();
        let transfer = started.text("operatorTransferStart.transfer.id");
        let _ = answer(&bob, ACCEPT, &transfer).await.done();
        world.later(days(31)).await;
        assert_eq!(state(world, &id).await, "RESTRICTED");
        let seen = shop(&world.visitor(), &id, "transfer { areBothLiable }").await;
        assert_eq!(seen["transfer"]["areBothLiable"], true);
    }

    async fn what_is_no_transfer_is_refused(world) {
        let (mut ana, id) = world.seller("ana").await;
        let mut bob = world.careful_person("bob").await;
        let (mut eve, draft) = world.founder("eve").await;
        let plain = world.person("plain").await;
        crate::operators::admit(&ana, &id, &bob, "MANAGER").await;
        world.pass(minutes(6));
        nothing_changed(world, start(&ana, &id, "bob")).await.refused("STEP_UP_NEEDED");
        for who in [&mut ana, &mut bob, &mut eve] {
            who.sign_in_again().await;
        }
        nothing_changed(world, start(&eve, &id, "eve")).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, start(&bob, &id, "bob")).await.refused("OWNER_ONLY");
        nothing_changed(world, start(&eve, &draft, "bob")).await.refused("STATE_FORBIDS");
        nothing_changed(world, start(&ana, &id, "ana")).await.refused("USER_NOT_FOUND");
        nothing_changed(world, start(&ana, &id, "no_one")).await.refused("USER_NOT_FOUND");
        let version = drafted(&ana, &id, business(&json!({})), &json!({})).await;
        nothing_changed(world, start(&ana, &id, "eve")).await.refused("REVIEW_OPEN");
        let own = version.trim_start_matches("registration_");
        let own = crate::social::uuid(world, &format!("registration_{own}"));
        world.run(&format!("DELETE FROM registration WHERE id = {own}")).await;
        let started = start(&ana, &id, "plain").await.done();
        let transfer = started.text("operatorTransferStart.transfer.id");
        world.settle().await;
        nothing_changed(world, start(&ana, &id, "eve")).await.refused("TRANSFER_OPEN");
        let exit = "mutation ($input: OperatorExitAnnounceInput!) {
            operatorExitAnnounce(input: $input) { userErrors { code } } }";
        let no = ana.act(exit, json!({ "operatorId": id }));
        nothing_changed(world, no).await.refused("TRANSFER_OPEN");
        let no = answer(&eve, ACCEPT, &transfer);
        nothing_changed(world, no).await.refused("TRANSFER_NOT_FOUND");
        let no = answer(&eve, CANCEL, &transfer);
        nothing_changed(world, no).await.refused("TRANSFER_NOT_FOUND");
        let no = answer(&plain, ACCEPT, &transfer);
        nothing_changed(world, no).await.refused("SECOND_FACTOR_NEEDED");
        let _ = answer(&plain, CANCEL, &transfer).await.done();
        nothing_changed(world, answer(&ana, CANCEL, &transfer)).await.refused("STATE_FORBIDS");
        let again = start(&ana, &id, "eve").await.done();
        let again = again.text("operatorTransferStart.transfer.id");
        let _ = answer(&eve, ACCEPT, &again).await.done();
        nothing_changed(world, answer(&eve, ACCEPT, &again)).await.refused("STATE_FORBIDS");
        nothing_changed(world, answer(&ana, CANCEL, &again)).await.refused("STATE_FORBIDS");
    }
}
