//! Who sees what: a draft, a private post and a blocked author are nowhere, through any door.

use kit::{Actor, World, scenario};
use serde_json::{Value, json};

use super::{BLOCK, COMMENT, FOLLOW, LIKE, draft, goods, key, listed, published, see, tag};

/// Everything through which a post could come to light.
async fn doors(eyes: &Actor<'_>, post: &str, author: &str, product: &str) -> Vec<bool> {
    let in_list = async |list: &str| listed(eyes, list).await.iter().any(|id| id == post);
    let node = "query ($id: ID!) { node(id: $id) { id } }";
    let nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let by_author = "query ($id: ID!) { user(id: $id) { posts(first: 50) { nodes { id } } } }";
    let posts = eyes.run(by_author, json!({ "id": author })).await;
    let signed_in = eyes.token.is_some();
    vec![
        see(eyes, post, "id").await != Value::Null,
        eyes.run(node, json!({ "id": post })).await.data("node") != &Value::Null,
        eyes.run(nodes, json!({ "ids": [post] })).await.data("nodes.0") != &Value::Null,
        posts.list("user.posts.nodes").iter().any(|node| node["id"] == json!(post)),
        in_list("feedDiscover(first: 50)").await,
        in_list(r#"posts(where: { topic: "tea" })"#).await,
        in_list(&format!(r#"posts(where: {{ authorId: "{author}" }})"#)).await,
        in_list(&format!(r#"posts(where: {{ productId: "{product}" }})"#)).await,
        signed_in && in_list("savedPosts").await,
    ]
}

async fn all(world: &World, eyes: &Actor<'_>, post: &str, seen: bool) {
    let author = world.ask("SELECT handle FROM account ORDER BY handle").await;
    assert!(author.contains(&"ana".to_owned()));
    let query = r#"{ userByHandle(handle: "ana") { id } }"#;
    let ana = eyes.run(query, json!({})).await.text("userByHandle.id");
    let product = world.ask("SELECT title FROM product").await.pop().expect("a product");
    let open = doors(eyes, post, &ana, &product).await;
    let but_saved = &open[..open.len() - 1];
    assert!(but_saved.iter().all(|door| *door == seen), "{seen} wanted: {open:?}");
    assert!(!open[open.len() - 1] || seen, "among the saved ones");
}

/// A product whose title is its own id, so that stories find it again.
async fn shown(world: &World, ana: &Actor<'_>, visibility: &str) -> String {
    let scarf = goods(world, "x").await;
    world.run(&format!("UPDATE product SET title = '{}'", scarf.product)).await;
    let more = json!({ "visibility": visibility, "topics": ["tea"], "tags": [tag(&scarf)] });
    published(world, ana, more).await
}

scenario! {
    async fn a_public_post_is_for_everybody(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let post = shown(world, &ana, "PUBLIC").await;
        for eyes in [&ana, &bob, &world.visitor()] {
            all(world, eyes, &post, true).await;
        }
    }

    async fn a_followers_post_is_for_followers(world) {
        let (ana, bob, eve) =
            (world.person("ana").await, world.person("bob").await, world.person("eve").await);
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let post = shown(world, &ana, "FOLLOWERS").await;
        all(world, &ana, &post, true).await;
        all(world, &bob, &post, true).await;
        all(world, &eve, &post, false).await;
        all(world, &world.visitor(), &post, false).await;
        assert_eq!(listed(&bob, "feedFollowing").await, [post.as_str()]);
        assert_eq!(listed(&eve, "feedFollowing").await, [""; 0]);
    }

    async fn a_private_post_is_for_its_author(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let post = shown(world, &ana, "PRIVATE").await;
        all(world, &ana, &post, true).await;
        all(world, &bob, &post, false).await;
        all(world, &world.visitor(), &post, false).await;
        assert_eq!(listed(&bob, "feedFollowing").await, [""; 0]);
    }

    async fn a_block_closes_every_door(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let _ = bob.act(FOLLOW, json!({ "userId": ana.id })).await.done();
        let post = shown(world, &ana, "PUBLIC").await;
        let save = "mutation ($input: PostSaveInput!) { postSave(input: $input) {
            post { id } userErrors { code } } }";
        let _ = bob.act(save, json!({ "postId": post })).await.done();
        let _ = bob.act(LIKE, json!({ "postId": post })).await.done();
        let said = json!({ "idempotencyKey": key(), "postId": post, "text": "Hello" });
        let comment = bob.act(COMMENT, said).await.done().text("commentAdd.comment.id");
        all(world, &bob, &post, true).await;
        let _ = ana.act(BLOCK, json!({ "userId": bob.id })).await.done();
        all(world, &bob, &post, false).await;
        let through = "query ($id: ID!) { comment(id: $id) { text post { id } } }";
        let seen = bob.run(through, json!({ "id": comment })).await;
        assert_eq!(seen.data("comment"), &Value::Null);
    }

    async fn a_draft_is_for_its_author_alone(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let staff = world.staff("COMPLIANCE").await;
        let post = draft(world, &ana, json!({})).await;
        for eyes in [&bob, &staff, &world.visitor()] {
            assert_eq!(see(eyes, &post, "id").await, Value::Null);
        }
        assert_eq!(listed(&ana, "myPosts(state: DRAFT)").await, [post.as_str()]);
        assert_eq!(listed(&bob, "myPosts").await, [""; 0]);
        let visitor = world.visitor();
        visitor.run("{ myPosts { nodes { id } } }", json!({})).await.error("UNAUTHENTICATED");
    }
}
