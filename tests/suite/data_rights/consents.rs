//! PD-1 to PD-3: given and taken back one at a time, and felt everywhere at once.

use fairstall::privacy::consent::{self, Purpose};
use kit::{days, nothing_changed, scenario, seconds};
use platform::{Failure, transaction};
use serde_json::json;

use super::{GIVE, PUBLISH, WITHDRAW, given, is_live, next_notice, uuid};

const MINE: &str = "{ myConsents { purpose state recipientId notice { version texts { text } }
    receipt { jws } } }";
const DUE: &str = "{ consentsDue { purpose state } }";
const HISTORY: &str = "{ consentHistory(first: 10) { nodes { purpose kind noticeVersion } } }";

async fn due(actor: &kit::Actor<'_>) -> Vec<String> {
    let answer = actor.say(DUE).await;
    let list = answer.list("consentsDue").iter();
    list.map(|row| row["purpose"].as_str().unwrap().to_owned()).collect()
}

scenario! {
    async fn pd_1_nothing_is_open_without_a_live_separate_consent(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("bob").await;
        let (_, other) = world.seller("eve").await;
        let share = |to: &str| {
            json!({ "purpose": "SHARE_WITH_OPERATOR", "recipientId": to, "noticeVersion": 1,
                    "language": "zh" })
        };
        assert!(!is_live(world, &ana.id, "SHARE_WITH_OPERATOR", Some(&shop)).await);
        let granted = ana.act(GIVE, share(&shop)).await.done();
        assert_eq!(granted.text("consentGive.consent.state"), "GRANTED");
        assert_eq!(granted.text("consentGive.consent.recipientId"), shop);
        assert!(is_live(world, &ana.id, "SHARE_WITH_OPERATOR", Some(&shop)).await);
        for (purpose, to) in [
            ("SHARE_WITH_OPERATOR", Some(other.as_str())),
            ("SHARE_WITH_OPERATOR", None),
            ("SHARE_WITH_CARRIER", Some(shop.as_str())),
            ("MARKETING", None),
        ] {
            assert!(!is_live(world, &ana.id, purpose, to).await, "{purpose} {to:?}");
        }
        let mine = ana.say(MINE).await;
        let shared: Vec<_> = mine.list("myConsents").iter()
            .filter(|row| row["state"] == "GRANTED").collect();
        assert_eq!(shared.len(), 1);
        assert_eq!(shared[0]["recipientId"], json!(shop));
        assert_eq!(mine.list("myConsents").len(), 5);
    }

    /// Any number of servers read the same rows: what one took back, the other opens no more.
    async fn pd_2_a_withdrawal_is_felt_on_the_other_server_at_once(world) {
        let ana = world.person("ana").await;
        let other = world.another_server().await;
        let subject = uuid(&ana.id);
        let open = async || -> bool {
            let found: Result<bool, Failure> = transaction!(&other, |tx| {
                let purpose = Purpose::Marketing;
                let live = consent::live(tx.conn(), subject, purpose, None, tx.now()).await?;
                Ok(live.is_some())
            });
            found.unwrap()
        };
        assert!(!open().await);
        for _ in 0..3 {
            let _ = ana.act(GIVE, given("MARKETING")).await.done();
            assert!(open().await);
            let began = std::time::Instant::now();
            let _ = ana.act(WITHDRAW, json!({ "purpose": "MARKETING" })).await.done();
            assert!(!open().await);
            assert!(began.elapsed() < seconds(1));
        }
    }

    async fn pd_3_a_newer_notice_makes_it_stale_from_its_first_instant(world) {
        let mut ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        let from = world.app().now() + seconds(60);
        let from = from.format(&time::format_description::well_known::Rfc3339).unwrap();
        let _ = staff.act(PUBLISH, next_notice(2, &from)).await.done();
        world.pass(std::time::Duration::from_millis(59_999));
        assert!(is_live(world, &ana.id, "MARKETING", None).await);
        world.pass(std::time::Duration::from_millis(1));
        assert!(!is_live(world, &ana.id, "MARKETING", None).await);
        let stale = ana.say(MINE).await;
        let row = stale.list("myConsents").iter().find(|row| row["purpose"] == "MARKETING");
        assert_eq!(row.unwrap()["state"], "STALE");
        assert_eq!(row.unwrap()["notice"]["version"], 2);
        nothing_changed(world, ana.act(GIVE, given("MARKETING"))).await.refused("NOTICE_OUTDATED");
        assert!(due(&ana).await.contains(&"MARKETING".to_owned()));
        let anew = json!({ "purpose": "MARKETING", "noticeVersion": 2, "language": "zh" });
        let _ = ana.act(GIVE, anew).await.done();
        assert!(is_live(world, &ana.id, "MARKETING", None).await);
        // Its term is 30 days.
        world.pass(days(30).saturating_sub(seconds(1)));
        assert!(is_live(world, &ana.id, "MARKETING", None).await);
        world.pass(seconds(1));
        assert!(!is_live(world, &ana.id, "MARKETING", None).await);
        ana.sign_in_again().await;
        let expired = ana.say(MINE).await;
        let row = expired.list("myConsents").iter().find(|row| row["purpose"] == "MARKETING");
        assert_eq!(row.unwrap()["state"], "EXPIRED");
    }

    async fn pd_3_who_said_no_is_not_asked_again_for_thirty_days(world) {
        let mut ana = world.person("ana").await;
        let open = ["PERSONALISED_FEED", "MARKETING", "IDENTITY_VERIFICATION", "PUBLICATION"];
        assert_eq!(due(&ana).await, open);
        let _ = ana.act(WITHDRAW, json!({ "purpose": "MARKETING" })).await.done();
        assert_eq!(due(&ana).await.len(), 3);
        world.later(days(30).saturating_sub(seconds(62))).await;
        ana.sign_in_again().await;
        assert_eq!(due(&ana).await.len(), 3);
        world.pass(seconds(31));
        assert_eq!(due(&ana).await, open);
    }

    async fn the_same_once_more_changes_nothing(world) {
        let ana = world.person("ana").await;
        let _ = ana.act(GIVE, given("PUBLICATION")).await.done();
        let again = nothing_changed(world, ana.act(GIVE, given("PUBLICATION"))).await.done();
        assert_eq!(again.text("consentGive.consent.state"), "GRANTED");
        let _ = ana.act(WITHDRAW, json!({ "purpose": "PUBLICATION" })).await.done();
        let no = nothing_changed(world, ana.act(WITHDRAW, json!({ "purpose": "PUBLICATION" })));
        assert_eq!(no.await.done().text("consentWithdraw.consent.state"), "WITHDRAWN");
        assert_eq!(ana.say(HISTORY).await.list("consentHistory.nodes").len(), 2);
    }

    /// Eight at once: one consent, and its history has no gap and no double.
    async fn a_race_gives_once(world) {
        let ana = world.person("ana").await;
        let gives = (0..8).map(|_| ana.act(GIVE, given("MARKETING")));
        for answer in futures_util::future::join_all(gives).await {
            let _ = answer.done();
        }
        assert_eq!(world.count("SELECT count(*) FROM consent_event").await, 1);
    }

    async fn what_is_no_consent_is_refused(world) {
        let ana = world.person("ana").await;
        let (_, shop) = world.seller("bob").await;
        let nobody = "operator_0192f00000007000800000000000dead";
        let program = "client_0192f00000007000800000000000dead";
        for (input, code) in [
            (json!({ "purpose": "ACCOUNT" }), "CONSENT_NOT_NEEDED"),
            (json!({ "purpose": "SHARE_WITH_OPERATOR" }), "RECIPIENT_NEEDED"),
            (json!({ "purpose": "MARKETING", "recipientId": shop }), "RECIPIENT_NOT_ALLOWED"),
            (json!({ "purpose": "PARTNER_API", "recipientId": shop }), "RECIPIENT_NOT_ALLOWED"),
            (json!({ "purpose": "SHARE_WITH_OPERATOR", "recipientId": nobody }),
                "RECIPIENT_NOT_FOUND"),
            (json!({ "purpose": "PARTNER_API", "recipientId": program }), "RECIPIENT_NOT_FOUND"),
            (json!({ "purpose": "MARKETING", "noticeVersion": 2 }), "NOTICE_OUTDATED"),
            (json!({ "purpose": "MARKETING", "noticeVersion": -1 }), "NOTICE_OUTDATED"),
            (json!({ "purpose": "MARKETING", "language": "fr" }), "LANGUAGE_UNKNOWN"),
            (json!({ "purpose": "MARKETING", "childId": ana.id }), "CHILD_NOT_FOUND"),
        ] {
            let mut whole = json!({ "noticeVersion": 1, "language": "en" });
            whole.as_object_mut().unwrap().extend(input.as_object().unwrap().clone());
            nothing_changed(world, ana.act(GIVE, whole)).await.refused(code);
        }
        for (input, code) in [
            (json!({ "purpose": "ORDER_FULFILMENT" }), "NECESSARY"),
            (json!({ "purpose": "SHARE_WITH_OPERATOR" }), "RECIPIENT_NEEDED"),
            (json!({ "purpose": "MARKETING", "recipientId": shop }), "RECIPIENT_NOT_ALLOWED"),
            (json!({ "purpose": "SHARE_WITH_OPERATOR", "recipientId": shop }), "NOTHING_GIVEN"),
            (json!({ "purpose": "MARKETING", "childId": ana.id }), "CHILD_NOT_FOUND"),
        ] {
            nothing_changed(world, ana.act(WITHDRAW, input)).await.refused(code);
        }
        let wrong = json!({ "purpose": "SHARE_WITH_OPERATOR", "recipientId": ana.id,
                            "noticeVersion": 1, "language": "en" });
        nothing_changed(world, ana.act(GIVE, wrong)).await.error("INVALID_ID");
    }

    async fn what_was_said_cannot_be_changed_by_anybody(world) {
        let ana = world.person("ana").await;
        let _ = ana.act(GIVE, given("MARKETING")).await.done();
        for wrong in [
            "UPDATE consent_event SET kind = 'WITHDRAWN'",
            "DELETE FROM consent_event",
            "UPDATE notice SET version = 9",
            "UPDATE notice_text SET text = 'x'",
        ] {
            let run = sea_orm::ConnectionTrait::execute_unprepared(world.direct(), wrong);
            assert!(run.await.is_err(), "{wrong}");
        }
    }
}

/// Taking back asks for nothing that giving does not ask for [PIPL 15].
#[test]
fn pd_2_taking_back_takes_no_more_than_giving() {
    let fields = |name: &str| -> Vec<String> {
        let inputs = crate::reflection::Schema::get().find(name).inputs();
        inputs.iter().map(|input| input.name.clone()).collect()
    };
    let (give, take) = (fields("ConsentGiveInput"), fields("ConsentWithdrawInput"));
    assert!(take.iter().all(|field| give.contains(field)) && take.len() <= give.len());
}
