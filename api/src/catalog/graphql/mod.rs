//! The catalogue as clients see it.

mod mutations;
mod query;
mod types;

pub use mutations::CatalogMutation;
pub use query::CatalogQuery;
pub use types::{
    Category, CategoryLoader, Product, ProductConnection, ProductEdge, ProductLoader,
    ProductPicturesLoader, ProductState, Sku, SkuLoader, SkusOfLoader, load_category, load_product,
};
