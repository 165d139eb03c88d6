//! Invoices: asked for with the order, answered by the shop.

use kit::{Actor, days, nothing_changed, scenario};
use serde_json::json;

use super::{CANCEL, Shop, address, line, see, shop};

pub const ANSWER: &str = "mutation ($input: InvoiceAnswerInput!) { invoiceAnswer(input: $input) {
    order { invoice { state number } } userErrors { code } } }";

const REQUEST: &str = "mutation ($input: InvoiceRequestInput!) { invoiceRequest(input: $input) {
    order { invoice { state } } userErrors { code } } }";

const SUBMIT: &str = "mutation ($input: CheckoutSubmitInput!) { checkoutSubmit(input: $input) {
    checkout { orders { id invoice { id state titleKind taxNumber dueAt isOverdue } } }
    userErrors { code } } }";

/// An order with a wish for an invoice to a person; their ids.
pub async fn with_invoice(buyer: &Actor<'_>, shop: &Shop<'_>) -> (String, String) {
    let home = address(buyer).await;
    let input = json!({
        "idempotencyKey": "with-invoice", "seenTotalMinor": "12800",
        "invoice": { "title": "林安安" },
        "checkout": { "addressId": home, "lines": [line(&shop.skus[0], 1, 12_800)] },
    });
    let done = buyer.act(SUBMIT, input).await.done();
    let order = "checkoutSubmit.checkout.orders.0";
    (done.text(&format!("{order}.id")), done.text(&format!("{order}.invoice.id")))
}

scenario! {
    /// OR-6: a wish for an invoice is answered, or everybody sees that it is late.
    async fn or_6_an_invoice_is_answered_or_late(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let input = |key: &str, invoice: serde_json::Value| json!({
            "idempotencyKey": key, "seenTotalMinor": "12800", "invoice": invoice,
            "checkout": { "addressId": home, "lines": [line(&tea.skus[0], 1, 12_800)] },
        });
        for bad in [
            json!({ "title": "A" }),
            json!({ "title": "林安安", "taxNumber": "91350100M000100Y43" }),
            json!({ "titleKind": "BUSINESS", "title": "山岚" }),
            json!({ "titleKind": "BUSINESS", "title": "山岚", "taxNumber": "91350100M000100Y44" }),
        ] {
            let answer = nothing_changed(world, ana.act(SUBMIT, input("bad-title", bad))).await;
            answer.refused("INVOICE_INVALID");
        }
        let wish = json!({ "titleKind": "BUSINESS", "title": "林安安的店",
            "taxNumber": "91350100m000100y43" });
        let done = ana.act(SUBMIT, input("with-invoice", wish)).await.done();
        let order = done.text("checkoutSubmit.checkout.orders.0.id");
        let invoice = "checkoutSubmit.checkout.orders.0.invoice";
        assert_eq!(done.text(&format!("{invoice}.taxNumber")), "91350100M000100Y43");
        let id = done.text(&format!("{invoice}.id"));
        let bob = world.careful_person("bob").await;
        let answer = json!({ "id": id, "number": "INV-2026-1" });
        nothing_changed(world, bob.act(ANSWER, answer.clone())).await.refused("INVOICE_NOT_FOUND");
        let blank = json!({ "id": id, "number": "" });
        nothing_changed(world, tea.owner.act(ANSWER, blank)).await.refused("NUMBER_INVALID");
        let early = json!({ "orderId": order, "invoice": { "title": "林安安" } });
        nothing_changed(world, ana.act(REQUEST, early)).await.refused("NOT_PAID");
        let _ = tea.owner.act(ANSWER, answer.clone()).await.done();
        nothing_changed(world, tea.owner.act(ANSWER, answer)).await.refused("NOT_OPEN");
        assert_eq!(see(&ana, &order, "invoice { number }").await["invoice"]["number"], "INV-2026-1");
        // The name on it is sealed.
        let plain = world.ask("SELECT title_kind || coalesce(tax_number, '') FROM invoice_request");
        assert!(plain.await.iter().all(|row| !row.contains("林安安")));
    }

    async fn or_6_a_cancelled_order_needs_no_invoice(world) {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let (order, _) = with_invoice(&ana, &tea).await;
        let _ = ana.act(CANCEL, json!({ "id": order })).await.done();
        world.later(days(20)).await;
        let states = world.ask("SELECT state FROM invoice_request").await;
        assert_eq!(states, ["WITHDRAWN"]);
    }
}
