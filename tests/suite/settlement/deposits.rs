//! Deposits that fall short, and what becomes of them after an exit (§14).

use fairstall::ledger::{self, Account};
use fairstall::settlement::watch_deposits;
use kit::{Actor, World, days, nothing_changed, nothing_changed_but, scenario};
use platform::kernel::Id;
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use super::early::{refund, set, shipped};
use super::payouts::top_up;
use super::{order, owed, payable, receivable, uuid};
use crate::catalog;
use crate::fulfilment::{instant, until};
use crate::ledger::{minor, moves, post, write};
use crate::orders::shop;

const SEEN: &str = "query ($id: ID!) { operatorDeposit(operatorId: $id) { state restrictAt
    isSufficient required { amountMinor } balance { amountMinor } } }";

const EXIT: &str = "mutation ($input: OperatorExitAnnounceInput!) {
    operatorExitAnnounce(input: $input) { operator { id } userErrors { code } } }";

async fn see(owner: &Actor<'_>, shop: &str) -> Value {
    owner.run(SEEN, json!({ "id": shop })).await.done().data("operatorDeposit").clone()
}

async fn level(world: &World, version: &str, minor: i64) {
    world
        .run(&format!(
            "INSERT INTO deposit_level (version, amount_minor, effective_from) \
                        VALUES ('{version}', {minor}, 0)"
        ))
        .await;
}

async fn watch(world: &World) -> usize {
    let seen = watch_deposits(world.app()).await.expect("a look");
    world.settle().await;
    seen
}

fn deposit(shop: &str) -> Account {
    Account::Deposit(Id::from_uuid(uuid(shop)))
}

/// The shop leaves, and is gone.
async fn leave(world: &World, owner: &mut Actor<'_>, shop: &str) {
    owner.sign_in_again().await;
    let _ = owner.act(EXIT, json!({ "operatorId": shop })).await.done();
    world.later(days(31)).await;
    owner.sign_in_again().await;
    let state = world.ask("SELECT state FROM operator").await;
    assert_eq!(state, ["EXITED"]);
}

scenario! {
    /// Fifteen days from the shortfall; then nothing new is listed, until it is made good.
    async fn cp_a_deposit_that_is_short_for_fifteen_days_stops_listing(world) {
        let (mut ana, id) = world.seller("ana").await;
        ana.sign_in_again().await;
        owed(world, &id, 20_000).await;
        let kind = catalog::category(world).await;
        let (product, _) = catalog::draft(&ana, &id, &kind).await;
        assert_eq!(watch(world).await, 0, "nothing is asked for");
        level(world, "2026-12", 5_000).await;
        assert_eq!(see(&ana, &id).await["state"], "REQUIRED");
        assert_eq!(watch(world).await, 1);
        let short = see(&ana, &id).await;
        assert_eq!((short["state"].as_str(), short["isSufficient"].as_bool()),
            (Some("SHORT"), Some(false)));
        let by = instant(&short["restrictAt"]);
        // Natural days: the day itself is not counted, and the fifteenth ends at 24:00.
        let ahead = by - world.app().now();
        assert!(ahead > Duration::days(15) && ahead <= Duration::days(16), "{ahead}");
        assert_eq!(nothing_changed(world, watch(world)).await, 0);
        until(world, by, Duration::minutes(-5)).await;
        ana.sign_in_again().await;
        until(world, by, Duration::seconds(-1)).await;
        assert_eq!(see(&ana, &id).await["state"], "SHORT");
        world.later(kit::seconds(1)).await;
        assert_eq!(see(&ana, &id).await["state"], "RESTRICTED");
        nothing_changed(world, catalog::submit(&ana, &product)).await
            .refused("SELLER_DEPOSIT_SHORT");
        // Part of it is not enough.
        let _ = top_up(&ana, "top-up-01", &id, 4_999).await.done();
        assert_eq!(see(&ana, &id).await["state"], "RESTRICTED");
        let _ = top_up(&ana, "top-up-02", &id, 1).await.done();
        let whole = see(&ana, &id).await;
        assert_eq!((whole["state"].as_str(), &whole["restrictAt"]), (Some("SUFFICIENT"), &Value::Null));
        let _ = catalog::submit(&ana, &product).await.done();
        let steps = "SELECT to_state FROM transition WHERE machine = 'operator_deposit' ORDER BY seq";
        assert_eq!(world.ask(steps).await, ["SHORT", "RESTRICTED", "SUFFICIENT"]);
    }

    /// Made good in time, or no longer asked for: nothing happens on the fifteenth day.
    async fn cp_a_deposit_that_is_made_good_in_time_stops_nothing(world) {
        let (mut ana, id) = world.seller("ana").await;
        ana.sign_in_again().await;
        owed(world, &id, 20_000).await;
        level(world, "2026-12", 5_000).await;
        assert_eq!(watch(world).await, 1);
        world.later(days(14)).await;
        ana.sign_in_again().await;
        let _ = top_up(&ana, "top-up-01", &id, 5_000).await.done();
        world.later(days(3)).await;
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &id).await["state"], "SUFFICIENT");
        level(world, "2027-01", 9_000).await;
        assert_eq!(watch(world).await, 1);
        assert_eq!(see(&ana, &id).await["state"], "SHORT");
        // It sinks before anybody looks: the clock of the fifteenth day sees it by itself.
        level(world, "2027-02", 4_000).await;
        world.later(days(17)).await;
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &id).await["state"], "SUFFICIENT");
        let stopped = "SELECT count(*) FROM operator WHERE listing_stopped_at IS NOT NULL";
        assert_eq!(world.count(stopped).await, 0);
    }

    /// Six months after the exit it is the shop's again, and not before.
    async fn cp_a_deposit_goes_back_after_the_exit_and_the_longest_window(world) {
        let (mut ana, id) = world.seller("ana").await;
        ana.sign_in_again().await;
        owed(world, &id, 5_000).await;
        let _ = top_up(&ana, "top-up-01", &id, 5_000).await.done();
        leave(world, &mut ana, &id).await;
        world.later(days(175)).await;
        assert_eq!(minor(world.app(), deposit(&id)).await, 5_000);
        let matter = Uuid::from_u128(9);
        let operator = Id::from_uuid(uuid(&id));
        let freeze = write(world.app(), async |tx| {
            ledger::freeze_operator(tx, operator, matter).await.map(Ok)
        });
        freeze.await.unwrap();
        world.later(days(10)).await;
        assert_eq!(minor(world.app(), deposit(&id)).await, 5_000, "its money is looked at");
        let thaw = write(world.app(), async |tx| {
            ledger::thaw_operator(tx, operator, matter).await.map(Ok)
        });
        thaw.await.unwrap();
        world.later(days(1)).await;
        assert_eq!(minor(world.app(), deposit(&id)).await, 0);
        assert_eq!(minor(world.app(), payable(&id)).await, 5_000);
        ana.sign_in_again().await;
        assert_eq!(see(&ana, &id).await["state"], "RETURNED");
        nothing_changed(world, top_up(&ana, "top-up-02", &id, 1)).await.refused("RETURNED");
        level(world, "2027-09", 5_000).await;
        assert_eq!(nothing_changed(world, watch(world)).await, 0);
    }

    /// What a shop that has left still owes is taken from its deposit first.
    async fn cp_what_is_owed_is_taken_from_the_deposit_before_it_goes_back(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        owed(world, &tea.id, 12_000).await;
        let _ = top_up(&tea.owner, "top-up-01", &tea.id, 12_000).await.done();
        let id = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, id).await;
        let app = world.app();
        post(app, &[moves(payable(&tea.id), Account::Payouts, 9_500, "spent")]).await.unwrap();
        refund(world, id, 10_000).await;
        leave(world, &mut tea.owner, &tea.id).await;
        world.later(days(186)).await;
        assert_eq!(minor(app, receivable(&tea.id)).await, 0);
        assert_eq!(minor(app, deposit(&tea.id)).await, 0);
        assert_eq!(minor(app, payable(&tea.id)).await, 2_500);
        assert_eq!(world.ask("SELECT state FROM receivable").await, ["REPAID"]);
        let again = world.later(days(1));
        nothing_changed_but(world, &[], again).await;
    }

    /// The tables refuse what the rules do.
    async fn cp_the_database_refuses_a_deposit_that_skips_a_state(world) {
        use sea_orm::ConnectionTrait as _;
        let (_, _) = world.seller("ana").await;
        level(world, "2026-12", 5_000).await;
        assert_eq!(watch(world).await, 1);
        for sql in [
            "UPDATE operator_deposit SET state = 'REQUIRED', short_at = NULL, restrict_at = NULL",
            "UPDATE operator_deposit SET short_at = NULL, restrict_at = NULL",
            "UPDATE operator_deposit SET restrict_at = short_at",
            "UPDATE operator_deposit SET state = 'RETURNED'",
        ] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }
}
