//! A shop that cannot deliver: the only way out of a paid order, and what it costs.

use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::json;

use super::{WAY, balance, keyed, send, to_ship, wake};
use crate::orders::{see, shop};

const DECLINE: &str = "mutation ($input: OrderDeclineInput!) { orderDecline(input: $input) {
    order { id state } userErrors { code } } }";

scenario! {
    /// OR-3: cancelled only with compensation.
    async fn or_3_a_shop_cancels_only_with_compensation(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut bob = world.person("bob").await;
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        wake!(bob);
        let input = keyed(json!({ "orderId": order }));
        for stranger in [&bob, &ana] {
            nothing_changed(world, stranger.act(DECLINE, input.clone())).await
                .refused("ORDER_NOT_FOUND");
        }
        let declined = tea.owner.act(DECLINE, input.clone()).await.done();
        assert_eq!(declined.data("orderDecline.order.state"), "CANCELLED");
        world.settle().await;
        assert_eq!(balance(&ana).await, 3_840, "30 % of 128.00, beside the refund");
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["shippingClaims"][0]["kind"], "STOCK_OUT");
        assert_eq!(seen["shippingClaims"][0]["state"], "COMPENSATED");
        let _ = nothing_changed(world, tea.owner.act(DECLINE, input.clone())).await.done();
        let again = tea.owner.act(DECLINE, keyed(input));
        let _ = nothing_changed_but(world, &["idempotency"], again).await.done();
        // The clock of the promise has nothing to find any more.
        world.later(kit::hours(49)).await;
        wake!(ana, tea.owner);
        assert_eq!(see(&ana, &order, WAY).await["shippingClaims"].as_array().unwrap().len(), 1);
    }

    async fn what_is_on_its_way_is_not_declined(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        let input = keyed(json!({ "orderId": order }));
        nothing_changed(world, tea.owner.act(DECLINE, input)).await.refused("NOT_TO_SHIP");
    }
}
