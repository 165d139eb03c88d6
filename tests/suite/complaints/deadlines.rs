//! Every deadline of a case, one second before, at, and after; what it does is what the case said.

use kit::{World, days, hours, nothing_changed, scenario, seconds};
use serde_json::{Value, json};
use time::Duration;

use super::{CASE, Story, act, column, done, ruling, see, state};
use crate::fulfilment::instant;

async fn effect(story: &Story<'_>, case: &str) -> String {
    let seen = see(&story.ana, case, "deadline { effect }").await;
    seen["deadline"]["effect"].as_str().expect("an effect").to_owned()
}

/// A second before its deadline a case stands where it stood; at it, it stands there.
async fn goes_on(
    world: &World,
    story: &mut Story<'_>,
    case: &str,
    (said, to): (&str, &str),
) -> Value {
    let before = column(world, case, "state").await;
    assert_eq!(effect(story, case).await, said);
    story.until_due(case, -Duration::seconds(1)).await;
    assert_eq!(column(world, case, "state").await, before);
    world.later(seconds(1)).await;
    story.sign_in_again().await;
    let after = see(&story.ana, case, CASE).await;
    assert_eq!(after["state"], to);
    after
}

scenario! {
    /// CM-1: unanswered for 24 hours, it is marked and goes up, and waits on.
    async fn cm_1_an_unanswered_complaint_is_marked_at_24_hours(world) {
        let mut story = Story::begin(world).await;
        let case = story.filed().await;
        let late = goes_on(world, &mut story, &case, ("ESCALATES", "SUBMITTED")).await;
        assert!(!late["breachedAt"].is_null());
        let told = world.letters_to("ana@example.com");
        assert!(told.iter().any(|letter| letter.text.contains("超时")));
        let taken = done(&story.desk, "complaintAccept", &case, json!({})).await;
        assert_eq!(taken["state"], "ACCEPTED");
    }

    /// CM-3: a shop that is silent for 24 hours is judged by what is there; that it was told is
    /// shown.
    async fn cm_3_a_silent_shop_is_judged_by_what_is_there(world) {
        let mut story = Story::begin(world).await;
        let _ = story.officers("ARBITRATOR", 3).await;
        let case = story.accepted().await;
        world.settle().await;
        let owner = story.tea.owner.email.clone();
        assert!(world.letters_to(&owner).iter().any(|letter| letter.subject.contains("请答复投诉")));
        let said = ("GOES_ON_WITHOUT_REPLY", "EVIDENCE_COLLECTION");
        let on = goes_on(world, &mut story, &case, said).await;
        assert_eq!(on["isSellerSilent"], true);
        let late = json!({ "text": "We are sorry." });
        nothing_changed(world, act(&story.tea.owner, "complaintReply", &case, late)).await
            .refused("STATE_FORBIDS");
        let _ = goes_on(world, &mut story, &case, ("INVESTIGATES", "INVESTIGATING")).await;
        let found = json!({ "text": "Nothing was said against it." });
        let on = done(&story.desk, "complaintFindingRecord", &case, found).await;
        assert_eq!(on["state"], "ADJUDICATION", "there is nobody to mediate with");
    }

    /// To the second, though no timer has run: an answer at the deadline is late.
    async fn an_answer_at_the_deadline_is_late(world) {
        let mut story = Story::begin(world).await;
        let case = story.accepted().await;
        world.pass(hours(24));
        story.wake().await;
        let late = json!({ "text": "We are sorry." });
        nothing_changed(world, act(&story.tea.owner, "complaintReply", &case, late)).await
            .refused("TOO_LATE");
    }

    async fn every_stage_ends_at_its_time(world) {
        let mut story = Story::begin(world).await;
        let _ = story.officers("MEDIATOR", 1).await;
        let _ = story.officers("ARBITRATOR", 3).await;
        let case = story.negotiating().await;
        let _ = goes_on(world, &mut story, &case, ("COLLECTS_EVIDENCE", "EVIDENCE_COLLECTION"))
            .await;
        let _ = goes_on(world, &mut story, &case, ("INVESTIGATES", "INVESTIGATING")).await;
        let found = json!({ "text": "The pictures show a broken lid." });
        let _ = done(&story.desk, "complaintFindingRecord", &case, found).await;
        let _ = goes_on(world, &mut story, &case, ("GOES_TO_PANEL", "ADJUDICATION")).await;
        let late = goes_on(world, &mut story, &case, ("ESCALATES", "ADJUDICATION")).await;
        assert!(!late["breachedAt"].is_null());
    }

    /// An appeal: through 24:00 of the seventh day, rest days at the end passed over.
    async fn an_appeal_has_its_seven_days(world) {
        let mut story = Story::begin(world).await;
        let (case, mut panel) = story.adjudication().await;
        let ruled = story.ruled(&case, &panel, ruling(1_000, 0, 0)).await;
        let by = instant(&ruled["appealBy"]);
        crate::fulfilment::until(world, by, -Duration::seconds(1)).await;
        assert_eq!(column(world, &case, "state").await, "RESOLVED");
        world.later(seconds(1)).await;
        assert_eq!(column(world, &case, "state").await, "FEEDBACK");
        story.sign_in_again().await;
        nothing_changed(world, act(&story.ana, "complaintAppeal", &case,
            json!({ "text": "I disagree with that." }))).await.refused("STATE_FORBIDS");
        let _ = goes_on(world, &mut story, &case, ("CLOSES", "CLOSED")).await;
        panel.clear();
    }

    /// CM-5: the time for which a case rests counts for no deadline, to the millisecond.
    async fn cm_5_suspended_time_is_left_out_exactly(world) {
        let mut story = Story::begin(world).await;
        let case = story.negotiating().await;
        let due = instant(&see(&story.ana, &case, "deadline { at }").await["deadline"]["at"]);
        world.later(days(3)).await;
        story.sign_in_again().await;
        let pause = json!({ "reason": "AGREED" });
        let asked = done(&story.ana, "complaintSuspend", &case, pause.clone()).await;
        assert_eq!(asked["state"], "NEGOTIATING", "one side asks");
        nothing_changed(world, act(&story.ana, "complaintSuspend", &case, pause.clone())).await
            .refused("ALREADY_ASKED");
        let rests = done(&story.tea.owner, "complaintSuspend", &case, pause).await;
        assert_eq!((&rests["state"], &rests["deadline"]["effect"]),
            (&json!("SUSPENDED"), &json!("RESUMES")));
        let rested = std::time::Duration::from_millis(5 * 86_400_000 + 1_234);
        world.later(rested).await;
        story.ana.wake().await;
        let on = done(&story.ana, "complaintResume", &case, json!({})).await;
        assert_eq!(on["state"], "NEGOTIATING");
        let after = instant(&on["deadline"]["at"]);
        assert_eq!(after - due, Duration::milliseconds(5 * 86_400_000 + 1_234));
        assert_eq!(world.count("SELECT until_at - from_at FROM complaint_pause").await,
            5 * 86_400_000 + 1_234);
    }

    /// A pause that nobody ends is over after thirty days; a paper is waited for by the desk alone.
    async fn a_pause_ends_by_itself(world) {
        let mut story = Story::begin(world).await;
        let case = story.negotiating().await;
        let paper = json!({ "reason": "COURT_PAPER" });
        nothing_changed(world, act(&story.ana, "complaintSuspend", &case, paper.clone())).await
            .refused("REASON_FORBIDDEN");
        nothing_changed(world, act(&story.desk, "complaintSuspend", &case,
            json!({ "reason": "AGREED" }))).await.refused("REASON_FORBIDDEN");
        let _ = done(&story.desk, "complaintSuspend", &case, paper).await;
        nothing_changed(world, act(&story.ana, "complaintResume", &case, json!({}))).await
            .refused("DESK_ONLY");
        let on = goes_on(world, &mut story, &case, ("RESUMES", "NEGOTIATING")).await;
        assert_eq!(on["deadline"]["effect"], "COLLECTS_EVIDENCE");
        for who in [&story.ana, &story.tea.owner] {
            let _ = done(who, "complaintSuspend", &case, json!({ "reason": "AGREED" })).await;
        }
        let _ = goes_on(world, &mut story, &case, ("RESUMES", "NEGOTIATING")).await;
    }

    /// A timer that comes late opens no door and closes none too early: a server that was away over
    /// several deadlines does each of them.
    async fn what_fell_due_while_nobody_ran_is_made_up(world) {
        let mut story = Story::begin(world).await;
        let case = story.accepted().await;
        world.pass(days(20));
        world.settle().await;
        story.sign_in_again().await;
        assert_eq!(state(&story.ana, &case).await, "EVIDENCE_COLLECTION");
        let seen = see(&story.ana, &case, "isSellerSilent deadline { effect }").await;
        assert_eq!(seen["isSellerSilent"], true);
        assert_eq!(seen["deadline"]["effect"], "INVESTIGATES");
    }
}
