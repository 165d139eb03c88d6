//! Reading: one's own alone, by pages of one cost, and marked once.

use fairstall::notices::NoticeKind;
use kit::{nothing_changed, scenario, seconds};
use serde_json::json;

use super::{READ, list, notice, told, unread};
use crate::platform::plans::assert_no_waste;

scenario! {
    async fn somebody_elses_are_not_seen_and_not_marked(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        told(world, &[notice(&ana, NoticeKind::ComplaintRuled, 1)]).await;
        told(world, &[notice(&bob, NoticeKind::ComplaintRuled, 1)]).await;
        let (hers, his) = (list(&ana).await, list(&bob).await);
        let both = json!({ "ids": [hers[0]["id"], his[0]["id"]] });
        nothing_changed(world, bob.act(READ, both)).await.refused("NOTIFICATION_NOT_FOUND");
        let _ = bob.act(READ, json!({ "all": true })).await.done();
        assert_eq!((unread(&ana).await, unread(&bob).await), (1, 0));
        world.visitor().say("{ notifications { nodes { id } } }").await.error("UNAUTHENTICATED");
    }

    async fn marked_as_read_once(world) {
        let ana = world.person("ana").await;
        for number in 1..=3 {
            told(world, &[notice(&ana, NoticeKind::ComplaintMessage, number)]).await;
            world.pass(seconds(1));
        }
        let one = list(&ana).await[0].clone();
        assert_eq!(one["subjectId"], "complaint_00000000000000000000000000000003");
        let which = json!({ "ids": [one["id"], one["id"]] });
        let marked = ana.act(READ, which.clone()).await.done();
        assert_eq!(marked.number("notificationsRead.unreadCount"), 2);
        let first = list(&ana).await[0]["readAt"].clone();
        world.pass(seconds(1));
        let _ = nothing_changed(world, ana.act(READ, which)).await.done();
        assert_eq!(list(&ana).await[0]["readAt"], first);
        let left = ana.say("{ notifications(unreadOnly: true) { nodes { subjectId } } }").await;
        assert_eq!(left.list("notifications.nodes").len(), 2);
        let all = ana.act(READ, json!({ "all": true })).await.done();
        assert_eq!(all.number("notificationsRead.unreadCount"), 0);
        assert_eq!(list(&ana).await[0]["readAt"], first);
        for (which, code) in [
            (json!({ "all": false }), "NOTHING_NAMED"),
            (json!({ "ids": [] }), "NOTHING_NAMED"),
            (json!({ "ids": vec![one["id"].clone(); 51] }), "TOO_MANY"),
        ] {
            nothing_changed(world, ana.act(READ, which)).await.refused(code);
        }
    }

    /// Two hundred unread ones count as a hundred, and are all marked in one go, batch by batch.
    async fn many_are_counted_to_a_hundred_and_marked_in_batches(world) {
        let ana = world.person("ana").await;
        let many: Vec<_> =
            (1..=200).map(|number| notice(&ana, NoticeKind::ComplaintMessage, number)).collect();
        told(world, &many).await;
        assert_eq!(world.count("SELECT count(*) FROM account_notice").await, 200);
        assert_eq!(unread(&ana).await, 100);
        let all = ana.act(READ, json!({ "all": true })).await.done();
        assert_eq!(all.number("notificationsRead.unreadCount"), 0);
        assert_eq!(unread(&ana).await, 0);
    }

    async fn a_page_costs_the_same_whatever_its_size(world) {
        let ana = world.person("ana").await;
        for number in 1..=12 {
            told(world, &[notice(&ana, NoticeKind::ComplaintMessage, number)]).await;
            world.pass(seconds(1));
        }
        let page = |first: i32| {
            format!(
                "{{ notifications(first: {first}) {{ nodes {{ title text subjectId }} \
                 pageInfo {{ hasNextPage endCursor }} }} }}"
            )
        };
        let (few, many) = (page(2), page(12));
        let (short, answer) = world.fewest_statements(async || ana.say(&few).await).await;
        let (long, all) = world.fewest_statements(async || ana.say(&many).await).await;
        // A question each would cost ten more.
        assert!(long < short + 5, "{short} and {long}");
        assert_eq!(all.data("notifications.pageInfo.hasNextPage"), false);
        let mut after = answer.text("notifications.pageInfo.endCursor");
        let mut seen = answer.list("notifications.nodes").to_vec();
        while seen.len() < 12 {
            let next = few.replace("first: 2", &format!("first: 2, after: \"{after}\""));
            let next = ana.say(&next).await;
            seen.extend(next.list("notifications.nodes").to_vec());
            after = next.text("notifications.pageInfo.endCursor");
        }
        assert_eq!(seen, all.list("notifications.nodes"));
        assert_no_waste(world, &[
            (&ana, few.as_str()),
            (&ana, "{ notifications(first: 2, unreadOnly: true) { nodes { id } } }"),
        ]).await;
    }
}
