//! Fast collection: paid when goods are sent, repaid by the order, owed where it does not.

use fairstall::ledger::{self, Account};
use fairstall::orders::facts::{OrderCompleted, OrderShipped};
use kit::{Actor, Answer, days, nothing_changed, nothing_changed_but, scenario};
use platform::kernel::Id;
use serde_json::json;
use uuid::Uuid;

use super::{order, payable, receivable, told, uuid};
use crate::ledger::{minor, moves, post, write, yuan};
use crate::operators::admit;
use crate::orders::shop;

const SET: &str = "mutation ($input: FastCollectionSetInput!) { fastCollectionSet(input: $input) {
    fastCollection { isOn } userErrors { code } } }";

const SEEN: &str = "query ($id: ID!) { receivables(operatorId: $id) { nodes { id orderId state
    advanced { amountMinor } repaid { amountMinor } agreementVersion dueAt
    timeline { nodes { to } } } } }";

pub async fn set(actor: &Actor<'_>, shop: &str, version: i32, on: bool) -> Answer {
    let input = json!({ "operatorId": shop, "agreementVersion": version, "isAccepted": on });
    actor.act(SET, input).await
}

pub async fn shipped(world: &kit::World, shop: &str, order: Uuid) {
    told(world, &OrderShipped { order, operator: uuid(shop) }).await;
}

async fn completed(world: &kit::World, shop: &str, order: Uuid) {
    told(world, &OrderCompleted { order, operator: uuid(shop) }).await;
}

pub async fn refund(world: &kit::World, order: Uuid, minor: i64) {
    let back = write(world.app(), async |tx| {
        ledger::escrow::refund(tx, order, yuan(minor), &format!("back:{order}")).await
    });
    back.await.unwrap();
}

scenario! {
    /// FN-3: nothing is financed but on the newest agreement, accepted by an owner.
    async fn fn_3_no_finance_without_the_agreement_in_force(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, first).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 0);
        let cat = world.careful_person("cat").await;
        let eve = world.careful_person("eve").await;
        admit(&tea.owner, &tea.id, &cat, "FINANCE").await;
        world.settle().await;
        tea.owner.sign_in_again().await;
        nothing_changed(world, set(&eve, &tea.id, 1, true)).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, set(&cat, &tea.id, 1, true)).await.refused("OWNER_ONLY");
        for version in [0, 2, -1, i32::MAX] {
            let told = set(&tea.owner, &tea.id, version, true);
            nothing_changed(world, told).await.refused("VERSION_NOT_CURRENT");
        }
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let again = set(&tea.owner, &tea.id, 1, true);
        let _ = nothing_changed(world, again).await.done();
        let second = order(world, &tea, 2, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, second).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
        // A newer one: what was accepted before counts no more.
        world.run("INSERT INTO finance_agreement VALUES (2, 'x', 'x', 0)").await;
        let third = order(world, &tea, 3, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, third).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
        world.pass(kit::minutes(6));
        nothing_changed(world, set(&tea.owner, &tea.id, 2, true)).await.refused("STEP_UP_NEEDED");
    }

    /// FN-4: one receivable for each order, funded once, repaid by the order.
    async fn fn_4_an_order_is_financed_once(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let id = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, id).await;
        let again = shipped(world, &tea.id, id);
        nothing_changed_but(world, &["event", "event_delivery", "operator_day"], again).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
        assert_eq!(minor(world.app(), receivable(&tea.id)).await, -9_500);
        assert_eq!(minor(world.app(), Account::Escrow(id)).await, 10_000, "escrow stays whole");
        completed(world, &tea.id, id).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
        assert_eq!(minor(world.app(), receivable(&tea.id)).await, 0);
        assert_eq!(minor(world.app(), Account::Fees).await, 500);
        let seen = tea.owner.run(SEEN, json!({ "id": tea.id })).await.done();
        assert_eq!(seen.text("receivables.nodes.0.state"), "REPAID");
        let steps: Vec<&str> = seen
            .list("receivables.nodes.0.timeline.nodes")
            .iter()
            .map(|step| step["to"].as_str().unwrap())
            .collect();
        assert_eq!(steps, ["REPAID", "FUNDED", "ACCEPTED"]);
        let clocks = "SELECT count(*) FROM timer WHERE kind = 'receivable.due'";
        assert_eq!(world.count(clocks).await, 0);
    }

    /// FN-1: the shop has spent what it was paid early; the buyer is refunded all the same, and the
    /// shop owes it, to be taken from its next sales.
    async fn fn_1_a_refund_reaches_the_buyer_with_seller_balance_0(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let id = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, id).await;
        let app = world.app();
        post(app, &[moves(payable(&tea.id), Account::Payouts, 9_500, "spent")]).await.unwrap();
        assert_eq!(minor(app, payable(&tea.id)).await, 0);
        refund(world, id, 8_000).await;
        assert_eq!(minor(app, Account::Refunds).await, 8_000);
        completed(world, &tea.id, id).await;
        // 20.00 are left: a fee of 1.00, and 19.00 towards the 95.00.
        assert_eq!(minor(app, receivable(&tea.id)).await, -7_600);
        let states = "SELECT state || ' ' || repaid_minor FROM receivable";
        assert_eq!(world.ask(states).await, ["RECOURSE 1900"]);
        let next = order(world, &tea, 2, "COMPLETED", 10_000).await;
        completed(world, &tea.id, next).await;
        assert_eq!(minor(app, receivable(&tea.id)).await, 0);
        assert_eq!(minor(app, payable(&tea.id)).await, 1_900);
        assert_eq!(world.ask(states).await, ["REPAID 9500"]);
    }

    /// An order that never completes: after sixty days it is taken from what is owed.
    async fn a_term_that_is_over_is_taken_from_what_is_owed(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let id = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, id).await;
        refund(world, id, 10_000).await;
        world.later(days(60)).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 0);
        assert_eq!(minor(world.app(), receivable(&tea.id)).await, 0);
        assert_eq!(world.ask("SELECT state FROM receivable").await, ["REPAID"]);
    }

    async fn what_is_looked_at_is_not_paid_early(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let (id, matter) = (order(world, &tea, 1, "SHIPPED", 10_000).await, Uuid::from_u128(9));
        let operator = Id::from_uuid(uuid(&tea.id));
        let freeze = write(world.app(), async |tx| {
            ledger::freeze_operator(tx, operator, matter).await.map(Ok)
        });
        freeze.await.unwrap();
        shipped(world, &tea.id, id).await;
        assert_eq!(world.count("SELECT count(*) FROM receivable").await, 0);
    }
}
