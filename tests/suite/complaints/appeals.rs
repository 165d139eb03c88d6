//! Appeals: another panel decides, and only the difference moves.

use kit::{nothing_changed, scenario};
use serde_json::{Value, json};

use super::{Story, act, done, ruling, see, state};
use crate::fulfilment::balance;
use crate::ledger::minor;
use crate::settlement::payable;

fn why() -> Value {
    json!({ "text": "The second picture was not looked at." })
}

scenario! {
    /// Before it is carried out an appeal stays a decision; nobody of the first panel sits on the
    /// second.
    async fn an_appeal_stays_what_was_not_carried_out(world) {
        let mut story = Story::begin(world).await;
        let (case, first) = story.adjudication().await;
        let _ = story.ruled(&case, &first, ruling(12_800, 0, 0)).await;
        let appealed = done(&story.tea.owner, "complaintAppeal", &case, why()).await;
        assert_eq!((&appealed["state"], &appealed["instance"]), (&json!("APPEALED"), &json!(2)));
        // Three more are needed, and there is nobody left.
        nothing_changed(world, act(&story.desk, "complaintPanelDraw", &case, json!({}))).await
            .refused("NOBODY_FREE");
        world.later(kit::days(2)).await;
        story.sign_in_again().await;
        assert_eq!(world.ask("SELECT refunded_minor FROM escrow").await, ["0"], "it is stayed");
        let mut second = story.officers("ARBITRATOR", 3).await;
        let _ = done(&story.desk, "complaintPanelDraw", &case, json!({})).await;
        for one in &mut second {
            one.sign_in_again().await;
        }
        let mut old = first.into_iter().next().unwrap();
        old.sign_in_again().await;
        nothing_changed(world, act(&old, "complaintRulingDraft", &case, ruling(1, 0, 0))).await
            .refused("COMPLAINT_NOT_FOUND");
        let ruled = story.ruled(&case, &second, ruling(6_400, 0, 0)).await;
        assert!(ruled["appealBy"].is_null(), "it is final");
        let states: Vec<_> =
            ruled["rulings"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, [json!("SUPERSEDED"), json!("DUE")]);
        story.until_due(&case, time::Duration::ZERO).await;
        assert_eq!(state(&story.ana, &case).await, "FEEDBACK");
        assert_eq!(world.ask("SELECT refunded_minor FROM escrow").await, ["6400"]);
        nothing_changed(world, act(&story.ana, "complaintAppeal", &case, why())).await
            .refused("STATE_FORBIDS");
    }

    /// What was carried out is set right by the difference: from the buyer's balance to the shop,
    /// and what they have spent meanwhile at the platform's cost.
    async fn an_appeal_sets_right_what_was_carried_out(world) {
        let mut story = Story::begin(world).await;
        let (case, first) = story.adjudication().await;
        let _ = story.ruled(&case, &first, ruling(0, 10_000, 0)).await;
        story.until_due(&case, time::Duration::ZERO).await;
        assert_eq!(balance(&story.ana).await, 10_000);
        let _ = done(&story.tea.owner, "complaintAppeal", &case, why()).await;
        let mut second = story.officers("ARBITRATOR", 3).await;
        let _ = done(&story.desk, "complaintPanelDraw", &case, json!({})).await;
        for one in &mut second {
            one.sign_in_again().await;
        }
        let _ = story.ruled(&case, &second, ruling(0, 4_000, 0)).await;
        story.until_due(&case, time::Duration::ZERO).await;
        assert_eq!(balance(&story.ana).await, 4_000);
        assert_eq!(minor(world.app(), payable(&story.tea.id)).await, 6_000);
        let seen = see(&story.ana, &case, "state rulings { state }").await;
        assert_eq!(seen["state"], "FEEDBACK");
        assert_eq!(seen["rulings"], json!([{ "state": "EXECUTED" }, { "state": "EXECUTED" }]));
    }
}
