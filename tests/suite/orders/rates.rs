//! What carriage costs.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{address, address_in, line, shop, submit};

const SET: &str = "mutation ($input: ShippingRatesSetInput!) { shippingRatesSet(input: $input) {
    shippingRates { rates { region first { amountMinor } next { amountMinor }
        freeFrom { amountMinor } } } userErrors { code } } }";

const READ: &str = "query ($id: ID!) { shippingRates(operatorId: $id) { region } }";

fn rates(shop: &str, rates: &Value) -> Value {
    json!({ "operatorId": shop, "rates": rates })
}

scenario! {
    async fn carriage_is_part_of_the_price(world) {
        let tea = shop(world, "tea").await;
        let set = rates(&tea.id, &json!([
            { "region": "CN", "firstMinor": "800", "nextMinor": "200", "freeFromMinor": "40000" },
            { "region": "CN-65", "firstMinor": "2000" },
        ]));
        let _ = tea.owner.act(SET, set).await.done();
        let visitor = world.visitor();
        let read = visitor.run(READ, json!({ "id": tea.id })).await.done();
        assert_eq!(read.list("shippingRates").len(), 2);
        let ana = world.person("ana").await;
        let (near, far) = (address(&ana).await, address_in(&ana, "CN-65").await);
        for (key, address, pieces, freight) in [
            ("near-one-1", &near, 1_i64, 800),
            ("near-three", &near, 3, 1_200),
            ("near-four-4", &near, 4, 0),
            ("far-four-4", &far, 4, 2_000),
        ] {
            let lines = json!([line(&tea.skus[0], i32::try_from(pieces).unwrap(), 12_800)]);
            let total = pieces * 12_800 + freight;
            let answer = submit(&ana, key, address, lines, total).await.done();
            let price = "checkoutSubmit.checkout.orders.0.price";
            assert_eq!(answer.text(&format!("{price}.freight.amountMinor")), freight.to_string());
            assert_eq!(answer.text(&format!("{price}.total.amountMinor")), total.to_string());
        }
        let abroad = address_in(&ana, "DE-BY").await;
        let lines = json!([line(&tea.skus[0], 1, 12_800)]);
        let refused = nothing_changed(world, submit(&ana, "abroad-1", &abroad, lines, 12_800));
        refused.await.refused("NOT_SENT_THERE");
    }

    async fn only_managers_say_what_carriage_costs(world) {
        let tea = shop(world, "tea").await;
        let bob = world.careful_person("bob").await;
        let one = json!([{ "region": "CN", "firstMinor": "800" }]);
        let foreign = bob.act(SET, rates(&tea.id, &one));
        nothing_changed(world, foreign).await.refused("OPERATOR_NOT_FOUND");
        for (given, code) in [
            (json!([{ "region": "China", "firstMinor": "1" }]), "REGION_INVALID"),
            (json!([{ "region": "CN", "firstMinor": "1" }, { "region": "CN", "firstMinor": "2" }]),
             "REGION_INVALID"),
            (json!([{ "region": "CN", "firstMinor": "-1" }]), "AMOUNT_INVALID"),
            (json!([{ "region": "CN", "firstMinor": "10000001" }]), "AMOUNT_INVALID"),
            (json!([{ "region": "CN", "firstMinor": "1", "nextMinor": "9223372036854775807" }]),
             "AMOUNT_INVALID"),
            (json!([{ "region": "CN", "firstMinor": "1", "freeFromMinor": "-5" }]),
             "AMOUNT_INVALID"),
        ] {
            let set = tea.owner.act(SET, rates(&tea.id, &given));
            nothing_changed(world, set).await.refused(code);
        }
        let many: Vec<Value> = (0..101).map(|_| json!({ "region": "CN", "firstMinor": "1" })).collect();
        let answer = nothing_changed(world, tea.owner.act(SET, rates(&tea.id, &json!(many)))).await;
        assert!(answer.refusals() == ["TOO_MANY_RATES"] || !answer.codes().is_empty(), "{answer}");
    }
}
