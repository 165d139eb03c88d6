//! A product's page, reached from a tag: its words, its shop, its variants with price and stock.

use std::sync::LazyLock;

use serde_json::json;

use super::{Aim, Boxed, Ground, Scenario};
use crate::fault::{Fault, Outcome};
use crate::floor::cards::{self, Page, column, kind};
use crate::floor::db::{Given, Statement};
use crate::floor::json::Json;
use crate::floor::{Ask, Floor};
use crate::id;

/// A product, as a visitor sees it.
pub struct ProductPage;

const DOCUMENT: &str = "query Product($id: ID!) { product(id: $id) { id title description \
    priceFrom { amountMinor currency amount } listedAt category { id slug name } \
    operator { id handle name about } \
    skus { id code options { name value } price { amountMinor currency amount } \
    comparedPrice { amountMinor currency amount } available } \
    images { id url width height dominantColor placeholder } } }";

impl Scenario for ProductPage {
    fn name(&self) -> &'static str {
        "product"
    }

    fn about(&self) -> &'static str {
        "a visitor opens one of 50 products, with shop, variants and pictures"
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let sql = "SELECT id FROM product WHERE state = 'LIVE' ORDER BY id LIMIT 50";
            let rows = ground.db.rows(sql, &[]).await?;
            let aim = |row| {
                let product = rows.id(row, 0)?;
                Ok(Aim {
                    document: DOCUMENT.to_owned(),
                    variables: json!({ "id": id::text("product", product) }),
                    token: None,
                    ask: Ask { subject: Some(product), ..Ask::default() },
                    expected: None,
                })
            };
            (0..rows.len()).map(aim).collect()
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let page = Page::of(floor.db.page(&STATEMENT, &[Given::Id(ask.subject)]).await?)?;
            let row = cards::only(&page)?;
            let product = page.rows.id(row, column::OF)?;
            let mut json = Json::new("{\"data\":{\"product\":{\"id\":");
            json.id("product", product).raw(",\"title\":").text(page.text(row, 0)?);
            json.raw(",\"description\":").text(page.text(row, 1)?).raw(",\"priceFrom\":");
            json.money(page.number(row, 0)?, page.text(row, 2)?);
            json.raw(",\"listedAt\":").instant(page.number(row, 1)?);
            json.raw(",\"category\":{\"id\":").id("category", page.rows.id(row, column::ID)?);
            json.raw(",\"slug\":").text(page.text(row, 3)?);
            json.raw(",\"name\":").text(page.text(row, 4)?);
            let shop = page.parts(product, kind::OPERATOR).next();
            let shop = shop.ok_or_else(|| Fault::new("a product without a shop"))?;
            json.raw("},\"operator\":{\"id\":").id("operator", page.rows.id(shop, column::ID)?);
            json.raw(",\"handle\":").text(page.text(shop, 0)?);
            json.raw(",\"name\":").text(page.text(shop, 1)?);
            json.raw(",\"about\":").text(page.text(shop, 2)?).raw("},\"skus\":[");
            for (nth, row) in page.parts(product, kind::SKU).enumerate() {
                json.raw(if nth == 0 { "{\"id\":" } else { ",{\"id\":" });
                sku(&mut json, &page, row)?;
            }
            json.raw("],\"images\":[");
            cards::images(&mut json, &page, product, &floor.origin)?;
            json.raw("]}}}");
            Ok(json.done())
        })
    }
}

fn sku(json: &mut Json, page: &Page, row: usize) -> Outcome<()> {
    json.id("sku", page.rows.id(row, column::ID)?).raw(",\"code\":").text(page.text(row, 0)?);
    json.raw(",\"options\":[");
    let options: Vec<(String, String)> = serde_json::from_str(page.text(row, 1)?)?;
    for (nth, (name, value)) in options.iter().enumerate() {
        json.raw(if nth == 0 { "{\"name\":" } else { ",{\"name\":" }).text(name);
        json.raw(",\"value\":").text(value).raw("}");
    }
    let currency = page.text(row, 2)?;
    json.raw("],\"price\":").money(page.number(row, 0)?, currency).raw(",\"comparedPrice\":");
    match page.rows.maybe_number(row, column::NUMBERS + 1)? {
        Some(compared) => json.money(compared, currency),
        None => json.raw("null"),
    };
    json.raw(",\"available\":").number(page.number(row, 2)?).raw("}");
    Ok(())
}

static STATEMENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(
        "WITH page AS MATERIALIZED ( \
        SELECT * FROM product WHERE id = $1 AND state = 'LIVE') \
    SELECT CAST(1 AS bigint), p.id, p.listed_at, c.id, CAST(NULL AS uuid), p.title, p.description, p.currency, \
        c.slug, c.name_zh, p.price_from_minor, p.listed_at, CAST(NULL AS bigint) \
    FROM page p JOIN category c ON c.id = p.category_id \
    UNION ALL \
    SELECT 6, p.id, 0, o.id, NULL, o.handle, o.name, o.about, NULL, NULL, NULL, NULL, NULL \
    FROM page p JOIN operator o ON o.id = p.operator_id \
    UNION ALL \
    SELECT 5, p.id, s.position, s.id, NULL, s.code, CAST(s.options AS text), s.currency, NULL, \
        NULL, s.price_minor, s.compared_minor, s.on_hand - s.reserved \
    FROM page p JOIN sku s ON s.product_id = p.id \
    UNION ALL \
    SELECT 2, p.id, g.position, g.image_id, NULL, i.placeholder, CAST(i.variants AS text), NULL, \
        NULL, NULL, i.width, i.height, i.dominant_colour \
    FROM page p JOIN product_image g ON g.product_id = p.id JOIN image i ON i.id = g.image_id",
    )
});
