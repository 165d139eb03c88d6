//! What stands in the tables, to show that something changed nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use crate::database::Engine;
use crate::world::World;

/// Every row of every table, as text.
pub type Snapshot = BTreeMap<String, BTreeSet<String>>;

/// Does something, and asserts that not a row of any table is another one afterwards.
pub async fn nothing_changed<T>(world: &World, act: impl Future<Output = T>) -> T {
    nothing_changed_but(world, &[], act).await
}

/// The same, but some tables may change: counts of attempts must, when an attempt is refused.
pub async fn nothing_changed_but<T>(
    world: &World,
    excepted: &[&str],
    act: impl Future<Output = T>,
) -> T {
    let before = snapshot(world).await;
    let result = act.await;
    let after = snapshot(world).await;
    let mut changes = Vec::new();
    for (table, rows) in &after {
        if excepted.contains(&table.as_str()) {
            continue;
        }
        let earlier = &before[table];
        changes.extend(rows.difference(earlier).map(|row| format!("+ {table}: {row}")));
        changes.extend(earlier.difference(rows).map(|row| format!("- {table}: {row}")));
    }
    assert!(changes.is_empty(), "something changed:\n{}", changes.join("\n"));
    result
}

/// The names of all tables of the shop.
pub async fn tables(world: &World) -> Vec<String> {
    world.ask(tables_sql(world.engine())).await
}

/// The question for them.
pub fn tables_sql(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        }
    }
}

/// Every row of every table now.
pub async fn snapshot(world: &World) -> Snapshot {
    let mut snapshot = Snapshot::new();
    for table in tables(world).await {
        let rows = match world.engine() {
            Engine::Postgres => format!("SELECT CAST(\"{table}\" AS text) FROM \"{table}\""),
            Engine::Sqlite => {
                let columns =
                    world.ask(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let quoted: Vec<String> =
                    columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                format!("SELECT {} FROM \"{table}\"", quoted.join(" || ', ' || "))
            }
        };
        let rows = world.ask(&rows).await;
        snapshot.insert(table, rows.into_iter().collect());
    }
    snapshot
}
