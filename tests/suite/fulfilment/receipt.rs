//! A buyer confirms the receipt.

use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::json;

use super::{CREATE, RECEIVED, WAY, event, keyed, send, tell, to_ship, wake};
use crate::orders::{see, shop};

scenario! {
    async fn a_buyer_signs_for_all_of_it(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let mut bob = world.person("bob").await;
        let order = to_ship(world, &mut ana, &mut tea, 2).await;
        wake!(bob);
        let input = json!({ "orderId": order });
        nothing_changed(world, ana.act(RECEIVED, keyed(input.clone()))).await.refused("NOT_SENT");
        let half = json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000001",
            "lines": [{ "position": 1, "quantity": 1 }] });
        let _ = tea.owner.act(CREATE, keyed(half)).await.done();
        nothing_changed(world, ana.act(RECEIVED, keyed(input.clone()))).await.refused("NOT_ALL_SENT");
        let _ = send(&tea, &order, "SF", "SF10000002").await;
        for stranger in [&bob, &tea.owner] {
            nothing_changed(world, stranger.act(RECEIVED, keyed(input.clone()))).await
                .refused("ORDER_NOT_FOUND");
        }
        let signed = ana.act(RECEIVED, keyed(input.clone())).await.done();
        assert_eq!(signed.data("orderConfirmReceipt.order.state"), "SIGNED");
        let _ = nothing_changed_but(world, &["idempotency"], ana.act(RECEIVED, keyed(input))).await.done();
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["parcels"][1]["events"]["nodes"][0]["source"], "BUYER");
    }

    async fn a_parcel_that_went_back_was_not_received(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let _ = send(&tea, &order, "SF", "SF10000001").await;
        assert_eq!(tell(world, "SF", vec![event("1", "SF10000001", "REFUSED", world.app().now())]).await, 200);
        let seen = see(&ana, &order, WAY).await;
        assert_eq!(seen["parcels"][0]["state"], "REFUSED");
        assert_eq!(seen["state"], "SHIPPED");
        let input = json!({ "orderId": order });
        nothing_changed(world, ana.act(RECEIVED, keyed(input))).await.refused("NOT_ALL_SENT");
    }
}
