//! PY-8: what differs is found within a minute, freezes what it is about, and waits for a person.

use fairstall::ledger::{self, Account, Check, Difference, Freeze};
use kit::{Actor, Engine, World, minutes, nothing_changed, scenario, seconds};
use platform::Failure;
use platform::kernel::{Currency, Id};
use serde_json::json;
use uuid::Uuid;

use super::{No, comes, minor, moves, paid, post, shop, write, yuan};

const ORDER: Uuid = Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8e5f_6a7b_8c9d_0e1f);

const INCIDENTS: &str = "query ($state: LedgerIncidentState) { ledgerIncidents(state: $state) {
    nodes { id check state currency expected found frozenOrder frozenOperator reason subject
        allowedTransitions noticedAt seenAt resolvedAt timeline { nodes { to } } } } }";

const RESOLVE: &str = "mutation ($input: LedgerIncidentResolveInput!) {
    ledgerIncidentResolve(input: $input) { incident { state reason resolvedAt }
        userErrors { code } } }";

/// Does what no part of the program can: the guards are away for a moment.
async fn tamper(world: &World, table: &str, sql: &str) {
    if world.engine() == Engine::Postgres {
        world.run(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).await;
        world.run(sql).await;
        world.run(&format!("ALTER TABLE {table} ENABLE TRIGGER USER")).await;
        return;
    }
    let named = format!(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}' \
         AND name LIKE 'keep%' ORDER BY name"
    );
    let text = named.replace("SELECT name", "SELECT sql");
    let (names, texts) = (world.ask(&named).await, world.ask(&text).await);
    for name in &names {
        world.run(&format!("DROP TRIGGER {name}")).await;
    }
    world.run(sql).await;
    for text in &texts {
        world.run(text).await;
    }
}

/// The run of the next minute.
async fn reconcile(world: &World, checks: &[Check]) {
    world.pass(minutes(1));
    world.at_rest().await;
    assert!(ledger::reconcile(world.app(), checks).await.unwrap(), "it was this server's turn");
}

async fn resolve(staff: &Actor<'_>, id: &str, reason: &str) -> kit::Answer {
    staff.act(RESOLVE, json!({ "incidentId": id, "reason": reason })).await
}

fn differs(
    _: platform::App,
) -> futures_util::future::BoxFuture<'static, Result<Vec<Difference>, Failure>> {
    Box::pin(async {
        Ok(vec![Difference {
            subject: Uuid::from_u128(4),
            currency: Some(Currency::Cny),
            expected: 5,
            found: 7,
            freeze: Some(Freeze::Operator(Id::from_uuid(Uuid::from_u128(1)))),
        }])
    })
}

fn breaks(
    _: platform::App,
) -> futures_util::future::BoxFuture<'static, Result<Vec<Difference>, Failure>> {
    Box::pin(async { Err(Failure::broken("a comparison that cannot be made")) })
}

scenario! {
    async fn what_agrees_makes_no_incident(world) {
        let app = world.app();
        let moved = [comes(shop(1), 500, "a"), moves(shop(1), Account::Fees, 50, "b")];
        post(app, &moved).await.unwrap();
        paid(app, ORDER, 1_000).await;
        reconcile(world, &[]).await;
        post(app, &[moves(shop(1), Account::Payouts, 50, "c")]).await.unwrap();
        // Read between two runs: some is added up, some is not.
        assert_eq!(minor(app, Account::Fees).await, 50);
        assert_eq!(minor(app, Account::Provider("sandbox")).await, -1_500);
        assert_eq!(minor(app, Account::Payouts).await, 50);
        reconcile(world, &[]).await;
        reconcile(world, &[]).await;
        assert_eq!(minor(app, Account::Payouts).await, 50);
        assert_eq!(world.count("SELECT count(*) FROM ledger_incident").await, 0);
        let days = "SELECT sum(credit_minor) - sum(debit_minor) FROM ledger_day";
        assert_eq!(world.count(days).await, -1_000, "escrows have no days");
        let told = ledger::verify(app, &[], |_, _, _| ()).await.unwrap();
        assert!(told.is_whole() && told.accounts > 4 && told.escrows == 1, "{told:?}");
        assert_eq!(told.sums.len(), 1);
    }

    /// One run a minute, whichever server makes it; one that comes too early does nothing.
    async fn one_server_has_the_turn_of_a_minute(world) {
        let (app, other) = (world.app(), world.another_server().await);
        world.pass(minutes(1));
        let (one, two) = tokio::join!(ledger::reconcile(app, &[]), ledger::reconcile(&other, &[]));
        assert_eq!([one.unwrap(), two.unwrap()].iter().filter(|had| **had).count(), 1);
        world.pass(seconds(59));
        assert!(!nothing_changed(world, ledger::reconcile(&other, &[])).await.unwrap());
        world.pass(seconds(1));
        assert!(ledger::reconcile(&other, &[]).await.unwrap());
    }

    async fn py_8_a_balance_that_differs_stops_payouts(world) {
        let app = world.app();
        let mut staff = world.staff("RISK").await;
        let operator = Id::from_uuid(Uuid::from_u128(1));
        post(app, &[comes(shop(1), 500, "a")]).await.unwrap();
        let more = "UPDATE ledger_account SET balance_minor = balance_minor + 7 \
                    WHERE kind = 'PAYABLE'";
        tamper(world, "ledger_account", more).await;
        reconcile(world, &[]).await;
        let told = staff.run(INCIDENTS, json!({})).await.done();
        assert_eq!(told.list("ledgerIncidents.nodes").len(), 1);
        assert_eq!(told.text("ledgerIncidents.nodes.0.check"), "ledger.balances");
        assert_eq!(told.text("ledgerIncidents.nodes.0.expected"), "500");
        assert_eq!(told.text("ledgerIncidents.nodes.0.found"), "507");
        assert_eq!(told.text("ledgerIncidents.nodes.0.frozenOperator"), operator.to_string());
        let id = told.text("ledgerIncidents.nodes.0.id");
        assert!(ledger::is_frozen(app.reader(), operator).await.unwrap());
        let out = [moves(shop(1), Account::Payouts, 1, "b")];
        assert!(matches!(post(app, &out).await, Err(No::Failed(_))));
        // It mends nothing, and is not found twice.
        post(app, &[comes(shop(1), 1, "c")]).await.unwrap();
        reconcile(world, &[]).await;
        assert_eq!(world.count("SELECT count(*) FROM ledger_incident").await, 1);
        assert_eq!(minor(app, shop(1)).await, 508);
        let whole = ledger::verify(app, &[], |_, _, _| ()).await.unwrap();
        assert!(!whole.is_whole() && whole.differing.len() == 1);
        assert_eq!(whole.sums.iter().map(|sum| sum.minor()).collect::<Vec<_>>(), [7]);
        // Nobody closes it while it is there.
        staff.sign_in_again().await;
        nothing_changed(world, resolve(&staff, &id, "looked")).await.refused("STILL_DIFFERS");
        let less = more.replace('+', "-");
        tamper(world, "ledger_account", &less).await;
        nothing_changed(world, resolve(&staff, &id, " ")).await.refused("REASON_INVALID");
        let _ = resolve(&staff, &id, "a disk that lied; restored").await.done();
        nothing_changed(world, resolve(&staff, &id, "again")).await.refused("ALREADY_RESOLVED");
        let nobody = "ledger_incident_019a0000000070008000000000000001";
        nothing_changed(world, resolve(&staff, nobody, "x")).await.refused("INCIDENT_NOT_FOUND");
        assert!(!ledger::is_frozen(app.reader(), operator).await.unwrap());
        post(app, &out).await.unwrap();
        let told = staff.run(INCIDENTS, json!({ "state": "RESOLVED" })).await.done();
        assert_eq!(told.text("ledgerIncidents.nodes.0.timeline.nodes.0.to"), "RESOLVED");
        world.pass(minutes(6));
        let late = resolve(&staff, &id, "late");
        nothing_changed(world, late).await.refused("STEP_UP_NEEDED");
    }

    async fn py_8_an_escrow_that_differs_rests(world) {
        let app = world.app();
        paid(app, ORDER, 1_000).await;
        tamper(world, "escrow", "UPDATE escrow SET funded_minor = 900").await;
        reconcile(world, &[]).await;
        let found = "SELECT check_name || ' ' || expected || ' ' || found FROM ledger_incident";
        assert_eq!(world.ask(found).await, ["ledger.escrows 1000 900"]);
        let refund = write(app, async |tx| ledger::escrow::refund(tx, ORDER, yuan(1), "r").await);
        assert!(matches!(refund.await, Err(No::Posted(_))));
        tamper(world, "escrow", "UPDATE escrow SET funded_minor = 1000").await;
        close_all(world).await;
        write(app, async |tx| ledger::escrow::refund(tx, ORDER, yuan(1), "r").await).await.unwrap();
    }

    async fn py_8_a_pool_below_nothing_is_found(world) {
        let app = world.app();
        let out = moves(Account::Transit, Account::Fees, 5, "a");
        post(app, &[out]).await.unwrap();
        reconcile(world, &[]).await;
        let found = "SELECT check_name || ' ' || found FROM ledger_incident";
        assert_eq!(world.ask(found).await, ["ledger.pools -5"]);
        post(app, &[comes(Account::Transit, 5, "b")]).await.unwrap();
        close_all(world).await;
        reconcile(world, &[]).await;
        assert_eq!(world.count("SELECT count(*) FROM ledger_incident").await, 1);
    }

    /// Comparisons of other rooms: one that fails does not keep the others from being made.
    async fn other_rooms_are_asked_each_minute(world) {
        let checks = [
            Check { name: "test.breaks", run: breaks },
            Check { name: "test.differs", run: differs },
        ];
        reconcile(world, &checks).await;
        reconcile(world, &checks).await;
        let found = "SELECT check_name || ' ' || expected || ' ' || found FROM ledger_incident";
        assert_eq!(world.ask(found).await, ["test.differs 5 7"]);
        let operator = Id::from_uuid(Uuid::from_u128(1));
        assert!(ledger::is_frozen(world.app().reader(), operator).await.unwrap());
        close_all(world).await;
        assert!(!ledger::is_frozen(world.app().reader(), operator).await.unwrap());
        // Still there: noticed anew, as another incident.
        reconcile(world, &checks).await;
        assert_eq!(world.count("SELECT count(*) FROM ledger_incident").await, 2);
        close_all(world).await;
    }

    /// More than one batch at once is added up in one run.
    async fn a_long_pause_is_caught_up(world) {
        let app = world.app();
        for round in 0..5 {
            let one = |n: u128| comes(shop(n % 7), 1, &format!("{round}:{n}"));
            let many: Vec<_> = (0..500).map(one).collect();
            post(app, &many).await.unwrap();
        }
        reconcile(world, &[]).await;
        let days = "SELECT sum(transfers) FROM ledger_day AS d JOIN ledger_account AS a \
                    ON a.id = d.account_id WHERE a.kind = 'PAYABLE'";
        assert_eq!(world.count(days).await, 2_500);
        assert_eq!(world.count("SELECT count(*) FROM ledger_incident").await, 0);
    }

    async fn only_risk_staff_look_at_incidents(world) {
        let (support, ana) = (world.staff("SUPPORT").await, world.careful_person("ana").await);
        support.run(INCIDENTS, json!({})).await.error("FORBIDDEN");
        ana.run(INCIDENTS, json!({})).await.error("FORBIDDEN");
        world.visitor().run(INCIDENTS, json!({})).await.error("UNAUTHENTICATED");
        let id = "ledger_incident_019a0000000070008000000000000001";
        nothing_changed(world, resolve(&ana, id, "x")).await.error("FORBIDDEN");
    }
}

async fn close_all(world: &World) {
    let mut staff = world.staff("RISK").await;
    staff.sign_in_again().await;
    let told = staff.run(INCIDENTS, json!({})).await.done();
    for incident in told.list("ledgerIncidents.nodes") {
        let _ = resolve(&staff, incident["id"].as_str().unwrap(), "looked at").await.done();
    }
}
