//! What a shop or a buyer asks twice under one key happens once, and under one key nothing else.

use fairstall::commands::{Ending, carrier_secret};
use kit::{Actor, nothing_changed, scenario};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::contested::{AGREE, APPEAL, EXCUSE};
use super::{CREATE, FILE, RECEIVED, TRACK, balance, keyed, only_claim, send, to_ship, wake};
use crate::orders::{another_shop, shop};

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

/// Another input under the same key, and keys that are none.
async fn refuses(
    world: &kit::World,
    actor: &Actor<'_>,
    (document, input): (&str, &Value),
    other: Value,
) {
    nothing_changed(world, actor.act(document, other)).await.refused("IDEMPOTENCY_CONFLICT");
    for key in ["", "short", "with a space", "schlüssel-1", &"x".repeat(129)] {
        let unsound = with(input.clone(), "idempotencyKey", json!(key));
        nothing_changed(world, actor.act(document, unsound))
            .await
            .refused("IDEMPOTENCY_KEY_INVALID");
    }
}

scenario! {
    async fn a_parcel_is_told_once_under_its_key(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let cups = another_shop(world, "cups").await;
        let order = to_ship(world, &mut ana, &mut tea, 3).await;
        let input = keyed(json!({ "orderId": order, "carrier": "SF", "waybill": "SF10000001",
            "lines": [{ "position": 1, "quantity": 1 }] }));
        let first = tea.owner.act(CREATE, input.clone()).await.done();
        let again = nothing_changed(world, tea.owner.act(CREATE, input.clone())).await.done();
        assert_eq!(first.data("parcelCreate.parcel.id"), again.data("parcelCreate.parcel.id"));
        let other = with(input.clone(), "waybill", json!("SF10000002"));
        refuses(world, &tea.owner, (CREATE, &input), other).await;
        // Whose key it is belongs to it: a stranger with the same one finds nothing.
        let mut cups = cups;
        wake!(cups.owner);
        nothing_changed(world, cups.owner.act(CREATE, input.clone())).await
            .refused("ORDER_NOT_FOUND");
        // After 72 hours the key is free again, and the waybill still finds its parcel.
        world.later(kit::hours(72)).await;
        wake!(tea.owner);
        let late = tea.owner.act(CREATE, input).await.done();
        assert_eq!(first.data("parcelCreate.parcel.id"), late.data("parcelCreate.parcel.id"));
        assert_eq!(world.count("SELECT count(*) FROM parcel").await, 1);
    }

    /// What `fairstall keys carrier` prints, and how it ends where there is nothing to print.
    async fn a_carriers_secret_is_handed_out_by_its_code(world) {
        let app = world.app();
        let told = carrier_secret(app, "SF", None).await.expect("a secret");
        assert_eq!((told.len(), told.bytes().all(|digit| digit.is_ascii_hexdigit())), (64, true));
        assert_eq!(carrier_secret(app, "SF", None).await.expect("the same"), told);
        let week = Some(time::Duration::days(7));
        assert_ne!(carrier_secret(app, "SF", week).await.expect("another one"), told);
        for renew in [None, week] {
            let ending = nothing_changed(world, carrier_secret(app, "NOBODY", renew)).await;
            let Err(Ending::Failed(line)) = ending else { panic!("it did not fail: {ending:?}") };
            assert_eq!(line, "there is no carrier NOBODY");
        }
    }

    async fn a_compensation_is_paid_once_under_its_key(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(49)).await;
        wake!(ana, tea.owner);
        let claim = only_claim(&ana, &order).await["id"].clone();
        let input = keyed(json!({ "id": claim }));
        let _ = ana.act(FILE, input.clone()).await.done();
        assert_eq!(balance(&ana).await, 1_280);
        let again = nothing_changed(world, ana.act(FILE, input.clone())).await.done();
        assert_eq!(again.data("shippingClaimFile.claim.id"), &claim);
        assert_eq!(balance(&ana).await, 1_280);
        let other = with(input.clone(), "id", json!("shipclaim_0193566ee0007000800000000000000a"));
        refuses(world, &ana, (FILE, &input), other).await;
    }

    async fn an_event_of_a_parcel_is_told_once_under_its_key(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let parcel = send(&tea, &order, "SF", "SF10000001").await;
        let at = world.app().now().format(&Rfc3339).expect("a time");
        let input = keyed(json!({ "parcelId": parcel, "kind": "COLLECTED", "at": at, "place": "杭州" }));
        let first = tea.owner.act(TRACK, input.clone()).await.done();
        world.pass(kit::minutes(1));
        let again = nothing_changed(world, tea.owner.act(TRACK, input.clone())).await.done();
        let id = "parcelTrackingAdd.parcel.id";
        assert_eq!(first.data(id), again.data(id));
        for (field, value) in [("kind", json!("LOST")), ("place", json!("上海"))] {
            refuses(world, &tea.owner, (TRACK, &input), with(input.clone(), field, value)).await;
        }
        assert_eq!(world.count("SELECT count(*) FROM tracking_event").await, 1);
    }

    async fn a_receipt_is_confirmed_once_under_its_key(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let order = to_ship(world, &mut ana, &mut tea, 1).await;
        let another = to_ship(world, &mut ana, &mut tea, 1).await;
        send(&tea, &order, "OTHER", "OT10000001").await;
        let input = keyed(json!({ "orderId": order }));
        let _ = ana.act(RECEIVED, input.clone()).await.done();
        let again = nothing_changed(world, ana.act(RECEIVED, input.clone())).await.done();
        assert_eq!(again.data("orderConfirmReceipt.order.state"), "SIGNED");
        let other = with(input.clone(), "orderId", json!(another));
        refuses(world, &ana, (RECEIVED, &input), other).await;
        let mut bob = world.person("bob").await;
        wake!(bob);
        nothing_changed(world, bob.act(RECEIVED, input)).await.refused("ORDER_NOT_FOUND");
    }

    /// The excuse, the agreement to it, and the appeal: each once under its key.
    async fn what_is_said_about_a_breach_is_said_once_under_its_key(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let excused = to_ship(world, &mut ana, &mut tea, 1).await;
        let paid = to_ship(world, &mut ana, &mut tea, 1).await;
        world.later(kit::hours(49)).await;
        wake!(ana, tea.owner);
        let first = only_claim(&ana, &excused).await["id"].clone();
        let second = only_claim(&ana, &paid).await["id"].clone();
        let excuse = keyed(json!({ "id": first, "excuse": "AGREED_DELAY" }));
        let _ = tea.owner.act(EXCUSE, excuse.clone()).await.done();
        let again = nothing_changed(world, tea.owner.act(EXCUSE, excuse.clone())).await.done();
        assert_eq!(again.data("shippingExcuseFile.claim.state"), "CONTESTED");
        for (field, value) in [("excuse", json!("PRESALE_DATE")), ("id", second.clone())] {
            let other = with(excuse.clone(), field, value);
            refuses(world, &tea.owner, (EXCUSE, &excuse), other).await;
        }
        let agree = keyed(json!({ "id": first }));
        let _ = ana.act(AGREE, agree.clone()).await.done();
        let again = nothing_changed(world, ana.act(AGREE, agree.clone())).await.done();
        assert_eq!(again.data("shippingExcuseAgree.claim.state"), "CLEARED");
        refuses(world, &ana, (AGREE, &agree), with(agree.clone(), "id", second.clone())).await;
        let _ = ana.act(FILE, keyed(json!({ "id": second }))).await.done();
        let appeal = keyed(json!({ "id": second }));
        let _ = tea.owner.act(APPEAL, appeal.clone()).await.done();
        let again = nothing_changed(world, tea.owner.act(APPEAL, appeal.clone())).await.done();
        assert_eq!(again.data("shippingClaimAppeal.claim.state"), "APPEALED");
        refuses(world, &tea.owner, (APPEAL, &appeal), with(appeal.clone(), "id", first)).await;
    }
}
