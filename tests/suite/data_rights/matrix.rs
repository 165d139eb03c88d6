//! D14: purpose × state × recipient × restriction × time, each answered by the database, against an
//! exact table of what is open; and who may give what.

use fairstall::privacy::consent::{self, Consent, Kind, Method, Notice, NoticeText, PURPOSES};
use kit::{Actor, scenario};
use platform::kernel::Id;
use platform::{Failure, transaction};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{GIVE, given};

/// Which recipient opens a purpose, and whether it is open while data rests. Everything that is not
/// here is shut.
const OPEN: [(&str, &str, bool); 10] = [
    ("ACCOUNT", "NOBODY", true),
    ("ORDER_FULFILMENT", "NOBODY", true),
    ("SHARE_WITH_OPERATOR", "RECIPIENT", false),
    ("SHARE_WITH_CARRIER", "RECIPIENT", false),
    ("PERSONALISED_FEED", "NOBODY", false),
    ("MARKETING", "NOBODY", false),
    ("IDENTITY_VERIFICATION", "NOBODY", false),
    ("PUBLICATION", "NOBODY", false),
    ("EXPORT_ABROAD", "RECIPIENT", false),
    ("PARTNER_API", "RECIPIENT", false),
];

/// At which of the instants around a change a state is open: before, at, after.
const WHEN: [(&str, [bool; 3]); 5] = [
    ("ABSENT", [false, false, false]),
    ("ON_THE_OLD_NOTICE", [true, false, false]),
    ("ON_THE_NEW_NOTICE", [true, true, true]),
    ("ENDS_AT_THE_CHANGE", [true, false, false]),
    ("WITHDRAWN", [false, false, false]),
];

struct Case {
    subject: Uuid,
    state: &'static str,
    rests: bool,
}

const RECIPIENT: Uuid = Uuid::from_u128(7);

fn name(purpose: consent::Purpose) -> String {
    serde_json::to_value(purpose).unwrap().as_str().unwrap().to_owned()
}

fn spoken(
    case: &Case,
    (id, recipient): (Uuid, Option<Uuid>),
    notices: (&Notice, &Notice),
    (now, change): (OffsetDateTime, OffsetDateTime),
) -> Consent {
    let notice = if ["ON_THE_NEW_NOTICE", "ENDS_AT_THE_CHANGE"].contains(&case.state) {
        notices.1
    } else {
        notices.0
    };
    Consent {
        id: Id::from_uuid(id),
        subject: case.subject,
        purpose: notice.purpose,
        recipient,
        kind: if case.state == "WITHDRAWN" { Kind::Withdrawn } else { Kind::Granted },
        notice_id: notice.id,
        notice_version: notice.version,
        language: Some("en".into()),
        text_sha256: Some("0".repeat(64)),
        data_kinds: notice.data_kinds.clone(),
        separate: false,
        method: Method::Oneself,
        session_id: None,
        given_by: Some(case.subject),
        at: now,
        expires_at: (case.state == "ENDS_AT_THE_CHANGE").then_some(change),
    }
}

scenario! {
    async fn d14_what_is_open_is_exactly_the_table(world) {
        let (app, now) = (world.app(), world.app().now());
        let change = now + Duration::HOUR;
        let mut open = Vec::new();
        let mut expected = Vec::new();
        for purpose in PURPOSES {
            let to = consent::demands(purpose).recipient.map(|_| RECIPIENT);
            let cases: Vec<Case> = WHEN.iter().flat_map(|(state, _)| {
                [false, true].map(|rests| Case { subject: app.new_uuid(), state, rests })
            }).collect();
            let told: Result<(), Failure> = transaction!(app, |tx| {
                let old = consent::in_force(tx.conn(), purpose, now).await?.unwrap();
                let new = Notice {
                    id: app.new_id(), version: 2, effective_from: change, ..old.clone()
                };
                let text = NoticeText::of("en".into(), "New.".into());
                consent::insert_notice(tx, &new, &[text]).await?;
                for case in cases.iter().filter(|case| case.state != "ABSENT") {
                    let ids = (app.new_uuid(), to);
                    let event = spoken(case, ids, (&old, &new), (now, change));
                    consent::record(tx, &event).await?;
                }
                for case in cases.iter().filter(|case| case.rests) {
                    consent::restrict(tx, case.subject).await?;
                }
                Ok(())
            });
            told.unwrap();
            for case in &cases {
                for (role, asked) in [("NOBODY", None), ("RECIPIENT", Some(RECIPIENT)),
                    ("ANOTHER", Some(Uuid::from_u128(8)))]
                {
                    for (at, ms) in [-1, 0, 1].into_iter().enumerate() {
                        let then = change + Duration::milliseconds(ms);
                        let live =
                            consent::live(app.reader(), case.subject, purpose, asked, then);
                        let row = (name(purpose), case.state, role, case.rests, at);
                        if live.await.unwrap().is_some() {
                            open.push(row.clone());
                        }
                        let (_, to_whom, while_resting) =
                            OPEN.into_iter().find(|(word, ..)| *word == row.0).unwrap();
                        let (_, when) =
                            WHEN.into_iter().find(|(state, _)| *state == case.state).unwrap();
                        if to_whom == role && when[at] && (while_resting || !case.rests) {
                            expected.push(row);
                        }
                    }
                }
            }
        }
        assert_eq!(open, expected);
        assert_eq!(open.len(), 8 * 5 + 2 * 10, "the whole table was walked");
    }

    async fn d14_who_may_give_what_is_exactly_the_table(world) {
        let adult = world.person("ana").await;
        let teen = world.person_of("tim", "FROM_14_TO_17").await;
        let (child, visitor) = (world.person_of("kid", "UNDER_14").await, world.visitor());
        let rows: [(&str, &Actor<'_>, Value, [&str; 3]); 5] = [
            ("adult", &adult, Value::Null, ["CONSENT_NOT_NEEDED", "", "RECIPIENT_NEEDED"]),
            ("teen", &teen, Value::Null, ["CONSENT_NOT_NEEDED", "", "RECIPIENT_NEEDED"]),
            ("child", &child, Value::Null, ["GUARDIAN_NEEDED"; 3]),
            ("stranger", &adult, json!(child.id), ["CHILD_NOT_FOUND"; 3]),
            ("visitor", &visitor, Value::Null, ["UNAUTHENTICATED"; 3]),
        ];
        for (role, actor, child_id, expected) in rows {
            for purpose in PURPOSES {
                let asks = consent::demands(purpose);
                let class = match (asks.necessary, asks.recipient) {
                    (true, _) => 0,
                    (false, None) => 1,
                    (false, Some(_)) => 2,
                };
                let mut input = given(&name(purpose));
                input["childId"] = child_id.clone();
                let answer = actor.act(GIVE, input).await;
                let mut codes = answer.refusals();
                codes.extend(answer.codes());
                assert_eq!(codes.first().copied().unwrap_or(""), expected[class],
                    "{role} {purpose:?}");
            }
            world.pass(kit::seconds(10));
        }
    }
}
