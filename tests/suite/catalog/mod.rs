//! Goods: drafted, screened, listed, priced, withdrawn; and who sees them meanwhile.

mod drafting;
mod effects;
mod extras;
mod holds;
mod labels;
mod listing;
mod lists;
mod permits;
mod prices;
mod restrictions;
mod screening;
mod stock;

use kit::{Actor, Answer, Engine, World};
use serde_json::{Value, json};

const CREATE: &str = "mutation ($input: ProductCreateInput!) { productCreate(input: $input) {
    product { id state title priceFrom { amount currency } skus { id code available price { amount }
        comparedPrice { amount } options { name value } } }
    userErrors { code field } } }";

const SUBMIT: &str = "mutation ($input: ProductSubmitInput!) { productSubmit(input: $input) {
    product { id state } userErrors { code missingFields missingPermit liable } } }";

const PUBLISH: &str =
    "mutation ($input: GoodsListPublishInput!) { goodsListPublish(input: $input) {
    version { list version rules { id version } } userErrors { code field } } }";

const LABEL: &str = "mutation ($input: ProductLabelSetInput!) { productLabelSet(input: $input) {
    product { labels { language lines { field value } } } userErrors { code field } } }";

const FILE: &str =
    "mutation ($input: OperatorPermitFileInput!) { operatorPermitFile(input: $input) {
    permit { id kind number isGood validUntil } userErrors { code field } } }";

const SCREEN: &str = "mutation ($input: ProductScreenInput!) { productScreen(input: $input) {
    product { id state blockReason } userErrors { code } } }";

const DELIST: &str = "mutation ($input: ProductDelistInput!) { productDelist(input: $input) {
    product { id state } userErrors { code } } }";

const UPDATE: &str = "mutation ($input: SkuUpdateInput!) { skuUpdate(input: $input) {
    sku { id available price { amountMinor } comparedPrice { amountMinor }
        product { priceFrom { amountMinor } } } userErrors { code } } }";

/// A category of the platform's own tree; answers its id. Of its goods the law asks nothing.
pub async fn category(world: &World) -> String {
    category_of(world, "tea", "UNLABELLED", None).await
}

/// A category of a kind of goods, perhaps below another one.
pub async fn category_of(world: &World, slug: &str, kind: &str, parent: Option<&str>) -> String {
    let number: u32 = slug.bytes().map(u32::from).sum();
    let digits = format!("019a000000007000800000000000{number:04x}");
    let id = |digits: &str| match world.engine() {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'{digits}'::uuid"),
    };
    let parent = parent.and_then(|id| id.strip_prefix("category_"));
    let insert = format!(
        "INSERT INTO category (id, parent_id, slug, name_zh, name_en, cooling_off, goods_kind, \
         position) VALUES ({}, {}, '{slug}', '类', '{slug}', 'PERISHABLE', '{kind}', 1)",
        id(&digits),
        parent.map_or("NULL".to_owned(), id),
    );
    world.run(&insert).await;
    format!("category_{digits}")
}

/// Something sound to draft, to be changed by what a story needs.
fn tea(shop: &str, category: &str, changes: &Value) -> Value {
    let mut input = json!({
        "idempotencyKey": "first-harvest",
        "operatorId": shop,
        "categoryId": category,
        "title": "Spring tea",
        "description": "Picked before the rains.",
        "skus": [
            { "code": "50", "options": [{ "name": "Weight", "value": "50 g" }],
              "priceMinor": "12800", "onHand": 20 },
            { "code": "100", "options": [{ "name": "Weight", "value": "100 g" }],
              "priceMinor": "23800", "onHand": 0 },
        ],
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

pub async fn submit(actor: &Actor<'_>, product: &str) -> Answer {
    actor.act(SUBMIT, json!({ "id": product })).await
}

pub async fn approve(staff: &Actor<'_>, product: &str) -> Answer {
    staff.act(SCREEN, json!({ "id": product })).await
}

pub async fn block(staff: &Actor<'_>, product: &str, reason: &str) -> Answer {
    staff.act(SCREEN, json!({ "id": product, "blockReason": reason })).await
}

pub async fn delist(actor: &Actor<'_>, product: &str) -> Answer {
    actor.act(DELIST, json!({ "id": product })).await
}

/// A product's fields as somebody sees them; null if they may not.
pub async fn see(actor: &Actor<'_>, product: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ product(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": product })).await.done().data("product").clone()
}

/// A draft of a shop's; answers its id and the ids of its variants.
pub async fn draft(owner: &Actor<'_>, shop: &str, category: &str) -> (String, Vec<String>) {
    let drafted = owner.act(CREATE, tea(shop, category, &json!({}))).await.done();
    let skus = drafted.data("productCreate.product.skus").as_array().cloned().unwrap_or_default();
    let ids = skus.iter().filter_map(|sku| sku["id"].as_str().map(str::to_owned)).collect();
    (drafted.text("productCreate.product.id"), ids)
}

/// A product that has come through the screen by itself; answers as `draft`.
pub async fn live(
    world: &World,
    owner: &Actor<'_>,
    shop: &str,
    category: &str,
) -> (String, Vec<String>) {
    let drafted = draft(owner, shop, category).await;
    let _ = submit(owner, &drafted.0).await.done();
    world.settle().await;
    assert_eq!(see(owner, &drafted.0, "state").await["state"], "LIVE");
    drafted
}

/// A rule of a list as staff write it, with what a story changes.
fn rule(changes: &Value) -> Value {
    let mut rule = json!({ "action": "BAN", "evidence": "a law", "term": "spring tea" });
    for (name, value) in changes.as_object().into_iter().flatten() {
        rule[name] = value.clone();
    }
    rule
}

/// Publishes the next version of the list `story`.
pub async fn publish(world: &World, staff: &Actor<'_>, rules: &[Value]) -> Answer {
    let newest = world
        .count("SELECT coalesce(max(version), 0) FROM goods_list_version WHERE list = 'story'")
        .await;
    let input = json!({ "list": "story", "afterVersion": newest, "rules": rules });
    staff.act(PUBLISH, input).await
}

/// Why a product cannot be sold there now; null if it can.
pub async fn unsaleable(actor: &Actor<'_>, product: &str, channel: &str, ship_to: &str) -> Value {
    let fields =
        format!("saleable(channel: {channel}, shipTo: \"{ship_to}\") {{ isSaleable reason }}");
    let seen = see(actor, product, &fields).await;
    assert_eq!(seen["saleable"]["isSaleable"], json!(seen["saleable"]["reason"].is_null()));
    seen["saleable"]["reason"].clone()
}

/// The state of the one product of a story, whoever may see it.
pub async fn state(world: &World) -> String {
    world.ask("SELECT state FROM product").await.join(", ")
}

/// A permit on file, good to the end of a day in Shanghai.
pub async fn permit(world: &World, owner: &Actor<'_>, shop: &str, last_day: &str) -> Answer {
    let input = json!({
        "operatorId": shop,
        "kind": "FOOD_TRADE",
        "number": "JY10000000000001",
        "validFrom": "2026-01-01",
        "validUntil": last_day,
        "documentId": crate::social::picture(world, owner).await,
    });
    owner.act(FILE, input).await
}

/// What the law asks to be told of food that is made here.
const FOOD_LABEL: [(&str, &str); 11] = [
    ("PRODUCT_NAME", "明前龙井"),
    ("SPECIFICATION", "特级"),
    ("NET_CONTENT", "50 克"),
    ("PRODUCTION_DATE", "2026-04-02"),
    ("INGREDIENTS", "茶叶"),
    ("MAKER_NAME", "山岚茶食"),
    ("MAKER_ADDRESS", "示例路 1 号"),
    ("SHELF_LIFE", "18 个月"),
    ("STANDARD_CODE", "GB/T 18650"),
    ("STORAGE", "阴凉干燥"),
    ("LICENCE_NUMBER", "SC11433010000001"),
];

/// Tells the label of a product, without some of the fields of food.
pub async fn tell(owner: &Actor<'_>, product: &str, language: &str, without: &[&str]) -> Answer {
    let lines: Vec<Value> = FOOD_LABEL
        .iter()
        .filter(|(field, _)| !without.contains(field))
        .map(|(field, value)| json!({ "field": field, "value": value }))
        .collect();
    owner.act(LABEL, json!({ "id": product, "language": language, "lines": lines })).await
}
