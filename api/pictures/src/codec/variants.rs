//! The public sizes of a picture, each a fresh JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ExtendedColorType, RgbImage};

use super::{Unfit, blurhash};

/// The widths that are served; a picture is never enlarged.
const WIDTHS: [u32; 3] = [320, 640, 1280];
/// A variant is at most this many times as tall as its width allows.
const TALLEST: u32 = 4;

/// A picture ready to be published.
#[derive(Debug, Clone)]
pub struct Clean {
    /// The upright picture's own size, before it was scaled down.
    pub width: u32,
    pub height: u32,
    /// The average colour, as 0xRRGGBB.
    pub dominant: u32,
    /// A placeholder in the `BlurHash` notation, 4 by 3 components.
    pub blurhash: String,
    /// From the narrowest to the widest; never empty.
    pub variants: Vec<Variant>,
}

/// One size of a picture.
#[derive(Debug, Clone)]
pub struct Variant {
    pub width: u32,
    pub height: u32,
    pub jpeg: Vec<u8>,
}

impl Clean {
    pub(super) fn from_rgb(picture: RgbImage) -> Result<Self, Unfit> {
        let (width, height) = picture.dimensions();
        let picture = DynamicImage::ImageRgb8(picture);
        let mut variants = Vec::with_capacity(WIDTHS.len());
        let mut narrowest = None;
        for (wide, tall) in sizes(width, height) {
            let scaled = scaled(&picture, wide, tall);
            variants.push(encode(&scaled)?);
            narrowest.get_or_insert(scaled);
        }
        let small = narrowest.unwrap_or(picture).thumbnail_exact(32, 32).into_rgb8();
        let dominant = average(&small);
        Ok(Self { width, height, dominant, blurhash: blurhash::of(&small), variants })
    }
}

/// The sizes to make, narrowest first: each served width below the picture's own, and then the
/// largest that is allowed. A step within a quarter of the largest is not worth its bytes.
fn sizes(width: u32, height: u32) -> Vec<(u32, u32)> {
    let fit = |wide: u32| {
        let wide = wide.min(width);
        let tall = u64::from(height) * u64::from(wide) / u64::from(width);
        let most = u64::from(wide.max(WIDTHS[0]) * TALLEST);
        if tall <= most {
            return (wide, u32::try_from(tall).unwrap_or(1).max(1));
        }
        let narrowed = u64::from(width) * most / u64::from(height);
        (u32::try_from(narrowed).unwrap_or(1).max(1), u32::try_from(most).unwrap_or(1))
    };
    let last = fit(WIDTHS[2]);
    let mut sizes: Vec<_> =
        WIDTHS[..2].iter().map(|&wide| fit(wide)).filter(|size| size.0 * 5 < last.0 * 4).collect();
    sizes.push(last);
    sizes
}

fn scaled(picture: &DynamicImage, wide: u32, tall: u32) -> DynamicImage {
    if (wide, tall) == (picture.width(), picture.height()) {
        return picture.clone();
    }
    if let DynamicImage::ImageRgb8(whole) = picture
        && (whole.width(), whole.height() / 2) == (wide * 2, tall)
    {
        return DynamicImage::ImageRgb8(halved(whole));
    }
    // At half the size and below, averaging whole blocks is as good and ten times as fast.
    if picture.width() / wide >= 2 && picture.height() / tall >= 2 {
        return picture.thumbnail_exact(wide, tall);
    }
    picture.resize_exact(wide, tall, FilterType::CatmullRom)
}

/// Half as wide and half as tall: each four pixels become their mean.
fn halved(whole: &RgbImage) -> RgbImage {
    let (wide, tall) = (whole.width() / 2, whole.height() / 2);
    let mut half = Vec::with_capacity(wide as usize * tall as usize * 3);
    let stride = whole.width() as usize * 3;
    let bytes: &[u8] = whole.as_raw();
    for rows in bytes.chunks_exact(stride * 2) {
        let (upper, lower) = rows.split_at(stride);
        for (above, below) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for part in 0..3 {
                let sum = [above[part], above[part + 3], below[part], below[part + 3]]
                    .into_iter()
                    .fold(2_u16, |sum, byte| sum + u16::from(byte));
                half.push((sum / 4).to_le_bytes()[0]);
            }
        }
    }
    RgbImage::from_raw(wide, tall, half).unwrap_or_default()
}

fn encode(picture: &DynamicImage) -> Result<Variant, Unfit> {
    let (width, height) = (picture.width(), picture.height());
    let mut jpeg = Vec::with_capacity(64 * 1024);
    JpegEncoder::new_with_quality(&mut jpeg, 82)
        .encode(picture.as_bytes(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_| Unfit::Broken)?;
    Ok(Variant { width, height, jpeg })
}

fn average(small: &RgbImage) -> u32 {
    let mut sums = [0_u32; 3];
    for pixel in small.pixels() {
        for (sum, part) in sums.iter_mut().zip(pixel.0) {
            *sum += u32::from(part);
        }
    }
    let count = small.width() * small.height();
    sums.iter().fold(0, |packed, sum| (packed << 8) | (sum / count.max(1)))
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::{halved, sizes};

    #[test]
    fn halving_takes_the_mean_of_four() {
        let whole = RgbImage::from_fn(4, 3, |x, y| {
            let shade = if (x + y) % 2 == 0 { 200 } else { 100 };
            Rgb([shade, 10, 255])
        });
        let half = halved(&whole);
        assert_eq!(half.dimensions(), (2, 1));
        assert!(half.pixels().all(|pixel| pixel.0 == [150, 10, 255]));
    }

    #[test]
    fn pictures_are_never_enlarged_and_steps_are_worth_their_bytes() {
        assert_eq!(sizes(200, 100), [(200, 100)]);
        assert_eq!(sizes(640, 853), [(320, 426), (640, 853)]);
        assert_eq!(sizes(720, 960), [(320, 426), (720, 960)]);
        assert_eq!(sizes(4000, 3000), [(320, 240), (640, 480), (1280, 960)]);
        assert_eq!(sizes(1, 16_383), [(1, 1280)]);
        assert_eq!(sizes(16_383, 1), [(320, 1), (640, 1), (1280, 1)]);
    }
}
