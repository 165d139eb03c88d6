//! The catalogue as clients see it.

mod labels;
mod loaders;
mod mutations;
mod query;
mod rules;
mod sale;
mod submit;
mod types;

pub use labels::LabelMutation;
pub use loaders::{
    CategoryLoader, ExtrasLoader, HitsLoader, LabelsLoader, ProductLoader, ProductPicturesLoader,
    SkuLoader, SkusOfLoader, load_category, load_product,
};
pub use mutations::CatalogMutation;
pub use query::CatalogQuery;
pub use rules::{GoodsListMutation, GoodsListQuery, GoodsRule};
pub use sale::{NotSaleableReason, SalesChannel};
pub use types::{
    Category, CoolingOffClass, Product, ProductConnection, ProductEdge, ProductState, Sku,
    SkuOption,
};
