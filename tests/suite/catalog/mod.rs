//! Goods: drafted, screened, listed, priced, withdrawn; and who sees them meanwhile.

mod drafting;
mod listing;
mod screening;
mod stock;

use kit::{Actor, Answer, Engine, World};
use serde_json::{Value, json};

const CREATE: &str = "mutation ($input: ProductCreateInput!) { productCreate(input: $input) {
    product { id state title priceFrom { amount currency } skus { id code available price { amount }
        comparedPrice { amount } options { name value } } }
    userErrors { code field } } }";

const SUBMIT: &str = "mutation ($input: ProductSubmitInput!) { productSubmit(input: $input) {
    product { id state } userErrors { code } } }";

const SCREEN: &str = "mutation ($input: ProductScreenInput!) { productScreen(input: $input) {
    product { id state blockReason } userErrors { code } } }";

const DELIST: &str = "mutation ($input: ProductDelistInput!) { productDelist(input: $input) {
    product { id state } userErrors { code } } }";

const UPDATE: &str = "mutation ($input: SkuUpdateInput!) { skuUpdate(input: $input) {
    sku { id available price { amountMinor } comparedPrice { amountMinor }
        product { priceFrom { amountMinor } } } userErrors { code } } }";

/// A category of the platform's own tree; answers its id.
async fn category(world: &World) -> String {
    let digits = "019a0000000070008000000000000001";
    let id = match world.engine() {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'{digits}'::uuid"),
    };
    let insert = format!(
        "INSERT INTO category (id, slug, name_zh, name_en, cooling_off, position) \
         VALUES ({id}, 'tea', '茶', 'Tea', 'PERISHABLE', 1)"
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
              "priceMinor": "23800", "comparedMinor": "25600", "onHand": 0 },
        ],
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

async fn submit(actor: &Actor<'_>, product: &str) -> Answer {
    actor.act(SUBMIT, json!({ "id": product })).await
}

async fn approve(staff: &Actor<'_>, product: &str) -> Answer {
    staff.act(SCREEN, json!({ "id": product })).await
}

async fn block(staff: &Actor<'_>, product: &str, reason: &str) -> Answer {
    staff.act(SCREEN, json!({ "id": product, "blockReason": reason })).await
}

async fn delist(actor: &Actor<'_>, product: &str) -> Answer {
    actor.act(DELIST, json!({ "id": product })).await
}

/// A product's fields as somebody sees them; null if they may not.
async fn see(actor: &Actor<'_>, product: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ product(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": product })).await.done().data("product").clone()
}

/// A draft of a shop's; answers its id and the ids of its variants.
async fn draft(owner: &Actor<'_>, shop: &str, category: &str) -> (String, Vec<String>) {
    let drafted = owner.act(CREATE, tea(shop, category, &json!({}))).await.done();
    let skus = drafted.data("productCreate.product.skus").as_array().cloned().unwrap_or_default();
    let ids = skus.iter().filter_map(|sku| sku["id"].as_str().map(str::to_owned)).collect();
    (drafted.text("productCreate.product.id"), ids)
}
