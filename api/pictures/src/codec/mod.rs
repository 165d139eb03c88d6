//! Untrusted bytes in, clean pictures out.
//!
//! Nothing of the file survives but its pixels: no metadata, no trailing data, no second format
//! hidden behind the first. Size is judged from the header, before memory is spent on pixels.

mod blurhash;
mod container;
mod variants;

#[cfg(test)]
mod tests;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage};

pub use variants::{Clean, Variant};

use crate::demo::Drawing;

/// The largest file that is accepted: 10 MiB.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
/// The largest picture that is accepted, in pixels.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The longest side that is accepted: a strip a million pixels long helps nobody.
pub const MAX_SIDE: u32 = 16_383;
/// What a decoder may allocate: the largest picture with an alpha channel, and as much again.
const MAX_MEMORY: u64 = MAX_PIXELS * 4 * 2;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
}

/// Why a file is not accepted as a picture, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("not a JPEG, PNG or WebP file")]
    UnknownType,
    #[error("more than 40 megapixels, or a side longer than 16,383 pixels")]
    TooManyPixels,
    #[error("damaged or cut short")]
    Broken,
}

impl Format {
    /// The format whose magic bytes the file begins with; names and declared types are not asked.
    pub fn sniff(file: &[u8]) -> Option<Self> {
        match file {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    const fn codec(self) -> image::ImageFormat {
        match self {
            Self::Jpeg => image::ImageFormat::Jpeg,
            Self::Png => image::ImageFormat::Png,
            Self::WebP => image::ImageFormat::WebP,
        }
    }
}

/// Reads a picture from an untrusted file and makes its public variants.
pub fn clean(file: &[u8]) -> Result<Clean, Unfit> {
    let format = Format::sniff(file).ok_or(Unfit::UnknownType)?;
    if !container::is_whole(format, file) {
        // A header that promises too much is told apart from a cut file all the same.
        return Err(measure(format, file).err().unwrap_or(Unfit::Broken));
    }
    measure(format, file)?;
    let upright = decode(format, file)?;
    Clean::from_rgb(upright)
}

/// Makes the public variants of a drawing of ours.
pub fn clean_drawing(drawing: Drawing) -> Result<Clean, Unfit> {
    let Drawing { width, height, rgb } = drawing;
    Clean::from_rgb(RgbImage::from_raw(width, height, rgb).ok_or(Unfit::Broken)?)
}

fn measure(format: Format, file: &[u8]) -> Result<(), Unfit> {
    let (width, height) = container::dimensions(format, file).ok_or(Unfit::Broken)?;
    if width == 0 || height == 0 {
        return Err(Unfit::Broken);
    }
    let too_long = width > MAX_SIDE || height > MAX_SIDE;
    if too_long || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Unfit::TooManyPixels);
    }
    Ok(())
}

fn decode(format: Format, file: &[u8]) -> Result<RgbImage, Unfit> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format.codec());
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unfit)?;
    // Sixteen bits a channel double the memory of the same pixels.
    if decoder.total_bytes() > MAX_PIXELS * 4 {
        return Err(Unfit::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unfit)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

#[expect(clippy::needless_pass_by_value, reason = "the signature of map_err")]
fn unfit(error: image::ImageError) -> Unfit {
    match error {
        image::ImageError::Limits(_) => Unfit::TooManyPixels,
        _ => Unfit::Broken,
    }
}

/// JPEG knows no transparency: what shows through is white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let layered = picture.into_rgba8();
    let (width, height) = layered.dimensions();
    let mut flat = RgbImage::new(width, height);
    for (from, to) in layered.pixels().zip(flat.pixels_mut()) {
        let [red, green, blue, alpha] = from.0;
        let show = |part: u8| {
            let mixed = u16::from(part) * u16::from(alpha) + 255 * (255 - u16::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(255)
        };
        to.0 = [show(red), show(green), show(blue)];
    }
    flat
}
