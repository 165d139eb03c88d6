//! Sessions: listed a page at a time, ended from elsewhere, felt on every server within 5 s.

use kit::{machinery, nothing_changed, seconds};
use serde_json::json;

use super::desk::{Desk, PASSWORD, reactions};

machinery! {
    with reactions();

    async fn sessions_are_listed_newest_first(world) {
        let desk = Desk::new(world);
        let mut ids = vec![desk.register("ana").await];
        for _ in 0..4 {
            world.pass(seconds(1));
            ids.push(desk.sign_in("ana", PASSWORD).await.signed_in());
        }
        desk.register("eve").await;
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let select = format!(
                "sessions(first: 2{after}) {{ nodes {{ id isCurrent deviceName }} \
                 pageInfo {{ hasNextPage endCursor }} }}"
            );
            let page = desk.me(&ids[4].access, &select).await.unwrap()["sessions"].clone();
            seen.extend(page["nodes"].as_array().unwrap().clone());
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        let listed: Vec<_> = seen.iter().map(|session| session["id"].as_str().unwrap()).collect();
        let begun: Vec<_> = ids.iter().rev().map(|session| session.session.as_str()).collect();
        assert_eq!(listed, begun);
        assert_eq!(seen[0]["isCurrent"], true);
        assert_eq!(seen[1]["isCurrent"], false);
    }

    /// G15: an ended session is over within 5 seconds on every server, open sockets included.
    async fn revocation_is_felt_everywhere_within_five_seconds(world) {
        let here = Desk::new(world);
        let there = Desk::on(world, world.another_server().await);
        let keep = here.register("ana").await;
        let lost = here.sign_in("ana", PASSWORD).await.signed_in();
        let socket = there.principal(Some(&lost.access)).await.unwrap();
        assert!(there.stands(&socket).await);
        let input = json!({ "sessionId": lost.session });
        here.act(Some(&keep.access), "sessionRevoke", input, "sessionId").await.done();
        world.pass(seconds(3));
        assert!(!there.stands(&socket).await);
        for desk in [&here, &there] {
            assert_eq!(desk.me(&lost.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
            desk.me(&keep.access, "locale").await.unwrap();
        }
        assert_eq!(here.refresh(&lost.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
    }

    async fn others_are_not_yours_to_end(world) {
        let desk = Desk::new(world);
        let ana = desk.register("ana").await;
        let eve = desk.register("eve").await;
        let input = json!({ "sessionId": ana.session });
        let act = desk.act(Some(&eve.access), "sessionRevoke", input.clone(), "sessionId");
        let outcome = nothing_changed(world, act).await;
        assert_eq!(outcome.refusal(), "SESSION_NOT_FOUND");
        let visitor = desk.act(None, "sessionRevoke", input, "sessionId").await;
        assert_eq!(visitor.top.as_deref(), Some("UNAUTHENTICATED"));
    }

    async fn signing_out_and_ending_all_others(world) {
        let desk = Desk::new(world);
        let first = desk.register("ana").await;
        let second = desk.sign_in("ana", PASSWORD).await.signed_in();
        let third = desk.sign_in("ana", PASSWORD).await.signed_in();
        let ended = "mutation Act { sessionRevokeOthers { ended } }";
        let ended = desk.ask(Some(&third.access), ended, json!({})).await.unwrap();
        assert_eq!(ended["sessionRevokeOthers"]["ended"], 2);
        world.pass(seconds(3));
        for over in [&first, &second] {
            assert_eq!(desk.me(&over.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
        }
        desk.act_plain(Some(&third.access), "sessionSignOut", "sessionId").await.done();
        world.pass(seconds(3));
        assert_eq!(desk.me(&third.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
    }

    async fn tokens_that_are_not_ours(world) {
        let desk = Desk::new(world);
        for token in ["", "abc", "a.b.c", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."] {
            let refused = desk.principal(Some(token)).await.unwrap_err();
            assert_eq!(refused, "UNAUTHENTICATED", "{token}");
        }
        assert!(!desk.principal(None).await.unwrap().grants.person);
    }
}
