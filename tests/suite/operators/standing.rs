//! Being stopped, going on, and leaving.

use fairstall::operators::{self, Operator};
use kit::{World, days, minutes, nothing_changed, scenario, seconds};
use platform::kernel::Id;
use platform::{Failure, transaction};
use serde_json::json;
use time::macros::datetime;

use super::story::{shop, state};
use super::{REINSTATE, SUSPEND, suspend};

const EXIT: &str =
    "mutation ($input: OperatorExitAnnounceInput!) { operatorExitAnnounce(input: $input) {
    operator { state exitAt } userErrors { code } } }";

async fn matter(world: &World, shop: &str, is_open: bool) {
    let id: Id<Operator> = shop.parse().expect("an id of an operator");
    let order = uuid::Uuid::from_u128(7);
    let done: Result<(), Failure> = transaction!(world.app(), |tx| {
        if is_open {
            operators::open_matter(tx, id, ("order", order)).await
        } else {
            operators::close_matter(tx, id, order).await
        }
    });
    done.expect("no failure");
}

scenario! {
    async fn only_staff_without_a_part_in_it_stop_a_shop(world) {
        let (ana, id) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let own = world.staff("COMPLIANCE").await;
        crate::operators::admit(&ana, &id, &own, "SUPPORT").await;
        world.settle().await;
        nothing_changed(world, suspend(&ana, SUSPEND, &id)).await.error("FORBIDDEN");
        nothing_changed(world, suspend(&own, SUSPEND, &id)).await.refused("OWN_MATTER");
        nothing_changed(world, suspend(&staff, REINSTATE, &id)).await.refused("STATE_FORBIDS");
        let nobody = "operator_019a0000000070008000000000000009";
        nothing_changed(world, suspend(&staff, SUSPEND, nobody)).await.refused("OPERATOR_NOT_FOUND");
        let blank = staff.act(SUSPEND, json!({ "operatorId": id, "reason": " " }));
        nothing_changed(world, blank).await.refused("REASON_INVALID");
        let _ = suspend(&staff, SUSPEND, &id).await.done();
        nothing_changed(world, suspend(&staff, SUSPEND, &id)).await.refused("STATE_FORBIDS");
        nothing_changed(world, suspend(&own, REINSTATE, &id)).await.refused("OWN_MATTER");
        let blank = staff.act(REINSTATE, json!({ "operatorId": id, "reason": "" }));
        nothing_changed(world, blank).await.refused("REASON_INVALID");
        let _ = suspend(&staff, REINSTATE, &id).await.done();
        assert_eq!(state(world, &id).await, "ACTIVE");
    }

    /// A verification that ended while the shop was stopped has ended when it goes on.
    async fn who_goes_on_after_the_end_is_restricted(world) {
        let (_ana, id) = world.seller("ana").await;
        let mut staff = world.staff("COMPLIANCE").await;
        let _ = suspend(&staff, SUSPEND, &id).await.done();
        world.later(days(200)).await;
        assert_eq!(state(world, &id).await, "SUSPENDED");
        staff.sign_in_again().await;
        let _ = suspend(&staff, REINSTATE, &id).await.done();
        world.settle().await;
        assert_eq!(state(world, &id).await, "RESTRICTED");
    }

    /// OP-9: gone on the thirtieth day at 24:00, and not a second before.
    async fn op_9_nobody_is_gone_before_the_thirtieth_day(world) {
        let (mut ana, id) = world.seller("ana").await;
        world.pass(minutes(6));
        nothing_changed(world, ana.act(EXIT, json!({ "operatorId": id }))).await
            .refused("STEP_UP_NEEDED");
        ana.sign_in_again().await;
        let left = ana.act(EXIT, json!({ "operatorId": id })).await.done();
        assert_eq!(left.text("operatorExitAnnounce.operator.exitAt"), "2026-12-22T16:00:00.000Z");
        nothing_changed(world, ana.act(EXIT, json!({ "operatorId": id }))).await
            .refused("STATE_FORBIDS");
        let tea = crate::catalog::category(world).await;
        let (product, _) = crate::catalog::draft(&ana, &id, &tea).await;
        let no = crate::catalog::submit(&ana, &product);
        nothing_changed(world, no).await.refused("SELLER_LEAVING");
        let end = datetime!(2026-12-23 00:00 +8);
        let last = end - time::Duration::SECOND - world.app().now();
        world.later(last.unsigned_abs()).await;
        assert_eq!(state(world, &id).await, "EXITING");
        world.later(seconds(1)).await;
        assert_eq!(state(world, &id).await, "EXITED");
    }

    /// What is open keeps a shop from being gone, and lets it go with its end.
    async fn op_9_what_is_open_keeps_a_shop(world) {
        let (mut ana, id) = world.seller("ana").await;
        matter(world, &id, true).await;
        matter(world, &id, true).await;
        ana.sign_in_again().await;
        let _ = ana.act(EXIT, json!({ "operatorId": id })).await.done();
        world.later(days(40)).await;
        assert_eq!(state(world, &id).await, "EXITING");
        matter(world, &id, false).await;
        world.settle().await;
        assert_eq!(state(world, &id).await, "EXITED");
        let seen = shop(&world.visitor(), &id, "timeline { nodes { to } }").await;
        assert_eq!(seen["timeline"]["nodes"], json!([]));
    }

    async fn only_owners_announce_an_exit(world) {
        let (ana, id) = world.seller("ana").await;
        let mut bob = world.careful_person("bob").await;
        let (eve, draft) = world.founder("eve").await;
        crate::operators::admit(&ana, &id, &bob, "MANAGER").await;
        bob.sign_in_again().await;
        let input = json!({ "operatorId": id });
        nothing_changed(world, bob.act(EXIT, input.clone())).await.refused("OWNER_ONLY");
        let mut eve = eve;
        eve.sign_in_again().await;
        nothing_changed(world, eve.act(EXIT, input)).await.refused("OPERATOR_NOT_FOUND");
        let own = eve.act(EXIT, json!({ "operatorId": draft }));
        nothing_changed(world, own).await.refused("STATE_FORBIDS");
    }
}
