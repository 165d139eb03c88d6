//! What the platform paid in a shop's place: taken back, contested, given up.

use fairstall::ledger::Account;
use kit::{Actor, Answer, days, nothing_changed, nothing_changed_but, scenario};
use serde_json::json;
use time::Duration;

use super::{act, bought, cast, deposit, holds, lost, promised, see, settled, state, wallet};
use crate::fulfilment::{instant, until};
use crate::ledger::minor;
use crate::settlement::{payable, receivable};

async fn contest(owner: &Actor<'_>, id: &str, text: &str) -> Answer {
    act(owner, "compensationContest", json!({ "id": id, "text": text })).await
}

async fn decide(judge: &Actor<'_>, id: &str, granted: bool) -> Answer {
    act(judge, "compensationContestDecide", json!({ "id": id, "isGranted": granted })).await
}

async fn write_off(risk: &Actor<'_>, id: &str) -> Answer {
    act(risk, "compensationWriteOff", json!({ "id": id })).await
}

scenario! {
    /// The fund first, then what nobody had; and it ends when nothing is missing and nothing can be
    /// said against it any more.
    async fn cp_what_was_paid_is_taken_back_from_later_settlements(world) {
        let mut cast = cast(world).await;
        let app = world.app();
        let shop = cast.tea.id.clone();
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        holds(world, Account::Compensation, 600).await;
        let id = lost(&cast.desk, order, 1_000).await;
        let _ = promised(&cast.judge, &id).await.done();
        assert_eq!(minor(app, Account::Compensation).await, 0);
        assert_eq!(minor(app, receivable(&shop)).await, -400);
        // 95 % of 5.00, of 5.00 again, and of 100.00.
        for (number, price, fund, owed, rest) in
            [(2, 500, 475, -400, 525), (3, 500, 600, -50, 50), (4, 10_000, 600, 0, 0)]
        {
            let next = bought(world, &cast.tea, (number, &cast.ana), price).await;
            settled(world, &cast.tea, next).await;
            assert_eq!(minor(app, Account::Compensation).await, fund);
            assert_eq!(minor(app, receivable(&shop)).await, owed);
            let seen = see(&cast.ana, &id).await;
            assert_eq!(seen["balance"]["amountMinor"], json!(rest.to_string()));
            assert_eq!(state(&seen), "PAID_ADVANCE", "it may still be contested");
        }
        assert_eq!(minor(app, payable(&shop)).await, 9_450);
        let by = instant(&see(&cast.ana, &id).await["contestBy"]);
        until(world, by, -Duration::seconds(1)).await;
        cast.ana.wake().await;
        assert_eq!(state(&see(&cast.ana, &id).await), "PAID_ADVANCE");
        until(world, by, Duration::ZERO).await;
        cast.ana.wake().await;
        let seen = see(&cast.ana, &id).await;
        assert_eq!((state(&seen), &seen["dueAt"]), ("RECOVERED", &json!(null)));
        let kinds = "SELECT kind || ' ' || amount_minor FROM compensation_entry ORDER BY id";
        let mut kinds = world.ask(kinds).await;
        kinds.sort();
        assert_eq!(kinds, ["PAYMENT 400", "PAYMENT 600", "RECOVERY 125", "RECOVERY 350",
            "RECOVERY 475", "RECOVERY 50"]);
    }

    /// The oldest first, and told of the same settlement again nothing more is taken.
    async fn cp_the_oldest_is_repaid_first(world) {
        let mut cast = cast(world).await;
        let mut ids = Vec::new();
        for number in [1, 2] {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            ids.push(lost(&cast.desk, order, 1_000).await);
            let _ = promised(&cast.judge, ids.last().unwrap()).await.done();
            world.pass(std::time::Duration::from_millis(2));
        }
        let next = bought(world, &cast.tea, (3, &cast.ana), 1_500).await;
        settled(world, &cast.tea, next).await;
        let rest = async |id: &str| see(&cast.ana, id).await["balance"]["amountMinor"].clone();
        assert_eq!((rest(&ids[0]).await, rest(&ids[1]).await), (json!("0"), json!("575")));
        let again = settled(world, &cast.tea, next);
        nothing_changed_but(world, &["event", "event_delivery"], again).await;
        world.later(days(9)).await;
        cast.ana.wake().await;
        assert_eq!(state(&see(&cast.ana, &ids[0]).await), "RECOVERED");
        assert_eq!(state(&see(&cast.ana, &ids[1]).await), "PAID_ADVANCE");
    }

    /// Until the seventh day's end, once; a second before, at, and after.
    async fn cp_a_payment_is_contested_within_seven_days(world) {
        let mut cast = cast(world).await;
        let mut ids = Vec::new();
        for number in [1, 2] {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            ids.push(lost(&cast.desk, order, 1_000).await);
        }
        nothing_changed(world, contest(&cast.tea.owner, &ids[0], "No.")).await
            .refused("NOT_ADVANCED");
        for id in &ids {
            let _ = promised(&cast.judge, id).await.done();
        }
        let by = instant(&see(&cast.ana, &ids[0]).await["contestBy"]);
        let ahead = by - world.app().now();
        assert!(ahead > Duration::days(7) && ahead <= Duration::days(8), "{ahead}");
        until(world, by, -Duration::minutes(1)).await;
        cast.tea.owner.sign_in_again().await;
        until(world, by, -Duration::seconds(1)).await;
        for text in ["", " ", &"x".repeat(1_001)] {
            nothing_changed(world, contest(&cast.tea.owner, &ids[0], text)).await
                .refused("TEXT_INVALID");
        }
        let _ = contest(&cast.tea.owner, &ids[0], "It was not so.").await.done();
        nothing_changed(world, contest(&cast.tea.owner, &ids[0], "Again.")).await
            .refused("ALREADY_CONTESTED");
        world.later(kit::seconds(1)).await;
        nothing_changed(world, contest(&cast.tea.owner, &ids[1], "Late.")).await
            .refused("TOO_LATE");
    }

    /// Turned down by somebody else than who approved it; nothing is taken back meanwhile.
    async fn cp_a_contest_stops_the_recovery_until_it_is_decided(world) {
        let mut cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 1_000).await;
        let _ = promised(&cast.judge, &id).await.done();
        nothing_changed(world, decide(&cast.desk, &id, true)).await.refused("NOTHING_TO_DECIDE");
        cast.tea.owner.wake().await;
        let told = contest(&cast.tea.owner, &id, "It was not so.").await.done();
        assert_eq!(told.text("compensationContest.compensation.contest.state"), "FILED");
        let next = bought(world, &cast.tea, (2, &cast.ana), 10_000).await;
        settled(world, &cast.tea, next).await;
        assert_eq!(minor(world.app(), payable(&cast.tea.id)).await, 9_500);
        world.later(days(9)).await;
        cast.fresh().await;
        assert_eq!(state(&see(&cast.ana, &id).await), "PAID_ADVANCE");
        nothing_changed(world, write_off(&cast.risk, &id)).await.refused("CONTESTED");
        nothing_changed(world, decide(&cast.judge, &id, false)).await.refused("DECIDED_BY_SAME");
        let decided = decide(&cast.desk, &id, false).await.done();
        let seen = decided.data("compensationContestDecide.compensation");
        assert_eq!((state(seen), &seen["contest"]["state"]), ("RECOVERED", &json!("TURNED_DOWN")));
        assert_eq!(minor(world.app(), payable(&cast.tea.id)).await, 8_500);
        assert_eq!(minor(world.app(), receivable(&cast.tea.id)).await, 0);
        nothing_changed(world, decide(&cast.desk, &id, true)).await.refused("NOTHING_TO_DECIDE");
    }

    /// Granted: everything that was taken goes back out of the fund, and nothing is owed; the buyer
    /// keeps what they have.
    async fn cp_a_granted_contest_gives_the_shop_everything_back(world) {
        let mut cast = cast(world).await;
        let app = world.app();
        let shop = cast.tea.id.clone();
        holds(world, deposit(&shop), 100).await;
        holds(world, payable(&shop), 200).await;
        holds(world, Account::Compensation, 300).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 1_000).await;
        let _ = promised(&cast.judge, &id).await.done();
        // 3.50 come back before the shop says anything: 3.00 to the fund, 0.50 of what is owed.
        let next = bought(world, &cast.tea, (2, &cast.ana), 368).await;
        settled(world, &cast.tea, next).await;
        assert_eq!(minor(app, receivable(&shop)).await, -350);
        cast.fresh().await;
        let _ = contest(&cast.tea.owner, &id, "It was not so.").await.done();
        nothing_changed(world, decide(&cast.desk, &id, true)).await.refused("FUND_SHORT");
        holds(world, Account::Compensation, 1_000).await;
        let decided = decide(&cast.desk, &id, true).await.done();
        let seen = decided.data("compensationContestDecide.compensation");
        assert_eq!((state(seen), &seen["contest"]["state"]), ("WRITTEN_OFF", &json!("GRANTED")));
        assert_eq!(minor(app, deposit(&shop)).await, 100);
        assert_eq!(minor(app, payable(&shop)).await, 550);
        assert_eq!(minor(app, receivable(&shop)).await, 0);
        assert_eq!(minor(app, Account::Compensation).await, 350);
        assert_eq!(minor(app, wallet(&cast.ana)).await, 1_000);
    }

    /// What cannot be had is borne by the platform; by somebody else than who approved it.
    async fn cp_what_cannot_be_had_is_written_off(world) {
        let mut cast = cast(world).await;
        let app = world.app();
        holds(world, Account::Compensation, 300).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 1_000).await;
        nothing_changed(world, write_off(&cast.risk, &id)).await.refused("NOT_OPEN");
        let _ = promised(&cast.judge, &id).await.done();
        nothing_changed(world, write_off(&cast.risk, &id)).await.refused("CONTESTED");
        world.later(days(9)).await;
        cast.fresh().await;
        let given = write_off(&cast.risk, &id).await.done();
        let seen = given.data("compensationWriteOff.compensation");
        assert_eq!((state(seen), &seen["balance"]["amountMinor"]), ("WRITTEN_OFF", &json!("1000")));
        assert_eq!(minor(app, receivable(&cast.tea.id)).await, 0);
        assert_eq!(minor(app, Account::Fees).await, -700);
        nothing_changed(world, write_off(&cast.risk, &id)).await.refused("NOT_OPEN");
        // Nothing is taken for it any more.
        let next = bought(world, &cast.tea, (2, &cast.ana), 10_000).await;
        settled(world, &cast.tea, next).await;
        assert_eq!(minor(app, payable(&cast.tea.id)).await, 9_500);
    }
}
