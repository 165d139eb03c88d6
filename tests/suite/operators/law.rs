//! What the law counts, compares, holds and is told: the yearly total, the payout holder,
//! retention, the report of identities.

use fairstall::commands::identity_report;
use fairstall::operators::{self, Half, Kept, NotCounted, Operator};
use kit::{Actor, World, days, minutes, nothing_changed, scenario};
use platform::kernel::{Currency, Id, Money};
use platform::{Failure, transaction};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

use super::story::{business, checkers, identity, person, register, shop};

const PAYOUT: &str = "mutation ($input: OperatorPayoutHolderSetInput!) {
    operatorPayoutHolderSet(input: $input) {
        operator { payoutHolderSetAt } userErrors { code } } }";

fn id_of(shop: &str) -> Id<Operator> {
    shop.parse().expect("an id of an operator")
}

async fn count(
    world: &World,
    shop: &str,
    money: Money,
    at: OffsetDateTime,
) -> Result<Money, NotCounted> {
    let told: Result<_, Failure> = transaction!(world.app(), |tx| {
        operators::record_turnover(tx, id_of(shop), money, at).await
    });
    told.expect("no failure")
}

async fn sold(world: &World, shop: &str, minor: i64) -> i64 {
    let money = Money::new(minor, Currency::Cny);
    count(world, shop, money, world.app().now()).await.expect("counted").minor()
}

async fn flagged(viewer: &Actor<'_>, id: &str) -> Value {
    shop(viewer, id, "turnover(year: 2026) { amount { amount } isFlagged }").await["turnover"]
        .clone()
}

async fn erasable(world: &World, shop: &str) -> Result<(), Kept> {
    let told: Result<_, Failure> =
        transaction!(world.app(), |tx| { operators::may_erase(tx, id_of(shop)).await });
    told.expect("no failure")
}

scenario! {
    /// OP-3: 100,000.00 yuan over two shops of one person is no flag; a fen more flags both, and
    /// reminds once.
    async fn op_3_two_shops_of_one_person_are_summed(world) {
        let (ana, one) = world.founder("ana").await;
        let (bob, two) = world.founder("bob").await;
        let (cat, other) = world.founder("cat").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&one, person(&json!({}))), &staff).await;
        let _ = register(world, &bob, (&two, person(&json!({}))), &staff).await;
        let stranger = person(&json!({ "identityNumber": identity("19900101", 2) }));
        let _ = register(world, &cat, (&other, stranger), &staff).await;
        assert_eq!(sold(world, &one, 6_000_000).await, 6_000_000);
        assert_eq!(sold(world, &other, 9_000_000).await, 9_000_000);
        assert_eq!(sold(world, &two, 4_000_000).await, 10_000_000);
        world.settle().await;
        assert_eq!(flagged(&ana, &one).await,
            json!({ "amount": { "amount": "60000.00" }, "isFlagged": false }));
        assert_eq!(sold(world, &two, 1).await, 10_000_001);
        assert_eq!(sold(world, &one, 100).await, 10_000_101);
        world.settle().await;
        for (who, shop) in [(&ana, &one), (&bob, &two)] {
            assert_eq!(flagged(who, shop).await["isFlagged"], true);
            let letters = world.letters_to(&who.email);
            assert_eq!(letters.iter().filter(|l| l.text.contains("超过 10 万元")).count(), 1);
        }
        assert_eq!(flagged(&cat, &other).await["isFlagged"], false);
        let prompts = "SELECT count(*) FROM operator_prompt WHERE kind = 'TURNOVER'";
        assert_eq!(world.count(prompts).await, 2);
        assert_eq!(flagged(&world.person("zoe").await, &one).await, json!(null));
    }

    /// Only small and sporadic trade is bounded; a year ends at midnight in Shanghai; other
    /// currencies, unknown shops and sums that do not fit are not counted.
    async fn op_3_only_small_trade_is_bounded(world) {
        let (ana, one) = world.founder("ana").await;
        let (bob, two) = world.founder("bob").await;
        let staff = checkers(world).await;
        let crafts = person(&json!({ "exemptionGround": "HOUSEHOLD_HANDICRAFT" }));
        let _ = register(world, &ana, (&one, crafts), &staff).await;
        let _ = register(world, &bob, (&two, business(&json!({}))), &staff).await;
        for (who, id) in [(&ana, &one), (&bob, &two)] {
            assert_eq!(sold(world, id, 20_000_000).await, 20_000_000);
            assert_eq!(flagged(who, id).await["isFlagged"], false);
        }
        let yuan = |minor| Money::new(minor, Currency::Cny);
        let last = datetime!(2026-12-31 15:59:59 UTC);
        assert_eq!(count(world, &one, yuan(1), last).await, Ok(yuan(20_000_001)));
        let first = last + time::Duration::SECOND;
        assert_eq!(count(world, &one, yuan(1), first).await, Ok(yuan(1)));
        let euro = Money::new(1, Currency::Eur);
        assert_eq!(count(world, &one, euro, first).await, Err(NotCounted::Currency));
        assert_eq!(count(world, &one, yuan(i64::MAX), first).await, Err(NotCounted::TooLarge));
        let nobody = "operator_019a0000000070008000000000000009";
        assert_eq!(count(world, nobody, yuan(1), first).await, Err(NotCounted::Unknown));
    }

    /// Two shops of one person that sell at the same moment are counted one after the other.
    async fn op_3_two_shops_at_once_are_both_counted(world) {
        let (ana, one) = world.founder("ana").await;
        let (bob, two) = world.founder("bob").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&one, person(&json!({}))), &staff).await;
        let _ = register(world, &bob, (&two, person(&json!({}))), &staff).await;
        let sums = tokio::join!(sold(world, &one, 5_000_001), sold(world, &two, 5_000_000));
        assert_eq!(sums.0.max(sums.1), 10_000_001);
        world.settle().await;
        assert_eq!(flagged(&ana, &one).await["isFlagged"], true);
        assert_eq!(flagged(&bob, &two).await["isFlagged"], true);
    }

    /// OP-7: a natural person is paid out in the name of their identity card; the name is sealed.
    async fn op_7_a_person_is_paid_in_their_own_name(world) {
        let (mut ana, id) = world.founder("ana").await;
        let (mut eve, _) = world.founder("eve").await;
        let staff = checkers(world).await;
        let input = |name: &str| json!({ "operatorId": id, "name": name });
        world.pass(minutes(6));
        nothing_changed(world, ana.act(PAYOUT, input("司马小摊"))).await.refused("STEP_UP_NEEDED");
        ana.sign_in_again().await;
        nothing_changed(world, ana.act(PAYOUT, input("司马小摊"))).await.refused("NOT_REGISTERED");
        let _ = register(world, &ana, (&id, person(&json!({}))), &staff).await;
        for who in [&mut ana, &mut eve] {
            who.sign_in_again().await;
        }
        nothing_changed(world, ana.act(PAYOUT, input("别人"))).await.refused("NAME_DIFFERS");
        nothing_changed(world, ana.act(PAYOUT, input("x"))).await.refused("NAME_INVALID");
        let no = eve.act(PAYOUT, input("司马小摊"));
        nothing_changed(world, no).await.refused("OPERATOR_NOT_FOUND");
        let _ = ana.act(PAYOUT, input(" 司马小摊 ")).await.done();
        assert!(!crate::operators::story::everything(world).await.contains("司马小摊"));
        world.pass(minutes(6));
        nothing_changed(world, ana.act(PAYOUT, input("司马小摊"))).await.refused("STEP_UP_NEEDED");
    }

    /// RT-1, RT-5: three years from the exit, and a hold by law before everything else.
    async fn rt_5_a_hold_by_law_beats_deletion(world) {
        let (ana, id) = world.founder("ana").await;
        let (mut bob, active) = world.seller("bob").await;
        let mut staff = world.staff("COMPLIANCE").await;
        assert_eq!(erasable(world, &id).await, Ok(()));
        assert_eq!(erasable(world, &active).await, Err(Kept::InUse));
        bob.sign_in_again().await;
        let exit = "mutation ($input: OperatorExitAnnounceInput!) {
            operatorExitAnnounce(input: $input) { userErrors { code } } }";
        let _ = bob.act(exit, json!({ "operatorId": active })).await.done();
        world.later(days(31)).await;
        let until = datetime!(2029-12-24 00:00 +8);
        assert_eq!(erasable(world, &active).await, Err(Kept::Until(until)));
        staff.sign_in_again().await;
        let place = "mutation ($input: OperatorLegalHoldPlaceInput!) {
            operatorLegalHoldPlace(input: $input) { userErrors { code } } }";
        let lift = "mutation ($input: OperatorLegalHoldLiftInput!) {
            operatorLegalHoldLift(input: $input) { userErrors { code } } }";
        let input = json!({ "operatorId": active, "ground": "(2026) 示 01 民初 1 号" });
        let other = json!({ "operatorId": active });
        nothing_changed(world, staff.act(lift, other.clone())).await.refused("NOT_ON_HOLD");
        nothing_changed(world, ana.act(place, input.clone())).await.codes();
        let _ = staff.act(place, input.clone()).await.done();
        nothing_changed(world, staff.act(place, input)).await.refused("ALREADY_ON_HOLD");
        let blank = json!({ "operatorId": active, "ground": " " });
        nothing_changed(world, staff.act(place, blank)).await.refused("GROUND_INVALID");
        world.later((until - world.app().now()).unsigned_abs()).await;
        assert_eq!(erasable(world, &active).await, Err(Kept::OnHold));
        staff.sign_in_again().await;
        let _ = staff.act(lift, other).await.done();
        assert_eq!(erasable(world, &active).await, Ok(()));
    }

    /// RT-1: three years after the exit the key of the shop goes, and with it all that was sealed
    /// of whoever stood behind it; a hold comes first (RT-5), and is looked at again.
    async fn rt_1_three_years_after_an_exit_identity_is_erased(world) {
        let (ana, one) = world.founder("ana").await;
        let (bob, two) = world.founder("bob").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&one, person(&json!({}))), &staff).await;
        let _ = register(world, &bob, (&two, business(&json!({}))), &staff).await;
        let exit = "mutation ($input: OperatorExitAnnounceInput!) {
            operatorExitAnnounce(input: $input) { userErrors { code } } }";
        let (mut ana, mut bob) = (ana, bob);
        for (owner, id) in [(&mut ana, &one), (&mut bob, &two)] {
            owner.sign_in_again().await;
            let _ = owner.act(exit, json!({ "operatorId": id })).await.done();
        }
        world.later(days(31)).await;
        let mut judge = world.staff("COMPLIANCE").await;
        judge.sign_in_again().await;
        let place = "mutation ($input: OperatorLegalHoldPlaceInput!) {
            operatorLegalHoldPlace(input: $input) { userErrors { code } } }";
        let input = json!({ "operatorId": two, "ground": "(2026) 示 01 民初 1 号" });
        let _ = judge.act(place, input).await.done();
        let erased = "SELECT count(*) FROM erasure WHERE cause = 'TERM_OVER'";
        let until = datetime!(2029-12-24 00:00 +8);
        let rest = (until - world.app().now()).unsigned_abs();
        world.later(rest.saturating_sub(std::time::Duration::from_secs(1))).await;
        assert_eq!(world.count(erased).await, 0, "a second before");
        world.later(std::time::Duration::from_secs(1)).await;
        assert_eq!(world.count(erased).await, 1, "at the second");
        let lift = "mutation ($input: OperatorLegalHoldLiftInput!) {
            operatorLegalHoldLift(input: $input) { userErrors { code } } }";
        judge.sign_in_again().await;
        let _ = judge.act(lift, json!({ "operatorId": two })).await.done();
        world.later(days(31)).await;
        assert_eq!(world.count(erased).await, 2, "once the hold is lifted");
        ana.sign_in_again().await;
        let version = "SELECT count(*) FROM registration WHERE state = 'APPROVED'";
        assert_eq!(world.count(version).await, 2, "what happened stays, unreadable");
    }

    /// The command writes a file that only its owner reads, and never over another; what breaks
    /// leaves no file behind.
    async fn the_report_of_identities_is_a_file_of_its_own(world) {
        use std::os::unix::fs::PermissionsExt as _;
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, person(&json!({}))), &staff).await;
        let half: Half = "2026-H2".parse().expect("a half-year");
        let out = world.folder().join("report.jsonl");
        let report = identity_report(world.app(), half, &out).await.expect("a report");
        let written = std::fs::read(&out).expect("a file");
        let line: Value = serde_json::from_slice(&written).expect("one line of JSON");
        assert_eq!(line["personName"], "司马小摊");
        assert_eq!(out.metadata().expect("a file").permissions().mode() & 0o7777, 0o600);
        let sha256 = fairstall::privacy::consent::sha256_of(
            std::str::from_utf8(&written).expect("a text"));
        assert_eq!((report.operators, report.sha256), (1, sha256));
        let again = identity_report(world.app(), half, &out).await;
        let again = format!("{:?}", again.expect_err("it is not overwritten"));
        assert!(again.contains("is there already"), "{again}");
        assert_eq!(std::fs::read(&out).expect("a file"), written);
        assert_eq!(world.count("SELECT count(*) FROM identity_report_run").await, 1);
        // Whose key is gone is in it, without what was sealed.
        let broken = "DELETE FROM subject_key WHERE epoch = 1";
        crate::privacy::key_store(world, broken).await;
        let erased = world.folder().join("erased.jsonl");
        let _ = identity_report(world.app(), half, &erased).await.expect("it says who is gone");
        let text = std::fs::read_to_string(&erased).expect("a file");
        assert!(text.contains(r#""erased":true"#) && !text.contains("司马小摊"), "{text}");
        let nowhere = world.folder().join("no/such/folder");
        assert!(identity_report(world.app(), half, &nowhere).await.is_err());
        assert!(!nowhere.exists());
    }

    /// The report has everybody who was verified, with what was sealed, and says so of itself.
    async fn the_report_of_identities_is_whole_and_logged(world) {
        let (ana, one) = world.founder("ana").await;
        let (bob, two) = world.founder("bob").await;
        let _draft = world.founder("cat").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&one, business(&json!({}))), &staff).await;
        let _ = register(world, &bob, (&two, person(&json!({}))), &staff).await;
        let mut lines: Vec<Value> = Vec::new();
        let half: Half = "2026-H2".parse().expect("a half-year");
        let mut write = |line: &str, total: u64| {
            assert_eq!(total, 2);
            lines.push(serde_json::from_str(line).expect("a line of JSON"));
            Ok(())
        };
        let report = operators::report_identities(world.app(), half, &mut write).await;
        let report = report.expect("a report");
        assert_eq!((report.operators, lines.len()), (2, 2));
        assert_eq!(lines[0]["personName"], "欧阳小铺");
        assert_eq!(lines[0]["creditCode"], "91350100M000100Y43");
        assert_eq!(lines[1]["identityNumber"], json!(identity("19880101", 1)));
        assert_eq!((&lines[1]["kind"], &lines[1]["state"]),
            (&json!("NATURAL_PERSON"), &json!("ACTIVE")));
        let run = "SELECT half || ' ' || operators || ' ' || sha256 FROM identity_report_run";
        assert_eq!(world.ask(run).await, [format!("2026-H2 2 {}", report.sha256)]);
        let (early, mut none) = ("2026-H1".parse().expect("a half"), |_: &str, _: u64| Ok(()));
        let early = operators::report_identities(world.app(), early, &mut none).await;
        assert_eq!(early.expect("a report").operators, 0);
    }
}
