//! The SQL of uploads and images, one file per noun.

pub mod images;
pub mod uploads;
