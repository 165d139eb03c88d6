//! PY-3: what may be paid with a balance in a day and a year, to the fen.

use fairstall::ledger::Account;
use kit::paying::PAYMENT_PASSWORD;
use kit::{Actor, World, hours, minutes, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{on, places, state, wallet};
use crate::identity::soft_key::SoftKey;

const TOP_UP: &str = "mutation ($input: WalletTopUpInput!) { walletTopUp(input: $input) {
    payment { id purpose } userErrors { code } } }";
const CLASS: &str = "mutation ($input: PaymentAccountClassSetInput!) {
    paymentAccountClassSet(input: $input) { wallet { class } userErrors { code } } }";

fn all(minor: i64) -> Value {
    json!({ "provider": null, "walletAmountMinor": minor.to_string() })
}

/// Somebody who is well known, with a balance, a payment password, and an authenticator app.
async fn rich(world: &World, minor: i64) -> (Actor<'_>, String) {
    let mut staff = world.staff("RISK").await;
    let mut ana = world.careful_person("ana").await;
    let (_, shop) = world.seller("stall").await;
    staff.sign_in_again().await;
    let _ = staff.act(CLASS, json!({ "userId": ana.id, "class": "THREE" })).await.done();
    ana.sign_in_again().await;
    ana.set_payment_password().await;
    let _ = ana.top_up(minor).await;
    assert_eq!(wallet(&ana).await, (minor, 0));
    (ana, shop)
}

async fn spend(world: &World, ana: &Actor<'_>, shop: &str, minor: i64, more: Value) -> kit::Answer {
    let (payment, _) = world.owe(&ana.id, &[(shop, minor)]).await;
    let mut input = all(minor);
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input["idempotencyKey"] = json!(format!("spend-{payment}"));
    ana.confirm(&payment, input).await
}

/// Makes a passkey on a device of theirs.
async fn passkey(world: &World, who: &Actor<'_>) -> SoftKey {
    let start = "mutation { passkeyRegisterStart { ceremony { id options } userErrors { code } } }";
    let begun = who.say(start).await.done();
    let origin = &world.app().settings().identity.webauthn_origin;
    let origin = origin.origin().ascii_serialization();
    let options = begun.text("passkeyRegisterStart.ceremony.options");
    let (key, credential) = SoftKey::make(&options, &origin);
    let confirm = "mutation ($input: PasskeyRegisterConfirmInput!) {
        passkeyRegisterConfirm(input: $input) { passkey { id } userErrors { code } } }";
    let ceremony = begun.text("passkeyRegisterStart.ceremony.id");
    let passkey = json!({ "ceremonyId": ceremony, "credential": credential });
    let _ = who.act(confirm, json!({ "passkey": passkey, "name": "My phone" })).await.done();
    key
}

/// Shows it.
async fn step_up(who: &Actor<'_>, key: &mut SoftKey) {
    let start =
        "mutation { sessionStepUpPasskeyStart { ceremony { id options } userErrors { code } } }";
    let begun = who.say(start).await.done();
    let answer = key.answer(&begun.text("sessionStepUpPasskeyStart.ceremony.options"));
    let ceremony = begun.text("sessionStepUpPasskeyStart.ceremony.id");
    let passkey = json!({ "ceremonyId": ceremony, "credential": answer });
    let show = "mutation ($input: SessionStepUpInput!) { sessionStepUp(input: $input) {
        session { id } userErrors { code } } }";
    let _ = who.act(show, json!({ "proof": { "passkey": passkey } })).await.done();
}

scenario! {
    async fn py_3_two_factors_pay_5_000_00_a_day_and_not_a_fen_more(world) {
        let (mut ana, shop) = rich(world, 900_000).await;
        ana.sign_in_again().await;
        let both = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = spend(world, &ana, &shop, 400_000, both.clone()).await.done();
        let over = spend(world, &ana, &shop, 100_001, both.clone()).await;
        over.refused("DAILY_LIMIT");
        let _ = spend(world, &ana, &shop, 100_000, both.clone()).await.done();
        spend(world, &ana, &shop, 1, both.clone()).await.refused("DAILY_LIMIT");
        assert_eq!(wallet(&ana).await, (400_000, 0));
        // The next day of Shanghai is another day.
        world.later(hours(14)).await;
        ana.sign_in_again().await;
        let _ = spend(world, &ana, &shop, 1, both).await.done();
        assert_eq!(wallet(&ana).await, (399_999, 0));
    }

    /// A passkey is an electronic signature: with it and the password, what was agreed on.
    async fn py_3_a_passkey_lifts_the_day_to_what_was_agreed(world) {
        let (mut ana, shop) = rich(world, 900_000).await;
        ana.sign_in_again().await;
        let both = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = spend(world, &ana, &shop, 400_000, both.clone()).await.done();
        spend(world, &ana, &shop, 100_001, both.clone()).await.refused("DAILY_LIMIT");
        let mut key = passkey(world, &ana).await;
        // Making it was showing it, and that is over after five minutes.
        world.pass(minutes(5));
        ana.wake().await;
        spend(world, &ana, &shop, 100_001, both.clone()).await.refused("DAILY_LIMIT");
        step_up(&ana, &mut key).await;
        // Alone it is one factor, whose limit is passed long since.
        spend(world, &ana, &shop, 1, json!({})).await.refused("DAILY_LIMIT");
        let _ = spend(world, &ana, &shop, 100_001, both.clone()).await.done();
        assert_eq!(wallet(&ana).await, (399_999, 0));
        // It was shown for five minutes: then the day is over for who shows less.
        world.pass(minutes(5));
        ana.wake().await;
        spend(world, &ana, &shop, 1, both.clone()).await.refused("DAILY_LIMIT");
        step_up(&ana, &mut key).await;
        let _ = spend(world, &ana, &shop, 1, both).await.done();
    }

    async fn py_3_one_factor_pays_1_000_00_a_day(world) {
        let (mut ana, shop) = rich(world, 300_000).await;
        ana.sign_in_again().await;
        let _ = spend(world, &ana, &shop, 100_000, json!({})).await.done();
        spend(world, &ana, &shop, 1, json!({})).await.refused("DAILY_LIMIT");
        let both = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = spend(world, &ana, &shop, 1, both).await.done();
    }

    async fn py_3_an_account_that_is_little_known_pays_1_000_00_in_all(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        ana.set_payment_password().await;
        let _ = ana.top_up(300_000).await;
        ana.sign_in_again().await;
        let both = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let _ = spend(world, &ana, &shop, 100_000, both.clone()).await.done();
        spend(world, &ana, &shop, 1, both.clone()).await.refused("CLASS_LIMIT");
        world.later(hours(24)).await;
        ana.sign_in_again().await;
        spend(world, &ana, &shop, 1, both).await.refused("CLASS_LIMIT");
        assert_eq!(wallet(&ana).await, (200_000, 0));
    }

    async fn py_3_payments_at_once_pass_no_limit_together(world) {
        let (mut ana, shop) = rich(world, 900_000).await;
        ana.sign_in_again().await;
        let both = json!({ "paymentPassword": PAYMENT_PASSWORD });
        let each = (0..4).map(|_| spend(world, &ana, &shop, 200_000, both.clone()));
        let answers = futures_util::future::join_all(each).await;
        let refused = answers.iter().filter(|answer| answer.refusals() == ["DAILY_LIMIT"]).count();
        assert_eq!(refused, 2);
        assert_eq!(wallet(&ana).await, (500_000, 0));
    }

    async fn a_balance_pays_no_more_than_is_on_it(world) {
        let mut ana = world.careful_person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(500).await;
        ana.sign_in_again().await;
        spend(world, &ana, &shop, 501, json!({})).await.refused("BALANCE_SHORT");
        let _ = spend(world, &ana, &shop, 500, json!({})).await.done();
        spend(world, &ana, &shop, 1, json!({})).await.refused("BALANCE_SHORT");
        assert_eq!(on(world, Account::Transit).await, 500);
        assert_eq!(wallet(&ana).await, (0, 0));
    }

    async fn a_balance_asks_for_a_factor(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("stall").await;
        let _ = ana.top_up(500).await;
        spend(world, &ana, &shop, 100, json!({})).await.refused("FACTOR_NEEDED");
    }

    async fn a_balance_does_not_top_up_itself(world) {
        let mut ana = world.careful_person("ana").await;
        let _ = ana.top_up(500).await;
        let begun = ana.act(TOP_UP, json!({ "idempotencyKey": "key-00001", "amountMinor": "500" }));
        let id = begun.await.done().text("walletTopUp.payment.id");
        ana.sign_in_again().await;
        nothing_changed(world, ana.confirm(&id, all(500))).await.refused("TENDERS_INVALID");
    }

    async fn a_top_up_is_one_payment_for_one_key(world) {
        let ana = world.person("ana").await;
        let input = |minor: &str| json!({ "idempotencyKey": "key-00001", "amountMinor": minor });
        for amount in ["0", "-1", "20000001", "9223372036854775807", "-9223372036854775808"] {
            nothing_changed(world, ana.act(TOP_UP, input(amount))).await.refused("AMOUNT_INVALID");
        }
        let first = ana.act(TOP_UP, input("700")).await.done();
        let id = first.text("walletTopUp.payment.id");
        let again = nothing_changed(world, ana.act(TOP_UP, input("700"))).await.done();
        assert_eq!(again.text("walletTopUp.payment.id"), id);
        nothing_changed(world, ana.act(TOP_UP, input("701"))).await.refused("IDEMPOTENCY_CONFLICT");
        let short = json!({ "idempotencyKey": "key", "amountMinor": "1" });
        nothing_changed(world, ana.act(TOP_UP, short)).await.refused("IDEMPOTENCY_KEY_INVALID");
        let _ = ana.pay(&id).await;
        assert_eq!(state(&ana, &id).await, "CAPTURED");
        assert_eq!(wallet(&ana).await, (700, 0));
        assert_eq!(places(world).await, [0, 0, -700]);
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'payment.captured'").await, 0);
    }

    async fn a_class_is_set_by_staff_of_risk_for_others(world) {
        let (mut staff, ana) = (world.staff("RISK").await, world.person("ana").await);
        let input = |id: &str| json!({ "userId": id, "class": "TWO" });
        nothing_changed(world, ana.act(CLASS, input(&ana.id))).await.error("FORBIDDEN");
        world.pass(kit::minutes(6));
        nothing_changed(world, staff.act(CLASS, input(&ana.id))).await.refused("STEP_UP_NEEDED");
        staff.sign_in_again().await;
        nothing_changed(world, staff.act(CLASS, input(&staff.id))).await.refused("OWN_ACCOUNT");
        let nobody = format!("user_{}", "0".repeat(32));
        nothing_changed(world, staff.act(CLASS, input(&nobody))).await.refused("USER_NOT_FOUND");
        let set = staff.act(CLASS, input(&ana.id)).await.done();
        assert_eq!(set.text("paymentAccountClassSet.wallet.class"), "TWO");
    }
}
