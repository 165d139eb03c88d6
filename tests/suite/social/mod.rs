//! Posts and people: what the stories of this folder share, and the stories.

mod bought;
mod commenting;
mod deals;
mod drafting;
mod feeds;
mod kept;
mod labels;
pub mod live;
mod moderating;
mod people;
mod publishing;
mod reachable;
mod reacting;
mod reporting;
mod seeing;
mod statements;
mod tags;
mod voiding;

use std::sync::atomic::{AtomicU64, Ordering};

use kit::{Actor, Answer, Engine, World};
use serde_json::{Value, json};

pub const CREATE: &str = "mutation ($input: PostCreateInput!) { postCreate(input: $input) {
    post { id state version text topics visibility relation adLabel images { id }
        tags { id picture x y state title product { id } sku { id } } }
    userErrors { code message field } } }";

pub const UPDATE: &str = "mutation ($input: PostUpdateInput!) { postUpdate(input: $input) {
    post { id version text topics relation adLabel visibility images { id }
        tags { picture product { id } } } userErrors { code field } } }";

pub const PUBLISH: &str = "mutation ($input: PostPublishInput!) { postPublish(input: $input) {
    post { id state adLabel publishedAt } userErrors { code field } } }";

pub const REMOVE: &str = "mutation ($input: PostRemoveInput!) { postRemove(input: $input) {
    post { id state } userErrors { code } } }";

pub const HIDE: &str = "mutation ($input: PostHideInput!) { postHide(input: $input) {
    post { id state hiddenReason } userErrors { code } } }";

pub const LIKE: &str = "mutation ($input: PostLikeInput!) { postLike(input: $input) {
    post { likeCount viewer { hasLiked } } userErrors { code } } }";

pub const COMMENT: &str = "mutation ($input: CommentAddInput!) { commentAdd(input: $input) {
    comment { id text parentId post { id commentCount } } userErrors { code } } }";

pub const FOLLOW: &str = "mutation ($input: UserFollowInput!) { userFollow(input: $input) {
    user { id followerCount viewerFollows } userErrors { code } } }";

pub const BLOCK: &str = "mutation ($input: UserBlockInput!) { userBlock(input: $input) {
    user { id viewerFollows viewerBlocks } userErrors { code } } }";

/// Puts copies of a published post beside it, a second later each: more than a story could write
/// by asking. They have neither pictures nor tags.
pub async fn copy(world: &World, post: &str, copies: u32) {
    let columns = "author_id, text, topics, state, visibility, relation, ad_label, like_count, \
                   save_count, comment_count, created_at, updated_at, version";
    let hex = post.trim_start_matches("post_");
    let (id, is_it) = match world.engine() {
        Engine::Sqlite => ("randomblob(16)", format!("hex(id) = upper('{hex}')")),
        Engine::Postgres => ("gen_random_uuid()", format!("id = '{hex}'::uuid")),
    };
    world
        .run(&format!(
            "WITH RECURSIVE numbers (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers \
             WHERE value < {copies}) INSERT INTO post (id, {columns}, published_at, score) \
             SELECT {id}, {columns}, published_at + 1000 * value, score + 1000 * value \
             FROM post CROSS JOIN numbers WHERE {is_it}"
        ))
        .await;
}

/// A number that no other thing of this process has.
fn number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn new_digits() -> String {
    format!("019a000000007000800{:013x}", number())
}

/// A key that was never used.
pub fn key() -> String {
    format!("key-of-story-{}", number())
}

/// An id of the API as the database's literal.
pub fn uuid(world: &World, id: &str) -> String {
    let digits = id.rsplit('_').next().unwrap_or_default();
    match world.engine() {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'{digits}'::uuid"),
    }
}

/// A picture of somebody's that is ready to be used.
pub async fn picture(world: &World, owner: &Actor<'_>) -> String {
    let digits = new_digits();
    let (id, owner) = (uuid(world, &digits), uuid(world, &owner.id));
    let hash = "0".repeat(64);
    world
        .run(&format!(
            "INSERT INTO upload (id, owner_id, purpose, content_type, bytes, sha256, alt, state, \
             token_hash, token_expires_at, staged_at, received_at, decided_at) VALUES \
             ({id}, {owner}, 'POST_IMAGE', 'image/jpeg', 9, '{hash}', '', 'READY', '{hash}', \
             2, 1, 1, 1)"
        ))
        .await;
    world
        .run(&format!(
            "INSERT INTO image (id, owner_id, width, height, dominant_colour, placeholder, \
             variants, bytes, sha256, alt, made_at) VALUES \
             ({id}, {owner}, 640, 480, 255, 'LEHV6n', '[[640,480]]', 9, '{hash}', '', 1)"
        ))
        .await;
    format!("upload_{digits}")
}

/// Something on a shelf.
pub struct Goods {
    pub operator: String,
    pub product: String,
    pub sku: String,
}

/// A live product of a shop, with one variant at 12.90.
pub async fn goods(world: &World, title: &str) -> Goods {
    let digits = [new_digits(), new_digits(), new_digits(), new_digits()];
    let [operator, category, product, sku] = digits.each_ref().map(|id| uuid(world, id));
    let n = number();
    for sql in [
        format!(
            "INSERT INTO operator (id, handle, name, about, opened_at) \
             VALUES ({operator}, 'shop{n}', 'Shop {n}', '', 1)"
        ),
        format!(
            "INSERT INTO category (id, slug, name_zh, name_en, cooling_off, position) \
             VALUES ({category}, 'kind{n}', '类', 'Kind', 'STANDARD', {n})"
        ),
        format!(
            "INSERT INTO product (id, operator_id, category_id, title, description, state, \
             price_from_minor, currency, listed_at, created_at, version) VALUES \
             ({product}, {operator}, {category}, '{title}', '', 'LIVE', 1290, 'CNY', 1, 1, 1)"
        ),
        format!(
            "INSERT INTO sku (id, product_id, position, code, options, currency, price_minor, \
             on_hand, reserved) VALUES ({sku}, {product}, 1, 'a', '[]', 'CNY', 1290, 5, 0)"
        ),
    ] {
        world.run(&sql).await;
    }
    Goods {
        operator: format!("operator_{}", digits[0]),
        product: format!("product_{}", digits[2]),
        sku: format!("sku_{}", digits[3]),
    }
}

/// What a draft is made with: a text and one picture, and what a story adds.
pub async fn content(world: &World, author: &Actor<'_>, more: Value) -> Value {
    let mut input = json!({
        "idempotencyKey": key(),
        "text": "一条草木染的围巾，洗过三次不掉色。",
        "imageIds": [picture(world, author).await],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

/// A draft of somebody's.
pub async fn draft(world: &World, author: &Actor<'_>, more: Value) -> String {
    let input = content(world, author, more).await;
    author.act(CREATE, input).await.done().text("postCreate.post.id")
}

/// A published post of somebody's.
pub async fn published(world: &World, author: &Actor<'_>, more: Value) -> String {
    let id = draft(world, author, more).await;
    let answer = publish(author, &id).await.done();
    assert_eq!(answer.text("postPublish.post.state"), "PUBLISHED");
    id
}

pub async fn publish(author: &Actor<'_>, post: &str) -> Answer {
    author.act(PUBLISH, json!({ "idempotencyKey": key(), "postId": post })).await
}

/// A tag in the middle of the first picture.
pub fn tag(goods: &Goods) -> Value {
    json!({ "picture": 1, "x": 500, "y": 250, "productId": goods.product, "skuId": goods.sku })
}

/// One field of a post as somebody sees it; null when they do not.
pub async fn see(eyes: &Actor<'_>, post: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ post(id: $id) {{ {fields} }} }}");
    eyes.run(&query, json!({ "id": post })).await.data("post").clone()
}

/// The ids of a list of posts, such as `feedDiscover` or `posts(where: {topic: "tea"})`.
pub async fn listed(eyes: &Actor<'_>, list: &str) -> Vec<String> {
    let answer = eyes.run(&format!("{{ list: {list} {{ nodes {{ id }} }} }}"), json!({})).await;
    let ids = answer.list("list.nodes").iter().filter_map(|node| node["id"].as_str());
    ids.map(str::to_owned).collect()
}
