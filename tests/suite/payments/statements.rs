//! PY-8: whatever a day's statement and our books do not agree on is an incident.

use super::{debt, looked_at, places, refund, script};
use fairstall::payments::compare_statements;
use kit::{World, hours, scenario};

const INCIDENTS: &str = "SELECT kind || ' ' || expected_minor || ' ' || found_minor \
                         FROM payment_incident ORDER BY kind, found_minor";

async fn compare(world: &World) -> usize {
    compare_statements(world.app()).await.expect("a comparison").len()
}

scenario! {
    async fn py_8_a_day_that_agrees_has_no_incident(world) {
        let (ana, shop, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        let (other, _) = world.owe(&ana.id, &[(&shop, 700)]).await;
        let _ = ana.pay(&other).await;
        let asked = refund(world, part, 200, fairstall::payments::RefundSource::Transit, "r");
        assert!(asked.await.is_ok());
        world.settle().await;
        // Not yet: the day is not over.
        assert_eq!(compare(world).await, 0);
        world.later(hours(24)).await;
        assert_eq!(compare(world).await, 0);
        let days = "SELECT line_count || ' ' || difference_count FROM payment_statement \
                    ORDER BY day DESC";
        assert_eq!(world.ask(days).await[0], "3 0");
        // Once a day is enough.
        assert_eq!(compare(world).await, 0);
        assert!(world.ask(INCIDENTS).await.is_empty());
    }

    async fn py_8_every_difference_is_an_incident(world) {
        let (ana, shop, payment, _) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        let (other, _) = world.owe(&ana.id, &[(&shop, 700)]).await;
        let _ = ana.pay(&other).await;
        world.run("UPDATE sandbox_payment SET amount_minor = 501 WHERE amount_minor = 500").await;
        world.run("DELETE FROM sandbox_payment WHERE amount_minor = 700").await;
        let uuid = match world.engine() {
            kit::Engine::Sqlite => "zeroblob(16)",
            kit::Engine::Postgres => "'00000000-0000-0000-0000-000000000000'::uuid",
        };
        world.run(&format!(
            "INSERT INTO sandbox_payment SELECT {uuid}, currency, 9, 9, script, outcome, reason, \
             settles_at, began_at FROM sandbox_payment"
        )).await;
        world.later(hours(24)).await;
        assert_eq!(compare(world).await, 3);
        assert_eq!(world.ask(INCIDENTS).await, [
            "NOT_ON_STATEMENT 700 0", "ONLY_ON_STATEMENT 0 9", "STATEMENT_DIFFERS 500 501",
        ]);
        assert_eq!(places(world).await, [1_200, 0, -1_200]);
        looked_at(world, 3).await;
    }

    async fn g_5_a_statement_settles_what_nobody_knew(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("unknown")).await.done();
        world.settle().await;
        world.run("DELETE FROM timer WHERE kind = 'payment_attempt.ask'").await;
        world.later(hours(24)).await;
        assert_eq!(world.ask("SELECT state FROM payment_attempt").await, ["UNKNOWN"]);
        assert_eq!(compare(world).await, 0);
        world.settle().await;
        assert_eq!(world.ask("SELECT state FROM payment_attempt").await, ["SUCCEEDED"]);
        assert_eq!(places(world).await, [500, 0, -500]);
    }
}
