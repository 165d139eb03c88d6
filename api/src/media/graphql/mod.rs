//! What the API shows of pictures. Translates; decides nothing.

mod image;

pub use image::{Image, ImageLoader, load_image, load_images};
