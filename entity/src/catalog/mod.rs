//! Tables of goods: categories, products, their variants and pictures; what may be sold where, and
//! what was offered at which price.

pub mod category;
pub mod goods_list_version;
pub mod goods_measure;
pub mod goods_rule;
pub mod goods_sweep;
pub mod label_requirement;
pub mod product;
pub mod product_extra;
pub mod product_image;
pub mod product_label;
pub mod product_rule_hit;
pub mod sku;
pub mod sku_price;
pub mod stock_hold;
pub mod stock_reservation;
