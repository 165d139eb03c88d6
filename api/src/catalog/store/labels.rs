//! Rows of labels, of what the law demands of them, and of the measures taken about goods.

use std::collections::HashMap;

use entity::catalog::{goods_measure, label_requirement, product_label};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::catalog::Product;
use crate::catalog::label::{FIELDS, GoodsKind, LabelLanguage, LabelLine, Requirement};
use crate::catalog::measure::Measure;

/// Labels by product: language by language, each in the order in which a label is printed.
///
/// # Errors
/// The database's own.
pub async fn labels_of(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<(LabelLanguage, LabelLine)>>, Failure> {
    let rows = product_label::Entity::find()
        .filter(product_label::Column::ProductId.is_in(padded(products)))
        .all(db)
        .await?;
    let mut labels: HashMap<Uuid, Vec<(LabelLanguage, LabelLine)>> = HashMap::new();
    for row in rows {
        let line = LabelLine { field: row.field, value: row.value };
        labels.entry(row.product_id).or_default().push((row.language, line));
    }
    for label in labels.values_mut() {
        label.sort_by_key(|(language, line)| {
            (*language, FIELDS.iter().position(|field| *field == line.field))
        });
    }
    Ok(labels)
}

/// Replaces the label of a product in one language.
pub async fn put_label(
    tx: &Tx,
    product: Id<Product>,
    language: LabelLanguage,
    lines: &[LabelLine],
) -> Result<(), Failure> {
    product_label::Entity::delete_many()
        .filter(product_label::Column::ProductId.eq(product.uuid()))
        .filter(product_label::Column::Language.eq(language))
        .exec(tx.conn())
        .await?;
    if lines.is_empty() {
        return Ok(());
    }
    let rows = lines.iter().map(|line| product_label::ActiveModel {
        product_id: Set(product.uuid()),
        language: Set(language),
        field: Set(line.field),
        value: Set(line.value.clone()),
    });
    product_label::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What the law demands, or has demanded, of labels of a kind of goods.
pub async fn requirements(
    db: &impl ConnectionTrait,
    kind: GoodsKind,
) -> Result<Vec<Requirement>, Failure> {
    let rows = label_requirement::Entity::find()
        .filter(label_requirement::Column::GoodsKind.eq(kind))
        .all(db)
        .await?;
    let requirement = |row: label_requirement::Model| Requirement {
        kind: row.goods_kind,
        field: row.field,
        imported_only: row.imported_only,
        basis: row.basis,
        effective_from: row.effective_from.0,
        effective_to: row.effective_to.map(|at| at.0),
    };
    Ok(rows.into_iter().map(requirement).collect())
}

/// Records a measure; one and the same is recorded once.
pub async fn add_measure(tx: &Tx, measure: &Measure) -> Result<(), Failure> {
    let row = goods_measure::ActiveModel {
        id: Set(tx.app().new_uuid()),
        product_id: Set(measure.product_id.uuid()),
        product_version: Set(measure.product_version),
        kind: Set(measure.kind),
        rule: Set(measure.rule.clone()),
        rule_id: Set(measure.rule_id),
        liable: Set(measure.liable),
        taken_at: Set(measure.taken_at.into()),
    };
    goods_measure::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The last measures about a product, the latest first.
pub async fn measures(
    db: &impl ConnectionTrait,
    product: Id<Product>,
    limit: u64,
) -> Result<Vec<Measure>, Failure> {
    let rows = goods_measure::Entity::find()
        .filter(goods_measure::Column::ProductId.eq(product.uuid()))
        .order_by_desc(goods_measure::Column::ProductVersion)
        .order_by_desc(goods_measure::Column::Rule)
        .limit(limit)
        .all(db)
        .await?;
    let measure = |row: goods_measure::Model| Measure {
        product_id: Id::from_uuid(row.product_id),
        product_version: row.product_version,
        kind: row.kind,
        rule: row.rule,
        rule_id: row.rule_id,
        liable: row.liable,
        taken_at: row.taken_at.0,
    };
    Ok(rows.into_iter().map(measure).collect())
}
