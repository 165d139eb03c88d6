//! The kit's own promises: a database per test, cut from one template, gone afterwards.

use kit::database::{Engine, Fresh};
use sea_orm::ConnectionTrait;

#[tokio::test]
async fn each_test_has_a_database_of_its_own() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (Some(one), Some(other)) =
            (Fresh::migrated(engine).await, Fresh::migrated(engine).await)
        else {
            continue;
        };
        let connection = one.connect().await;
        connection.execute_unprepared("CREATE TABLE mine (id bigint)").await.unwrap();
        connection.execute_unprepared("SELECT * FROM mine").await.unwrap();
        let elsewhere = other.connect().await;
        assert!(elsewhere.execute_unprepared("SELECT * FROM mine").await.is_err());
        one.drop().await;
        other.drop().await;
    }
}

#[tokio::test]
async fn a_bare_database_has_no_table() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(bare) = Fresh::bare(engine).await else { continue };
        let connection = bare.connect().await;
        assert!(connection.execute_unprepared("SELECT * FROM seaql_migrations").await.is_err());
        bare.drop().await;
    }
}
