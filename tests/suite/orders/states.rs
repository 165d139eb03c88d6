//! The database itself refuses what no action asks for.

use kit::{World, scenario};

use super::{ordered, shop};

const STATES: [&str; 9] = [
    "SUBMITTED",
    "PAID",
    "FORMING",
    "TO_SHIP",
    "SHIPPED",
    "SIGNED",
    "COMPLETED",
    "ARCHIVED",
    "CANCELLED",
];

async fn refuses(world: &World, sql: &str) -> bool {
    use sea_orm::ConnectionTrait;
    world.direct().execute_unprepared(sql).await.is_err()
}

scenario! {
    async fn every_illegal_edge_is_refused_by_the_database(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let _ = ordered(&ana, &tea, "first-one").await;
        let allowed = world.ask(
            "SELECT from_state || '>' || to_state FROM allowed_transition \
             WHERE machine = 'trade_order'",
        ).await;
        assert_eq!(allowed.len(), 12);
        let all = "paid_at = 1, shipped_at = 1, signed_at = 1";
        for to in STATES.into_iter().filter(|to| *to != "SUBMITTED") {
            let cancelled = if to == "CANCELLED" { ", cancelled_at = 1" } else { "" };
            let sql = format!("UPDATE trade_order SET state = '{to}', {all}{cancelled}");
            let is_allowed = allowed.contains(&format!("SUBMITTED>{to}"));
            if !is_allowed {
                assert!(refuses(world, &sql).await, "SUBMITTED to {to}");
            }
        }
    }

    async fn amounts_that_do_not_add_up_are_refused_by_the_database(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let _ = ordered(&ana, &tea, "first-one").await;
        for sql in [
            "UPDATE trade_order SET total_minor = total_minor + 1",
            "UPDATE trade_order SET goods_minor = -1",
            "UPDATE trade_order SET discount_minor = -1, total_minor = total_minor + 1",
            "UPDATE order_line SET title = 'Another'",
            "DELETE FROM order_line",
            "UPDATE order_contract SET file = ''",
            "DELETE FROM order_contract",
            "UPDATE contract_key SET valid_from = 0",
            "UPDATE sku SET reserved = on_hand + 1",
            "UPDATE sku SET reserved = -1",
            "UPDATE stock_reservation SET quantity = 0",
        ] {
            assert!(refuses(world, sql).await, "{sql}");
        }
    }
}
