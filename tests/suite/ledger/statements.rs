//! Statements: everybody sees their own money, to the fen, and nobody else's.

use axum::body::Body;
use fairstall::ledger::{self, Account};
use http::Request;
use kit::{Actor, Answer, hours, minutes, nothing_changed, scenario};
use platform::kernel::Id;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{comes, moves, post, write, yuan};
use crate::operators::admit;

const STATEMENT: &str = "query ($of: OperatorStatementOf!, $first: Int, $after: String) {
    operatorStatement(of: $of, first: $first, after: $after) {
        nodes { id at kind otherSide subject amount { amountMinor currency } }
        pageInfo { hasNextPage endCursor } }
    operatorBalance(operatorId: \"SHOP\") { balance { amountMinor } held { amountMinor } } }";

const LINK: &str = "mutation ($input: OperatorStatementLinkCreateInput!) {
    operatorStatementLinkCreate(input: $input) { link { url expiresAt } userErrors { code } } }";

const WALLET: &str = "query ($days: StatementDays) {
    myWalletStatement(days: $days) { nodes { amount { amountMinor } } }
    myWalletBalance { balance { amountMinor } held { amountMinor } } }";

const TOTALS: &str = "query ($on: String) { ledgerDayTotals(on: $on) {
    account provider cameIn { amountMinor } wentOut { amountMinor } transfers } }";

fn uuid(id: &str) -> Uuid {
    Uuid::try_parse(id.rsplit('_').next().unwrap()).unwrap()
}

async fn statement(actor: &Actor<'_>, shop: &str, of: Value, page: (i32, Option<&str>)) -> Answer {
    let mut of = of;
    of["operatorId"] = json!(shop);
    let variables = json!({ "of": of, "first": page.0, "after": page.1 });
    actor.run(&STATEMENT.replace("SHOP", shop), variables).await
}

async fn link(actor: &Actor<'_>, shop: &str, day: &str) -> Answer {
    actor.act(LINK, json!({ "operatorId": shop, "day": day })).await
}

async fn get(actor: &Actor<'_>, path: &str) -> (u16, String) {
    let (status, body) = actor.call(Request::get(path).body(Body::empty()).unwrap()).await;
    (status, String::from_utf8(body).unwrap())
}

fn amounts(answer: &Answer, path: &str) -> Vec<String> {
    let text = |node: &Value| node["amount"]["amountMinor"].as_str().unwrap().to_owned();
    answer.list(path).iter().map(text).collect()
}

scenario! {
    async fn a_statement_pages_through_both_sides_of_an_account(world) {
        let (ana, shop) = world.seller("ana").await;
        let payable = Account::Payable(Id::from_uuid(uuid(&shop)));
        let app = world.app();
        for number in 0..5 {
            post(app, &[comes(payable, 100 + number, &format!("in:{number}"))]).await.unwrap();
            post(app, &[moves(payable, Account::Fees, 10 + number, &format!("out:{number}"))])
                .await
                .unwrap();
        }
        let first = statement(&ana, &shop, json!({}), (4, None)).await.done();
        let nodes = "operatorStatement.nodes";
        assert_eq!(amounts(&first, nodes), ["-14", "104", "-13", "103"]);
        assert_eq!(first.text("operatorStatement.nodes.0.kind"), "COMPENSATION");
        assert_eq!(first.text("operatorStatement.nodes.1.otherSide"), "PROVIDER");
        assert_eq!(first.text("operatorBalance.balance.amountMinor"), "450");
        let cursor = first.text("operatorStatement.pageInfo.endCursor");
        // What comes in meanwhile moves no page.
        post(app, &[comes(payable, 1, "later")]).await.unwrap();
        let second = statement(&ana, &shop, json!({}), (6, Some(&cursor))).await.done();
        assert_eq!(amounts(&second, nodes), ["-12", "102", "-11", "101", "-10", "100"]);
        assert_eq!(second.data("operatorStatement.pageInfo.hasNextPage"), false);
        // Another account, another currency: other lists.
        for of in [json!({ "account": "DEPOSIT" }), json!({ "currency": "USD" })] {
            let other = statement(&ana, &shop, of.clone(), (5, None)).await.done();
            assert_eq!(amounts(&other, nodes), [""; 0]);
            statement(&ana, &shop, of, (5, Some(&cursor))).await.error("INVALID_CURSOR");
        }
        let none = json!({ "days": { "to": "2026-11-21" } });
        assert_eq!(amounts(&statement(&ana, &shop, none, (5, None)).await, nodes), [""; 0]);
        let today = json!({ "days": { "from": "2026-11-22", "to": "2026-11-22" } });
        assert_eq!(amounts(&statement(&ana, &shop, today, (50, None)).await, nodes).len(), 11);
        let wrong = json!({ "days": { "from": "22.11.2026" } });
        statement(&ana, &shop, wrong, (5, None)).await.error("BAD_REQUEST");
    }

    async fn only_owners_and_finance_see_the_money_of_a_shop(world) {
        let (ana, shop) = world.seller("ana").await;
        let (bob, cat) = (world.careful_person("bob").await, world.careful_person("cat").await);
        let dan = world.person("dan").await;
        let eve = world.careful_person("eve").await;
        admit(&ana, &shop, &bob, "MANAGER").await;
        admit(&ana, &shop, &cat, "FINANCE").await;
        admit(&ana, &shop, &dan, "OWNER").await;
        world.settle().await;
        let told = [(&ana, true), (&cat, true), (&bob, false), (&dan, false), (&eve, false)];
        for (who, sees) in told {
            let told = statement(who, &shop, json!({}), (5, None)).await.done();
            assert_eq!(told.data("operatorStatement").is_null(), !sees, "{}", who.handle);
            assert_eq!(told.data("operatorBalance").is_null(), !sees, "{}", who.handle);
        }
        let today = "2026-11-22";
        nothing_changed(world, link(&eve, &shop, today)).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, link(&bob, &shop, today)).await.refused("ROLE_TOO_LOW");
        nothing_changed(world, link(&dan, &shop, today)).await.refused("SECOND_FACTOR_NEEDED");
        for wrong in ["", "2026-11-31", "2026-11-23", "9999-01-01", "yesterday"] {
            nothing_changed(world, link(&cat, &shop, wrong)).await.refused("DAY_INVALID");
        }
        let _ = link(&cat, &shop, today).await.done();
    }

    async fn a_statement_file_is_fetched_once(world) {
        let (ana, shop) = world.seller("ana").await;
        let operator = Id::from_uuid(uuid(&shop));
        let (payable, deposit) = (Account::Payable(operator), Account::Deposit(operator));
        let app = world.app();
        let many: Vec<_> = (0..600).map(|n| comes(payable, 100 + n, &format!("in:{n}"))).collect();
        post(app, &many).await.unwrap();
        post(app, &[moves(payable, deposit, 12_345, "deposit")]).await.unwrap();
        let made = link(&ana, &shop, "2026-11-22").await.done();
        let url = made.text("operatorStatementLinkCreate.link.url");
        let path = &url[url.find("/statements/").unwrap()..];
        for wrong in [
            format!("{path}x"),
            path.replace("11-22", "11-21"),
            path.replace(&shop, "operator_019a0000000070008000000000000001"),
            "/statements/a/b/c".to_owned(),
        ] {
            assert_eq!(get(&world.visitor(), &wrong).await.0, 404, "{wrong}");
        }
        let (status, file) = get(&world.visitor(), path).await;
        assert_eq!(status, 200);
        assert_eq!(get(&ana, path).await.0, 404, "a link works once");
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 1 + 600 + 2);
        assert_eq!(lines[0], "day,at,account,currency,amount,kind,other,subject,id");
        assert!(lines[1].starts_with("2026-11-22,2026-11-22T0"), "{}", lines[1]);
        assert!(lines[1].contains(",PAYABLE,CNY,-123.45,COMPENSATION,DEPOSIT,"), "{}", lines[1]);
        assert!(lines[602].contains(",DEPOSIT,CNY,123.45,"), "{}", lines[602]);
        let made = link(&ana, &shop, "2026-11-22").await.done();
        let url = made.text("operatorStatementLinkCreate.link.url");
        world.pass(minutes(10));
        assert_eq!(get(&ana, &url[url.find("/statements/").unwrap()..]).await.0, 404);
    }

    async fn a_person_sees_their_own_balance(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let wallet = Account::Wallet(Id::from_uuid(uuid(&ana.id)));
        let app = world.app();
        let moved = [comes(wallet, 700, "a"), moves(wallet, Account::Transit, 50, "b")];
        post(app, &moved).await.unwrap();
        let held = write(app, async |tx| ledger::hold(tx, wallet, yuan(60)).await);
        held.await.unwrap();
        let own = ana.run(WALLET, json!({})).await.done();
        assert_eq!(amounts(&own, "myWalletStatement.nodes"), ["-50", "700"]);
        assert_eq!(own.text("myWalletBalance.balance.amountMinor"), "650");
        assert_eq!(own.text("myWalletBalance.held.amountMinor"), "60");
        let other = bob.run(WALLET, json!({})).await.done();
        assert_eq!(amounts(&other, "myWalletStatement.nodes"), [""; 0]);
        assert_eq!(other.text("myWalletBalance.balance.amountMinor"), "0");
    }

    async fn risk_staff_see_the_days_of_the_platform(world) {
        let app = world.app();
        let mut staff = world.staff("RISK").await;
        for number in 0..20_u32 {
            let coming = comes(Account::Transit, 10, &format!("in:{number}"));
            let subject = Uuid::from_u128(u128::from(number));
            post(app, &[ledger::Transfer { subject, ..coming }]).await.unwrap();
        }
        world.pass(hours(15));
        post(app, &[moves(Account::Transit, Account::Fees, 5, "fee")]).await.unwrap();
        world.at_rest().await;
        assert!(ledger::reconcile(app, &[]).await.unwrap());
        staff.wake().await;
        let first = staff.run(TOTALS, json!({ "on": "2026-11-22" })).await;
        let expected = |account: &str, provider: Value, came: &str, went: &str, transfers: i32| {
            json!({ "account": account, "provider": provider, "cameIn": { "amountMinor": came },
                "wentOut": { "amountMinor": went }, "transfers": transfers })
        };
        let first = first.data("ledgerDayTotals").clone();
        assert_eq!(first, json!([
            expected("PROVIDER", json!("sandbox"), "0", "200", 20),
            expected("TRANSIT", Value::Null, "200", "0", 20),
        ]));
        let second = staff.run(TOTALS, json!({})).await.data("ledgerDayTotals").clone();
        assert_eq!(second, json!([
            expected("FEES", Value::Null, "5", "0", 1),
            expected("TRANSIT", Value::Null, "0", "5", 1),
        ]));
    }
}
