//! PY-4: whoever did not pay themselves says so, and within the minute nothing moves.

use fairstall::ledger::escrow;
use fairstall::payments::{NotRefunded, RefundSource};
use kit::{nothing_changed, scenario};
use platform::kernel::{Currency, Money};
use serde_json::{Value, json};

use super::{debt, fund, places, refund, state};

const REPORT: &str = "mutation ($input: PaymentUnauthorisedReportInput!) {
    paymentUnauthorisedReport(input: $input) { case { id kind state dueAt text }
    userErrors { code } } }";
const DECIDE: &str = "mutation ($input: RiskCaseDecideInput!) { riskCaseDecide(input: $input) {
    case { id state loss { amountMinor } } userErrors { code } } }";
const FROZEN: &str = "{ myWallet { frozenAt } }";

fn report(payment: &str) -> Value {
    json!({ "paymentId": payment, "text": "My telephone was stolen." })
}

scenario! {
    async fn py_4_a_report_freezes_account_and_escrow_at_once(world) {
        let (ana, shop, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        fund(world, part, 500).await;
        let (next, _) = world.owe(&ana.id, &[(&shop, 700)]).await;
        let eve = world.person("eve").await;
        nothing_changed(world, eve.act(REPORT, report(&payment))).await
            .refused("PAYMENT_NOT_FOUND");
        let empty = json!({ "paymentId": payment, "text": "" });
        nothing_changed(world, ana.act(REPORT, empty)).await.refused("TEXT_INVALID");
        let before = world.app().now();
        let told = ana.act(REPORT, report(&payment)).await.done();
        assert_eq!(told.text("paymentUnauthorisedReport.case.kind"), "UNAUTHORISED");
        // With its very commit: no second has passed, and nothing more has run.
        assert_eq!(world.app().now(), before);
        let escrows = escrow::many(world.app().reader(), [part]).await.unwrap();
        assert!(escrows[0].frozen_at.is_some());
        let refused = refund(world, part, 1, RefundSource::Escrow, "r1").await;
        assert_eq!(refused, Err(NotRefunded::EscrowRefuses));
        nothing_changed(world, ana.confirm(&next, json!({}))).await.refused("ACCOUNT_FROZEN");
        assert!(ana.say(FROZEN).await.data("myWallet.frozenAt").is_string());
        nothing_changed(world, ana.act(REPORT, report(&payment))).await.refused("ALREADY_REPORTED");
    }

    async fn py_4_unauthorised_use_is_made_good(world) {
        let (ana, shop, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        fund(world, part, 500).await;
        let case = ana.act(REPORT, report(&payment)).await.done()
            .text("paymentUnauthorisedReport.case.id");
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let upheld = json!({ "caseId": case, "isUpheld": true, "reason": "FRAUD_FOUND" });
        let decided = staff.act(DECIDE, upheld).await.done();
        assert_eq!(decided.text("riskCaseDecide.case.loss.amountMinor"), "0");
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, 0]);
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'payment.reversed'").await, 1);
        assert!(ana.say(FROZEN).await.data("myWallet.frozenAt").is_null());
        let (next, _) = world.owe(&ana.id, &[(&shop, 700)]).await;
        let _ = ana.pay(&next).await;
        assert_eq!(state(&ana, &next).await, "CAPTURED");
    }

    async fn py_4_what_has_left_escrow_is_the_platforms_loss(world) {
        let (ana, shop, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        fund(world, part, 500).await;
        let (app, yuan) = (world.app(), |minor| Money::new(minor, Currency::Cny));
        let payable = fairstall::ledger::Account::Payable(shop.parse().unwrap());
        let released: Result<(), platform::Failure> = platform::transaction!(app, |tx| {
            escrow::release(tx, part, &[(payable, yuan(200))], "release:test").await?
                .expect("a release");
            Ok(())
        });
        released.unwrap();
        let case = ana.act(REPORT, report(&payment)).await.done()
            .text("paymentUnauthorisedReport.case.id");
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let upheld = json!({ "caseId": case, "isUpheld": true, "reason": "FRAUD_FOUND" });
        let decided = staff.act(DECIDE, upheld).await.done();
        assert_eq!(decided.text("riskCaseDecide.case.loss.amountMinor"), "200");
        world.settle().await;
        assert_eq!(places(world).await, [0, 0, -200]);
    }

    async fn py_4_a_report_that_is_not_upheld_frees_what_was_frozen(world) {
        let (ana, _, payment, part) = debt(world, 500).await;
        let _ = ana.pay(&payment).await;
        fund(world, part, 500).await;
        let case = ana.act(REPORT, report(&payment)).await.done()
            .text("paymentUnauthorisedReport.case.id");
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let dismissed = json!({ "caseId": case, "isUpheld": false, "reason": "PAYER_CONFIRMED" });
        let _ = staff.act(DECIDE, dismissed).await.done();
        let escrows = escrow::many(world.app().reader(), [part]).await.unwrap();
        assert!(escrows[0].frozen_at.is_none());
        assert!(ana.say(FROZEN).await.data("myWallet.frozenAt").is_null());
        assert!(refund(world, part, 500, RefundSource::Escrow, "r1").await.is_ok());
    }
}
