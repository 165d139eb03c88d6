//! Payouts and deposits: asked for once, held, sent, paid or back again.

use fairstall::ledger::{self, Account};
use futures_util::future::join_all;
use kit::{Actor, Answer, minutes, nothing_changed, scenario};
use platform::kernel::{Currency, Id};
use serde_json::json;
use uuid::Uuid;

use super::{owed, payable, uuid};
use crate::ledger::{minor, write};
use crate::operators::admit;

const HOLDER: &str = "mutation ($input: OperatorPayoutHolderSetInput!) {
    operatorPayoutHolderSet(input: $input) { operator { id } userErrors { code } } }";

const ACCOUNT: &str =
    "mutation ($input: PayoutAccountSetInput!) { payoutAccountSet(input: $input) {
    account { masked setAt } userErrors { code } } }";

const REQUEST: &str = "mutation ($input: PayoutRequestInput!) { payoutRequest(input: $input) {
    payout { id state amount { amountMinor } } userErrors { code } } }";

const SEEN: &str =
    "query ($id: ID!) { payouts(operatorId: $id) { nodes { id state reference failure
    sentAt endedAt timeline { nodes { to } } } } payoutAccount(operatorId: $id) { masked }
    operatorDeposit(operatorId: $id) { required { amountMinor } balance { amountMinor }
        isSufficient } }";

const TOP_UP: &str = "mutation ($input: OperatorDepositTopUpInput!) {
    operatorDepositTopUp(input: $input) { deposit { isSufficient balance { amountMinor } }
        userErrors { code } } }";

async fn bank(owner: &Actor<'_>, shop: &str, number: &str) -> Answer {
    owner.act(ACCOUNT, json!({ "operatorId": shop, "number": number })).await
}

async fn ask(actor: &Actor<'_>, key: &str, shop: &str, minor: i64) -> Answer {
    let amount = minor.to_string();
    let input = json!({ "idempotencyKey": key, "operatorId": shop, "amountMinor": amount });
    actor.act(REQUEST, input).await
}

pub async fn top_up(actor: &Actor<'_>, key: &str, shop: &str, minor: i64) -> Answer {
    let amount = minor.to_string();
    let input = json!({ "idempotencyKey": key, "operatorId": shop, "amountMinor": amount });
    actor.act(TOP_UP, input).await
}

/// A shop that may be paid out: a holder, a bank account, and so much on its payable.
async fn ready<'world>(
    world: &'world kit::World,
    number: &str,
    minor: i64,
) -> (Actor<'world>, String) {
    let (mut ana, shop) = world.seller("ana").await;
    ana.sign_in_again().await;
    let _ = ana.act(HOLDER, json!({ "operatorId": shop, "name": "Ana Lin" })).await.done();
    let set = bank(&ana, &shop, number).await.done();
    let masked = set.text("payoutAccountSet.account.masked");
    assert_eq!(masked, format!("**** {}", &number[number.len() - 4..]));
    owed(world, &shop, minor).await;
    (ana, shop)
}

async fn states(world: &kit::World) -> Vec<String> {
    world.ask("SELECT state FROM payout ORDER BY id").await
}

scenario! {
    async fn a_payout_is_held_sent_and_paid(world) {
        let (ana, shop) = ready(world, "6222020200112230", 10_000).await;
        let asked = ask(&ana, "payout-01", &shop, 4_000).await.done();
        let again = nothing_changed(world, ask(&ana, "payout-01", &shop, 4_000)).await.done();
        let id = asked.text("payoutRequest.payout.id");
        assert_eq!(again.text("payoutRequest.payout.id"), id);
        nothing_changed(world, ask(&ana, "payout-01", &shop, 4_001)).await
            .refused("IDEMPOTENCY_CONFLICT");
        nothing_changed(world, ask(&ana, "payout-02", &shop, 6_001)).await.refused("SHORT");
        world.settle().await;
        assert_eq!(minor(world.app(), payable(&shop)).await, 6_000);
        assert_eq!(minor(world.app(), Account::Payouts).await, 0);
        assert_eq!(minor(world.app(), Account::Provider("sandbox")).await, -6_000);
        let seen = ana.run(SEEN, json!({ "id": shop })).await.done();
        assert_eq!(seen.text("payouts.nodes.0.state"), "PAID");
        assert!(seen.text("payouts.nodes.0.reference").starts_with("SANDBOX-"));
        assert_eq!(seen.text("payoutAccount.masked"), "**** 2230");
        let stored = world.ask("SELECT masked FROM payout_account").await;
        assert_eq!(stored, ["**** 2230"]);
    }

    async fn what_a_bank_does_not_take_comes_back(world) {
        let (ana, shop) = ready(world, "6222020200110000", 10_000).await;
        let _ = ask(&ana, "payout-01", &shop, 10_000).await.done();
        world.settle().await;
        assert_eq!(states(world).await, ["FAILED"]);
        assert_eq!(minor(world.app(), payable(&shop)).await, 10_000);
        let seen = ana.run(SEEN, json!({ "id": shop })).await.done();
        assert_eq!(seen.text("payouts.nodes.0.failure"), "ACCOUNT_REFUSED");
    }

    /// What nobody knows yet is asked again; it never counts as failed.
    async fn what_a_bank_does_not_know_yet_is_asked_again(world) {
        let (ana, shop) = ready(world, "6222020200110001", 10_000).await;
        let _ = ask(&ana, "payout-01", &shop, 10_000).await.done();
        world.settle().await;
        assert_eq!(states(world).await, ["SENT"]);
        assert_eq!(minor(world.app(), Account::Payouts).await, 10_000);
        world.later(minutes(2)).await;
        assert_eq!(states(world).await, ["PAID"]);
        assert_eq!(minor(world.app(), Account::Payouts).await, 0);
    }

    /// OP-7: nobody is paid out before it is known in whose name, a natural person only in theirs.
    async fn op_7_a_payout_takes_a_holder(world) {
        let (mut ana, shop) = world.seller("ana").await;
        ana.sign_in_again().await;
        owed(world, &shop, 10_000).await;
        nothing_changed(world, ask(&ana, "payout-01", &shop, 1)).await.refused("HOLDER_MISSING");
        let _ = ana.act(HOLDER, json!({ "operatorId": shop, "name": "Ana Lin" })).await.done();
        nothing_changed(world, ask(&ana, "payout-01", &shop, 1)).await.refused("ACCOUNT_MISSING");
        let _ = bank(&ana, &shop, "6222020200112230").await.done();
        // As a natural person's shop whose registration names somebody else.
        world.run("UPDATE operator SET kind = 'NATURAL_PERSON'").await;
        nothing_changed(world, ask(&ana, "payout-01", &shop, 1)).await.refused("HOLDER_MISSING");
        world.run("UPDATE operator SET kind = 'REGISTERED'").await;
        let _ = ask(&ana, "payout-01", &shop, 1).await.done();
    }

    async fn who_may_not_pays_nothing_out(world) {
        let (mut ana, shop) = ready(world, "6222020200112230", 10_000).await;
        let mut bob = world.careful_person("bob").await;
        let mut cat = world.careful_person("cat").await;
        let mut dan = world.person("dan").await;
        let mut eve = world.careful_person("eve").await;
        admit(&ana, &shop, &bob, "MANAGER").await;
        admit(&ana, &shop, &cat, "FINANCE").await;
        admit(&ana, &shop, &dan, "OWNER").await;
        world.settle().await;
        for one in [&mut bob, &mut cat, &mut dan, &mut eve, &mut ana] {
            one.sign_in_again().await;
        }
        for (who, key, code) in [
            (&eve, "payout-01", "OPERATOR_NOT_FOUND"),
            (&bob, "payout-01", "ROLE_TOO_LOW"),
            (&dan, "payout-01", "SECOND_FACTOR_NEEDED"),
            (&cat, "short", "IDEMPOTENCY_KEY_INVALID"),
        ] {
            nothing_changed(world, ask(who, key, &shop, 1)).await.refused(code);
        }
        for minor in [0, -1, i64::MIN, i64::MAX] {
            let told = ask(&cat, "payout-01", &shop, minor);
            nothing_changed(world, told).await.refused("AMOUNT_INVALID");
        }
        let number = "6222020200114444";
        nothing_changed(world, bank(&eve, &shop, number)).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, bank(&cat, &shop, number)).await.refused("OWNER_ONLY");
        nothing_changed(world, bank(&dan, &shop, number)).await.refused("SECOND_FACTOR_NEEDED");
        for wrong in ["", "1234567", "6222 0202 №0011 4444", &"1".repeat(35)] {
            nothing_changed(world, bank(&ana, &shop, wrong)).await.refused("NUMBER_INVALID");
        }
        for (who, sees) in [(&ana, true), (&cat, true), (&bob, false), (&eve, false)] {
            let seen = who.run(SEEN, json!({ "id": shop })).await.done();
            for field in ["payouts", "payoutAccount", "operatorDeposit"] {
                assert_eq!(seen.data(field).is_null(), !sees, "{} {field}", who.handle);
            }
        }
        let _ = ask(&cat, "payout-01", &shop, 1).await.done();
        world.settle().await;
        world.pass(minutes(6));
        nothing_changed(world, ask(&cat, "payout-02", &shop, 1)).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, bank(&ana, &shop, number)).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, top_up(&ana, "top-up-01", &shop, 1)).await.refused("STEP_UP_NEEDED");
    }

    async fn a_frozen_shop_is_not_paid_out(world) {
        let (ana, shop) = ready(world, "6222020200112230", 10_000).await;
        let (operator, matter) = (Id::from_uuid(uuid(&shop)), Uuid::from_u128(9));
        let _ = ask(&ana, "payout-01", &shop, 4_000).await.done();
        let freeze = write(world.app(), async |tx| {
            ledger::freeze_operator(tx, operator, matter).await.map(Ok)
        });
        freeze.await.unwrap();
        nothing_changed(world, ask(&ana, "payout-02", &shop, 1)).await.refused("FROZEN");
        // What was asked for before, and not yet sent, comes back.
        world.settle().await;
        assert_eq!(states(world).await, ["FAILED"]);
        let reader = world.app().reader();
        let there = ledger::balance(reader, payable(&shop), Currency::Cny).await.unwrap();
        assert_eq!((there.balance.minor(), there.held.minor()), (10_000, 0));
    }

    /// Ten at once ask for what is there for three of them.
    async fn at_once_no_more_is_paid_out_than_is_owed(world) {
        let (ana, shop) = ready(world, "6222020200112230", 10_000).await;
        let keys: Vec<String> = (0..10).map(|number| format!("payout-{number:02}")).collect();
        let answers = join_all(keys.iter().map(|key| ask(&ana, key, &shop, 3_000))).await;
        let done = answers.iter().filter(|answer| answer.refusals().is_empty()).count();
        assert_eq!(done, 3);
        world.settle().await;
        assert_eq!(minor(world.app(), payable(&shop)).await, 1_000);
    }

    /// CP-7: a deposit comes from what a shop is owed, and never goes below zero.
    async fn cp_7_a_deposit_is_topped_up_and_never_below_zero(world) {
        let (mut ana, shop) = world.seller("ana").await;
        ana.sign_in_again().await;
        owed(world, &shop, 10_000).await;
        world.run("INSERT INTO deposit_level (version, amount_minor, effective_from) \
                   VALUES ('2026-12', 5000, 0)").await;
        let seen = ana.run(SEEN, json!({ "id": shop })).await.done();
        assert_eq!(seen.text("operatorDeposit.required.amountMinor"), "5000");
        assert_eq!(seen.data("operatorDeposit.isSufficient"), false);
        for wrong in [0, -5, i64::MAX] {
            let told = top_up(&ana, "top-up-01", &shop, wrong);
            nothing_changed(world, told).await.refused("AMOUNT_INVALID");
        }
        nothing_changed(world, top_up(&ana, "top-up-01", &shop, 10_001)).await.refused("SHORT");
        let done = top_up(&ana, "top-up-01", &shop, 5_000).await.done();
        assert_eq!(done.data("operatorDepositTopUp.deposit.isSufficient"), true);
        let again = nothing_changed(world, top_up(&ana, "top-up-01", &shop, 5_000)).await.done();
        assert_eq!(again.text("operatorDepositTopUp.deposit.balance.amountMinor"), "5000");
        nothing_changed(world, top_up(&ana, "top-up-01", &shop, 1)).await
            .refused("IDEMPOTENCY_CONFLICT");
        let deposit = Account::Deposit(Id::from_uuid(uuid(&shop)));
        let out = [crate::ledger::moves(deposit, Account::Refunds, 5_001, "over")];
        assert!(crate::ledger::post(world.app(), &out).await.is_err());
        world.run("DELETE FROM operator_deposit_account").await;
        nothing_changed(world, top_up(&ana, "top-up-02", &shop, 1)).await
            .refused("NO_DEPOSIT_ACCOUNT");
    }
}
