//! The SQL of uploads, images and documents, one file per noun.

pub mod documents;
pub mod images;
pub mod uploads;
