//! The comparisons of each minute: some thousands of rows by their indices, and in the end all.

use std::sync::{Arc, Mutex};

use fairstall::{ledger, orders};
use kit::{Engine, World, scenario};
use sea_orm::Statement;
use uuid::Uuid;

use super::{Shop, ordered, shop};
use crate::ledger::paid;
use crate::platform::plans::plan;

/// Of these the comparisons of a minute take the first two thousand.
const MANY: u32 = 3_000;
/// One that the first minute does not come to, neither from the front nor from the end.
const BEHIND: u128 = 2_100;

/// Writes rows with the ids 1 to [`MANY`], all like the first of a table.
async fn copy(world: &World, table: &str, columns: &str, shown: &str) {
    let id = match world.engine() {
        Engine::Postgres => "lpad(to_hex(n), 32, '0')::uuid",
        Engine::Sqlite => "unhex(printf('%032x', n))",
    };
    world
        .run(&format!(
            "WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < {MANY}) \
             INSERT INTO {table} (id, {columns}) SELECT {id}, {shown} FROM made, \
             (SELECT * FROM {table} ORDER BY id LIMIT 1) AS one"
        ))
        .await;
}

async fn copy_orders(world: &World) {
    let columns = "checkout_id, buyer_id, operator_id, address_id, channel, country, profile, \
        state, currency, goods_minor, freight_minor, discount_minor, total_minor, \
        waits_for_group, submitted_at, pay_by, version";
    copy(world, "trade_order", columns, columns).await;
}

async fn copy_skus(world: &World) {
    let columns = "product_id, position, code, options, currency, price_minor, on_hand, reserved";
    let shown = "product_id, n + 100, 'made-' || n, options, currency, price_minor, 20, 0";
    copy(world, "sku", columns, shown).await;
}

/// What a comparison of this minute finds.
async fn finds(world: &World, name: &str, checks: &[ledger::Check]) -> Vec<Uuid> {
    let check = checks.iter().find(|check| check.name == name).expect(name);
    let told = (check.run)(world.app().clone()).await.expect(name);
    told.into_iter().map(|difference| difference.subject).collect()
}

async fn place(world: &World, name: &str) -> Option<u128> {
    let kept = match world.engine() {
        Engine::Postgres => "replace(after_id::text, '-', '')",
        Engine::Sqlite => "lower(hex(after_id))",
    };
    let told = world.ask(&format!("SELECT {kept} FROM order_check WHERE name = '{name}'")).await;
    told.first().map(|text| u128::from_str_radix(text, 16).expect("an id"))
}

/// The lines of a plan that read a table from end to end.
fn reads_all(plan: &str) -> Vec<&str> {
    let of = |line: &&str| {
        let line = line.trim_start().trim_start_matches("-> ").trim_start();
        let table = line.strip_prefix("Seq Scan on ").or_else(|| line.strip_prefix("SCAN "));
        let table = table.and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        ["trade_order", "sku", "escrow", "stock_reservation", "stock_hold"].contains(&table)
            && !line.contains(" USING ")
    };
    plan.lines().filter(of).collect()
}

async fn one_order(world: &World) -> Shop<'_> {
    let tea = shop(world, "tea").await;
    let ana = world.person("ana").await;
    ordered(&ana, &tea, "first-one").await;
    tea
}

scenario! {
    /// The place moves on each minute, and begins again where nothing is behind it.
    async fn the_comparison_of_variants_comes_round(world) {
        let _tea = shop(world, "tea").await;
        copy_skus(world).await;
        let name = "orders.reserved";
        let wrong = "UPDATE sku SET reserved = 1 WHERE code = 'made-2100'";
        world.run(wrong).await;
        assert_eq!(finds(world, name, &orders::WHOLE_CHECKS).await, [Uuid::from_u128(BEHIND)]);
        assert!(finds(world, name, &orders::CHECKS).await.is_empty());
        assert_eq!(place(world, "SKU").await, Some(2_000));
        assert_eq!(finds(world, name, &orders::CHECKS).await, [Uuid::from_u128(BEHIND)]);
        assert_eq!(place(world, "SKU").await, Some(0), "from the beginning again");
        assert!(finds(world, name, &orders::CHECKS).await.is_empty());
        assert_eq!(place(world, "SKU").await, Some(2_000));
        world.run(&wrong.replace("= 1", "= 0")).await;
        assert!(finds(world, name, &orders::CHECKS).await.is_empty());
    }

    async fn the_comparison_of_orders_comes_round(world) {
        let _tea = one_order(world).await;
        copy_orders(world).await;
        let name = "orders.escrow";
        let (behind, newest) = (Uuid::from_u128(BEHIND), Uuid::from_u128(u128::from(MANY)));
        assert!(finds(world, name, &orders::CHECKS).await.is_empty());
        assert_eq!(place(world, "SUBMITTED").await, Some(2_000));
        assert_eq!(place(world, "PAID").await, None, "where nothing is, nothing is kept");
        assert!(finds(world, name, &orders::CHECKS).await.is_empty());
        assert_eq!(place(world, "SUBMITTED").await, Some(0), "from the beginning again");
        // Money in the escrow of orders that nobody has paid.
        for order in [behind, newest] {
            paid(world.app(), order, 1_000).await;
        }
        // The newest are looked at each minute, the others in their turn; each is told once.
        assert_eq!(finds(world, name, &orders::CHECKS).await, [newest]);
        let mut both = finds(world, name, &orders::CHECKS).await;
        both.sort_unstable();
        assert_eq!(both, [behind, newest]);
        let mut whole = finds(world, name, &orders::WHOLE_CHECKS).await;
        whole.sort_unstable();
        assert_eq!(whole, [behind, newest]);
        world
            .run("DELETE FROM trade_order WHERE NOT EXISTS \
                  (SELECT 1 FROM order_line WHERE order_id = trade_order.id)")
            .await;
    }

    /// However many there are: a window of rows by the index of its order, and nothing from end to
    /// end.
    async fn the_comparisons_of_a_minute_go_by_their_indices(world) {
        let _tea = one_order(world).await;
        copy_orders(world).await;
        copy_skus(world).await;
        if world.engine() == Engine::Postgres {
            // Two thousand of three thousand rows are read fastest from end to end.
            for setting in ["enable_seqscan", "enable_bitmapscan"] {
                world.run(&format!("SET {setting} = off")).await;
            }
        }
        world.run("ANALYZE").await;
        let heard: Arc<Mutex<Vec<Statement>>> = Arc::default();
        let ears = Arc::clone(&heard);
        let hears = world.app().database().listen(move |statement| {
            ears.lock().expect("what was heard").push(statement.clone());
        });
        assert!(hears, "nobody else listens");
        for check in &orders::CHECKS {
            assert!(finds(world, check.name, &orders::CHECKS).await.is_empty());
        }
        let asked: Vec<Statement> = heard.lock().expect("what was heard").clone();
        let compares = |statement: &&Statement| statement.sql.starts_with("SELECT o.id AS subject")
            || statement.sql.starts_with("SELECT s.id AS subject")
            || statement.sql.contains(" OFFSET ");
        let compared: Vec<&Statement> = asked.iter().filter(compares).collect();
        assert_eq!(compared.len(), 4, "two windows, and where they end");
        for statement in compared {
            let plan = plan(world, world.direct(), statement).await;
            assert!(reads_all(&plan).is_empty(), "{}\n{plan}", statement.sql);
            let of_orders = statement.sql.contains("trade_order");
            let index = match world.engine() {
                _ if of_orders => "ix_trade_order__state",
                Engine::Postgres => "sku_pkey",
                Engine::Sqlite => "sqlite_autoindex_sku_1",
            };
            assert!(plan.contains(index), "{}\n{plan}", statement.sql);
        }
        let whole = Statement::from_string(
            world.direct().get_database_backend(),
            "SELECT id FROM sku WHERE reserved = 7",
        );
        let plan = plan(world, world.direct(), &whole).await;
        assert!(!reads_all(&plan).is_empty(), "this one does: {plan}");
    }
}
