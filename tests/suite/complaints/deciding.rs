//! A panel of three decides, and what it decides is carried out.

use kit::{nothing_changed, scenario};
use serde_json::json;

use super::{CASE, Story, act, done, open_draft, ruling, see, state};
use crate::fulfilment::balance;
use crate::ledger::minor;

scenario! {
    /// Two of three carry a decision; it cites the contract and the rules, and a day later it is
    /// carried out.
    async fn a_ruling_is_carried_out(world) {
        let mut story = Story::begin(world).await;
        let (case, panel) = story.adjudication().await;
        for one in &panel {
            let seen = one.say("{ panelCases { id viewerSide } }").await.done();
            assert_eq!(seen.text("panelCases.0.viewerSide"), "PANEL");
        }
        let wanted = ruling(6_400, 50_000, 700);
        let drafted = done(&panel[0], "complaintRulingDraft", &case, wanted).await;
        let draft = open_draft(&drafted);
        // The parties see no draft.
        assert_eq!(see(&story.ana, &case, "rulings { id }").await["rulings"], json!([]));
        nothing_changed(world, act(&panel[1], "complaintRulingDraft", &case, ruling(1, 0, 0))).await
            .refused("DRAFT_OPEN");
        let yes = json!({ "rulingId": draft, "agrees": true });
        nothing_changed(world, act(&panel[0], "complaintRulingVote", &case, yes.clone())).await
            .refused("ALREADY_VOTED");
        nothing_changed(world, act(&story.desk, "complaintRulingVote", &case, yes.clone())).await
            .error("FORBIDDEN");
        let no = json!({ "rulingId": draft, "agrees": false });
        let _ = done(&panel[2], "complaintRulingVote", &case, no).await;
        let ruled = done(&panel[1], "complaintRulingVote", &case, yes).await;
        assert_eq!((&ruled["state"], &ruled["resolvedHow"]),
            (&json!("RESOLVED"), &json!("RULING")));
        let seen = see(&story.ana, &case, "rulings { contractHash ruleVersion finding }
            messages(first: 1) { nodes { kind side text } }").await;
        assert_eq!(seen["rulings"][0]["ruleVersion"], "complaints/1");
        assert_eq!(seen["rulings"][0]["contractHash"].as_str().unwrap().len(), 64);
        assert_eq!(seen["messages"]["nodes"][0]["kind"], "DECISION");
        assert_eq!(seen["messages"]["nodes"][0]["side"], "PANEL");
        story.until_due(&case, time::Duration::ZERO).await;
        let after = see(&story.ana, &case, CASE).await;
        assert_eq!(after["rulings"][0]["executedBy"], "PLATFORM");
        assert_eq!(after["rulings"][0]["advanced"]["amountMinor"], "50700");
        assert_eq!(balance(&story.ana).await, 50_000);
        let fund = fairstall::ledger::Account::Compensation;
        assert_eq!(minor(world.app(), fund).await, 700);
        let held = "SELECT refunded_minor FROM escrow";
        assert_eq!(world.ask(held).await, ["6400"]);
    }

    /// A draft that two do not stand by falls; another may be written.
    async fn a_draft_without_a_majority_falls(world) {
        let mut story = Story::begin(world).await;
        let (case, panel) = story.adjudication().await;
        let drafted = done(&panel[0], "complaintRulingDraft", &case, ruling(12_800, 0, 0)).await;
        let no = json!({ "rulingId": open_draft(&drafted), "agrees": false });
        for one in &panel[1..] {
            let _ = done(one, "complaintRulingVote", &case, no.clone()).await;
        }
        assert_eq!(state(&story.ana, &case).await, "ADJUDICATION");
        let rejected = json!({ "finding": "REJECTED",
            "reasons": "The pictures show no fault that was there on delivery." });
        let ruled = story.ruled(&case, &panel, rejected).await;
        assert_eq!(ruled["rulings"].as_array().unwrap().iter()
            .filter(|one| one["state"] == "EXECUTED").count(), 1, "nothing is to be paid");
    }

    async fn what_cannot_be_decided_is_refused(world) {
        let mut story = Story::begin(world).await;
        let (case, panel) = story.adjudication().await;
        let mut rejected = ruling(1, 0, 0);
        rejected["finding"] = json!("REJECTED");
        let mut agreed = ruling(0, 0, 0);
        agreed["finding"] = json!("AGREED");
        for bad in [ruling(12_801, 0, 0), ruling(-1, 0, 0), ruling(0, 128_001, 0),
            ruling(0, 0, 128_001), rejected, agreed] {
            nothing_changed(world, act(&panel[0], "complaintRulingDraft", &case, bad)).await
                .refused("AMOUNT_INVALID");
        }
        let mut bare = ruling(1, 0, 0);
        bare["reasons"] = json!("So be it.");
        nothing_changed(world, act(&panel[0], "complaintRulingDraft", &case, bare)).await
            .refused("REASONS_INVALID");
        let outsider = world.staff("ARBITRATOR").await;
        nothing_changed(world, act(&outsider, "complaintRulingDraft", &case, ruling(1, 0, 0))).await
            .refused("COMPLAINT_NOT_FOUND");
    }

    /// CM-6: who has a part in a case is not drawn for it; whoever steps down is replaced.
    async fn cm_6_nobody_with_a_part_is_drawn(world) {
        let mut story = Story::begin(world).await;
        let panel = story.officers("ARBITRATOR", 3).await;
        let mediators = story.officers("MEDIATOR", 1).await;
        // One of the four arbitrators answers buyers for the shop, another has bought there.
        let insiders = story.officers("ARBITRATOR", 2).await;
        story.wake().await;
        crate::operators::admit(&story.tea.owner, &story.tea.id, &insiders[0], "SUPPORT").await;
        let _ = crate::orders::ordered(&insiders[1], &story.tea, "of-a-judge").await;
        world.settle().await;
        let case = story.investigating().await;
        let found = json!({ "text": "The pictures show a broken lid." });
        let _ = done(&story.desk, "complaintFindingRecord", &case, found).await;
        story.until_due(&case, time::Duration::ZERO).await;
        let hex = match world.engine() {
            kit::Engine::Sqlite => "lower(hex(arbitrator))",
            kit::Engine::Postgres => "replace(arbitrator::text, '-', '')",
        };
        let drawn = world.ask(&format!("SELECT {hex} FROM complaint_seat")).await;
        assert_eq!(drawn.len(), 3);
        for insider in &insiders {
            let digits = insider.id.rsplit('_').next().unwrap().to_owned();
            assert!(!drawn.contains(&digits), "{} has a part in it", insider.handle);
        }
        // Nobody is left to take the place of one who steps down.
        let mut first = panel.into_iter().next().unwrap();
        first.sign_in_again().await;
        nothing_changed(world, act(&first, "complaintRecuse", &case, json!({}))).await
            .refused("NOBODY_FREE");
        let mut late = story.officers("ARBITRATOR", 1).await;
        late[0].sign_in_again().await;
        let _ = done(&first, "complaintRecuse", &case, json!({})).await;
        let seen = late[0].say("{ panelCases { id } }").await.done();
        assert_eq!(seen.text("panelCases.0.id"), case);
        nothing_changed(world, act(&first, "complaintRulingDraft", &case, ruling(1, 0, 0))).await
            .refused("COMPLAINT_NOT_FOUND");
        drop(mediators);
    }
}
