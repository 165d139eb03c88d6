//! PY-2: callbacks are signed, heard once, and free of order.

use axum::body::Body;
use fairstall::payments::provider::sandbox::sign;
use http::Request;
use kit::paying::bare;
use kit::{Actor, World, nothing_changed, scenario, seconds};
use serde_json::{Value, json};

use super::{debt, is_state, looked_at, places, script, state};

async fn attempt(world: &World) -> String {
    let hex = match world.engine() {
        kit::Engine::Sqlite => {
            "SELECT lower(hex(id)) FROM payment_attempt ORDER BY created_at DESC"
        }
        kit::Engine::Postgres => "SELECT id::text FROM payment_attempt ORDER BY created_at DESC",
    };
    world.ask(hex).await[0].clone()
}

fn message(attempt: &str, event: &str, status: &str, minor: i64) -> Value {
    let id = bare(&format!("x_{}", attempt.replace('-', "")));
    json!({ "event": event, "payment": id.to_string(), "status": status,
            "reference": format!("sbx_{}", id.simple()),
            "amount": { "minor": minor, "currency": "CNY" }, "reason": null })
}

async fn knock(actor: &Actor<'_>, provider: &str, body: Vec<u8>, signature: &str) -> u16 {
    let request = Request::post(format!("/callbacks/{provider}"))
        .header("sandbox-signature", signature)
        .body(Body::from(body))
        .expect("a request");
    actor.call(request).await.0
}

async fn tell(world: &World, message: &Value) -> u16 {
    let body = message.to_string().into_bytes();
    let signature = sign(world.app(), &body);
    knock(&world.visitor(), "sandbox", body, &signature).await
}

scenario! {
    async fn py_2_a_bad_signature_is_401_and_nothing_is_stored(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:60")).await.done();
        world.settle().await;
        let own = attempt(world).await;
        let body = message(&own, "evt_1", "SUCCEEDED", 500).to_string().into_bytes();
        let good = sign(world.app(), &body);
        let mut flipped = good.clone().into_bytes();
        let last = flipped.last_mut().unwrap();
        *last = if *last == b'0' { b'1' } else { b'0' };
        let flipped = String::from_utf8(flipped).unwrap();
        let eve = world.visitor();
        for signature in ["", "1", ".", "0.00", "x.y", &flipped, &good[..good.len() - 1]] {
            let status = nothing_changed(world, knock(&eve, "sandbox", body.clone(), signature));
            assert_eq!(status.await, 401, "{signature}");
        }
        let mut forged = body.clone();
        forged.push(b' ');
        assert_eq!(nothing_changed(world, knock(&eve, "sandbox", forged, &good)).await, 401);
        // Yesterday's signature is no signature.
        world.pass(seconds(301));
        assert_eq!(nothing_changed(world, knock(&eve, "sandbox", body, &good)).await, 401);
        for provider in ["stripe", "nobody"] {
            assert_eq!(nothing_changed(world, knock(&eve, provider, vec![], "")).await, 404);
        }
    }

    async fn py_2_what_is_signed_but_not_readable_is_400(world) {
        let eve = world.visitor();
        for body in [&b""[..], b"{", b"[]", b"{\"event\":1}", b"\xff\xff"] {
            let signature = sign(world.app(), body);
            let status = nothing_changed(world, knock(&eve, "sandbox", body.to_vec(), &signature));
            assert_eq!(status.await, 400);
        }
        let odd = message(&"0".repeat(32), "", "SUCCEEDED", 1);
        assert_eq!(nothing_changed(world, tell(world, &odd)).await, 400);
        let odd = message(&"0".repeat(32), "evt", "STOLEN", 1);
        assert_eq!(nothing_changed(world, tell(world, &odd)).await, 400);
        let huge = vec![b' '; 70_000];
        let signature = sign(world.app(), &huge);
        assert_eq!(nothing_changed(world, knock(&eve, "sandbox", huge, &signature)).await, 413);
    }

    async fn py_2_an_event_is_heard_once(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:600")).await.done();
        world.settle().await;
        let good = message(&attempt(world).await, "evt_1", "SUCCEEDED", 500);
        assert_eq!(tell(world, &good).await, 200);
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
        for _ in 0..3 {
            assert_eq!(nothing_changed(world, tell(world, &good)).await, 200);
        }
        let mut renamed = good;
        renamed["event"] = json!("evt_2");
        assert_eq!(tell(world, &renamed).await, 200);
        assert_eq!(places(world).await, [500, 0, -500]);
    }

    async fn py_2_the_same_event_at_once_is_one(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:600")).await.done();
        world.settle().await;
        let good = message(&attempt(world).await, "evt_1", "SUCCEEDED", 500);
        let told = futures_util::future::join_all((0..8).map(|_| tell(world, &good))).await;
        assert!(told.iter().all(|status| *status == 200), "{told:?}");
        assert_eq!(places(world).await, [500, 0, -500]);
        assert_eq!(state(&ana, &payment).await, "CAPTURED");
    }

    async fn py_2_duplicates_and_disorder_come_to_the_same(world) {
        let (ana, shop, first, _) = debt(world, 500).await;
        for (number, words) in ["duplicate", "reorder", "duplicate reorder", "delay:3 duplicate"]
            .into_iter().enumerate()
        {
            let payment = match number {
                0 => first.clone(),
                _ => world.owe(&ana.id, &[(&shop, 500)]).await.0,
            };
            let more = json!({ "idempotencyKey": format!("key-0000{number}"), "sandboxScript": words });
            let _ = ana.confirm(&payment, more).await.done();
            world.later(seconds(5)).await;
            assert_eq!(state(&ana, &payment).await, "CAPTURED", "{words}");
        }
        assert_eq!(places(world).await, [2_000, 0, -2_000]);
    }

    async fn py_2_a_yes_after_a_no_is_money_and_goes_back(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:600")).await.done();
        world.settle().await;
        let own = attempt(world).await;
        assert_eq!(tell(world, &message(&own, "evt_1", "FAILED", 500)).await, 200);
        assert_eq!(state(&ana, &payment).await, "CREATED");
        // Out of order: the provider has the money after all, and we no longer count on it.
        world.later(seconds(601)).await;
        assert_eq!(tell(world, &message(&own, "evt_2", "SUCCEEDED", 500)).await, 200);
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, 0]);
        assert!(is_state(world, &payment, "CREATED").await);
        let late = message(&own, "evt_3", "FAILED", 500);
        assert_eq!(tell(world, &late).await, 200);
        let sql = "SELECT state FROM payment_attempt";
        assert_eq!(world.ask(sql).await, ["SUCCEEDED"]);
    }

    async fn a_callback_about_nobody_moves_nothing(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let lie = message(&"0".repeat(32), "evt_1", "SUCCEEDED", 500);
        assert_eq!(tell(world, &lie).await, 200);
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(state(&ana, &payment).await, "CREATED");
    }

    async fn a_callback_of_nothing_or_less_is_an_incident(world) {
        let (ana, _, payment, _) = debt(world, 500).await;
        let _ = ana.confirm(&payment, script("delay:600")).await.done();
        world.settle().await;
        let own = attempt(world).await;
        for (event, minor) in [("evt_1", 0), ("evt_2", -500), ("evt_3", i64::MIN)] {
            assert_eq!(tell(world, &message(&own, event, "SUCCEEDED", minor)).await, 200);
        }
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(world.count("SELECT count(*) FROM payment_incident").await, 1);
        assert_eq!(state(&ana, &payment).await, "AUTHORISED");
        looked_at(world, 1).await;
    }
}
