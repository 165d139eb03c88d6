//! FN-2: a shop may say why it disagrees with a finding; somebody else decides than who found it.

use kit::{Actor, Answer, World, days, minutes, nothing_changed, scenario};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use uuid::Uuid;

use super::early::{set, shipped};
use super::frauds::{exclude, find};
use super::{order, payable, receivable};
use crate::fulfilment::keyed;
use crate::ledger::minor;
use crate::operators::admit;
use crate::orders::{Shop, another_shop, shop};

const FILE: &str = "mutation ($input: FraudAppealFileInput!) { fraudAppealFile(input: $input) {
    finding { id appealBy appeal { id state text filedAt decidedAt } } userErrors { code } } }";

const DECIDE: &str =
    "mutation ($input: FraudAppealDecideInput!) { fraudAppealDecide(input: $input) {
    finding { excludedAt appeal { state decidedAt } } userErrors { code } } }";

const SEEN: &str = "query ($id: ID!, $first: Int, $after: String) {
    fraudFindings(operatorId: $id, first: $first, after: $after) {
    pageInfo { endCursor hasNextPage }
    nodes { id orderId operatorId kind foundAt excludedAt appealBy appeal { id state text } } } }";

const QUEUE: &str = "{ fraudAppealQueue { nodes { id appeal { id state text } } } }";

const WHY: &str = "The parcel was weighed at the counter: 1.2 kg. Its buyer signed for it.";

async fn file(actor: &Actor<'_>, finding: &str, text: &str) -> Answer {
    actor.act(FILE, keyed(json!({ "findingId": finding, "text": text }))).await
}

async fn decide(staff: &Actor<'_>, appeal: &str, granted: bool) -> Answer {
    staff.act(DECIDE, keyed(json!({ "appealId": appeal, "isGranted": granted }))).await
}

async fn seen(actor: &Actor<'_>, shop: &str) -> Value {
    actor.run(SEEN, json!({ "id": shop })).await.done().data("fraudFindings").clone()
}

async fn risk(world: &World) -> Actor<'_> {
    let mut staff = world.staff("RISK").await;
    staff.sign_in_again().await;
    staff
}

/// A shop that is paid early, and staff who found a fraud; answers the finding.
async fn found(tea: &mut Shop<'_>, staff: &Actor<'_>, order: Uuid) -> String {
    tea.owner.sign_in_again().await;
    let found = find(staff, order, "EMPTY_PARCEL").await.done();
    found.text("fraudFindingRecord.finding.id")
}

scenario! {
    /// Granted, the finding is set aside: what was never paid early is paid now.
    async fn fn_2_a_granted_appeal_sets_the_finding_aside(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let (staff, judge) = (risk(world).await, risk(world).await);
        let finding = found(&mut tea, &staff, first).await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let _ = exclude(&staff, first).await.done();
        shipped(world, &tea.id, first).await;
        let app = world.app();
        assert_eq!(minor(app, payable(&tea.id)).await, 0, "excluded");
        let filed = file(&tea.owner, &finding, WHY).await.done();
        let appeal = filed.text("fraudAppealFile.finding.appeal.id");
        assert_eq!(filed.text("fraudAppealFile.finding.appeal.text"), WHY);
        nothing_changed(world, file(&tea.owner, &finding, "again")).await
            .refused("ALREADY_APPEALED");
        let queue = judge.say(QUEUE).await.done();
        assert_eq!(queue.text("fraudAppealQueue.nodes.0.appeal.id"), appeal);
        assert_eq!(queue.text("fraudAppealQueue.nodes.0.appeal.text"), WHY);
        assert_eq!(queue.text("fraudAppealQueue.nodes.0.id"), finding);
        // Whoever found or excluded it does not decide whether that was right.
        nothing_changed(world, decide(&staff, &appeal, false)).await.refused("DECIDED_BY_SAME");
        nothing_changed(world, decide(&staff, &appeal, true)).await.refused("DECIDED_BY_SAME");
        let decided = decide(&judge, &appeal, true).await.done();
        assert_eq!(decided.text("fraudAppealDecide.finding.appeal.state"), "GRANTED");
        assert_eq!(minor(app, payable(&tea.id)).await, 9_500, "covered again, and on its way");
        assert_eq!(minor(app, receivable(&tea.id)).await, -9_500);
        nothing_changed(world, decide(&judge, &appeal, false)).await.refused("ALREADY_DECIDED");
        nothing_changed(world, exclude(&staff, first)).await.refused("FINDING_NEEDED");
        nothing_changed(world, file(&tea.owner, &finding, "again")).await
            .refused("ALREADY_APPEALED");
        assert!(judge.say(QUEUE).await.done().list("fraudAppealQueue.nodes").is_empty());
        let timeline = "SELECT to_state FROM transition WHERE machine = 'fraud_appeal'";
        assert_eq!(world.ask(timeline).await, ["GRANTED"]);
    }

    /// FN-4: what was paid early before, and taken back, is not paid a second time.
    async fn fn_4_an_order_is_paid_early_once_whatever_is_appealed(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, first).await;
        let (staff, judge) = (risk(world).await, risk(world).await);
        let finding = found(&mut tea, &staff, first).await;
        let _ = exclude(&staff, first).await.done();
        let app = world.app();
        assert_eq!(minor(app, payable(&tea.id)).await, 0);
        let filed = file(&tea.owner, &finding, WHY).await.done();
        let _ = decide(&judge, &filed.text("fraudAppealFile.finding.appeal.id"), true).await.done();
        assert_eq!(minor(app, payable(&tea.id)).await, 0);
        assert_eq!(world.count("SELECT count(*) FROM receivable").await, 1);
    }

    async fn fn_2_what_is_turned_down_stands(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let (staff, judge) = (risk(world).await, risk(world).await);
        let finding = found(&mut tea, &staff, first).await;
        let filed = file(&tea.owner, &finding, WHY).await.done();
        let appeal = filed.text("fraudAppealFile.finding.appeal.id");
        let _ = decide(&judge, &appeal, false).await.done();
        let _ = exclude(&staff, first).await.done();
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        shipped(world, &tea.id, first).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 0);
        nothing_changed(world, file(&tea.owner, &finding, WHY)).await.refused("ALREADY_APPEALED");
    }

    /// To the second: seven natural days, beginning the day after.
    async fn fn_2_an_appeal_has_its_days(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let second = order(world, &tea, 2, "SHIPPED", 10_000).await;
        let staff = risk(world).await;
        let early = found(&mut tea, &staff, first).await;
        let late = found(&mut tea, &staff, second).await;
        let by = seen(&tea.owner, &tea.id).await["nodes"][0]["appealBy"].clone();
        let by = crate::fulfilment::instant(&by);
        crate::fulfilment::until(world, by, -time::Duration::seconds(1)).await;
        tea.owner.wake().await;
        let _ = file(&tea.owner, &early, WHY).await.done();
        crate::fulfilment::until(world, by, time::Duration::ZERO).await;
        tea.owner.wake().await;
        nothing_changed(world, file(&tea.owner, &late, WHY)).await.refused("TOO_LATE");
        // The exclusion that follows is another matter, with days of its own.
        let mut staff = staff;
        staff.sign_in_again().await;
        let _ = exclude(&staff, second).await.done();
        world.later(days(6)).await;
        tea.owner.wake().await;
        let _ = file(&tea.owner, &late, WHY).await.done();
    }

    async fn fn_2_nobody_else_appeals_reads_or_decides(world) {
        let mut tea = shop(world, "tea").await;
        let mut cups = another_shop(world, "cups").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let (staff, mut judge) = (risk(world).await, risk(world).await);
        let finding = found(&mut tea, &staff, first).await;
        cups.owner.sign_in_again().await;
        let mut carl = world.careful_person("carl").await;
        admit(&tea.owner, &tea.id, &carl, "SUPPORT").await;
        world.settle().await;
        carl.wake().await;
        nothing_changed(world, file(&cups.owner, &finding, WHY)).await
            .refused("FINDING_NOT_FOUND");
        nothing_changed(world, file(&carl, &finding, WHY)).await.refused("ROLE_TOO_LOW");
        world.visitor().act(FILE, keyed(json!({ "findingId": finding, "text": WHY }))).await
            .error("UNAUTHENTICATED");
        for stranger in [&cups.owner, &carl] {
            assert!(seen(stranger, &tea.id).await.is_null());
            stranger.say(QUEUE).await.error("FORBIDDEN");
        }
        let nothing = "fraud_finding_019a0000000070008000000000000001";
        nothing_changed(world, file(&tea.owner, nothing, WHY)).await.refused("FINDING_NOT_FOUND");
        for text in ["", " ", &"x".repeat(1_001)] {
            nothing_changed(world, file(&tea.owner, &finding, text)).await.refused("TEXT_INVALID");
        }
        // One at a time, and once.
        let tries = (0..4).map(|_| file(&tea.owner, &finding, WHY));
        let told = futures_util::future::join_all(tries).await;
        assert_eq!(told.iter().filter(|one| one.refusals().is_empty()).count(), 1);
        let shown = seen(&tea.owner, &tea.id).await;
        let appeal = shown["nodes"][0]["appeal"]["id"].as_str().unwrap().to_owned();
        assert_eq!(shown["nodes"][0]["appeal"]["text"], json!(WHY));
        assert_eq!(shown["nodes"][0]["operatorId"], json!(tea.id));
        assert_eq!(seen(&judge, &tea.id).await["nodes"][0]["id"], json!(finding));
        nothing_changed(world, decide(&tea.owner, &appeal, true)).await.error("FORBIDDEN");
        let nobody = "fraud_appeal_019a0000000070008000000000000001";
        nothing_changed(world, decide(&judge, nobody, true)).await.refused("APPEAL_NOT_FOUND");
        world.pass(minutes(6));
        nothing_changed(world, decide(&judge, &appeal, true)).await.refused("STEP_UP_NEEDED");
        // A judge who belongs to the shop by now decides nothing about it.
        tea.owner.sign_in_again().await;
        judge.sign_in_again().await;
        admit(&tea.owner, &tea.id, &judge, "SUPPORT").await;
        world.settle().await;
        nothing_changed(world, decide(&judge, &appeal, true)).await.refused("OWN_MATTER");
    }

    async fn an_appeal_and_its_decision_happen_once_under_their_keys(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let (staff, judge) = (risk(world).await, risk(world).await);
        let finding = found(&mut tea, &staff, first).await;
        let input = keyed(json!({ "findingId": finding, "text": WHY }));
        let filed = tea.owner.act(FILE, input.clone()).await.done();
        let appeal = filed.text("fraudAppealFile.finding.appeal.id");
        let decision = keyed(json!({ "appealId": appeal, "isGranted": false }));
        let _ = judge.act(DECIDE, decision.clone()).await.done();
        for (who, document, input, field, value) in [
            (&tea.owner, FILE, &input, "text", json!("Something else.")),
            (&judge, DECIDE, &decision, "isGranted", json!(true)),
        ] {
            // Each reading of what was written is logged.
            let again = "mutation ($input: FraudAppealFileInput!) { fraudAppealFile(input: $input) {
                finding { id } userErrors { code } } }";
            let document = if document == FILE { again } else { document };
            let _ = nothing_changed(world, who.act(document, input.clone())).await.done();
            let mut other = input.clone();
            other[field] = value;
            nothing_changed(world, who.act(document, other)).await.refused("IDEMPOTENCY_CONFLICT");
            let mut unsound = input.clone();
            unsound["idempotencyKey"] = json!("short");
            nothing_changed(world, who.act(document, unsound)).await
                .refused("IDEMPOTENCY_KEY_INVALID");
        }
    }

    /// The database refuses it too: decided by who found or wrote it, and every other edge.
    async fn fn_2_the_database_refuses_a_decision_by_who_found_it(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let staff = risk(world).await;
        let finding = found(&mut tea, &staff, first).await;
        let _ = file(&tea.owner, &finding, WHY).await.done();
        for sql in [
            "UPDATE fraud_appeal SET state = 'GRANTED', decided_at = 1, decided_by = found_by",
            "UPDATE fraud_appeal SET state = 'GRANTED', decided_at = 1, decided_by = filed_by",
            "UPDATE fraud_appeal SET state = 'GRANTED'",
            "UPDATE fraud_appeal SET state = 'LOST'",
            "UPDATE fraud_appeal SET found_by = filed_by",
        ] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }

    async fn findings_are_read_page_by_page(world) {
        let mut tea = shop(world, "tea").await;
        let staff = risk(world).await;
        let mut all = Vec::new();
        for number in 1..=3 {
            let order = order(world, &tea, number, "SHIPPED", 10_000).await;
            all.push(found(&mut tea, &staff, order).await);
            world.pass(std::time::Duration::from_millis(2));
        }
        all.reverse();
        let (mut read, mut after) = (Vec::new(), Value::Null);
        loop {
            let input = json!({ "id": tea.id, "first": 2, "after": after });
            let page = tea.owner.run(SEEN, input).await.done();
            let nodes = page.list("fraudFindings.nodes").iter();
            read.extend(nodes.map(|node| node["id"].as_str().unwrap().to_owned()));
            if page.data("fraudFindings.pageInfo.hasNextPage") == &json!(false) {
                break;
            }
            after = page.data("fraudFindings.pageInfo.endCursor").clone();
        }
        assert_eq!(read, all);
    }
}
