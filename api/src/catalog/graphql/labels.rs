//! Labels, extras and measures as clients see them, and how sellers tell them.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;
use uuid::Uuid;

use super::loaders::{ExtrasLoader, LabelsLoader, SkuLoader};
use super::types::{Language, Product, Sku};
use crate::catalog::{self, label, measure, store};
use crate::identity::graphql::ViewerExt;

/// What the law asks to be told of goods, and of whoever sells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "label::GoodsKind")]
pub enum GoodsKind {
    /// No label: farm produce without a package, plants, flowers, services.
    Unlabelled,
    /// What is made or processed: certificate, name, maker and the maker's address.
    General,
    /// Packed food: also what is in it, how long it keeps, its licence; its seller has a permit.
    Food,
    /// Cosmetics: also their filing and warnings; their seller has a permit.
    Cosmetics,
    /// Medicines; their seller has a permit.
    Drug,
    /// What is used to examine or to treat; its seller has a permit.
    MedicalDevice,
}

/// What a label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "label::LabelField")]
pub enum LabelField {
    /// The certificate that the product passed its inspection.
    ConformityCertificate,
    /// The name of the product.
    ProductName,
    /// Who made it.
    MakerName,
    /// Where its maker is found.
    MakerAddress,
    /// Size, grade or composition.
    Specification,
    /// The day it was made, such as `2026-11-22`.
    ProductionDate,
    /// The last day on which it is safe to use, such as `2026-11-22`.
    SafeUseUntil,
    /// What to beware of.
    Warnings,
    /// How much is in it.
    NetContent,
    /// What is in it.
    Ingredients,
    /// How long it keeps.
    ShelfLife,
    /// The standard it was made to.
    StandardCode,
    /// How to keep it.
    Storage,
    /// The additives, by their names in the national standard.
    Additives,
    /// The number of its maker's licence to produce.
    LicenceNumber,
    /// The number of its own registration or filing.
    FilingNumber,
    /// Name, address and contact of who answers for it in mainland China.
    Importer,
}

/// What the label of a product says in one language.
#[derive(SimpleObject)]
pub struct ProductLabel {
    /// The language.
    pub language: Language,
    /// What it says, in the order in which it is printed; at most 17 lines.
    pub lines: Vec<LabelLine>,
}

/// One line of a label.
#[derive(SimpleObject)]
pub struct LabelLine {
    /// What the line is about.
    pub field: LabelField,
    /// What it says, 1 to 1,000 characters.
    pub value: String,
}

impl From<catalog::LabelLanguage> for Language {
    fn from(language: catalog::LabelLanguage) -> Self {
        match language {
            catalog::LabelLanguage::Zh => Self::Zh,
            catalog::LabelLanguage::En => Self::En,
        }
    }
}

impl From<Language> for catalog::LabelLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

/// The labels of a product, through the loader.
pub async fn labels(ctx: &Context<'_>, product: Uuid) -> Result<Vec<ProductLabel>> {
    let loader = ctx.data_unchecked::<DataLoader<LabelsLoader>>();
    let mut labels: Vec<ProductLabel> = Vec::new();
    for (language, line) in loader.load_one(product).await?.unwrap_or_default() {
        let (language, line) =
            (language.into(), LabelLine { field: line.field.into(), value: line.value });
        match labels.last_mut() {
            Some(label) if label.language == language => label.lines.push(line),
            _ => labels.push(ProductLabel { language, lines: vec![line] }),
        }
    }
    Ok(labels)
}

/// What may be bought along with a product: a variant and a few words, and nothing that could
/// choose it for the buyer.
#[derive(SimpleObject)]
pub struct ProductExtra {
    /// The variant.
    pub sku: Sku,
    /// What the shop says of it, up to 120 characters; may be empty.
    pub note: String,
}

/// The extras of a product, through the loaders.
pub async fn extras(ctx: &Context<'_>, product: Uuid) -> Result<Vec<ProductExtra>> {
    let extras = ctx.data_unchecked::<DataLoader<ExtrasLoader>>().load_one(product).await?;
    let extras = extras.unwrap_or_default();
    let skus = ctx.data_unchecked::<DataLoader<SkuLoader>>();
    let mut skus = skus.load_many(extras.iter().map(|extra| extra.sku_id.uuid())).await?;
    let extra = |extra: catalog::Extra| {
        Some(ProductExtra { sku: skus.remove(&extra.sku_id.uuid())?, note: extra.note })
    };
    Ok(extras.into_iter().filter_map(extra).collect())
}

/// What was done about a product.
#[derive(SimpleObject)]
pub struct GoodsMeasure {
    /// What was done.
    pub kind: GoodsMeasureKind,
    /// The rule by its name in the catalogue of rules, such as `CA-7`; or list and version.
    pub rule: String,
    /// Who answers for it.
    pub liable: Liable,
    /// When it was done.
    pub taken_at: DateTime,
}

/// What was done about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "measure::MeasureKind")]
pub enum GoodsMeasureKind {
    /// It was not let before the screen.
    Refused,
    /// It was taken off the shelves, or not let on them.
    Blocked,
}

/// Who answers for goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "measure::Liable")]
pub enum Liable {
    /// The shop that sells them.
    Seller,
    /// Nobody has said.
    Undecided,
}

/// The last measures about a product, for its own people and staff.
pub async fn measures(ctx: &Context<'_>, product: &catalog::Product) -> Result<Vec<GoodsMeasure>> {
    if !catalog::is_insider(ctx.app(), ctx.viewer(), product).await? {
        return Ok(Vec::new());
    }
    let measures = store::measures(ctx.app().reader(), product.id, 50).await?;
    let measure = |measure: measure::Measure| GoodsMeasure {
        kind: measure.kind.into(),
        rule: measure.rule,
        liable: measure.liable.into(),
        taken_at: DateTime(measure.taken_at),
    };
    Ok(measures.into_iter().map(measure).collect())
}

/// What the label of a product says in one language.
#[derive(InputObject)]
pub struct ProductLabelSetInput {
    /// The product.
    pub id: ID,
    /// The language of the label.
    #[graphql(default)]
    pub language: Language,
    /// What it says from now on, each field once; none at all takes the label off.
    pub lines: Vec<LabelLineInput>,
}

/// One line of a label.
#[derive(InputObject)]
pub struct LabelLineInput {
    /// What the line is about.
    pub field: LabelField,
    /// What it says, 1 to 1,000 characters; a day such as `2026-11-22` for the two dates.
    pub value: String,
}

/// What may be bought along with a product.
#[derive(InputObject)]
pub struct ProductExtrasSetInput {
    /// The product.
    pub id: ID,
    /// All of it, in the order in which it is shown, at most ten. There is no way to choose
    /// anything for the buyer.
    pub extras: Vec<ProductExtraInput>,
}

/// One thing that may be bought along.
#[derive(InputObject)]
pub struct ProductExtraInput {
    /// A variant of another product of the same shop.
    pub sku_id: ID,
    /// A few words, up to 120 characters.
    #[graphql(default)]
    pub note: String,
}

payload! {
    /// The answer of `productLabelSet`.
    pub struct ProductLabelSetPayload refused by catalog::LabelRefusal {
        /// The product with its label; null when refused.
        product: Product,
    }
}

payload! {
    /// The answer of `productExtrasSet`.
    pub struct ProductExtrasSetPayload refused by catalog::ExtrasRefusal {
        /// The product with its extras; null when refused.
        product: Product,
    }
}

#[derive(Default)]
pub struct LabelMutation;

#[Object]
impl LabelMutation {
    /// Say what the label of a product says, while it is off the shelves. Managers and owners, with
    /// a second factor.
    async fn product_label_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: ProductLabelSetInput,
    ) -> Result<ProductLabelSetPayload> {
        let line = |line: LabelLineInput| catalog::LabelLine {
            field: line.field.into(),
            value: line.value,
        };
        let label = (input.language.into(), input.lines.into_iter().map(line).collect());
        let (person, id) = (ctx.person()?, parse_id(&input.id)?);
        reply(catalog::set_label(ctx.app(), person, id, label).await.map(Product::from))
    }

    /// Offer what may be bought along with a product. Managers and owners, with a second factor.
    async fn product_extras_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What may be bought along.")] input: ProductExtrasSetInput,
    ) -> Result<ProductExtrasSetPayload> {
        let extra = |extra: ProductExtraInput| -> Result<catalog::Extra> {
            Ok(catalog::Extra { sku_id: parse_id(&extra.sku_id)?, note: extra.note })
        };
        let extras = input.extras.into_iter().map(extra).collect::<Result<_>>()?;
        let (person, id) = (ctx.person()?, parse_id(&input.id)?);
        reply(catalog::set_extras(ctx.app(), person, id, extras).await.map(Product::from))
    }
}
