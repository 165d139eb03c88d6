//! The book of addresses: sealed, masked, its owner's alone.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{ADDRESS, address, address_in, place};

const BOOK: &str = "{ myAddresses { id region country masked isPreferred } }";

const REVEAL: &str = "mutation ($input: AddressRevealInput!) { addressReveal(input: $input) {
    revealed { recipient phone street postcode commitmentSalt address { id } }
    userErrors { code } } }";

const REMOVE: &str = "mutation ($input: AddressRemoveInput!) { addressRemove(input: $input) {
    address { id } userErrors { code } } }";

const PREFER: &str = "mutation ($input: AddressPreferInput!) { addressPrefer(input: $input) {
    address { id isPreferred } userErrors { code } } }";

scenario! {
    /// PD-6: what is shown without being asked for tells nobody who lives where.
    async fn pd_6_a_book_is_masked_and_shown_to_its_owner_alone(world) {
        let ana = world.person("ana").await;
        let id = address(&ana).await;
        let book = ana.run(BOOK, json!({})).await.done();
        assert_eq!(book.text("myAddresses.0.masked"), "林** 138****8000");
        assert_eq!(book.text("myAddresses.0.country"), "CN");
        let shown = ana.act(REVEAL, json!({ "id": id })).await.done();
        assert_eq!(shown.text("addressReveal.revealed.recipient"), "林安安");
        assert_eq!(shown.text("addressReveal.revealed.phone"), "+8613800138000");
        assert_eq!(shown.text("addressReveal.revealed.commitmentSalt").len(), 64);
        let bob = world.person("bob").await;
        assert!(bob.run(BOOK, json!({})).await.done().list("myAddresses").is_empty());
        bob.act(REVEAL, json!({ "id": id })).await.refused("ADDRESS_NOT_FOUND");
        nothing_changed(world, bob.act(REMOVE, json!({ "id": id }))).await
            .refused("ADDRESS_NOT_FOUND");
        nothing_changed(world, bob.act(PREFER, json!({ "id": id }))).await
            .refused("ADDRESS_NOT_FOUND");
        let read = world.count("SELECT count(*) FROM access_entry WHERE purpose = 'OWN_DATA'").await;
        assert_eq!(read, 1, "the showing is written down");
        for text in ["林安安", "13800138000", "文三路"] {
            for column in ["masked", "region", "commitment"] {
                let found = world.ask(&format!("SELECT {column} FROM postal_address")).await;
                assert!(found.iter().all(|value| !value.contains(text)), "{column}");
            }
        }
    }

    async fn one_address_is_proposed_and_twenty_are_the_most(world) {
        let ana = world.person("ana").await;
        let first = address(&ana).await;
        world.pass(kit::seconds(1));
        let second = address_in(&ana, "CN-31").await;
        let book = ana.run(BOOK, json!({})).await.done();
        assert_eq!(book.data("myAddresses.0.isPreferred"), true);
        let _ = ana.act(PREFER, json!({ "id": second })).await.done();
        let book = ana.run(BOOK, json!({})).await.done();
        assert_eq!(book.data("myAddresses.0.isPreferred"), false);
        assert_eq!(book.data("myAddresses.1.isPreferred"), true);
        let _ = ana.act(REMOVE, json!({ "id": first })).await.done();
        assert_eq!(ana.run(BOOK, json!({})).await.done().list("myAddresses").len(), 1);
        nothing_changed(world, ana.act(REMOVE, json!({ "id": first }))).await
            .refused("ADDRESS_NOT_FOUND");
        for _ in 0..19 {
            let _ = address(&ana).await;
        }
        ana.act(ADDRESS, place("CN-33")).await.refused("BOOK_FULL");
    }

    async fn what_is_no_address_is_refused_field_by_field(world) {
        let ana = world.person("ana").await;
        for (field, value, code) in [
            ("region", "Zhejiang", "REGION_INVALID"),
            ("region", "*", "REGION_INVALID"),
            ("recipient", " ", "RECIPIENT_INVALID"),
            ("phone", "123", "PHONE_INVALID"),
            ("street", "a\nb", "STREET_INVALID"),
            ("postcode", "1234567890123", "POSTCODE_INVALID"),
        ] {
            let mut input = place("CN-33");
            input[field] = json!(value);
            nothing_changed(world, ana.act(ADDRESS, input)).await.refused(code);
        }
    }
}
