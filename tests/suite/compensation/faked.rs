//! CP-8: a claim that was faked bars what the law adds; its buyer may appeal.

use kit::{Actor, Answer, days, minutes, nothing_changed, scenario};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use uuid::Uuid;

use super::{approved, bought, cast, lost, open, order_id};
use crate::fulfilment::keyed;
use crate::operators::admit;

const FOUND: &str = "finding { id kind reason barsMultiples appealBy appeal { id state text } }";

async fn act(actor: &Actor<'_>, name: &str, input: serde_json::Value) -> Answer {
    let of = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let document = format!(
        "mutation ($input: {of}!) {{ {name}(input: $input) {{ {FOUND} userErrors {{ code }} }} }}"
    );
    Box::pin(actor.act(&document, keyed(input))).await
}

async fn record(risk: &Actor<'_>, order: Uuid, reason: &str) -> Answer {
    let input = json!({ "orderId": order_id(order), "kind": "SWAP", "reason": reason });
    act(risk, "fabricationRecord", input).await
}

async fn appeal(buyer: &Actor<'_>, id: &str, text: &str) -> Answer {
    act(buyer, "fabricationAppeal", json!({ "id": id, "text": text })).await
}

async fn decide(risk: &Actor<'_>, id: &str, granted: bool) -> Answer {
    act(risk, "fabricationAppealDecide", json!({ "id": id, "isGranted": granted })).await
}

const WHY: &str = "The seal was another one than in the picture of the parcel.";

scenario! {
    /// Nothing is claimed nor approved that the law adds; what was lost still is.
    async fn cp_8_a_faked_claim_bars_multiples(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let opened = open(&cast.desk, order, "FRAUD", json!({})).await.done();
        let id = opened.text("compensationOpen.compensation.id");
        for reason in ["", " ", &"x".repeat(301)] {
            nothing_changed(world, record(&cast.risk, order, reason)).await
                .refused("REASON_INVALID");
        }
        let found = record(&cast.risk, order, WHY).await.done();
        assert_eq!(found.data("fabricationRecord.finding.barsMultiples"), &json!(true));
        nothing_changed(world, record(&cast.risk, order, WHY)).await.refused("ALREADY_FOUND");
        nothing_changed(world, approved(&cast.judge, &id)).await.refused("FABRICATED");
        let reject = json!({ "id": id, "reason": "FABRICATED" });
        let _ = crate::compensation::act(&cast.judge, "compensationReject", reject).await.done();
        for ground in ["FRAUD", "UNSAFE_FOOD", "UNSAFE_DRUG"] {
            nothing_changed(world, open(&cast.desk, order, ground, json!({}))).await
                .refused("FABRICATED");
        }
        let loss = lost(&cast.desk, order, 100).await;
        let _ = approved(&cast.judge, &loss).await.done();
        for sql in ["UPDATE fabrication_finding SET kind = 'FORGERY'",
            "DELETE FROM fabrication_finding"] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }

    /// Its buyer is told, appeals, and somebody else than who found it decides.
    async fn cp_8_a_granted_appeal_lifts_the_bar(world) {
        let mut cast = cast(world).await;
        let other = world.staff("RISK").await;
        cast.fresh().await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let found = record(&cast.risk, order, WHY).await.done();
        let id = found.text("fabricationRecord.finding.id");
        world.settle().await;
        let told = world.letters_to(&cast.ana.email);
        assert!(told.iter().any(|letter| letter.text.contains("虚假索赔")));
        nothing_changed(world, decide(&cast.risk, &id, true)).await.refused("DECIDED_BY_SAME");
        for stranger in [&cast.tea.owner, &cast.desk] {
            nothing_changed(world, appeal(stranger, &id, "No.")).await
                .refused("FABRICATION_NOT_FOUND");
        }
        for text in ["", &"x".repeat(1_001)] {
            nothing_changed(world, appeal(&cast.ana, &id, text)).await.refused("TEXT_INVALID");
        }
        let mine = "{ myFabricationFindings { nodes { id reason orderId } } }";
        let seen = cast.ana.say(mine).await.done();
        assert_eq!(seen.text("myFabricationFindings.nodes.0.id"), id);
        let _ = appeal(&cast.ana, &id, "It was never opened.").await.done();
        nothing_changed(world, appeal(&cast.ana, &id, "Again.")).await.refused("ALREADY_APPEALED");
        nothing_changed(world, open(&cast.desk, order, "FRAUD", json!({}))).await
            .refused("FABRICATED");
        let mut other = other;
        other.sign_in_again().await;
        let queue = "{ fabricationAppealQueue { nodes { id appeal { text } } } }";
        let waiting = other.say(queue).await.done();
        assert_eq!(waiting.text("fabricationAppealQueue.nodes.0.id"), id);
        assert_eq!(waiting.text("fabricationAppealQueue.nodes.0.appeal.text"), "It was never opened.");
        cast.desk.wake().await;
        cast.desk.say(queue).await.error("FORBIDDEN");
        let decided = decide(&other, &id, true).await.done();
        assert_eq!(decided.data("fabricationAppealDecide.finding.barsMultiples"), &json!(false));
        nothing_changed(world, decide(&other, &id, false)).await.refused("NOTHING_TO_DECIDE");
        cast.desk.sign_in_again().await;
        let _ = open(&cast.desk, order, "FRAUD", json!({})).await.done();
    }

    /// Too late to appeal after seven days; too late to find once the law's extra was approved.
    async fn cp_8_finding_and_appeal_have_their_time(world) {
        let mut cast = cast(world).await;
        let (first, second) = (
            bought(world, &cast.tea, (1, &cast.ana), 10_000).await,
            bought(world, &cast.tea, (2, &cast.ana), 10_000).await,
        );
        let opened = open(&cast.desk, first, "FRAUD", json!({})).await.done();
        let claim = opened.text("compensationOpen.compensation.id");
        let _ = approved(&cast.judge, &claim).await.done();
        nothing_changed(world, record(&cast.risk, first, WHY)).await.refused("EXTRA_APPROVED");
        nothing_changed(world, record(&cast.risk, Uuid::from_u128(77), WHY)).await
            .refused("ORDER_NOT_FOUND");
        let found = record(&cast.risk, second, WHY).await.done();
        let id = found.text("fabricationRecord.finding.id");
        world.later(days(8)).await;
        cast.fresh().await;
        nothing_changed(world, appeal(&cast.ana, &id, "No.")).await.refused("TOO_LATE");
        admit(&cast.tea.owner, &cast.tea.id, &cast.risk, "SUPPORT").await;
        world.settle().await;
        let third = bought(world, &cast.tea, (3, &cast.ana), 10_000).await;
        nothing_changed(world, record(&cast.risk, third, WHY)).await.refused("OWN_MATTER");
        world.pass(minutes(6));
        nothing_changed(world, record(&cast.risk, third, WHY)).await.refused("STEP_UP_NEEDED");
    }
}
