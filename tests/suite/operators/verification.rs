//! The six months of a verification: reminders, the end, and another one (OP-5).

use kit::{World, days, nothing_changed, scenario};
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use super::story::{approve, business, checkers, file, register, shop, state};

fn until(world: &World, at: OffsetDateTime) -> std::time::Duration {
    (at - world.app().now()).unsigned_abs()
}

fn letters(world: &World, address: &str, word: &str) -> usize {
    world.letters_to(address).iter().filter(|letter| letter.text.contains(word)).count()
}

scenario! {
    /// OP-5 to the second, by the write itself: the clock has moved, and no timer has run.
    async fn op_5_verified_31_august_lists_until_the_end_of_february(world) {
        let (mut ana, id) = world.seller("ana").await;
        let end = datetime!(2027-03-01 00:00 +8);
        let millis = |at: OffsetDateTime| at.unix_timestamp() * 1_000;
        world.run(&format!("UPDATE operator SET verified_at = {}, reverify_by = {}",
            millis(datetime!(2026-08-31 12:00 +8)), millis(end))).await;
        let tea = crate::catalog::category(world).await;
        let (early, _) = crate::catalog::draft(&ana, &id, &tea).await;
        world.later(until(world, end - time::Duration::minutes(2))).await;
        ana.sign_in_again().await;
        world.pass(until(world, end - time::Duration::SECOND));
        let _ = crate::catalog::submit(&ana, &early).await.done();
        world.settle().await;
        let _ = crate::catalog::delist(&ana, &early).await.done();
        world.pass(std::time::Duration::from_secs(1));
        assert_eq!(state(world, &id).await, "ACTIVE");
        let late = crate::catalog::submit(&ana, &early);
        nothing_changed(world, late).await.refused("VERIFICATION_ENDED");
    }

    /// Due thirty days before, with a letter; once more at seven; then restricted; and what was
    /// approved anew lists again.
    async fn op_5_the_clock_reminds_restricts_and_is_wound_up_again(world) {
        let (mut ana, id) = world.founder("ana").await;
        let mut staff = checkers(world).await;
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        let end = datetime!(2027-05-23 00:00 +8);
        world.later(until(world, end - time::Duration::days(30) - time::Duration::SECOND)).await;
        assert_eq!(state(world, &id).await, "ACTIVE");
        world.later(days(1)).await;
        assert_eq!(state(world, &id).await, "REVERIFY_DUE");
        assert_eq!(letters(world, &ana.email, "还有 30 天"), 1);
        world.later(days(24)).await;
        assert_eq!(letters(world, &ana.email, "7 天后到期"), 1);
        world.later(days(6)).await;
        assert_eq!(state(world, &id).await, "RESTRICTED");
        assert_eq!(letters(world, &ana.email, "已到期"), 1);
        for who in [&mut ana, &mut staff.0, &mut staff.1] {
            who.sign_in_again().await;
        }
        let again = json!({ "purpose": "REVERIFICATION" });
        let version = file(&ana, &id, json!({ "unchanged": true }), &again).await;
        let _ = approve(&staff.0, &version).await.done();
        let _ = approve(&staff.1, &version).await.done();
        let seen = shop(&ana, &id, "state licence { creditCode } timeline { nodes { to cause } }");
        let seen = seen.await;
        assert_eq!((&seen["state"], &seen["licence"]["creditCode"]),
            (&json!("ACTIVE"), &json!("91350100M000100Y43")));
        let way: Vec<_> = seen["timeline"]["nodes"].as_array().expect("a list").iter()
            .filter_map(|step| step["to"].as_str()).collect();
        assert_eq!(way, ["ACTIVE", "RESTRICTED", "REVERIFY_DUE", "ACTIVE", "SUBMITTED"]);
    }

    /// A licence that ends sooner ends the verification.
    async fn op_1_a_verification_ends_with_the_licence(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let short = business(&json!({ "licenceUntil": "2026-12-31" }));
        let _ = register(world, &ana, (&id, short), &staff).await;
        let seen = shop(&ana, &id, "reverifyBy").await;
        assert_eq!(seen["reverifyBy"], "2026-12-31T16:00:00.000Z");
        world.later(until(world, datetime!(2027-01-01 00:00 +8))).await;
        assert_eq!(state(world, &id).await, "RESTRICTED");
    }
}
