//! Publishing notices: by compliance, never backwards, each version once.

use kit::{minutes, nothing_changed, scenario};
use serde_json::json;

use super::{PUBLISH, next_notice};

const SOON: &str = "2026-12-01T00:00:00Z";

scenario! {
    async fn everybody_reads_the_notices_in_both_languages(world) {
        let read = "{ consentNotices { purpose version isNecessary isSensitive recipientKind
            needsSeparateConsent dataKinds texts { language text sha256 } } }";
        let answer = world.visitor().say(read).await;
        let notices = answer.list("consentNotices");
        assert_eq!(notices.len(), 10);
        for notice in notices {
            let texts = notice["texts"].as_array().unwrap();
            assert_eq!([&texts[0]["language"], &texts[1]["language"]], ["en", "zh"]);
            for text in texts {
                let words = text["text"].as_str().unwrap();
                let hash = fairstall::privacy::consent::sha256_of(words);
                assert_eq!(text["sha256"], json!(hash));
            }
        }
    }

    async fn what_cannot_be_published_is_refused(world) {
        let staff = world.staff("COMPLIANCE").await;
        let ana = world.person("ana").await;
        nothing_changed(world, ana.act(PUBLISH, next_notice(2, SOON))).await.error("FORBIDDEN");
        let change = |field: &str, value: serde_json::Value| {
            let mut input = next_notice(2, SOON);
            input[field] = value;
            input
        };
        for (input, code) in [
            (change("method", json!(" ")), "METHOD_INVALID"),
            (change("dataKinds", json!([])), "DATA_KINDS_INVALID"),
            (change("dataKinds", json!(["NAME", "NAME"])), "DATA_KINDS_INVALID"),
            (change("termDays", json!(0)), "TERM_INVALID"),
            (change("termDays", json!(-7)), "TERM_INVALID"),
            (change("texts", json!([{ "language": "zh", "text": "x" }])), "TEXTS_INVALID"),
            (change("effectiveFrom", json!("2020-01-01T00:00:00Z")), "EFFECTIVE_FROM_INVALID"),
            (change("version", json!(3)), "VERSION_NOT_NEXT"),
            (change("version", json!(1)), "VERSION_NOT_NEXT"),
        ] {
            nothing_changed(world, staff.act(PUBLISH, input)).await.refused(code);
        }
        let published = staff.act(PUBLISH, next_notice(2, SOON)).await.done();
        assert_eq!(published.number("noticePublish.notice.version"), 2);
        let twice = staff.act(PUBLISH, next_notice(2, SOON));
        nothing_changed(world, twice).await.refused("VERSION_NOT_NEXT");
        let before = staff.act(PUBLISH, next_notice(3, "2026-11-30T00:00:00Z"));
        nothing_changed(world, before).await.refused("EFFECTIVE_FROM_INVALID");
        world.pass(minutes(6));
        nothing_changed(world, staff.act(PUBLISH, next_notice(3, SOON))).await
            .refused("STEP_UP_NEEDED");
    }
}
