//! CP-1 to CP-3: what each ground of the law comes to, to the fen.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{act, approved, bought, cast, holds, open, settled, state, wallet};
use crate::ledger::minor;

fn amount(opened: &kit::Answer) -> String {
    opened.text("compensationOpen.compensation.amount.amountMinor")
}

fn claim(opened: &kit::Answer) -> &Value {
    opened.data("compensationOpen.compensation")
}

scenario! {
    async fn cp_1_a_fraud_costs_three_times_the_price_and_at_least_500(world) {
        let cast = cast(world).await;
        for (number, price, owed) in [(1, 16_666, "50000"), (2, 16_667, "50001")] {
            let order = bought(world, &cast.tea, (number, &cast.ana), price).await;
            let opened = open(&cast.desk, order, "FRAUD", json!({})).await.done();
            assert_eq!(amount(&opened), owed);
            let seen = claim(&opened);
            assert_eq!(seen["base"]["amountMinor"], json!(price.to_string()));
            assert_eq!((&seen["multiple"], &seen["floor"]["amountMinor"]), (&json!(3), &json!("50000")));
            assert_eq!(seen["legalSource"], "Consumer Rights Law, Art. 55(1)");
            assert_eq!((&seen["payer"], &seen["cap"]), (&json!("OPERATOR"), &Value::Null));
        }
    }

    async fn cp_2_unsafe_food_costs_ten_times_the_price_and_at_least_1_000(world) {
        let cast = cast(world).await;
        let table = [
            (1, "UNSAFE_FOOD", 9_999, json!({}), "100000", 10),
            (2, "UNSAFE_FOOD", 10_001, json!({}), "100010", 10),
            (3, "UNSAFE_DRUG", 10_001, json!({}), "100010", 10),
            // The buyer's choice: three times the loss.
            (4, "UNSAFE_FOOD", 10_001, json!({ "lossMinor": "33334" }), "100002", 3),
            (5, "UNSAFE_FOOD", 10_001, json!({ "lossMinor": "33333" }), "100000", 3),
            (6, "UNSAFE_DRUG", 10_001, json!({ "lossMinor": "50000" }), "150000", 3),
        ];
        for (number, ground, price, more, owed, multiple) in table {
            let order = bought(world, &cast.tea, (number, &cast.ana), price).await;
            let opened = open(&cast.desk, order, ground, more).await.done();
            assert_eq!(amount(&opened), owed, "{number}");
            assert_eq!(claim(&opened)["multiple"], json!(multiple));
        }
    }

    /// Who buys knowingly is given the multiple of what a household needs [SPC24 12].
    async fn cp_2_who_bought_knowingly_is_given_what_a_household_needs(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 40_000).await;
        let one = open(&cast.desk, order, "UNSAFE_FOOD", json!({ "householdPieces": 0 }));
        nothing_changed(world, one).await.refused("AMOUNT_INVALID");
        let one = open(&cast.desk, order, "UNSAFE_FOOD", json!({ "householdPieces": 1 })).await.done();
        assert_eq!(amount(&one), "400000", "the order has one piece");
    }

    async fn cp_known_defects_injuries_and_losses(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let defect = json!({ "lossMinor": "30000", "askedMinor": "60001" });
        let opened = open(&cast.desk, order, "KNOWN_DEFECT", defect).await.done();
        assert_eq!(amount(&opened), "60000");
        assert_eq!(claim(&opened)["cap"]["amountMinor"], "60000");
        let costs = |costs: Value| json!({ "basis": "RULING", "costs": costs });
        for wrong in [
            costs(json!([])),
            costs(json!([{ "kind": "MEDICAL", "amountMinor": "0" }])),
            costs(json!([{ "kind": "MEDICAL", "amountMinor": "1" },
                { "kind": "MEDICAL", "amountMinor": "2" }])),
            costs(json!([{ "kind": "MEDICAL", "amountMinor": "9223372036854775807" },
                { "kind": "TRAVEL", "amountMinor": "2" }])),
        ] {
            nothing_changed(world, open(&cast.desk, order, "INJURY", wrong)).await
                .refused("AMOUNT_INVALID");
        }
        let whole = costs(json!([{ "kind": "MEDICAL", "amountMinor": "250000" },
            { "kind": "LOST_INCOME", "amountMinor": "120050" }]));
        assert_eq!(amount(&open(&cast.desk, order, "INJURY", whole).await.done()), "370050");
        for minor in ["0", "-1", "1000000000000001"] {
            let wrong = json!({ "basis": "RULING", "lossMinor": minor });
            nothing_changed(world, open(&cast.desk, order, "LOSS", wrong)).await
                .refused("AMOUNT_INVALID");
        }
        let none = json!({ "basis": "RULING" });
        nothing_changed(world, open(&cast.desk, order, "LOSS", none)).await.refused("AMOUNT_INVALID");
    }

    /// A flaw of the label that harms nobody gives nothing [FSL 148, CPR 49].
    async fn cp_a_label_flaw_that_harms_nobody_gives_nothing(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        for ground in ["FRAUD", "UNSAFE_FOOD"] {
            let flaw = open(&cast.desk, order, ground, json!({ "isLabelFlaw": true }));
            nothing_changed(world, flaw).await.refused("LABEL_FLAW");
        }
        let _ = open(&cast.desk, order, "UNSAFE_DRUG", json!({ "isLabelFlaw": true })).await.done();
    }

    /// The price and what the law adds are claims of their own, each with its entries.
    async fn cp_3_the_price_and_the_extra_are_separate(world) {
        let mut cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 20_000).await;
        let ruling = json!({ "basis": "RULING" });
        nothing_changed(world, open(&cast.desk, order, "REFUND", ruling.clone())).await
            .refused("IN_ESCROW");
        settled(world, &cast.tea, order).await;
        holds(world, crate::settlement::payable(&cast.tea.id), 500_000).await;
        let mut ids = Vec::new();
        for (ground, more, owed) in [("REFUND", ruling, "20000"), ("FRAUD", json!({}), "60000")] {
            let opened = open(&cast.desk, order, ground, more).await.done();
            assert_eq!(amount(&opened), owed);
            ids.push(claim(&opened)["id"].as_str().unwrap().to_owned());
        }
        cast.tea.owner.sign_in_again().await;
        for (id, ground, owed) in [(&ids[0], "REFUND", "20000"), (&ids[1], "FRAUD", "60000")] {
            let _ = approved(&cast.judge, id).await.done();
            let paid = act(&cast.tea.owner, "compensationPay", json!({ "id": id })).await.done();
            let seen = paid.data("compensationPay.compensation");
            assert_eq!(state(seen), "PAID_SELLER");
            assert_eq!(seen["entries"]["nodes"], json!([{ "kind": "PAYMENT", "funder": "SELLER",
                "legalGround": ground, "amount": { "amountMinor": owed } }]));
        }
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 80_000);
    }

    /// No more than was paid, and not what was refunded out of escrow before (MON-2).
    async fn cp_3_a_refund_is_never_more_than_what_was_kept(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 20_000).await;
        let back = crate::ledger::write(world.app(), async |tx| {
            fairstall::ledger::escrow::refund(tx, order, crate::ledger::yuan(15_000), "part").await
        });
        back.await.unwrap();
        settled(world, &cast.tea, order).await;
        let opened = open(&cast.desk, order, "REFUND", json!({ "basis": "RULING" })).await.done();
        assert_eq!(amount(&opened), "5000");
    }
}
