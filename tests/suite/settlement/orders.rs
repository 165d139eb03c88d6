//! What becomes of the money of a completed order.

use fairstall::ledger::{self, Account};
use fairstall::orders::facts::{OrderCompleted, OrderPaid, OrderShipped};
use kit::{hours, nothing_changed_but, scenario};
use serde_json::json;
use uuid::Uuid;

use super::{order, payable, told, uuid};
use crate::ledger::{minor, write, yuan};
use crate::orders::shop;

const DAYS: &str = "query ($id: ID!) { operatorDays(operatorId: $id) { nodes { day paidOrders
    paid { amountMinor } shippedOrders lateOrders lateRatePoints completedOrders
    settled { amountMinor } fees { amountMinor } refunded { amountMinor } } } }";

fn completed(shop: &str, order: Uuid) -> OrderCompleted {
    OrderCompleted { order, operator: uuid(shop) }
}

scenario! {
    async fn a_completed_order_pays_its_shop_less_the_fee(world) {
        let tea = shop(world, "tea").await;
        let id = order(world, &tea, 1, "COMPLETED", 12_819).await;
        told(world, &completed(&tea.id, id)).await;
        // Five percent of 128.19 is 6.4095: the fen is the shop's.
        assert_eq!(minor(world.app(), Account::Fees).await, 640);
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 12_179);
        assert_eq!(minor(world.app(), Account::Escrow(id)).await, 0);
        let turnover = "SELECT amount_minor FROM operator_turnover";
        assert_eq!(world.count(turnover).await, 12_819);
        // Told again, it is done before.
        let fact = completed(&tea.id, id);
        let again = told(world, &fact);
        nothing_changed_but(world, &["event", "event_delivery"], again).await;
    }

    async fn what_was_refunded_is_not_settled(world) {
        let tea = shop(world, "tea").await;
        let id = order(world, &tea, 1, "COMPLETED", 10_000).await;
        let back = write(world.app(), async |tx| {
            ledger::escrow::refund(tx, id, yuan(4_000), "part").await
        });
        back.await.unwrap();
        told(world, &completed(&tea.id, id)).await;
        assert_eq!(minor(world.app(), Account::Fees).await, 300);
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 5_700);
        let other = order(world, &tea, 2, "COMPLETED", 500).await;
        let back = write(world.app(), async |tx| {
            ledger::escrow::refund(tx, other, yuan(500), "whole").await
        });
        back.await.unwrap();
        told(world, &completed(&tea.id, other)).await;
        assert_eq!(world.count("SELECT count(*) FROM order_settlement").await, 1);
    }

    /// FN-5: a dispute that freezes the escrow delays the settlement, however long.
    async fn fn_5_a_frozen_escrow_is_settled_when_it_thaws(world) {
        let tea = shop(world, "tea").await;
        let id = order(world, &tea, 1, "COMPLETED", 10_000).await;
        let matter = Uuid::from_u128(9);
        let freeze = write(world.app(), async |tx| {
            ledger::escrow::freeze(tx, id, matter).await.map(Ok)
        });
        freeze.await.unwrap();
        told(world, &completed(&tea.id, id)).await;
        world.later(hours(3)).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 0);
        let thaw = write(world.app(), async |tx| {
            ledger::escrow::thaw(tx, id, matter).await.map(Ok)
        });
        thaw.await.unwrap();
        world.later(hours(1)).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
        let clocks = "SELECT count(*) FROM timer WHERE kind = 'settlement.again'";
        assert_eq!(world.count(clocks).await, 0);
    }

    /// The rate of the shop comes before that of the category, and that before everybody's.
    async fn the_newest_rate_that_is_nearest_counts(world) {
        let tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "COMPLETED", 10_000).await;
        let own = "INSERT INTO fee_rate (version, operator_id, points, effective_from) \
                   SELECT '2026-12', id, 200, 0 FROM operator";
        world.run("INSERT INTO fee_rate (version, category_id, points, effective_from) \
                   SELECT '2026-12', category_id, 300, 0 FROM product").await;
        told(world, &completed(&tea.id, first)).await;
        assert_eq!(minor(world.app(), Account::Fees).await, 300);
        world.run(own).await;
        world.run(&own.replace("200, 0", "100, 9000000000000")).await;
        let second = order(world, &tea, 2, "COMPLETED", 10_000).await;
        told(world, &completed(&tea.id, second)).await;
        assert_eq!(minor(world.app(), Account::Fees).await, 500);
        let versions = "SELECT DISTINCT fee_version FROM order_settlement";
        assert_eq!(world.ask(versions).await, ["2026-12"]);
    }

    async fn the_days_of_a_shop_add_up(world) {
        let tea = shop(world, "tea").await;
        let other = world.careful_person("other").await;
        let id = order(world, &tea, 1, "COMPLETED", 10_000).await;
        let operator = uuid(&tea.id);
        told(world, &OrderPaid { order: id, operator }).await;
        told(world, &OrderShipped { order: id, operator }).await;
        told(world, &completed(&tea.id, id)).await;
        let seen = tea.owner.run(DAYS, json!({ "id": tea.id })).await.done();
        assert_eq!(seen.data("operatorDays.nodes"), &json!([{
            "day": "2026-11-22", "paidOrders": 1, "paid": { "amountMinor": "10000" },
            "shippedOrders": 1, "lateOrders": 1, "lateRatePoints": 10_000, "completedOrders": 1,
            "settled": { "amountMinor": "10000" }, "fees": { "amountMinor": "500" },
            "refunded": { "amountMinor": "0" },
        }]));
        let seen = other.run(DAYS, json!({ "id": tea.id })).await.done();
        assert!(seen.data("operatorDays").is_null());
    }
}
