//! Who reads which claims, page by page.

use kit::{Actor, Answer, scenario};
use serde_json::{Value, json};

use super::{act, approved, bought, cast, lost, promised, see};
use crate::operators::admit;

const QUEUE: &str = "query ($state: CompensationState, $first: Int, $after: String) {
    compensationQueue(state: $state, first: $first, after: $after) {
    pageInfo { endCursor hasNextPage } nodes { id state dueAt } } }";

const SHOPS: &str = "query ($id: ID!) { operatorCompensations(operatorId: $id) { nodes { id } } }";

async fn all(actor: &Actor<'_>, state: Value) -> Vec<String> {
    let (mut read, mut after) = (Vec::new(), Value::Null);
    loop {
        let asked = json!({ "state": state, "first": 2, "after": after });
        let page: Answer = actor.run(QUEUE, asked).await.done();
        let nodes = page.list("compensationQueue.nodes").iter();
        read.extend(nodes.map(|node| node["id"].as_str().unwrap().to_owned()));
        if page.data("compensationQueue.pageInfo.hasNextPage") == &json!(false) {
            return read;
        }
        after = page.data("compensationQueue.pageInfo.endCursor").clone();
    }
}

scenario! {
    /// Staff read the next deadline first; what has ended is not there.
    async fn the_queue_has_the_next_deadline_first(world) {
        let mut cast = cast(world).await;
        let mut ids = Vec::new();
        for number in 1..=5 {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            ids.push(lost(&cast.desk, order, 100).await);
            world.pass(std::time::Duration::from_millis(2));
        }
        let _ = approved(&cast.judge, &ids[3]).await.done();
        let _ = promised(&cast.judge, &ids[1]).await.done();
        let reject = json!({ "id": ids[2], "reason": "WITHDRAWN" });
        let _ = act(&cast.judge, "compensationReject", reject).await.done();
        // To be paid in a day, to be decided in three, to be contested in seven.
        let wanted = [&ids[3], &ids[0], &ids[4], &ids[1]].map(String::clone);
        assert_eq!(all(&cast.desk, Value::Null).await, wanted);
        assert_eq!(all(&cast.desk, json!("CLAIMED")).await, [ids[0].clone(), ids[4].clone()]);
        assert_eq!(all(&cast.desk, json!("REJECTED")).await, [""; 0]);
        for nobody in [&cast.ana, &cast.tea.owner, &cast.risk] {
            nobody.run(QUEUE, json!({})).await.error("FORBIDDEN");
        }
        cast.ana.wake().await;
        let mine = cast.ana.say("{ myCompensations { nodes { id } } }").await.done();
        let mine: Vec<String> = mine.list("myCompensations.nodes").iter()
            .map(|node| node["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(mine, ids.iter().rev().cloned().collect::<Vec<_>>());
    }

    /// Its buyer, its shop and staff; nobody else, and each is told what they may do next.
    async fn a_claim_is_seen_by_whom_it_concerns(world) {
        let mut cast = cast(world).await;
        let bob = world.careful_person("bob").await;
        let cat = world.careful_person("cat").await;
        cast.fresh().await;
        admit(&cast.tea.owner, &cast.tea.id, &cat, "FINANCE").await;
        world.settle().await;
        let (mut bob, mut cat) = (bob, cat);
        cast.fresh().await;
        bob.wake().await;
        cat.wake().await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 100).await;
        let next = async |actor: &Actor<'_>| see(actor, &id).await["allowedTransitions"].clone();
        assert_eq!(next(&cast.judge).await, json!(["APPROVED", "REJECTED"]));
        assert_eq!(next(&cast.tea.owner).await, json!([]));
        let _ = approved(&cast.judge, &id).await.done();
        assert_eq!(next(&cast.tea.owner).await, json!(["PAID_SELLER"]));
        assert_eq!((next(&cast.ana).await, next(&cast.judge).await), (json!([]), json!([])));
        assert!(see(&bob, &id).await.is_null());
        for member in [&cast.tea.owner, &cat, &cast.desk] {
            let seen = member.run(SHOPS, json!({ "id": cast.tea.id })).await.done();
            assert_eq!(seen.list("operatorCompensations.nodes").len(), 1);
        }
        for stranger in [&bob, &cast.ana] {
            let seen = stranger.run(SHOPS, json!({ "id": cast.tea.id })).await.done();
            assert!(seen.data("operatorCompensations").is_null());
        }
        world.visitor().run(SHOPS, json!({ "id": cast.tea.id })).await.error("UNAUTHENTICATED");
    }

    /// However many claims a page has, it takes the same number of statements.
    async fn a_page_costs_the_same_however_long_it_is(world) {
        let cast = cast(world).await;
        let ask = async || cast.desk.run(QUEUE, json!({ "first": 50 })).await.done();
        let mut counts = Vec::new();
        for number in 1..=6 {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            let _ = lost(&cast.desk, order, 100).await;
            if [2, 6].contains(&number) {
                let (statements, _) = world.fewest_statements(ask).await;
                counts.push(statements);
            }
        }
        // A question each would cost four more.
        assert!(counts[1] < counts[0] + 3, "{counts:?}");
    }
}
