//! Telling: once however often, in the reader's language, live, and a shop's people by their role.

use std::time::Duration;

use fairstall::notices::{NewNotice, NoticeKind, tell, tell_shop};
use fairstall::operators::MemberRole;
use kit::{days, scenario};
use platform::kernel::Id;
use platform::{Failure, transaction};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{list, notice, told, unread};
use crate::data_rights::uuid;
use crate::social::live::{Ear, passing_on};

const SPEAK: &str = "mutation ($input: ProfileUpdateInput!) {
    profileUpdate(input: $input) { user { id } userErrors { code } } }";
const ADDED: &str = "subscription { notificationAdded { kind subjectId title } }";

scenario! {
    /// The same of the same thing is one row, one letter and one fact, in one call or in several;
    /// another term, thing or person is another.
    async fn told_once_however_often(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let filed = notice(&ana, NoticeKind::ComplaintFiled, 1);
        told(world, &[filed, filed]).await;
        told(world, &[filed]).await;
        assert_eq!(list(&ana).await.len(), 1);
        assert_eq!(world.letters_to("ana@example.com").len(), 2, "the code, and one letter");
        assert_eq!(world.count("SELECT count(*) FROM event WHERE kind = 'notices.told'").await, 1);
        let due = NewNotice { due_at: Some(world.app().now() + days(3)), ..filed };
        told(world, &[due, filed, due]).await;
        told(world, &[due]).await;
        assert_eq!(list(&ana).await.len(), 2);
        let other = notice(&ana, NoticeKind::ComplaintFiled, 2);
        told(world, &[other, notice(&bob, NoticeKind::ComplaintFiled, 1)]).await;
        assert_eq!((list(&ana).await.len(), list(&bob).await.len()), (3, 1));
        assert_eq!(unread(&ana).await, 3);
    }

    /// What is told belongs to what happened: if that did not, nobody hears of it.
    async fn nothing_is_told_of_what_did_not_happen(world) {
        let ana = world.person("ana").await;
        let filed = notice(&ana, NoticeKind::ComplaintFiled, 1);
        let undone: Result<(), Failure> = transaction!(world.app(), |tx| {
            tell(tx, &[filed]).await?;
            Err(Failure::broken("it did not happen"))
        });
        assert!(undone.is_err());
        world.settle().await;
        assert_eq!(list(&ana).await, [Value::Null; 0]);
        assert_eq!(world.letters_to("ana@example.com").len(), 1);
    }

    async fn read_in_the_language_of_the_person(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = ana.act(SPEAK, json!({ "locale": "zh-CN" })).await.done();
        let _ = bob.act(SPEAK, json!({ "locale": "en" })).await.done();
        let due_at = Some(world.app().now() + days(3));
        let soon = |who| NewNotice { due_at, ..notice(who, NoticeKind::ComplaintReplyDue, 7) };
        told(world, &[soon(&ana), soon(&bob)]).await;
        for (who, title) in [(&ana, "请答复投诉"), (&bob, "A reply is due")] {
            let nodes = list(who).await;
            assert_eq!(nodes[0]["title"], title);
            assert_eq!(nodes[0]["kind"], "COMPLAINT_REPLY_DUE");
            assert_eq!(nodes[0]["subjectId"], "complaint_00000000000000000000000000000007");
            assert!(nodes[0]["dueAt"].is_string() && nodes[0]["readAt"].is_null());
            let letter = world.letters_to(&who.email).pop().unwrap();
            assert!(letter.subject.ends_with(title), "{letter:?}");
            assert!(letter.text.starts_with(nodes[0]["text"].as_str().unwrap()), "{letter:?}");
            assert!(letter.text.contains("2026-"), "the last day: {letter:?}");
        }
    }

    /// A newer server may have told of something that this one has no words for.
    async fn what_a_newer_server_tells_is_shown_without_its_kind(world) {
        let ana = world.person("ana").await;
        told(world, &[notice(&ana, NoticeKind::ComplaintExecuted, 1)]).await;
        world.run("UPDATE account_notice SET kind = 'PARCEL_FLEW'").await;
        let nodes = list(&ana).await;
        assert!(nodes[0]["kind"].is_null() && nodes[0]["subjectId"].is_null(), "{nodes:?}");
        assert!(!nodes[0]["title"].as_str().unwrap().is_empty());
    }

    async fn a_shop_is_told_by_the_role_of_its_people(world) {
        let (owner, shop) = world.seller("kiln").await;
        let stranger = world.person("eve").await;
        let shop = Id::from_uuid(uuid(&shop));
        for (number, least) in [(1, MemberRole::Support), (2, MemberRole::Finance)] {
            let told: Result<(), Failure> = transaction!(world.app(), |tx| {
                let (kind, subject) = (NoticeKind::ComplaintReplyDue, Uuid::from_u128(number));
                tell_shop(tx, (shop, least), kind, subject, None).await
            });
            told.unwrap();
        }
        world.settle().await;
        assert_eq!((list(&owner).await.len(), list(&stranger).await.len()), (2, 0));
    }

    async fn whoever_listens_hears_of_their_own_alone(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let stop = passing_on(world);
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut ear = Ear::open(world, &ana, ADDED, "").await;
        let tell = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            told(world, &[notice(&bob, NoticeKind::ComplaintReplied, 8)]).await;
            told(world, &[notice(&ana, NoticeKind::ComplaintReplied, 9)]).await;
        };
        let (first, ()) = tokio::join!(ear.next(), tell);
        let first = first.expect("it is told");
        let heard = &first["data"]["notificationAdded"];
        assert_eq!(heard["subjectId"], "complaint_00000000000000000000000000000009", "{first}");
        assert_eq!(heard["kind"], "COMPLAINT_REPLIED");
        stop.cancel();
    }
}
