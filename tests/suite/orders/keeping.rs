//! How long it is known who bought, and who may read it.

use kit::{World, days, minutes, nothing_changed, scenario};
use serde_json::json;

use super::invoices::{ANSWER, with_invoice};
use super::paying::{deliver, pay};
use super::{CANCEL, address, ordered, shop};

const REVEAL: &str = "mutation ($input: InvoiceRevealInput!) { invoiceReveal(input: $input) {
    revealed { title invoice { id } } userErrors { code } } }";

const SEE: &str =
    "mutation ($input: OrderAddressRevealInput!) { orderAddressReveal(input: $input) {
    revealed { recipient } userErrors { code } } }";

const REMOVE: &str = "mutation ($input: AddressRemoveInput!) { addressRemove(input: $input) {
    address { id } userErrors { code } } }";

const CLOSE: &str = "mutation { accountClose { userErrors { code } } }";

/// Why subjects of trade have been erased.
async fn causes(world: &World) -> Vec<String> {
    world.ask("SELECT cause FROM erasure JOIN trade_subject ON id = subject_id").await
}

/// Subjects of trade that have been erased.
async fn erased(world: &World) -> i64 {
    let sql = "SELECT count(*) FROM erasure JOIN trade_subject ON id = subject_id";
    world.count(sql).await
}

scenario! {
    /// PD-6: whoever writes the invoice reads the name on it, and the buyer sees that they did.
    async fn pd_6_finance_reads_the_title_of_an_invoice(world) {
        let (tea, ana) = (shop(world, "tea").await, world.person("ana").await);
        let (order, invoice) = with_invoice(&ana, &tea).await;
        let look = json!({ "id": invoice });
        let bob = world.careful_person("bob").await;
        bob.act(REVEAL, look.clone()).await.refused("INVOICE_NOT_FOUND");
        let shown = tea.owner.act(REVEAL, look.clone()).await.done();
        assert_eq!(shown.text("invoiceReveal.revealed.title"), "林安安");
        assert_eq!(shown.text("invoiceReveal.revealed.invoice.id"), invoice);
        assert_eq!(
            ana.act(REVEAL, look.clone()).await.done().text("invoiceReveal.revealed.title"),
            "林安安"
        );
        let told = ana.say("{ myDataAccesses(first: 9) { nodes { purpose } } }").await.done();
        let nodes = told.list("myDataAccesses.nodes");
        assert!(nodes.iter().any(|node| node["purpose"] == "INVOICING"), "{nodes:?}");
        let _ = ana.act(CANCEL, json!({ "id": order })).await.done();
        tea.owner.act(REVEAL, look).await.refused("WITHDRAWN");
        let late = json!({ "id": invoice, "number": "1" });
        nothing_changed(world, tea.owner.act(ANSWER, late)).await.refused("NOT_OPEN");
    }

    /// RT-1: what an order needs outlives the account for three years, and not a day longer.
    async fn rt_1_who_bought_is_known_for_three_years(world) {
        let mut tea = shop(world, "tea").await;
        let mut ana = world.person("ana").await;
        let unused = address(&ana).await;
        let order = ordered(&ana, &tea, "first-one").await;
        pay(&ana, &order).await;
        world.later(minutes(10)).await;
        ana.sign_in_again().await;
        let keys = world.keys_in_store().await;
        let _ = ana.run(CLOSE, json!({})).await.done();
        world.settle().await;
        assert_eq!(world.keys_in_store().await, keys - 1, "the account's own");
        assert_eq!(world.count("SELECT count(*) FROM postal_address").await, 1, "{unused} is gone");
        // The contract runs: the shop still learns where to send it.
        tea.owner.sign_in_again().await;
        let look = json!({ "id": order });
        let shown = tea.owner.act(SEE, look.clone()).await.done();
        assert_eq!(shown.text("orderAddressReveal.revealed.recipient"), "林安安");
        deliver(world, &order).await;
        world.later(days(12)).await;
        // It is over: from now on it is read for the law alone (PD-4).
        let resting = "SELECT count(*) FROM reading_restriction JOIN trade_subject ON id = subject_id";
        assert_eq!(world.count(resting).await, 1);
        world.later(days(3 * 365)).await;
        assert_eq!(erased(world).await, 0);
        world.later(days(20)).await;
        assert_eq!(erased(world).await, 1);
        assert_eq!(world.keys_in_store().await, keys - 2, "and that of their trade");
        assert_eq!(causes(world).await, ["TERM_OVER"]);
    }

    /// Nothing was ordered: nothing is kept.
    async fn rt_1_an_address_that_nothing_was_sent_to_goes_with_the_account(world) {
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let _ = address(&ana).await;
        let _ = ana.act(REMOVE, json!({ "id": home })).await.done();
        assert_eq!(world.count("SELECT count(*) FROM postal_address").await, 1);
        let keys = world.keys_in_store().await;
        let _ = ana.run(CLOSE, json!({})).await.done();
        world.settle().await;
        assert_eq!(world.count("SELECT count(*) FROM postal_address").await, 0);
        assert_eq!(erased(world).await, 1);
        assert_eq!(causes(world).await, ["ACCOUNT_CLOSED"]);
        assert_eq!(world.keys_in_store().await, keys - 2);
    }
}
