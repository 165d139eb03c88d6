//! Lists of posts: their orders, their pages, and what keeps them steady.

use kit::{Actor, scenario, seconds};
use serde_json::{Value, json};

use super::{FOLLOW, LIKE, copy, listed, published, see};
use crate::data_rights::{GIVE, given};

/// Every page of a list of two a page, in order.
async fn pages(eyes: &Actor<'_>, list: &str, arguments: &str) -> Vec<String> {
    walk(eyes, list, arguments, 2).await
}

/// Every page of a list, in order.
async fn walk(eyes: &Actor<'_>, list: &str, arguments: &str, first: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = format!(
            "query ($after: String) {{ list: {list}({arguments} first: {first}, after: $after) {{
                edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        );
        let page = eyes.run(&query, json!({ "after": after })).await;
        for edge in page.list("list.edges") {
            ids.push(edge["node"]["id"].as_str().expect("an id").to_owned());
        }
        if page.data("list.pageInfo.hasNextPage") == &json!(false) {
            return ids;
        }
        after = page.data("list.pageInfo.endCursor").clone();
    }
}

scenario! {
    async fn pages_hold_every_post_once_in_order(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let mut posts = Vec::new();
        for n in 0..5 {
            // Two of the same millisecond must not hide each other.
            if n != 2 {
                world.pass(seconds(1));
            }
            posts.push(published(world, &ana, json!({ "topics": ["tea"] })).await);
        }
        let mut newest = posts.clone();
        newest.reverse();
        let author = format!(r#"where: {{ authorId: "{}", topic: "TEA" }},"#, ana.id);
        let sorted = |mut ids: Vec<String>| { ids.sort(); ids };
        for (list, arguments) in [
            ("posts", ""),
            ("posts", author.as_str()),
            ("posts", r##"where: { topic: "#tea" },"##),
            ("feedDiscover", ""),
            ("feedFollowing", ""),
            ("myPosts", ""),
        ] {
            let eyes = if list == "myPosts" { &ana } else { &bob };
            let found = pages(eyes, list, arguments).await;
            assert_eq!(found[0], newest[0], "{list}");
            assert_eq!(found[4], newest[4], "{list}");
            assert_eq!(sorted(found), sorted(newest.clone()), "{list}");
        }
        let oldest = pages(&bob, "posts", "sort: OLDEST,").await;
        assert_eq!(oldest[0], posts[0]);
        assert_eq!(oldest[4], posts[4]);
        assert_eq!(listed(&bob, r#"posts(where: { topic: "no such" })"#).await, [""; 0]);
    }

    async fn a_cursor_is_of_its_list_alone(world) {
        let ana = world.person("ana").await;
        published(world, &ana, json!({})).await;
        let page = ana.run("{ posts { pageInfo { endCursor } } }", json!({})).await;
        let cursor = page.text("posts.pageInfo.endCursor");
        let query = "query ($after: String) { feedDiscover(after: $after) { nodes { id } } }";
        ana.run(query, json!({ "after": cursor })).await.error("INVALID_CURSOR");
        ana.run("{ posts(first: 51) { nodes { id } } }", json!({})).await.error("TOO_COMPLEX");
    }

    /// More strangers' posts lie above than a page looks through: those of whom one follows are
    /// found person by person, in the same order, whole and once.
    async fn strangers_do_not_bury_those_one_follows(world) {
        let (ana, ben) = (world.person("ana").await, world.person("ben").await);
        let (bob, eve) = (world.person("bob").await, world.person("eve").await);
        let mut posts = Vec::new();
        for n in 0..5 {
            let author = if n % 2 == 0 { &ana } else { &ben };
            posts.insert(0, published(world, author, json!({})).await);
            world.pass(seconds(1));
        }
        for friend in [&ana, &ben] {
            let _ = bob.act(FOLLOW, json!({ "userId": friend.id })).await.done();
        }
        let strange = published(world, &eve, json!({})).await;
        copy(world, &strange, 450).await;
        assert_eq!(pages(&bob, "feedFollowing", "").await, posts);
        // The page that begins among the strangers' goes on below them.
        let _ = bob.act(FOLLOW, json!({ "userId": eve.id })).await.done();
        assert_eq!(listed(&bob, "feedFollowing(first: 50)").await.len(), 50);
        let all = walk(&bob, "feedFollowing", "", 50).await;
        assert_eq!(all.len(), 456);
        assert_eq!(all[450..], [vec![strange], posts].concat());
    }

    /// What people like rises by four hours a doubling; a like taken back lets nothing fall, so
    /// that no reader meets a post twice.
    async fn discover_ranks_by_recency_and_engagement(world) {
        let (mut ana, mut bob) = (world.person("ana").await, world.person("bob").await);
        let old = published(world, &ana, json!({})).await;
        world.pass(kit::hours(3));
        for person in [&mut ana, &mut bob] {
            // The old token has run out, and would be refused at the door.
            person.token = None;
            person.sign_in_again().await;
        }
        let new = published(world, &ana, json!({})).await;
        assert_eq!(listed(&bob, "feedDiscover").await, [new.as_str(), old.as_str()]);
        let _ = bob.act(LIKE, json!({ "postId": old })).await.done();
        assert_eq!(listed(&bob, "feedDiscover").await, [old.as_str(), new.as_str()]);
        let unlike = "mutation ($input: PostUnlikeInput!) { postUnlike(input: $input) {
            post { likeCount } userErrors { code } } }";
        let _ = bob.act(unlike, json!({ "postId": old })).await.done();
        assert_eq!(listed(&bob, "feedDiscover").await, [old.as_str(), new.as_str()]);
    }

    async fn a_personalised_feed_brings_what_is_new_to_its_reader(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let liked = published(world, &ana, json!({})).await;
        let fresh = published(world, &ana, json!({})).await;
        let own = published(world, &bob, json!({})).await;
        let _ = bob.act(LIKE, json!({ "postId": liked })).await.done();
        // PD-1: not without a consent to it.
        assert_eq!(listed(&bob, "feedDiscover(personalised: true)").await.len(), 3);
        let _ = bob.act(GIVE, given("PERSONALISED_FEED")).await.done();
        assert_eq!(listed(&bob, "feedDiscover(personalised: true)").await, [fresh.as_str()]);
        assert_eq!(listed(&bob, "feedDiscover").await.len(), 3);
        let visitor = listed(&world.visitor(), "feedDiscover(personalised: true)").await;
        assert_eq!(visitor.len(), 3);
        assert!(visitor.contains(&own));
    }

    /// PD-5: a child without a guardian is not profiled.
    async fn pd_5_a_child_without_a_guardian_gets_no_personal_feed(world) {
        let ana = world.person("ana").await;
        let kim = world.person_of("kim", "UNDER_14").await;
        let post = published(world, &ana, json!({})).await;
        let _ = kim.act(LIKE, json!({ "postId": post })).await.done();
        assert_eq!(listed(&kim, "feedDiscover(personalised: true)").await, [post.as_str()]);
    }

    async fn topics_count_published_posts(world) {
        let ana = world.person("ana").await;
        for topics in [json!(["tea", "indigo"]), json!(["tea"])] {
            published(world, &ana, json!({ "topics": topics })).await;
        }
        let topics = world.visitor().run("{ topics { nodes { name postCount } } }", json!({})).await;
        let expected = json!([
            { "name": "tea", "postCount": 2 }, { "name": "indigo", "postCount": 1 }
        ]);
        assert_eq!(topics.data("topics.nodes"), &expected);
        let query = "query ($id: ID!) { user(id: $id) { postCount } }";
        let seen = ana.run(query, json!({ "id": ana.id })).await;
        assert_eq!(seen.number("user.postCount"), 2);
    }

    async fn a_post_tells_where_to_share_it(world) {
        let ana = world.person("ana").await;
        let post = published(world, &ana, json!({})).await;
        let url = see(&ana, &post, "shareUrl").await["shareUrl"].clone();
        assert!(url.as_str().is_some_and(|url| url.ends_with(&format!("/posts/{post}"))), "{url}");
    }

    /// PD-4: who closes their account takes their posts with them, and follows nobody.
    async fn pd_4_a_closed_account_leaves_no_post(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = ana.act(FOLLOW, json!({ "userId": bob.id })).await.done();
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let post = published(world, &ana, json!({})).await;
        close(world, &ana).await;
        assert_eq!(see(&bob, &post, "id").await, Value::Null);
        assert_eq!(listed(&bob, "feedFollowing").await, [""; 0]);
        assert_eq!(world.count("SELECT count(*) FROM follow").await, 0);
    }
}

/// Tells the house that somebody closed their account.
async fn close(world: &kit::World, person: &Actor<'_>) {
    use fairstall::identity::facts::AccountClosed;
    use platform::{Failure, events, transaction};
    let digits = person.id.trim_start_matches("user_");
    let account_id = uuid::Uuid::try_parse(digits).expect("an id");
    let told: Result<(), Failure> =
        transaction!(world.app(), |tx| { events::record(tx, &AccountClosed { account_id }).await });
    told.expect("the house hears");
    world.settle().await;
}
