//! Tables of goods: categories, products, their variants and pictures.

pub mod category;
pub mod product;
pub mod product_image;
pub mod sku;
