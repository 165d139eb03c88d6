//! Contracts: files that prove themselves, in the chain of their shop.

use axum::body::Body;
use contract::{Contract, Head, PublicKeys, verify, verify_chain};
use http::Request;
use kit::{Actor, minutes, nothing_changed, scenario};
use platform::clock::from_millis;
use serde_json::json;

use super::{address, another_shop, line, ordered, see, shop, submit};

async fn keys(actor: &Actor<'_>) -> PublicKeys {
    let request = Request::get("/.well-known/fairstall-contract-keys.json").body(Body::empty());
    let (status, body) = actor.call(request.expect("a request")).await;
    assert_eq!(status, 200);
    PublicKeys::from_json(&String::from_utf8(body).expect("text")).expect("keys")
}

async fn file(actor: &Actor<'_>, order: &str) -> String {
    let seen = see(actor, order, "contract { file }").await;
    seen["contract"]["file"].as_str().expect("a file").to_owned()
}

scenario! {
    /// OR-1: the snapshot verifies offline, with the keys that everybody can fetch; every byte of
    /// it counts.
    async fn or_1_a_contract_verifies_and_a_changed_byte_does_not(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        let keys = keys(&world.visitor()).await;
        let text = file(&ana, &order).await;
        let read = Contract::from_json(&text).expect("a contract");
        assert_eq!(verify(&read, &keys), Ok(()));
        assert_eq!(read.body()["order"], json!(order));
        assert_eq!(read.body()["price"]["totalMinor"], 12_800);
        assert_eq!(read.body()["seller"]["licence"]["number"], "91350100M000100Y43");
        let changed = text.replace("\"quantity\":1", "\"quantity\":2");
        assert_ne!(changed, text);
        let holds = Contract::from_json(&changed)
            .is_ok_and(|contract| verify(&contract, &keys).is_ok());
        assert!(!holds);
        // Who bought it, and where it goes, is in no contract.
        for personal in ["林安安", "13800138000", "文三路", &ana.id, &ana.email] {
            assert!(!text.contains(personal), "{personal}");
        }
    }

    /// Between submission and the key's first row time goes on, and servers' clocks differ: the
    /// first contract of a house must verify too.
    async fn or_1_a_key_counts_from_before_its_first_contract(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        let (keys, text) = (keys(&ana).await, file(&ana, &order).await);
        let before = world.app().now() - time::Duration::minutes(59);
        let key = &world.ask("SELECT valid_from FROM contract_key").await[0];
        let from = from_millis(key.parse().expect("an instant"));
        assert!(from <= before, "{from} is not before {before}");
        assert_eq!(verify(&Contract::from_json(&text).expect("a contract"), &keys), Ok(()));
    }

    async fn or_1_the_contracts_of_a_shop_are_one_chain(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let mut files = Vec::new();
        for number in 0..3 {
            let lines = json!([line(&tea.skus[0], 1, 12_800), line(&cups.skus[0], 1, 12_800)]);
            let key = format!("my-order-{number}");
            let answer = submit(&ana, &key, &home, lines, 25_600).await.done();
            for order in answer.list("checkoutSubmit.checkout.orders") {
                if order["operator"]["id"] == json!(tea.id) {
                    assert_eq!(order["contract"]["sequence"], number + 1);
                    files.push(order["contract"]["file"].as_str().unwrap().to_owned());
                }
            }
        }
        let keys = keys(&ana).await;
        let contracts: Vec<Contract> =
            files.iter().map(|text| Contract::from_json(text).expect("a contract")).collect();
        let whole = verify_chain(contracts.iter(), &keys, &Head::start(&tea.id), None);
        assert_eq!(whole.expect("a chain").seq, 3);
        let cut = [&contracts[0], &contracts[2]];
        assert!(verify_chain(cut, &keys, &Head::start(&tea.id), None).is_err());
        let swapped = [&contracts[1], &contracts[0], &contracts[2]];
        assert!(verify_chain(swapped, &keys, &Head::start(&tea.id), None).is_err());
    }

    /// OR-4: downloadable, as JSON and as PDF with the file inside; by who may see the order alone.
    async fn or_4_a_contract_is_downloaded_by_a_link_that_ends(world) {
        let tea = shop(world, "tea").await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let order = ordered(&ana, &tea, "first-one").await;
        let text = file(&ana, &order).await;
        let seen = see(&ana, &order, "contract { fileUrl pdfUrl }").await;
        let path = |name: &str| {
            let url = seen["contract"][name].as_str().expect("a link").to_owned();
            url[url.find("/contracts/").expect("a path")..].to_owned()
        };
        let fetch = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            world.visitor().call(request).await
        };
        let (status, body) = fetch(&path("fileUrl")).await;
        assert_eq!((status, String::from_utf8(body).unwrap()), (200, text.clone()));
        let (status, pdf) = fetch(&path("pdfUrl")).await;
        assert_eq!(status, 200);
        let inside = contract::pdf::read(&pdf).expect("a contract inside");
        assert_eq!(inside.to_json().expect("text"), text);
        assert!(see(&bob, &order, "contract { fileUrl }").await.is_null());
        let mut forged = path("fileUrl");
        forged.replace_range(12..13, if &forged[12..13] == "A" { "B" } else { "A" });
        assert_eq!(fetch(&forged).await.0, 404);
        assert_eq!(fetch("/contracts/x/contract.json").await.0, 404);
        world.pass(minutes(10));
        assert_eq!(fetch(&path("fileUrl")).await.0, 404);
        // Three years later a new link is there for the asking.
        world.pass(kit::days(3 * 365));
        let mut ana = ana;
        ana.sign_in_again().await;
        assert_eq!(file(&ana, &order).await, text);
    }

    /// OR-5: what changes later does not touch it.
    async fn or_5_later_changes_do_not_touch_a_contract(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        let before = see(&ana, &order, "contract { file hash } lines { title total { amount } }").await;
        let update = "mutation ($input: SkuUpdateInput!) { skuUpdate(input: $input) {
            userErrors { code } } }";
        let _ = tea.owner.act(update, json!({ "id": tea.skus[0], "priceMinor": "99900" })).await.done();
        world.run("UPDATE product SET title = 'Another tea'").await;
        world.run("UPDATE category SET cooling_off = 'STANDARD'").await;
        let after = see(&ana, &order, "contract { file hash } lines { title total { amount } }").await;
        assert_eq!(before, after);
    }

    async fn a_refused_checkout_forms_nothing(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let lines = json!([line(&tea.skus[0], 21, 12_800)]);
        nothing_changed(world, submit(&ana, "too-many", &home, lines, 268_800)).await
            .refused("SOLD_OUT");
    }
}
