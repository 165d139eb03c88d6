//! D3: every edge that is not allowed is refused by the database itself, whoever asks.

use kit::scenario;

use super::{debt, refund};

const MACHINES: [(&str, &[&str]); 5] = [
    (
        "payment",
        &[
            "CREATED",
            "CONFIRMED",
            "CHALLENGED",
            "HELD",
            "DENIED",
            "AUTHORISED",
            "CAPTURED",
            "CLOSED",
        ],
    ),
    ("payment_attempt", &["CREATED", "PROCESSING", "SUCCEEDED", "FAILED", "UNKNOWN"]),
    ("payment_refund", &["REQUESTED", "PAID"]),
    ("payment_refund_leg", &["REQUESTED", "SENT", "PAID", "FAILED", "UNKNOWN"]),
    ("risk_case", &["OPEN", "UPHELD", "DISMISSED"]),
];

scenario! {
    async fn d3_the_edges_of_the_code_are_those_of_the_database(world) {
        use fairstall::payments::attempt::AttemptState;
        use fairstall::payments::intent::PaymentState;
        use fairstall::payments::refund::{LegState, RefundState};
        use fairstall::payments::risk::CaseState;
        use platform::transitions::States;
        fn edges<S: States>() -> Vec<String> {
            let mut edges: Vec<String> = S::EDGES
                .iter()
                .map(|(from, to, _)| format!("{}: {} to {}", S::MACHINE, from.name(), to.name()))
                .collect();
            edges.sort();
            edges
        }
        let all = [edges::<PaymentState>(), edges::<AttemptState>(), edges::<RefundState>(),
            edges::<LegState>(), edges::<CaseState>()];
        for ((machine, _), own) in MACHINES.iter().zip(all) {
            let kept = world.ask(&format!(
                "SELECT machine || ': ' || from_state || ' to ' || to_state \
                 FROM allowed_transition WHERE machine = '{machine}'"
            )).await;
            let mut kept = kept;
            kept.sort();
            assert_eq!(kept, own);
        }
    }

    async fn d3_an_illegal_edge_is_refused_by_the_database(world) {
        let (ana, _, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        let asked = refund(world, part, 500, fairstall::payments::RefundSource::Transit, "r");
        assert!(asked.await.is_ok());
        world.settle().await;
        for (machine, states) in &MACHINES[..4] {
            let now = world.ask(&format!("SELECT state FROM {machine}")).await[0].clone();
            for to in states.iter().filter(|to| **to != now) {
                let sql = format!("UPDATE {machine} SET state = '{to}'");
                let done =
                    sea_orm::ConnectionTrait::execute_unprepared(world.direct(), &sql).await;
                assert!(done.is_err(), "{machine}: {now} to {to}");
            }
        }
        // A confirmation cannot be written over, nor an amount slip through.
        for sql in [
            "UPDATE payment SET confirmed_minor = NULL",
            "UPDATE payment SET provider = NULL",
            "UPDATE payment SET provider_minor = 0",
            "UPDATE payment_attempt SET amount_minor = 1",
            "UPDATE payment_attempt SET captured_minor = 0",
            "UPDATE payment_part SET counts = false",
            "DELETE FROM provider_event",
        ] {
            let done = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), sql).await;
            assert!(done.is_err(), "{sql}");
        }
    }
}
