//! Constraints have names that say what they guard, the same on both engines, and their violation
//! reaches the code under that name.

use kit::{Engine, machinery, tables};
use platform::{Failure, transaction};
use sea_orm::ConnectionTrait;

use super::reactions::reactions;

/// Names as the conventions want them: what the index or constraint is, its table, what of it.
const MISNAMED_ON_POSTGRES: &str = "
    SELECT conrelid::regclass || ' ' || conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'u')
    AND conrelid::regclass::text <> 'seaql_migrations'
    AND NOT starts_with(conname, CASE contype WHEN 'c' THEN 'ck_' WHEN 'f' THEN 'fk_' ELSE 'uq_' END
        || conrelid::regclass || '__')
    UNION SELECT tablename || ' ' || indexname FROM pg_indexes
    JOIN pg_class ON relname = indexname JOIN pg_index ON indexrelid = pg_class.oid
    WHERE schemaname = 'public' AND tablename <> 'seaql_migrations' AND NOT indisprimary
    AND NOT starts_with(indexname,
        CASE WHEN indisunique THEN 'uq_' ELSE 'ix_' END || tablename || '__')";

/// Foreign keys without an index that begins with their columns: a delete would read the table.
const UNINDEXED_ON_POSTGRES: &str = "
    SELECT con.conrelid::regclass || ' ' || con.conname FROM pg_constraint AS con
    WHERE con.contype = 'f' AND con.connamespace = 'public'::regnamespace AND NOT EXISTS (
        SELECT 1 FROM pg_index AS idx WHERE idx.indrelid = con.conrelid
        AND (string_to_array(idx.indkey::text, ' ')::int2[])[1:cardinality(con.conkey)]
            @> con.conkey)";

machinery! {
    with reactions();

    async fn every_constraint_and_index_is_named_after_what_it_guards(world) {
        if world.engine() == Engine::Postgres {
            assert_eq!(world.ask(MISNAMED_ON_POSTGRES).await, [""; 0]);
        } else {
            let names = "SELECT tbl_name || ' ' || name FROM sqlite_master WHERE type = 'index' \
                         AND name NOT LIKE 'sqlite_%' AND substr(name, 4, length(tbl_name) + 2) \
                         <> tbl_name || '__'";
            assert_eq!(world.ask(names).await, [""; 0]);
            // A unique index that the engine named itself could not be told apart by name.
            let nameless = "SELECT il.name FROM sqlite_master AS t, \
                            pragma_index_list(t.name) AS il WHERE t.type = 'table' \
                            AND il.origin = 'u' AND t.name <> 'seaql_migrations'";
            assert_eq!(world.ask(nameless).await, [""; 0]);
        }
    }

    async fn every_foreign_key_has_an_index(world) {
        if world.engine() == Engine::Postgres {
            assert_eq!(world.ask(UNINDEXED_ON_POSTGRES).await, [""; 0]);
        }
    }

    async fn every_table_has_a_primary_key(world) {
        for table in tables::tables(world).await {
            let keys = match world.engine() {
                Engine::Sqlite => {
                    format!("SELECT count(*) FROM pragma_table_info('{table}') WHERE pk > 0")
                }
                Engine::Postgres => format!(
                    "SELECT count(*) FROM pg_index WHERE indrelid = '\"{table}\"'::regclass \
                     AND indisprimary"
                ),
            };
            assert!(world.count(&keys).await > 0, "{table} has no primary key");
        }
    }

    async fn a_violated_constraint_says_its_name(world) {
        world.run("CREATE TABLE lamp (id bigint PRIMARY KEY, room text NOT NULL, \
                   wall text NOT NULL, \
                   watts bigint CONSTRAINT ck_lamp__watts CHECK (watts > 0))").await;
        world.run("CREATE UNIQUE INDEX uq_lamp__room__wall ON lamp (room, wall)").await;
        world.run("INSERT INTO lamp VALUES (1, 'hall', 'north', 40)").await;
        for (row, name) in [
            ("(2, 'hall', 'north', 40)", "uq_lamp__room__wall"),
            ("(2, 'hall', 'south', 0)", "ck_lamp__watts"),
        ] {
            let statement = format!("INSERT INTO lamp VALUES {row}");
            let told: Result<(), Failure> = transaction!(world.app(), |tx| {
                tx.conn().execute_unprepared(&statement).await?;
                Ok(())
            });
            assert_eq!(told.unwrap_err().constraint(), Some(name));
        }
        assert_eq!(world.count("SELECT count(*) FROM lamp").await, 1);
    }
}
