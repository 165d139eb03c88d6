//! Only who is verified lists, and only what their track lets them sell.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::story::{business, checkers, file, person, register, state};
use super::{REINSTATE, SUSPEND, suspend};
use crate::catalog::{category, category_of, draft, permit, see, submit, tell, unsaleable};

scenario! {
    /// Goods are drafted by anybody with a shop; listed by nobody who is not verified.
    async fn only_a_verified_shop_lists(world) {
        let (ana, id) = world.founder("ana").await;
        let tea = category(world).await;
        let (product, _) = draft(&ana, &id, &tea).await;
        nothing_changed(world, submit(&ana, &product)).await.refused("SELLER_NOT_REGISTERED");
        let version = file(&ana, &id, business(&json!({})), &json!({})).await;
        nothing_changed(world, submit(&ana, &product)).await.refused("SELLER_NOT_REGISTERED");
        let staff = checkers(world).await;
        let _ = crate::operators::story::reject(&staff.0, &version, "LICENCE", "unreadable").await.done();
        nothing_changed(world, submit(&ana, &product)).await.refused("SELLER_NOT_REGISTERED");
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        let _ = submit(&ana, &product).await.done();
        world.settle().await;
        let seen = see(&world.visitor(), &product, "state sellerBadge operator { badge }").await;
        assert_eq!(seen, json!({ "state": "LIVE", "sellerBadge": "REGISTERED",
            "operator": { "badge": "REGISTERED" } }));
    }

    /// OP-4: a natural person sells nothing that takes a permit, not even with one on file, and not
    /// what a business had on the shelves before.
    async fn op_4_a_person_sells_nothing_that_takes_a_permit(world) {
        let (ana, id) = world.founder("ana").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, person(&json!({}))), &staff).await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &id, &food).await;
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = permit(world, &ana, &id, "2027-12-31").await.done();
        let open = "mutation ($input: OperatorDepositAccountOpenInput!) {
            operatorDepositAccountOpen(input: $input) { userErrors { code } } }";
        let _ = ana.act(open, json!({ "operatorId": id })).await.done();
        nothing_changed(world, submit(&ana, &product)).await.refused("TRACK_FORBIDS");
        // Were it on the shelves, nobody could buy it.
        world.run("UPDATE product SET state = 'SCREENING'").await;
        world.run("UPDATE product SET state = 'LIVE'").await;
        let visitor = world.visitor();
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, "TRACK_FORBIDS");
    }

    /// Food asks for a deposit account; opening it twice, or by a stranger, does nothing.
    async fn food_asks_for_a_deposit_account(world) {
        let (ana, id) = world.founder("ana").await;
        let (eve, _) = world.founder("eve").await;
        let staff = checkers(world).await;
        let _ = register(world, &ana, (&id, business(&json!({}))), &staff).await;
        let food = category_of(world, "food", "FOOD", None).await;
        let (product, _) = draft(&ana, &id, &food).await;
        let _ = tell(&ana, &product, "ZH", &[]).await.done();
        let _ = permit(world, &ana, &id, "2027-12-31").await.done();
        nothing_changed(world, submit(&ana, &product)).await.refused("DEPOSIT_ACCOUNT_MISSING");
        let open = "mutation ($input: OperatorDepositAccountOpenInput!) {
            operatorDepositAccountOpen(input: $input) { operator { hasDepositAccount }
                userErrors { code } } }";
        let input = json!({ "operatorId": id });
        let no = eve.act(open, input.clone());
        nothing_changed(world, no).await.refused("OPERATOR_NOT_FOUND");
        let _ = ana.act(open, input.clone()).await.done();
        nothing_changed(world, ana.act(open, input)).await.refused("ALREADY_OPEN");
        let _ = submit(&ana, &product).await.done();
        let seen = "query { categories { isDepositRequired } }";
        let seen = ana.run(seen, json!({})).await.done();
        assert_eq!(seen.data("categories.0.isDepositRequired"), &json!(true));
    }

    /// A suspended shop lists and sells nothing; one that goes on does both again.
    async fn a_suspended_shop_neither_lists_nor_sells(world) {
        let (ana, id) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea = category(world).await;
        let (product, _) = crate::catalog::live(world, &ana, &id, &tea).await;
        let visitor = world.visitor();
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, json!(null));
        let _ = suspend(&staff, SUSPEND, &id).await.done();
        assert_eq!(unsaleable(&visitor, &product, "DOMESTIC", "CN").await, "SELLER_STOPPED");
        let _ = crate::catalog::delist(&ana, &product).await.done();
        nothing_changed(world, submit(&ana, &product)).await.refused("SELLER_SUSPENDED");
        let _ = suspend(&staff, REINSTATE, &id).await.done();
        assert_eq!(state(world, &id).await, "ACTIVE");
        let _ = submit(&ana, &product).await.done();
    }

    /// What was submitted before its shop was stopped does not come through the screen.
    async fn a_shop_that_is_stopped_before_the_screen_lists_nothing(world) {
        let (ana, id) = world.seller("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let tea = category(world).await;
        let (product, _) = draft(&ana, &id, &tea).await;
        let _ = submit(&ana, &product).await.done();
        let _ = suspend(&staff, SUSPEND, &id).await.done();
        world.settle().await;
        assert_eq!(crate::catalog::state(world).await, "BLOCKED");
        let no = crate::catalog::approve(&staff, &product);
        nothing_changed(world, no).await.refused("NOT_SCREENABLE");
    }
}
