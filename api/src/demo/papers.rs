//! The papers of the town's trade: permits of its shops, labels of their goods, and prices that are
//! lowered and may be compared with what they were.

use std::collections::HashSet;

use pictures::demo::Drawing;
use platform::kernel::Id;
use platform::kernel::calendar::day_of;
use platform::{App, Error, Failure, transaction};

use super::content::{Content, Ware};
use super::town::Shops;
use super::{DAY_MS, ago, granted};
use crate::catalog::{
    self, Category, GoodsKind, LabelField, LabelLanguage, LabelLine, Product, PublishInput,
    PublishRefusal, RuleAction, RuleInput, StockInput,
};
use crate::identity::{Compliance, Person, Staff};
use crate::media::{self, Source, UploadPurpose};
use crate::operators::{self, PermitInput, PermitKind};

/// When prices were lowered: all goods are a week on the shelves by then.
const PROMOTED_BEFORE: i64 = 35 * DAY_MS;

/// What the law asks to be told of goods, by name.
pub fn goods_kind(name: &str) -> GoodsKind {
    match name {
        "GENERAL" => GoodsKind::General,
        "FOOD" => GoodsKind::Food,
        "COSMETICS" => GoodsKind::Cosmetics,
        _ => GoodsKind::Unlabelled,
    }
}

fn kind_of(content: &Content, ware: &Ware) -> GoodsKind {
    let shelf = content.categories.iter().find(|shelf| shelf.slug == ware.category);
    shelf.map_or(GoodsKind::Unlabelled, |shelf| goods_kind(&shelf.goods_kind))
}

/// Puts on file what the shops need that sell food or cosmetics.
pub async fn permits(app: &App, content: &Content, shops: &Shops<'_>) -> Result<(), Failure> {
    let mut done = HashSet::new();
    for ware in &content.products {
        let kind = match kind_of(content, ware) {
            GoodsKind::Food => PermitKind::FoodTrade,
            GoodsKind::Cosmetics => PermitKind::CosmeticsFiling,
            _ => continue,
        };
        let (operator, owner) =
            shops.get(ware.operator.as_str()).ok_or(Failure::broken("no such demo shop"))?;
        if !done.insert((operator.uuid(), kind)) {
            continue;
        }
        let on_file = operators::permits_of(app.reader(), [operator.uuid()]).await?;
        if on_file.values().flatten().any(|permit| permit.kind == kind) {
            continue;
        }
        let then = ago(app, 105 * DAY_MS);
        let source = Source::Drawing(sheet());
        let title = format!("{kind:?}");
        let purpose = UploadPurpose::ProductImage;
        let prepared = media::prepare(&then, owner.account_id(), purpose, &title, source).await?;
        let prepared = prepared.map_err(|_| Failure::broken("a demo document was rejected"))?;
        let kept: Result<_, Failure> =
            transaction!(&then, |tx| { media::keep(tx, &prepared).await });
        let first = day_of(then.now());
        let input = PermitInput {
            operator_id: *operator,
            kind,
            number: format!("JY1{:012}", done.len()),
            valid_from: first.to_string(),
            valid_until: first.replace_day(1).map_or(first, |day| day + YEARS).to_string(),
            document_id: kept?,
        };
        granted(operators::file_permit(&then, owner, input).await)?;
    }
    Ok(())
}

const YEARS: time::Duration = time::Duration::days(5 * 365);

/// What staff have added to the lists: honey may not go to New Zealand. The mug with the honey
/// glaze may, because the rule is about food.
pub async fn rules(
    app: &App,
    staff: &Staff<Compliance>,
    food: Id<Category>,
) -> Result<(), Failure> {
    let input = PublishInput {
        list: "countries".into(),
        after_version: 1,
        rules: vec![RuleInput {
            channel: None,
            country: Some("NZ".into()),
            category_id: Some(food),
            term: Some("honey".into()),
            action: RuleAction::Ban,
            evidence: "New Zealand: Biosecurity Act 1993, import health standards for bee products"
                .into(),
            illegal: false,
            effective_from: None,
            effective_to: None,
        }],
    };
    match catalog::publish(&ago(app, 115 * DAY_MS), staff, input).await {
        // A load that broke off has published it.
        Err(Error::Refused(refused)) if refused.code == PublishRefusal::ListMovedOn => Ok(()),
        published => granted(published).map(|_| ()),
    }
}

/// A sheet of paper.
fn sheet() -> Drawing {
    const SIDE: u32 = 32;
    Drawing { width: SIDE, height: SIDE, rgb: [246, 240, 226].repeat((SIDE * SIDE) as usize) }
}

/// Says what the label of a ware says.
pub async fn label(
    app: &App,
    content: &Content,
    ware: &Ware,
    (owner, product): (&Person, Id<Product>),
) -> Result<(), Failure> {
    let kind = kind_of(content, ware);
    if kind == GoodsKind::Unlabelled {
        return Ok(());
    }
    let label = (LabelLanguage::Zh, lines(content, ware, kind));
    granted(catalog::set_label(app, owner, product, label).await)?;
    Ok(())
}

fn lines(content: &Content, ware: &Ware, kind: GoodsKind) -> Vec<LabelLine> {
    use LabelField as F;
    let shelf = content.categories.iter().find(|shelf| shelf.slug == ware.category);
    let shelf = shelf.map_or("商品", |shelf| shelf.zh.as_str());
    let shop = content.operators.iter().find(|shop| shop.handle == ware.operator);
    let maker = shop.map_or("本店", |shop| shop.name.as_str());
    let size = ware.skus.first().map_or("见包装", |sku| sku.value.as_str());
    let mut lines = vec![
        (F::ProductName, format!("{shelf}（{}）", ware.title)),
        (F::MakerName, maker.to_owned()),
        (F::MakerAddress, "示例省示例市示例路 1 号".to_owned()),
        (F::ConformityCertificate, "检验合格".to_owned()),
    ];
    if matches!(kind, GoodsKind::Food | GoodsKind::Cosmetics) {
        lines.extend([
            (F::NetContent, size.to_owned()),
            (F::Ingredients, "见包装背面".to_owned()),
            (F::ShelfLife, "18 个月".to_owned()),
            (F::LicenceNumber, "SC10000000000001".to_owned()),
        ]);
    }
    match kind {
        GoodsKind::Food => lines.extend([
            (F::Specification, size.to_owned()),
            (F::ProductionDate, "2026-07-01".to_owned()),
            (F::StandardCode, "GB 7718".to_owned()),
            (F::Storage, "阴凉干燥处密封保存".to_owned()),
        ]),
        GoodsKind::Cosmetics => lines.extend([
            (F::FilingNumber, "示例妆网备字 2026000001".to_owned()),
            (F::StandardCode, "QB/T 1857".to_owned()),
            (F::Warnings, "请先在耳后试用，如有不适请停止使用。".to_owned()),
        ]),
        _ => {}
    }
    lines.into_iter().map(|(field, value)| LabelLine { field, value }).collect()
}

/// What a ware cost before its price was lowered.
pub fn first_price(ware: &Ware, price: i64) -> i64 {
    ware.compared_percent.map_or(price, |percent| price * percent / 100)
}

/// Lowers the prices of a ware that is to be compared with what it was.
pub async fn promote(
    app: &App,
    ware: &Ware,
    (owner, product): (&Person, Id<Product>),
) -> Result<(), Failure> {
    if ware.compared_percent.is_none() {
        return Ok(());
    }
    let then = ago(app, PROMOTED_BEFORE);
    let skus = catalog::skus_of(app.reader(), [product.uuid()]).await?;
    for (sku, variant) in skus.into_values().flatten().zip(&ware.skus) {
        if sku.compared.is_some() {
            continue;
        }
        let input = StockInput {
            sku_id: sku.id,
            price_minor: Some(variant.price),
            compared_minor: Some(Some(first_price(ware, variant.price))),
            on_hand: None,
        };
        granted(catalog::set_stock(&then, owner, input).await)?;
    }
    Ok(())
}
