//! CP-4 to CP-6: what shows a claim, who is paid at once, and what is paid once.

use fairstall::compensation::{Basis, Compensation, Demand, NewClaim, NotClaimed, claim};
use futures_util::future::join_all;
use kit::{World, minutes, nothing_changed, scenario};
use platform::kernel::{Currency, Id, Money};
use platform::{Failure, transaction};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use uuid::Uuid;

use super::{
    act, approved, bought, cast, document, holds, lost, open, order_id, promised, state, wallet,
};
use crate::fulfilment::keyed;
use crate::ledger::minor;
use crate::operators::admit;
use crate::settlement::{literal, payable, uuid};

/// A loss that another room claims in a transaction of its own.
async fn asked(world: &World, order: Uuid, minor: i64) -> Result<Id<Compensation>, NotClaimed> {
    let new = NewClaim {
        order: Id::from_uuid(order),
        lines: Vec::new(),
        demand: Demand::Loss(Money::new(minor, Currency::Cny), Basis::Ruling),
        matter: Some(Uuid::from_u128(5)),
        by: None,
    };
    let told: Result<_, Failure> = Box::pin(async {
        transaction!(world.app(), |tx| { Ok(claim(tx, &new).await?.map(|one| one.id)) })
    })
    .await;
    told.unwrap()
}

scenario! {
    /// What the law adds takes an admission, a mediation, an award or a judgment.
    async fn cp_4_a_multiple_takes_more_than_a_ruling(world) {
        let cast = cast(world).await;
        for (number, ground) in
            [(1, "FRAUD"), (2, "UNSAFE_FOOD"), (3, "UNSAFE_DRUG"), (4, "KNOWN_DEFECT")]
        {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            let sums = json!({ "lossMinor": "30000", "askedMinor": "100" });
            let with = |basis: &str, reference: serde_json::Value| {
                let mut more = sums.clone();
                (more["basis"], more["reference"]) = (json!(basis), reference);
                open(&cast.desk, order, ground, more)
            };
            nothing_changed(world, with("RULING", json!("R-1"))).await.refused("PROOF_NEEDED");
            for named in ["AWARD", "JUDGMENT"] {
                nothing_changed(world, with(named, json!(null))).await.refused("NUMBER_NEEDED");
                nothing_changed(world, with(named, json!(""))).await.refused("REFERENCE_INVALID");
                let long = json!("x".repeat(81));
                nothing_changed(world, with(named, long)).await.refused("REFERENCE_INVALID");
            }
            let basis = ["ADMISSION", "MEDIATION", "AWARD", "JUDGMENT"][usize::try_from(number).unwrap() - 1];
            let opened = with(basis, json!("(2026) 0191-123")).await.done();
            assert_eq!(opened.text("compensationOpen.compensation.basis"), basis);
        }
        let forged = "UPDATE compensation SET basis = 'RULING'";
        assert!(world.direct().execute_unprepared(forged).await.is_err(), "the table refuses it too");
    }

    /// The law of the order decides: nothing is added abroad, nor in other money.
    async fn cp_4_another_law_adds_nothing(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = literal(world, order);
        world.run(&format!("UPDATE trade_order SET profile = 'EU' WHERE id = {id}")).await;
        nothing_changed(world, open(&cast.desk, order, "FRAUD", json!({}))).await
            .refused("NO_EXTRA_HERE");
        let _ = lost(&cast.desk, order, 100).await;
    }

    /// Where the platform cannot say who the seller is, it pays at once.
    async fn cp_5_an_unknown_seller_is_paid_for_at_once(world) {
        let cast = cast(world).await;
        let known = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let unknown = bought(world, &cast.tea, (2, &cast.ana), 10_000).await;
        let (one, two) = (lost(&cast.desk, known, 700).await, lost(&cast.desk, unknown, 900).await);
        let waits = approved(&cast.judge, &one).await.done();
        assert_eq!(state(waits.data("compensationApprove.compensation")), "APPROVED");
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 0);
        world.run("UPDATE operator SET registration_id = NULL").await;
        let paid = approved(&cast.judge, &two).await.done();
        let seen = paid.data("compensationApprove.compensation");
        assert_eq!((state(seen), &seen["advanceGround"]), ("PAID_ADVANCE", &json!("SELLER_UNKNOWN")));
        assert_eq!(seen["payer"], "PLATFORM");
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 900);
    }

    /// One regime for each claim, and each loss of a line once, whatever the regime.
    async fn cp_6_one_loss_is_paid_once(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let first = open(&cast.desk, order, "FRAUD", json!({})).await.done();
        let first = first.text("compensationOpen.compensation.id");
        for ground in ["FRAUD", "UNSAFE_FOOD", "UNSAFE_DRUG"] {
            for lines in [json!(null), json!([1]), json!([1, 1])] {
                let again = open(&cast.desk, order, ground, json!({ "lines": lines }));
                nothing_changed(world, again).await.refused("LOSS_CLAIMED");
            }
        }
        // Another loss is another claim.
        let loss = lost(&cast.desk, order, 100).await;
        let again = open(&cast.desk, order, "LOSS", json!({ "lossMinor": "1", "basis": "RULING" }));
        nothing_changed(world, again).await.refused("LOSS_CLAIMED");
        // Rejected, it may be claimed anew; paid, it may not.
        let reason = json!({ "id": first, "reason": "NOT_PROVEN" });
        let rejected = act(&cast.judge, "compensationReject", reason).await.done();
        assert_eq!(state(rejected.data("compensationReject.compensation")), "REJECTED");
        let _ = open(&cast.desk, order, "UNSAFE_FOOD", json!({})).await.done();
        let _ = promised(&cast.judge, &loss).await.done();
        let again = open(&cast.desk, order, "LOSS", json!({ "lossMinor": "1", "basis": "RULING" }));
        nothing_changed(world, again).await.refused("LOSS_CLAIMED");
    }

    /// The database keeps it so: two at once, and whoever writes beside the house.
    async fn cp_6_the_database_refuses_a_loss_twice(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let tries = (0..4).map(|_| open(&cast.desk, order, "FRAUD", json!({})));
        let told = join_all(tries).await;
        assert_eq!(told.iter().filter(|one| one.refusals().is_empty()).count(), 1);
        let _ = lost(&cast.desk, order, 100).await;
        for sql in [
            "UPDATE compensation_loss SET loss = 'EXTRA'",
            "INSERT INTO compensation_loss (compensation_id, order_id, position, loss, is_live) \
             SELECT id, order_id, 1, loss, true FROM compensation",
            "UPDATE compensation SET ground = 'UNSAFE_FOOD', loss = 'LOSS'",
            "UPDATE compensation SET decided_by = claimed_by, decided_at = 1, state = 'APPROVED', \
             pay_by = 2",
            "UPDATE compensation SET amount_minor = 0",
            "UPDATE compensation SET fund_minor = 1",
        ] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }

    /// Who opened a claim does not decide about it, nor who has a part in it, nor unproved.
    async fn a_claim_takes_two_who_have_no_part_in_it(world) {
        let mut cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 100).await;
        nothing_changed(world, approved(&cast.desk, &id)).await.refused("SECOND_PERSON_NEEDED");
        let reject = json!({ "id": id, "reason": "NOT_PROVEN" });
        nothing_changed(world, act(&cast.desk, "compensationReject", reject)).await
            .refused("SECOND_PERSON_NEEDED");
        for wrong in ["NOT_PAID_IN_TIME", "SELLER_UNKNOWN", "FIRST_CONTACT"] {
            let at_once = json!({ "id": id, "payAtOnce": wrong });
            nothing_changed(world, act(&cast.judge, "compensationApprove", at_once)).await
                .refused("NOT_AT_ONCE");
        }
        let nothing = "compensation_019a0000000070008000000000000001";
        nothing_changed(world, approved(&cast.judge, nothing)).await
            .refused("COMPENSATION_NOT_FOUND");
        let nowhere = open(&cast.desk, Uuid::from_u128(77), "FRAUD", json!({}));
        nothing_changed(world, nowhere).await.refused("ORDER_NOT_FOUND");
        let line = open(&cast.desk, order, "FRAUD", json!({ "lines": [2] }));
        nothing_changed(world, line).await.refused("LINE_UNKNOWN");
        cast.tea.owner.sign_in_again().await;
        admit(&cast.tea.owner, &cast.tea.id, &cast.judge, "SUPPORT").await;
        world.settle().await;
        nothing_changed(world, approved(&cast.judge, &id)).await.refused("OWN_MATTER");
        nothing_changed(world, open(&cast.judge, order, "FRAUD", json!({}))).await
            .refused("OWN_MATTER");
        world.pass(minutes(6));
        nothing_changed(world, approved(&cast.judge, &id)).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, open(&cast.desk, order, "FRAUD", json!({}))).await
            .refused("STEP_UP_NEEDED");
    }

    /// The same key is the same claim, the same decision and the same payment.
    async fn a_claim_is_opened_decided_and_paid_once_under_their_keys(world) {
        let mut cast = cast(world).await;
        cast.tea.owner.sign_in_again().await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        holds(world, payable(&cast.tea.id), 100_000).await;
        let opening = keyed(json!({ "orderId": order_id(order), "ground": "FRAUD",
            "basis": "ADMISSION" }));
        let opened = cast.desk.act(&document("compensationOpen"), opening.clone()).await.done();
        let id = opened.text("compensationOpen.compensation.id");
        let decision = keyed(json!({ "id": id }));
        let payment = keyed(json!({ "id": id }));
        let _ = cast.judge.act(&document("compensationApprove"), decision.clone()).await.done();
        let _ = cast.tea.owner.act(&document("compensationPay"), payment.clone()).await.done();
        for (who, name, input, field, value) in [
            (&cast.desk, "compensationOpen", &opening, "ground", json!("UNSAFE_FOOD")),
            (&cast.judge, "compensationApprove", &decision, "payAtOnce", json!("PROMISED")),
            (&cast.tea.owner, "compensationPay", &payment, "id",
                json!("compensation_019a0000000070008000000000000001")),
        ] {
            let verb = document(name);
            let _ = nothing_changed(world, who.act(&verb, input.clone())).await.done();
            let mut other = input.clone();
            other[field] = value;
            nothing_changed(world, who.act(&verb, other)).await.refused("IDEMPOTENCY_CONFLICT");
            for key in ["", "short", "with a space", &"x".repeat(129)] {
                let mut unsound = input.clone();
                unsound["idempotencyKey"] = json!(key);
                nothing_changed(world, who.act(&verb, unsound)).await
                    .refused("IDEMPOTENCY_KEY_INVALID");
            }
        }
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 50_000);
    }

    /// Another room claims within its own transaction; refused, nothing is written.
    async fn another_room_claims_in_its_own_transaction(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let asked = async |order, minor| asked(world, order, minor).await;
        let nowhere = nothing_changed(world, asked(Uuid::from_u128(77), 1)).await;
        assert_eq!(nowhere, Err(NotClaimed::OrderNotFound));
        assert_eq!(nothing_changed(world, asked(order, 0)).await, Err(NotClaimed::AmountInvalid));
        let made = asked(order, 500).await.unwrap();
        assert_eq!(nothing_changed(world, asked(order, 500)).await, Err(NotClaimed::LossClaimed));
        let of_matter = fairstall::compensation::of_matter(world.app().reader(), Uuid::from_u128(5));
        assert_eq!(of_matter.await.unwrap()[0].id, made);
        let of_order = fairstall::compensation::of_order(world.app().reader(), Id::from_uuid(order));
        assert_eq!(of_order.await.unwrap().len(), 1);
        assert_eq!(uuid(&made.to_string()), made.uuid());
    }
}
