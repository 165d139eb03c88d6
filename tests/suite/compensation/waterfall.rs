//! The platform pays in the shop's place: deposit, what the shop has coming, the fund, and what is
//! missing the shop owes; each combination, with the ledger at zero after each.

use fairstall::ledger::Account;
use kit::{nothing_changed, scenario};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{advanced, bought, cast, deposit, holds, lost, promised, state, wallet};
use crate::ledger::minor;
use crate::settlement::{payable, receivable};

scenario! {
    /// 27 combinations: nothing, a part and more than enough in each of the three places.
    async fn cp_the_waterfall_pours_in_its_order(world) {
        let cast = cast(world).await;
        let app = world.app();
        let shop = &cast.tea.id;
        let places = [deposit(shop), payable(shop), Account::Compensation];
        let (amount, mut owed, mut paid) = (1_000, 0, 0);
        let mut number = 0;
        for first in [0, 300, 2_000] {
            for second in [0, 400, 2_000] {
                for third in [0, 200, 2_000] {
                    number += 1;
                    let has = [first, second, third];
                    for (place, minor) in places.iter().zip(has) {
                        holds(world, *place, minor).await;
                    }
                    let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
                    let claim = advanced(world, order, &cast.judge, amount).await;
                    let mut left = amount;
                    for (place, had) in places.iter().zip(has) {
                        let part = left.min(had);
                        left -= part;
                        assert_eq!(minor(app, *place).await, had - part, "{has:?}: {place:?}");
                    }
                    owed += left;
                    paid += amount;
                    assert_eq!(minor(app, receivable(shop)).await, -owed, "{has:?}");
                    assert_eq!(minor(app, wallet(&cast.ana)).await, paid);
                    let of_fund = third.min((amount - first - second).max(0));
                    assert_eq!(claim.recourse().minor(), of_fund + left, "{has:?}");
                    assert_eq!(kit::invariants::broken(world).await, [""; 0], "{has:?}");
                }
            }
        }
    }

    /// Each entry names its funder and the ground of the law; nothing of nobody.
    async fn cp_each_entry_names_its_funder_and_its_ground(world) {
        let cast = cast(world).await;
        let shop = &cast.tea.id;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 1_000).await;
        holds(world, deposit(shop), 100).await;
        holds(world, payable(shop), 200).await;
        holds(world, Account::Compensation, 300).await;
        let paid = promised(&cast.judge, &id).await.done();
        let seen = paid.data("compensationApprove.compensation");
        let entry = |funder: &str, minor: &str| json!({ "kind": "PAYMENT", "funder": funder,
            "legalGround": "LOSS", "amount": { "amountMinor": minor } });
        let mut entries = seen["entries"]["nodes"].as_array().unwrap().clone();
        let mut wanted = vec![
            entry("DEPOSIT", "100"),
            entry("UNSETTLED", "200"),
            entry("FUND", "300"),
            entry("RECEIVABLE", "400"),
        ];
        let order = |value: &Value| value["funder"].to_string();
        entries.sort_by_key(order);
        wanted.sort_by_key(order);
        assert_eq!(entries, wanted);
        assert_eq!((&seen["recourse"]["amountMinor"], &seen["balance"]["amountMinor"]),
            (&json!("700"), &json!("700")));
        assert_eq!((state(seen), &seen["payer"]), ("PAID_ADVANCE", &json!("PLATFORM")));
        let unnamed = "UPDATE compensation_entry SET funder = 'FUND'";
        assert!(world.direct().execute_unprepared(unnamed).await.is_err());
        let keys = "SELECT count(*) FROM compensation_entry AS e JOIN ledger_transfer AS t \
                    ON t.key = e.key AND t.amount_minor = e.amount_minor";
        assert_eq!(world.count(keys).await, 4);
    }

    /// A deposit is taken to its last fen, never below, and what is missing is asked for again.
    async fn cp_7_a_deposit_never_goes_below_zero(world) {
        let cast = cast(world).await;
        let shop = &cast.tea.id;
        world.run("INSERT INTO deposit_level (version, amount_minor, effective_from) \
            VALUES ('2026-12', 500, 0)").await;
        holds(world, deposit(shop), 1_000).await;
        fairstall::settlement::watch_deposits(world.app()).await.unwrap();
        for (number, amount, left) in [(1, 400, 600), (2, 599, 1), (3, 2, 0), (4, 1_000, 0)] {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            let _ = advanced(world, order, &cast.judge, amount).await;
            assert_eq!(minor(world.app(), deposit(shop)).await, left);
        }
        assert_eq!(minor(world.app(), receivable(shop)).await, -1_001);
        // It is short since the second, and its shop has fifteen days.
        assert_eq!(world.ask("SELECT state FROM operator_deposit").await, ["SHORT"]);
        let below = "UPDATE ledger_account SET balance_minor = -1 WHERE kind = 'DEPOSIT'";
        assert!(world.direct().execute_unprepared(below).await.is_err());
    }

    /// What is held is not drawn on: a payout that is under way goes on.
    async fn cp_what_is_held_is_not_drawn_on(world) {
        let cast = cast(world).await;
        let shop = &cast.tea.id;
        holds(world, payable(shop), 1_000).await;
        let held = crate::ledger::write(world.app(), async |tx| {
            fairstall::ledger::hold(tx, payable(shop), crate::ledger::yuan(800)).await
        });
        held.await.unwrap();
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let claim = advanced(world, order, &cast.judge, 500).await;
        assert_eq!(claim.recourse().minor(), 300);
        assert_eq!(minor(world.app(), payable(shop)).await, 800);
        nothing_changed(world, world.settle()).await;
    }
}
