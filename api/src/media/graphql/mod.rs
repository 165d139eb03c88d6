//! What the API shows of pictures. Translates; decides nothing.

mod image;

pub use image::Image;
